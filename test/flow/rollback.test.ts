// Back to what a run had recorded, from wherever things went since.
import { describe, expect, test } from 'vitest';
import type { ApplyEnd } from '../../src/flow/running/apply-clones.ts';
import { desiredOf } from '../../src/flow/running/desired-from-rows.ts';
import type { Desired } from '../../src/model/desired.ts';
import type { RecordedClone } from '../../src/model/recorded.ts';
import { aClone, aDesired, OPTIONS, picture } from '../support/a-world.ts';
import { base, one, type Scene, scene } from '../support/scene.ts';

const BASES = [
  base('1.0.0'),
  base('1.1.0', {
    template: {
      type: 'cluster',
      cloudType: 'edge-native',
      packs: [{ name: 'os', layer: 'os', tag: '22.04', values: 'user: root\n' }],
    },
  }),
];

async function lastRun({ house }: Scene): Promise<string> {
  return (await house.store.readRuns(1))[0]?.id ?? '';
}

async function wantedOf({ house }: Scene, run: string, declared: Desired): Promise<Desired> {
  const rows = await house.store.readClonesAfter(run);
  const projects = new Map(house.sandbox.describe().projects.map(({ uid, name }) => [uid, name]));
  return desiredOf({ id: run, commit: null }, rows ?? [], projects, declared);
}

async function rollback(world: Scene, run: string, declared = aDesired()): Promise<ApplyEnd> {
  return world.house.apply(await wantedOf(world, run, declared), { command: 'rollback' });
}

/** What a run recorded of a clone, UIDs and times aside. */
function facts(rows: readonly RecordedClone[]): readonly unknown[] {
  return rows
    .filter(({ status }) => status === 'current')
    .map(({ address, key, source, digest, labels, description, declaredVersion, isProtected }) => ({
      address,
      key,
      version: source.version,
      sourceDigest: source.digest,
      digest,
      labels,
      description,
      declaredVersion,
      isProtected,
    }));
}

const fleet = (version: string, labels: Record<string, string>): Desired =>
  aDesired(
    ...Array.from({ length: 20 }, (_, n) =>
      aClone(`c${String(n).padStart(2, '0')}`, {
        source: { profile: 'base', version },
        target: {
          name: `c${n}`,
          project: n % 2 === 0 ? 'edge-dev' : 'edge-prod',
          labels,
          description: `of ${version}`,
        },
      }),
    ),
  );

test('an upgrade of twenty clones: versions, content, labels and descriptions as the run recorded them', async () => {
  const world = await scene(...BASES);
  await world.house.apply(fleet('1.0.0', { team: 'edge' }));
  const run = await lastRun(world);
  const before = facts((await world.house.store.readRecorded()).clones);
  const upgraded = await world.house.apply(fleet('1.1.0', { team: 'core' }));
  expect(upgraded.applied.summary).toMatchObject({ update: 20, applied: 20 });
  const end = await rollback(world, run);
  expect(end.applied.summary).toMatchObject({ update: 20, applied: 20, blocked: 0 });
  expect(facts((await world.house.store.readRecorded()).clones)).toEqual(before);
  expect(picture(await world.house.plan(fleet('1.0.0', { team: 'edge' })))).toEqual(
    Array.from({ length: 20 }, (_, n) => `noop · unchanged c${String(n).padStart(2, '0')}`),
  );
});

describe.each([
  ['newVersion', ['move · reinstated one']],
  ['recreate', ['replace · source_upgraded one']],
] as const)('an upgrade by %s', (mirrorBy, picture_) => {
  test('goes back', async () => {
    const world = await scene(...BASES);
    const at = (version: string): Desired =>
      aDesired(one({ content: 'mirror', mirrorBy, source: { profile: 'base', version } }));
    await world.house.apply(at('1.0.0'));
    const run = await lastRun(world);
    const before = facts((await world.house.store.readRecorded()).clones);
    await world.house.apply(at('1.1.0'));
    const wanted = await wantedOf(world, run, at('1.1.0'));
    expect(picture(await world.house.plan(wanted)).filter((line) => !line.startsWith('noop'))).toEqual(
      picture_,
    );
    await rollback(world, run, at('1.1.0'));
    expect(facts((await world.house.store.readRecorded()).clones)).toEqual(before);
    expect(picture(await world.house.plan(at('1.0.0'))).filter((line) => !line.startsWith('noop'))).toEqual(
      [],
    );
  });
});

test('what was deleted since is made again, what was made since goes, and what was let go of is taken over', async () => {
  const world = await scene(...BASES);
  const two = aClone('two', {
    source: { profile: 'base', version: '1.0.0' },
    target: { project: 'edge-prod' },
  });
  const three = aClone('three', {
    source: { profile: 'base', version: '1.0.0' },
    target: { project: 'platform' },
  });
  await world.house.apply(aDesired(one(), two));
  const run = await lastRun(world);
  const place = { file: 'x', line: 1, column: 1, text: '' };
  await world.house.apply({ ...aDesired(two, three), removed: [{ clone: 'one', place }] });
  await world.house.apply(aDesired(three));
  const end = await rollback(world, run);
  expect(picture(end.applied)).toEqual([
    'adopt · equal_content one',
    'create · new two',
    'delete · not_declared three',
  ]);
  expect(end.exitCode).toBe(0);
});

test('a chain goes back link by link', async () => {
  const world = await scene(...BASES);
  const at = (version: string): Desired =>
    aDesired(
      one({ content: 'mirror', source: { profile: 'base', version } }),
      aClone('two', { content: 'mirror', chain: { clone: 'one' }, target: { project: 'edge-prod' } }),
    );
  await world.house.apply(at('1.0.0'));
  const run = await lastRun(world);
  const before = facts((await world.house.store.readRecorded()).clones);
  await world.house.apply(at('1.1.0'));
  const end = await rollback(world, run);
  expect(end.applied.summary).toMatchObject({ applied: 2, failed: 0, skipped: 0 });
  expect(facts((await world.house.store.readRecorded()).clones)).toEqual(before);
});

test('content that exists nowhere any more is blocked; clones that still have it stay', async () => {
  const world = await scene(...BASES);
  const two = aClone('two', {
    source: { profile: 'base', version: '1.0.0' },
    target: { project: 'edge-prod' },
  });
  await world.house.apply(aDesired(one(), two));
  const run = await lastRun(world);
  const upgraded = aDesired(one({ source: { profile: 'base', version: '1.1.0' } }), two);
  await world.house.apply(upgraded, { options: OPTIONS });
  await world.hands.packs(await world.hands.uid('base', '1.0.0'), (packs) => packs.slice(0, 1));
  const plan = await world.house.plan(await wantedOf(world, run, upgraded));
  expect(picture(plan)).toEqual([
    'blocked · source_upgraded one [source_missing, would be update]',
    'noop · unchanged two',
  ]);
  expect(plan.changes[0]?.obstacles?.[0]?.detail).toContain('no longer exists');
  await world.hands.remove(await world.hands.uid('base', '1.0.0'));
  expect(picture(await world.house.plan(await wantedOf(world, run, upgraded)))[0]).toBe(
    'blocked · source_upgraded one [source_missing, would be update]',
  );
});
