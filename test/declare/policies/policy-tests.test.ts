// Files of tests of policies: what they say, and what is wrong with them.
import { describe, expect, test } from 'vitest';
import {
  type PolicyTest,
  type PolicyTestsRead,
  readPolicyTests,
  unknownPolicies,
} from '../../../src/declare/policies/policy-tests.ts';
import { aDisk } from '../../support/declared.ts';

const NAME = 'rules/a.test.yaml';

function read(text: string, name = NAME): Promise<PolicyTestsRead> {
  return readPolicyTests('/p', name, aDisk({ [name]: text }));
}

async function testsOf(text: string): Promise<Extract<PolicyTestsRead, { kind: 'tests' }>> {
  const found = await read(text);
  if (found.kind !== 'tests') throw new Error(JSON.stringify(found));
  return found;
}

async function oneTest(members: string): Promise<PolicyTest> {
  const { tests } = await testsOf(`policies: rules.yaml\ntests: [{ ${members} }]\n`);
  expect(tests).toHaveLength(1);
  return tests[0] ?? expect.unreachable();
}

/** The way to a place, which has a test of its own. */
const place: unknown = expect.any(Function);

describe('what kind of file it is', () => {
  test.each([
    ['policies', 'policies: [{ id: a, deny: "true", message: no }]\n', 'policies'],
    ['no policies yet', 'policies: []\n', 'policies'],
    ['approval alone', 'autoApprove: "true"\n', 'policies'],
    ['clones, as a root file has', 'cloneform: 1\nclones: {}\n', 'policies'],
    ['tests', 'policies: rules.yaml\ntests: [{}]\n', 'tests'],
    ['tests by several files', 'policies: [a.yaml, b.yaml]\ntests: [{}]\n', 'tests'],
    ['names of files without tests', 'policies: rules.yaml\n', 'faults'],
    ['a list of names without tests', 'policies: [rules.yaml]\n', 'faults'],
    ['tests without policies', 'tests: [{}]\n', 'faults'],
    ['tests beside policies', 'policies: [{ id: a }]\ntests: [{}]\n', 'faults'],
    ['none of them', 'now: 2026-11-27T18:00:00Z\n', 'faults'],
  ])('with %s', async (_, text, kind) => {
    expect((await read(text)).kind).toBe(kind);
  });
});

describe('a test', () => {
  test('that says nothing expects nothing of each plan of the command line', async () => {
    expect(await oneTest('')).toEqual({
      name: 'test 1',
      plan: null,
      now: null,
      run: {},
      expected: [],
      autoApprove: null,
      place,
    });
  });

  test('with all members', async () => {
    const found = await oneTest(
      'name: on a Friday, plan: ../plans/new.json, now: "2026-11-27T19:00:00+01:00", run: { branch: main }, autoApprove: false',
    );
    expect(found).toEqual({
      name: 'on a Friday',
      plan: 'plans/new.json',
      now: '2026-11-27T18:00:00.000Z',
      run: { branch: 'main' },
      expected: [],
      autoApprove: false,
      place,
    });
  });

  test('without a name is called by its number', async () => {
    const { tests } = await testsOf('policies: a.yaml\ntests: [{ name: first }, {}, {}]\n');
    expect(tests.map(({ name }) => name)).toEqual(['first', 'test 2', 'test 3']);
  });

  test('has the time of the file, and adds to its run', async () => {
    const { tests } = await testsOf(
      'policies: a.yaml\nnow: 2026-11-26T12:00:00Z\nrun: { user: ann, branch: x }\ntests: [{ run: { branch: main } }, { now: 2026-11-27T12:00:00Z }]\n',
    );
    expect(tests.map(({ now, run }) => ({ now, run }))).toEqual([
      { now: '2026-11-26T12:00:00.000Z', run: { user: 'ann', branch: 'main' } },
      { now: '2026-11-27T12:00:00.000Z', run: { user: 'ann', branch: 'x' } },
    ]);
  });

  test.each([
    ['the id alone', 'deny: [a]', { outcome: 'deny', policy: 'a', at: null, words: null }],
    ['the id in a map', 'warn: [{ policy: a }]', { outcome: 'warn', policy: 'a', at: null, words: null }],
    [
      'an address',
      'error: [{ policy: a, at: b }]',
      { outcome: 'error', policy: 'a', at: ['b'], words: null },
    ],
    [
      'addresses',
      'deny: [{ policy: a, at: [b, c] }]',
      { outcome: 'deny', policy: 'a', at: ['b', 'c'], words: null },
    ],
    [
      'words of the message',
      'deny: [{ policy: a, message: no place }]',
      { outcome: 'deny', policy: 'a', at: null, words: 'no place' },
    ],
  ])('expects %s', async (_, members, expectation) => {
    const { expected } = await oneTest(members);
    expect(expected).toEqual([{ ...expectation, place }]);
  });

  test('and each expectation know their lines', async () => {
    const { tests } = await testsOf(
      'policies: a.yaml\ntests:\n  - name: one\n  - name: two\n    warn: [a]\n    deny:\n      - b\n      - policy: c\n',
    );
    const lines = tests.map(({ place: whole, expected }) => [
      whole().line,
      ...expected.map((one) => `${one.policy} ${one.place().line}:${one.place().column}`),
    ]);
    expect(lines).toEqual([[3], [4, 'b 7:9', 'c 8:9', 'a 5:12']]);
  });
});

describe('files that it names', () => {
  test.each([
    ['beside it', NAME, 'policies: b.yaml', ['rules/b.yaml']],
    ['in another folder', NAME, 'policies: [../b.yaml, sub/c.yaml]', ['b.yaml', 'rules/sub/c.yaml']],
    ['by whole paths', NAME, 'policies: /q/b.yaml', ['/q/b.yaml']],
    ['from the folder of the run', 'a.test.yaml', 'policies: b.yaml', ['b.yaml']],
  ])('%s', async (_, name, head, policies) => {
    expect(await read(`${head}\ntests: [{}]\n`, name)).toMatchObject({ kind: 'tests', policies });
  });

  test('a plan by its whole path stays where it is', async () => {
    expect((await oneTest('plan: /q/plan.json')).plan).toBe('/q/plan.json');
  });
});

describe('what is wrong with one', () => {
  test.each([
    [
      'an unknown member',
      'policies: a.yaml\ntest: []\n',
      ['missing-key 1:1 "tests" is missing', 'unknown-field 2:1 unknown key "test"'],
    ],
    [
      'no tests',
      'policies: a.yaml\ntests: []\n',
      ['bad-value 2:8 tests must be a non-empty list, not an empty list'],
    ],
    ['a list in its place', '- policies: a.yaml\n', ['bad-value 1:1 the file must be a map, not a list']],
    [
      'policies that are no files',
      'policies: 3\ntests: [{}]\n',
      ['bad-value 1:11 policies must be the path of a file of policies, or a list of paths, not number 3'],
    ],
    [
      'a time in other words',
      'policies: a.yaml\nnow: Friday\ntests: [{}]\n',
      ['bad-value 2:6 now must be a time such as 2026-11-27T18:00:00Z, not "Friday"'],
    ],
    [
      'a time that no calendar has',
      'policies: a.yaml\nnow: 2026-13-01T18:00:00Z\ntests: [{ now: 2026-11-27T18:00:00Z }]\n',
      ['bad-value 2:6 now is no time: "2026-13-01T18:00:00Z" (write it as 2026-11-27T18:00:00Z)'],
    ],
    [
      'a test at a time that no day has',
      'policies: a.yaml\ntests: [{ now: 2026-11-27T25:00:00Z }]\n',
      ['bad-value 2:16 now is no time: "2026-11-27T25:00:00Z" (write it as 2026-11-27T18:00:00Z)'],
    ],
    ['a text that is no YAML', 'policies: [a\n', ['not-yaml 2:1']],
  ])('%s', async (_, text, faults) => {
    const found = await read(text);
    const told = found.kind === 'faults' ? found.diagnostics : [];
    expect(
      told.map(
        ({ code, place: at, message, hint }) =>
          `${code.replace('declare/', '')} ${at?.line}:${at?.column} ${message} (${hint})`,
      ),
    ).toEqual(faults.map((start) => expect.stringContaining(start)));
  });

  test('a file that is not there has no place, and the hint says what can stand there', async () => {
    expect(await readPolicyTests('/p', 'b.yaml', aDisk({ 'a.yaml': '' }))).toEqual({
      kind: 'faults',
      diagnostics: [
        {
          code: 'declare/no-file',
          severity: 'error',
          message: 'b.yaml cannot be read',
          hint: 'use the path of a YAML file with tests, or with policies',
        },
      ],
    });
  });
});

describe('a policy that is expected to speak and does not exist', () => {
  test.each([
    ['is a slip', 'no-tenants', 'did you mean no-tenant? policies: no-tenant, careful'],
    ['is like none of them', 'bananas', 'policies: no-tenant, careful'],
  ])('%s', async (_, policy, hint) => {
    const { tests } = await testsOf(
      `policies: a.yaml\ntests:\n  - deny: [no-tenant]\n  - warn: [careful, ${policy}]\n`,
    );
    const [only, ...others] = unknownPolicies(tests, ['no-tenant', 'careful']);
    expect(others).toEqual([]);
    expect(only).toMatchObject({
      code: 'declare/no-policy',
      severity: 'error',
      message: `there is no policy "${policy}"`,
      place: { file: NAME, line: 4, column: 21 },
      hint,
    });
  });
});
