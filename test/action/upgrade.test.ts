// `command: upgrade` from start to merge: the real command, a forge on loopback over a real repository, GitHub and GitLab.
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { cleanEnv, cli, ROOT, tempDir } from '../support/cli.ts';
import { type FakeForge, fakeForge } from './fake-forge.ts';
import { type FakeRepository, withRepository } from './fake-requests.ts';
import { type JobEnd, pullRequest, runAction } from './runner.ts';

// Each run starts the command some six times.
vi.setConfig({ testTimeout: 300_000 });

const BOT = 'github-actions[bot]';

const sandbox = (more = ''): string => `sandbox: 1
tenant: acme
projects: [oslo, bergen]
profiles:
  - name: infra
    versions: [${['1.0.0', '1.1.0'].map(version('22.04')).join(', ')}${more}]
  - name: addon
    versions: [${['2.0.0', '2.1.0'].map(version('3')).join(', ')}]
  - name: edge
    scope: project
    project: oslo
    versions: [1.0.0]
    inUse: { clusters: [store-1, store-2] }
    packs: [{ name: os, tag: "22.04", layer: addon, values: "a: 1\\n" }]
`;
function version(tag: string) {
  return (name: string): string =>
    `{ version: ${name}, packs: [{ name: os, tag: "${tag}", layer: addon, values: "a: 1\\n" }] }`;
}

const DECLARED = `cloneform: 1 # of the platform team
palette: { sandbox: sandbox.yaml }
clones:
  edge:
    source: { profile: infra, version: 1.0.0 }   # raised by review
    target: { scope: project, project: oslo, name: edge-1 }
  tools:
    source: { profile: addon, version: "2.0.0" }
    target: { scope: project, project: bergen, name: tools }
`;

interface Scene {
  readonly workspace: string;
  readonly forge: FakeForge;
  readonly repository: FakeRepository;
}

/** A checkout in which nothing is applied, with two upgrades at hand. */
async function scene(kind: 'github' | 'gitlab' = 'github', declared = DECLARED): Promise<Scene> {
  const workspace = tempDir({
    'cloneform.yaml': declared,
    'sandbox.yaml': sandbox(),
    '.gitignore': 'state/\n',
  });
  const forge = await fakeForge(kind === 'github' ? null : 'project_42_bot');
  const repository = withRepository(forge, kind, workspace, kind === 'github' ? BOT : 'project_42_bot');
  return { workspace, forge, repository };
}

function upgrade({ workspace, forge }: Scene, inputs: Record<string, string> = {}): Promise<JobEnd> {
  return runAction({
    workspace,
    forge,
    inputs: { version: 'path', command: 'upgrade', ...inputs },
    event: { schedule: '17 3 * * *' },
    env: { GITHUB_EVENT_NAME: 'schedule', GITHUB_REF_NAME: 'main', GITHUB_REF_TYPE: 'branch' },
  });
}

/** The checkout of the next run. */
function pull({ workspace }: Scene): void {
  execFileSync('git', ['-C', workspace, 'pull', '-q', '--ff-only', 'origin', 'main'], { stdio: 'pipe' });
}

/** Palette gets infra 1.2.0; what it had otherwise is as at the beginning. */
function release({ workspace }: Scene): void {
  rmSync(path.join(workspace, 'state'), { recursive: true });
  writeFileSync(path.join(workspace, 'sandbox.yaml'), sandbox(`, ${version('24.04')('1.2.0')}`));
}

const states = ({ repository }: Scene): readonly string[] =>
  repository.requests.map(({ number, state, title }) => `${number} ${state}: ${title}`);

const BOTH = [
  '1 open: Raise infra from 1.0.0 to 1.1.0 in edge',
  '2 open: Raise addon from 2.0.0 to 2.1.0 in tools',
];

describe('on GitHub', () => {
  test('one pull request for each declaration, with the plan, the clusters in use, and one line that differs', async () => {
    const at = await scene();
    const end = await upgrade(at);
    expect([end.code, end.log.includes('::error')]).toEqual([0, false]);
    expect(states(at)).toEqual(BOTH);
    expect(end.outputs['pull-requests']).toBe('https://forge/pull/1 https://forge/pull/2');
    expect(end.summary).toContain('- Opened https://forge/pull/1');
    const [{ branch, description } = { branch: '', description: '' }] = at.repository.requests;
    expect(branch).toBe('cloneform/upgrade/edge');
    expect(at.repository.git('diff', '--numstat', `main...${branch}`)).toBe('1\t1\tcloneform.yaml');
    expect(at.repository.file(branch, 'cloneform.yaml')).toBe(
      DECLARED.replace('version: 1.0.0', 'version: 1.1.0'),
    );
    expect(description).toContain('<code>cloneform.yaml:5</code> | 1 |');
    expect(description).toContain('### cloneform plan');
    expect(description).toContain('infra 1.1.0');
    // The checkout is as it was, and so are state and Palette.
    expect(readFileSync(path.join(at.workspace, 'cloneform.yaml'), 'utf8')).toBe(DECLARED);
    expect([...at.forge.tokens]).toEqual(['Bearer job-token']);
  });

  test('again: nothing changes; after a merge the other one stays, and apply has the new version', async () => {
    const at = await scene();
    await upgrade(at);
    const heads = at.repository.git('for-each-ref');
    const again = await upgrade(at);
    expect(again.log).toContain('Unchanged https://forge/pull/1');
    expect([states(at), at.repository.git('for-each-ref')]).toEqual([BOTH, heads]);
    const [first] = at.repository.requests;
    if (first !== undefined) at.repository.merge(first);
    pull(at);
    expect((await cli(['apply', '--auto-approve'], { cwd: at.workspace })).code).toBe(0);
    const after = await upgrade(at);
    expect(after.code).toBe(0);
    expect(states(at).map((line) => line.slice(0, 8))).toEqual(['1 merged', '2 open: ']);
  });

  test('a newer release updates the request; its branch merges, with what main has meanwhile', async () => {
    const at = await scene();
    await upgrade(at);
    const file = path.join(at.workspace, 'cloneform.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('of the platform team', 'of another team'));
    release(at);
    commit(at.workspace, 'main');
    const end = await upgrade(at);
    expect(end.log).toContain('Updated https://forge/pull/1');
    expect(states(at)[0]).toBe('1 open: Raise infra from 1.0.0 to 1.2.0 in edge');
    expect(at.repository.git('diff', '--numstat', 'main...cloneform/upgrade/edge')).toBe(
      '1\t1\tcloneform.yaml',
    );
    const [first] = at.repository.requests;
    if (first !== undefined) at.repository.merge(first);
    expect(at.repository.file('main', 'cloneform.yaml')).toContain('version: 1.2.0 }   # raised by review');
  });

  test('what people did stays: commits on the branch, a request that was closed, a branch of somebody else', async () => {
    const at = await scene();
    await upgrade(at);
    const work = tempDir();
    execFileSync('git', ['clone', '-q', '-b', 'cloneform/upgrade/edge', at.repository.bare, work]);
    writeFileSync(path.join(work, 'notes.md'), 'mine\n');
    commit(work, 'cloneform/upgrade/edge');
    const head = at.repository.git('rev-parse', 'cloneform/upgrade/edge');
    const second = at.repository.requests[1];
    if (second !== undefined) second.state = 'closed';
    release(at);
    const end = await upgrade(at);
    expect(end.log).toContain('has commits of somebody else: it is left alone');
    expect(end.log).toContain('not proposed again, as https://forge/pull/2 was closed without a merge');
    expect(at.repository.git('rev-parse', 'cloneform/upgrade/edge')).toBe(head);
    expect(states(at)).toEqual([BOTH[0], BOTH[1]?.replace('open', 'closed')]);
  });

  test('a request that is obsolete is closed, and its branch goes; that of another person does not', async () => {
    const at = await scene();
    await upgrade(at);
    at.repository.requests.push({
      number: 3,
      title: 'by hand',
      description: at.repository.requests[0]?.description ?? '',
      author: 'ann',
      branch: 'cloneform/upgrade/other',
      target: 'main',
      state: 'open',
    });
    const file = path.join(at.workspace, 'cloneform.yaml');
    writeFileSync(file, DECLARED.replace('version: 1.0.0', 'version: ^1.0.0'));
    commit(at.workspace, 'main');
    const end = await upgrade(at);
    expect(end.log).toContain('Closed https://forge/pull/1: obsolete');
    expect(states(at).map((line) => line.slice(0, 8))).toEqual(['1 closed', '2 open: ', '3 open: ']);
    expect(at.forge.comments.map(({ body }) => body)).toEqual([
      expect.stringContaining('no longer proposed'),
    ]);
    expect(at.repository.git('for-each-ref', '--format=%(refname:short)')).toBe(
      'cloneform/upgrade/tools\nmain',
    );
  });

  test('an answer that gets lost doubles nothing: the next run finds what exists', async () => {
    const at = await scene();
    for (const lost of ['POST /repos/acme/clones/git/refs', 'POST /repos/acme/clones/pulls']) {
      let times = 1;
      at.forge.fault = (call) => (call === lost && times-- > 0 ? { status: 502, done: true } : null);
      const end = await upgrade(at);
      expect([lost, end.code]).toEqual([lost, 1]);
    }
    at.forge.fault = () => null;
    expect((await upgrade(at)).code).toBe(0);
    expect(states(at)).toEqual(BOTH);
  });

  test('groups, level, limit', async () => {
    const at = await scene();
    await upgrade(at, { 'group-by': 'all' });
    expect(states(at)).toEqual(['1 open: Raise source versions']);
    expect(at.repository.git('diff', '--numstat', 'main...cloneform/upgrade/all')).toBe(
      '2\t2\tcloneform.yaml',
    );
    const limited = await scene();
    expect((await upgrade(limited, { limit: '1' })).log).toContain('1 upgrades are open and `limit` is 1');
    expect(states(limited)).toEqual(BOTH.slice(0, 1));
    const patches = await scene();
    const end = await upgrade(patches, { level: 'patch' });
    expect(end.log).toContain(
      'Not raised: 1.0.0 at cloneform.yaml:5: 1.1.0 is further than --level patch goes',
    );
    expect(states(patches)).toEqual([]);
  });

  test('one variable for two declarations: one pull request', async () => {
    const shared = DECLARED.replace('clones:', 'variables: { of: { default: 1.0.0 } }\nclones:')
      .replace('version: 1.0.0 }  ', 'version: "${var.of}" }  ')
      .replace('{ profile: addon, version: "2.0.0" }', '{ profile: infra, version: "${var.of}" }');
    const at = await scene('github', shared);
    const end = await upgrade(at);
    expect([end.code, states(at)]).toEqual([0, ['1 open: Raise source versions of edge and 1 more']]);
  });

  test('clusters that use the clones are named', async () => {
    const adopted = DECLARED.replace('name: edge-1 }', 'name: edge }\n    adopt: true');
    const at = await scene('github', adopted);
    expect((await cli(['apply', '--auto-approve'], { cwd: at.workspace })).code).toBe(0);
    await upgrade(at);
    expect(at.repository.requests[0]?.description).toContain('**Clusters in use: 2.** <code>store-1</code>');
  });
});

test.each([
  ['a pull request', { event: pullRequest() }, 'runs for a branch'],
  ['a tag', { env: { GITHUB_REF_NAME: 'v1', GITHUB_REF_TYPE: 'tag' } }, 'runs for a branch'],
  ['a limit that is no number', { inputs: { limit: 'many' } }, 'limit is a whole number'],
  ['groups that are none', { inputs: { 'group-by': 'team' } }, 'group-by is one of'],
  ['a prefix that is no name', { inputs: { 'branch-prefix': '../x' } }, 'branch-prefix has letters'],
])(
  '%s: exit 64, and nothing is asked',
  async (_, { inputs = {}, ...job }: Partial<Parameters<typeof runAction>[0]>, says) => {
    const { workspace, forge } = await scene();
    const end = await runAction({
      workspace,
      forge,
      ...job,
      inputs: { version: 'path', command: 'upgrade', ...inputs },
    });
    expect([end.code, end.log]).toEqual([64, expect.stringContaining(says)]);
    expect(forge.calls).toEqual([]);
  },
);

test('a file that is a link or has other content than its commit is not proposed', async () => {
  const at = await scene();
  const file = path.join(at.workspace, 'cloneform.yaml');
  writeFileSync(file, `${DECLARED}# more\n`);
  const dirty = await upgrade(at);
  expect([dirty.code, dirty.log]).toEqual([64, expect.stringContaining('differ from the commit')]);
  expect(readFileSync(file, 'utf8')).toBe(`${DECLARED}# more\n`);
  const linked = await scene();
  const real = path.join(tempDir({ 'real.yaml': DECLARED }), 'real.yaml');
  rmSync(path.join(linked.workspace, 'cloneform.yaml'));
  symlinkSync(real, path.join(linked.workspace, 'cloneform.yaml'));
  const link = await upgrade(linked);
  expect([link.code, link.log]).toEqual([64, expect.stringContaining('is a link')]);
  expect(readFileSync(real, 'utf8')).toBe(DECLARED);
});

test('a file that may be executed stays so, and declarations that cannot be read end the step', async () => {
  const at = await scene();
  chmodSync(path.join(at.workspace, 'cloneform.yaml'), 0o755);
  commit(at.workspace, 'main');
  expect((await upgrade(at)).code).toBe(0);
  expect(at.repository.git('ls-tree', 'cloneform/upgrade/edge', 'cloneform.yaml')).toMatch(/^100755 /);
  writeFileSync(path.join(at.workspace, 'cloneform.yaml'), 'color: red\n');
  const calls = at.forge.calls.length;
  expect((await upgrade(at)).code).toBe(1);
  expect(at.forge.calls).toHaveLength(calls);
});

test('on GitLab: the same in two steps, neither with the secrets of the other', async () => {
  const at = await scene('gitlab');
  const end = await onGitLab(at);
  expect(end).toEqual({
    code: 0,
    out: expect.stringMatching(/\nPlan: [^]*\nOpened \S+merge_requests\/1\nOpened \S+merge_requests\/2\n$/),
  });
  expect(states(at)).toEqual(BOTH);
  expect(at.repository.file('cloneform/upgrade/edge', 'cloneform.yaml')).toBe(
    DECLARED.replace('version: 1.0.0', 'version: 1.1.0'),
  );
  expect((await onGitLab(at)).out).toContain('Unchanged https://forge/merge_requests/1');
  release(at);
  expect((await onGitLab(at)).out).toContain('Updated https://forge/merge_requests/1');
  const [first] = at.repository.requests;
  if (first !== undefined) at.repository.merge(first);
  pull(at);
  expect((await onGitLab(at)).code).toBe(0);
  writeFileSync(
    path.join(at.workspace, 'cloneform.yaml'),
    DECLARED.replace(/version: \S+/g, 'version: ^1.0.0'),
  );
  commit(at.workspace, 'main');
  expect((await onGitLab(at)).out).toContain('Closed https://forge/merge_requests/2: obsolete');
  expect(at.repository.git('for-each-ref', '--format=%(refname:short)')).toBe('cloneform/upgrade/edge\nmain');
});

async function onGitLab({
  workspace,
  forge,
}: Scene): Promise<{ readonly code: number | null; readonly out: string }> {
  const file = path.join(tempDir(), 'proposals.json');
  const prepared = await script(['prepare', file], workspace, {});
  if (prepared.code !== 0) return prepared;
  const proposed = await script(['propose', file], workspace, {
    GITLAB_CI: 'true',
    GITLAB_TOKEN: 'project-token',
    CI_API_V4_URL: forge.url,
    CI_PROJECT_ID: '42',
    CI_COMMIT_BRANCH: 'main',
  });
  return { code: proposed.code, out: `${prepared.out}${proposed.out}` };
}

function script(
  args: readonly string[],
  cwd: string,
  env: Record<string, string>,
): Promise<{ readonly code: number | null; readonly out: string }> {
  const child = spawn(process.execPath, [path.join(ROOT, 'action/upgrade.mjs'), ...args], {
    cwd,
    env: cleanEnv(env),
  });
  let out = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (out += text));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out })));
}

/** All that changed, on the branch of the forge. */
function commit(folder: string, branch: string): void {
  const who = ['-C', folder, '-c', 'user.name=ann', '-c', 'user.email=ann@example.test'];
  execFileSync('git', [...who, 'commit', '-q', '-a', '-m', 'by hand', '--allow-empty']);
  execFileSync('git', [...who, 'add', '-A']);
  execFileSync('git', [...who, 'commit', '-q', '--amend', '--no-edit']);
  execFileSync('git', [...who, 'push', '-q', 'origin', `HEAD:${branch}`], { stdio: 'pipe' });
}
