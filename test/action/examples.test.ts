// The workflow files of the examples: they use what the action has, put nothing of a pull request into a shell, and GitLab's
// scripts are run in bash as its runner runs them.
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { cleanEnv, cli, copyExample, ROOT, tempDir } from '../support/cli.ts';
import { type FakeForge, fakeForge } from './fake-forge.ts';
import { ACTION, HEAD, MERGED } from './runner.ts';

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly concurrency?: { readonly group: string; readonly 'cancel-in-progress': boolean };
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly 'timeout-minutes'?: number;
        readonly steps: readonly {
          readonly uses?: string;
          readonly run?: string;
          readonly with?: Readonly<Record<string, unknown>>;
        }[];
      }
    >
  >;
}

const FOLDER = path.join(ROOT, 'examples/github/.github/workflows');
const read = (file: string): string => readFileSync(file, 'utf8');
const workflow = (name: string): Workflow => parse(read(path.join(FOLDER, name)));
const names = readdirSync(FOLDER);

test('plan, apply and drift are there', () => {
  expect(names.sort((a, b) => a.localeCompare(b))).toEqual(['apply.yml', 'drift.yml', 'plan.yml']);
  expect(Object.keys(workflow('plan.yml').on)).toEqual(['pull_request']);
  expect(Object.keys(workflow('apply.yml').on)).toEqual(['push', 'workflow_dispatch']);
  // An apply is never cut off by the next one.
  expect(workflow('apply.yml').concurrency?.['cancel-in-progress']).toBe(false);
  expect(workflow('plan.yml').permissions).toEqual({ contents: 'read', 'pull-requests': 'write' });
  expect(workflow('apply.yml').permissions).toEqual({ contents: 'read', 'pull-requests': 'read' });
});

test.each(names)('%s uses what the action has', (name) => {
  const steps = Object.values(workflow(name).jobs).flatMap(({ steps: list }) => list);
  const ours = steps.filter((step) => step.uses?.includes('/cloneform@'));
  expect(ours).toHaveLength(1);
  for (const input of Object.keys(ours[0]?.with ?? {})) expect(ACTION.inputs).toHaveProperty([input]);
  for (const [, output = ''] of read(path.join(FOLDER, name)).matchAll(
    /steps\.cloneform\.outputs\.([a-z-]+)/g,
  ))
    expect(ACTION.outputs).toHaveProperty([output]);
  for (const { run = '' } of steps) expect(run).not.toContain('${{');
  for (const one of Object.values(workflow(name).jobs)) expect(one['timeout-minutes']).toBeGreaterThan(0);
});

interface GitlabJob {
  readonly before_script?: readonly string[];
  readonly script?: readonly string[];
  readonly stage?: string;
  readonly resource_group?: string;
  readonly interruptible?: boolean;
}

const GITLAB: Readonly<Record<string, GitlabJob>> & { readonly stages: readonly string[] } = parse(
  read(path.join(ROOT, 'examples/gitlab/.gitlab-ci.yml')),
);

test('GitLab: stages are there, applies queue and are not cut off', () => {
  for (const name of ['plan', 'apply', 'drift']) expect(GITLAB.stages).toContain(GITLAB[name]?.stage);
  expect(GITLAB['apply']).toMatchObject({ resource_group: 'palette', interruptible: false });
});

test('GitLab: plan writes the note, apply does what it showed and nothing else', async () => {
  const cwd = copyExample('gitlab');
  const forge = await fakeForge('project_42_bot');
  const planned = await job('plan', cwd, forge, { CI_MERGE_REQUEST_IID: '12', CI_COMMIT_SHA: HEAD });
  expect(planned).toMatchObject({ code: 0 });
  const { checksum } = JSON.parse(read(path.join(cwd, 'plan.json')));
  expect(forge.comments.map(({ body }) => body.includes(`checksum ${checksum}`))).toEqual([true]);
  const unreviewed = await job('apply', cwd, forge, { CI_COMMIT_SHA: MERGED });
  expect([unreviewed.code, unreviewed.log]).toEqual([64, expect.stringContaining('was not merged from')]);
  const later = new Date(Date.now() + 60_000).toISOString();
  forge.merged = [{ iid: 12, state: 'merged', sha: HEAD, merge_commit_sha: MERGED, merged_at: later }];
  const file = path.join(cwd, 'cloneform.yaml');
  const declared = read(file);
  writeFileSync(file, declared.replace('name: edge-base, scope', 'name: edge-other, scope'));
  const changed = await job('apply', cwd, forge, { CI_COMMIT_SHA: MERGED });
  expect([changed.code, (await cli(['state', 'list', '--json'], { cwd })).out.trim()]).toEqual([6, '[]']);
  writeFileSync(file, declared);
  expect((await job('apply', cwd, forge, { CI_COMMIT_SHA: MERGED })).code).toBe(0);
  expect(read(path.join(cwd, 'events.jsonl'))).toContain('"exitCode":0');
  expect((await job('drift', cwd, forge, {})).code).toBe(0);
});

test('GitLab: a plan that fails on the next push takes the place of the note', async () => {
  const cwd = copyExample('gitlab');
  const forge = await fakeForge('project_42_bot');
  const request = {
    CI_MERGE_REQUEST_IID: '12',
    CI_COMMIT_SHA: HEAD,
    CI_JOB_URL: 'https://gitlab.test/jobs/7',
  };
  expect((await job('plan', cwd, forge, request)).code).toBe(0);
  const file = path.join(cwd, 'cloneform.yaml');
  writeFileSync(file, `${read(file)}\ncolour: red\n`);
  const failed = await job('plan', cwd, forge, request);
  expect([failed.code, failed.log]).toEqual([1, expect.stringContaining('colour')]);
  expect(forge.comments).toHaveLength(1);
  const body = forge.comments[0]?.body ?? '';
  expect(body).toContain('There is no plan: cloneform ended with exit code 1');
  expect(body).toContain('"checksum":null');
  expect(body).toContain('https://gitlab.test/jobs/7');
});

test.each([
  ['the API is down', 503, 'a fault'],
  ['the token is wrong', 401, 'the token is not valid'],
  ['the token lacks the scope', 403, 'scope `api`'],
])('GitLab: %s: the apply ends with 1 and the cause, and does nothing', async (_, status, says) => {
  const cwd = copyExample('gitlab');
  const forge = await fakeForge('project_42_bot');
  forge.fault = () => ({ status });
  const end = await job('apply', cwd, forge, { CI_COMMIT_SHA: MERGED });
  expect([end.code, end.log]).toEqual([1, expect.stringContaining(says)]);
  expect((await cli(['state', 'list', '--json'], { cwd })).out.trim()).toBe('[]');
});

/** One script of a job, as the runner makes it of its lines; npm has installed cloneform. */
function job(
  name: string,
  cwd: string,
  forge: FakeForge,
  more: Readonly<Record<string, string>>,
): Promise<{ code: number | null; log: string }> {
  const bin = tempDir();
  const main = path.join(ROOT, 'dist/cli/main.js');
  mkdirSync(path.join(bin, 'modules'));
  symlinkSync(ROOT, path.join(bin, 'modules', 'cloneform'));
  writeFileSync(path.join(bin, 'npm'), `#!/bin/sh\n[ "$1" = root ] && echo "${bin}/modules" || exit 0\n`, {
    mode: 0o755,
  });
  writeFileSync(path.join(bin, 'cloneform'), `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`, {
    mode: 0o755,
  });
  const lines = [...(GITLAB['.cloneform']?.before_script ?? []), ...(GITLAB[name]?.script ?? [])];
  const env = cleanEnv({
    PATH: `${bin}:${process.env['PATH']}`,
    CI: 'true',
    GITLAB_CI: 'true',
    GITLAB_TOKEN: 'project-token',
    CLONEFORM_VERSION: '0.1.0',
    CI_API_V4_URL: forge.url,
    CI_PROJECT_ID: '42',
    ...more,
  });
  return new Promise((resolve) => {
    const child = spawn('bash', ['-eo', 'pipefail', '-c', lines.join('\n')], { cwd, env });
    let log = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (log += text));
    child.once('close', (code) => resolve({ code, log }));
  });
}
