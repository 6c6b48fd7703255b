// What was edited, told from hashes alone: names of parts, and nothing of what was in them.
import { describe, expect, test } from 'vitest';
import { compareParts } from '../../src/content/compare-content.ts';
import type { Content } from '../../src/content/content.ts';
import { nameEdits } from '../../src/content/edited-parts.ts';
import { changedParts, coversOrder, partKey } from '../../src/content/outline.ts';
import { contentOutline } from '../../src/inventory/digest.ts';
import { aContent } from '../support/a-world.ts';
import { aPack, aVariable } from '../support/contents.ts';

const [os, cni] = [aPack('os'), aPack('cni', { manifests: [{ name: 'm', content: 'a: 1' }] })];
const base: Content = { ...aContent(), packs: [os, cni], variables: [aVariable('v'), aVariable('w')] };
const packs = (...list: Content['packs']): Content => ({ ...base, packs: list });

test.each<[string, Content, readonly string[]]>([
  ['nothing', base, []],
  ['a value', packs({ ...os, values: 'a: 2' }, cni), ['os: values changed']],
  ['a tag', packs({ ...os, tag: '2' }, cni), ['os: tag, layer, type or registry']],
  ['a pack that came', packs(os, cni, aPack('csi')), ['(profile): order of packs', 'csi: added']],
  ['a pack that went', packs(os), ['(profile): order of packs', 'cni: removed']],
  ['another order of packs', packs(cni, os), ['(profile): order of packs']],
  [
    'a manifest',
    packs(os, { ...cni, manifests: [{ name: 'm', content: 'a: 2' }] }),
    ['cni: manifest m changed'],
  ],
  [
    'another manifest',
    packs(os, { ...cni, manifests: [{ name: 'n', content: 'a: 1' }] }),
    ['cni: manifest m removed', 'cni: manifest n added'],
  ],
  [
    'a variable',
    { ...base, variables: [aVariable('v', { defaultValue: 'x' }), aVariable('w')] },
    ['(variables): v changed'],
  ],
  ['a variable that went', { ...base, variables: [aVariable('v')] }, ['(variables): w removed']],
  [
    'a variable for another',
    { ...base, variables: [aVariable('v'), aVariable('x')] },
    ['(variables): w removed', '(variables): x added'],
  ],
  [
    'another order of variables',
    { ...base, variables: base.variables.toReversed() },
    ['(variables): order of variables'],
  ],
  [
    'another order of variables, one of them with another default',
    { ...base, variables: [aVariable('w'), aVariable('v', { defaultValue: 'x' })] },
    ['(variables): v changed', '(variables): order of variables'],
  ],
  [
    'another order of variables, and a pack that came',
    { ...packs(os, cni, aPack('csi')), variables: base.variables.toReversed() },
    ['(profile): order of packs', 'csi: added', '(variables): order of variables'],
  ],
])('%s', (_, after, expected) => {
  const edits = nameEdits(contentOutline(base), contentOutline(after));
  expect(edits.map(({ pack, change }) => `${pack}: ${change}`)).toEqual(expected);
  expect(edits.every(({ from, to, diff }) => from === null && to === null && diff === undefined)).toBe(true);
});

test('an outline that knows no order of variables says nothing about it, and the order of its parts is none', () => {
  const { [partKey('variables')]: _, ...older } = contentOutline(base);
  const now = contentOutline({ ...packs({ ...os, tag: '2' }, { ...cni, tag: '2' }) });
  const reversed = Object.fromEntries(Object.entries(now).toReversed());
  for (const after of [now, reversed])
    expect(nameEdits(older, after).map(({ pack }) => pack)).toEqual(['cni', 'os']);
});

test('the parts that differ are those that only one has, too', () => {
  expect([...changedParts({ a: '1', b: '1', c: '1' }, { b: '1', c: '2', d: '1' })].sort()).toEqual([
    'a',
    'c',
    'd',
  ]);
});

test('an outline covers the order of variables from two on, if it has a hash of it', () => {
  const [v, w, order] = [partKey('variable', 'v'), partKey('variable', 'w'), partKey('variables')];
  expect(
    [
      undefined,
      {},
      { [v]: '1' },
      { [v]: '1', [partKey('pack', 'v')]: '1' },
      { [v]: '1', [w]: '1' },
      { [v]: '1', [w]: '1', [order]: '1' },
    ].map(coversOrder),
  ).toEqual([false, true, true, true, false, true]);
});

describe('a part is compared by itself:', () => {
  const after: Content = {
    cloudType: 'aws',
    type: 'infra',
    packs: [
      aPack('csi'),
      { ...cni, tag: '2', manifests: [{ name: 'm', content: 'a: 2' }] },
      { ...os, values: 'a: 2' },
    ],
    variables: [aVariable('w'), aVariable('v', { defaultValue: 'x' })],
  };
  test.each<[readonly (readonly string[])[], readonly string[]]>([
    [[], []],
    [[['pack', 'cni']], ['cni: tag']],
    [[['pack', 'cni', 'manifest', 'm']], ['cni: manifest m changed']],
    [[['pack', 'os', 'values']], ['os: values']],
    [[['pack', 'csi']], ['csi: added']],
    [[['order']], ['(profile): order of packs']],
    [[['variable', 'v']], ['(variables): v changed (defaultValue)']],
    [[['variables']], ['(variables): order of variables']],
    [
      [['pack', 'cni'], ['order']],
      ['cni: tag', '(profile): order of packs'],
    ],
  ])('%j, and always what the profile itself is', (parts, changes) => {
    const named = compareParts(base, after, new Set(parts.map((part) => partKey(...part))));
    expect(named.map(({ pack, change }) => `${pack}: ${change}`)).toEqual([
      '(profile): cloud type',
      '(profile): type',
      ...changes,
    ]);
  });
});
