// Runs that are struck at one of their effects: the process dies before or after it, its answer is lost, or it never happens. Two
// further runs settle it: one right clone per address, nothing of ours that state does not know, nobody else's object touched.
import { expect } from 'vitest';
import type { Desired } from '../../src/model/desired.ts';
import { OPTIONS } from './a-world.ts';
import { arm, type Blow, Death } from './mortal.ts';
import { type Scene, told } from './scene.ts';

export interface Act {
  /** What exists before the run that is struck. */
  readonly before: (set: Scene) => Promise<void>;
  readonly wanted: Desired;
  readonly options?: Partial<typeof OPTIONS>;
  /** Looked at once it has settled. */
  readonly after?: (set: Scene) => Promise<void>;
}

/** A scene with the sources that the acts of a test copy, by version of `base`. */
export interface Stage {
  readonly start: () => Promise<Scene>;
  readonly versions: readonly string[];
}

export const afterApply =
  (desired: Desired, then: (set: Scene) => Promise<void> = async () => undefined) =>
  async (set: Scene): Promise<void> => {
    await set.house.apply(desired);
    await then(set);
  };

const LATE_MS = 16 * 60_000;

/** Runs an act struck at its nth effect, then lets it settle; false: it had no such effect. */
async function strike({ start, versions }: Stage, act: Act, nth: number, blow: Blow): Promise<boolean> {
  const set = await start();
  const { house } = set;
  await act.before(set);
  const sources = await sourceFacts(set, versions);
  const mortal = arm(house, nth, blow);
  try {
    await house.apply(act.wanted, { options: { ...OPTIONS, ...act.options } });
  } catch (error) {
    if (!(error instanceof Death)) throw error;
  }
  mortal.disarm();
  if (mortal.effects() <= nth) return false;
  house.clock.advance(1500);
  const ends: string[] = [];
  for (let runs = 0; runs < 2; runs++) {
    const end = await house.apply(act.wanted, { options: { ...OPTIONS, ...act.options } });
    ends.push(
      ...end.applied.results.flatMap(({ status, error }) =>
        status === 'applied' ? [] : [`${status} ${error?.code}`],
      ),
    );
    house.clock.advance(1500);
  }
  expect(told(await house.plan(act.wanted))).toEqual([]);
  expect(ends).toEqual([]);
  // What may still be on its way is watched until it cannot be any more.
  house.clock.advance(LATE_MS);
  expect((await house.apply(act.wanted)).stopped).toBe('nothing_to_do');
  const { clones, openEntries } = await house.store.readRecorded();
  expect(openEntries).toEqual([]);
  const there = house.sandbox.describe().profiles.filter(({ name }) => name !== 'base');
  expect(there.map(({ uid }) => uid).sort()).toEqual(clones.map(({ uid }) => uid).sort());
  const current = clones.filter((row) => row.status === 'current').map((row) => row.address);
  expect(current).toEqual(act.wanted.clones.map((clone) => clone.address));
  expect(await sourceFacts(set, versions)).toEqual(sources);
  await act.after?.(set);
  return true;
}

async function sourceFacts({ hands }: Scene, versions: readonly string[]): Promise<unknown> {
  const facts: unknown[] = [];
  for (const version of versions) facts.push(await hands.digestFacts(await hands.uid('base', version)));
  return facts;
}

const BLOWS: readonly Blow[] = ['before', 'after', 'lost', 'hung'];

/** Strikes each effect of an act in each way. */
export async function settlesWhereverStruck(stage: Stage, name: string, act: Act): Promise<void> {
  for (const blow of BLOWS) {
    for (let nth = 0; ; nth++) {
      let isStruck = false;
      try {
        isStruck = await strike(stage, act, nth, blow);
      } catch (error) {
        throw new Error(`${name}, struck ${blow} effect ${nth}`, { cause: error });
      }
      if (!isStruck) break;
    }
  }
}
