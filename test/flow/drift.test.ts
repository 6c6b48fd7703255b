// Edits by hand, seen by the next plan: which clone, which pack, which key. Snapshots report and stay as they are.
import { expect, test } from 'vitest';
import { aClone, aDesired } from '../support/a-world.ts';
import { aHouse, type House } from '../support/histories.ts';
import { aSandbox, aSeed, call, fakeClock, seedVersion } from '../support/sandboxes.ts';

const desired = aDesired(aClone('edge'));

async function appliedHouse(): Promise<House> {
  const clock = fakeClock();
  const template = {
    type: 'add-on',
    cloudType: 'all',
    packs: [
      { name: 'hello', tag: '1.0.0', values: 'replicas: 1', manifests: [{ name: 'm', content: 'kind: A' }] },
    ],
  };
  const house = aHouse(
    aSandbox(aSeed(seedVersion({ name: 'base', version: '1.0.0', template })), { clock }),
    clock,
  );
  await house.apply(desired);
  clock.advance(1000);
  return house;
}

function find(
  house: House,
  name: string,
): { readonly path: string; readonly scope: { readonly project?: string } } {
  const profile = house.sandbox.describe().profiles.find((item) => item.name === name);
  return {
    path: `/v1/clusterprofiles/${profile?.uid}`,
    scope: profile?.projectUid == null ? {} : { project: profile.projectUid },
  };
}

async function editPack(house: House, name: string, pack: object): Promise<void> {
  const { path, scope } = find(house, name);
  await call(house.sandbox, 'PUT', path, {
    ...scope,
    body: { spec: { template: { packs: [{ name: 'hello', manifests: [{ name: 'm' }], ...pack }] } } },
  });
  await call(house.sandbox, 'PATCH', `${path}/publish`, scope);
}

async function drift(house: House): Promise<readonly string[]> {
  const plan = await house.plan(desired);
  expect(plan.changes.map((change) => change.action)).toEqual(['noop']);
  return plan.drift.flatMap(({ kind, content }) =>
    (content ?? [{ pack: '', change: '' }]).map((item) => `${kind} ${item.pack} ${item.change}`.trim()),
  );
}

test('values of a clone', async () => {
  const house = await appliedHouse();
  await editPack(house, 'edge', { values: 'replicas: 3' });
  expect(await drift(house)).toEqual(['clone_edited hello values']);
  expect((await house.plan(desired)).drift[0]?.content?.[0]?.diff).toBe('~ replicas: 1 → 3');
});

test('a manifest of a clone, which one GET does not show', async () => {
  const house = await appliedHouse();
  await editPack(house, 'edge', { manifests: [{ name: 'm', content: 'kind: B' }] });
  expect(await drift(house)).toEqual(['clone_edited hello manifest m changed']);
});

test('variables of a clone', async () => {
  const house = await appliedHouse();
  const { path, scope } = find(house, 'edge');
  await call(house.sandbox, 'PATCH', `${path}/variables`, {
    ...scope,
    body: { variables: [{ name: 'more', defaultValue: 'x' }] },
  });
  expect(await drift(house)).toEqual(['clone_edited (variables) more added']);
});

test('the source, under the same version', async () => {
  const house = await appliedHouse();
  await editPack(house, 'base', { values: 'replicas: 5' });
  expect(await drift(house)).toEqual(['source_edited hello values']);
});

test('labels by hand are no content: the clone’s timestamp moves, and nothing is said', async () => {
  const house = await appliedHouse();
  const { path, scope } = find(house, 'edge');
  await call(house.sandbox, 'PATCH', `${path}/metadata`, {
    ...scope,
    body: { metadata: { name: 'edge', labels: { by: 'hand' } } },
  });
  expect(await drift(house)).toEqual([]);
});

test('drift stays told, run after run, until someone acts', async () => {
  const house = await appliedHouse();
  await editPack(house, 'edge', { values: 'replicas: 3' });
  for (let runs = 0; runs < 3; runs++) {
    await house.apply(desired);
    expect(await drift(house)).toEqual(['clone_edited hello values']);
  }
});

test('the source, gone', async () => {
  const house = await appliedHouse();
  const { path } = find(house, 'base');
  await call(house.sandbox, 'DELETE', path);
  expect(await drift(house)).toEqual(['source_gone']);
});
