// `policy test`: policies over saved plans, what tests expect of them, and everything that can be wrong with a file of tests.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { cleanEnv, tempDir } from '../support/cli.ts';
import { runInProcess } from '../support/in-process.ts';
import { POLICY_CLONES as CLONES, POLICY_SANDBOX as SANDBOX } from '../support/policy-cases.ts';
import { schemaFaults } from '../support/schemas.ts';

const RULES = `policies:
  - id: not-in-b
    deny: clone.project == "b"
    message: "{clone.name} has no place in {clone.project}"
  - id: not-on-friday
    on: plan
    deny: now.getDayOfWeek() == 5 && !(run.branch == "main")
    message: it is Friday
  - id: careful
    level: warn
    deny: change.before.version == "1.0.0"
    message: never seen
autoApprove: plan.summary.delete == 0
`;
const THURSDAY = '2026-11-26T12:00:00Z';
const FRIDAY = '2026-11-27T12:00:00Z';

interface Answer {
  readonly tests: readonly {
    readonly status: string;
    readonly mismatches: readonly { readonly kind: string; readonly address: string | null }[];
    readonly findings: readonly { readonly outcome: string; readonly policy: string }[];
  }[];
  readonly silent: readonly string[];
  readonly summary: Readonly<Record<string, number>>;
}

type Run = (...args: string[]) => ReturnType<typeof runInProcess>;

/** A folder with `rules/rules.yaml`, `rules/a.test.yaml` and the plan `plans/new.json`. */
async function project(text: string): Promise<{ readonly cwd: string; readonly run: Run }> {
  const cwd = tempDir();
  for (const folder of ['rules', 'plans']) mkdirSync(path.join(cwd, folder));
  const files = {
    'sandbox.yaml': SANDBOX,
    'cloneform.yaml': CLONES,
    'rules/rules.yaml': RULES,
    'rules/a.test.yaml': text,
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(cwd, name), content);
  const run: Run = (...args) => runInProcess(args, cwd, cleanEnv());
  expect((await run('plan', '-o', 'plans/new.json')).code).toBe(0);
  return { cwd, run };
}

const read = (end: { readonly out: string }): Answer => JSON.parse(end.out) as Answer;

/** The tests of one file, each with these members. */
function tests(...members: readonly string[]): string {
  const list = members.map((each) => `  - plan: ../plans/new.json\n${each.replaceAll(/^/gm, '    ')}\n`);
  return `policies: rules.yaml\nnow: ${THURSDAY}\ntests:\n${list.join('')}`;
}

const SAID = 'deny: [{ policy: not-in-b, at: second, message: no place in b }]\nerror: [careful]';

test('what is expected is said: exit 0, a line for each test, JSON as its schema says', async () => {
  const { run } = await project(
    tests(
      `name: on a weekday\n${SAID}\nautoApprove: true`,
      `name: on a Friday\nnow: ${FRIDAY}\ndeny: [not-in-b, not-on-friday]\nerror: [careful]`,
      `name: on a Friday on main\nnow: ${FRIDAY}\nrun: { branch: main }\n${SAID}`,
    ),
  );
  const end = await run('policy', 'test', 'rules/a.test.yaml');
  expect(end.out).toContain('ok  on a Friday');
  expect(end.out).toMatch(/^3 tests of 3 policies: 3 passed, 0 failed\.$/m);
  expect(end.code).toBe(0);
  const json = await run('policy', 'test', 'rules/a.test.yaml', '--json');
  expect(schemaFaults('policy-test', JSON.parse(json.out))).toEqual([]);
  expect(read(json).silent).toEqual([]);
});

test.each([
  ['nothing expected', 'name: nothing', ['not_expected second', 'not_expected first', 'not_expected second']],
  [
    'another address',
    'deny: [{ policy: not-in-b, at: first }]\nerror: [careful]',
    ['not_said first', 'not_expected second'],
  ],
  [
    'one address too many',
    'deny: [{ policy: not-in-b, at: [first, second] }]\nerror: [careful]',
    ['not_said first'],
  ],
  [
    'another message',
    'deny: [{ policy: not-in-b, message: bananas }]\nerror: [careful]',
    ['other_message second'],
  ],
  ['a denial that is not made', SAID.replace('deny: [', 'deny: [not-on-friday, '), ['not_said null']],
  [
    'a warning in place of an error',
    SAID.replace('error', 'warn'),
    ['not_said null', 'not_expected first', 'not_expected second'],
  ],
  [
    'a denial in place of an error',
    'deny: [not-in-b, careful]',
    ['not_said null', 'not_expected first', 'not_expected second'],
  ],
  ['no approval', `${SAID}\nautoApprove: false`, ['approval null']],
])('%s: exit 1, and each difference is named with its line', async (_, members, kinds) => {
  const { run } = await project(tests(members));
  const end = await run('policy', 'test', 'rules/a.test.yaml');
  expect(end.code).toBe(1);
  expect(end.out).toMatch(/\(rules\/a\.test\.yaml:\d+\)/);
  const answer = await run('policy', 'test', 'rules/a.test.yaml', '--json');
  expect(schemaFaults('policy-test', JSON.parse(answer.out))).toEqual([]);
  const [only] = read(answer).tests;
  expect(only?.mismatches.map(({ kind, address }) => `${kind} ${address}`).toSorted()).toEqual(
    [...kinds].toSorted(),
  );
});

test('a test without a plan is about each plan of the command line, one with a plan only about its own', async () => {
  const { run } = await project(`${tests(SAID)}  - name: all\n    deny: [not-in-b]\n    error: [careful]\n`);
  expect(read(await run('policy', 'test', 'rules/a.test.yaml', '--json')).summary).toMatchObject({
    passed: 1,
    skipped: 1,
  });
  expect((await run('plan', '--exclude', 'first', '-o', 'plans/other.json')).code).toBe(0);
  const both = ['plans/new.json', 'plans/other.json'];
  expect(read(await run('policy', 'test', 'rules/a.test.yaml', ...both, '--json')).summary).toMatchObject({
    passed: 3,
    skipped: 0,
  });
  const one = await run('policy', 'test', 'rules/a.test.yaml', 'plans/other.json');
  expect(one.out).toContain('1 test of 3 policies: 1 passed, 0 failed, 1 skipped.');
});

test('a file of policies alone, or a root file, judges plans: exit 5 where it denies one', async () => {
  const { run, cwd } = await project('tests: []\npolicies: x\n');
  const end = await run('policy', 'test', 'rules/rules.yaml', 'plans/new.json');
  expect(end.code).toBe(5);
  expect(end.out).toContain('1 plan, 3 policies: 0 allowed, 1 denied.');
  writeFileSync(
    path.join(cwd, 'cloneform.yaml'),
    `${CLONES}${RULES.replaceAll('deny: ', 'deny: false && ')}`,
  );
  expect((await run('policy', 'test', 'cloneform.yaml', 'plans/new.json')).code).toBe(0);
  expect((await run('policy', 'test', 'rules/rules.yaml')).code).toBe(64);
});

test.each([
  ['an unknown key', tests('denys: [x]'), 'rules/a.test.yaml:5:5', 'did you mean "deny"?'],
  [
    'a policy that is not there',
    tests('deny: [not-in-c]'),
    'rules/a.test.yaml:5:12',
    'did you mean not-in-b?',
  ],
  ['no time', tests('now: tomorrow'), 'rules/a.test.yaml:5:10', 'a time such as 2026-11-27T18:00:00Z'],
  ['a time that is none', tests('now: 2026-13-45T00:00:00Z'), 'rules/a.test.yaml:5:10', 'now is no time'],
  [
    'a member of run that is not there',
    tests('run: { brunch: main }'),
    'rules/a.test.yaml:5:12',
    'did you mean "branch"?',
  ],
  ['no tests', 'policies: rules.yaml\n', 'rules/a.test.yaml:1:1', '"tests" is missing'],
])('%s: exit 1 with line and column', async (_, text, place, words) => {
  const { run } = await project(text);
  const end = await run('policy', 'test', 'rules/a.test.yaml');
  expect([end.code, end.err]).toEqual([1, expect.stringContaining(place)]);
  expect(end.err).toContain(words);
});

test.each([
  ['no file of tests', ['nothing.yaml'], 1, 'nothing.yaml cannot be read'],
  ['no plan', ['rules/a.test.yaml', 'nothing.json'], 1, 'no test in rules/a.test.yaml is about nothing.json'],
  ['a plan that is none', ['rules/rules.yaml', 'sandbox.yaml'], 1, 'sandbox.yaml is not a plan'],
])('%s', async (_, args, code, words) => {
  const { run } = await project(tests(SAID));
  const end = await run('policy', 'test', ...args);
  expect([end.code, end.err]).toEqual([code, expect.stringContaining(words)]);
});
