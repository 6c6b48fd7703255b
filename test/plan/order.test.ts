// The order of work: by kind of change, then each behind what it copies, then by address; deletes last and in reverse.
import { expect, test } from 'vitest';
import type { Address } from '../../src/model/address.ts';
import type { RecordedClone } from '../../src/model/recorded.ts';
import type { Kind, PlannedChange } from '../../src/plan/change.ts';
import { dependencies } from '../../src/plan/depend.ts';
import { orderChanges } from '../../src/plan/order.ts';
import type { ChangeEntry } from '../../src/plan/plan.ts';
import { makePlanningContext } from '../../src/plan/planning-context.ts';
import { aClone, aDesired, anObject, aRow, inputOf } from '../support/a-world.ts';

const change = (text: string): PlannedChange => {
  const [kind, address] = text.split(' ');
  return { kind: kind as Kind, address: address as Address } as PlannedChange;
};
const blocked = (text: string): PlannedChange =>
  ({ kind: 'blocked', change: change(text) }) as unknown as PlannedChange;

/** Rows by address, each with the address that it was copied from. */
const rowsOf = (copies: Readonly<Record<string, string>>): readonly RecordedClone[] =>
  Object.entries(copies).map(([address, source]) => {
    const row = aRow(address, anObject({ uid: `u-${address}`, name: address, version: '1.0.0' }));
    return { ...row, source: { ...row.source, uid: `u-${source}` } };
  });

test.each<[string, readonly string[], Readonly<Record<string, string>>]>([
  ['the journal comes first', ['resume b', 'move a'], {}],
  ['what is reinstated comes after the journal', ['resume b', 'reinstate a'], {}],
  ['moves come before what is reinstated', ['move b', 'reinstate a'], {}],
  ['moves stay as they were found', ['move c', 'move a', 'move b'], {}],
  ['addresses come before rows that leave', ['reinstate b', 'let_go a'], {}],
  ['what only state knows comes before work', ['forget_gone b', 'let_go c', 'create a'], {}],
  [
    'all work is by address',
    [
      'create a',
      'create_version b',
      'adopt c',
      'update_content d',
      'update_metadata e',
      'record f',
      'replace g',
      'recreate h',
      'noop i',
    ],
    {},
  ],
  ['deletes come last, in reverse', ['create z', 'delete b', 'delete a'], {}],
  ['two changes of one address stay as they were found', ['update_metadata a', 'create a'], {}],
  ['what is copied comes first', ['noop c', 'noop b', 'noop a'], { a: 'b', b: 'c', c: 'base' }],
  ['what is copied is deleted last', ['delete c', 'delete a', 'delete b'], { a: 'b', b: 'base', c: 'a' }],
  [
    'what is forgotten is by address, whatever it copies',
    ['forget_gone a', 'forget_gone b'],
    { a: 'b', b: 'base' },
  ],
  ['copies in a circle come to an end', ['delete b', 'delete a'], { a: 'b', b: 'a' }],
])('%s', (name, order, copies) => {
  const rows = rowsOf(copies);
  const planning = makePlanningContext(inputOf({}), rows);
  // What stays as it was found is given as it is expected; the rest in every other order.
  const isSorted = !name.includes('stay');
  const given = isSorted ? order.toReversed() : order;
  const sorted = orderChanges(planning, given.map(change));
  expect(
    sorted.map(({ kind, address }: PlannedChange & { address?: Address }) => `${kind} ${address}`),
  ).toEqual(order);
});

test('a version has the place of its clone while it has no row, and its own as soon as it has one', () => {
  const clones = [aClone('a', { chain: { clone: 'b' } }), aClone('b')];
  const input = inputOf({ desired: aDesired(...clones) });
  const order = (rows: readonly RecordedClone[]) =>
    orderChanges(makePlanningContext(input, rows), ['delete a@1.0.0', 'delete b@1.0.0'].map(change)).map(
      (one) => (one as { readonly address?: string }).address,
    );
  expect(order([])).toEqual(['a@1.0.0', 'b@1.0.0']);
  expect(order(rowsOf({ 'a@1.0.0': 'base', 'b@1.0.0': 'base' }))).toEqual(['b@1.0.0', 'a@1.0.0']);
});

test('what is blocked has the place of what it would be', () => {
  const planning = makePlanningContext(inputOf({}), []);
  const given = [blocked('delete a'), change('create c'), blocked('create b')];
  expect(orderChanges(planning, given)).toEqual([given[2], given[1], given[0]]);
});

test.each<[string, readonly Partial<ChangeEntry>[], readonly (readonly number[])[]]>([
  [
    'a clone at an address that another one leaves waits for that one',
    [
      { action: 'move', address: 'c' as Address, movedFrom: 'd' as Address },
      { action: 'create', address: 'd' as Address },
    ],
    [[], [0]],
  ],
  [
    'an address that a reinstated version had is nobody’s',
    [
      { action: 'update', reason: 'reinstated', address: 'c' as Address, movedFrom: 'd' as Address },
      { action: 'create', address: 'd' as Address },
    ],
    [[], []],
  ],
  [
    'what is reinstated waits for what was done at the address that it leaves',
    [
      { action: 'update', address: 'd' as Address },
      { action: 'update', reason: 'reinstated', address: 'c' as Address, movedFrom: 'd' as Address },
    ],
    [[], [0]],
  ],
])('%s', (_, work, expected) => {
  const entries = work.map((entry) => ({ needs: [], ...entry }) as unknown as ChangeEntry);
  expect(dependencies(entries)).toEqual(expected);
});
