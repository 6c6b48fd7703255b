// Histories made at random: declare, change, delete, edit by hand; plan twice, apply once, plan again.
// More of them: RUNS=10000 CLONEFORM_SEED=7 npx vitest run test/flow/histories.test.ts

import { expect, test } from 'vitest';
import type { ApplyEnd } from '../../src/flow/running/apply-clones.ts';
import type { Desired } from '../../src/model/desired.ts';
import type { ChangeEntry } from '../../src/plan/plan.ts';
import { aClone, aDesired, type CloneFacts, OPTIONS } from '../support/a-world.ts';
import { fc } from '../support/fast-check.ts';
import { aHouse, type House } from '../support/histories.ts';
import { aStage } from '../support/protocol/world.ts';
import { runsOf } from '../support/runs.ts';
import { aClient, aSeed, call, seedVersion } from '../support/sandboxes.ts';

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
      version: fc.constantFrom('1.0.0', '1.0.0', '1.1.0', 'source'),
    })
    .map((target) => ({
      ...target,
      scope: target.project === null ? ('tenant' as const) : ('project' as const),
    })),
  protect: fc.boolean(),
  content: fc.constantFrom('snapshot' as const, 'mirror' as const),
  mirrorBy: fc.constantFrom('update' as const, 'newVersion' as const, 'recreate' as const),
  retain: fc.constantFrom('all' as const, 'none' as const, 1),
  adopt: fc.boolean(),
});

/** Which earlier declaration it copies instead of a profile, if any. */
const link = fc.option(fc.record({ nth: fc.nat(2), version: fc.constantFrom('*', '^1.0.0', '1.0.0') }), {
  freq: 3,
});

/** Some clones, never two at one key and never in a circle: declarations refuse that before a planner sees it. */
const desired: fc.Arbitrary<Desired> = fc
  .dictionary(fc.constantFrom('p', 'q', 'r', 's'), fc.tuple(cloneFacts, link), { minKeys: 1 })
  .map((all) => {
    const seen = new Set<string>();
    const ids: string[] = [];
    const clones = Object.entries(all)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([id, [facts, chain]]) => {
        const key = `${facts.target?.project} ${facts.target?.name}`;
        if (seen.has(key)) return [];
        seen.add(key);
        const upstream = chain === null ? undefined : ids[chain.nth];
        ids.push(id);
        if (facts.target?.version === 'source' && facts.mirrorBy === 'newVersion')
          return [aClone(id, { ...facts, mirrorBy: 'update' })];
        return [
          aClone(
            id,
            upstream === undefined || chain === null
              ? facts
              : { ...facts, chain: { clone: upstream, version: chain.version } },
          ),
        ];
      });
    return aDesired(...clones);
  });

type Hand = {
  readonly kind: 'delete' | 'label' | 'rename' | 'values' | 'draft' | 'source' | 'variables' | 'clone';
  readonly nth: number;
};
const hand: fc.Arbitrary<Hand> = fc.record({
  kind: fc.constantFrom(
    'delete',
    'label',
    'rename',
    'values',
    'draft',
    'source',
    'source',
    'variables',
    'clone',
  ),
  nth: fc.nat(5),
});

/** Somebody at the console: one edit of one recorded clone, or of a source. */
async function editByHand(house: House, { kind, nth }: Hand): Promise<void> {
  house.clock.advance(1000);
  const { profiles, projects } = house.sandbox.describe();
  if (kind === 'source') {
    const sources = profiles.filter(({ name }) => name === 'base' || name === 'infra');
    const source = sources[nth % sources.length];
    if (source === undefined) return;
    return publishValues(house, source, `v: source-${nth}`);
  }
  if (kind === 'clone') {
    const base = profiles.find(
      ({ name, version }) => name === 'base' && version === (nth % 2 ? '1.0.0' : '1.1.0'),
    );
    const projectUid = projects[nth % projects.length]?.uid ?? '';
    await call(house.sandbox, 'POST', `/v1/clusterprofiles/${base?.uid ?? ''}/clone`, {
      body: { metadata: { name: 'one', version: '1.0.0', target: { scope: 'project', projectUid } } },
    });
    return;
  }
  const { clones } = await house.store.readRecorded();
  const row = clones[nth];
  if (row === undefined) return;
  const object = { uid: row.uid, projectUid: row.key.projectUid };
  const project = row.key.projectUid === null ? {} : { project: row.key.projectUid };
  const path = `/v1/clusterprofiles/${row.uid}`;
  if (kind === 'delete') await call(house.sandbox, 'DELETE', path, project);
  else if (kind === 'values') await publishValues(house, object, 'v: hand');
  else if (kind === 'draft') await putValues(house, object, 'v: draft');
  else if (kind === 'variables') {
    await call(house.sandbox, 'PUT', `${path}/variables`, {
      ...project,
      body: { variables: nth % 2 ? [{ name: 'by', defaultValue: 'hand' }] : [] },
    });
  } else {
    const metadata =
      kind === 'label' ? { name: row.key.name, labels: { by: 'hand' } } : { name: `${row.key.name}-renamed` };
    await call(house.sandbox, 'PATCH', `${path}/metadata`, { ...project, body: { metadata } });
  }
}

type Placed = { readonly uid: string; readonly projectUid: string | null };

async function putValues(house: House, { uid, projectUid }: Placed, values: string): Promise<void> {
  await call(house.sandbox, 'PUT', `/v1/clusterprofiles/${uid}`, {
    ...(projectUid === null ? {} : { project: projectUid }),
    body: { spec: { template: { packs: [{ name: 'hello', values }] } } },
  });
}

async function publishValues(house: House, at: Placed, values: string): Promise<void> {
  await putValues(house, at, values);
  const project = at.projectUid === null ? {} : { project: at.projectUid };
  await call(house.sandbox, 'PATCH', `/v1/clusterprofiles/${at.uid}/publish`, project);
}

/** What Palette has that was not ours before: it must come through every apply untouched. */
async function foreign(house: House, ours: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
  const facts = new Map<string, string>();
  for (const { uid, name, version, projectUid } of house.sandbox.describe().profiles) {
    if (ours.has(uid)) continue;
    const answer = await call(
      house.sandbox,
      'GET',
      `/v1/clusterprofiles/${uid}`,
      projectUid === null ? {} : { project: projectUid },
    );
    facts.set(uid, JSON.stringify([name, version, answer.body['metadata']?.['lastModifiedTimestamp']]));
  }
  return facts;
}

async function oursNow(house: House): Promise<ReadonlySet<string>> {
  return new Set((await house.store.readRecorded()).clones.map((row) => row.uid));
}

const upgrades = fc.constantFrom<readonly string[]>([], [], ['*']);

test('whatever happened before: planning twice gives the same bytes, one apply settles it, and nobody else’s objects are touched', async () => {
  const stage = aStage('at once', seed);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(desired, fc.array(hand, { maxLength: 2 }), upgrades), { minLength: 1, maxLength: 4 }),
      async (history) => {
        stage.reset();
        const { sandbox, clock, transport } = stage;
        const house = aHouse(sandbox, clock, { client: aClient(transport, clock) });
        for (const [wanted, hands, upgrade] of history) {
          const options = { ...OPTIONS, upgrade };
          const first = JSON.stringify(await house.plan(wanted, options));
          expect(JSON.stringify(await house.plan(wanted, options))).toBe(first);
          const ours = await oursNow(house);
          const before = await foreign(house, ours);
          const end = await house.apply(wanted, { options });
          expect(end.applied.results.filter((result) => result.status === 'failed')).toEqual([]);
          await expectUntouched(house, end, before);
          const next = await house.plan(wanted);
          const blocked = new Set<string>(
            next.changes.flatMap(({ action, address }) => (action === 'blocked' ? [address] : [])),
          );
          // A manual edit of content stays one until somebody decides; what an apply sets or records does not.
          const ofMetadata = next.drift.filter(
            ({ kind, address }) =>
              (kind === 'metadata_edited' || kind === 'renamed') && !blocked.has(address),
          );
          expect(ofMetadata).toEqual([]);
          const left = next.changes.filter(
            (change) => change.action !== 'noop' && change.action !== 'blocked',
          );
          const freed = freedByApply(end.applied.changes, left);
          expect(left.filter((change) => !freed.has(change.address))).toEqual([]);
          await expectOneClonePerAddress(house);
          for (const edit of hands) await editByHand(house, edit);
          transport.forget();
        }
      },
    ),
    runsOf(500),
  );
  stage.sandbox.close();
}, 600_000);

/** What was not ours may become ours by adoption, unchanged but for what was planned; the rest stays as it was. */
async function expectUntouched(
  house: House,
  end: ApplyEnd,
  before: ReadonlyMap<string, string>,
): Promise<void> {
  const adopted = new Set(
    end.applied.changes.flatMap(({ action, uid }) => (action === 'adopt' ? [uid] : [])),
  );
  const after = await foreign(house, new Set());
  for (const [uid, facts] of before)
    if (!adopted.has(uid)) expect([uid, after.get(uid)]).toEqual([uid, facts]);
}

/** A key that this very run freed (a replace or delete) lets what was blocked by it continue in the next, and what copies that. */
function freedByApply(applied: readonly ChangeEntry[], left: readonly ChangeEntry[]): ReadonlySet<string> {
  const freed = new Set<string>([
    ...applied.flatMap((change) =>
      change.action === 'blocked' || unprotects(change) ? [change.address] : [],
    ),
    // A version that this run put aside while it was protected: its protection ends in the next run, alone.
    ...left.flatMap((change) => (unprotects(change) ? [change.address] : [])),
  ]);
  for (const change of left)
    if (change.needs.some((address) => freed.has(address))) freed.add(change.address);
  return freed;
}

/** Protection ends in a run of its own: what it held back comes in the next. */
function unprotects({ records }: ChangeEntry): boolean {
  return records?.some(({ what, to }) => what === 'protected' && to === 'false') === true;
}

async function expectOneClonePerAddress(house: House): Promise<void> {
  const { clones, openEntries } = await house.store.readRecorded();
  expect(openEntries).toEqual([]);
  const uids = clones.map((row) => row.uid);
  expect(new Set(uids).size).toBe(uids.length);
  const there = new Map(house.sandbox.describe().profiles.map((profile) => [profile.uid, profile]));
  for (const row of clones) {
    const profile = there.get(row.uid);
    if (profile !== undefined) expect([row.address, profile.version]).toEqual([row.address, row.key.version]);
  }
}
