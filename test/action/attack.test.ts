// What somebody tries who opens a pull request, comments on one, or writes what a build runs: the action's answers to each.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { cliList, copyExample, ROOT, tempDir } from '../support/cli.ts';
import { type FakeForge, fakeForge } from './fake-forge.ts';
import { ACTION, HEAD, MERGED, pullRequest, REPO, runAction } from './runner.ts';

const PATH = { version: 'path' };
const LATER = new Date(Date.now() + 3_600_000).toISOString();
const SECRETS = {
  PALETTE_API_KEY: 'palette-key-1',
  CLONEFORM_PLAN_KEY: 'plan-key-1',
  PGPASSWORD: 'pg-password-1',
  SOME_OTHER_SECRET: 'other-secret-1',
  GITHUB_TOKEN: 'github-token-1',
  ACTIONS_RUNTIME_TOKEN: 'runtime-token-1',
};

interface Review {
  readonly login: string;
  readonly state?: string;
  readonly commit?: string;
  readonly at?: string;
  readonly type?: string;
  readonly association?: string;
}

function review({ login, state = 'APPROVED', commit = HEAD, at = LATER, ...more }: Review): unknown {
  const { type = 'User', association = 'COLLABORATOR' } = more;
  return {
    state,
    commit_id: commit,
    submitted_at: at,
    user: { login, type },
    author_association: association,
  };
}

/** A pull request of ann that was planned and merged; bob and carla may write, rita may read. */
async function merged(workspace: string): Promise<FakeForge> {
  const forge = await fakeForge();
  const end = await runAction({ workspace, inputs: PATH, event: pullRequest(), forge });
  expect(end.code).toBe(0);
  const head = { sha: HEAD, repo: { full_name: REPO } };
  forge.merged = [{ number: 12, merged_at: LATER, merge_commit_sha: MERGED, head, user: { login: 'ann' } }];
  forge.permissions = { ann: 'admin', bob: 'write', carla: 'admin', rita: 'read' };
  return forge;
}

const apply = (workspace: string, forge: FakeForge) =>
  runAction({ workspace, forge, inputs: { ...PATH, command: 'apply', 'require-approval': 'true' } });

test.each<[string, readonly Review[], string]>([
  ['nobody', [], 'nobody approved'],
  ['a stranger', [{ login: 'mallory', association: 'NONE' }], 'mallory may not write here'],
  ['somebody who may read', [{ login: 'rita', association: 'MEMBER' }], 'rita may not write here'],
  ['its author', [{ login: 'ann' }], 'nobody approved'],
  ['a bot', [{ login: 'bob', type: 'Bot' }], 'nobody approved'],
  ['somebody, of an older commit', [{ login: 'bob', commit: 'c'.repeat(40) }], 'nobody approved'],
  ['somebody, before the plan', [{ login: 'bob', at: '2020-01-01T00:00:00Z' }], 'nobody approved'],
  ['somebody whose approval was dismissed', [{ login: 'bob', state: 'DISMISSED' }], 'nobody approved'],
  [
    'somebody who took it back',
    [{ login: 'bob' }, { login: 'bob', state: 'CHANGES_REQUESTED', at: '2099-01-01T00:00:00Z' }],
    'bob requests changes',
  ],
  [
    'one, while another with write access requests changes',
    [{ login: 'bob', state: 'CHANGES_REQUESTED' }, { login: 'carla' }],
    'bob requests changes',
  ],
  ['a comment', [{ login: 'bob', state: 'COMMENTED' }], 'nobody approved'],
])('require-approval: approved by %s: nothing is done', async (_, reviews, says) => {
  const workspace = copyExample('quickstart');
  const forge = await merged(workspace);
  forge.reviews = reviews.map(review);
  const end = await apply(workspace, forge);
  expect([end.code, end.log]).toEqual([64, expect.stringContaining(says)]);
  expect((await cliList(['state', 'list'], { cwd: workspace })).value).toEqual([]);
});

test('require-approval: a person with write access, whatever strangers and comments say; a second plan keeps it', async () => {
  const workspace = copyExample('quickstart');
  const forge = await merged(workspace);
  forge.reviews = [
    review({ login: 'mallory', state: 'CHANGES_REQUESTED', association: 'NONE' }),
    review({ login: 'bob', state: 'CHANGES_REQUESTED', at: '2020-01-01T00:00:00Z' }),
    review({ login: 'bob' }),
    review({ login: 'bob', state: 'COMMENTED', at: '2099-01-01T00:00:00Z' }),
  ];
  const again = await runAction({ workspace, inputs: PATH, event: pullRequest(), forge });
  expect(again.code).toBe(0);
  expect(forge.comments).toHaveLength(1);
  expect((await apply(workspace, forge)).code).toBe(0);
});

test('require-approval: where the token may not ask for rights, the review itself says how its author is associated', async () => {
  const workspace = copyExample('quickstart');
  const forge = await merged(workspace);
  forge.permissions = null;
  forge.reviews = [review({ login: 'mallory', association: 'CONTRIBUTOR' })];
  expect((await apply(workspace, forge)).code).toBe(64);
  forge.reviews = [review({ login: 'bob', association: 'COLLABORATOR' })];
  expect((await apply(workspace, forge)).code).toBe(0);
});

test('a comment that was edited after it was written approves nothing', async () => {
  const workspace = copyExample('quickstart');
  const forge = await merged(workspace);
  const [comment] = forge.comments;
  if (comment === undefined) throw new Error('there is no comment');
  comment.body = comment.body.replace('4 to create', 'Nothing to do');
  comment.updatedAt = LATER;
  const end = await runAction({ workspace, forge, inputs: { ...PATH, command: 'apply' } });
  expect([end.code, end.log]).toEqual([64, expect.stringContaining('was edited')]);
});

const FORK = { full_name: 'stranger/clones' };
test.each<[string, unknown]>([
  ['pull_request', pullRequest({ fork: true })],
  ['pull_request_target', pullRequest({ fork: true })],
  ['pull_request_review', pullRequest({ fork: true })],
  ['pull_request_target', { pull_request: { number: 9, head: { sha: HEAD, repo: null } } }],
  ['workflow_run', { workflow_run: { event: 'pull_request', head_repository: FORK } }],
  ['workflow_run', { workflow_run: { head_repository: null } }],
  ['issue_comment', { issue: { number: 9, pull_request: {} }, comment: { body: '/plan' } }],
  ['merge_group', { merge_group: { head_ref: `refs/heads/gh-readonly-queue/main/pr-9-${HEAD}` } }],
])('a fork gets no key: %s %j', async (name, event) => {
  const workspace = copyExample('quickstart');
  const forge = await fakeForge();
  forge.pulls = { 9: { head: { repo: FORK } } };
  for (const command of ['plan', 'apply', 'drift']) {
    const inputs = { ...PATH, command, expect: 'none' };
    const end = await runAction({ workspace, inputs, event, forge, env: { GITHUB_EVENT_NAME: name } });
    expect([end.code, end.outputs['skipped']]).toEqual([0, 'true']);
    expect(end.log).toContain('comes from a fork');
  }
  expect(forge.comments).toEqual([]);
  expect((await cliList(['state', 'list'], { cwd: workspace })).value).toEqual([]);
});

test('an event that does not say whose code it is about is refused', async () => {
  const workspace = copyExample('quickstart');
  const job = { workspace, inputs: PATH, event: {}, env: { GITHUB_EVENT_NAME: 'check_suite' } };
  const end = await runAction(job);
  expect([end.code, end.log]).toEqual([64, expect.stringContaining('the event check_suite')]);
});

test('a comment on a pull request of this repository is planned; where nobody can tell, it is not', async () => {
  const workspace = copyExample('quickstart');
  const forge = await fakeForge();
  forge.pulls = { 9: { head: { repo: { full_name: REPO } } } };
  const event = { issue: { number: 9, pull_request: {} } };
  const job = { workspace, inputs: PATH, event, forge, env: { GITHUB_EVENT_NAME: 'issue_comment' } };
  expect((await runAction(job)).outputs['exit-code']).toBe('2');
  forge.fault = () => ({ status: 403 });
  const end = await runAction(job);
  expect([end.code, end.outputs['exit-code']]).toEqual([1, undefined]);
});

/** Programs that write down what environment they, and the process that started them, were given. */
function spies(names: readonly string[]): { readonly bin: string; readonly seen: () => string } {
  const bin = tempDir();
  const file = path.join(bin, 'seen');
  for (const name of names)
    writeFileSync(
      path.join(bin, name),
      `#!/bin/sh\n{ echo == started; env; tr '\\0' '\\n' < /proc/$PPID/environ; } >> "${file}"\nexec "${process.execPath}" "$@"\n`,
      { mode: 0o755 },
    );
  return { bin, seen: () => readFileSync(file, 'utf8') };
}

test('the step that builds holds no secret, nor does the process that started it', async () => {
  // The build starts Node by its name; the shell that starts the build is replaced, so that its environment cannot be read.
  const spy = spies(['node']);
  const build = ACTION.runs.steps.filter((step) => step.run?.includes('build.sh'));
  expect(build).toHaveLength(1);
  const workspace = copyExample('quickstart');
  const cache = path.join(workspace, '.cache');
  const env = { ...SECRETS, PATH: `${spy.bin}:${process.env['PATH']}`, XDG_CACHE_HOME: cache };
  const end = await runAction({ workspace, inputs: { command: 'validate' }, env });
  expect([end.code, end.log.includes('Valid: 3 declarations')]).toEqual([0, true]);
  const [first = ''] = spy.seen().split('== started\n').slice(1);
  expect(first).toContain('INPUT_VERSION=source');
  for (const secret of Object.values(SECRETS)) expect(first).not.toContain(secret);
  expect(first).not.toContain(cache);
});

test('cloneform gets the key and no token of the job; validate gets no key', async () => {
  const workspace = copyExample('quickstart');
  const bin = tempDir();
  const tool = `#!/bin/sh\nenv > "${bin}/env"\n`;
  const job = (command: string) =>
    runAction({
      workspace,
      inputs: { ...PATH, command },
      env: {
        ...SECRETS,
        XDG_CACHE_HOME: path.join(workspace, '.cache'),
        PATH: `${bin}:${process.env['PATH']}`,
      },
    });
  writeFileSync(path.join(bin, 'cloneform'), tool, { mode: 0o755 });
  await job('drift');
  const seen = readFileSync(path.join(bin, 'env'), 'utf8');
  expect(seen).toContain('palette-key-1');
  for (const secret of ['github-token-1', 'runtime-token-1', 'job-token']) expect(seen).not.toContain(secret);
  // What a pull request commits is no cache of the tool.
  expect(seen).not.toContain('XDG_CACHE_HOME');
  await job('validate');
  expect(readFileSync(path.join(bin, 'env'), 'utf8')).not.toMatch(/palette-key-1|plan-key-1|pg-password-1/);
});

test('setup-node, which inherits the environment of the action, is given no secret', () => {
  const [setup] = ACTION.runs.steps.filter(({ uses }) => uses?.startsWith('actions/setup-node@'));
  for (const name of [
    'PALETTE_API_KEY',
    'SPECTROCLOUD_APIKEY',
    'CLONEFORM_STATE',
    'CLONEFORM_PLAN_KEY',
    'PGPASSWORD',
  ])
    expect(setup?.env).toHaveProperty(name, '');
});

test('`uses: ./` on a pull request: the code that would get the key is its author’s, and is refused', async () => {
  const workspace = copyExample('quickstart');
  for (const name of ['action', 'dist', 'package.json'])
    cpSync(path.join(ROOT, name), path.join(workspace, name), { recursive: true });
  mkdirSync(path.join(workspace, 'scripts'));
  writeFileSync(path.join(workspace, 'scripts', 'setup.mjs'), '');
  const env = { GITHUB_ACTION_PATH: workspace };
  const job = { workspace, inputs: { comment: 'false' }, event: pullRequest(), env };
  const end = await runAction(job);
  expect([end.code, end.log]).toEqual([64, expect.stringContaining('the action lies in the checkout')]);
});

test('nothing is installed by its name: no npm is started with a name of a package', () => {
  for (const file of ['build.mjs', 'build.sh', 'install.mjs', 'run.mjs', 'tool.mjs'])
    expect(readFileSync(path.join(ROOT, 'action', file), 'utf8')).not.toMatch(/\bnpm['"]?,? |npx|yarn|pnpm/);
});
