// The workflow files of the examples: they use what the action has, put nothing of a pull request into a shell, and GitLab's
// scripts are run in bash as its runner runs them.
import { execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { bashArgs, cleanEnv, cliList, copyExample, ROOT, tempDir } from '../support/cli.ts';
import { type FakeForge, fakeForge } from './fake-forge.ts';
import { withRepository } from './fake-requests.ts';
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
          readonly env?: Readonly<Record<string, string>>;
        }[];
      }
    >
  >;
}

const FOLDER = path.join(ROOT, 'examples/github/.github/workflows');
const read = (file: string): string => readFileSync(file, 'utf8');
const workflow = (name: string): Workflow => parse(read(path.join(FOLDER, name)));
const names = readdirSync(FOLDER);

test('plan, apply, drift and upgrade are there', () => {
  expect(names.sort((a, b) => a.localeCompare(b))).toEqual([
    'apply.yml',
    'drift.yml',
    'plan.yml',
    'upgrade.yml',
  ]);
  expect(Object.keys(workflow('plan.yml').on)).toEqual(['pull_request']);
  expect(Object.keys(workflow('apply.yml').on)).toEqual(['push', 'workflow_dispatch']);
  // An apply is never cut off by the next one.
  expect(workflow('apply.yml').concurrency?.['cancel-in-progress']).toBe(false);
  expect(workflow('plan.yml').permissions).toEqual({ contents: 'read', 'pull-requests': 'write' });
  expect(Object.keys(workflow('upgrade.yml').on)).toEqual(['schedule', 'workflow_dispatch']);
  expect(workflow('upgrade.yml').permissions).toEqual({ contents: 'write', 'pull-requests': 'write' });
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

const PINNED = /^[\w-]+\/[\w-]+@[0-9a-f]{40}$/;

test.each(names)(
  '%s: pinned by commit, no token in the checkout, keys in the one step that needs them',
  (name) => {
    const { on, jobs, ...rest } = workflow(name);
    for (const event of ['pull_request_target', 'issue_comment', 'workflow_run'])
      expect(on).not.toHaveProperty(event);
    expect(rest).not.toHaveProperty('env');
    for (const { steps, ...rules } of Object.values(jobs)) {
      expect(rules).not.toHaveProperty('env');
      for (const { uses = '', with: inputs, env = {} } of steps) {
        const isOurs = uses.startsWith('your-org/cloneform@');
        // Whoever copies this has to say which commit: a tag can be moved.
        if (isOurs) expect(uses).toBe('your-org/cloneform@FULL-COMMIT-SHA');
        else expect(uses).toMatch(PINNED);
        if (uses.startsWith('actions/checkout@'))
          expect(inputs).toMatchObject({ 'persist-credentials': false });
        if (!isOurs) expect(env).toEqual({});
        if (isOurs && name !== 'apply.yml')
          expect([env['PALETTE_API_KEY'], env['CLONEFORM_STATE']]).toEqual([
            '${{ secrets.PALETTE_PLAN_KEY }}',
            '${{ secrets.CLONEFORM_PLAN_STATE }}',
          ]);
      }
    }
  },
);

test('no workflow of this repository, and no example, uses an action by a tag', () => {
  const files = [path.join(ROOT, 'action.yml'), path.join(ROOT, '.github/workflows/ci.yml')];
  for (const file of files)
    for (const [, uses = ''] of read(file).matchAll(/uses: (\S+)/g)) expect(uses).toMatch(PINNED);
});

test('no example installs a package by a name from a registry', () => {
  const files = readdirSync(path.join(ROOT, 'examples'), { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => /\.(ya?ml|md|mjs|sh)$/.test(name)))
    expect([file, read(path.join(ROOT, 'examples', file))]).toEqual([
      file,
      expect.not.stringMatching(/\b(npm (install|i|add|exec)|npx|yarn|pnpm)\b/),
    ]);
});

interface GitlabJob {
  readonly before_script?: readonly string[];
  readonly script?: readonly string[];
  readonly stage?: string;
  readonly resource_group?: string;
  readonly interruptible?: boolean;
  readonly environment?: { readonly name: string };
  readonly rules?: readonly { readonly if: string }[];
}

const GITLAB: Readonly<Record<string, GitlabJob>> & { readonly stages: readonly string[] } = parse(
  read(path.join(ROOT, 'examples/gitlab/.gitlab-ci.yml')),
);

test('GitLab: stages are there, applies queue and are not cut off', () => {
  for (const name of ['plan', 'apply', 'drift', 'upgrade'])
    expect(GITLAB.stages).toContain(GITLAB[name]?.stage);
  expect(GITLAB['apply']).toMatchObject({ resource_group: 'palette', interruptible: false });
});

test('GitLab: the job that installs has no environment, so no secret; plans of forks are no jobs', () => {
  expect(GITLAB['build']?.environment).toBeUndefined();
  for (const name of ['plan', 'drift']) expect(GITLAB[name]?.environment?.name).toBe('palette-read');
  expect(GITLAB['upgrade']?.environment?.name).toBe('palette-upgrade');
  expect(GITLAB['apply']?.environment?.name).toBe('palette-write');
  for (const { if: rule } of GITLAB['plan']?.rules ?? [])
    expect(rule).toContain('$CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID');
});

test('GitLab: a committed link in the place of a report is not followed into the note', async () => {
  const cwd = copyExample('gitlab');
  const secret = path.join(tempDir({ secret: 'secret-of-the-runner' }), 'secret');
  for (const name of ['plan.md', 'plan.err', 'plan.json']) symlinkSync(secret, path.join(cwd, name));
  writeFileSync(path.join(cwd, 'cloneform.yaml'), 'color: red\n');
  const forge = await fakeForge('project_42_bot');
  const end = await job('plan', cwd, forge, { CI_MERGE_REQUEST_IID: '12', CI_COMMIT_SHA: HEAD });
  expect(end.code).toBe(1);
  expect(forge.comments.map(({ body }) => body.includes('secret-of-the-runner'))).toEqual([false]);
  expect(read(secret)).toBe('secret-of-the-runner');
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
  expect([changed.code, (await cliList(['state', 'list'], { cwd })).value]).toEqual([6, []]);
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
  writeFileSync(file, `${read(file)}\ncolor: red\n`);
  const failed = await job('plan', cwd, forge, request);
  expect([failed.code, failed.log]).toEqual([1, expect.stringContaining('color')]);
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
  expect((await cliList(['state', 'list'], { cwd })).value).toEqual([]);
});

test('GitLab: upgrade leaves out what was released just now, and says so', async () => {
  const cwd = copyExample('gitlab');
  writeFileSync(path.join(cwd, '.gitignore'), 'state/\ncloneform.tgz\n');
  const forge = await fakeForge('project_42_bot');
  const { requests } = withRepository(forge, 'gitlab', cwd, 'project_42_bot');
  const end = await job('upgrade', cwd, forge, { CI_COMMIT_BRANCH: 'main' });
  expect([end.code, end.log]).toEqual([0, expect.stringContaining('Not raised: 1.0.0 at cloneform.yaml:11')]);
  expect(requests).toEqual([]);
  expect([...forge.tokens]).toEqual(['project-token']);
});

/** One script of a job, as the runner makes it of its lines, with what the build job hands over. */
function job(
  name: string,
  cwd: string,
  forge: FakeForge,
  more: Readonly<Record<string, string>>,
): Promise<{ code: number | null; log: string }> {
  const built = tempDir();
  for (const part of ['action', 'dist', 'node_modules', 'package.json'])
    symlinkSync(path.join(ROOT, part), path.join(built, part));
  execFileSync('tar', ['-czf', path.join(cwd, 'cloneform.tgz'), '-C', built, '.']);
  const lines = [...(GITLAB['.cloneform']?.before_script ?? []), ...(GITLAB[name]?.script ?? [])];
  const env = cleanEnv({
    CI: 'true',
    GITLAB_CI: 'true',
    GITLAB_TOKEN: 'project-token',
    PALETTE_API_KEY: 'palette-key',
    CI_API_V4_URL: forge.url,
    CI_PROJECT_ID: '42',
    ...more,
  });
  return new Promise((resolve) => {
    const child = spawn('bash', bashArgs(lines.join('\n'), '-eo', 'pipefail'), { cwd, env });
    let log = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (log += text));
    child.once('close', (code) => resolve({ code, log }));
  });
}
