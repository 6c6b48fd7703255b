// Where clones stand: versions, distance, use, drift, half-done work.
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../src/inventory/digest.ts';
import type { CloneFilter } from '../../src/model/clone-filter.ts';
import { decideAll } from '../../src/plan/decide.ts';
import { planOf } from '../../src/plan/make-plan.ts';
import { findOutdated } from '../../src/questions/outdated/judge.ts';
import { renderOutdated } from '../../src/questions/outdated/text.ts';
import { findStatus } from '../../src/questions/status/judge.ts';
import type { Status } from '../../src/questions/status/status.ts';
import { renderStatusText } from '../../src/questions/status/text.ts';
import {
  aClone,
  aDesired,
  anEntry,
  anObject,
  aRow,
  inputOf,
  picture,
  planWorld,
  type WorldFacts,
} from '../support/a-world.ts';

function statusOf(facts: WorldFacts, withUnmanaged = false, filter = ALL): Status {
  const input = inputOf(facts);
  const stamp = { tool: 'cloneform test', createdAt: '2026-01-01T00:00:00.000Z', hash: sha256 };
  const decided = decideAll(input);
  return findStatus(decided, planOf(decided, stamp), { filter, withUnmanaged });
}

const ALL: CloneFilter = { addresses: [], projects: [], states: [] };

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

test('a mirror whose source cannot be read is not called up to date', () => {
  const row = aRow('one', object);
  const mirror = aDesired(aClone('one', { source: { version: '1.0.0' }, content: 'mirror' }));
  const status = statusOf({ desired: mirror, rows: [row], objects: [object], unreadable: [row.source.uid] });
  expect(status.declarations[0]?.cells[0]).toMatchObject({ status: 'unreadable', action: 'blocked' });
  expect(status.summary).toMatchObject({ clones: 1, unreadable: 1 });
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
    operations: [anEntry({ key: object.key, address: aRow('one', object).address })],
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

describe('a chain whose last link could move once the first has', () => {
  const at = (project: string, version = '1.0.0') =>
    anObject({ uid: `u-${project}`, name: 'chain', version, project });
  const [top, middle, end] = [at('platform'), at('edge-dev'), at('edge-prod')];
  const target = (project: string) => ({ name: 'chain', project, version: 'source' });
  const fromClone = (uid: string, project: string) => ({
    source: {
      ...aRow('x', top).source,
      uid,
      name: 'chain',
      scope: 'project' as const,
      projectUid: `p-${project}`,
    },
    declaredVersion: 'source',
  });
  const chain = aDesired(
    aClone('dev', { source: { version: '^1.0.0' }, target: target('platform') }),
    aClone('staging', { chain: { clone: 'dev' }, target: target('edge-dev') }),
    aClone('prod', { chain: { clone: 'staging' }, target: target('edge-prod') }),
  );
  const facts: WorldFacts = {
    desired: chain,
    rows: [
      aRow('dev', top, { declaredVersion: 'source' }),
      aRow('staging', middle, fromClone(top.uid, 'platform')),
      aRow('prod', end, fromClone(middle.uid, 'edge-dev')),
    ],
    objects: [top, middle, end],
  };
  const addressed = [
    ['dev', 1, '1.2.0', null],
    ['prod', 1, '1.2.0', 'dev'],
    ['staging', 1, '1.2.0', 'dev'],
  ];

  test('status and outdated say the same, and which link has to move first', () => {
    const cells = statusOf(facts).declarations.flatMap((row) => row.cells);
    expect(cells.map(({ address, behind, latest, waitsFor }) => [address, behind, latest, waitsFor])).toEqual(
      addressed,
    );
    const rows = findOutdated(decideAll(inputOf({ ...facts, options: { upgrade: ['*'] } })));
    expect(
      rows.map(({ address, jump, latest, waitsFor }) => [
        address,
        jump === 'minor' ? 1 : 0,
        latest,
        waitsFor,
      ]),
    ).toEqual(addressed);
    expect(renderOutdated(rows, { color: false, width: 100 })).toContain(
      'prod, staging wait for dev, which must be upgraded first.',
    );
    expect(renderStatusText(statusOf(facts), { color: false, width: 40 })).toMatch(
      /dev must\s+be\s+upgraded\s+first/,
    );
  });

  test('plan --upgrade of the last link says so instead of "no changes" alone; of all of them it moves them', () => {
    const last = planWorld({ ...facts, options: { upgrade: ['prod'] } });
    expect(picture(last).filter((line) => !line.startsWith('noop'))).toEqual([]);
    expect(last.diagnostics).toMatchObject([
      {
        code: 'plan/upgrade-waits',
        message: 'prod cannot be upgraded to 1.2.0 yet: dev must be upgraded first',
        hint: expect.stringContaining('(dev, staging, prod)'),
      },
    ]);
    const all = planWorld({ ...facts, options: { upgrade: ['*'] } });
    expect(picture(all).filter((line) => line.startsWith('create'))).toHaveLength(3);
    expect(all.diagnostics).toEqual([]);
    expect(planWorld({ ...facts, options: { upgrade: ['dev'] } }).diagnostics).toEqual([]);
  });
});
