// What was last seen of a state: which one is an older one, and that nothing which cannot be known raises an alarm.
import { expect, test } from 'vitest';
import { formatBook, judgeAge, newestBook, noteSeen, type SeenBook } from '../../src/state/seen-book.ts';

const state = (serial: number, lineage = 'one') => ({ lineage, serial, tenantUid: null, host: null });
const T1 = '2026-01-01T00:00:00.000Z';
const T2 = '2026-01-02T00:00:00.000Z';
const seen: SeenBook = noteSeen([], state(20), null, T1);

test('older is only what has a lower serial than was seen of its own lineage', () => {
  expect(judgeAge(seen, state(10))).toEqual({ serial: 10, seenSerial: 20, seenAt: T1 });
  for (const well of [state(20), state(21), state(10, 'two'), null]) expect(judgeAge(seen, well)).toBeNull();
  expect(judgeAge([], state(1))).toBeNull();
});

test('an older state stays one while it is written, also past the serial that was seen; the right one put back does not', () => {
  const first = noteSeen(seen, state(15), judgeAge(seen, state(10)), T2);
  expect(judgeAge(first, state(15))).toEqual({ serial: 15, seenSerial: 20, seenAt: T1 });
  expect(judgeAge(first, state(20))).toBeNull();
  const past = noteSeen(first, state(25), judgeAge(first, state(15)), T2);
  expect(judgeAge(past, state(25))).toEqual({ serial: 25, seenSerial: 20, seenAt: T1 });
  expect(judgeAge(past, state(20))).toBeNull();
  expect(judgeAge(past, state(30))).toBeNull();
  const settled = noteSeen(past, state(25), null, T2);
  expect(judgeAge(settled, state(25))).toBeNull();
  expect(judgeAge(settled, state(24))).not.toBeNull();
});

test('states that follow one another at a place are remembered side by side, eight of them', () => {
  let book: SeenBook = [];
  for (let n = 0; n < 10; n++) book = noteSeen(book, state(5, `l${n}`), null, T1);
  expect(book).toHaveLength(8);
  expect(judgeAge(book, state(4, 'l2'))).not.toBeNull();
  expect(judgeAge(book, state(4, 'l1'))).toBeNull();
});

test('of two notes the later one counts, and what does not read as one says nothing', () => {
  const early = formatBook(noteSeen([], state(20), null, T1), T1);
  const late = formatBook(noteSeen([], state(15), null, T2), T2);
  expect(newestBook([early, late])).toEqual(newestBook([late, null]));
  expect(judgeAge(newestBook([early, late]), state(15))).toBeNull();
  expect(newestBook([early.slice(0, 40), early])).toEqual(seen);
  const odd = [
    '{}',
    '[]',
    '"x"',
    '{"savedAt":"no","seen":[]}',
    `{"savedAt":"${T1}","seen":{}}`,
    '{"savedAt":1,"seen":[null]}',
    `{"savedAt":"${T1}"}`,
    '{"seen":[]}',
    'null',
    '1',
  ];
  expect(newestBook([...odd, null])).toEqual([]);
});

test('a state that was seen again is remembered once, as the newest', () => {
  const book = noteSeen(
    noteSeen(noteSeen([], state(5), null, T1), state(5, 'two'), null, T1),
    state(6),
    null,
    T2,
  );
  expect(book.map(({ lineage, serial }) => `${lineage} ${serial}`)).toEqual(['one 6', 'two 5']);
});

test('a book is read without what is no note, and no more of it than is kept', () => {
  const note = { lineage: 'one', serial: 20, at: T1, fork: null };
  const read = (...notes: readonly unknown[]) =>
    newestBook([JSON.stringify({ cloneform: 1, savedAt: T1, seen: notes })]);
  expect(read(note, { ...note, fork: 3 })).toEqual([note, { ...note, fork: 3 }]);
  const odd = [
    null,
    1,
    'x',
    { ...note, lineage: 1 },
    { ...note, serial: '20' },
    { ...note, serial: 2.5 },
    { ...note, at: 1 },
    { ...note, at: 'x' },
    { ...note, fork: 'x' },
    { ...note, fork: undefined },
  ];
  for (const one of odd) expect(read(one, note)).toEqual([note]);
  expect(read(...Array.from({ length: 9 }, () => note))).toHaveLength(8);
});
