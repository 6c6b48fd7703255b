// How often a plan is decided: once for each round of reading, and once more where Palette had something to say of it.
import { expect, test } from 'vitest';
import type { Desired } from '../../src/model/desired.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { aClone, aDesired, picture } from '../support/a-world.ts';
import { base, one, type Scene, scene } from '../support/scene.ts';

/** Each decision looks at the guards once. */
async function countedPlan(
  { house }: Scene,
  desired: Desired,
  options: Partial<Plan['options']> = {},
): Promise<{ readonly plan: Plan; readonly decisions: number }> {
  let decisions = 0;
  const counted: Desired = {
    ...desired,
    get guards() {
      decisions++;
      return desired.guards;
    },
  };
  const plan = await house.plan(counted, options);
  return { plan, decisions };
}

test('a clone that is to be made: once, and once more with what Palette says of it', async () => {
  const set = await scene();
  const { plan, decisions } = await countedPlan(set, aDesired(one()));
  expect(picture(plan)).toEqual(['create · new one']);
  expect(decisions).toBe(2);
  const unasked = await countedPlan(set, aDesired(one()), { preflight: false });
  expect(unasked.decisions).toBe(1);
});

test('nothing to do: once', async () => {
  const set = await scene();
  await set.house.apply(aDesired(one()));
  const { plan, decisions } = await countedPlan(set, aDesired(one()));
  expect(picture(plan)).toEqual(['noop · unchanged one']);
  expect(decisions).toBe(1);
});

test('a source that was edited: twice, as the clone has to be read whole to be compared', async () => {
  const set = await scene();
  const mirror = one({ content: 'mirror' });
  await set.house.apply(aDesired(mirror));
  await set.hands.packs(await set.hands.uid('base', '1.0.0'), (packs) => packs.slice(0, 2));
  const { plan, decisions } = await countedPlan(set, aDesired(mirror));
  expect(picture(plan)).toEqual(['update · source_edited one']);
  expect(decisions).toBe(2);
});

test('candidates that nobody published, which are read one by one: no decision for each', async () => {
  const set = await scene(
    base('1.0.0'),
    base('1.1.0', { published: false }),
    base('1.2.0', { published: false }),
  );
  const ranged = one({ source: { profile: 'base', version: '^1.0.0' } });
  const { plan, decisions } = await countedPlan(set, aDesired(ranged));
  expect(plan.changes[0]?.source.version).toBe('1.0.0');
  expect(decisions).toBe(2);
});

test('a mirror, a chain, a replace and a delete in one plan: at most three times', async () => {
  const set = await scene();
  const [gone, moved] = [aClone('gone', { source: BASE }), aClone('moved', { source: BASE })];
  const mirror = one({ content: 'mirror' });
  await set.house.apply(aDesired(mirror, gone, moved));
  await set.hands.packs(await set.hands.uid('base', '1.0.0'), (packs) => packs.slice(0, 2));
  const desired = aDesired(
    mirror,
    aClone('moved', { source: BASE, target: { name: 'elsewhere' } }),
    aClone('link', { chain: { clone: 'one' } }),
  );
  const { plan, decisions } = await countedPlan(set, desired);
  expect(picture(plan)).toEqual([
    'replace · target_changed moved',
    'update · source_edited one',
    'create · new link',
    'delete · not_declared gone',
  ]);
  expect(decisions).toBeLessThanOrEqual(3);
});

const BASE = { profile: 'base', version: '1.0.0' };
