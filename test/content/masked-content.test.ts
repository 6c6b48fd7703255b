// A content as `render` prints it: every secret masked, and nothing else touched.
import { describe, expect, test } from 'vitest';
import type { Content, Pack, Variable } from '../../src/content/content.ts';
import { maskedContent } from '../../src/content/masked-content.ts';
import { aContent } from '../support/a-world.ts';
import { aPack, aVariable } from '../support/contents.ts';

const content = (facts: Partial<Content>): Content => ({ ...aContent(), ...facts });

test('without a secret is the same', () => {
  const plain = content({
    cloudType: 'edge-native',
    packs: [aPack('os', { tag: '2', manifests: [{ name: 'm', content: 'a: 1' }] }), aPack('k8s')],
    variables: [aVariable('v'), aVariable('w', { format: 'number', required: true })],
  });
  expect(maskedContent(plain)).toEqual(plain);
});

test('masks values and manifests, whose lines keep their numbers', () => {
  const pack = (secret: string): Pack =>
    aPack('os', {
      values: `a: 1\npassword: ${secret}\nb: 2`,
      manifests: [
        { name: 'm', content: `kind: Secret\ndata:\n  a: ${secret}` },
        { name: 'n', content: 'a: 1' },
      ],
    });
  expect(maskedContent(content({ packs: [pack('pw'), aPack('k8s')] })).packs).toEqual([
    pack('(secret)'),
    aPack('k8s'),
  ]);
});

describe('of a variable', () => {
  const option = (value: string) => ({ value, label: 'one', description: 'the first' });
  test.each<[string, Partial<Variable>, Partial<Variable>]>([
    ['that is sensitive, the default', { isSensitive: true }, { defaultValue: '(secret)' }],
    ['that looks like a secret, the default', { name: 'password' }, { defaultValue: '(secret)' }],
    ['that looks like a secret, no empty default', { name: 'password', defaultValue: '' }, {}],
    [
      'that looks like a secret, each option, and nothing of what it is called',
      { name: 'password', defaultValue: '', options: [option('a'), option('b')] },
      { options: [option('(secret)'), option('(secret)')] },
    ],
    [
      'with a secret in its default, that',
      { defaultValue: 'postgres://u:pw@h' },
      { defaultValue: 'postgres://u:(secret)@h' },
    ],
    [
      'with a secret in an option, that',
      { options: [option('a'), option('postgres://u:pw@h')] },
      { options: [option('a'), option('postgres://u:(secret)@h')] },
    ],
  ])('%s is masked', (_, facts, masked) => {
    const variable = aVariable('v', facts);
    expect(maskedContent(content({ variables: [variable] })).variables).toEqual([{ ...variable, ...masked }]);
  });
});
