// action.yml itself: its steps in bash as on a runner, the real command on the sandbox, the forge on loopback.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { cli, cliList, copyExample, ROOT, tempDir } from '../support/cli.ts';
import { mustFit } from '../support/schemas.ts';
import { type FakeForge, fakeForge } from './fake-forge.ts';
import { ACTION, HEAD, MERGED, pullRequest, REPO, runAction } from './runner.ts';

const PATH = { version: 'path' };
const soon = (): string => new Date(Date.now() + 60_000).toISOString();
const merge = (): unknown => ({
  number: 12,
  merged_at: soon(),
  merge_commit_sha: MERGED,
  user: { login: 'ann' },
  head: { sha: HEAD, repo: { full_name: REPO } },
});

/** A pull request that was planned and merged. */
async function planned(workspace: string): Promise<{ forge: FakeForge; checksum: string }> {
  const forge = await fakeForge();
  const end = await runAction({ workspace, inputs: PATH, event: pullRequest(), forge });
  expect([end.code, end.log.includes('::error')]).toEqual([0, false]);
  forge.merged = [merge()];
  return { forge, checksum: end.outputs['checksum'] ?? '' };
}

const apply = (workspace: string, forge: FakeForge, inputs: Record<string, string> = {}) =>
  runAction({ workspace, forge, inputs: { ...PATH, command: 'apply', ...inputs } });

test('plan in a pull request: comment, summary of the job, outputs; the tool gets no token', async () => {
  const workspace = copyExample('quickstart');
  const forge = await fakeForge();
  const end = await runAction({ workspace, inputs: PATH, event: pullRequest(), forge });
  expect(end.code).toBe(0);
  expect(end.outputs).toMatchObject({ 'exit-code': '2', changes: '4', blocked: '0', skipped: 'false' });
  const { checksum = '', 'plan-file': file = '' } = end.outputs;
  expect(JSON.parse(readFileSync(file, 'utf8')).checksum).toBe(checksum);
  expect(forge.comments).toHaveLength(1);
  expect(forge.comments[0]?.body).toContain(`checksum ${checksum}`);
  expect(end.summary).toContain('### cloneform plan');
  expect([...forge.tokens]).toEqual(['Bearer job-token']);
  // What the tool prints is no command to the runner.
  const [, token] = /^::stop-commands::(\S+)$/m.exec(end.log) ?? [];
  expect(end.log.indexOf('Plan: 4 to create.')).toBeLessThan(end.log.indexOf(`\n::${token}::\n`));
});

test.each([
  ['--auto-approve', '`expect: none` applies without a review'],
  ['--target=edge-*\n--expect=sha256:0', 'the input `expect`'],
  ['-oplan.json', 'the output `plan-file`'],
  ['-C..', 'the input `working-directory`'],
  ['plan.json', 'args holds flags'],
  ['--var env=prod\nx', 'args holds flags'],
])('args with %j are refused, and nothing is run', async (args, words) => {
  const workspace = copyExample('quickstart');
  const { forge } = await planned(workspace);
  const end = await apply(workspace, forge, { args });
  expect([end.code, end.log]).toEqual([64, expect.stringContaining(words)]);
  expect((await cliList(['state', 'list'], { cwd: workspace })).value).toEqual([]);
});

test('what was reviewed is applied; once more there is nothing to do', async () => {
  const workspace = copyExample('quickstart');
  const { forge, checksum } = await planned(workspace);
  const end = await apply(workspace, forge);
  expect([end.code, end.outputs['exit-code'], end.outputs['checksum']]).toEqual([0, '0', checksum]);
  const events = readFileSync(end.outputs['events-file'] ?? '', 'utf8')
    .trim()
    .split('\n');
  for (const line of events) mustFit('event', JSON.parse(line));
  expect(JSON.parse(events.at(-1) ?? '')).toMatchObject({ event: 'ended', exitCode: 0 });
  const history = await cli(['history', '--json'], { cwd: workspace });
  expect(JSON.parse(history.out)).toMatchObject({ runs: [{ commit: MERGED, message: 'pull request #12' }] });
  const again = await apply(workspace, forge);
  expect([again.code, again.outputs['exit-code']]).toEqual([0, '6']);
  expect(again.log).toContain('::notice title=cloneform::There is nothing left to do');
});

test('something else than what was reviewed: nothing is done, exit 6; then by hand with its checksum', async () => {
  const workspace = copyExample('quickstart');
  const { forge } = await planned(workspace);
  const file = path.join(workspace, 'cloneform.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('name: edge-next', 'name: edge-other'));
  const end = await apply(workspace, forge);
  expect(end.code).toBe(6);
  const now = end.outputs['checksum'] ?? '';
  expect(end.log).toContain(`::error title=cloneform::Nothing was applied: the plan is not the one`);
  expect(end.log).toContain(`Reviewed was https://forge/c/1. It is now ${now};`);
  expect((await cliList(['state', 'list'], { cwd: workspace })).value).toEqual([]);
  expect(end.summary).toContain('edge-other');
  expect((await apply(workspace, forge, { expect: now })).code).toBe(0);
});

test('nothing was reviewed: nothing is done, exit 64; exit 0 where there is nothing to do', async () => {
  const workspace = copyExample('quickstart');
  const forge = await fakeForge();
  const end = await apply(workspace, forge);
  expect(end.code).toBe(64);
  expect(end.log).toContain(
    'Nothing was applied: no plan of this was reviewed (bbbbbbbb was not merged from',
  );
  expect(end.log).toContain(end.outputs['checksum']);
  expect((await apply(workspace, forge, { expect: 'none' })).code).toBe(0);
  expect((await apply(workspace, forge)).code).toBe(0);
});

test('on the pull request of a fork nothing runs, and nothing is asked', async () => {
  const workspace = copyExample('quickstart');
  const forge = await fakeForge();
  for (const event of [
    pullRequest({ fork: true }),
    { pull_request: { number: 1, head: { sha: HEAD, repo: null } } },
  ]) {
    const end = await runAction({ workspace, inputs: PATH, event, forge });
    expect([end.code, end.outputs['skipped'], end.outputs['checksum']]).toEqual([0, 'true', '']);
    expect(end.log).toMatch(/^::notice title=cloneform::cloneform plan is skipped: .* comes from a fork/);
    expect(end.summary).toContain('comes from a fork');
  }
  expect(forge.calls).toEqual([]);
  const checked = { ...PATH, command: 'validate' };
  const end = await runAction({ workspace, inputs: checked, event: pullRequest({ fork: true }), forge });
  expect([end.code, end.log.includes('Valid: 3 declarations')]).toEqual([0, true]);
});

test('a plan that cannot be made: the comment says so, in a fence that holds, and the step fails', async () => {
  const workspace = copyExample('quickstart');
  const { forge } = await planned(workspace);
  writeFileSync(
    path.join(workspace, 'cloneform.yaml'),
    'cloneform: 1\nclones: { "````\\n<img src=x>": 1 }\n',
  );
  const end = await runAction({ workspace, inputs: PATH, event: pullRequest(), forge });
  expect([end.code, end.outputs['exit-code'], end.outputs['checksum']]).toEqual([1, '1', '']);
  expect(forge.comments).toHaveLength(1);
  const body = forge.comments[0]?.body ?? '';
  expect(body).toContain('There is no plan: cloneform ended with exit code 1.');
  expect(body).toContain('https://github.test/acme/clones/actions/runs/7');
  const [, fence = ''] = /^(`{3,})text$/m.exec(body) ?? [];
  expect(body.split('\n').filter((line) => line.startsWith(fence))).toHaveLength(2);
  expect((await apply(workspace, forge)).log).toContain('the last plan of pull request #12 failed');
});

test('no input is ever run or split: one argument a line, whatever is in it', async () => {
  const workspace = tempDir();
  const evil = '$(touch hacked) `touch hacked` "; touch hacked; #';
  const folder = path.join(workspace, evil);
  cpSync(path.join(ROOT, 'examples', 'fan-out'), folder, { recursive: true });
  const inputs = {
    ...PATH,
    'working-directory': evil,
    args: `--report=text=${evil}\n\n  --report=json=two words.json\r\n`,
    comment: 'false',
  };
  const end = await runAction({ workspace, inputs, event: pullRequest() });
  expect(end.code).toBe(0);
  expect(readFileSync(path.join(folder, evil), 'utf8')).toContain('Plan: ');
  expect(readFileSync(path.join(folder, 'two words.json'), 'utf8')).toContain('"checksum"');
  for (const place of [workspace, folder])
    expect(() => readFileSync(path.join(place, 'hacked'))).toThrow('ENOENT');
  const scripts = ACTION.runs.steps.map((step) => step.run ?? '').join('\n');
  expect(scripts).not.toContain('${{');
});

test('a comment that was asked for and cannot be written fails the step, after all else was done', async () => {
  const workspace = copyExample('quickstart');
  const forge = await fakeForge();
  forge.fault = (call) => (call.startsWith('POST') ? { status: 403 } : null);
  const end = await runAction({ workspace, inputs: PATH, event: pullRequest(), forge });
  expect([end.code, end.outputs['exit-code']]).toEqual([1, '2']);
  expect(end.log).toContain(
    '%0A  next: give the job `permissions: { contents: read, pull-requests: write }`',
  );
  const without = { ...PATH, 'github-token': '' };
  const silent = await runAction({ workspace, inputs: without, event: pullRequest(), forge });
  expect([silent.code, silent.log.includes('there is no token for comments')]).toEqual([1, true]);
  const push = await runAction({ workspace, inputs: without, event: { ref: 'refs/heads/main' } });
  expect(push.code).toBe(0);
});

test("drift: its exit code is the step's", async () => {
  const workspace = copyExample('quickstart');
  await cli(['apply', '--auto-approve'], { cwd: workspace });
  const end = await runAction({ workspace, inputs: { ...PATH, command: 'drift' } });
  expect([end.code, end.outputs['drift'], end.outputs['exit-code']]).toEqual([0, '0', '0']);
  expect(end.summary).toContain('### cloneform drift');
  // On a temporary runner the state is not there: that nobody can tell is no green job.
  const env = { CLONEFORM_STATE: path.join(workspace, 'elsewhere.db') };
  const blind = await runAction({ workspace, inputs: { ...PATH, command: 'drift' }, env });
  expect([blind.code, blind.outputs['exit-code']]).toEqual([1, '1']);
});

test.each([
  [{ command: 'destroy' }, 'command is one of'],
  [{ version: '1.0.0 && touch x' }, 'nothing is installed from a registry by its name'],
  [{ version: '0.1.0' }, 'version is `source` or `path`'],
  [{ version: 'latest' }, 'version is `source` or `path`'],
  [{ comment: 'yes' }, 'comment is true or false'],
])('wrong inputs %j: exit 64', async (inputs, says) => {
  const end = await runAction({ workspace: tempDir(), inputs });
  expect([end.code, end.log]).toEqual([64, expect.stringContaining(says)]);
});

test('action.yml: everything declared is wired, and the package has the scripts', () => {
  const env = ACTION.runs.steps.flatMap((step) => Object.values(step.env ?? {}));
  const wired = env.filter((text) => text !== '').map((text) => /inputs\.([a-z-]+)/.exec(text)?.[1]);
  expect(new Set([...wired, 'node-version'])).toEqual(new Set(Object.keys(ACTION.inputs)));
  for (const [name, { value }] of Object.entries(ACTION.outputs))
    expect(value).toBe(`\${{ steps.run.outputs.${name} }}`);
  for (const { uses } of ACTION.runs.steps)
    if (uses !== undefined) expect(uses).toMatch(/^actions\/[a-z-]+@[0-9a-f]{40}$/);
  const { files } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  expect(files).toContain('action');
});
