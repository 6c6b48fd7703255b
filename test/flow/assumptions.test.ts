// The main job under every value of every assumption about Palette: it settles, or it stops and says why.
import { expect, test } from 'vitest';
import { ASSUMPTIONS, type AssumptionName, withAssumed } from '../../src/palette/assumptions.ts';
import { aClone, aDesired } from '../support/a-world.ts';
import { aHouse } from '../support/histories.ts';
import { aSandbox, aSeed, call, clientOf, fakeClock, seedVersion } from '../support/sandboxes.ts';

const seed = aSeed(
  seedVersion({
    name: 'base',
    version: '1.0.0',
    labels: { from: 'source' },
    description: 'of the source',
    variables: [{ name: 's', isSensitive: true, defaultValue: 'x' }],
  }),
  seedVersion({ name: 'base', version: '1.1.0' }),
  seedVersion({ name: 'infra', version: '1.0.0', scope: 'project', project: 'platform' }),
);

const desired = aDesired(
  aClone('plain'),
  aClone('labelled', { target: { labels: { a: 'b', bare: 'spectro__tag' } } }),
  aClone('cleared', { target: { labels: {} } }),
  aClone('described', { target: { description: 'words' } }),
  aClone('golden', { target: { scope: 'tenant', project: null, name: 'golden' } }),
  aClone('within', {
    source: { profile: 'infra', scope: 'project', project: 'platform' },
    target: { project: 'platform', name: 'within' },
  }),
  aClone('across', { source: { profile: 'infra', scope: 'project', project: 'platform' } }),
);

const cases = (Object.keys(ASSUMPTIONS) as AssumptionName[]).flatMap((name) =>
  ASSUMPTIONS[name].values.map((value) => [name, value] as const),
);

test.each(cases)('%s: %s', async (name, value) => {
  const clock = fakeClock();
  const house = aHouse(aSandbox(seed, { clock, assumptions: { [name]: value } }), clock);
  const first = await house.apply(desired);
  const blocked = first.applied.changes.filter((change) => change.action === 'blocked');
  // A clone into another place is sent with the source's header (assumption b): where Palette wants the target's, its dry run says so.
  const isOtherHeader = name === 'cloneHeader' && value === 'target';
  const elsewhere = ['across', 'cleared', 'described', 'labelled', 'plain'].map(
    (address) => `${address} preflight`,
  );
  expect(blocked.map(({ address, blockedBy }) => `${address} ${blockedBy}`)).toEqual(
    isOtherHeader ? elsewhere : [],
  );
  expect(first.applied.results.filter((result) => result.status === 'failed')).toEqual([]);
  clock.advance(5000);
  const again = await house.plan(desired);
  const left = again.changes.filter((change) => change.action !== 'noop' && change.action !== 'blocked');
  expect(left.map((change) => change.address)).toEqual([]);
  const end = await house.apply(aDesired(), {
    options: { ...again.options, destroy: true, allowMassDelete: true },
  });
  expect(end.applied.results.filter((result) => result.status === 'failed')).toEqual([]);
  expect((await house.store.readRecorded()).clones).toEqual([]);
});

test('where PATCH adds to the labels, one that cannot be taken off is named, and taking it off by hand settles it', async () => {
  const clock = fakeClock();
  const sandbox = aSandbox(seed, {
    clock,
    assumptions: { patchLabels: 'merge', cloneCopiesLabels: 'yes' },
  });
  const house = aHouse(sandbox, clock);
  const wanted = aDesired(
    aClone('labelled', { source: { version: '1.0.0' }, target: { labels: { a: 'b' } } }),
  );
  await house.apply(wanted);
  const second = await house.apply(wanted);
  expect(second.applied.results.map(({ status, error }) => [status, error?.code, error?.hint])).toEqual([
    ['failed', 'NotAsAsked', expect.stringContaining('remove from in its console')],
  ]);
  const declared = aDesired(
    aClone('labelled', { source: { version: '1.0.0' }, target: { labels: { a: 'b', from: 'source' } } }),
  );
  // Nothing is sent any more; state records which labels are declared.
  expect((await house.plan(declared)).changes).toMatchObject([
    { action: 'update', reason: 'metadata', records: [{ what: 'labels' }] },
  ]);
});

test('where a clone into another place wants the target’s header and a probe saw that, the main job is done', async () => {
  const clock = fakeClock();
  const house = aHouse(aSandbox(seed, { clock, assumptions: { cloneHeader: 'target' } }), clock);
  house.client = clientOf(house.sandbox, clock, withAssumed({ cloneHeader: 'target' }));
  const { applied } = await house.apply(desired);
  expect(applied.summary).toMatchObject({ applied: 7, failed: 0, blocked: 0 });
});

test('where edits of variables do not move the timestamp, they are seen once that is known', async () => {
  const clock = fakeClock();
  const house = aHouse(aSandbox(seed, { clock, assumptions: { variablesMoveTimestamp: 'no' } }), clock);
  await house.apply(aDesired(aClone('plain')));
  const [row] = (await house.store.readRecorded()).clones;
  await call(house.sandbox, 'PUT', `/v1/clusterprofiles/${row?.uid}/variables`, {
    project: row?.key.projectUid ?? '',
    body: { variables: [{ name: 'by', defaultValue: 'hand' }] },
  });
  expect((await house.plan(aDesired(aClone('plain')))).drift).toEqual([]);
  house.client = clientOf(house.sandbox, clock, withAssumed({ variablesMoveTimestamp: 'no' }));
  const { drift } = await house.plan(aDesired(aClone('plain')));
  expect(drift.map(({ kind }) => kind)).toEqual(['clone_edited']);
});
