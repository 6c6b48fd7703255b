// Overrides of packs and manifests that the source does not have, or not once: what is wrong, what to do, and where it is declared.
import { describe, expect, test } from 'vitest';
import type { Content, Pack } from '../../../src/content/content.ts';
import { renderOverrides } from '../../../src/content/overrides/render.ts';
import { aPack } from '../../support/contents.ts';
import { overridesOf } from '../../support/overrides.ts';

const PACKS = [
  aPack('os'),
  aPack('blue--web'),
  aPack('green--web'),
  aPack('hello', { manifests: [{ name: 'ns', content: 'kind: Old\n' }] }),
];
const ITS_PACKS = 'Its packs: os, blue--web, green--web, hello.';
const FILES = { 'ns.yaml': 'kind: Namespace\n' };
const REGISTRIES = new Map([['Twice', null]]);

function render(layers: readonly string[], packs: readonly Pack[] = PACKS) {
  const source: Content = { cloudType: 'all', type: 'add-on', packs, variables: [] };
  return renderOverrides(source, overridesOf(layers, FILES), REGISTRIES);
}

interface Row {
  readonly layers: readonly string[];
  readonly packs?: readonly Pack[];
  readonly message: string;
  readonly hint: string;
  readonly place: string;
}

const OPTIONAL = 'Set optional: true if the source may lack it';

const ROWS: Readonly<Record<string, Row>> = {
  'a pack that the source lacks': {
    layers: ['packs: { nobody: { tag: 2.0.0 } }'],
    message: 'the source has no pack nobody',
    hint: `${OPTIONAL}. ${ITS_PACKS}`,
    place: '0:packs.nobody',
  },
  'a pack of a source without packs': {
    layers: ['packs: { os: { tag: 2.0.0 } }'],
    packs: [],
    message: 'the source has no pack os',
    hint: `${OPTIONAL}. The source has no packs.`,
    place: '0:packs.os',
  },
  'a display name that two packs have': {
    layers: ['packs: { web: { tag: 2.0.0 } }'],
    message: 'pack web may be blue--web or green--web',
    hint: 'Give the full name of the pack.',
    place: '0:packs.web',
  },
  'a pack that an earlier layer removed': {
    layers: ['packs: { os: { remove: true } }', 'packs: { os: { tag: 2.0.0 } }'],
    message: 'pack os is removed by an earlier layer',
    hint: 'Write "os: null" in the later layer to drop what earlier layers say of it.',
    place: '1:packs.os',
  },
  'a registry of which Palette has none or several': {
    layers: ['packs: { os: { registry: Twice } }'],
    message: 'no registry Twice, or several of that name',
    hint: 'Give its UID as registryUid.',
    place: '0:packs.os.registry',
  },
  'such a registry of a new pack': {
    layers: ['packs: { fresh: { add: { type: manifest, tag: 1.0.0, registry: Twice } } }'],
    message: 'no registry Twice, or several of that name',
    hint: 'Give its UID as registryUid.',
    place: '0:packs.fresh.add.registry',
  },
  'a manifest that the pack lacks': {
    layers: ['packs: { hello: { manifests: { more: { file: ns.yaml } } } }'],
    message: 'pack hello has no manifest more',
    hint: `${OPTIONAL}, or add: true to add it.`,
    place: '0:packs.hello.manifests.more',
  },
  'a manifest that an earlier layer removed': {
    layers: [
      'packs: { hello: { manifests: { ns: { remove: true } } } }',
      'packs: { hello: { manifests: { ns: { file: ns.yaml } } } }',
    ],
    message: 'manifest ns of pack hello is removed by an earlier layer',
    hint: `${OPTIONAL}, or add: true to add it.`,
    place: '1:packs.hello.manifests.ns',
  },
};

test.each(Object.entries(ROWS))('%s', (_, { layers, packs, message, hint, place }) => {
  const result = render(layers, packs);
  const failures = result.status === 'failed' ? result.failures : [];
  expect(
    failures.map((one) => ({ ...one, place: `${one.place.layer}:${one.place.path.join('.')}` })),
  ).toEqual([{ message, hint, place }]);
});

describe('what is optional is only noted', () => {
  test.each<readonly [what: string, layers: readonly string[], message: string]>([
    ['a pack', ['packs: { nobody: { optional: true, tag: 2.0.0 } }'], 'the source has no pack nobody'],
    [
      'a pack that is removed',
      ['packs: { os: { remove: true } }', 'packs: { os: { optional: true, tag: 2.0.0 } }'],
      'pack os is removed by an earlier layer',
    ],
    [
      'a manifest',
      ['packs: { hello: { manifests: { more: { optional: true, file: ns.yaml } } } }'],
      'pack hello has no manifest more',
    ],
    [
      'a manifest that is removed',
      [
        'packs: { hello: { manifests: { ns: { remove: true } } } }',
        'packs: { hello: { manifests: { ns: { optional: true, file: ns.yaml } } } }',
      ],
      'manifest ns of pack hello is removed by an earlier layer',
    ],
  ])('%s', (_, layers, message) => {
    const result = render(layers);
    const notes = result.status === 'rendered' ? result.notes : [];
    expect(notes.map((note) => [note.kind, note.message])).toEqual([['override-unused', message]]);
  });
});

describe('what is added', () => {
  const packsOf = (...layers: readonly string[]): readonly Pack[] => {
    const result = render(layers);
    return result.status === 'rendered' ? result.content.packs : [];
  };

  test('a pack has what is declared of it, and nothing of a registry or of what Palette finds out', () => {
    const added = packsOf('packs: { fresh: { add: { type: manifest, layer: addon, tag: 1.0.0 } } }').at(-1);
    expect(added).toEqual(
      aPack('fresh', { tag: '1.0.0', layer: 'addon', type: 'manifest', values: '', resolvedVersion: '' }),
    );
  });

  test('a pack takes the place of one with its full name, and stands beside one that has it as display name', () => {
    const add = '{ add: { type: manifest, tag: 2.0.0 } }';
    const tags = (packs: readonly Pack[]): readonly string[] =>
      packs.map(({ name, tag }) => `${name} ${tag}`);
    expect(tags(packsOf(`packs: { os: ${add} }`))).toEqual([
      'blue--web 1.0.0',
      'green--web 1.0.0',
      'hello 1.0.0',
      'os 2.0.0',
    ]);
    expect(tags(packsOf(`packs: { web: ${add} }`))).toEqual([
      'os 1.0.0',
      'blue--web 1.0.0',
      'green--web 1.0.0',
      'hello 1.0.0',
      'web 2.0.0',
    ]);
  });

  test('a manifest takes the place of one with its name, also after that was removed', () => {
    const add = 'packs: { hello: { manifests: { ns: { add: true, file: ns.yaml } } } }';
    const wanted = [{ name: 'ns', content: 'kind: Namespace\n' }];
    const manifests = (...layers: readonly string[]): unknown => packsOf(...layers).at(-1)?.manifests;
    expect(manifests(add)).toEqual(wanted);
    expect(manifests('packs: { hello: { manifests: { ns: { remove: true } } } }', add)).toEqual(wanted);
  });
});
