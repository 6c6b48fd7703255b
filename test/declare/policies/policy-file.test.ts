// Files of policies: what they declare together with the root file, and what is wrong with them.
import { describe, expect, test } from 'vitest';
import {
  type PoliciesRead,
  readPolicies,
  readPoliciesOf,
} from '../../../src/declare/policies/policy-file.ts';
import type { DeclaredPolicies } from '../../../src/model/policies.ts';
import { aDisk } from '../../support/declared.ts';
import { declaredPolicies } from '../../support/policies.ts';

type Files = Readonly<Record<string, string>>;

const policy = (id: string, more = ''): string => `{ id: ${id}, deny: "true", message: no${more} }`;
const ROOT = declaredPolicies(`policies: [${policy('root')}]\nautoApprove: "1 == 1"\n`);

/** Each file is given, in this order. */
function read(files: Files, declared?: DeclaredPolicies): Promise<PoliciesRead> {
  return readPolicies('/p', Object.keys(files), aDisk(files), declared);
}

function readAsked(files: Files): Promise<PoliciesRead> {
  return readPoliciesOf('/p', Object.keys(files), aDisk(files));
}

/** The ids, then the approval. */
function said(found: PoliciesRead): readonly (string | null)[] {
  if (!found.ok) throw new Error(JSON.stringify(found.diagnostics));
  const { policies, autoApprove } = found.policies;
  return [...policies.map(({ id }) => id), autoApprove?.text ?? null];
}

/** `code file:line:column message (hint)`. */
function told(found: PoliciesRead): readonly string[] {
  return (found.ok ? [] : found.diagnostics).map(({ code, place, message, hint }) => {
    const where = place === undefined ? '-' : `${place.file}:${place.line}:${place.column}`;
    return `${code.replace('declare/', '')} ${where} ${message} (${hint})`;
  });
}

describe('policies of --policy files', () => {
  test.each<[string, Files, DeclaredPolicies | undefined, readonly (string | null)[]]>([
    ['none at all', {}, undefined, [null]],
    ['the root file alone', {}, ROOT, ['root', '1 == 1']],
    ['one file', { 'a.yaml': `policies: [${policy('a')}]\n` }, undefined, ['a', null]],
    [
      'a file with a format version',
      { 'a.yaml': `cloneform: 1\npolicies: [${policy('a')}]\n` },
      undefined,
      ['a', null],
    ],
    ['a file that only approves', { 'a.yaml': 'autoApprove: true\n' }, undefined, ['true']],
    ['a file that says nothing', { 'a.yaml': 'cloneform: 1\n' }, undefined, [null]],
    [
      'two files and the root file: all apply, and the root file approves nothing',
      { 'a.yaml': `policies: [${policy('a')}]\n`, 'b.yaml': `policies: [${policy('b')}]\n` },
      ROOT,
      ['a', 'b', 'root', null],
    ],
    [
      'the second file approves',
      { 'a.yaml': `policies: [${policy('a')}]\n`, 'b.yaml': 'autoApprove: "2 == 2"\n' },
      ROOT,
      ['a', 'root', '2 == 2'],
    ],
  ])('%s', async (_, files, declared, expected) => {
    expect(said(await read(files, declared))).toEqual(expected);
  });

  test('what a policy says and does not say', async () => {
    const found = await read({
      'a.yaml': `policies:\n  - ${policy('a')}\n  - { id: b, on: plan, when: "1 < 2", deny: false, message: stop, level: warn }\n`,
    });
    const policies = found.ok ? found.policies.policies : [];
    expect(
      policies.map(({ when, deny, message, place, ...rest }) => ({
        ...rest,
        when: when?.text,
        deny: deny.text,
        message: message.text,
        line: place().line,
        column: place().column,
      })),
    ).toEqual([
      {
        id: 'a',
        on: 'change',
        level: 'deny',
        when: undefined,
        deny: 'true',
        message: 'no',
        line: 2,
        column: 11,
      },
      {
        id: 'b',
        on: 'plan',
        level: 'warn',
        when: '1 < 2',
        deny: 'false',
        message: 'stop',
        line: 3,
        column: 11,
      },
    ]);
    const [, b] = policies;
    const columns = [b?.when, b?.deny, b?.message].map((text) => text?.placeAt(0).column);
    expect(columns).toEqual([31, 45, 61]);
  });

  test('the place of an approval is its first character', async () => {
    const found = await read({ 'a.yaml': 'autoApprove: "2 == 2"\n' });
    expect(found.ok && found.policies.autoApprove?.placeAt(0)).toMatchObject({ line: 1, column: 15 });
  });
});

describe('policies of files that may be root files', () => {
  const CLONES = 'cloneform: 1\nclones: { edge: { source: { profile: p } } }\n';
  test.each<[string, Files, readonly (string | null)[]]>([
    [
      'a root file',
      { 'r.yaml': `${CLONES}policies: [${policy('r')}]\nautoApprove: "1 == 1"\n` },
      ['r', '1 == 1'],
    ],
    ['a root file without policies', { 'r.yaml': CLONES }, [null]],
    [
      'a root file that only includes others',
      { 'r.yaml': `cloneform: 1\ninclude: [c.yaml]\npolicies: [${policy('r')}]\n` },
      ['r', null],
    ],
    [
      'a root file before a file: the root file approves nothing',
      {
        'r.yaml': `${CLONES}policies: [${policy('r')}]\nautoApprove: "1 == 1"\n`,
        'a.yaml': `policies: [${policy('a')}]\n`,
      },
      ['a', 'r', null],
    ],
    [
      'two root files',
      {
        'r.yaml': `${CLONES}policies: [${policy('r')}]\nautoApprove: "1 == 1"\n`,
        's.yaml': `${CLONES}policies: [${policy('s')}]\n`,
      },
      ['r', 's', '1 == 1'],
    ],
  ])('%s', async (_, files, expected) => {
    expect(said(await readAsked(files))).toEqual(expected);
  });

  test.each<[string, Files, readonly string[]]>([
    [
      'policies of a root file that are none',
      { 'r.yaml': 'cloneform: 1\nclones: {}\npolicies: {}\n' },
      ['bad-value r.yaml:3:11 policies must be a list, not an empty map'],
    ],
    [
      'two root files that approve',
      { 'r.yaml': `${CLONES}autoApprove: "1 == 1"\n`, 's.yaml': `${CLONES}autoApprove: "2 == 2"\n` },
      ['duplicate-policy s.yaml:3:15 autoApprove is in two files of policies'],
    ],
    [
      'a key that only a root file has',
      { 'a.yaml': 'state: {}\n' },
      [
        'not-a-policy a.yaml:1:1 "state" does not belong in a file of policies (it can contain only cloneform, policies, autoApprove)',
      ],
    ],
  ])('refused: %s', async (_, files, faults) => {
    expect(told(await readAsked(files))).toEqual(faults.map((start) => expect.stringContaining(start)));
  });
});

describe('what is wrong with files of policies', () => {
  test.each<[string, Files, readonly string[]]>([
    [
      'a key that is near one',
      { 'a.yaml': `polices: [${policy('a')}]\n` },
      [
        'not-a-policy a.yaml:1:1 "polices" does not belong in a file of policies (did you mean policies? it can contain only cloneform, policies, autoApprove)',
      ],
    ],
    [
      'a root file',
      { 'a.yaml': 'cloneform: 1\nclones: {}\n' },
      ['not-a-policy a.yaml:2:1 "clones" does not belong in a file of policies'],
    ],
    [
      'a list of policies without their key',
      { 'a.yaml': `- ${policy('a')}\n` },
      ['bad-value a.yaml:1:1 the file must be a map, not a list'],
    ],
    ['a text', { 'a.yaml': 'policies\n' }, ['bad-value a.yaml:1:1 the file must be a map, not "policies"']],
    [
      'another format version',
      { 'a.yaml': 'cloneform: 2\n' },
      ['bad-value a.yaml:1:12 cloneform must be the number 1, not number 2'],
    ],
    [
      'a policy without a message',
      { 'a.yaml': 'policies:\n  - { id: a, deny: "true" }\n' },
      ['missing-key a.yaml:2:5 "message" is missing'],
    ],
    ['a file that is no YAML', { 'a.yaml': 'policies: [\n' }, ['not-yaml a.yaml:2:1']],
    [
      'an id twice in a file',
      { 'a.yaml': `policies:\n  - ${policy('a')}\n  - ${policy('a')}\n` },
      [
        'duplicate-policy a.yaml:3:11 the policy "a" is declared twice (the first is at a.yaml:2; give one of the two another id)',
      ],
    ],
    [
      'an id in two files, and what is wrong with both',
      {
        'a.yaml': `policies:\n  - ${policy('a')}\n`,
        'b.yaml': `policies: [${policy('a')}]\n`,
        'c.yaml': 'policy: []\n',
        'd.yaml': 'rules: []\n',
      },
      [
        'duplicate-policy b.yaml:1:18 the policy "a" is declared twice (the first is at a.yaml:2;',
        'not-a-policy c.yaml:1:1',
        'not-a-policy d.yaml:1:1',
      ],
    ],
    [
      'approval in two files',
      { 'a.yaml': 'autoApprove: true\n', 'b.yaml': 'cloneform: 1\nautoApprove: "1 == 1"\n' },
      [
        'duplicate-policy b.yaml:2:15 autoApprove is in two files of policies (keep one of them, and join the expressions with ||)',
      ],
    ],
  ])('%s', async (_, files, faults) => {
    expect(told(await read(files))).toEqual(faults.map((start) => expect.stringContaining(start)));
  });

  test('an id of the root file is another one in a file', async () => {
    expect(told(await read({ 'a.yaml': `policies: [${policy('root')}]\n` }, ROOT))).toEqual([
      'duplicate-policy policies.yaml:1:18 the policy "root" is declared twice (the first is at a.yaml:1; give one of the two another id)',
    ]);
  });

  test('a file that is not there, beside one that is wrong', async () => {
    const disk = aDisk({ 'b.yaml': 'rules: []\n' });
    expect(told(await readPolicies('/p', ['a.yaml', 'b.yaml'], disk, undefined))).toEqual([
      expect.stringContaining('not-a-policy b.yaml:1:1'),
      'no-file - the policy file a.yaml cannot be read (use the path of a YAML file with policies or autoApprove)',
    ]);
  });
});
