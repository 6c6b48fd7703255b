// Histories made at random: declare, change, delete, edit by hand; plan twice, apply once, plan again.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Desired } from '../../src/model/desired.ts';
import { aClone, aDesired, type CloneFacts } from '../support/a-world.ts';
import { aHouse, type House } from '../support/histories.ts';
import { aSandbox, aSeed, call, fakeClock, seedVersion } from '../support/sandboxes.ts';

const PROJECTS = ['platform', 'edge-dev', 'edge-prod'] as const;

const seed = aSeed(
  seedVersion({ name: 'base', version: '1.0.0' }),
  seedVersion({ name: 'base', version: '1.1.0' }),
  seedVersion({ name: 'infra', version: '3.0.0', scope: 'project', project: 'platform' }),
  seedVersion({ name: 'theirs', version: '1.0.0', scope: 'project', project: 'edge-dev' }),
  seedVersion({ name: 'theirs', version: '1.0.0' }),
);

const cloneFacts: fc.Arbitrary<CloneFacts> = fc.record({
  source: fc.constantFrom(
    { profile: 'base', version: '*' },
    { profile: 'base', version: '1.0.0' },
    { profile: 'infra', version: '^3.0.0', scope: 'project' as const, project: 'platform' },
    { profile: 'nobody' },
  ),
  target: fc
    .record({
      name: fc.constantFrom('one', 'two', 'three', 'theirs'),
      project: fc.option(fc.constantFrom(...PROJECTS, 'nowhere')),
      labels: fc.option(fc.dictionary(fc.constantFrom('a', 'b'), fc.constantFrom('x', 'y'))),
      description: fc.option(fc.constantFrom('', 'words')),
    })
    .map((target) => ({
      ...target,
      scope: target.project === null ? ('tenant' as const) : ('project' as const),
    })),
  protect: fc.boolean(),
});

/** Some clones, never two at one key: declarations refuse that before a planner sees it. */
const desired: fc.Arbitrary<Desired> = fc
  .dictionary(fc.constantFrom('p', 'q', 'r', 's'), cloneFacts, { minKeys: 1 })
  .map((all) => {
    const seen = new Set<string>();
    const clones = Object.entries(all).flatMap(([id, facts]) => {
      const key = `${facts.target?.project} ${facts.target?.name}`;
      if (seen.has(key)) return [];
      seen.add(key);
      return [aClone(id, facts)];
    });
    return aDesired(...clones);
  });

type Hand = { readonly kind: 'delete' | 'label' | 'rename' | 'values'; readonly nth: number };
const hand: fc.Arbitrary<Hand> = fc.record({
  kind: fc.constantFrom('delete', 'label', 'rename', 'values'),
  nth: fc.nat(5),
});

/** Somebody at the console: one edit of one recorded clone. */
async function editByHand(house: House, { kind, nth }: Hand): Promise<void> {
  house.clock.advance(1000);
  const { clones } = await house.store.readRecorded();
  const row = clones[nth];
  if (row === undefined) return;
  const project = row.key.projectUid === null ? {} : { project: row.key.projectUid };
  const path = `/v1/clusterprofiles/${row.uid}`;
  if (kind === 'delete') await call(house.sandbox, 'DELETE', path, project);
  else if (kind === 'values') {
    await call(house.sandbox, 'PUT', path, {
      ...project,
      body: { spec: { template: { packs: [{ name: 'hello', values: 'v: hand' }] } } },
    });
    await call(house.sandbox, 'PATCH', `${path}/publish`, project);
  } else {
    const metadata =
      kind === 'label' ? { name: row.key.name, labels: { by: 'hand' } } : { name: `${row.key.name}-renamed` };
    await call(house.sandbox, 'PATCH', `${path}/metadata`, { ...project, body: { metadata } });
  }
}

/** What Palette has that is not ours: it must come through every history untouched. */
async function foreign(house: House): Promise<string> {
  const { clones } = await house.store.readRecorded();
  const ours = new Set(clones.map((row) => row.uid));
  const made = new Set(
    (await house.store.readRuns(1000)).flatMap((run) => run.results.map((result) => result.uid)),
  );
  const others = house.sandbox
    .describe()
    .profiles.filter((profile) => !ours.has(profile.uid) && !made.has(profile.uid));
  return JSON.stringify(others.map(({ uid, name, version }) => [uid, name, version]));
}

test('whatever happened before: planning twice gives the same bytes, one apply settles it, and nobody else’s objects are touched', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(desired, fc.array(hand, { maxLength: 2 })), { minLength: 1, maxLength: 4 }),
      async (history) => {
        const clock = fakeClock();
        const house = aHouse(aSandbox(seed, { clock }), clock);
        const before = await foreign(house);
        for (const [wanted, hands] of history) {
          const first = JSON.stringify(await house.plan(wanted));
          expect(JSON.stringify(await house.plan(wanted))).toBe(first);
          const end = await house.apply(wanted);
          expect(end.applied.results.filter((result) => result.status === 'failed')).toEqual([]);
          const left = (await house.plan(wanted)).changes.filter(
            (change) => change.action !== 'noop' && change.action !== 'blocked',
          );
          expect(
            left.filter(
              (change) => change.needs.length === 0 && !isFreedByApply(end.applied.changes, change.address),
            ),
          ).toEqual([]);
          await expectOneClonePerAddress(house);
          expect(await foreign(house)).toBe(before);
          for (const edit of hands) await editByHand(house, edit);
        }
      },
    ),
    { numRuns: 300 },
  );
});

/** A key that this very run freed (a replace or delete) lets what was blocked by it go on in the next. */
function isFreedByApply(
  changes: readonly { readonly action: string; readonly address: string }[],
  address: string,
): boolean {
  return changes.some((change) => change.action === 'blocked' && change.address === address);
}

async function expectOneClonePerAddress(house: House): Promise<void> {
  const { clones, openOperations } = await house.store.readRecorded();
  expect(openOperations).toEqual([]);
  const uids = clones.map((row) => row.uid);
  expect(new Set(uids).size).toBe(uids.length);
  const there = new Map(house.sandbox.describe().profiles.map((profile) => [profile.uid, profile]));
  for (const row of clones) {
    const profile = there.get(row.uid);
    if (profile !== undefined) expect([row.address, profile.version]).toEqual([row.address, row.key.version]);
  }
}
