// Edits of declaration files of every layout: the text reads as before with the change, and no other byte is touched.

import { expect, test } from 'vitest';
import type {
  OverrideLayer,
  OverrideMap,
  OverrideScalar,
  OverrideValue,
  PackOverride,
} from '../../src/content/overrides/overrides.ts';
import { plainScalar } from '../../src/content/plain-scalar.ts';
import { insertOverrides } from '../../src/declare/edit/insert-overrides.ts';
import { setScalar } from '../../src/declare/edit/set-scalar.ts';
import type { DesiredClone } from '../../src/model/desired.ts';
import { read } from '../support/declared.ts';
import { fc } from '../support/fast-check.ts';

const PACK: PackOverride = { optional: false, remove: false, replace: [], unset: [], manifests: new Map() };
const KEYS = ['a', 'mtu', 'on', '1.10', 'k 1', 'x: y', '<b', 'é', '__proto__'];
const PLAIN = [
  '9000',
  '1.10',
  '0644',
  'yes',
  '~',
  'null',
  'a b',
  '-1',
  '#c',
  'a #b',
  '- x',
  '${HOME}',
  '${project}',
  '$${var.x}',
  '*x',
  'a: b',
];
const TEXTS = [
  '',
  ' ',
  'line\nline\n',
  '\n\n',
  'a\tb',
  '"',
  "it's",
  '${var.mtu',
  '${project}',
  '\\',
  '{{ .x }}',
  ': ',
  '# no',
  '\u00a0',
];

const scalar: fc.Arbitrary<OverrideScalar> = fc.oneof(
  fc
    .constantFrom(...PLAIN.filter((text) => !/^[#*-] ?\D|: | #/.test(text)))
    .map((source) => ({ kind: 'scalar', style: 'plain', source, value: source }) as const),
  fc
    .constantFrom(...TEXTS)
    .map((value) => ({ kind: 'scalar', style: 'text', source: value, value }) as const),
);

function maps(value: fc.Arbitrary<OverrideValue>): fc.Arbitrary<OverrideMap> {
  return fc
    .uniqueArray(fc.tuple(fc.constantFrom(...KEYS), value), {
      minLength: 1,
      maxLength: 3,
      selector: ([key]) => key,
    })
    .map((entries) => ({
      kind: 'map',
      entries: entries.map(([key, item]) => ({ key, isQuoted: true, value: item })),
    }));
}

const lists = fc.array(scalar, { maxLength: 3 }).map((items) => ({ kind: 'list', items }) as const);
const values = maps(fc.oneof(scalar, lists, maps(fc.oneof(scalar, lists))));

interface Layout {
  readonly step: number;
  readonly eol: string;
  readonly comments: boolean;
  readonly blank: boolean;
  readonly isFlow: boolean;
  readonly ends: boolean;
  readonly before: string;
}

const layout: fc.Arbitrary<Layout> = fc.record({
  step: fc.constantFrom(2, 3, 4),
  eol: fc.constantFrom('\n', '\r\n'),
  comments: fc.boolean(),
  blank: fc.boolean(),
  isFlow: fc.boolean(),
  ends: fc.boolean(),
  before: fc.constantFrom('', 'overrides', 'pack', 'project'),
});

/** A file with the declaration `edge` of two projects between two others. */
function aFile({ step, eol, comments, blank, isFlow, ends, before }: Layout): string {
  const pad = (depth: number, text: string): string => ' '.repeat(step * depth) + text;
  const note = (text: string): string => (comments ? `${text}  # { not: this }` : text);
  const own: readonly string[] =
    before === 'overrides'
      ? [pad(2, 'overrides:'), pad(3, note('onConflict: block'))]
      : before === 'pack'
        ? [
            pad(2, note('overrides:')),
            pad(3, 'packs:'),
            pad(4, 'p:'),
            pad(5, 'values:'),
            pad(6, note('old: 1.10')),
          ]
        : before === 'project'
          ? [
              pad(2, 'perProject:'),
              pad(3, note("'r*': { protect: true }")),
              pad(3, 'riga:'),
              pad(4, note('protect: true')),
            ]
          : [];
  const lines = [
    'cloneform: 1',
    ...(comments ? ['# the clones', ''] : []),
    'clones:',
    pad(1, note('first: { source: { profile: p }, target: { scope: tenant, name: first } }')),
    ...(blank ? [''] : []),
    ...(isFlow
      ? [pad(1, note('edge: { source: { profile: p }, target: { scope: project, projects: [oslo, riga] } }'))]
      : [
          pad(1, note('edge:')),
          pad(2, note('source: { profile: p, version: ^1.0.0 }')),
          ...(comments ? [pad(2, '# where')] : []),
          pad(2, 'target:'),
          pad(3, 'scope: project'),
          pad(3, note('projects: [oslo, riga]')),
          ...own,
        ]),
    ...(blank ? ['', ''] : []),
    ...(comments ? [pad(1, '# the last one')] : []),
    ...(ends ? [] : [pad(1, 'last: { source: { profile: p }, target: { scope: tenant, name: last } }')]),
  ];
  return lines.join(eol) + (ends ? '' : eol);
}

async function clonesOf(text: string): Promise<readonly DesiredClone[]> {
  const result = await read({ 'cloneform.yaml': text });
  if (!result.ok) throw new Error(JSON.stringify([text, result.diagnostics]));
  return result.value.desired.clones;
}

/** How many characters two texts share at both ends. */
function shared(one: string, other: string): number {
  const most = Math.min(one.length, other.length);
  let start = 0;
  while (start < most && one[start] === other[start]) start++;
  let end = 0;
  while (end < most - start && one.at(-1 - end) === other.at(-1 - end)) end++;
  return start + end;
}

/** What stands there: a text may be written as it is, as a block or in quotes; a number, as it is spelled. */
function meaning(value: OverrideValue): unknown {
  if (value.kind === 'list') return value.items.map(meaning);
  if (value.kind === 'map') return value.entries.map(({ key, value: item }) => [key, meaning(item)]);
  const isText = value.style !== 'plain' || plainScalar(value.source).type === 'string';
  return isText ? ['text', value.value] : ['plain', value.source];
}

test('overrides are inserted: one range grows, and they are read as they were given', async () => {
  await fc.assert(
    fc.asyncProperty(layout, values, fc.constantFrom(null, 'riga'), async (look, map, project) => {
      const text = aFile(look);
      const added: OverrideLayer = {
        packs: new Map([['p', { ...PACK, values: map }]]),
        variables: new Map(),
      };
      const edited = insertOverrides(text, 'edge', project, added);
      if (!edited.ok) throw new Error(edited.reason);
      expect(shared(text, edited.text)).toBe(text.length);
      const after = await clonesOf(edited.text);
      const riga = after.find(({ address }) => address === 'edge["riga"]');
      const layer = riga?.overrides?.layers.at(-1);
      const found = layer?.packs.get('p')?.values;
      const old =
        look.before === 'pack' && !look.isFlow && project === null ? [['old', ['plain', '1.10']]] : [];
      expect(found && meaning(found)).toEqual([...old, ...(meaning(map) as readonly unknown[])]);
      // The other clones are what they were.
      const others = (clones: readonly DesiredClone[]): unknown =>
        clones
          .filter(
            ({ address }) => address !== 'edge["riga"]' && (project !== null || address !== 'edge["oslo"]'),
          )
          .map(({ address, source, target, protect, overrides }) => ({
            address,
            source,
            target,
            protect,
            overrides,
          }));
      expect(others(after)).toEqual(others(await clonesOf(text)));
    }),
    { numRuns: 120 },
  );
});

test('a scalar is set: only its characters change', async () => {
  const version = fc.constantFrom('1.2.0', '^1.2.3', '*', '>=1.0.0 <2.0.0', '~1.4.0', '1.0.0 || 2.0.0');
  await fc.assert(
    fc.asyncProperty(layout, version, async (look, value) => {
      const text = aFile({ ...look, isFlow: false });
      const edited = setScalar(text, ['clones', 'edge', 'source', 'version'], value);
      if (!edited.ok) throw new Error(edited.reason);
      expect(shared(text, edited.text)).toBeGreaterThanOrEqual(text.length - '^1.0.0'.length);
      expect((await clonesOf(edited.text)).find(({ id }) => id === 'edge')?.source.version).toBe(value);
    }),
    { numRuns: 50 },
  );
});
