// Flags that decide whether a run continues and how it ends: --fail-on, --detailed-exitcode, -o, --expect, --skip-blocked, plan files.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { AppliedPlan, SavedPlan } from '../../src/plan/plan.ts';
import { cleanEnv, cliList, tempDir } from '../support/cli.ts';
import { runInProcess } from '../support/in-process.ts';
import { schemaFaults } from '../support/schemas.ts';

const SANDBOX = `sandbox: 1
projects: [a, b]
profiles: [{ name: base, versions: [1.0.0] }]
`;
const BOTH = `cloneform: 1
palette: { sandbox: sandbox.yaml }
clones:
  first: { source: { profile: base }, target: { name: first, scope: project, project: a } }
  second: { source: { profile: base, version: RANGE }, target: { name: first, version: 2.0.0, scope: project, project: a } }
`;

type Project = { readonly cwd: string; run(...args: string[]): ReturnType<typeof runInProcess> };

function project(range = '"*"'): Project {
  const cwd = tempDir();
  writeFileSync(path.join(cwd, 'sandbox.yaml'), SANDBOX);
  declare(cwd, range);
  return { cwd, run: (...args) => runInProcess(args, cwd, cleanEnv()) };
}

function declare(cwd: string, range: string): void {
  writeFileSync(path.join(cwd, 'cloneform.yaml'), BOTH.replace('RANGE', range));
}

const json = <T>(end: { readonly out: string }): T => JSON.parse(end.out) as T;

test('an edited range that nothing fits is blocked, with exit 5 from --fail-on blocked', async () => {
  const { cwd, run } = project();
  expect((await run('apply', '--auto-approve')).code).toBe(0);
  declare(cwd, '^7.0.0');
  const plan = await run('plan', '--fail-on', 'blocked', '--json');
  expect(plan.code).toBe(5);
  expect(json<SavedPlan>(plan).changes.find(({ address }) => address === 'second')).toMatchObject({
    action: 'blocked',
    blockedBy: 'source_missing',
  });
  expect((await run('plan', '--fail-on', 'drift')).code).toBe(0);
});

test('apply --skip-blocked lists what is blocked as skipped, also when nothing else is done', async () => {
  const { cwd, run } = project('^7.0.0');
  const first = await run('apply', '--auto-approve', '--skip-blocked', '--json', '--fail-on', 'blocked');
  expect([first.code, json<AppliedPlan>(first).summary]).toMatchObject([5, { applied: 1, skipped: 1 }]);
  const again = await run('apply', '--auto-approve', '--skip-blocked', '--json');
  expect(again.code).toBe(0);
  expect(json<AppliedPlan>(again)).toMatchObject({
    summary: { applied: 0, skipped: 1 },
    results: [{ address: 'second', status: 'skipped', blockedBy: 'source_missing' }],
  });
  expect(schemaFaults('apply-result', json(again))).toEqual([]);
  expect((await run('apply', '--skip-blocked', '--auto-approve')).out).toContain('second');
  expect(existsSync(path.join(cwd, 'sandbox.yaml'))).toBe(true);
});

test('apply and destroy take -o: the plan is saved, and nothing is done', async () => {
  const { cwd, run } = project();
  const saved = await run('apply', '-o', 'plan.json', '--detailed-exitcode');
  expect([saved.code, (await cliList(['state', 'list'], { cwd })).value]).toEqual([2, []]);
  const applied = await run('apply', 'plan.json', '--json', '--detailed-exitcode');
  expect([applied.code, schemaFaults('apply-result', json(applied))]).toEqual([2, []]);
  expect(json<AppliedPlan>(applied).summary.applied).toBe(2);
  expect((await run('apply', '--auto-approve', '--detailed-exitcode')).code).toBe(0);
  expect((await run('destroy', '-o', 'gone.json')).code).toBe(0);
  expect(JSON.parse(readFileSync(path.join(cwd, 'gone.json'), 'utf8'))).toMatchObject({
    options: { destroy: true },
    summary: { delete: 2 },
  });
  expect((await run('apply', 'gone.json', '-o', 'other.json')).code).toBe(64);
  expect((await run('destroy', '--auto-approve', '--detailed-exitcode')).code).toBe(2);
});

test('--fail-on unmanaged stops an apply before it does anything', async () => {
  const { cwd, run } = project();
  expect((await run('apply', '--auto-approve')).code).toBe(0);
  expect((await run('state', 'rm', 'second')).code).toBe(0);
  writeFileSync(path.join(cwd, 'cloneform.yaml'), BOTH.split('\n').slice(0, 4).join('\n'));
  const stopped = await run('apply', '--auto-approve', '--fail-on', 'unmanaged', '--json');
  expect([stopped.code, json<{ error: { code: string } }>(stopped).error.code]).toEqual([5, 'plan/fail-on']);
  expect(json<AppliedPlan>(stopped).results).toEqual([]);
  expect((await run('apply', '--fail-on', 'nonsense')).code).toBe(64);
});

test('show: --json and another format exclude each other', async () => {
  const { run } = project();
  await run('plan', '-o', 'plan.json');
  expect((await run('show', 'plan.json', '--format', 'markdown', '--json')).code).toBe(64);
  expect((await run('show', '--format', 'html', '--json')).code).toBe(64);
  const same = await run('show', 'plan.json', '--format', 'json', '--json');
  expect([same.code, json<SavedPlan>(same).formatVersion]).toEqual([0, '1.0']);
});
