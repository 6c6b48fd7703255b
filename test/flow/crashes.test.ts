// Every saga, struck at every effect: the process dies before or after it, its answer is lost, or it never happens. Two further
// runs settle it: one right clone per address, nothing of ours that state does not know, nobody else's object touched.
import { expect, test } from 'vitest';
import type { Desired } from '../../src/model/desired.ts';
import { aClone, aDesired, OPTIONS } from '../support/a-world.ts';
import type { House } from '../support/histories.ts';
import { arm, type Blow, Death } from '../support/mortal.ts';
import { base, one, PACKS, type Scene, scene, told } from '../support/scene.ts';

interface Act {
  /** What exists before the run that is struck. */
  readonly before: (set: Scene) => Promise<void>;
  readonly wanted: Desired;
  readonly options?: Partial<typeof OPTIONS>;
}

const changed = { type: 'cluster', cloudType: 'edge-native', packs: PACKS.slice(0, 2) };
const at = (version: string) => one({ source: { profile: 'base', version }, target: { version: 'source' } });
const mirror = (mirrorBy: 'update' | 'newVersion' | 'recreate') =>
  one({ content: 'mirror', mirrorBy, target: { labels: { team: 'edge' } } });

const afterApply =
  (desired: Desired, then: (set: Scene) => Promise<void> = async () => undefined) =>
  async (set: Scene): Promise<void> => {
    await set.house.apply(desired);
    await then(set);
  };

/** Packs, one variable more, one less: every step of the update has work to do. */
const editSource = async ({ hands }: Scene): Promise<void> => {
  const uid = await hands.uid('base', '1.0.0');
  await hands.packs(uid, (packs) => packs.slice(0, 2));
  await hands.variables(uid, (all) => [
    ...all.filter((variable) => variable.name !== 'region'),
    { name: 'zone', format: 'string', defaultValue: 'a' },
  ]);
};

const ACTS: Readonly<Record<string, Act>> = {
  'a create with labels': {
    before: async () => undefined,
    wanted: aDesired(one({ target: { labels: { team: 'edge' }, description: 'words' } })),
  },
  'a mirror update': {
    before: afterApply(aDesired(mirror('update')), editSource),
    wanted: aDesired(mirror('update')),
  },
  'a mirror by new version': {
    before: afterApply(aDesired(mirror('newVersion')), editSource),
    wanted: aDesired(mirror('newVersion')),
  },
  'a recreate': {
    before: afterApply(aDesired(mirror('recreate')), editSource),
    wanted: aDesired(mirror('recreate')),
  },
  'an upgrade of a snapshot': {
    before: afterApply(aDesired(one())),
    wanted: aDesired(one({ source: { profile: 'base', version: '2.0.0' } })),
  },
  'a new version with retention': {
    before: afterApply(aDesired(at('1.0.0'))),
    wanted: aDesired({ ...at('2.0.0'), retain: 'none' }),
  },
  'a version set back': {
    before: async (set) => {
      await set.house.apply(aDesired(at('1.0.0')));
      await set.house.apply(aDesired(at('2.0.0')));
    },
    wanted: aDesired(at('1.0.0')),
  },
  'another target': {
    before: afterApply(aDesired(one())),
    wanted: aDesired(one({ target: { name: 'other' } })),
  },
  'an adoption with labels': {
    before: async (set) => {
      await set.house.apply(aDesired(one()));
      const { clones } = await set.house.store.readRecorded();
      await forget(
        set.house,
        clones.map((row) => row.address),
      );
    },
    wanted: aDesired(one({ adopt: true, target: { labels: { team: 'edge' } } })),
  },
  'a chain': {
    before: async () => undefined,
    wanted: aDesired(one(), aClone('two', { chain: { clone: 'one' }, target: { project: 'edge-prod' } })),
  },
  deletes: {
    before: afterApply(aDesired(one(), aClone('two', { source: { profile: 'base', version: '1.0.0' } }))),
    wanted: aDesired(aClone('two', { source: { profile: 'base', version: '1.0.0' } })),
  },
};

async function forget(house: House, addresses: readonly string[]): Promise<void> {
  const lease = await house.store.acquire({
    runId: 'forget',
    user: 'u',
    host: 'h',
    pid: 1,
    command: 'state rm',
  });
  await house.store.write(
    lease,
    addresses.map((address) => ({ kind: 'remove_clone', address }) as const),
  );
  await house.store.release(lease);
}

const LATE_MS = 16 * 60_000;

const start = (): Promise<Scene> => scene(base('1.0.0'), base('2.0.0', { template: changed }));

/** Runs an act struck at its nth effect, then lets it settle; false: it had no such effect. */
async function strike(act: Act, nth: number, blow: Blow): Promise<boolean> {
  const set = await start();
  const { house } = set;
  await act.before(set);
  const sources = await sourceFacts(set);
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
  const { clones, openOperations } = await house.store.readRecorded();
  expect(openOperations).toEqual([]);
  const there = house.sandbox.describe().profiles.filter(({ name }) => name !== 'base');
  expect(there.map(({ uid }) => uid).sort()).toEqual(clones.map(({ uid }) => uid).sort());
  const current = clones.filter((row) => row.status === 'current').map((row) => row.address);
  expect(current).toEqual(act.wanted.clones.map((clone) => clone.address));
  expect(await sourceFacts(set)).toEqual(sources);
  return true;
}

async function sourceFacts({ hands }: Scene): Promise<unknown> {
  return [
    await hands.digestFacts(await hands.uid('base', '1.0.0')),
    await hands.digestFacts(await hands.uid('base', '2.0.0')),
  ];
}

const BLOWS: readonly Blow[] = ['before', 'after', 'lost', 'hung'];

test.each(Object.entries(ACTS))('%s settles, wherever it is struck', async (name, act) => {
  for (const blow of BLOWS) {
    for (let nth = 0; ; nth++) {
      let isStruck = false;
      try {
        isStruck = await strike(act, nth, blow);
      } catch (error) {
        throw new Error(`${name}, struck ${blow} effect ${nth}`, { cause: error });
      }
      if (!isStruck) break;
    }
  }
});
