// Which places of packs and manifests overrides decide, and what stands there in the source: what plans show, and what state keeps a hash of.
import { describe, expect, test } from 'vitest';
import type { Content } from '../../../src/content/content.ts';
import { renderOverrides } from '../../../src/content/overrides/render.ts';
import type { OverriddenPlace } from '../../../src/content/overrides/rendered.ts';
import { aPack } from '../../support/contents.ts';
import { overridesOf } from '../../support/overrides.ts';

const FILES = { 'ns.yaml': 'kind: Namespace\n', 'os.yaml': 'b: 2\n' };
const REGISTRIES = new Map([['Public Repo', 'uid-public']]);

const SOURCE: Content = {
  cloudType: 'all',
  type: 'add-on',
  packs: [
    aPack('os', { values: 'a: 1\n' }),
    aPack('cni', { values: 'calico:\n  mtu: 1500\n', registryUid: 'uid-old' }),
    aPack('hello', {
      manifests: [
        { name: 'ns', content: 'kind: Old\n' },
        { name: 'old', content: 'kind: Gone\n' },
      ],
    }),
  ],
  variables: [],
};

function places(...layers: readonly string[]): readonly OverriddenPlace[] {
  const result = renderOverrides(SOURCE, overridesOf(layers, FILES), REGISTRIES);
  if (result.status !== 'rendered') throw new Error(JSON.stringify(result));
  return result.places;
}

/** `PACK PART PATH: SOURCE → WANTED`, what a conflict is about, and where it is declared, as LAYER:PATH. */
function told({ pack, part, path, source, wanted, place, ...more }: OverriddenPlace): string {
  const shown = (text: string | null): string => text?.trim() ?? 'nothing';
  return [
    `${pack} ${part}${path === '' ? '' : ` ${path}`}: ${shown(source)} → ${shown(wanted)}`,
    ...(more.mayConflict ? [`conflict over ${more.sourceFact}`] : [`no conflict over ${more.sourceFact}`]),
    ...(more.isRedundant ? ['redundant'] : []),
    ...(more.isSecret ? ['secret'] : []),
    `${place.layer}:${place.path.join('.')}`,
  ].join(', ');
}

type Row = readonly [what: string, layers: readonly string[], expected: readonly string[]];

describe('packs', () => {
  test.each<Row>([
    [
      'another tag',
      ['packs: { os: { tag: 2.0.0 } }'],
      ['os pack tag: 1.0.0 → 2.0.0, conflict over 1.0.0, 0:packs.os.tag'],
    ],
    [
      'the tag of the source',
      ['packs: { os: { tag: 1.0.0 } }'],
      ['os pack tag: 1.0.0 → 1.0.0, conflict over 1.0.0, redundant, 0:packs.os.tag'],
    ],
    [
      'another registry',
      ['packs: { cni: { registry: Public Repo } }'],
      ['cni pack registry: uid-old → uid-public, conflict over uid-old, 0:packs.cni.registry'],
    ],
    [
      'another place among the packs',
      ['packs: { os: { move: { after: cni } } }'],
      ['os pack position: first → after cni, conflict over first, 0:packs.os.move'],
    ],
    [
      'the first place',
      ['packs: { hello: { move: { before: os } } }'],
      ['hello pack position: after cni → first, conflict over after cni, 0:packs.hello.move'],
    ],
    [
      'a pack that goes',
      ['packs: { os: { remove: true } }'],
      ['os pack removed: 1.0.0 → nothing, no conflict over present, 0:packs.os.remove'],
    ],
    [
      'a new pack with values',
      ['packs: { fresh: { add: { type: manifest, tag: 3.0.0 }, values: { b: 2 } } }'],
      [
        'fresh pack added: nothing → 3.0.0, conflict over nothing, 0:packs.fresh.add',
        'fresh values b: nothing → 2, no conflict over nothing, 0:packs.fresh.values.b',
      ],
    ],
    [
      'a new pack whose tag a later layer raises: the pack is one difference',
      ['packs: { fresh: { add: { type: manifest, tag: 3.0.0 } } }', 'packs: { fresh: { tag: 3.1.0 } }'],
      ['fresh pack added: nothing → 3.1.0, conflict over nothing, 0:packs.fresh.add'],
    ],
    [
      'a new pack that a later layer removes',
      ['packs: { fresh: { add: { type: manifest, tag: 3.0.0 } } }', 'packs: { fresh: { remove: true } }'],
      [],
    ],
  ])('%s', (_, layers, expected) => {
    expect(places(...layers).map(told)).toEqual(expected);
  });

  test.each<readonly [what: string, add: string, isRedundant: boolean]>([
    ['the same pack', 'type: manifest, layer: addon, tag: 1.0.0', true],
    ['another tag', 'type: manifest, layer: addon, tag: 2.0.0', false],
    ['another layer', 'type: manifest, layer: os, tag: 1.0.0', false],
    ['another type', 'type: helm, layer: addon, tag: 1.0.0', false],
  ])('a pack that the source has meanwhile: %s', (_, add, isRedundant) => {
    const [added] = places(`packs: { os: { add: { ${add}, valuesFile: os.yaml } } }`);
    expect(added).toMatchObject({ path: 'added', source: '1.0.0', mayConflict: true, isRedundant: false });
    const same = { ...SOURCE, packs: [aPack('os', { values: '\nb: 2\n\n' })] };
    const overrides = overridesOf([`packs: { os: { add: { ${add}, valuesFile: os.yaml } } }`], FILES);
    const result = renderOverrides(same, overrides, REGISTRIES);
    expect(result.status === 'rendered' && result.places[0]?.isRedundant).toBe(isRedundant);
  });
});

describe('manifests', () => {
  test.each<Row>([
    [
      'another text',
      ['packs: { hello: { manifests: { ns: { file: ns.yaml } } } }'],
      [
        'hello manifest ns: kind: Old → kind: Namespace, conflict over text kind: Old, 0:packs.hello.manifests.ns.file',
      ],
    ],
    [
      'a new one',
      ['packs: { hello: { manifests: { more: { add: true, file: ns.yaml } } } }'],
      ['hello manifest more: nothing → kind: Namespace, conflict over nothing, 0:packs.hello.manifests.more'],
    ],
    [
      'one of a new pack',
      [
        'packs: { fresh: { add: { type: manifest, tag: 3.0.0 }, manifests: { more: { add: true, file: ns.yaml } } } }',
      ],
      [
        'fresh pack added: nothing → 3.0.0, conflict over nothing, 0:packs.fresh.add',
        'fresh manifest more: nothing → kind: Namespace, no conflict over nothing, 0:packs.fresh.manifests.more',
      ],
    ],
    [
      'one that goes',
      ['packs: { hello: { manifests: { old: { remove: true } } } }'],
      ['hello manifest old: nothing → nothing, no conflict over present, 0:packs.hello.manifests.old'],
    ],
    [
      'a new one that a later layer removes',
      [
        'packs: { hello: { manifests: { more: { add: true, file: ns.yaml } } } }',
        'packs: { hello: { manifests: { more: { remove: true } } } }',
      ],
      [],
    ],
  ])('%s', (_, layers, expected) => {
    expect(places(...layers).map(told)).toEqual(expected);
  });
});

/** A place that a later layer decides as well is named once, where the last one decides it. */
describe('places within a text that several layers decide', () => {
  const keys = (...layers: readonly string[]): readonly string[] =>
    places(...layers.map((values) => `packs: { cni: ${values} }`)).map(
      ({ path, place }) => `${path} by ${place.layer}:${place.path.slice(2).join('.')}`,
    );

  test.each<readonly [what: string, layers: readonly string[], expected: readonly string[]]>([
    [
      'the same key',
      ['{ values: { calico: { mtu: 1 } } }', '{ values: { calico: { mtu: 2 } } }'],
      ['calico.mtu by 1:values.calico.mtu'],
    ],
    [
      'the map around it',
      ['{ values: { calico: { mtu: 1 } } }', '{ unset: [calico] }'],
      ['calico by 1:unset.0'],
    ],
    [
      'a value in place of the map',
      ['{ values: { calico: { mtu: 1, ttl: 2 } } }', '{ values: { calico: none } }'],
      ['calico by 1:values.calico'],
    ],
    [
      'an empty map, which only has to be there, beside what is in it',
      ['{ values: { calico: { mtu: 1 } } }', '{ values: { calico: {} } }'],
      ['calico.mtu by 0:values.calico.mtu', 'calico by 1:values.calico'],
    ],
    [
      'a key that begins with the same letters stays',
      ['{ values: { calico: { mtu: 1 }, calicos: 2 } }', '{ unset: [calico] }'],
      ['calicos by 0:values.calicos', 'calico by 1:unset.0'],
    ],
    [
      'a file, which decides the whole text',
      ['{ values: { calico: { mtu: 1 } } }', '{ valuesFile: os.yaml, values: { c: 3 } }'],
      [' by 1:valuesFile', 'c by 1:values.c'],
    ],
    [
      'a replacement beside values',
      ['{ replace: [{ find: "1500", with: "9000" }] }', '{ values: { calico: { ttl: 2 } } }'],
      ['replace:1500 by 0:replace.0', 'calico.ttl by 1:values.calico.ttl'],
    ],
    [
      'a path that the text does not have is not decided',
      ['{ unset: [calico.ttl, calico.mtu] }'],
      ['calico.mtu by 0:unset.1'],
    ],
  ])('%s', (_, layers, expected) => {
    expect(keys(...layers)).toEqual(expected);
  });
});
