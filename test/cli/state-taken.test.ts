// The state is taken away in the middle of a run: deleted, replaced, on a disk that fills, made unwritable. The run ends with the
// truth: what was created by then is reported by UID, nothing more is sent, and the next run settles it.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, type TestContext, test } from 'vitest';
import type { AppliedPlan } from '../../src/plan/plan.ts';
import { type CliEnd, type CliOptions, cli, cliList, tempDir } from '../support/cli.ts';
import { runCli } from '../support/running.ts';
import { aServedWorld, expectSettled, servedYaml, type World } from '../support/served-world.ts';

const APPLY = ['apply', '--auto-approve', '--parallelism', '2'];

let world: World;
beforeEach(async () => {
  world = await aServedWorld('60ms', [1]);
});
afterEach(() => world.close());

/** The world with its state in this file. */
function withState(file: string): World {
  return { ...world, options: { ...world.options, env: { ...world.options.env, CLONEFORM_STATE: file } } };
}

/** Lets an apply make two clones, does this to its state, and waits for the end. */
async function during(options: CliOptions, happens: () => void): Promise<CliEnd> {
  const run = runCli([...APPLY, '--json'], options);
  await run.says('[2/8]');
  happens();
  return run.end;
}

/** Some is done, some was not started, and whatever is in Palette is named by its UID. */
async function expectTruth(end: CliEnd): Promise<void> {
  expect([end.code, end.err]).toEqual([4, expect.not.stringMatching(/^\s+at /m)]);
  const applied = JSON.parse(end.out) as AppliedPlan;
  const count = (status: string): number => applied.results.filter((one) => one.status === status).length;
  expect(count('applied')).toBeGreaterThanOrEqual(2);
  expect(count('not_started')).toBeGreaterThan(0);
  const told = new Set(applied.results.flatMap((one) => (one.uid === undefined ? [] : [one.uid])));
  expect((await made()).filter((uid) => !told.has(uid))).toEqual([]);
}

async function made(): Promise<readonly string[]> {
  const { value } = await cliList<{ readonly uid: string; readonly name: string }>(
    ['inventory'],
    world.options,
  );
  return value.filter(({ name }) => name !== 'base').map(({ uid }) => uid);
}

test('deleted: the run ends, and no file is made in its place', async () => {
  const file = path.join(world.options.cwd, 'state', 'cloneform.db');
  const end = await during(world.options, () => rmSync(file));
  expect(end.err).toContain('store/replaced');
  expect(existsSync(file)).toBe(false);
  await expectTruth(end);
});

test('replaced by a copy of itself: the run ends, and the next settles what that copy does not know', async () => {
  const file = path.join(world.options.cwd, 'state', 'cloneform.db');
  const end = await during(world.options, () => {
    copyFileSync(file, `${file}.new`);
    renameSync(`${file}.new`, file);
  });
  expect(end.err).toContain('store/replaced');
  await expectTruth(end);
  expect((await made()).length).toBeLessThan(8);
  // What was begun between the copy and its place is in no journal: it is there without an owner, and taken over when that is asked for.
  const yaml = path.join(world.options.cwd, 'cloneform.yaml');
  writeFileSync(yaml, `${servedYaml('one', [1])}defaults: { adopt: true }\n`);
  expect((await cli(APPLY, world.options)).code).toBe(0);
  await expectSettled(world);
});

test('made unwritable: what state could not take down is reported, and not that it is saved; the next run settles it', async (context) => {
  const file = path.join(world.options.cwd, 'state', 'cloneform.db');
  const chattr = (flag: string): boolean => spawnSync('chattr', [flag, file, `${file}-journal`]).status === 0;
  let isSet = false;
  const end = await during(world.options, () => {
    isSet = chattr('+i');
  });
  chattr('-i');
  if (!isSet) return context.skip('files cannot be made immutable here');
  await expectTruth(end);
  const people = await cli(['history'], world.options);
  expect(people.out).toContain('interrupted');
  expect((await cli(APPLY, world.options)).code).toBe(0);
  await expectSettled(world);
});

/** A small file system of its own; null where none can be had. */
function smallDisk(size: string): { readonly folder: string; end(): void } | null {
  const folder = path.join(tempDir(), 'disk');
  mkdirSync(folder);
  const options = ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder];
  if (spawnSync('mount', options).status !== 0) return null;
  return { folder, end: () => spawnSync('umount', [folder]) };
}

function fill(folder: string): void {
  spawnSync('dd', ['if=/dev/zero', `of=${path.join(folder, 'ballast')}`, 'bs=1k', 'count=8000']);
}

async function onSmallDisk(context: TestContext, work: (folder: string) => Promise<void>): Promise<void> {
  const disk = smallDisk('2m');
  if (disk === null) return context.skip('a small file system cannot be mounted here');
  try {
    await work(disk.folder);
  } finally {
    disk.end();
  }
}

test('on a disk of 2 MB that is full in the middle: what was sent is reported, nothing more is sent, the next run settles', async (context) => {
  await onSmallDisk(context, async (folder) => {
    const there = withState(path.join(folder, 'cloneform.db'));
    const end = await during(there.options, () => fill(folder));
    expect(end.err).toContain('store/disk-full');
    await expectTruth(end);
    // Full still: nothing is begun.
    const again = await cli(APPLY, there.options);
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('disk')]);
    rmSync(path.join(folder, 'ballast'));
    expect((await cli(APPLY, there.options)).code).toBe(0);
    await expectSettled(there);
  });
});

test('with room for the state but not for its backup: nothing is begun', async (context) => {
  await onSmallDisk(context, async (folder) => {
    const there = withState(path.join(folder, 'cloneform.db'));
    expect((await cli(APPLY, there.options)).code).toBe(0);
    const yaml = path.join(world.options.cwd, 'cloneform.yaml');
    writeFileSync(yaml, servedYaml('one', [1]).replace('{ n: "1" }', '{ n: "x" }'));
    const backups = readdirSync(path.join(folder, 'backups'));
    fill(folder);
    const end = await cli(APPLY, there.options);
    expect([end.code, end.err]).toEqual([1, expect.stringContaining('store/disk-full')]);
    expect(end.err).not.toMatch(/^\s+at /m);
    // Nor is there a half of one.
    expect(readdirSync(path.join(folder, 'backups'))).toEqual(backups);
    rmSync(path.join(folder, 'ballast'));
    expect((await cli(APPLY, there.options)).code).toBe(0);
    await expectSettled(there);
  });
});
