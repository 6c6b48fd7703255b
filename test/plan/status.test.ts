// Where clones stand: versions, distance, use, drift, half-done work; and versions of packs.
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../src/inventory/digest.ts';
import { makePlan } from '../../src/plan/make-plan.ts';
import { isInRange } from '../../src/plan/pack-range.ts';
import { findStatus, type Status } from '../../src/plan/status.ts';
import {
  aClone,
  aDesired,
  anObject,
  anOperation,
  aRow,
  inputOf,
  type WorldFacts,
} from '../support/a-world.ts';

function statusOf(facts: WorldFacts, withUnmanaged = false): Status {
  const input = inputOf(facts);
  const stamp = { tool: 'cloneform test', createdAt: '2026-01-01T00:00:00.000Z', hash: sha256 };
  return findStatus(input, makePlan(input, stamp), withUnmanaged);
}

const object = anObject({
  uid: 'u-1',
  name: 'one',
  version: '1.0.0',
  project: 'edge-dev',
  clusters: ['berlin', 'oslo'],
});
const desired = aDesired(aClone('one', { source: { version: '1.0.0' } }));

test('tells how far a clone is behind, and who uses it', () => {
  const status = statusOf({ desired, rows: [aRow('one', object)], objects: [object] });
  expect(status.projects).toEqual(['edge-dev']);
  expect(status.declarations[0]?.cells[0]).toMatchObject({
    address: 'one',
    version: '1.0.0',
    status: 'current',
    source: { name: 'base', version: '1.0.0' },
    behind: 1,
    latest: '1.2.0',
    jump: 'minor',
    drift: [],
    action: 'noop',
  });
  expect(status.summary).toMatchObject({ clones: 1, behind: 1, drifted: 0, clusters: 2 });
});

test('tells drift, half-done work, what is not there, what is not read, and what is declared no more', () => {
  const edited = anObject({ uid: 'u-1', name: 'one', version: '1.0.0', project: 'edge-dev', text: 'b: 1' });
  expect(
    statusOf({ desired, rows: [aRow('one', object)], objects: [edited] }).declarations[0]?.cells[0]?.drift,
  ).toEqual(['clone_edited']);
  const missing = statusOf({ desired });
  expect(missing.declarations[0]?.cells[0]).toMatchObject({
    status: 'missing',
    version: null,
    action: 'create',
  });
  const unread = statusOf({ desired, rows: [aRow('one', object)], unreadable: ['u-1'] });
  expect(unread.declarations[0]?.cells[0]).toMatchObject({ status: 'unreadable', version: '1.0.0' });
  expect(unread.errored).toBe(true);
  const gone = statusOf({ desired, rows: [aRow('one', object)], gone: ['u-1'] });
  expect(gone.summary.missing).toBe(1);
  const half = statusOf({
    desired,
    operations: [anOperation({ key: object.key, address: aRow('one', object).address })],
  });
  expect(half.summary.halfDone).toBe(1);
  const left = statusOf({ desired: aDesired(), rows: [aRow('one', object)], objects: [object] });
  expect(left.declarations[0]).toMatchObject({ id: 'one', isDeclared: false });
});

test('lists what nobody manages where clones are, without sources', () => {
  const other = anObject({ uid: 'u-9', name: 'by-hand', version: '1.0.0', project: 'edge-dev' });
  const elsewhere = anObject({ uid: 'u-8', name: 'by-hand', version: '1.0.0', project: 'edge-prod' });
  const facts = { desired, rows: [aRow('one', object)], objects: [object, other, elsewhere] };
  expect(statusOf(facts).unmanaged).toBeNull();
  expect(statusOf(facts, true).unmanaged?.map(({ uid }) => uid)).toEqual(['u-9']);
});

describe('versions of packs', () => {
  test.each([
    [['3.25.1'], '<3.26', true],
    [['3.26.0'], '<3.26', false],
    [['1.25.2', '1.25.x'], '>=1.25', true],
    [['22.04'], '>=22', true],
    [['20.04.6'], '<22.04', true],
    [['v3.27.0'], '3.x', true],
    [['3.27.0-rc1'], '<3.27.0', true],
    [['', '1.25.x'], '1.25.x', true],
    [['banner'], '>1', null],
    [['1.0.0'], 'latest', false],
  ] as const)('%j in %s', (versions, range, expected) => {
    expect(isInRange(versions, range)).toBe(expected);
  });
});
