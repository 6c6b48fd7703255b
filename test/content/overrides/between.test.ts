// What overrides would have to say so that one text, one pack, one order or one set of variables becomes another one.
import { describe, expect, test } from 'vitest';
import type { Pack } from '../../../src/content/content.ts';
import { orderBetween } from '../../../src/content/overrides/order-between.ts';
import type { PackOverride } from '../../../src/content/overrides/overrides.ts';
import { isOtherPack, newPack, packBetween } from '../../../src/content/overrides/pack-between.ts';
import { replacementsBetween } from '../../../src/content/overrides/replacements-between.ts';
import { manifestTextBetween, valuesTextBetween } from '../../../src/content/overrides/text-between.ts';
import { variablesBetween } from '../../../src/content/overrides/variables-between.ts';
import { aPack, aVariable } from '../../support/contents.ts';
import { mapOf } from '../../support/overrides.ts';

const one = (find: string, to: string) => ({ find, with: to, count: 1 });
const changed = (count: number, value: string): string =>
  Array.from({ length: count }, (_, index) => `key${index}: ${value}\nsame line ${index}\n`).join('');
const like = (count: number): string => 'a\n'.repeat(count);

describe('replacements', () => {
  test.each<[before: string, after: string, expected: readonly ReturnType<typeof one>[] | null]>([
    ['a: 1\nb: 2\n', 'a: 1\nb: 3\n', [one('b: 2', 'b: 3')]],
    ['m:\n  a: 1\nx\n', 'm:\n  a: 2\nx\n', [one('a: 1', 'a: 2')]],
    ['a: 1\nx\ny\nb: 1\n', 'a: 2\nx\ny\nb: 2\n', [one('a: 1', 'a: 2'), one('b: 1', 'b: 2')]],
    ['a: 1\nx\n', 'a: $&\nx\n', [one('a: 1', 'a: $&')]],
    // A margin counts where it changes, or where the rest of the line stands elsewhere, too.
    ['m:\n  a: 1\nx\n', 'm:\n    a: 1\nx\n', [one('  a: 1\n', '    a: 1\n')]],
    ['a: 1\nx\n  a: 1\n', 'a: 1\nx\n  a: 2\n', [one('  a: 1\n', '  a: 2\n')]],
    // As many lines around it as make it the only one: first above, then below.
    ['x\na\ny\na\n', 'x\na\ny\nb\n', [one('y\na\n', 'y\nb\n')]],
    ['a\nx\na\ny\n', 'b\nx\na\ny\n', [one('a\nx\n', 'b\nx\n')]],
    ['a\nc\n', 'a\nb\nc\n', [one('a\n', 'a\nb\n')]],
    ['a\nc\n', 'z\na\nc\n', [one('a\n', 'z\na\n')]],
    ['a\nb\nc\n', 'a\nc\n', [one('b\n', '')]],
    ['a\nb\nc\n', 'a\nx\ny\nc\n', [one('b\n', 'x\ny\n')]],
    [
      `${'a\n'.repeat(15)}b\n${'a\n'.repeat(15)}`,
      `${'a\n'.repeat(15)}c\n${'a\n'.repeat(15)}`,
      [one('b', 'c')],
    ],
    // Up to eight of them.
    [`b\n${like(30)}`, `b\n${like(7)}x\n${like(23)}`, [one(`b\n${like(7)}`, `b\n${like(7)}x\n`)]],
    [`b\n${like(30)}`, `b\n${like(8)}x\n${like(22)}`, null],
    ['a\n', 'b\n', [one('a', 'b')]],
    ['a\nb\n', 'c\nd\n', null],
    ['a\nb\n', 'a\nb\n', null],
    [
      changed(20, '1'),
      changed(20, '2'),
      Array.from({ length: 20 }, (_, index) => one(`key${index}: 1`, `key${index}: 2`)),
    ],
    [changed(21, '1'), changed(21, '2'), null],
    [`${'x'.repeat(100)}\nkeep\n`, `${'y'.repeat(100)}\nkeep\n`, [one('x'.repeat(100), 'y'.repeat(100))]],
    // More of it is written than the whole text would be.
    [`${'x'.repeat(101)}\nkeep\n`, `${'y'.repeat(101)}\nkeep\n`, null],
  ])('of %j by %j', (before, after, expected) => {
    expect(replacementsBetween(before, after)).toEqual(expected);
  });
});

const NONE = { replace: [], unset: [] };

describe('texts of values', () => {
  test.each<[before: string, after: string, expected: ReturnType<typeof valuesTextBetween>]>([
    ['a: 1\n', '\n\na: 1\n\n', null],
    ['a: 1\n', 'a: 2\n', { ...NONE, values: mapOf('{ a: 2 }') }],
    ['a: 1\n', 'a: 2', { ...NONE, values: mapOf('{ a: 2 }') }],
    ['a: 1\nb: 2\n', 'a: 1\n', { ...NONE, unset: ['b'] }],
    [
      'a: 1\nb: { c: 1, d: 2 }\n',
      'a: "1"\nb: { d: 2 }\n',
      { ...NONE, unset: ['b.c'], values: mapOf('{ a: "1" }') },
    ],
    [
      'a: |\n  b: 1\n  c: 2\n',
      'a: |\n  b: 3\n',
      { ...NONE, unset: ['a.c'], values: mapOf('{ a: { b: 3 } }') },
    ],
    ['l:\n  - a\n', 'l:\n  - b\n', { ...NONE, values: mapOf('{ l: [b] }') }],
    ['', 'a: 1\n', { ...NONE, values: mapOf('{ a: 1 }') }],
    ['a: "b"\n', 'a: |\n  x\n  y\n', { ...NONE, values: mapOf('a: |\n  x\n  y\n') }],
    ['on: 1\n', '"on": 2\non: 1\n', { ...NONE, replace: [one('on: 1\n', '"on": 2\non: 1\n')] }],
    // Most of the list stays, so that what the source changes in it still arrives.
    ['l:\n  - a=1\n  - b=2\n', 'l:\n  - a=1\n  - b=3\n', { ...NONE, replace: [one('- b=2', '- b=3')] }],
    ['a: 1 # x\n', 'a: 1 # y\n', { ...NONE, replace: [one('a: 1 # x', 'a: 1 # y')] }],
    ['a: 1\nb: 2\n', '# c\n- x\n- y\n', { ...NONE, file: { name: 'f', text: '# c\n- x\n- y\n' } }],
    ['a: 1\nb: *x\n', 'a: 2\nb: *x\n', { ...NONE, replace: [one('a: 1', 'a: 2')] }],
    ['a: 1\nb: 2\n', 'a: &x 1\nb: 2\n', { ...NONE, replace: [one('a: 1', 'a: &x 1')] }],
    ['a: 1\nb: 2\n', 'a: !!str 1\nb: 2\n', { ...NONE, replace: [one('a: 1', 'a: !!str 1')] }],
    ['a: 1\nb: 2\n', 'a: 1\nb:\n', { ...NONE, replace: [one('b: 2', 'b:')] }],
    ['a: 1\nb: 2\n', 'a: 1\nb: 2\nb: 3\n', { ...NONE, replace: [one('b: 2\n', 'b: 2\nb: 3\n')] }],
    ['a: 1\nb: x\n', 'a: 1\nb: >\n  y\n', { ...NONE, replace: [one('b: x\n', 'b: >\n  y\n')] }],
  ])('%j → %j', (before, after, expected) => {
    expect(valuesTextBetween(before, after, 'f')).toEqual(expected);
  });

  test.each<[before: string, after: string, expected: ReturnType<typeof manifestTextBetween>]>([
    ['a: 1\n', '\n\na: 1', null],
    ['a: 1\nb: 2\n', 'a: 1\nb: 3\n', { ...NONE, replace: [one('b: 2', 'b: 3')] }],
    ['\n\na: 1\nb: 2\n\n', 'a: 1\nb: 3', { ...NONE, replace: [one('b: 2', 'b: 3')] }],
    ['', 'a\n', { ...NONE, file: { name: 'f', text: 'a\n' } }],
    ['a\nb\n', 'c\nd\n', { ...NONE, file: { name: 'f', text: 'c\nd\n' } }],
  ])('of a manifest, %j → %j', (before, after, expected) => {
    expect(manifestTextBetween(before, after, 'f')).toEqual(expected);
  });
});

test.each<[before: string, after: string, expected: Readonly<Record<string, object>>]>([
  ['a b c', 'a b c', {}],
  ['a b c', 'a c', {}],
  ['a b c d', 'd a b c', { d: { before: 'a' } }],
  ['a b c d', 'b c d a', { a: { after: 'd' } }],
  ['a b c d', 'a c d b', { b: { after: 'd' } }],
  ['a b', 'a x b', { x: { after: 'a' } }],
  ['a b', 'a b x y', {}],
  ['a b', 'x y a b', { x: { before: 'a' }, y: { after: 'x' } }],
  ['', 'x y', {}],
])('the order %j becomes %j', (before, after, expected) => {
  const words = (text: string) => text.split(' ').filter((word) => word !== '');
  expect(Object.fromEntries(orderBetween(words(before), words(after)))).toEqual(expected);
});

const EMPTY: PackOverride = { optional: false, remove: false, replace: [], unset: [], manifests: new Map() };
const manifest = (name: string, content = 'kind: X\n') => ({ name, content });

describe('packs', () => {
  test.each<[string, Partial<Pack>, Partial<Pack>, ReturnType<typeof packBetween>]>([
    ['the same', {}, { resolvedVersion: '2', isInvalid: true }, null],
    ['another tag', {}, { tag: '2' }, { ...EMPTY, tag: '2' }],
    ['another registry', { registryUid: 'u' }, { registryUid: 'v' }, { ...EMPTY, registry: { uid: 'v' } }],
    ['a registry', {}, { registryUid: 'v' }, { ...EMPTY, registry: { uid: 'v' } }],
    ['no registry', { registryUid: 'u' }, {}, { reason: 'pack p/q no longer has a registry' }],
    ['other values', {}, { values: 'a: 2' }, { ...EMPTY, values: mapOf('{ a: 2 }') }],
    ['a whole text', {}, { values: '- x\n- y' }, { ...EMPTY, replace: [one('a: 1', '- x\n- y')] }],
    [
      'manifests in another order',
      { manifests: [manifest('a'), manifest('b')] },
      { manifests: [manifest('b'), manifest('a')] },
      { reason: 'the manifests of pack p/q have another order' },
    ],
    [
      'a new manifest in front',
      { manifests: [manifest('a')] },
      { manifests: [manifest('b'), manifest('a')] },
      { reason: 'the manifests of pack p/q have another order' },
    ],
    [
      'manifests that change, come and go',
      { manifests: [manifest('a'), manifest('b'), manifest('c', 'x\ny\n'), manifest('d')] },
      {
        manifests: [
          manifest('b', 'kind: Y'),
          manifest('c', '1\n2\n'),
          manifest('d', '\nkind: X'),
          manifest('e f', 'z\n'),
        ],
      },
      {
        ...EMPTY,
        manifests: new Map<string, object>([
          ['a', { kind: 'remove', optional: false }],
          ['b', { kind: 'change', optional: false, replace: [one('kind: X', 'kind: Y')] }],
          ['c', { kind: 'change', optional: false, file: { name: 'p-q-c.yaml', text: '1\n2\n' } }],
          ['e f', { kind: 'add', file: { name: 'p-q-e-f.yaml', text: 'z\n' } }],
        ]) as PackOverride['manifests'],
      },
    ],
  ])('with %s', (_, before, after, expected) => {
    expect(packBetween('p/q', aPack('p/q', before), aPack('p/q', after), undefined)).toEqual(expected);
  });

  test('at another place, with another text', () => {
    const after = aPack('p', { values: '# c\n- x\n- y\n' });
    expect(packBetween('p', aPack('p', { values: 'a: 1\nb: 2\n' }), after, { after: 'o' })).toEqual({
      ...EMPTY,
      move: { after: 'o' },
      valuesFile: { name: 'p.yaml', text: '# c\n- x\n- y\n' },
    });
  });

  test('that are new', () => {
    expect(newPack('p', aPack('p', { values: ' \n' }), undefined)).toEqual({
      ...EMPTY,
      add: { type: 'manifest', layer: 'addon', tag: '1.0.0' },
    });
    const pack = aPack('p', { registryUid: 'u', manifests: [manifest('ns')] });
    expect(newPack('p', pack, { before: 'o' })).toEqual({
      ...EMPTY,
      add: {
        type: 'manifest',
        layer: 'addon',
        tag: '1.0.0',
        registry: { uid: 'u' },
        position: { before: 'o' },
      },
      valuesFile: { name: 'p.yaml', text: 'a: 1' },
      manifests: new Map([['ns', { kind: 'add', file: { name: 'p-ns.yaml', text: 'kind: X\n' } }]]),
    });
  });

  test.each<[Partial<Pack>, boolean]>([
    [{ tag: '2', registryUid: 'u' }, false],
    [{ type: 'helm' }, true],
    [{ layer: 'cni' }, true],
  ])('that differ by %j are others: %s', (facts, isOther) => {
    expect(isOtherPack(aPack('p'), aPack('p', facts))).toBe(isOther);
  });
});

describe('variables', () => {
  const secret = (name: string, facts = {}) => aVariable(name, { isSensitive: true, ...facts });
  const SENSITIVE = 'variable s is sensitive, and Palette shows only its mask';
  const ORDER = 'the variables have another order';

  test.each<
    [string, ReturnType<typeof aVariable>[], ReturnType<typeof aVariable>[], object, readonly string[]]
  >([
    ['the same', [aVariable('a'), secret('s')], [aVariable('a'), secret('s')], {}, []],
    [
      'gone',
      [aVariable('a'), aVariable('b')],
      [aVariable('b')],
      { a: { kind: 'remove', optional: false } },
      [],
    ],
    [
      'changed',
      [aVariable('a')],
      [
        aVariable('a', {
          defaultValue: 'b',
          required: true,
          options: [{ value: 'v', label: '', description: '' }],
        }),
      ],
      {
        a: {
          kind: 'change',
          optional: false,
          members: {
            defaultValue: 'b',
            required: true,
            options: [{ value: 'v', label: '', description: '' }],
          },
        },
      },
      [],
    ],
    [
      'emptied',
      [aVariable('a', { hidden: true })],
      [aVariable('a', { defaultValue: '' })],
      { a: { kind: 'change', optional: false, members: { defaultValue: '', hidden: false } } },
      [],
    ],
    [
      'new, with what is not empty',
      [],
      [
        aVariable('a', {
          displayName: 'A',
          description: 'd',
          regex: 'r',
          immutable: true,
          inputType: 'text',
        }),
      ],
      {
        a: {
          kind: 'add',
          members: {
            displayName: 'A',
            description: 'd',
            format: 'string',
            defaultValue: 'a',
            regex: 'r',
            immutable: true,
            inputType: 'text',
          },
        },
      },
      [],
    ],
    ['sensitive and gone', [secret('s')], [], {}, [SENSITIVE]],
    ['sensitive and new', [], [secret('s')], {}, [SENSITIVE]],
    ['sensitive and changed', [secret('s')], [secret('s', { description: 'd' })], {}, [SENSITIVE]],
    ['sensitive from now on', [aVariable('s')], [secret('s')], {}, [SENSITIVE]],
    ['no longer sensitive', [secret('s')], [aVariable('s')], {}, [SENSITIVE]],
    ['in another order', [aVariable('a'), aVariable('b')], [aVariable('b'), aVariable('a')], {}, [ORDER]],
    [
      'new and first',
      [aVariable('a')],
      [aVariable('b', { format: '', defaultValue: '' }), aVariable('a')],
      { b: { kind: 'add', members: {} } },
      [ORDER],
    ],
  ])('that are %s', (_, before, after, overrides, reasons) => {
    const found = variablesBetween(before, after);
    expect(Object.fromEntries(found.overrides)).toEqual(overrides);
    expect(found.reasons).toEqual(reasons);
  });
});
