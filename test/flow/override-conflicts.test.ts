// What a conflict shows of the source: the value that it has, and the one that it had when the clone was last written, as long as a
// version of then can still be read. State keeps hashes of values only.
import { describe, expect, test } from 'vitest';
import type { DesiredClone } from '../../src/model/desired.ts';
import type { PlannedOverride, PlanOptions } from '../../src/plan/plan.ts';
import { aClone, aDesired, OPTIONS } from '../support/a-world.ts';
import { desiredOverrides } from '../support/desired-overrides.ts';
import { base, one, PACKS, type Scene, scene, settles } from '../support/scene.ts';

const OVERRIDES = 'packs: { os: { values: { size: 5 } } }';
const BLOCKS = `onConflict: block\n${OVERRIDES}`;

function version(number: string, values: string): ReturnType<typeof base> {
  const packs = PACKS.map((pack) => (pack.name === 'os' ? { ...pack, values } : pack));
  return base(number, { template: { type: 'cluster', cloudType: 'edge-native', packs } });
}

function clones(source: string, overrides = OVERRIDES): readonly DesiredClone[] {
  const facts = { overrides: desiredOverrides(overrides), source: { profile: 'base', version: source } };
  return [one(facts), aClone('two', facts)];
}

/** Two clones of 1.0.0, and a source that has other values in 1.1.0. */
async function twoClones(
  after: string,
  { before = 'user: admin\nsize: 3\n', overrides = OVERRIDES } = {},
): Promise<Scene> {
  const world = await scene(version('1.0.0', before), version('1.1.0', after));
  await settles(world.house, ...clones('1.0.0', overrides));
  return world;
}

async function shown(
  { house }: Scene,
  options: Partial<PlanOptions> = {},
  overrides = OVERRIDES,
): Promise<PlannedOverride | undefined> {
  const plan = await house.plan(aDesired(...clones('1.1.0', overrides)), options);
  expect(plan.changes.map(({ action }) => action)).toEqual(['update', 'update']);
  expect(plan.errored).toBe(false);
  return plan.changes[0]?.overrides?.[0];
}

async function edit({ hands }: Scene, values: string): Promise<void> {
  const uid = await hands.uid('base', '1.0.0');
  await hands.packs(uid, (packs) => packs.map((pack) => (pack.name === 'os' ? { ...pack, values } : pack)));
}

describe('an upgrade to a version with another value', () => {
  test('shows the value of the version that was copied', async () => {
    const world = await twoClones('user: admin\nsize: 4\n');
    expect(await shown(world)).toMatchObject({
      conflict: 'kept',
      sourceBefore: '3',
      source: '4',
      wanted: '5',
      clone: '5',
    });
  });

  test('a clone that is blocked by it shows the values as well, although nothing of it would change', async () => {
    const world = await twoClones('user: admin\nsize: 4\n', { overrides: BLOCKS });
    const plan = await world.house.plan(aDesired(...clones('1.1.0', BLOCKS)));
    expect(plan.changes.map(({ action, blockedBy }) => [action, blockedBy])).toEqual([
      ['blocked', 'override_conflict'],
      ['blocked', 'override_conflict'],
    ]);
    expect(plan.changes[0]?.overrides?.[0]).toMatchObject({
      conflict: 'blocked',
      sourceBefore: '3',
      source: '4',
      wanted: '5',
      clone: '5',
    });
  });

  test('where the version that was copied had nothing there, that is shown', async () => {
    const world = await twoClones('user: admin\nsize: 4\n', { before: 'user: admin\n' });
    expect(await shown(world)).toMatchObject({ sourceBefore: null, source: '4' });
  });

  test('costs one read of the earlier version for all its clones, and none without a conflict', async () => {
    const sent = async (values: string): Promise<number> => {
      const world = await twoClones(values);
      const count = (): number => world.house.client.stats().sent['clusterprofiles'] ?? 0;
      const before = count();
      await shown(world);
      return count() - before;
    };
    // GET, manifests, variables.
    expect((await sent('user: other\nsize: 4\n')) - (await sent('user: other\nsize: 3\n'))).toBe(3);
  });

  test('is not known any more where that version was edited there since', async () => {
    const world = await twoClones('user: admin\nsize: 4\n');
    await edit(world, 'user: admin\nsize: 9\n');
    const override = await shown(world);
    expect(override?.conflict).toBe('kept');
    expect(override).not.toHaveProperty('sourceBefore');
  });

  test('is known where that version was edited elsewhere', async () => {
    const world = await twoClones('user: admin\nsize: 4\n');
    await edit(world, 'user: other\nsize: 3\n');
    expect(await shown(world)).toMatchObject({ sourceBefore: '3' });
  });

  test('is not known any more where that version was deleted, and nothing else depends on it', async () => {
    const world = await twoClones('user: admin\nsize: 4\n');
    await world.hands.remove(await world.hands.uid('base', '1.0.0'));
    const override = await shown(world);
    expect(override?.conflict).toBe('kept');
    expect(override).not.toHaveProperty('sourceBefore');
  });

  test('is hidden with the other values', async () => {
    const world = await twoClones('user: admin\nsize: 4\n');
    const override = await shown(world, { ...OPTIONS, diff: 'keys' });
    expect(override?.sourceBefore).toBe(override?.source);
    expect(JSON.stringify(override)).not.toMatch(/"[345]"/);
  });

  test('is masked where it looks like a secret', async () => {
    const overrides = 'packs: { os: { values: { password: mine } } }';
    const world = await twoClones('user: admin\npassword: theirs-now\n', {
      before: 'user: admin\npassword: theirs-then\n',
      overrides,
    });
    const override = await shown(world, {}, overrides);
    expect(override?.conflict).toBe('kept');
    expect(override?.sourceBefore).toBe(override?.source);
    expect(JSON.stringify(override)).not.toMatch(/theirs|mine/);
  });
});

test('a source that was edited under its version shows only what it has now', async () => {
  const world = await scene(version('1.0.0', 'user: admin\nsize: 3\n'));
  const mirror = clones('1.0.0').map((clone): DesiredClone => ({ ...clone, content: 'mirror' }));
  await settles(world.house, ...mirror);
  await edit(world, 'user: admin\nsize: 4\n');
  const [change] = (await world.house.plan(aDesired(...mirror))).changes;
  expect(change?.overrides?.[0]).toMatchObject({ conflict: 'kept', source: '4', wanted: '5' });
  expect(change?.overrides?.[0]).not.toHaveProperty('sourceBefore');
});
