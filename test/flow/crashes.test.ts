// Every saga, struck at every effect: the process dies before or after it, its answer is lost, or it never happens. Two further
// runs settle it: one right clone per address, nothing of ours that state does not know, nobody else's object touched.
import { test } from 'vitest';
import { aClone, aDesired } from '../support/a-world.ts';
import type { House } from '../support/histories.ts';
import { base, one, PACKS, type Scene, scene } from '../support/scene.ts';
import { type Act, afterApply, settlesWhereverStruck } from '../support/strikes.ts';

const changed = { type: 'cluster', cloudType: 'edge-native', packs: PACKS.slice(0, 2) };
const at = (version: string) => one({ source: { profile: 'base', version }, target: { version: 'source' } });
const mirror = (mirrorBy: 'update' | 'newVersion' | 'recreate') =>
  one({ content: 'mirror', mirrorBy, target: { labels: { team: 'edge' } } });

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

const STAGE = {
  start: () => scene(base('1.0.0'), base('2.0.0', { template: changed })),
  versions: ['1.0.0', '2.0.0'],
};

// Each act is struck at every call, several times over.
const ACT_MS = 300_000;

test.each(Object.entries(ACTS))(
  '%s settles, wherever it is struck',
  { timeout: ACT_MS },
  async (name, act) => {
    await settlesWhereverStruck(STAGE, name, act);
  },
);
