// The one comment of a pull request: found again among many, never doubled, nobody else's touched; on GitHub and on GitLab.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { cleanEnv, ROOT, tempDir } from '../support/cli.ts';
import { type FakeForge, fakeForge } from './fake-forge.ts';
import { HEAD, MERGED, pullRequest, REPO } from './runner.ts';

const SUM = `sha256:${'1'.repeat(64)}`;
const OTHER = `sha256:${'2'.repeat(64)}`;
const LATER = new Date(Date.now() + 3_600_000).toISOString();
const BOT = 'github-actions[bot]';

interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function script(name: string, args: readonly string[], env: Record<string, string>): Promise<Said> {
  const child = spawn(process.execPath, [path.join(ROOT, 'action', name), ...args], { env: cleanEnv(env) });
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...said })));
}

function onGitHub(forge: FakeForge, more: Record<string, string> = {}): Record<string, string> {
  const event = path.join(tempDir({ 'event.json': JSON.stringify(pullRequest()) }), 'event.json');
  const env = { GITHUB_REPOSITORY: REPO, GITHUB_API_URL: forge.url, GITHUB_TOKEN: 'secret-token' };
  return { ...env, GITHUB_EVENT_PATH: event, GITHUB_SHA: MERGED, GITHUB_REF_NAME: 'main', ...more };
}

function onGitLab(forge: FakeForge): Record<string, string> {
  return {
    GITLAB_CI: 'true',
    GITLAB_TOKEN: 'project-token',
    CI_API_V4_URL: forge.url,
    CI_PROJECT_ID: '42',
    CI_PROJECT_URL: 'https://gitlab.test/acme/clones',
    CI_MERGE_REQUEST_IID: '12',
    CI_COMMIT_SHA: HEAD,
  };
}

function comment(env: Record<string, string>, report: string, checksum: string | null = SUM): Promise<Said> {
  const dir = tempDir({ 'plan.md': report, 'plan.json': JSON.stringify({ checksum }) });
  const plan = checksum === null ? [] : ['--plan', path.join(dir, 'plan.json')];
  return script('comment.mjs', ['--report', path.join(dir, 'plan.md'), ...plan], env);
}

test('written, then replaced: one comment, with what is needed after the merge in its first line', async () => {
  const forge = await fakeForge();
  expect(await comment(onGitHub(forge), 'first')).toEqual({ code: 0, out: 'https://forge/c/1\n', err: '' });
  expect((await comment(onGitHub(forge), 'second', OTHER)).code).toBe(0);
  expect(forge.comments).toHaveLength(1);
  const [line = '', ...rest] = (forge.comments[0]?.body ?? '').split('\n');
  expect(line).toMatch(/^<!-- cloneform-comment cloneform \{.*\} -->$/);
  expect(JSON.parse(line.slice(line.indexOf('{'), -4))).toMatchObject({ checksum: OTHER, head: HEAD });
  expect(rest.join('\n')).toBe('second');
  expect([...forge.tokens]).toEqual(['Bearer secret-token']);
});

test('found behind hundreds of others; the same words of somebody else are left alone', async () => {
  const forge = await fakeForge();
  await comment(onGitHub(forge), 'of ours');
  const [ours] = forge.comments.splice(0);
  const copy = ours?.body ?? '';
  for (let id = 100; id < 350; id++) forge.comments.push({ id, body: `talk ${id}`, author: 'ann' });
  forge.comments.splice(3, 0, { id: 50, body: copy, author: 'mallory' });
  forge.comments.splice(9, 0, { id: 51, body: `> ${copy}`, author: BOT });
  forge.comments.push({ id: 900, body: copy, author: BOT });
  const before = forge.comments.length;
  expect((await comment(onGitHub(forge), 'new words')).out).toBe('https://forge/c/901\n');
  expect(forge.comments).toHaveLength(before);
  expect(forge.comments.filter(({ body }) => body.includes('new words')).map(({ id }) => id)).toEqual([901]);
  expect(forge.comments.some(({ id }) => id === 900)).toBe(false);
});

test('each root file has its own comment', async () => {
  const forge = await fakeForge();
  const dir = tempDir({ 'plan.md': 'text' });
  for (const key of [
    'teams/a/cloneform.yaml',
    './teams/b/cloneform.yaml',
    'x -->',
    './teams/a/cloneform.yaml',
  ])
    await script('comment.mjs', ['--report', path.join(dir, 'plan.md'), '--key', key], onGitHub(forge));
  expect(forge.comments.map(({ body }) => body.split(' {')[0])).toEqual([
    '<!-- cloneform-comment teams/b/cloneform.yaml',
    expect.stringMatching(/^<!-- cloneform-comment x-~[0-9a-f]{12}$/),
    '<!-- cloneform-comment teams/a/cloneform.yaml',
  ]);
});

test('a report that is too long is cut at a line, and what was open is closed', async () => {
  const forge = await fakeForge();
  const report = `<details><summary>a</summary>\n\n\`\`\`\`diff\n${'+ a line of it\n'.repeat(9000)}\`\`\`\`\n</details>\n`;
  expect((await comment(onGitHub(forge), report)).code).toBe(0);
  const body = forge.comments[0]?.body ?? '';
  expect(body.length).toBeLessThanOrEqual(65_536);
  expect(body.length).toBeGreaterThan(60_000);
  expect(body).toMatch(/\+ a line of it\n````\n\n<\/details>\n\n_Cut here: .*_\n$/);
});

test('without a token, or refused: what to do about it', async () => {
  const forge = await fakeForge();
  const without = await comment(onGitHub(forge, { GITHUB_TOKEN: '' }), 'text');
  expect([without.code, without.err]).toEqual([
    1,
    expect.stringContaining('next: give the action github-token'),
  ]);
  expect(forge.calls).toEqual([]);
  forge.fault = (call) => (call.startsWith('POST') ? { status: 401 } : null);
  expect((await comment(onGitHub(forge), 'text')).err).toContain('the token is not valid');
  forge.fault = (call) => (call.startsWith('POST') ? { status: 403 } : null);
  const refused = await comment(onGitHub(forge), 'text');
  expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('pull-requests: write')]);
  expect(refused.err).not.toContain('secret-token');
});

test('a server that stumbles is asked again; a create that may have been done is looked up first', async () => {
  const forge = await fakeForge();
  let stumbles = 2;
  forge.fault = (call) => (call.startsWith('GET') && stumbles-- > 0 ? { status: 502 } : null);
  expect((await comment(onGitHub(forge), 'text')).code).toBe(0);
  forge.comments.splice(0);
  let lost = 1;
  forge.fault = (call) => (call.startsWith('POST') && lost-- > 0 ? { status: 502, done: true } : null);
  expect((await comment(onGitHub(forge), 'once')).code).toBe(0);
  expect(forge.comments).toHaveLength(1);
  forge.fault = () => ({ status: 503 });
  const down = await comment(onGitHub(forge), 'text');
  expect([down.code, down.err]).toEqual([1, expect.stringContaining('503 a fault')]);
});

test('GitLab: a note by the same script, and the checksum of what was merged', async () => {
  const forge = await fakeForge('project_42_bot');
  expect((await comment(onGitLab(forge), 'one')).out).toBe(
    'https://gitlab.test/acme/clones/-/merge_requests/12#note_1\n',
  );
  expect((await comment(onGitLab(forge), 'two')).code).toBe(0);
  expect(forge.comments.map(({ body }) => body.split('\n')[1])).toEqual(['two']);
  expect([...forge.tokens]).toEqual(['project-token']);
  const later = new Date(Date.now() + 60_000).toISOString();
  forge.merged = [{ iid: 12, state: 'merged', sha: HEAD, merge_commit_sha: MERGED, merged_at: later }];
  const onMain = { ...onGitLab(forge), CI_MERGE_REQUEST_IID: '', CI_COMMIT_SHA: MERGED };
  expect(await script('reviewed.mjs', [], onMain)).toMatchObject({ code: 0, out: `${SUM}\n` });
  const without = await script('comment.mjs', ['--report', 'x'], { ...onMain, GITLAB_TOKEN: '' });
  expect(without.err).toContain('set it as the masked variable GITLAB_TOKEN');
});

test.each<[string, (forge: FakeForge) => void, string]>([
  ['pushed past pull requests', (forge) => (forge.merged = []), 'was not merged from'],
  ['no plan in it', (forge) => forge.comments.splice(0), 'has no plan'],
  ['a plan by somebody else', (forge) => rename(forge), 'has no plan'],
  ['an edited first line', (forge) => edit(forge, SUM, 'sha256:12'), 'was edited'],
  ['another checksum, well written', (forge) => touch(forge, SUM, OTHER), 'was edited'],
  ['other words under the first line', (forge) => touch(forge, 'text', 'Nothing changes.'), 'was edited'],
  [
    'merged from a fork',
    (forge) => (forge.merged = [merge(LATER, { repo: { full_name: 'stranger/clones' } })]),
    'comes from a fork',
  ],
  [
    'merged from a fork that is deleted',
    (forge) => (forge.merged = [merge(LATER, { repo: null })]),
    'a fork',
  ],
  [
    'merged into another branch',
    (forge) => (forge.merged = [merge(LATER, {}, { base: { ref: 'feature' } })]),
    'was not merged from',
  ],
  ['a plan of an older commit', (forge) => edit(forge, HEAD, 'c'.repeat(40)), 'is of cccccccc'],
  [
    'merged before that plan',
    (forge) => (forge.merged = [merge('2020-01-01T00:00:00Z')]),
    'came after the merge',
  ],
])('nothing counts as reviewed: %s', async (_, spoil, says) => {
  const forge = await fakeForge();
  forge.merged = [merge(new Date(Date.now() + 60_000).toISOString())];
  await comment(onGitHub(forge), 'text');
  expect(await script('reviewed.mjs', [], onGitHub(forge))).toMatchObject({ code: 0, out: `${SUM}\n` });
  spoil(forge);
  const end = await script('reviewed.mjs', [], onGitHub(forge));
  expect([end.code, end.out, end.err]).toEqual([1, '', expect.stringContaining(says)]);
});

test('a plan that failed takes the place of the last one', async () => {
  const forge = await fakeForge();
  forge.merged = [merge(new Date(Date.now() + 60_000).toISOString())];
  await comment(onGitHub(forge), 'text');
  await comment(onGitHub(forge), 'it failed', null);
  expect((await script('reviewed.mjs', [], onGitHub(forge))).err).toContain('failed');
});

function merge(mergedAt: string, head: object = {}, more: object = {}): unknown {
  const repo = { full_name: REPO };
  const from = { sha: HEAD, repo, ...head };
  return { number: 12, merged_at: mergedAt, merge_commit_sha: MERGED, head: from, ...more };
}

/** As somebody edits it in the browser. */
function touch(forge: FakeForge, from: string, to: string): void {
  edit(forge, from, to);
  for (const known of forge.comments) known.updatedAt = LATER;
}

function edit(forge: FakeForge, from: string, to: string): void {
  for (const known of forge.comments) known.body = known.body.replace(from, to);
}

function rename(forge: FakeForge): void {
  const [known] = forge.comments.splice(0);
  if (known !== undefined) forge.comments.push({ ...known, author: 'mallory' });
}

test.each(['GitHub', 'GitLab'] as const)(
  'two plans at the same moment end with one comment: %s',
  async (where) => {
    const forge = await fakeForge('plan-bot');
    const env = where === 'GitHub' ? onGitHub(forge) : onGitLab(forge);
    // Both have read an empty list before either of them writes.
    let waiting: (() => void)[] = [];
    forge.before = (call) => {
      if (!call.startsWith('POST')) return;
      return new Promise((resolve) => {
        waiting.push(resolve);
        if (waiting.length < 2) return;
        for (const go of waiting) go();
        waiting = [];
        forge.before = () => undefined;
      });
    };
    const ends = await Promise.all([comment(env, 'one'), comment(env, 'two', OTHER)]);
    expect(ends.map(({ code, err }) => [code, err])).toEqual([
      [0, ''],
      [0, ''],
    ]);
    expect(forge.comments).toHaveLength(1);
    expect((await comment(env, 'three')).code).toBe(0);
    expect(forge.comments.map(({ body }) => body.split('\n')[1])).toEqual(['three']);
  },
);

test('an earlier comment that another run has just removed is no error', async () => {
  const forge = await fakeForge();
  await comment(onGitHub(forge), 'one');
  forge.before = (call) => {
    if (call.startsWith('DELETE')) forge.comments.splice(0, 1);
  };
  expect((await comment(onGitHub(forge), 'two')).code).toBe(0);
  expect(forge.comments.map(({ body }) => body.split('\n')[1])).toEqual(['two']);
});

test('keys of different root files never meet', async () => {
  const file = pathToFileURL(path.join(ROOT, 'action', 'body.mjs')).href;
  const { keyOf } = (await import(file)) as { keyOf: (...parts: string[]) => string };
  const names = [
    '',
    'cloneform',
    'a b',
    'a-b',
    'a--b',
    'a~b',
    'ä',
    'ö',
    '/a/x.yaml',
    'a/x.yaml',
    'a/X.yaml',
    '~a/x.yaml',
    'x -->',
    'x--',
    '../a',
    'a',
  ];
  const keys = names.map((name) => keyOf(name));
  expect(new Set(keys).size).toBe(names.length);
  for (const key of keys) expect(key).toMatch(/^[A-Za-z0-9._/~-]+$/);
  expect(keyOf('teams/a', 'cloneform.yaml')).toBe(keyOf('.', './teams//a/cloneform.yaml'));
  expect(keyOf('a', '/b')).toBe(keyOf('/b'));
});

test('a limit that ends soon is waited for, and said; one that does not is reported with its end', async () => {
  const forge = await fakeForge();
  let limited = 1;
  const soon = String(Math.floor(Date.now() / 1000));
  const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': soon };
  forge.fault = (call) => (call.startsWith('POST') && limited-- > 0 ? { status: 403, headers } : null);
  const waited = await comment(onGitHub(forge), 'text');
  expect([waited.code, waited.err]).toEqual([
    0,
    expect.stringMatching(/rate limit is used up \(403\): waiting \d s/),
  ]);
  const late = {
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': String(Math.floor(Date.now() / 1000) + 1800),
  };
  forge.fault = () => ({ status: 429, headers: late });
  const given = await comment(onGitHub(forge), 'text');
  expect([given.code, given.err]).toEqual([1, expect.stringMatching(/used up for another (30|31) min/)]);
  forge.calls.splice(0);
  const message = 'You have exceeded a secondary rate limit. Please wait a few minutes.';
  forge.fault = () => ({ status: 403, message, headers: { 'retry-after': '600' } });
  const secondary = await comment(onGitHub(forge), 'text');
  expect([secondary.code, secondary.err]).toEqual([1, expect.stringContaining('another 10 min')]);
  expect(forge.calls).toHaveLength(1);
});

test('a redirect is named, and the token does not follow it', async () => {
  const forge = await fakeForge('bot');
  const other = await fakeForge('bot');
  forge.fault = () => ({ status: 302, headers: { location: `${other.url}/users/sign_in?secret=1` } });
  for (const env of [onGitHub(forge), onGitLab(forge)]) {
    const end = await comment(env, 'text');
    expect([end.code, end.err]).toEqual([
      1,
      expect.stringContaining(`redirects to ${other.url}/users/sign_in`),
    ]);
    expect(end.err).not.toContain('secret=1');
  }
  expect(other.calls).toEqual([]);
});

test('the clock of the forge dates a plan, whatever that of the runner says', async () => {
  const forge = await fakeForge();
  forge.skewMs = -3_600_000;
  await comment(onGitHub(forge), 'text');
  // Merged by the forge's clock a minute after the plan: by the runner's the plan would be an hour late.
  forge.merged = [merge(new Date(Date.now() + forge.skewMs + 60_000).toISOString())];
  expect(await script('reviewed.mjs', [], onGitHub(forge))).toMatchObject({ code: 0, out: `${SUM}\n` });
});

test('what could not be found out is no missing review', async () => {
  const forge = await fakeForge('bot');
  const onMain = { ...onGitLab(forge), CI_MERGE_REQUEST_IID: '', CI_COMMIT_SHA: MERGED };
  const none = await script('reviewed.mjs', ['--or-none'], onMain);
  expect([none.code, none.out, none.err]).toEqual([0, '\n', expect.stringContaining('was not merged from')]);
  forge.fault = () => ({ status: 401 });
  const wrong = await script('reviewed.mjs', ['--or-none'], onMain);
  expect([wrong.code, wrong.out, wrong.err]).toEqual([
    1,
    '',
    expect.stringContaining('the token is not valid'),
  ]);
});

test('no plan of a fork is published, by hand neither: GitHub and GitLab', async () => {
  const forge = await fakeForge('plan-bot');
  const event = path.join(
    tempDir({ 'event.json': JSON.stringify(pullRequest({ fork: true })) }),
    'event.json',
  );
  for (const env of [
    onGitHub(forge, { GITHUB_EVENT_PATH: event }),
    { ...onGitLab(forge), CI_MERGE_REQUEST_SOURCE_PROJECT_ID: '666' },
  ]) {
    const end = await comment(env, 'text');
    expect([end.code, end.err]).toEqual([1, expect.stringContaining('comes from a fork')]);
  }
  expect(forge.calls).toEqual([]);
  forge.merged = [
    {
      iid: 12,
      state: 'merged',
      sha: HEAD,
      source_project_id: 666,
      merge_commit_sha: MERGED,
      merged_at: LATER,
    },
  ];
  const onMain = { ...onGitLab(forge), CI_MERGE_REQUEST_IID: '', CI_COMMIT_SHA: MERGED };
  expect((await script('reviewed.mjs', [], onMain)).err).toContain('comes from a fork');
});
