// Policies as users meet them: declared, given with --policy, in plan, apply and saved plans, and where nobody can be asked.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { AppliedPlan, SavedPlan } from '../../src/plan/plan.ts';
import { cleanEnv, tempDir } from '../support/cli.ts';
import { runInProcess } from '../support/in-process.ts';
import { POLICY_CLONES as CLONES, POLICY_SANDBOX as SANDBOX } from '../support/policy-cases.ts';
import { schemaFaults } from '../support/schemas.ts';

const NOT_IN_B = `policies:
  - id: not-in-b
    when: change.action == "create"
    deny: clone.project == "b"
    message: "{clone.name} has no place in {clone.project}"
`;
const AT_MOST_ONE = `policies:
  - id: at-most-one
    on: plan
    deny: plan.changes.filter(c, c.action == "create").size() > 1
    message: too many
`;

type Run = (...args: string[]) => ReturnType<typeof runInProcess>;

function project(
  files: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): { cwd: string; run: Run } {
  const cwd = tempDir();
  const all = { 'sandbox.yaml': SANDBOX, 'cloneform.yaml': CLONES, ...files };
  for (const [name, text] of Object.entries(all)) writeFileSync(path.join(cwd, name), text);
  return { cwd, run: (...args) => runInProcess(args, cwd, { ...cleanEnv(), ...env }) };
}

const json = <T>(end: { readonly out: string }): T => JSON.parse(end.out) as T;

test('a declared policy blocks a change in plan and in apply, exit 5, and --skip-blocked does the rest', async () => {
  const { run } = project({ 'cloneform.yaml': `${CLONES}${NOT_IN_B}` });
  const plan = await run('plan');
  expect(plan.code).toBe(0);
  expect(plan.out).toContain('second has no place in b');
  expect(plan.out).toContain('not-in-b (cloneform.yaml:7)');
  const document = json<SavedPlan>(await run('plan', '--json'));
  expect(schemaFaults('plan', document)).toEqual([]);
  expect(document.changes.map(({ address, blockedBy }) => [address, blockedBy])).toEqual([
    ['first', undefined],
    ['second', 'policy'],
  ]);
  expect((await run('plan', '--fail-on', 'blocked')).code).toBe(5);
  const refused = await run('apply', '--auto-approve', '--json');
  expect([refused.code, json<AppliedPlan>(refused).results]).toEqual([5, []]);
  expect(schemaFaults('apply-result', json(refused))).toEqual([]);
  const rest = await run('apply', '--auto-approve', '--skip-blocked', '--json');
  expect([rest.code, json<AppliedPlan>(rest).summary]).toMatchObject([0, { applied: 1, skipped: 1 }]);
});

test('on: plan: exit 5 from plan and apply, and nothing is done, with --skip-blocked neither', async () => {
  const { run } = project({ 'cloneform.yaml': `${CLONES}${AT_MOST_ONE}` });
  const plan = await run('plan');
  expect([plan.code, plan.out.includes('at-most-one (cloneform.yaml:7): too many')]).toEqual([5, true]);
  for (const more of [[], ['--skip-blocked']]) {
    const end = await run('apply', '--auto-approve', ...more);
    expect(end.code).toBe(5);
    expect(end.err).toContain('a policy denies this plan. Nothing was done.');
  }
  expect(json<{ clones: unknown }>(await run('state', 'list', '--json')).clones).toEqual([]);
});

test('--policy adds to what is declared, may be repeated, and needs no format line', async () => {
  const { run } = project({
    'cloneform.yaml': `${CLONES}${NOT_IN_B}`,
    'one.yaml': AT_MOST_ONE,
    'two.yaml': 'cloneform: 1\npolicies:\n  - { id: no-first, deny: change.id == "first", message: no }\n',
  });
  const plan = await run('plan', '--json', '--policy', 'one.yaml', '--policy', 'two.yaml');
  expect(plan.code).toBe(5);
  const { policies, summary } = json<SavedPlan>(plan);
  expect(policies?.policies.map(({ id, file }) => `${file} ${id}`)).toEqual([
    'one.yaml at-most-one',
    'two.yaml no-first',
    'cloneform.yaml not-in-b',
  ]);
  expect(summary.blocked).toBe(2);
});

test.each([
  ['an unknown key', 'policies: []\nclones: {}\n', '"clones" does not belong in a file of policies'],
  ['a wrong member', 'policies: [{ id: a, deny: true, mesage: x }]\n', 'mesage'],
  [
    'an id twice',
    'policies: [{ id: a, deny: true, message: x }, { id: a, deny: true, message: x }]\n',
    'declared twice',
  ],
  [
    'an unknown field',
    'policies: [{ id: a, deny: "clone.nam == \'a\'", message: x }]\n',
    'Clone has no field nam',
  ],
  ['no file', null, 'the policy file p.yaml cannot be read'],
])('validate --policy: %s is an error with its place', async (_, text, message) => {
  const { run } = project(text === null ? {} : { 'p.yaml': text });
  const end = await run('validate', '--policy', 'p.yaml');
  expect(end.code).toBe(1);
  expect(end.err).toContain(message);
  if (text !== null) expect(end.err).toMatch(/--> p\.yaml:\d+:\d+/);
});

test('validate counts policies, and refuses a wrong one of the root file at its line', async () => {
  const { run, cwd } = project({ 'cloneform.yaml': `${CLONES}${NOT_IN_B}`, 'p.yaml': AT_MOST_ONE });
  expect((await run('validate', '--policy', 'p.yaml')).out).toContain('1 file, 2 policies.');
  writeFileSync(
    path.join(cwd, 'cloneform.yaml'),
    `${CLONES}${NOT_IN_B.replace('clone.project', 'clone.projekt')}`,
  );
  const end = await run('validate');
  expect(end.err).toContain('cloneform.yaml:9:17');
  expect(end.err).toContain('did you mean project?');
});

test('policies in an included file are refused', async () => {
  const { run } = project({
    'cloneform.yaml': CLONES.replace('clones:', 'include: [more.yaml]\nclones:'),
    'more.yaml': `cloneform: 1\n${NOT_IN_B}`,
  });
  expect((await run('validate')).err).toContain('"policies" belongs in the root file');
});

test('a saved plan is judged again, by all policies that judged it', async () => {
  const { run } = project({ 'p.yaml': NOT_IN_B });
  expect((await run('plan', '-o', 'plan.json', '--policy', 'p.yaml')).code).toBe(0);
  const missing = await run('apply', 'plan.json');
  expect([missing.code, missing.err]).toEqual([6, expect.stringContaining('plan/policy-missing')]);
  expect((await run('apply', 'plan.json', '--policy', 'p.yaml')).code).toBe(5);
  const fresh = project({ 'p.yaml': NOT_IN_B });
  expect((await fresh.run('plan', '-o', 'plan.json')).code).toBe(0);
  expect((await fresh.run('apply', 'plan.json', '--policy', 'p.yaml')).code).toBe(5);
});

test('a policy that became stricter under the same id blocks what a saved plan had approved', async () => {
  const { run, cwd } = project({ 'p.yaml': NOT_IN_B.replace('"b"', '"nowhere"') });
  expect((await run('plan', '-o', 'plan.json', '--policy', 'p.yaml')).code).toBe(0);
  writeFileSync(path.join(cwd, 'p.yaml'), NOT_IN_B);
  const end = await run('apply', 'plan.json', '--policy', 'p.yaml', '--json');
  expect(end.code).toBe(5);
  expect(schemaFaults('apply-result', JSON.parse(end.out))).toEqual([]);
  const { changes, results } = json<AppliedPlan>(end);
  expect([changes.map(({ blockedBy }) => blockedBy), results]).toEqual([[undefined, 'policy'], []]);
  expect(json<{ clones: unknown }>(await run('state', 'list', '--json')).clones).toEqual([]);
});

test.each([
  ['of a change', NOT_IN_B, '"b"', '"nowhere"'],
  ['of the plan as a whole', AT_MOST_ONE, '> 1', '> 5'],
  ['by its level', NOT_IN_B, 'message:', 'level: warn\n    message:'],
])(
  'a policy that became looser allows nothing that a saved plan was denied: %s',
  async (_, text, from, to) => {
    const { run, cwd } = project({ 'p.yaml': text });
    expect([0, 5]).toContain((await run('plan', '-o', 'plan.json', '--policy', 'p.yaml')).code);
    writeFileSync(path.join(cwd, 'p.yaml'), text.replace(from, to));
    const end = await run('apply', 'plan.json', '--policy', 'p.yaml');
    expect(end.code).toBe(5);
    expect(`${end.out}${end.err}`.replaceAll(/\s+/g, ' ')).toContain(
      'the policy has changed since: make a new plan',
    );
    expect(json<{ clones: unknown }>(await run('state', 'list', '--json')).clones).toEqual([]);
    expect((await run('plan', '-o', 'new.json', '--policy', 'p.yaml')).code).toBe(0);
    expect((await run('apply', 'new.json', '--policy', 'p.yaml')).code).toBe(0);
  },
);

test('with the same text, approvals that came after the plan count', async () => {
  const rule = NOT_IN_B.replace('clone.project == "b"', 'run.approvers.size() < 2');
  const { run, cwd } = project({ 'p.yaml': rule });
  expect((await run('plan', '-o', 'plan.json', '--policy', 'p.yaml')).code).toBe(0);
  expect((await run('apply', 'plan.json', '--policy', 'p.yaml')).code).toBe(5);
  writeFileSync(path.join(cwd, 'moved.yaml'), `# The same, elsewhere\n\n${rule}`);
  const env = { ...cleanEnv(), CLONEFORM_APPROVERS: 'ann, bob' };
  const end = await runInProcess(['apply', 'plan.json', '--policy', 'moved.yaml', '--json'], cwd, env);
  expect([end.code, json<AppliedPlan>(end).summary]).toMatchObject([0, { applied: 2 }]);
});

test('the checksum of a plan is the same whatever policies say: --expect still fits', async () => {
  const { run } = project({ 'p.yaml': NOT_IN_B });
  const { checksum } = json<SavedPlan>(await run('plan', '--json'));
  expect(json<SavedPlan>(await run('plan', '--json', '--policy', 'p.yaml')).checksum).toBe(checksum);
  expect((await run('apply', '--expect', checksum, '--policy', 'p.yaml')).code).toBe(5);
  expect((await run('apply', '--expect', checksum)).code).toBe(0);
});

test('autoApprove continues where nobody can be asked, says why, and is kept in history', async () => {
  const { run } = project({ 'cloneform.yaml': `${CLONES}autoApprove: plan.summary.delete == 0\n` });
  const end = await run('apply');
  expect(end.code).toBe(0);
  expect(end.err).toContain('Approved by autoApprove (cloneform.yaml:6): plan.summary.delete == 0');
  const [latest] = json<{ runs: readonly { readonly id: string }[] }>(await run('history', '--json')).runs;
  const kept = await run('history', latest?.id ?? '', '--json');
  expect(json<{ plan: SavedPlan }>(kept).plan.policies?.autoApproved?.id).toBe('plan.summary.delete == 0');
  expect((await run('history', latest?.id ?? '')).out).toContain('plan.summary.delete == 0');
});

test.each([
  [
    'where it is false',
    { 'cloneform.yaml': `${CLONES}autoApprove: plan.summary.create == 0\n` },
    ['apply'],
    64,
  ],
  [
    'where it has an error',
    { 'cloneform.yaml': `${CLONES}autoApprove: plan.changes[7].action == "create"\n` },
    ['apply'],
    64,
  ],
  [
    'of the root file beside --policy',
    { 'cloneform.yaml': `${CLONES}autoApprove: true\n`, 'p.yaml': 'policies: []\n' },
    ['apply', '--policy', 'p.yaml'],
    64,
  ],
  [
    'beside a policy that denies',
    { 'cloneform.yaml': `${CLONES}autoApprove: true\n${NOT_IN_B}` },
    ['apply'],
    5,
  ],
  ['for destroy', { 'cloneform.yaml': `${CLONES}autoApprove: true\n` }, ['destroy'], 0],
])('autoApprove %s approves nothing', async (_, files, args, code) => {
  const { run } = project(files);
  expect((await run(...args)).code).toBe(code);
  expect(json<{ clones: unknown }>(await run('state', 'list', '--json')).clones).toEqual([]);
});

test('autoApprove of a --policy file counts', async () => {
  const { run } = project(
    { 'p.yaml': 'autoApprove: plan.summary.blocked == 0 && run.branch == "main"\n' },
    { GITHUB_REF_NAME: 'main' },
  );
  expect((await run('apply', '--policy', 'p.yaml')).code).toBe(0);
});

test('destroy asks, whatever autoApprove says', async () => {
  const { run } = project({ 'cloneform.yaml': `${CLONES}autoApprove: true\n` });
  expect((await run('apply')).code).toBe(0);
  expect((await run('destroy')).code).toBe(64);
});

test('no text of a secret gets into a message', async () => {
  const { run, cwd } = project({
    'p.yaml': 'policies: [{ id: a, deny: "true", message: "{content.differences}" }]\n',
  });
  const { code } = await run('plan', '--policy', 'p.yaml', '--report', 'json=plan.json');
  expect(code).toBe(0);
  expect(readFileSync(path.join(cwd, 'plan.json'), 'utf8')).toContain('a (p.yaml:1): []');
});
