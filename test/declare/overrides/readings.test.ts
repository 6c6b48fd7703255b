// What packs, manifests, variables and layers are read to: just the members that were written.
import { describe, expect, test } from 'vitest';
import type {
  ManifestOverride,
  OverrideLayer,
  PackOverride,
  VariableOverride,
} from '../../../src/content/overrides/overrides.ts';
import { good } from '../../support/declared.ts';

async function layerOf(overrides: string): Promise<OverrideLayer> {
  const yaml = `cloneform: 1\nclones:\n  edge:\n    source: { profile: p }\n    target: { scope: tenant }\n    overrides: { ${overrides} }\n`;
  const { desired } = await good({ 'cloneform.yaml': yaml, v: 'x: 1\n' });
  return desired.clones[0]?.overrides?.layers[0] ?? expect.unreachable();
}

const FILE = { name: 'v', text: 'x: 1\n' };
const NOTHING: PackOverride = {
  optional: false,
  remove: false,
  replace: [],
  unset: [],
  manifests: new Map(),
};

describe('a pack', () => {
  test.each<[string, Partial<PackOverride>]>([
    ['remove: true', { remove: true }],
    ['tag: "1", optional: true', { tag: '1', optional: true }],
    ['tag: "1", onConflict: keep', { tag: '1', onConflict: 'keep' }],
    ['onConflict: block', { onConflict: 'block' }],
    ['registry: r', { registry: { name: 'r' } }],
    ['registryUid: u', { registry: { uid: 'u' } }],
    ['move: { before: b }', { move: { before: 'b' } }],
    ['move: { after: b }', { move: { after: 'b' } }],
    ['valuesFile: v', { valuesFile: FILE }],
    ['unset: [a.b]', { unset: ['a.b'] }],
    ['replace: [{ find: a, with: "" }]', { replace: [{ find: 'a', with: '', count: 1 }] }],
    [
      'values: { a: 1.10 }',
      {
        values: {
          kind: 'map',
          entries: [{ key: 'a', value: { kind: 'scalar', style: 'plain', source: '1.10', value: '1.10' } }],
        },
      },
    ],
    ['add: { type: manifest, layer: addon }', { add: { type: 'manifest', layer: 'addon', tag: '' } }],
    [
      'add: { type: helm, layer: addon, registry: r, tag: "1", valuesFile: v, after: b }',
      {
        add: {
          type: 'helm',
          layer: 'addon',
          tag: '1',
          registry: { name: 'r' },
          position: { after: 'b' },
        },
        valuesFile: FILE,
      },
    ],
  ])('{ %s }', async (members, expected) => {
    const layer = await layerOf(`packs: { a: { ${members} } }`);
    expect(layer.packs.get('a')).toStrictEqual({ ...NOTHING, ...expected });
  });
});

test.each<[string, ManifestOverride]>([
  ['file: v', { kind: 'change', optional: false, file: FILE }],
  [
    'optional: true, replace: [{ find: a, with: b, count: 2 }]',
    { kind: 'change', optional: true, replace: [{ find: 'a', with: 'b', count: 2 }] },
  ],
  ['remove: true', { kind: 'remove', optional: false }],
  ['add: true, file: v', { kind: 'add', file: FILE }],
])('a manifest { %s }', async (members, expected) => {
  const layer = await layerOf(`packs: { a: { manifests: { m: { ${members} } } } }`);
  expect(layer.packs.get('a')?.manifests.get('m')).toStrictEqual(expected);
});

test.each<[string, VariableOverride]>([
  ['hidden: true', { kind: 'change', optional: false, members: { hidden: true } }],
  ['optional: true, regex: a', { kind: 'change', optional: true, members: { regex: 'a' } }],
  ['remove: true', { kind: 'remove', optional: false }],
  ['remove: true, optional: true', { kind: 'remove', optional: true }],
  ['add: true, format: number', { kind: 'add', members: { format: 'number' } }],
  [
    'options: [{ value: a }, { value: b, label: B, description: c }]',
    {
      kind: 'change',
      optional: false,
      members: {
        options: [
          { value: 'a', label: '', description: '' },
          { value: 'b', label: 'B', description: 'c' },
        ],
      },
    },
  ],
  [
    'displayName: a, description: b, defaultValue: c, inputType: text, required: false, immutable: true',
    {
      kind: 'change',
      optional: false,
      members: {
        displayName: 'a',
        description: 'b',
        defaultValue: 'c',
        inputType: 'text',
        required: false,
        immutable: true,
      },
    },
  ],
])('a variable { %s }', async (members, expected) => {
  const layer = await layerOf(`variables: { v: { ${members} } }`);
  expect(layer.variables.get('v')).toStrictEqual(expected);
});

test.each<[string, OverrideLayer]>([
  ['packs: { a: ~ }', { packs: new Map([['a', null]]), variables: new Map() }],
  ['variables: { v: ~ }', { packs: new Map(), variables: new Map([['v', null]]) }],
  ['onConflict: keep', { onConflict: 'keep', packs: new Map(), variables: new Map() }],
  ['onConflict: block', { onConflict: 'block', packs: new Map(), variables: new Map() }],
])('a layer { %s }', async (members, expected) => {
  expect(await layerOf(members)).toStrictEqual(expected);
});
