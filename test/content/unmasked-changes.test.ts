// `diff --show-secrets`: differences as they are, for who asked to see them.
import { describe, expect, test } from 'vitest';
import { compareContent } from '../../src/content/compare-content.ts';
import type { Content, Manifest, Pack, Variable } from '../../src/content/content.ts';
import { unmaskedChanges } from '../../src/content/unmasked-changes.ts';
import { aContent } from '../support/a-world.ts';
import { aPack, aVariable } from '../support/contents.ts';

/** `pack: change` and the lines below it, of each difference. */
function shown(from: Partial<Content>, to: Partial<Content>): readonly string[] {
  const [before, after] = [
    { ...aContent(), ...from },
    { ...aContent(), ...to },
  ];
  return unmaskedChanges(compareContent(before, after), before, after).flatMap(({ pack, change, diff }) => [
    `${pack}: ${change}`,
    ...(diff?.split('\n') ?? []),
  ]);
}

describe('values and manifests', () => {
  const packs = (...all: readonly Pack[]): Partial<Content> => ({ packs: all });
  const withManifests = (...manifests: readonly Manifest[]): Partial<Content> =>
    packs(aPack('os', { manifests }));
  test.each<[string, Partial<Content>, Partial<Content>, readonly string[]]>([
    [
      'a value, by lines',
      packs(aPack('os', { values: 'a: 1\npassword: one\n' })),
      packs(aPack('os', { values: 'a: 1\npassword: two\n\n' })),
      ['os: values', '  a: 1', '- password: one', '+ password: two'],
    ],
    [
      'values of a pack between others',
      packs(aPack('os'), aPack('k8s', { values: 'token: one' }), aPack('cni')),
      packs(aPack('os'), aPack('k8s', { values: 'token: two' }), aPack('cni')),
      ['k8s: values', '- token: one', '+ token: two'],
    ],
    [
      'values of the second of two packs of one name',
      packs(aPack('os'), aPack('os', { values: 'token: one' })),
      packs(aPack('os'), aPack('os', { values: 'token: two' })),
      ['os#2: values', '- token: one', '+ token: two'],
    ],
    [
      'a tag beside the values, as it was',
      packs(aPack('os', { tag: '1', values: 'token: one' })),
      packs(aPack('os', { tag: '2', values: 'token: two' })),
      ['os: tag', 'os: values', '- token: one', '+ token: two'],
    ],
    ['a pack that came', packs(), packs(aPack('os', { values: 'token: one' })), ['os: added']],
    ['a pack that went', packs(aPack('os', { values: 'token: one' })), packs(), ['os: removed']],
    [
      'what differs in form alone, and where lines end otherwise',
      packs(aPack('os', { values: 'token: one\na: 1' })),
      packs(aPack('os', { values: 'token:  one\r\na: 1' })),
      ['os: formatting', '~ line ends: LF → CRLF', '- token: one', '+ token:  one', '  a: 1'],
    ],
    [
      'a manifest, and not the values beside it',
      withManifests({ name: 'm', content: 'kind: Secret\ndata: {a: one}' }),
      withManifests({ name: 'm', content: 'kind: Secret\ndata: {a: two}' }),
      ['os: manifest m changed', '  kind: Secret', '- data: {a: one}', '+ data: {a: two}'],
    ],
    [
      'a manifest whose form alone changed',
      withManifests({ name: 'm', content: 'token: one' }, { name: 'n', content: 'a: 1' }),
      withManifests({ name: 'm', content: 'token: one # why' }, { name: 'n', content: 'a: 1' }),
      ['os: manifest m changed (only comments)', '- token: one', '+ token: one # why'],
    ],
    [
      'a manifest whose name has such words in it',
      withManifests({ name: 'x changed (only y) z', content: 'token: one' }),
      withManifests({ name: 'x changed (only y) z', content: 'token: two' }),
      ['os: manifest x changed (only y) z changed', '- token: one', '+ token: two'],
    ],
    [
      'the second of two manifests of one name',
      withManifests({ name: 'm', content: 'a: 1' }, { name: 'm', content: 'token: one' }),
      withManifests({ name: 'm', content: 'a: 1' }, { name: 'm', content: 'token: two' }),
      ['os: manifest m#2 changed', '- token: one', '+ token: two'],
    ],
    [
      'manifests that came and went, without their text',
      withManifests({ name: 'm', content: 'token: one' }),
      withManifests({ name: 'n', content: 'token: one' }),
      ['os: manifest m removed', 'os: manifest n added'],
    ],
  ])('%s', (_, from, to, expected) => {
    expect(shown(from, to)).toEqual(expected);
  });
});

describe('variables', () => {
  const variables = (...all: readonly Variable[]): Partial<Content> => ({ variables: all });
  const password = (facts: Partial<Variable>): Variable => aVariable('password', facts);
  const option = (value: string) => ({ label: 'l', value, description: '' });
  test.each<[string, Partial<Content>, Partial<Content>, readonly string[]]>([
    [
      'all that changed of one that looks like a secret',
      variables(aVariable('v'), password({ defaultValue: 'one' })),
      variables(aVariable('v'), password({ defaultValue: 'two', required: true, options: [option('two')] })),
      [
        '(variables): password changed (defaultValue, required, options)',
        '~ defaultValue: "one" → "two"',
        '~ required: false → true',
        '~ options: [] → [{"label":"l","value":"two","description":""}]',
      ],
    ],
    [
      'the default of one that comes and looks like a secret',
      variables(),
      variables(password({ defaultValue: 'one' })),
      ['(variables): password added', '+ defaultValue: "one"'],
    ],
    [
      'one that went',
      variables(password({ defaultValue: 'one' })),
      variables(),
      ['(variables): password removed'],
    ],
    [
      'a secret within a default that changed in nothing else',
      variables(aVariable('v', { defaultValue: 'postgres://u:one@h' })),
      variables(aVariable('v', { defaultValue: 'postgres://u:two@h' })),
      [
        '(variables): v changed (defaultValue)',
        '~ defaultValue: "postgres://u:one@h" → "postgres://u:two@h"',
      ],
    ],
    [
      'a secret within a default that is new',
      variables(aVariable('v', { defaultValue: 'none' })),
      variables(aVariable('v', { defaultValue: 'postgres://u:two@h' })),
      ['(variables): v changed (defaultValue)', '~ defaultValue: "none" → "postgres://u:two@h"'],
    ],
    [
      'a secret within a default that is gone',
      variables(aVariable('v', { defaultValue: 'postgres://u:one@h' })),
      variables(aVariable('v', { defaultValue: 'none' })),
      ['(variables): v changed (defaultValue)', '~ defaultValue: "postgres://u:one@h" → "none"'],
    ],
    [
      'a secret within the default of one that comes',
      variables(),
      variables(aVariable('v', { defaultValue: 'postgres://u:one@h' })),
      ['(variables): v added', '+ defaultValue: "postgres://u:one@h"'],
    ],
    [
      'nothing masked: what looks alike is still distinguished',
      variables(aVariable('v', { defaultValue: 'a b' })),
      variables(aVariable('v', { defaultValue: 'a\u00a0b' })),
      ['(variables): v changed (defaultValue)', '~ defaultValue: "a b" → "a\\u{a0}b"'],
    ],
    [
      'one that Palette masks, which nobody can show',
      variables(password({ isSensitive: true, defaultValue: '****' })),
      variables(password({ isSensitive: true, defaultValue: '****', options: [option('two')] })),
      [
        '(variables): password changed (options; its default is masked and was not compared)',
        '~ options: changed',
      ],
    ],
    [
      'one that Palette masks now',
      variables(password({ defaultValue: 'one' })),
      variables(password({ isSensitive: true, defaultValue: '****' })),
      [
        '(variables): password changed (defaultValue, isSensitive)',
        '~ defaultValue: changed',
        '~ isSensitive: false → true',
      ],
    ],
    [
      'one that Palette masked before',
      variables(password({ isSensitive: true, defaultValue: '****' })),
      variables(password({ defaultValue: 'one' })),
      [
        '(variables): password changed (defaultValue, isSensitive)',
        '~ defaultValue: changed',
        '~ isSensitive: true → false',
      ],
    ],
    [
      'one that Palette masks and that comes',
      variables(),
      variables(password({ isSensitive: true, defaultValue: '****' })),
      ['(variables): password added', '+ defaultValue: (secret)'],
    ],
    [
      'another order of them, as it was',
      variables(aVariable('v'), password({})),
      variables(password({}), aVariable('v')),
      ['(variables): order of variables'],
    ],
  ])('%s', (_, from, to, expected) => {
    expect(shown(from, to)).toEqual(expected);
  });
});
