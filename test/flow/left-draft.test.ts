// A run is killed between the draft and the publish, and what is wanted by now is what was published before: the draft goes.
import { expect, test } from 'vitest';
import type { Desired } from '../../src/model/desired.ts';
import { aDesired } from '../support/a-world.ts';
import { desiredOverrides } from '../support/desired-overrides.ts';
import { arm, Death } from '../support/mortal.ts';
import { base, one, scene, told } from '../support/scene.ts';

const clone = (content: 'mirror' | 'snapshot', overrides?: string): Desired =>
  aDesired(
    one({
      content,
      mirrorBy: 'update',
      ...(overrides === undefined ? {} : { overrides: desiredOverrides(overrides) }),
    }),
  );

/** Struck at its nth effect, then as it was before; false: it had no such effect. */
async function settles(nth: number, content: 'mirror' | 'snapshot'): Promise<boolean> {
  const { house, hands } = await scene(base('1.0.0'));
  await house.apply(clone(content));
  const mortal = arm(house, nth, 'after');
  try {
    await house.apply(clone(content, 'packs: { os: { values: { size: 9 } } }'));
  } catch (error) {
    if (!(error instanceof Death)) throw error;
  }
  mortal.disarm();
  if (mortal.effects() <= nth) return false;
  for (const overrides of [undefined, 'packs: { os: { values: { size: 10 } } }']) {
    house.clock.advance(1500);
    const end = await house.apply(clone(content, overrides));
    expect(end.applied.results.filter(({ status }) => status !== 'applied')).toEqual([]);
    house.clock.advance(1500);
    expect(told(await house.plan(clone(content, overrides)))).toEqual([]);
    expect(await hands.hasDraft(await hands.uid('one', '1.0.0', 'edge-dev'))).toBe(false);
  }
  return true;
}

test.each(['mirror', 'snapshot'] as const)(
  'a %s struck after any effect',
  { timeout: 300_000 },
  async (content) => {
    let nth = 0;
    while (await settles(nth, content)) nth += 1;
    expect(nth).toBeGreaterThan(4);
  },
);
