// The line of progress in time: when it first shows, how often, what it says is left.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createMovingLine, type Moving, type MovingLine } from '../../src/cli/moving-line.ts';
import { renderApplying, renderReading } from '../../src/render/reading-text.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const ERASE = '\r\u001b[K';
const clones = (done: number, total: number): Moving => {
  const parts = { clones: { done, total }, profiles: { done: 0, total: 0 } };
  return { work: 'reading', parts, text: (rate, width) => renderReading(parts, rate, width) };
};

function aLine(isTerminal: boolean, width = 80): { readonly line: MovingLine; readonly written: string[] } {
  const written: string[] = [];
  const line = createMovingLine({
    isTerminal,
    width,
    now: () => Date.now(),
    write: (text) => void written.push(text),
  });
  return { line, written };
}

/** Fifty a second, told one by one. */
function read(line: MovingLine, from: number, to: number, total: number): void {
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

test('another work has its first line after a second, however late the last line of the first one was', () => {
  const { line, written } = aLine(false);
  line.report(clones(0, 100));
  read(line, 0, 60, 100);
  line.report(null);
  const run = {
    done: 3,
    total: 400,
    failed: 1,
    inFlight: 8,
    remark: 'Palette allows 40 on /v1/clusterprofiles',
  };
  line.report({
    work: 'applying',
    parts: { changes: run },
    text: (rate, width) => renderApplying(run, rate, width),
  });
  vi.advanceTimersByTime(1000);
  line.report(null);
  expect(written).toEqual([
    'Reading from Palette: 49 of 100 clones\n',
    'Applying: 3 of 400 done, 1 failed, 8 in flight; Palette allows 40 on /v1/clusterprofiles\n',
  ]);
});

test('a narrow line leaves out what is read whole, and the end of a remark, before it is cut', () => {
  const parts = { profiles: { done: 2, total: 2 }, names: { done: 5, total: 400 } };
  expect(renderReading(parts, { secondsLeft: 3 }, 60)).toBe(
    'Reading from Palette: 5 of 400 names; about 3 s left',
  );
  expect(renderReading(parts, { secondsLeft: 3 }, 80)).toBe(
    'Reading from Palette: 2 of 2 profiles, 5 of 400 names; about 3 s left',
  );
  const run = {
    done: 3,
    total: 400,
    failed: 0,
    inFlight: 8,
    remark: '50 requests/s, Palette allows 50 on /v1',
  };
  expect(renderApplying(run, { secondsLeft: 300 }, 79)).toBe(
    'Applying: 3 of 400 done, 8 in flight, about 5 min left; 50 requests/s',
  );
});
