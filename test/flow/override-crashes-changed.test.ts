// A new version of a mirror is interrupted, and its declaration changes before the next run: that one run settles it.
import { expect, test } from 'vitest';
import type { Desired } from '../../src/model/desired.ts';
import { aDesired } from '../support/a-world.ts';
import { desiredOverrides } from '../support/desired-overrides.ts';
import { arm, type Blow, Death } from '../support/mortal.ts';
import { base, one, scene, told } from '../support/scene.ts';

const mirror = (overrides?: string): Desired =>
  aDesired(
    one({
      content: 'mirror',
      mirrorBy: 'newVersion',
      ...(overrides === undefined ? {} : { overrides: desiredOverrides(overrides) }),
    }),
  );
const first = mirror('packs: { os: { values: { size: 9 } } }');
const other = mirror('packs: { os: { values: { size: 10 } } }');

/** Struck at its nth effect, then declared otherwise; false: it had no such effect. */
async function settles(nth: number, blow: Blow, next: Desired): Promise<boolean> {
  const { house } = await scene(base('1.0.0'));
  await house.apply(mirror());
  const mortal = arm(house, nth, blow);
  try {
    await house.apply(first);
  } catch (error) {
    if (!(error instanceof Death)) throw error;
  }
  mortal.disarm();
  if (mortal.effects() <= nth) return false;
  house.clock.advance(1500);
  const end = await house.apply(next);
  expect(end.applied.results.filter(({ status }) => status !== 'applied')).toEqual([]);
  house.clock.advance(1500);
  expect(told(await house.plan(next))).toEqual([]);
  return true;
}

test.each<[Blow, string, Desired]>([
  ['before', 'other overrides', other],
  ['after', 'other overrides', other],
  ['before', 'none', mirror()],
  ['after', 'none', mirror()],
])('struck %s any effect; now with %s', { timeout: 300_000 }, async (blow, _, next) => {
  let nth = 0;
  while (await settles(nth, blow, next)) nth += 1;
  expect(nth).toBeGreaterThan(5);
});
