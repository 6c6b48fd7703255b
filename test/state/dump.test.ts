// A whole state as one value: what makes one, and what is refused instead of being read.
import { describe, expect, test } from 'vitest';
import type { Address } from '../../src/model/address.ts';
import {
  checkDump,
  type DumpedEntry,
  type DumpedRun,
  isBlank,
  positionOf,
  type StateDump,
  sortedDump,
  toDumpedEntry,
  toStoredEntry,
} from '../../src/state/dump.ts';
import { StoreError } from '../../src/state/store-error.ts';
import { aClone, anEntry, aRun } from './rows.ts';

const clone = (id: string, more: Parameters<typeof aClone>[1] = {}) => ({ ...aClone(id, more), revision: 1 });
const entry = (id: string, more: Partial<DumpedEntry> = {}): DumpedEntry => ({
  ...anEntry(id),
  epoch: 1,
  outcome: null,
  error: null,
  closedAt: null,
  ...more,
});
const run = (id: string, historyStart = 0): DumpedRun => ({
  ...aRun(id),
  outcome: 'done',
  finishedAt: '2026-01-01T00:00:09.000Z',
  results: [],
  historyStart,
});
const change = (address: string) => ({ address, runId: 'r', at: '2026-01-01T00:00:00.000Z', before: null });

const EMPTY: StateDump = {
  identity: { lineage: 'l', serial: 0, tenantUid: null, host: null, createdAt: '2026-01-01T00:00:00.000Z' },
  clones: [],
  outlines: [],
  operations: [],
  runs: [],
  history: [],
};
const FULL: StateDump = {
  ...EMPTY,
  clones: [clone('a'), clone('b')],
  outlines: [
    { digest: 'sha256:aa', parts: {} },
    { digest: 'sha256:bb', parts: {} },
  ],
  operations: [entry('o'), entry('p')],
  runs: [run('r', 1), run('s', 2)],
  history: [change('a'), { ...change('b'), before: clone('b') }],
};

test('what state writes is a state', () => {
  expect(() => checkDump('here', FULL)).not.toThrow();
  expect(() => checkDump('here', EMPTY)).not.toThrow();
});

describe('is not a state:', () => {
  const closed = { outcome: 'done', closedAt: '2026-01-01T00:00:09.000Z' } as const;
  const sameKey = anEntry('o').key;
  test.each<[string, Partial<StateDump>, string]>([
    [
      'an address twice',
      { clones: [clone('a'), clone('a', { uid: 'other' })] },
      'the address a exists twice',
    ],
    [
      'a UID twice',
      { clones: [clone('a'), clone('b', { uid: 'uid-of-a' })] },
      'the UID uid-of-a exists twice',
    ],
    [
      'an outline twice',
      { outlines: [...FULL.outlines, { digest: 'sha256:aa', parts: { x: '1' } }] },
      'the outline sha256:aa exists twice',
    ],
    [
      'a journal entry twice',
      { operations: [entry('o', closed), entry('o', closed)] },
      'the journal entry o exists twice',
    ],
    [
      'two open entries that make an object at one natural key',
      { operations: [entry('o'), entry('p', { key: sameKey, kind: 'replace' })] },
      'an open journal entry at ["project","p1","o","1.0.0"] exists twice',
    ],
    ['a run twice', { runs: [run('r'), run('r')] }, 'the run r exists twice'],
    [
      'a clone without an address',
      { clones: [clone('a', { address: 'a b' as Address })] },
      '"a b" is not an address',
    ],
    [
      'a journal entry without one',
      { operations: [entry('o', { address: '' as Address })] },
      '"" is not an address',
    ],
    ['a change without one', { history: [change('a@')], runs: [] }, '"a@" is not an address'],
    [
      'a run that starts after the end of the history',
      { runs: [run('r', 3)] },
      'a run starts after the end of the history',
    ],
  ])('%s', (_, part, message) => {
    const thrown = (): void => checkDump('here', { ...FULL, ...part });
    expect(thrown).toThrow(`the document is not a state: ${message}`);
    expect(thrown).toThrow(
      expect.objectContaining({
        kind: 'not_a_state',
        where: 'here',
        hint: expect.stringContaining('state pull'),
      }),
    );
  });

  test.each<[string, Partial<StateDump>]>([
    ['a clone', { clones: [clone('a', { status: 'odd' as 'current' })] }],
    [
      'a former row of a clone',
      { history: [change('a'), { ...change('b'), before: clone('b', { status: 'odd' as 'current' }) }] },
    ],
    ['a journal entry', { operations: [entry('o', { step: 'odd' as 'intent' })] }],
  ])('%s that no column could hold', (_, part) => {
    expect(() => checkDump('here', { ...FULL, ...part })).toThrow(StoreError);
  });

  test.each<[string, Partial<StateDump>]>([
    [
      'a closed entry beside an open one',
      { operations: [entry('o'), entry('p', { key: sameKey, ...closed })] },
    ],
    [
      'an entry that makes nothing',
      { operations: [entry('o'), entry('p', { key: sameKey, kind: 'delete' })] },
    ],
    ['a run that starts where the history ends', { runs: [run('r', 2)] }],
  ])('but not %s', (_, part) => {
    expect(() => checkDump('here', { ...FULL, ...part })).not.toThrow();
  });
});

test.each<[string, boolean, Partial<StateDump>]>([
  ['nothing', true, {}],
  ['a tenant', false, { identity: { ...EMPTY.identity, tenantUid: 't' } }],
  ['a clone', false, { clones: FULL.clones }],
  ['a journal entry', false, { operations: FULL.operations }],
  ['a run', false, { runs: FULL.runs }],
  ['a change', false, { history: FULL.history }],
  ['clones and as many journal entries', false, { clones: FULL.clones, operations: FULL.operations }],
  ['journal entries and as many runs', false, { operations: FULL.operations, runs: FULL.runs }],
  ['runs and as many changes', false, { runs: FULL.runs, history: FULL.history }],
])('a state with %s is blank: %s', (_, expected, part) => {
  expect(isBlank({ ...EMPTY, ...part })).toBe(expected);
});

test.each([
  { entry: anEntry('o'), epoch: 2, end: null },
  {
    entry: anEntry('o'),
    epoch: 2,
    end: { outcome: 'refused', error: 'no', closedAt: '2026-01-01T00:00:09.000Z' },
  },
] as const)('a journal entry is the same after it was carried elsewhere', (stored) => {
  const dumped = toDumpedEntry(stored);
  expect(dumped).toMatchObject({ id: 'o', epoch: 2, outcome: stored.end?.outcome ?? null });
  expect(toStoredEntry(dumped)).toEqual(stored);
});

test.each<[number, readonly number[], number]>([
  [0, [], 0],
  [0, [3, 5, 9], 0],
  [2, [3, 5, 9], 0],
  [3, [3, 5, 9], 1],
  [4, [3, 5, 9], 1],
  [5, [3, 5, 9], 2],
  [9, [3, 5, 9], 3],
  [99, [3, 5, 9], 3],
])('of changes up to number %i in a history of %j, %i come before', (start, numbers, position) => {
  expect(positionOf(start, numbers)).toBe(position);
});

test('clones are in the order of their addresses, outlines in that of their digests, all else as it came', () => {
  const dump: StateDump = {
    ...FULL,
    clones: FULL.clones.toReversed(),
    outlines: FULL.outlines.toReversed(),
    operations: FULL.operations.toReversed(),
  };
  expect(sortedDump(dump)).toEqual({ ...FULL, operations: dump.operations });
});
