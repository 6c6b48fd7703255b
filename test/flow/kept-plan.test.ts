// The plan that state keeps of a run: what it leaves out, and what is made of a text that is none.
import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { keepPlan, openKeptPlan } from '../../src/flow/saved/kept-plan.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { aClone, aDesired, anObject, aRow, planWorld } from '../support/a-world.ts';
import { desiredOverrides } from '../support/desired-overrides.ts';
import { one, scene } from '../support/scene.ts';

const edge = anObject({ uid: 'u-edge', name: 'edge', version: '1.0.0', project: 'edge-dev' });
const kept = anObject({ uid: 'u-kept', name: 'kept', version: '1.0.0', project: 'edge-dev' });

function upgrade(): Plan {
  return planWorld({
    desired: aDesired(aClone('edge', { source: { version: '1.2.0' } }), aClone('kept')),
    rows: [aRow('edge', edge), aRow('kept', kept)],
    objects: [edge, kept],
  });
}

test('no-ops and differences of values are left out, the rest comes back', async () => {
  const plan = upgrade();
  const diffs = plan.changes.flatMap(({ content }) => content?.flatMap(({ diff }) => diff ?? []) ?? []);
  expect([plan.changes.length, plan.summary.noop, diffs.length]).toEqual([2, 1, 1]);
  const text = keepPlan(plan) ?? '';
  const back = await openKeptPlan(text);
  const facts = ({ address, action, reason, clone, source }: Plan['changes'][number]): unknown => [
    address,
    action,
    reason,
    clone,
    source,
  ];
  expect(back?.changes.map(facts)).toEqual(plan.changes.filter(({ action }) => action !== 'noop').map(facts));
  expect(JSON.stringify(back)).not.toContain(JSON.stringify(diffs[0]).slice(1, -1));
  expect([back?.checksum, back?.summary]).toEqual([plan.checksum, plan.summary]);
});

test('values of overrides are left out; a saved plan names them', async () => {
  const world = await scene();
  const overrides = desiredOverrides('packs: { os: { values: { owner: somebody-known } } }');
  const plan = await world.house.plan(aDesired(one({ overrides })));
  expect(plan.changes[0]?.overrides).toMatchObject([{ pack: 'os', path: 'owner', wanted: 'somebody-known' }]);
  const back = await openKeptPlan(keepPlan(plan) ?? '');
  expect(back?.changes[0]?.overrides).toMatchObject([{ pack: 'os', path: '', wanted: '(hidden)' }]);
  expect(back?.changes[0]?.rendering).toEqual(plan.changes[0]?.rendering);
  expect(JSON.stringify(back)).not.toContain('somebody');
});

test.each([
  ['another shape', deflateSync('{"formatVersion":"1.0"}').toString('base64')],
  ['no JSON', deflateSync('a plan').toString('base64')],
  ['nothing of the kind', 'a plan'],
  ['too much', deflateSync(Buffer.alloc(300 * 1024 * 1024)).toString('base64')],
])('a text that is %s is no plan', async (_, text) => {
  expect(await openKeptPlan(text)).toBeNull();
});
