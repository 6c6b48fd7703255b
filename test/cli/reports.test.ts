// Reports beside what a command prints, through the command.
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { AppliedPlan, Plan } from '../../src/plan/plan.ts';
import { copyExample } from '../support/cli.ts';
import {
  inProcess as cli,
  inProcessJson as cliJson,
  inProcessList as cliList,
} from '../support/in-process.ts';

const read = (cwd: string, name: string): string => readFileSync(path.join(cwd, name), 'utf8');

test('plan writes all four at once and still prints its own', async () => {
  const cwd = copyExample('quickstart');
  const end = await cli(
    [
      'plan',
      ...['text=p.txt', 'json=p.json', 'markdown=p.md', 'html=p.html'].flatMap((to) => ['--report', to]),
    ],
    { cwd },
  );
  expect(end.code).toBe(0);
  expect(end.out).toContain('to create.');
  expect(end.err).toContain('Report: p.html');
  expect(read(cwd, 'p.txt').split('\n')[0]).toBe(end.out.split('\n')[0]);
  const plan: Plan = JSON.parse(read(cwd, 'p.json'));
  expect(plan.summary.create).toBeGreaterThan(0);
  expect(read(cwd, 'p.md')).toContain(`cloneform apply --expect ${plan.checksum}`);
  expect(read(cwd, 'p.html')).toContain(plan.checksum);
  expect(read(cwd, 'p.html')).toContain("default-src 'none'");
});

test('what is no report, or cannot be written, is refused before anything is read', async () => {
  const cwd = copyExample('quickstart');
  for (const report of ['pdf=x.pdf', 'markdown', 'html=']) {
    const end = await cli(['plan', '--report', report], { cwd });
    expect([end.code, end.out]).toEqual([64, '']);
    expect(end.err).toContain('--report must be FORMAT=FILE');
  }
  writeFileSync(path.join(cwd, 'real.md'), 'mine');
  symlinkSync('real.md', path.join(cwd, 'link.md'));
  const { code, value } = await cliJson<{ error: { code: string } }>(
    ['apply', '--auto-approve', '--report', 'markdown=link.md'],
    { cwd },
  );
  expect([code, value.error.code]).toEqual([1, 'cli/file-is-link']);
  expect(read(cwd, 'real.md')).toBe('mine');
  expect((await cliList<unknown>(['state', 'list'], { cwd })).value).toEqual([]);
});

test('apply reports what became of the plan, and the summary of the job gets each run', async () => {
  const cwd = copyExample('quickstart');
  const env = { GITHUB_STEP_SUMMARY: path.join(cwd, 'summary.md') };
  writeFileSync(env.GITHUB_STEP_SUMMARY, '# job\n');
  await cli(['plan'], { cwd, env });
  const end = await cli(['apply', '--auto-approve', '--report', 'json=r.json', '--report', 'html=r.html'], {
    cwd,
    env,
  });
  expect(end.code).toBe(0);
  const applied: AppliedPlan = JSON.parse(read(cwd, 'r.json'));
  expect(applied.summary.applied).toBe(applied.results.length);
  expect(read(cwd, 'r.html')).toContain('class="badge applied"');
  const summary = read(cwd, 'summary.md');
  expect(summary.startsWith('# job\n<!-- cloneform plan -->')).toBe(true);
  expect(summary).toMatch(/<!-- cloneform apply -->[\s\S]*Applied \d+ of \d+ changes/);
});

test('a summary that cannot be written stops nobody', async () => {
  const cwd = copyExample('quickstart');
  const end = await cli(['plan'], { cwd, env: { GITHUB_STEP_SUMMARY: path.join(cwd, 'no', 'where.md') } });
  expect(end.code).toBe(0);
  expect(end.err).toContain('could not be written (ENOENT)');
});

test('drift has a report too', async () => {
  const cwd = copyExample('quickstart');
  await cli(['apply', '--auto-approve'], { cwd });
  const end = await cli(['drift', '--report', 'markdown=d.md'], { cwd });
  expect(end.code).toBe(0);
  expect(read(cwd, 'd.md')).toContain('### cloneform drift\n\n**No drift:');
});

test('show renders the recorded state in each format', async () => {
  const cwd = copyExample('quickstart');
  await cli(['apply', '--auto-approve'], { cwd });
  const shown = (await cliJson<{ clones: readonly unknown[] }>(['show'], { cwd })).value;
  const as = async (format: string): Promise<string> =>
    (await cli(['show', '--format', format], { cwd })).out;
  expect(JSON.parse(await as('json'))).toEqual(shown);
  expect(await as('markdown')).toContain(`**${shown.clones.length} clone`);
  expect(await as('html')).toContain('<!doctype html>');
  expect(await as('text')).toContain('provenance');
  expect((await cli(['show', '--format', 'pdf'], { cwd })).code).toBe(64);
});
