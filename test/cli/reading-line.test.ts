// The line of progress in time: when it first shows, how often, what it says is left.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createReadingLine, type ReadingLine } from '../../src/cli/reading-line.ts';
import type { ReadingCounts } from '../../src/flow/reading-progress.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const ERASE = '\r\u001b[K';
const NONE = { done: 0, total: 0 };
const clones = (done: number, total: number): ReadingCounts => ({
  clones: { done, total },
  profiles: NONE,
  lists: NONE,
  names: NONE,
});

function aLine(isTerminal: boolean, width = 80): { readonly line: ReadingLine; readonly written: string[] } {
  const written: string[] = [];
  const line = createReadingLine({
    isTerminal,
    width,
    now: () => Date.now(),
    write: (text) => void written.push(text),
  });
  return { line, written };
}

/** Fifty a second, told one by one. */
function read(line: ReadingLine, from: number, to: number, total: number): void {
  for (let done = from; done < to; done++) {
    vi.advanceTimersByTime(20);
    line.report(clones(done + 1, total));
  }
}

test('a read of less than a second says nothing', () => {
  const { line, written } = aLine(true);
  line.report(clones(0, 40));
  read(line, 0, 40, 40);
  line.report(null);
  vi.advanceTimersByTime(60_000);
  expect(written).toEqual([]);
});

test('on a terminal it is rewritten four times a second, with the time that is left, and erased', () => {
  const { line, written } = aLine(true);
  line.report(clones(0, 400));
  read(line, 0, 150, 400);
  expect(written[0]).toBe(`${ERASE}Reading from Palette: 49 of 400 clones`);
  expect(written.length).toBeGreaterThanOrEqual(8);
  expect(written.at(-1)).toMatch(/: 1[34]\d of 400 clones; about [56] s left$/);
  line.report(null);
  expect(written.at(-1)).toBe(ERASE);
});

test('whatever is written beside it takes its place', () => {
  const { line, written } = aLine(true);
  line.report(clones(0, 400));
  read(line, 0, 60, 400);
  const before = written.length;
  line.erase();
  line.erase();
  expect(written.slice(before)).toEqual([ERASE]);
});

test('it is no wider than the terminal', () => {
  const { line, written } = aLine(true, 30);
  line.report(clones(0, 400));
  read(line, 0, 200, 400);
  expect(Math.max(...written.map((text) => text.replace(ERASE, '').length))).toBe(29);
});

test('elsewhere it is a line after the first second, and one each ten seconds', () => {
  const { line, written } = aLine(false);
  line.report(clones(0, 2000));
  read(line, 0, 1100, 2000);
  line.report(null);
  expect(written).toEqual([
    'Reading from Palette: 49 of 2000 clones\n',
    expect.stringMatching(/^Reading from Palette: 5\d\d of 2000 clones; about (29|30) s left\n$/),
    expect.stringMatching(/^Reading from Palette: 10\d\d of 2000 clones; about (18|19|20) s left\n$/),
  ]);
});
