// A state put back to an older one is noticed, said, and settled by an apply; and nothing that only looks like it raises the alarm.
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Plan } from '../../src/plan/plan.ts';
import type { FindingView } from '../../src/questions/doctor/text.ts';
import { type CliOptions, tempDir } from '../support/cli.ts';
import {
  inProcess as cli,
  inProcessJson as cliJson,
  inProcessList as cliList,
} from '../support/in-process.ts';

const yaml = (ids: readonly string[], more = ''): string =>
  [
    'cloneform: 1',
    'palette: { sandbox: sandbox.yaml }',
    'clones:',
    ...ids.map(
      (id) =>
        `  ${id}: { source: { profile: base }, target: { name: ${id}, scope: project, project: dev }, adopt: true }`,
    ),
    more,
    '',
  ].join('\n');

/** With a cache folder of its own, which is the machine's memory. */
function aProject(): CliOptions {
  const cwd = tempDir({
    'sandbox.yaml': 'sandbox: 1\nprojects: [dev]\nprofiles: [{ name: base, versions: [1.0.0] }]\n',
  });
  return { cwd, env: { XDG_CACHE_HOME: tempDir() } };
}

const at = ({ cwd }: CliOptions, ...names: readonly string[]): string => path.join(cwd, ...names);
const stateOf = (options: CliOptions): string => at(options, 'state', 'cloneform.db');

function declare(options: CliOptions, ids: readonly string[], more = ''): void {
  writeFileSync(at(options, 'cloneform.yaml'), yaml(ids, more));
}

async function apply(options: CliOptions, ids: readonly string[], more = ''): Promise<void> {
  declare(options, ids, more);
  const end = await cli(['apply', '--auto-approve'], options);
  expect([end.code, end.err]).toMatchObject([0, expect.not.stringContaining('state-older')]);
}

interface Seen {
  readonly changes: readonly string[];
  readonly isOlder: boolean;
}

async function plan(options: CliOptions): Promise<Seen> {
  const { value } = await cliJson<Plan>(['plan'], options);
  return {
    isOlder: value.diagnostics.some(({ code }) => code === 'plan/state-older'),
    changes: value.changes
      .filter(({ action }) => action !== 'noop')
      .map(({ address, action, reason, blockedBy }) => `${address} ${action} ${blockedBy ?? reason}`),
  };
}

const WELL: Seen = { isOlder: false, changes: [] };

async function namesThere(options: CliOptions): Promise<readonly string[]> {
  const { value } = await cliList<{ readonly name: string }>(['inventory'], options);
  return value.map(({ name }) => name).toSorted();
}

async function backedUp(options: CliOptions, file = 'old.db'): Promise<string> {
  expect((await cli(['state', 'backup', file], options)).code).toBe(0);
  return at(options, file);
}

/** `kept` stays, `gone` is deleted, `free` let go, `a` renamed to `b`, `late` made: all of it after the backup. */
async function restored(): Promise<CliOptions> {
  const options = aProject();
  await apply(options, ['kept', 'gone', 'free', 'a']);
  const old = await backedUp(options);
  await apply(options, ['kept', 'b', 'late'], 'removed: [{ clone: free }]\nmoved: [{ from: a, to: b }]');
  declare(options, ['kept', 'b', 'late']);
  expect(await plan(options)).toEqual(WELL);
  cpSync(old, stateOf(options));
  return options;
}

test('what was made is taken over, what was deleted is forgotten, what was let go is not deleted without a word', async () => {
  const options = await restored();
  const there = await namesThere(options);
  const seen = await plan(options);
  expect(seen.isOlder).toBe(true);
  expect(seen.changes).toContain('free blocked mass_delete');
  expect(seen.changes).toContain('late adopt equal_content');
  const told = await cli(['plan'], options);
  expect(told.err + told.out).toContain('plan/state-older');
  for (const args of [['drift'], ['state', 'check'], ['doctor']]) {
    const end = await cli(args, options);
    expect((end.err + end.out).replaceAll(/\s+/g, ' ')).toMatch(
      /state is older .*serial.* \d+.* \d+.* seen /,
    );
  }
  const check = await cliJson<{ findings: readonly FindingView[] }>(['state', 'check'], options);
  expect(check.code).toBe(1);
  expect(check.value.findings).toContainEqual(expect.objectContaining({ check: 'age', level: 'problem' }));

  expect((await cli(['apply', '--auto-approve'], options)).code).toBe(5);
  expect(await namesThere(options)).toEqual(there);
  // The rest may be done; the state does not get newer by it, not even when its serial gets past the one that was seen.
  expect((await cli(['apply', '--auto-approve', '--skip-blocked'], options)).code).toBe(0);
  for (let writes = 0; writes < 8; writes++)
    await cli(['state', writes % 2 === 0 ? 'protect' : 'unprotect', 'kept'], options);
  expect(await plan(options)).toEqual({ isOlder: true, changes: ['free blocked mass_delete'] });
  expect(await namesThere(options)).toEqual(there);

  expect((await cli(['state', 'rm', 'free'], options)).code).toBe(0);
  expect((await cli(['apply', '--auto-approve'], options)).code).toBe(0);
  expect(await plan(options)).toEqual(WELL);
  expect(await namesThere(options)).toEqual(there);
  expect((await cli(['state', 'check'], options)).code).toBe(0);
});

test('with a word the delete is done, and the state is believed again', async () => {
  const options = await restored();
  const end = await cli(['apply', '--auto-approve', '--dangerous-allow-mass-delete'], options);
  expect(end.code).toBe(0);
  expect(await plan(options)).toEqual(WELL);
  expect(await namesThere(options)).not.toContain('free');
});

test('a saved plan that deletes is not applied over an older state', async () => {
  const options = aProject();
  await apply(options, ['kept', 'gone']);
  const old = await backedUp(options);
  expect((await cli(['state', 'protect', 'kept'], options)).code).toBe(0);
  declare(options, ['kept']);
  expect((await cli(['plan', '-o', 'x.plan'], options)).code).toBe(0);
  cpSync(old, stateOf(options));
  const end = await cli(['apply', 'x.plan', '--auto-approve'], options);
  expect(end.code).toBe(6);
  expect(end.err).toContain('this plan deletes, but the state is older');
  expect(await namesThere(options)).toEqual(['base', 'gone', 'kept']);
});

test('the folder of the state put back whole is noticed too, and the newest one put back ends the alarm', async () => {
  const project = aProject();
  // Not in the folder where the embedded Palette lives, which is not put back.
  const options = { ...project, env: { ...project.env, CLONEFORM_STATE: at(project, 'recorded', 'x.db') } };
  await apply(options, ['kept']);
  cpSync(at(options, 'recorded'), at(options, 'snapshot'), { recursive: true });
  await apply(options, ['kept', 'late']);
  const newest = await backedUp(options, 'newest.db');
  rmSync(at(options, 'recorded'), { recursive: true });
  cpSync(at(options, 'snapshot'), at(options, 'recorded'), { recursive: true });
  expect(await plan(options)).toEqual({ isOlder: true, changes: ['late adopt equal_content'] });
  // A writing command in between changes nothing about it.
  await cli(['state', 'protect', 'kept'], options);
  expect((await plan(options)).isOlder).toBe(true);
  cpSync(newest, at(options, 'recorded', 'x.db'));
  expect(await plan(options)).toEqual(WELL);
  await cli(['state', 'protect', 'kept'], options);
  expect(await plan(options)).toEqual(WELL);
});

test('the note is private, whole, and no more than a note: lost, torn or a stranger’s it raises no alarm', async () => {
  const options = aProject();
  await apply(options, ['kept']);
  const old = await backedUp(options);
  await apply(options, ['kept', 'late']);
  const note = `${stateOf(options)}.seen`;
  expect(statSync(note).mode & 0o777).toBe(0o600);
  expect(readdirSync(at(options, 'state')).filter((name) => /seen\./.test(name))).toEqual([]);
  cpSync(old, stateOf(options));
  rmSync(options.env?.['XDG_CACHE_HOME'] ?? '', { recursive: true });
  expect((await plan(options)).isOlder).toBe(true);
  const stranger = { lineage: 'another', serial: 1e6, at: new Date(0).toISOString(), fork: null };
  for (const text of [
    '',
    '{',
    'null',
    '{"savedAt":"2026-01-01T00:00:00Z","seen":[{"lineage":7}]}',
    '\0'.repeat(99),
  ]) {
    writeFileSync(note, text);
    expect((await plan(options)).isOlder).toBe(false);
  }
  writeFileSync(note, JSON.stringify({ savedAt: new Date(0).toISOString(), seen: [stranger] }));
  expect((await plan(options)).isOlder).toBe(false);
  rmSync(note);
  mkdirSync(note);
  expect((await plan(options)).isOlder).toBe(false);
  expect((await cli(['apply', '--auto-approve'], options)).code).toBe(0);
  expect(readdirSync(at(options, 'state')).filter((name) => /seen\./.test(name))).toEqual([]);
});

test('no false alarm: a copy of the project elsewhere, two that continue apart, a moved path, a fresh state', async () => {
  const options = aProject();
  await apply(options, ['kept']);
  const copy = { cwd: path.join(options.cwd, 'copy'), env: options.env ?? {} };
  mkdirSync(copy.cwd);
  for (const name of ['cloneform.yaml', 'sandbox.yaml', 'state'])
    cpSync(at(options, name), at(copy, name), { recursive: true });
  expect(await plan(copy)).toEqual(WELL);
  await apply(options, ['kept', 'late']);
  // The copy stayed behind, but at its own place it is the newest.
  expect((await plan(copy)).isOlder).toBe(false);
  await apply(copy, ['kept', 'other']);
  expect([(await plan(copy)).isOlder, (await plan(options)).isOlder]).toEqual([false, false]);

  // Another machine or a runner: no cache folder, the file alone or with its note.
  const elsewhere = { ...copy, env: { XDG_CACHE_HOME: tempDir() } };
  expect((await plan(elsewhere)).isOlder).toBe(false);
  const moved = { ...options, env: { ...options.env, CLONEFORM_STATE: at(options, 'new', 'place.db') } };
  mkdirSync(at(options, 'new'));
  renameSync(stateOf(options), at(options, 'new', 'place.db'));
  expect(await plan(moved)).toEqual(WELL);
  await apply(moved, ['kept', 'late', 'more']);
  expect(await plan(moved)).toEqual(WELL);
  // The old place gets a state of its own.
  rmSync(`${stateOf(options)}.seen`);
  expect((await plan(options)).isOlder).toBe(false);
  expect((await cli(['apply', '--auto-approve'], options)).code).toBe(0);
  expect(await plan(options)).toEqual(WELL);
});

test('no false alarm: pull and push, a push by force, there and back by migrate', async () => {
  const options = aProject();
  await apply(options, ['kept']);
  expect((await cli(['state', 'pull', '--out', 'early.json'], options)).code).toBe(0);
  await apply(options, ['kept', 'late']);
  expect((await cli(['state', 'pull', '--out', 'late.json'], options)).code).toBe(0);
  rmSync(stateOf(options));
  expect((await cli(['state', 'push', 'late.json'], options)).code).toBe(0);
  expect(await plan(options)).toEqual(WELL);
  // By force is the user's word: its deletes are not doubted either.
  expect((await cli(['state', 'push', 'early.json', '--force'], options)).code).toBe(0);
  expect(await plan(options)).toEqual({ isOlder: false, changes: ['late adopt equal_content'] });
  await apply(options, ['kept', 'late']);
  for (const place of ['state/other.db', 'state/third.db', 'state/other.db']) {
    expect((await cli(['state', 'migrate', place], options)).code).toBe(0);
    Object.assign(options.env ?? {}, { CLONEFORM_STATE: at(options, ...place.split('/')) });
    expect(await plan(options)).toEqual(WELL);
  }
  expect(existsSync(at(options, 'state', 'third.db.seen'))).toBe(true);
});

test('an older document pushed into an empty place is an older state all the same', async () => {
  const options = aProject();
  await apply(options, ['kept']);
  await cli(['state', 'pull', '--out', 'early.json'], options);
  await apply(options, ['kept', 'late']);
  rmSync(stateOf(options));
  expect((await cli(['state', 'push', 'early.json'], options)).code).toBe(0);
  expect(await plan(options)).toEqual({ isOlder: true, changes: ['late adopt equal_content'] });
  expect((await cli(['apply', '--auto-approve'], options)).code).toBe(0);
  expect(await plan(options)).toEqual(WELL);
});
