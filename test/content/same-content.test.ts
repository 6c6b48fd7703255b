// What Palette may rewrite without changing what a content says, and what it may not.
import { describe, expect, test } from 'vitest';
import type { Content } from '../../src/content/content.ts';
import { sameContent, sameYaml } from '../../src/content/same-content.ts';
import { aContent } from '../support/a-world.ts';
import { aPack, aVariable } from '../support/contents.ts';

/** A list that is used so many times more: of what appears more than a hundred times nothing is read. */
const aliases = (count: number): string => `a: &x [1]\nb: [${Array(count).fill('*x').join(', ')}]`;

test.each([
  ['a: 1\nb: 2\n', 'b: 2\na: 1', true],
  ['# said\na: [1, 2]\n', 'a:\n- 1\n- 2\n', true],
  ['a: x  \n', "a: 'x'", true],
  ['a: 1', 'a: 1\n---\nb: 2', false],
  ['a: yes', 'a: "yes"', false],
  ['a: 0644', 'a: 420', false],
  ['a: 12345678901234567890', 'a: 12345678901234567891', false],
  ['a: 1.10', 'a: 1.1', true],
  ['a: "1.10"', 'a: 1.10', false],
  ['a: null', 'a: ""', false],
  ['a: [1, 2]', 'a: [2, 1]', false],
  ['{{ if .x }}\na: 1', '{{ if .x }}\na: 1\n# more', false],
  ['a: {{ .spectro.var.x }}', 'a: {{ .spectro.var.y }}', false],
  ['', '# only a comment', true],
  ['a: [1, 2]', 'a: [1, 2, 3]', false],
  ['a: [1]', 'a: {0: 1}', false],
  ['a: []', 'a: ""', false],
  ['a: ""', 'a: []', false],
  ['a: !!timestamp 2001-01-01', 'a: x', false],
  ['a: x', 'a: !!timestamp 2001-01-01', false],
  ['a: b: c', ' a: b: c\n', true],
  ['a: b: c', 'a: b: d', false],
  ['a: {0: 1}', 'a: [1]', false],
  ['a: {b: 1}', 'a: {b: 1, c: 2}', false],
  ['a: {b: 1, c: 2}', 'a: {b: 1}', false],
  ['a: {b: 1}', 'a: {c: 1}', false],
  ['a: {b: ~}', 'a: {c: ~}', false],
  ['a: {b: 1}', 'a: 1', false],
  ['a: 1', 'a: {b: 1}', false],
  ['a: ~', 'a: {}', false],
  ['a: {}', 'a: ~', false],
  ['a: !!timestamp 2001-01-01', 'a:  !!timestamp 2001-01-01', true],
  ['a: !!timestamp 2001-01-01', 'a: !!timestamp 2001-01-02', false],
  ['a: !!binary YQ==', 'a: {0: 97}', false],
  ['a: &x 1\nb: *x', 'a: 1\nb: 1', true],
  ['a: 1\na: 1', 'a: 1', false],
  [' a: 1 ', 'a: 1\n', true],
  ['{{ if .x }}', '{{ if .x }}\n', true],
  ['a: b: c', 'a: 1', false],
  ['a: 1', 'a: b: c', false],
  ['a: b: c', 'a:  b: c', false],
  [' a: b: c', 'a: b: c', true],
  [aliases(99), `${aliases(99)} # why`, true],
  [aliases(100), `${aliases(100)} # why`, false],
  [`a: ${'['.repeat(70)}${']'.repeat(70)}`, `a:  ${'['.repeat(70)}${']'.repeat(70)}`, false],
])('%j and %j: %s', (a, b, expected) => {
  expect(sameYaml(a, b)).toBe(expected);
});

describe('a content says the same', () => {
  const [pack, other] = [
    aPack('os', { manifests: [{ name: 'm', content: 'b: 1' }] }),
    aPack('cni', { values: 'c: 1' }),
  ];
  const content: Content = {
    ...aContent(),
    packs: [pack, other],
    variables: [aVariable('v'), aVariable('w')],
  };
  const withPack = (facts: Partial<typeof pack>): Content => ({
    ...content,
    packs: [{ ...pack, ...facts }, other],
  });
  const withVariable = (facts: Parameters<typeof aVariable>[1]): Content => ({
    ...content,
    variables: [aVariable('v', facts), aVariable('w')],
  });

  test.each<[string, boolean, Content]>([
    ['where nothing differs', true, { ...content }],
    ['in values of another form', true, withPack({ values: 'a:  1' })],
    ['in a manifest of another form', true, withPack({ manifests: [{ name: 'm', content: '# b\nb: 1' }] })],
    ['where a train resolves to another version', true, withPack({ resolvedVersion: '9.9.9' })],
    ['not in other values', false, withPack({ values: 'a: 2' })],
    ['not in another manifest', false, withPack({ manifests: [{ name: 'm', content: 'b: 2' }] })],
    ['not in a manifest of another name', false, withPack({ manifests: [{ name: 'n', content: 'b: 1' }] })],
    ['not without its manifest', false, withPack({ manifests: [] })],
    ['not with another tag', false, withPack({ tag: '2.0.0' })],
    ['not with another layer', false, withPack({ layer: 'os' })],
    ['not with another type', false, withPack({ type: 'oci' })],
    ['not with another registry', false, withPack({ registryUid: 'r' })],
    ['not under another name', false, withPack({ name: 'x' })],
    ['not in another order', false, { ...content, packs: [other, pack] }],
    ['not without a pack', false, { ...content, packs: [pack] }],
    ['not for another cloud', false, { ...content, cloudType: 'aws' }],
    ['not as another type', false, { ...content, type: 'infra' }],
    ['not with another default', false, withVariable({ defaultValue: 'b' })],
    ['not with a variable that became required', false, withVariable({ required: true })],
    ['not with variables in another order', false, { ...content, variables: content.variables.toReversed() }],
  ])('%s: %s', (_, expected, changed) => {
    expect([sameContent(content, changed), sameContent(changed, content)]).toEqual([expected, expected]);
  });

  test('whatever the default of a sensitive variable is, which comes masked', () => {
    const [one, two] = [
      withVariable({ isSensitive: true, defaultValue: 'x' }),
      withVariable({ isSensitive: true, defaultValue: '****' }),
    ];
    expect(sameContent(one, two)).toBe(true);
    expect(sameContent(one, withVariable({ isSensitive: true, format: 'number' }))).toBe(false);
  });
});
