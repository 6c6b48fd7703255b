// Lists by the page: side by side where they hold still, by token where they do not, and never without end.
import { describe, expect, test } from 'vitest';
import { type Page, type PageStart, type Paging, readAllPages } from '../../src/palette/paging.ts';
import { PaletteError } from '../../src/palette/palette-error.ts';

type Row = { readonly uid: string };
const rowsOf = (count: number, name = 'r'): readonly Row[] =>
  Array.from({ length: count }, (_, index) => ({ uid: `${name}${index}` }));

interface Server {
  readonly paging: Paging<Row>;
  /** What was asked for, in order. */
  readonly asked: PageStart[];
  /** Requests under way at once, at the most. */
  readonly most: () => number;
}

/** `answer` gets the start as an offset: tokens are offsets here. */
function serve(answer: (offset: number, start: PageStart, asked: number) => Page<Row>): Server {
  const asked: PageStart[] = [];
  let underWay = 0;
  let most = 0;
  return {
    asked,
    most: () => most,
    paging: {
      read: async (start) => {
        asked.push(start);
        const count = asked.length;
        most = Math.max(most, ++underWay);
        await new Promise((resolve) => setImmediate(resolve));
        underWay--;
        const offset = 'offset' in start ? start.offset : 'token' in start ? Number(start.token) : 0;
        return answer(offset, start, count);
      },
      idOf: (row) => row.uid,
      loop: () => new Error('loop'),
      offsets: { areGood: true },
    },
  };
}

function pageOf(rows: readonly Row[], offset: number, more: Partial<Page<Row>> = {}): Page<Row> {
  const end = offset + 50;
  return {
    items: rows.slice(offset, end),
    next: end < rows.length ? String(end) : null,
    total: rows.length,
    ...more,
  };
}

const isToken = (start: PageStart): boolean => 'token' in start;

describe('pages of a list', () => {
  test.each([0, 1, 49, 50, 51, 100, 101, 487])('%i rows cost no more pages than they fill', async (count) => {
    const rows = rowsOf(count);
    const server = serve((offset) => pageOf(rows, offset));
    expect(await readAllPages(server.paging)).toEqual({ rows, missing: 0 });
    expect(server.asked).toHaveLength(Math.max(1, Math.ceil(count / 50)));
    expect(server.most()).toBe(Math.max(1, Math.ceil(count / 50) - 1));
  });

  test.each<[string, (rows: readonly Row[], offset: number, start: PageStart, asked: number) => Page<Row>]>([
    ['offsets are not known here', (rows, offset, start) => pageOf(rows, 'offset' in start ? 0 : offset)],
    ['the total moved', (rows, offset, _, asked) => pageOf(rows, offset, asked < 3 ? {} : { total: 230 })],
    ['no total is informed', (rows, offset) => pageOf(rows, offset, { total: null })],
    [
      'a page came back short',
      (rows, offset, start) => ({
        ...pageOf(rows, offset),
        ...(isToken(start) || offset !== 100 ? {} : { items: rows.slice(100, 149) }),
      }),
    ],
    [
      'a page is gone',
      (rows, offset, start) => (isToken(start) || offset !== 200 ? pageOf(rows, offset) : pageOf([], 0)),
    ],
    [
      'a row came twice',
      (rows, offset, start) => ({
        ...pageOf(rows, offset),
        ...(isToken(start) || offset !== 100 ? {} : { items: rows.slice(99, 149) }),
      }),
    ],
  ])('followed by token where %s', async (_, answer) => {
    const rows = rowsOf(237);
    const server = serve((offset, start, asked) => answer(rows, offset, start, asked));
    expect(await readAllPages(server.paging)).toEqual({ rows, missing: 0 });
    expect(server.asked.filter(isToken)).toHaveLength(4);
    const { paging, asked } = { paging: server.paging, asked: server.asked.length };
    if (paging.offsets.areGood) return;
    await readAllPages(paging);
    expect(server.asked.slice(asked).filter((start) => 'offset' in start)).toEqual([]);
  });

  test('a list that gives fewer rows than it counts is read again, and says how many are missing', async () => {
    const rows = rowsOf(60);
    const lossy = serve((offset) => pageOf(rows.slice(0, 58), offset, { total: 60 }));
    expect(await readAllPages(lossy.paging)).toEqual({ rows: rows.slice(0, 58), missing: 2 });
    const once = serve((offset, _, asked) =>
      asked < 4 ? pageOf(rows.slice(0, 58), offset, { total: 60 }) : pageOf(rows, offset),
    );
    expect(await readAllPages(once.paging)).toEqual({ rows, missing: 0 });
    const halves = serve((offset, _, asked) =>
      pageOf(asked < 2 ? rowsOf(40) : rows.slice(10, 50), offset, { total: 60, next: null }),
    );
    expect((await readAllPages(halves.paging)).missing).toBe(10);
  });

  test('an offset that is refused is no failure, one that is not allowed is', async () => {
    const refusal = (status: number): PaletteError =>
      new PaletteError({
        kind: 'status',
        status,
        code: 'C',
        method: 'POST',
        path: '/',
        effect: 'none',
        message: 'm',
      });
    const server = (status: number): Server =>
      serve((offset, start) => {
        if ('offset' in start) throw refusal(status);
        return pageOf(rowsOf(120), offset);
      });
    expect((await readAllPages(server(422).paging)).rows).toHaveLength(120);
    await expect(readAllPages(server(403).paging)).rejects.toThrow('m');
  });

  test.each<[string, (asked: number) => Page<Row>]>([
    ['one token again and again', () => ({ items: rowsOf(50), next: 'same', total: null })],
    ['two tokens in turn', (asked) => ({ items: rowsOf(50), next: String(asked % 2), total: null })],
    [
      'ever new tokens over the same rows',
      (asked) => ({ items: rowsOf(50), next: String(asked), total: null }),
    ],
    ['ever new tokens over nothing', (asked) => ({ items: [], next: String(asked), total: 90 })],
  ])('%s end soon', async (_, answer) => {
    const server = serve((_offset, _start, asked) => answer(asked));
    await expect(readAllPages(server.paging)).rejects.toThrow('loop');
    expect(server.asked.length).toBeLessThan(8);
  });
});
