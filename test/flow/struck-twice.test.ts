// An update dies after its draft, and the next run, which wants something else by then, dies, too: the one after that settles it.
import { expect, test } from 'vitest';
import type { Desired } from '../../src/model/desired.ts';
import { aDesired } from '../support/a-world.ts';
import { desiredOverrides } from '../support/desired-overrides.ts';
import { arm, Death } from '../support/mortal.ts';
import { base, one, type Scene, scene, told } from '../support/scene.ts';

const clone = (overrides: string): Desired =>
  aDesired(one({ mirrorBy: 'update', overrides: desiredOverrides(overrides) }));

/** How many effects the run had; it dies after the nth of them, counted from 0. */
async function strike({ house }: Scene, desired: Desired, nth: number): Promise<number> {
  const mortal = arm(house, nth, 'after');
  try {
    await house.apply(desired);
  } catch (error) {
    if (!(error instanceof Death)) throw error;
  }
  mortal.disarm();
  house.clock.advance(1500);
  return mortal.effects();
}

/** The draft of the first run is there, and not published. */
const AFTER_DRAFT = 4;

/** False: the second run had no such effect. */
async function settles(nth: number): Promise<boolean> {
  const at = await scene(base('1.0.0'));
  const { house, hands } = at;
  await house.apply(clone('packs: { os: { values: { size: 8 } } }'));
  house.clock.advance(1500);
  await strike(at, clone('packs: { os: { values: { size: 9 } } }'), AFTER_DRAFT);
  const uid = await hands.uid('one', '1.0.0', 'edge-dev');
  expect(await hands.hasDraft(uid)).toBe(true);
  const next = clone('packs: { os: { values: { size: 10 } } }\nvariables: { region: { defaultValue: us } }');
  if ((await strike(at, next, nth)) <= nth) return false;
  const end = await house.apply(next);
  expect(end.applied.results.filter(({ status }) => status !== 'applied')).toEqual([]);
  expect(end.exitCode).toBe(0);
  house.clock.advance(1500);
  expect(told(await house.plan(next))).toEqual([]);
  expect(await hands.hasDraft(uid)).toBe(false);
  return true;
}

test('struck after any effect of the second run', { timeout: 300_000 }, async () => {
  let nth = 0;
  while (await settles(nth)) nth += 1;
  expect(nth).toBeGreaterThan(6);
});

test.each(['newVersion', 'recreate'] as const)(
  'an interrupted update whose object is then replaced leaves nothing to do: %s',
  async (mirrorBy) => {
    const at = await scene(base('1.0.0'));
    const { house, hands } = at;
    const facts = { content: 'mirror', mirrorBy } as const;
    const mirror = aDesired(
      one({ ...facts, overrides: desiredOverrides('packs: { os: { values: { size: 9 } } }') }),
    );
    const { client } = house;
    for (const call of ['publish', 'putProfile'] as const) {
      house.client = { ...client, [call]: () => Promise.reject(new Death('the process died')) };
      expect((await house.apply(mirror)).exitCode).toBe(4);
      house.client = client;
      house.clock.advance(1500);
    }
    await hands.packs(await hands.uid('base', '1.0.0'), (packs) =>
      packs.map((pack) => (pack.name === 'os' ? { ...pack, values: 'user: other\nsize: 3\n' } : pack)),
    );
    const end = await house.apply(mirror);
    expect(end.applied.results.filter(({ status }) => status !== 'applied')).toEqual([]);
    house.clock.advance(1500);
    expect(told(await house.plan(mirror))).toEqual([]);
  },
);
