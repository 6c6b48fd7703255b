// What overrides make of a source: packs, their order, layers, and everything that cannot be done.
import { describe, expect, test } from 'vitest';
import type { Content } from '../../../src/content/content.ts';
import { renderOverrides } from '../../../src/content/overrides/render.ts';
import type { Rendering } from '../../../src/content/overrides/rendered.ts';
import { aPack, aVariable } from '../../support/contents.ts';
import { genuineContent } from '../../support/genuine.ts';
import { overridesOf } from '../../support/overrides.ts';

const FILES = {
  'nginx.yaml': 'replicas: 1\n',
  'whole.yaml': 'all: new\n',
  'ns.yaml': 'kind: Namespace\n',
};
const REGISTRIES = new Map([
  ['Public Repo', 'uid-public'],
  ['Twice', null],
]);

const SOURCE: Content = {
  cloudType: 'edge-native',
  type: 'cluster',
  packs: [
    aPack('os', { values: 'a: 1\nb: 2\n' }),
    aPack('cni-calico', { values: 'calico:\n  mtu: 1500\n', registryUid: 'uid-old' }),
    aPack('blue--web', { values: 'x: 1\n' }),
    aPack('green--web', { values: 'x: 2\n' }),
    aPack('hello', {
      manifests: [
        { name: 'ns', content: 'kind: Old\n' },
        { name: 'old', content: 'kind: Gone\n' },
      ],
    }),
  ],
  variables: [aVariable('replicas', { defaultValue: '1' }), aVariable('pin', { isSensitive: true })],
};

function render(...layers: readonly string[]): Rendering {
  return renderOverrides(SOURCE, overridesOf(layers, FILES), REGISTRIES);
}

function rendered(...layers: readonly string[]): Extract<Rendering, { status: 'rendered' }> {
  const result = render(...layers);
  if (result.status !== 'rendered') throw new Error(JSON.stringify(result));
  return result;
}

function pack(result: ReturnType<typeof rendered>, name: string) {
  const found = result.content.packs.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no pack ${name}`);
  return found;
}

const order = (result: ReturnType<typeof rendered>): string =>
  result.content.packs.map(({ name }) => name).join(' ');

describe('packs', () => {
  test.each<[string, string, string]>([
    ['nothing', '{}', 'os cni-calico blue--web green--web hello'],
    ['one that goes', 'packs: { cni-calico: { remove: true } }', 'os blue--web green--web hello'],
    [
      'one behind another',
      'packs: { nginx: { add: { tag: 1.0, after: os } } }',
      'os nginx cni-calico blue--web green--web hello',
    ],
    [
      'two behind one, in the written order, and two in front of it',
      'packs: { a: { add: { after: os } }, b: { add: { after: os } }, c: { add: { before: os } }, d: { add: { before: os } } }',
      'c d os a b cni-calico blue--web green--web hello',
    ],
    [
      'at the end',
      'packs: { a: { add: {} }, b: { add: {} } }',
      'os cni-calico blue--web green--web hello a b',
    ],
    [
      'where one goes',
      'packs: { cni-calico: { remove: true }, cni-cilium: { add: { after: cni-calico } } }',
      'os cni-cilium blue--web green--web hello',
    ],
    [
      'one that moves',
      'packs: { os: { move: { after: hello } } }',
      'cni-calico blue--web green--web hello os',
    ],
    [
      'behind one that moves',
      'packs: { os: { move: { after: hello } }, a: { add: { after: os } } }',
      'cni-calico blue--web green--web hello os a',
    ],
  ])('%s', (_, layer, expected) => {
    expect(order(rendered(layer))).toBe(expected);
  });

  test('are found by full name, display name and chart name, if that is one pack', () => {
    expect(pack(rendered('packs: { blue--web: { values: { x: 9 } } }'), 'blue--web').values).toBe('x: 9\n');
    expect(pack(rendered('packs: { blue: { values: { x: 9 } } }'), 'blue--web').values).toBe('x: 9\n');
    expect(messages(render('packs: { web: { values: { x: 9 } } }'))).toEqual([
      'pack web may be blue--web or green--web',
    ]);
  });

  test('of which the tag or the registry is overridden, and new ones, have no UID', () => {
    const result = rendered(
      'packs: { os: { tag: 2.0.0 }, cni-calico: { registry: Public Repo }, nginx: { add: { registryUid: u, tag: 1.0 }, valuesFile: nginx.yaml }, hello: { unset: [a] } }',
    );
    expect([...result.withoutUid]).toEqual(['os', 'cni-calico', 'nginx']);
    expect(pack(result, 'os')).toMatchObject({ tag: '2.0.0', resolvedVersion: '' });
    expect(pack(result, 'cni-calico').registryUid).toBe('uid-public');
    expect(pack(result, 'nginx')).toMatchObject({
      registryUid: 'u',
      tag: '1',
      values: 'replicas: 1\n',
      layer: 'addon',
    });
  });

  test('registries by name are looked up first', () => {
    expect(
      render(
        'packs: { os: { registry: A }, x: { add: { registry: B } }, y: { add: { registry: Public Repo } } }',
      ),
    ).toEqual({
      status: 'needs_registries',
      names: ['A', 'B'],
    });
  });

  test('two of one name have keys of their own', () => {
    const twice = { ...SOURCE, packs: [aPack('a', { values: 'v: 1' }), aPack('a', { values: 'v: 2' })] };
    const result = renderOverrides(
      twice,
      overridesOf(['packs: { "a#2": { values: { v: 3 } } }']),
      REGISTRIES,
    );
    expect(result.status === 'rendered' && result.content.packs.map(({ values }) => values)).toEqual([
      'v: 1',
      'v: 3',
    ]);
  });

  test('apply file, replace, unset, values, in this order', () => {
    const layer = `packs: { os: { values: { added: 1, all: { x: 1 } }, unset: [gone], replace: [{ find: "all: new", with: "gone: 1" }], valuesFile: whole.yaml } }`;
    expect(pack(rendered(layer), 'os').values).toBe('{}\n'.replace('{}', 'added: 1\nall:\n  x: 1'));
  });

  test('manifests change, come and go', () => {
    const result = rendered(
      'packs: { hello: { manifests: { ns: { file: ns.yaml, replace: [{ find: Namespace, with: Other }] }, quota: { add: true, file: nginx.yaml }, old: { remove: true } } } }',
    );
    expect(pack(result, 'hello').manifests).toEqual([
      { name: 'ns', content: 'kind: Other\n' },
      { name: 'quota', content: 'replicas: 1\n' },
    ]);
  });

  test('variables change, come last and go', () => {
    const result = rendered(
      'variables: { replicas: { defaultValue: "3" }, zone: { add: true, format: string } }',
    );
    expect(
      result.content.variables.map(({ name, defaultValue, format }) => [name, defaultValue, format]),
    ).toEqual([
      ['replicas', '3', 'string'],
      ['pin', 'a', 'string'],
      ['zone', '', 'string'],
    ]);
    expect(
      rendered('variables: { replicas: { remove: true } }').content.variables.map(({ name }) => name),
    ).toEqual(['pin']);
  });
});

describe('layers', () => {
  test('apply one after the other, and the last one is named', () => {
    const result = rendered(
      'packs: { os: { values: { a: 5, c: 1 } } }',
      'packs: { os: { values: { a: 6 } } }',
    );
    expect(pack(result, 'os').values).toBe('a: 6\nb: 2\nc: 1\n');
    expect(result.places.map(({ path, place }) => [path, place])).toEqual([
      ['c', { layer: 0, path: ['packs', 'os', 'values', 'c'] }],
      ['a', { layer: 1, path: ['packs', 'os', 'values', 'a'] }],
    ]);
  });

  test('null drops what earlier ones say', () => {
    const result = rendered(
      'packs: { blue: { values: { x: 9 } }, os: { remove: true }, hello: { manifests: { ns: { remove: true }, old: { remove: true } } } }\nvariables: { replicas: { remove: true } }',
      'packs: { blue--web: null, os: null, hello: { manifests: { ns: null } } }\nvariables: { replicas: null }',
    );
    expect(pack(result, 'blue--web').values).toBe('x: 1\n');
    expect(order(result)).toContain('os');
    expect(pack(result, 'hello').manifests.map(({ name }) => name)).toEqual(['ns']);
    expect(result.content.variables).toHaveLength(2);
  });

  test('a pack speaks before its layer about conflicts', () => {
    const result = rendered(
      'onConflict: block\npacks: { os: { onConflict: keep, tag: "2" }, hello: { tag: "2" } }',
      'packs: { os: { values: { a: 2 } } }',
    );
    expect(result.places.map(({ pack: of, path, onConflict }) => `${of} ${path} ${onConflict}`)).toEqual([
      'os tag keep',
      'os a keep',
      'hello tag block',
    ]);
  });
});

function messages(result: Rendering): readonly string[] {
  return result.status === 'failed' ? result.failures.map(({ message }) => message) : [result.status];
}

describe('what cannot be done', () => {
  test('is said all at once, each with its place', () => {
    const result = render(
      'packs: { nowhere: { tag: "1" }, os: { values: { a: { b: 1 } }, replace: [{ find: zzz, with: y }] }, late: { add: { after: never } }, hello: { manifests: { no: { remove: true } } } }',
      'packs: { blue: { registry: Twice } }\nvariables: { none: { remove: true }, pin: { defaultValue: x } }',
    );
    expect(
      result.status === 'failed' &&
        result.failures.map(({ message, place }) => [message, place.layer, place.path.join('/')]),
    ).toEqual([
      ['the source has no pack nowhere', 0, 'packs/nowhere'],
      ['pack hello has no manifest no', 0, 'packs/hello/manifests/no'],
      ['pack late: no pack never to stand after', 0, 'packs/late/add'],
      ['pack os: "zzz" occurs nowhere, not once', 0, 'packs/os/replace/0'],
      ['pack os: a: a scalar stands there, and a map does not merge into it', 0, 'packs/os/values/a'],
      ['no registry Twice, or several of that name', 1, 'packs/blue/registry'],
      ['the source has no variable none', 1, 'variables/none'],
      ['variable pin is sensitive, and Palette shows only its mask', 1, 'variables/pin'],
    ]);
  });

  test.each([
    ['packs beside each other in a circle', 'packs: { a: { add: { after: b } }, b: { add: { after: a } } }'],
    ['a pack beside itself', 'packs: { os: { move: { after: os } } }'],
  ])('%s', (_, layer) => {
    expect(render(layer).status).toBe('failed');
  });

  test('is only said where the source may lack it', () => {
    const result = rendered(
      'packs: { nowhere: { optional: true, tag: "1" }, hello: { manifests: { no: { remove: true, optional: true } } }, os: { unset: [c.d] } }\nvariables: { none: { optional: true, remove: true } }',
    );
    expect(result.content).toEqual(SOURCE);
    expect(result.notes.map(({ kind, message }) => `${kind} ${message}`)).toEqual([
      'override-unused the source has no pack nowhere',
      'override-unused pack hello has no manifest no',
      'override-unused pack os: unset c.d: nothing stands there',
      'override-unused the source has no variable none',
    ]);
  });

  test('a pack that an earlier layer removes is gone', () => {
    expect(messages(render('packs: { os: { remove: true } }', 'packs: { os: { tag: "2" } }'))).toEqual([
      'pack os is removed by an earlier layer',
    ]);
  });
});

describe('places', () => {
  test('say what the source has, what is wanted, and what can conflict', () => {
    const result = rendered(
      'packs: { os: { values: { a: 1, d: [1, 2] }, unset: [b], tag: "2" }, blue: { replace: [{ find: "x: 1", with: "x: 2" }] }, cni-calico: { values: { calico: {} } }, hello: { remove: true } }',
    );
    expect(
      result.places.map(({ pack: of, part, path, source, wanted, mayConflict, isRedundant }) => [
        `${of} ${part} ${path}`,
        source,
        wanted,
        mayConflict ? 'may conflict' : '',
        isRedundant ? 'redundant' : '',
      ]),
    ).toEqual([
      ['hello pack removed', '1.0.0', null, '', ''],
      ['os pack tag', '1.0.0', '2', 'may conflict', ''],
      ['os values b', '2', null, '', ''],
      ['os values a', '1', '1', 'may conflict', 'redundant'],
      ['os values d', null, '- 1\n- 2', 'may conflict', ''],
      ['cni-calico values calico', 'mtu: 1500', 'mtu: 1500', 'may conflict', 'redundant'],
      ['blue--web values replace:x: 1', 'x: 1', 'x: 2', '', ''],
    ]);
    expect(result.notes.map(({ message }) => message)).toEqual([
      'pack os, values, a: the source has it already',
      'pack cni-calico, values, calico: the source has it already',
    ]);
  });

  test('an added pack that the source has, too, may conflict', () => {
    const [place] = rendered('packs: { os: { add: { tag: "3" } } }').places;
    expect(place).toMatchObject({
      path: 'added',
      source: '1.0.0',
      wanted: '3',
      mayConflict: true,
      isRedundant: false,
    });
    expect(rendered('packs: { new: { add: { tag: "3" } } }').places[0]).toMatchObject({
      source: null,
      sourceFact: 'nothing',
    });
  });
});

describe('genuine profiles', () => {
  test('a value in the block of edge-k3s, an argument of its list, and nothing else', () => {
    const source = genuineContent('canvos-edge-two-node');
    const result = renderOverrides(
      source,
      overridesOf([
        `packs:
  edge-k3s:
    values: { cluster: { config: { cluster-cidr: 10.42.0.0/16, write-kubeconfig-mode: 0644, new: { a: [x] } } } }
    replace: [{ find: audit-log-maxage=30, with: audit-log-maxage=90 }]`,
      ]),
      REGISTRIES,
    );
    if (result.status !== 'rendered') throw new Error(JSON.stringify(result));
    const [before, after] = [source, result.content].map(
      ({ packs }) => packs.find(({ name }) => name === 'edge-k3s')?.values ?? '',
    );
    expect(after).toBe(
      before
        ?.replace('"192.170.0.0/16"', '10.42.0.0/16')
        .replace('write-kubeconfig-mode: 600', 'write-kubeconfig-mode: 0644')
        .replace('audit-log-maxage=30', 'audit-log-maxage=90')
        .replace(/\nstages:/, '\n    new:\n      a:\n        - x\nstages:'),
    );
  });
});
