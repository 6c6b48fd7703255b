// The digest of a layer of overrides: whatever comes to other content is another digest, and the bytes stay what they are.
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type {
  ManifestOverride,
  OverrideLayer,
  OverrideValue,
  PackOverride,
  VariableOverride,
} from '../../../src/content/overrides/overrides.ts';
import { layerDigest, overridesDigest } from '../../../src/declare/overrides/overrides-digest.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

function aPack(pack: Partial<PackOverride> | null): OverrideLayer {
  const whole =
    pack === null
      ? null
      : { optional: false, remove: false, replace: [], unset: [], manifests: new Map(), ...pack };
  return { packs: new Map([['a', whole]]), variables: new Map() };
}
const aManifest = (manifest: ManifestOverride | null): OverrideLayer =>
  aPack({ manifests: new Map([['m', manifest]]) });
const aVariable = (variable: VariableOverride | null): OverrideLayer => ({
  packs: new Map(),
  variables: new Map([['v', variable]]),
});
const scalar = (
  source: string,
  style: 'plain' | 'quoted' | 'text' = 'plain',
  value = source,
): OverrideValue => ({
  kind: 'scalar',
  style,
  source,
  value,
});
const values = (key: string, value: OverrideValue, isQuoted?: true): OverrideLayer =>
  aPack({ values: { kind: 'map', entries: [{ key, value, ...(isQuoted ? { isQuoted } : {}) }] } });

const ADD = { type: 'helm', layer: 'addon', tag: '1' };
const FILE = { name: 'f', text: 'x: 1\n' };
const OTHER = { name: 'f', text: 'x: 2\n' };
const REPLACE = [{ find: 'a', with: 'b', count: 1 }];
const change = (members: object): VariableOverride => ({ kind: 'change', optional: false, members });

const DIFFERENT: readonly OverrideLayer[] = [
  { packs: new Map(), variables: new Map() },
  { packs: new Map(), variables: new Map(), onConflict: 'keep' },
  { packs: new Map(), variables: new Map(), onConflict: 'block' },
  aPack(null),
  aPack({}),
  aPack({ remove: true }),
  aPack({ optional: true }),
  aPack({ onConflict: 'keep' }),
  aPack({ add: ADD }),
  aPack({ add: { ...ADD, tag: '2' } }),
  aPack({ add: { ...ADD, registry: { name: 'r' } } }),
  aPack({ add: { ...ADD, position: { before: 'b' } } }),
  aPack({ move: { before: 'b' } }),
  aPack({ move: { after: 'b' } }),
  aPack({ tag: '1' }),
  aPack({ registry: { name: 'r' } }),
  aPack({ registry: { uid: 'r' } }),
  aPack({ valuesFile: FILE }),
  aPack({ valuesFile: OTHER }),
  aPack({ replace: REPLACE }),
  aPack({ unset: ['a'] }),
  values('a', scalar('1')),
  values('b', scalar('1')),
  values('a', scalar('1'), true),
  values('a', scalar('"1"', 'quoted', '1')),
  values('a', scalar('1', 'text')),
  values('a', { kind: 'list', items: [scalar('1')] }),
  values('a', { kind: 'map', entries: [] }),
  aManifest(null),
  aManifest({ kind: 'remove', optional: false }),
  aManifest({ kind: 'remove', optional: true }),
  aManifest({ kind: 'add', file: FILE }),
  aManifest({ kind: 'add', file: OTHER }),
  aManifest({ kind: 'change', optional: false, file: FILE }),
  aManifest({ kind: 'change', optional: true, file: FILE }),
  aManifest({ kind: 'change', optional: false, replace: REPLACE }),
  aVariable(null),
  aVariable({ kind: 'remove', optional: false }),
  aVariable({ kind: 'remove', optional: true }),
  aVariable({ kind: 'add', members: { regex: 'a' } }),
  aVariable(change({ regex: 'a' })),
  aVariable(change({ hidden: true })),
  aVariable({ kind: 'change', optional: true, members: { regex: 'a' } }),
  aVariable(change({ options: [] })),
  aVariable(change({ options: [{ value: 'a', label: '', description: '' }] })),
  aVariable(change({ options: [{ value: 'a', label: 'A', description: '' }] })),
];

test('layers that come to other content have other digests', () => {
  const texts = DIFFERENT.map((layer) =>
    JSON.stringify(layer, (_, value) => (value instanceof Map ? [...value] : value)),
  );
  const byDigest = new Map<string, string[]>();
  for (const [index, layer] of DIFFERENT.entries()) {
    const digest = layerDigest(layer);
    byDigest.set(digest, [...(byDigest.get(digest) ?? []), texts[index] ?? '']);
  }
  expect([...byDigest.values()].filter((same) => same.length > 1)).toEqual([]);
});

test('a file counts by its text, not by its name', () => {
  const named = aManifest({ kind: 'add', file: { ...FILE, name: 'g' } });
  expect(layerDigest(named)).toBe(layerDigest(aManifest({ kind: 'add', file: FILE })));
});

describe('the bytes that are hashed', () => {
  const empty = '"manifests":[],"optional":false,"remove":false,"replace":[],"unset":[]';
  test.each<[string, OverrideLayer, string]>([
    ['a pack that is dropped', aPack(null), '{"packs":[["a",null]],"variables":[]}'],
    ['a pack', aPack({}), `{"packs":[["a",{${empty}}]],"variables":[]}`],
    [
      'values',
      values('k', { kind: 'list', items: [scalar('1.10')] }, true),
      `{"packs":[["a",{${empty},"values":{"map":[["k",{"list":[["plain","1.10","1.10"]]},"quoted"]]}}]],"variables":[]}`,
    ],
    [
      'a manifest',
      aManifest({ kind: 'change', optional: false, file: FILE }),
      `{"packs":[["a",{"manifests":[["m",{"file":"${sha256(FILE.text)}","kind":"change","optional":false,"replace":[]}]],${empty.slice(15)}}]],"variables":[]}`,
    ],
    [
      'a replacement',
      aPack({ replace: REPLACE }),
      `{"packs":[["a",{${empty.replace('"replace":[]', '"replace":[["a","b",1]]')}}]],"variables":[]}`,
    ],
    [
      'a variable',
      aVariable(change({ options: [{ value: 'a', label: '', description: '' }] })),
      '{"packs":[],"variables":[["v",{"kind":"change","members":{"options":[{"description":"","label":"","value":"a"}]},"optional":false}]]}',
    ],
  ])('%s', (_, layer, text) => {
    expect(layerDigest(layer)).toBe(`sha256:${sha256(text)}`);
  });

  test('all layers', () => {
    expect(overridesDigest(['sha256:a', 'sha256:b'])).toBe(
      `sha256:${sha256('{"layers":["sha256:a","sha256:b"],"v":1}')}`,
    );
  });
});
