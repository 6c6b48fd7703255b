// Content against content: each edit is named by pack and key, and nothing else is.

import { describe, expect, test } from 'vitest';
import { compareContent } from '../../src/content/compare-content.ts';
import { compareValues } from '../../src/content/compare-values.ts';
import type { Content, Pack, Variable } from '../../src/content/content.ts';
import { editLines } from '../../src/content/edit-lines.ts';
import { contentDigest } from '../../src/inventory/digest.ts';
import { aContent } from '../support/a-world.ts';
import { aPack, aVariable } from '../support/contents.ts';
import { fc } from '../support/fast-check.ts';

const variable = aVariable('v');

const base: Content = {
  ...aContent(),
  packs: [
    aPack('os'),
    aPack('k8s', { tag: '1.25.x', resolvedVersion: '1.25.2' }),
    aPack('cni', { manifests: [{ name: 'm', content: 'kind: A\nspec: 1' }] }),
  ],
  variables: [variable],
};

const edit = (name: string, facts: Partial<Pack>): Content => ({
  ...base,
  packs: base.packs.map((item) => (item.name === name ? { ...item, ...facts } : item)),
});

/** `pack: change from → to | diff`. */
function picture(from: Content, to: Content): readonly string[] {
  return compareContent(from, to).map(({ pack: name, change, from: old, to: now, diff }) =>
    [`${name}: ${change}`, old === null && now === null ? '' : `${old ?? ''} → ${now ?? ''}`, diff ?? '']
      .filter((part) => part !== '')
      .join(' | '),
  );
}

test.each<[string, Content, readonly string[]]>([
  ['a pack added', { ...base, packs: [...base.packs, aPack('csi')] }, ['csi: added |  → 1.0.0']],
  ['a pack removed', { ...base, packs: base.packs.slice(1) }, ['os: removed | 1.0.0 → ']],
  [
    'packs in another order',
    { ...base, packs: base.packs.toReversed() },
    ['(profile): order of packs | os, k8s, cni → cni, k8s, os'],
  ],
  ['a tag', edit('k8s', { tag: '1.26.x' }), ['k8s: tag | 1.25.x → 1.26.x']],
  ['a registry', edit('os', { registryUid: 'r2' }), ['os: registry |  → r2']],
  ['a value', edit('os', { values: 'a: 2' }), ['os: values | ~ a: 1 → 2']],
  ['a comment alone', edit('os', { values: 'a: 1 # why' }), ['os: comments | - a: 1\n+ a: 1 # why']],
  [
    'a manifest',
    edit('cni', { manifests: [{ name: 'm', content: 'kind: A\nspec: 2' }] }),
    ['cni: manifest m changed |   kind: A\n- spec: 1\n+ spec: 2'],
  ],
  [
    'a manifest of another name',
    edit('cni', { manifests: [{ name: 'n', content: 'kind: A\nspec: 1' }] }),
    ['cni: manifest m removed', 'cni: manifest n added'],
  ],
  [
    'a default',
    { ...base, variables: [{ ...variable, defaultValue: 'b' }] },
    ['(variables): v changed (defaultValue) | ~ defaultValue: "a" → "b"'],
  ],
  [
    'a variable',
    { ...base, variables: [variable, { ...variable, name: 'w' }] },
    ['(variables): w added | + defaultValue: "a"'],
  ],
  ['a cloud type', { ...base, cloudType: 'aws' }, ['(profile): cloud type | all → aws']],
  ['a type', { ...base, type: 'infra' }, ['(profile): type | add-on → infra']],
  ['a layer', edit('os', { layer: 'os' }), ['os: layer | addon → os']],
  ['a type of a pack', edit('os', { type: 'oci' }), ['os: type | manifest → oci']],
  [
    'the second of two packs of one name',
    { ...base, packs: [...base.packs, aPack('os', { tag: '2.0.0' })] },
    ['os#2: added |  → 2.0.0'],
  ],
  [
    'the form of a manifest',
    edit('cni', { manifests: [{ name: 'm', content: 'kind: A\nspec:  1' }] }),
    ['cni: manifest m changed (only formatting) |   kind: A\n- spec: 1\n+ spec:  1'],
  ],
  ['a variable that went', { ...base, variables: [] }, ['(variables): v removed']],
  [
    'a variable without a default',
    { ...base, variables: [variable, { ...variable, name: 'w', defaultValue: '' }] },
    ['(variables): w added'],
  ],
  [
    'several members of a variable',
    { ...base, variables: [{ ...variable, required: true, regex: 'x' }] },
    ['(variables): v changed (regex, required) | ~ regex: "" → "x"\n~ required: false → true'],
  ],
  [
    'several at once',
    edit('k8s', { tag: '1.26.x', values: 'a: 1\nb: 2' }),
    ['k8s: tag | 1.25.x → 1.26.x', 'k8s: values | + b: 2'],
  ],
])('%s', (_, to, expected) => {
  expect(picture(base, to)).toEqual(expected);
});

test('variables in another order, of which one has another default, are named in both orders', () => {
  const variables = [aVariable('v'), aVariable('w')];
  const after = [aVariable('w'), aVariable('x'), aVariable('v', { defaultValue: 'b' })];
  expect(
    picture({ ...base, variables: [...variables, aVariable('u')] }, { ...base, variables: after }),
  ).toEqual([
    '(variables): u removed',
    '(variables): x added | + defaultValue: "a"',
    '(variables): v changed (defaultValue) | ~ defaultValue: "a" → "b"',
    '(variables): order of variables | v, w → w, v',
  ]);
});

describe('a variable that is, was or looks secret', () => {
  const changed = (from: Partial<Variable>, to: Partial<Variable>): readonly string[] =>
    picture(
      { ...base, variables: [{ ...variable, ...from }] },
      { ...base, variables: [{ ...variable, ...to }] },
    );
  const hidden = { defaultValue: 'one', isSensitive: true };
  const password = { name: 'db_password' };
  test.each<[string, Partial<Variable>, Partial<Variable>, readonly string[]]>([
    [
      'is masked on both sides, so its default is not compared, and that is said',
      hidden,
      { ...hidden, defaultValue: 'two', required: true },
      [
        '(variables): v changed (required; its default is masked and was not compared) | ~ required: false → true',
      ],
    ],
    [
      'became sensitive',
      {},
      { ...hidden, defaultValue: 'two' },
      [
        '(variables): v changed (defaultValue, isSensitive) | ~ defaultValue: changed\n~ isSensitive: false → true',
      ],
    ],
    [
      'is sensitive no more',
      hidden,
      { defaultValue: 'two' },
      [
        '(variables): v changed (defaultValue, isSensitive) | ~ defaultValue: changed\n~ isSensitive: true → false',
      ],
    ],
    [
      'looks secret by its name',
      password,
      { ...password, defaultValue: 'two', options: [{ label: 'l', value: 'three', description: '' }] },
      [
        '(variables): db_password changed (defaultValue, options) | ~ defaultValue: changed\n~ options: changed',
      ],
    ],
    [
      'has a secret in a text of another name',
      { defaultValue: 'postgres://u:one@h' },
      { defaultValue: 'postgres://u:two@h' },
      ['(variables): v changed (defaultValue) | ~ defaultValue: changed'],
    ],
  ])('%s', (_, from, to, lines) => {
    expect(changed(from, to)).toEqual(lines);
  });

  test('has the mark of what is hidden', () => {
    const edits = (to: Variable): unknown =>
      compareContent(base, { ...base, variables: [to] }).flatMap((change) => change.edits ?? []);
    expect(edits({ ...variable, ...hidden })).toMatchObject([{ path: 'defaultValue', hidden: true }, {}]);
    expect(edits(aVariable('password'))).toEqual([
      { path: 'defaultValue', kind: 'added', hidden: true, to: '(secret)' },
    ]);
    expect(edits(aVariable('w', { defaultValue: '' }))).toEqual([]);
  });

  test('comes without its default shown', () => {
    expect(picture(base, { ...base, variables: [variable, aVariable('w', hidden)] })).toEqual([
      '(variables): w added | + defaultValue: (secret)',
    ]);
    const url = aVariable('w', { defaultValue: 'postgres://u:one@h' });
    expect(picture(base, { ...base, variables: [variable, url] })).toEqual([
      '(variables): w added | + defaultValue: "postgres://u:(secret)@h"',
    ]);
  });
});

test('options of a variable are compared by what they say', () => {
  const withOptions = (...values: readonly string[]): Content => ({
    ...base,
    variables: [{ ...variable, options: values.map((value) => ({ label: value, value, description: '' })) }],
  });
  expect(picture(withOptions('a', 'b'), withOptions('a', 'b'))).toEqual([]);
  expect(picture(withOptions('a', 'b'), withOptions('a', 'c'))[0]).toContain('v changed (options)');
});

describe('no phantom differences', () => {
  test.each<[string, Content]>([
    ['what a train resolves to', edit('k8s', { resolvedVersion: '1.25.9' })],
    ['white space at the ends', edit('os', { values: '\na: 1\n\n' })],
    ['the order of variables', { ...base, variables: base.variables.toReversed() }],
  ])('%s', (_, to) => {
    expect(picture(base, to)).toEqual([]);
  });

  test('a masked default is not compared, and never shown', () => {
    const masked = (defaultValue: string): Content => ({
      ...base,
      variables: [{ ...variable, isSensitive: true, defaultValue }],
    });
    expect(picture(masked('hunter2'), masked('********'))).toEqual([]);
    expect(JSON.stringify(compareContent(base, masked('hunter2')))).not.toContain('hunter2');
  });
});

test('there is a difference exactly when the digests differ', () => {
  const texts = fc.constantFrom(
    'a: 1',
    'a: 1\n',
    'a: 2',
    'a: [1, 2]',
    'not: yaml: at: all',
    '{{ template }}',
    '# only a comment',
  );
  const packs = fc.uniqueArray(
    fc.record({
      name: fc.constantFrom('a', 'b', 'c'),
      tag: fc.constantFrom('1', '2'),
      values: texts,
      content: texts,
    }),
    { selector: (item) => item.name, maxLength: 3 },
  );
  const content = packs.map(
    (list): Content => ({
      ...aContent(),
      packs: list.map(({ name, tag, values, content: text }) =>
        aPack(name, { tag, values, manifests: [{ name: 'm', content: text }] }),
      ),
    }),
  );
  fc.assert(
    fc.property(content, content, (from, to) => {
      expect(compareContent(from, to).length === 0).toBe(contentDigest(from) === contentDigest(to));
    }),
    { numRuns: Number(process.env['RUNS'] ?? 500) },
  );
});

const diffOf = (before: string, after: string): string =>
  editLines(compareValues(before, after)?.edits ?? []);

describe('values', () => {
  test('differences are reported by key path', () => {
    const diff = diffOf('a: { b: [1, 2], c: x }\nd: 1', 'a: { b: [1, 3, 4], c: x }\ne: 2');
    expect(diff.split('\n')).toEqual(['~ a.b[1]: 2 → 3', '+ a.b[2]: 4', '- d: 1', '+ e: 2']);
  });

  test('what is not YAML is reported by lines', () => {
    expect(diffOf('a: b: c\nx', 'a: b: c\ny')).toBe('  a: b: c\n- x\n+ y');
  });
});
