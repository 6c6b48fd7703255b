// Runs as people look at them, and the way back, through the command.
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { AppliedPlan, Plan } from '../../src/plan/plan.ts';
import type { RunRow, ShownRun } from '../../src/questions/history/judge.ts';
import type { StateListRow } from '../../src/render/state-text.ts';
import { tempDir } from '../support/cli.ts';
import {
  inProcess as cli,
  inProcessJson as cliJson,
  inProcessList as cliList,
} from '../support/in-process.ts';
import { schemaFaults } from '../support/schemas.ts';

const PROJECTS = Array.from({ length: 20 }, (_, n) => `p${n}`);
const SANDBOX = `sandbox: 1
projects: [${PROJECTS.join(', ')}]
profiles:
  - { name: base, versions: [1.0.0], packs: [{ name: hello, tag: 1.0.0, values: "a: 1" }] }
  - { name: base, versions: [1.1.0], packs: [{ name: hello, tag: 1.0.0, values: "a: 2" }] }
`;
const yaml = (version: string, labels: string): string =>
  `cloneform: 1\npalette: { sandbox: sandbox.yaml, rateLimits: off }\nclones:\n  fleet:
    source: { profile: base, version: ${version} }
    target: { name: fleet, scope: project, projects: [${PROJECTS.join(', ')}], labels: ${labels} }\n`;

test('who did what, and back after an upgrade of twenty clones', async () => {
  const cwd = tempDir({ 'sandbox.yaml': SANDBOX, 'cloneform.yaml': yaml('1.0.0', '{ team: edge }') });
  expect((await cli(['history'], { cwd })).out).toBe('No runs are recorded.\n');
  await cli(['apply', '--auto-approve', '--message', 'the first'], {
    cwd,
    env: { GITHUB_SHA: 'abc123def456' },
  });
  const first = (await cliList<StateListRow>(['state', 'list'], { cwd })).value;
  writeFileSync(path.join(cwd, 'cloneform.yaml'), yaml('1.1.0', '{ team: core }'));
  await cli(['apply', '--auto-approve'], { cwd });

  const { value: runs } = await cliList<RunRow>(['history'], { cwd });
  expect(runs.map(({ command, applied, message, commit }) => [command, applied, message, commit])).toEqual([
    ['apply', 20, null, null],
    ['apply', 20, 'the first', 'abc123def456'],
  ]);
  // What differed is reported, but no value of anybody's: they are in no state.
  const upgrade = (await cli(['history', runs[0]?.id ?? ''], { cwd })).out;
  expect(upgrade).toContain('update ×20  fleet  fleet 1.0.0, source base 1.0.0 → 1.1.0');
  expect(upgrade).toContain('~ pack hello: values\n');
  expect(upgrade).not.toContain('a: 1');
  const id = runs[1]?.id ?? '';
  const table = (await cli(['history'], { cwd })).out;
  expect(table).toContain(id.slice(0, 8));
  expect(Math.max(...table.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  const run = await cliJson<ShownRun>(['history', id.slice(0, 6)], { cwd });
  expect(run.value.results).toHaveLength(20);
  expect(run.value.plan?.changes.map(({ action }) => action)).toEqual(PROJECTS.map(() => 'create'));
  expect(schemaFaults('plan', run.value.plan)).toEqual([]);
  expect((await cli(['history', id], { cwd })).out).toMatch(
    /message +the first[\s\S]*✓ create fleet\["p0"\]/,
  );

  // Saved for review, and applied as it was reviewed, without the declarations.
  const before = readFileSync(path.join(cwd, 'state', 'cloneform.db'));
  const saved = await cliJson<Plan>(['rollback', id, '-o', 'back.json'], { cwd });
  expect([saved.code, saved.value.summary.update, schemaFaults('plan', saved.value)]).toEqual([0, 20, []]);
  expect(readFileSync(path.join(cwd, 'state', 'cloneform.db')).equals(before)).toBe(true);
  const other = tempDir();
  cpSync(cwd, other, { recursive: true });
  rmSync(path.join(other, 'cloneform.yaml'));
  expect((await cli(['apply', 'back.json', '--auto-approve'], { cwd: other })).code).toBe(0);
  writeFileSync(path.join(other, 'cloneform.yaml'), yaml('1.0.0', '{ team: edge }'));
  expect((await cliList<StateListRow>(['state', 'list'], { cwd: other })).value).toEqual(first);

  const asked = await cliJson<AppliedPlan>(['rollback', id], { cwd });
  expect([asked.code, asked.value.summary.update, asked.value.results]).toEqual([64, 20, []]);
  const back = await cliJson<AppliedPlan>(['rollback', id.slice(0, 8), '--auto-approve'], { cwd });
  expect([back.code, back.value.summary.applied, schemaFaults('apply-result', back.value)]).toEqual([
    0,
    20,
    [],
  ]);
  expect((await cliList<StateListRow>(['state', 'list'], { cwd })).value).toEqual(first);
  const again = await cli(['rollback', id, '--auto-approve'], { cwd });
  expect([again.code, again.out.startsWith('No changes.')]).toEqual([0, true]);
  expect((await cliList<RunRow>(['history', '--limit', '1'], { cwd })).value).toMatchObject([
    { command: 'rollback', applied: 20, message: `back to run ${id}` },
  ]);
  writeFileSync(path.join(cwd, 'cloneform.yaml'), yaml('1.0.0', '{ team: edge }'));
  expect((await cliJson<Plan>(['plan', '--detailed-exitcode'], { cwd })).code).toBe(0);
});

test('a run that nobody knows', async () => {
  const cwd = tempDir({ 'sandbox.yaml': SANDBOX, 'cloneform.yaml': yaml('1.0.0', '{}') });
  for (const command of ['history', 'rollback']) {
    const end = await cli([command, 'nothing'], { cwd });
    expect([end.code, end.err.includes('there is no run "nothing"')]).toEqual([1, true]);
  }
  expect((await cli(['rollback'], { cwd })).code).toBe(64);
});

test('the page has a bar and an entry for each run; the page of status beside it leads there', async () => {
  const cwd = tempDir({ 'sandbox.yaml': SANDBOX, 'cloneform.yaml': yaml('1.0.0', '{ team: edge }') });
  await cli(['apply', '--auto-approve'], { cwd });
  const [run] = (await cliList<RunRow>(['history'], { cwd })).value;
  const read = (file: string): string => readFileSync(path.join(cwd, file), 'utf8');
  await cli(['status', '--html', 'status.html'], { cwd });
  expect(read('status.html')).toContain(`cloneform history ${run?.id.slice(0, 8)}`);
  const end = await cli(['history', '--html', 'history.html'], { cwd });
  expect([end.code, end.err]).toEqual([0, 'Page: history.html\n']);
  expect(read('history.html')).toContain('create ×20');
  expect(read('history.html')).toContain(`id="run-${run?.id}"`);
  await cli(['status', '--html', 'status.html'], { cwd });
  expect(read('status.html')).toContain(`href="history.html#run-${run?.id}"`);
  expect((await cli(['history', 'abcd', '--html', 'history.html'], { cwd })).code).toBe(64);
});
