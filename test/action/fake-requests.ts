// Branches and pull requests of a forge on loopback, over a bare Git repository: what the action commits can be checked out and merged.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { tempDir } from '../support/cli.ts';
import { type Answer, type FakeForge, page, type Sent } from './fake-forge.ts';

export interface FakeRequest {
  readonly number: number;
  title: string;
  description: string;
  readonly author: string;
  readonly branch: string;
  readonly target: string;
  state: 'open' | 'closed' | 'merged';
}

export interface FakeRepository {
  readonly bare: string;
  readonly requests: FakeRequest[];
  git(...args: readonly string[]): string;
  /** As a person would: with a commit of its own on the target. */
  merge(request: FakeRequest): void;
  file(branch: string, name: string): string;
}

const WHO = ['-c', 'user.name=forge', '-c', 'user.email=forge@example.test'];

/** `workspace` becomes a clone of it with `main` checked out. `me` is whoever has the token. */
export function withRepository(
  forge: FakeForge,
  kind: 'github' | 'gitlab',
  workspace: string,
  me: string,
): FakeRepository {
  const bare = path.join(tempDir(), 'bare.git');
  const run = (cwd: string, args: readonly string[], input = '', index?: string): string =>
    execFileSync('git', [...WHO, '-C', cwd, ...args], {
      encoding: 'utf8',
      input,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...(index === undefined ? {} : { GIT_INDEX_FILE: index }) },
    }).trim();
  for (const args of [
    ['init', '-q', '-b', 'main'],
    ['add', '.'],
    ['commit', '-q', '-m', 'first'],
  ])
    run(workspace, args);
  execFileSync('git', ['clone', '-q', '--bare', workspace, bare]);
  run(workspace, ['remote', 'add', 'origin', bare]);
  const git = (...args: readonly string[]): string => run(bare, args);
  const repository: FakeRepository = {
    bare,
    requests: [],
    git,
    merge: (request) => {
      const work = tempDir();
      execFileSync('git', ['clone', '-q', '-b', request.target, bare, work]);
      run(work, ['merge', '-q', '--no-ff', '-m', `merge ${request.number}`, `origin/${request.branch}`]);
      run(work, ['push', '-q', 'origin', request.target]);
      request.state = 'merged';
    },
    file: (branch, name) =>
      execFileSync('git', ['-C', bare, 'show', `${branch}:${name}`], { encoding: 'utf8' }),
  };
  const api: Api = { repository, run: (args, input, index) => run(bare, args, input, index), me };
  forge.routes = kind === 'github' ? github(api) : gitlab(api);
  return repository;
}

interface Api {
  readonly repository: FakeRepository;
  readonly run: (args: readonly string[], input?: string, index?: string) => string;
  readonly me: string;
}

function github({ repository, run, me }: Api): FakeForge['routes'] {
  const { requests } = repository;
  const shown = (one: FakeRequest): unknown => ({
    number: one.number,
    html_url: `https://forge/pull/${one.number}`,
    title: one.title,
    body: one.description,
    state: one.state === 'open' ? 'open' : 'closed',
    merged_at: one.state === 'merged' ? new Date().toISOString() : null,
    user: { login: one.author },
    head: { ref: one.branch, repo: { full_name: 'acme/clones' } },
    base: { ref: one.target },
  });
  return (call, body, url) => {
    const [method = '', full = ''] = call.split(' ');
    const where = full.replace('/repos/acme/clones', '');
    if (where === '/pulls' && method === 'GET') {
      const query = url.searchParams;
      const found = requests
        .filter((one) => (query.get('state') === 'open') === (one.state === 'open'))
        .filter((one) => one.target === query.get('base'))
        .filter((one) => !query.has('head') || query.get('head') === `acme:${one.branch}`);
      return [200, page(found.map(shown), url)];
    }
    if (where === '/pulls') {
      const made = makeRequest(repository, me, {
        branch: body.head,
        target: body.base,
        title: body.title,
        description: body.body,
      });
      return typeof made === 'string' ? [422, { message: made }] : [201, shown(made)];
    }
    const request = requests.find((one) => where === `/pulls/${one.number}`);
    if (request !== undefined && method === 'PATCH') {
      if (body.state === 'closed') request.state = 'closed';
      if (body.title !== undefined) request.title = body.title ?? '';
      if (body.body !== undefined) request.description = body.body ?? '';
      return [200, shown(request)];
    }
    return where.startsWith('/git/') ? gitData(run, method, where, body) : null;
  };
}

function gitData(run: Api['run'], method: string, where: string, body: Sent): Answer | null {
  const commit = /^\/git\/commits\/(\w+)$/.exec(where)?.[1];
  if (commit !== undefined)
    return [
      200,
      {
        tree: { sha: run(['rev-parse', `${commit}^{tree}`]) },
        message: run(['log', '-1', '--format=%B', commit]),
      },
    ];
  if (where === '/git/trees' && typeof body.tree === 'object')
    return [201, { sha: writeTree(run, body.base_tree ?? '', body.tree) }];
  if (where === '/git/commits' && typeof body.tree === 'string') {
    const parents = (body.parents ?? []).flatMap((parent) => ['-p', parent]);
    const sha = run(['commit-tree', body.tree, ...parents, '-m', body.message ?? '']);
    return [201, { sha }];
  }
  const branch =
    /^\/git\/refs?\/heads\/(.+)$/.exec(where)?.[1] ?? (body.ref ?? '').replace('refs/heads/', '');
  const head = headOf(run, branch);
  if (method === 'GET')
    return head === null ? [404, { message: 'Not Found' }] : [200, { object: { sha: head } }];
  if (method === 'POST' && head !== null) return [422, { message: 'Reference already exists' }];
  if (method !== 'POST' && head === null) return [422, { message: 'Reference does not exist' }];
  if (method === 'DELETE') {
    run(['update-ref', '-d', `refs/heads/${branch}`]);
    return [204, null];
  }
  const sha = body.sha ?? '';
  if (head !== null && body.force !== true && run(['merge-base', head, sha]) !== head)
    return [422, { message: 'Update is not a fast forward' }];
  run(['update-ref', `refs/heads/${branch}`, sha]);
  return [201, { object: { sha } }];
}

function gitlab({ repository, run, me }: Api): FakeForge['routes'] {
  const { requests } = repository;
  const shown = (one: FakeRequest): unknown => ({
    iid: one.number,
    web_url: `https://forge/merge_requests/${one.number}`,
    title: one.title,
    description: one.description,
    state: one.state === 'open' ? 'opened' : one.state,
    author: { username: one.author },
    source_branch: one.branch,
    target_branch: one.target,
    source_project_id: 42,
    target_project_id: 42,
  });
  return (call, body, url) => {
    const [method = '', full = ''] = call.split(' ');
    const where = full.replace('/projects/42', '');
    if (where === '/merge_requests' && method === 'GET') {
      const query = url.searchParams;
      const state = query.get('state') === 'opened' ? 'open' : query.get('state');
      const found = requests
        .filter((one) => one.state === state && one.target === query.get('target_branch'))
        .filter((one) => !query.has('source_branch') || query.get('source_branch') === one.branch);
      return [200, page(found.map(shown), url)];
    }
    if (where === '/merge_requests') {
      const { source_branch: branch, target_branch: target, title, description } = body;
      const made = makeRequest(repository, me, { branch, target, title, description });
      return typeof made === 'string' ? [409, { message: [made] }] : [201, shown(made)];
    }
    const request = requests.find((one) => where === `/merge_requests/${one.number}`);
    if (request !== undefined && method === 'PUT') {
      if (body.state_event === 'close') request.state = 'closed';
      if (body.title !== undefined) request.title = body.title ?? '';
      if (body.description !== undefined) request.description = body.description ?? '';
      return [200, shown(request)];
    }
    if (where === '/repository/commits') return gitlabCommit(run, body);
    const encoded = /^\/repository\/branches\/(.+)$/.exec(where)?.[1];
    if (encoded === undefined) return null;
    const branch = decodeURIComponent(encoded);
    const head = headOf(run, branch);
    if (head === null) return [404, { message: '404 Branch Not Found' }];
    if (method === 'DELETE') {
      run(['update-ref', '-d', `refs/heads/${branch}`]);
      return [204, null];
    }
    return [200, { name: branch, commit: { id: head, message: run(['log', '-1', '--format=%B', head]) } }];
  };
}

/** By way of an index of its own. */
function writeTree(
  run: Api['run'],
  base: string,
  entries: readonly Readonly<Record<string, string>>[],
): string {
  const index = path.join(tempDir(), 'index');
  run(['read-tree', base], '', index);
  for (const { path: name = '', mode = '', content = '' } of entries) {
    const blob = run(['hash-object', '-w', '--stdin'], content);
    run(['update-index', '--add', '--cacheinfo', `${mode},${blob},${name}`], '', index);
  }
  return run(['write-tree'], '', index);
}

/** One commit on `start_sha`; a branch that is there is replaced with `force` only. */
function gitlabCommit(run: Api['run'], body: Sent): Answer {
  const branch = body.branch ?? '';
  if (headOf(run, branch) !== null && body.force !== true)
    return [400, { message: `A branch called '${branch}' already exists.` }];
  const start = body.start_sha ?? '';
  const tree = (body.actions ?? []).map((action) => {
    if (action['action'] !== 'update' || action['encoding'] !== 'base64') throw new Error('not taught');
    const [mode = ''] = run(['ls-tree', start, '--', action['file_path'] ?? '']).split(' ');
    const content = Buffer.from(action['content'] ?? '', 'base64').toString('utf8');
    return { path: action['file_path'] ?? '', mode, content };
  });
  const commit = run([
    'commit-tree',
    writeTree(run, start, tree),
    '-p',
    start,
    '-m',
    body.commit_message ?? '',
  ]);
  run(['update-ref', `refs/heads/${branch}`, commit]);
  return [201, { id: commit }];
}

function headOf(run: Api['run'], branch: string): string | null {
  const found = run(['for-each-ref', '--format=%(objectname)', `refs/heads/${branch}`]);
  return found === '' ? null : found;
}

/** A text: why there is none. */
function makeRequest(
  { requests, git }: FakeRepository,
  author: string,
  facts: {
    readonly branch?: string | undefined;
    readonly target?: string | undefined;
    readonly title?: string | undefined;
    readonly description?: string | undefined;
  },
): FakeRequest | string {
  const { branch = '', target = '', title = '', description = '' } = facts;
  if (requests.some((one) => one.state === 'open' && one.branch === branch))
    return 'A pull request already exists';
  if (git('rev-list', `${target}..${branch}`) === '') return `No commits between ${target} and ${branch}`;
  const made: FakeRequest = {
    number: requests.length + 1,
    title,
    description,
    author,
    branch,
    target,
    state: 'open',
  };
  requests.push(made);
  return made;
}
