// Random histories of projects that come, go, get other tags, are renamed, disabled or deleted, with an apply between them: nothing is
// deleted that onLeave does not allow, a list read in part never looks like leaving, and each apply converges.

import { expect, test } from 'vitest';
import { parseAddress } from '../../src/model/address.ts';
import type { OnLeave } from '../../src/model/desired.ts';
import { isWork } from '../../src/plan/document.ts';
import { fc } from '../support/fast-check.ts';
import { aProject, aSelecting, type Selecting, selecting } from '../support/selecting.ts';

const TAGS = [{}, { tier: 'edge' }, { tier: 'lab' }] as const;
const NAMES = ['edge-a', 'edge-b', 'edge-c', 'edge-lab', 'hub', 'edge-d'] as const;

const name = fc.constantFrom(...NAMES);
const tags = fc.constantFrom(...TAGS);
const step = fc.oneof(
  fc.record({ kind: fc.constant('add' as const), name, tags }),
  fc.record({ kind: fc.constant('rename' as const), name, to: name }),
  fc.record({ kind: fc.constant('tag' as const), name, tags }),
  fc.record({ kind: fc.constant('disable' as const), name, isDisabled: fc.boolean() }),
  fc.record({ kind: fc.constant('remove' as const), name }),
  fc.record({ kind: fc.constant('look' as const) }),
  fc.record({ kind: fc.constant('apply' as const) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const yamlOf = (onLeave: OnLeave): string =>
  selecting(
    `projects: { match: [edge-*], tags: { tier: edge }, exclude: [edge-lab] }, allowEmpty: true, onLeave: ${onLeave}`,
    'guards: { maxDeletePercent: 100, maxNewProjects: 100 }',
  );

const projectsIn = ({ house }: Selecting): ReadonlyMap<string, string> =>
  new Map(house.sandbox.describe().projects.map((project) => [project.name, project.uid]));

/** UIDs of projects by the UIDs of the copies in them. */
const copiesIn = ({ house }: Selecting): ReadonlyMap<string, string | null> =>
  new Map(
    house.sandbox
      .describe()
      .profiles.flatMap((one) => (one.name === 'copy' ? [[one.uid, one.projectUid] as const] : [])),
  );

/** What cannot be done is left out: a name that is taken, a project that is not there. */
async function change(world: Selecting, at: Step): Promise<void> {
  const names = projectsIn(world);
  if (at.kind === 'add') return names.has(at.name) ? undefined : world.add(at.name, at.tags);
  if (at.kind === 'look' || at.kind === 'apply' || !names.has(at.name)) return;
  if (at.kind === 'rename') return names.has(at.to) ? undefined : world.rename(at.name, at.to);
  if (at.kind === 'tag') return world.tag(at.name, at.tags);
  if (at.kind === 'disable') return world.disable(at.name, at.isDisabled);
  return world.remove(at.name);
}

async function lookInPart(world: Selecting, yaml: string): Promise<void> {
  let isCut = false;
  world.disturb(({ path }, real) => {
    if (!path.startsWith('/v1/dashboard/projects?')) return real;
    const body = JSON.parse(real.body);
    isCut ||= body.items.length > 0;
    return { ...real, body: JSON.stringify({ ...body, items: body.items.slice(1) }) };
  });
  const looked = await world.plan(yaml).catch((error: unknown) => error);
  world.disturb((_, real) => real);
  if (isCut) expect(looked).toMatchObject({ diagnostics: [{ code: 'palette/incomplete-projects' }] });
}

async function applyAndCheck(world: Selecting, yaml: string, onLeave: OnLeave): Promise<void> {
  const before = copiesIn(world);
  const rowsBefore = new Map(
    (await world.house.store.readRecorded()).clones.map(({ uid, key }) => [uid, key.projectUid]),
  );
  const [selector] = (await world.plan(yaml)).selectors ?? [];
  const left = new Set(selector?.left.map(({ uid }) => uid));
  await world.apply(yaml);
  const after = copiesIn(world);
  for (const [uid, project] of before) {
    const mayGo = onLeave === 'delete' && left.has(project ?? '');
    if (!after.has(uid)) expect(mayGo, `${uid} was deleted`).toBe(true);
  }
  const { clones } = await world.house.store.readRecorded();
  for (const { uid, key } of clones) expect(rowsBefore.get(uid) ?? key.projectUid).toBe(key.projectUid);
  const next = await world.plan(yaml);
  expect(next.changes.filter(isWork)).toEqual([]);
  const kept = new Set(
    next.changes.flatMap(({ address, blockedBy }) => (blockedBy === undefined ? [] : [address])),
  );
  const selected = new Map(next.selectors?.[0]?.projects.map((project) => [project.uid, project.name]));
  for (const { address, key } of clones) {
    const present = selected.get(key.projectUid ?? '');
    if (present !== undefined && kept.size === 0) expect(parseAddress(address)?.project).toBe(present);
  }
}

const HISTORIES_MS = 240_000;

test.each(['block', 'forget', 'delete'] as const)(
  'onLeave: %s',
  { timeout: HISTORIES_MS },
  async (onLeave) => {
    const yaml = yamlOf(onLeave);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 12 }), async (steps) => {
        const world = aSelecting([
          aProject('edge-a', TAGS[1]),
          aProject('edge-b', TAGS[1]),
          aProject('edge-c'),
        ]);
        await world.apply(yaml);
        for (const at of [...steps, { kind: 'apply' as const }]) {
          if (at.kind === 'look') await lookInPart(world, yaml);
          else if (at.kind === 'apply') await applyAndCheck(world, yaml, onLeave);
          else await change(world, at);
        }
      }),
      { numRuns: 12 },
    );
  },
);
