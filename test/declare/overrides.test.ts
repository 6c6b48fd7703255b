// What overrides in declarations come to: layers, spelling, variables, files, digests and places.
import { describe, expect, test } from 'vitest';
import type {
  OverrideLayer,
  OverrideScalar,
  OverrideValue,
  PackOverride,
} from '../../src/content/overrides/overrides.ts';
import type { DesiredClone } from '../../src/model/desired.ts';
import { good } from '../support/declared.ts';

type Files = Readonly<Record<string, string>>;
type More = Parameters<typeof good>[2];

/** One declaration `edge`; `body` is indented below it. */
function edge(body: string, head = ''): string {
  const lines = body.replace(/^\n/, '').trimEnd().split('\n');
  return `cloneform: 1\n${head}clones:\n  edge:\n    source: { profile: p, version: ^1.0.0 }\n${lines
    .map((line) => `    ${line}\n`)
    .join('')}`;
}

const ONE = 'target: { scope: tenant }\n';
const TWO = 'target: { scope: project, projects: [edge-oslo, edge-riga], labels: { team: edge } }\n';

async function clonesOf(yaml: string, files: Files = {}, more: More = {}): Promise<readonly DesiredClone[]> {
  return (await good({ 'cloneform.yaml': yaml, ...files }, {}, more)).desired.clones;
}

async function layersOf(yaml: string, files: Files = {}, more: More = {}): Promise<readonly OverrideLayer[]> {
  return (await clonesOf(yaml, files, more))[0]?.overrides?.layers ?? [];
}

async function packOf(pack: string, files: Files = {}, more: More = {}): Promise<PackOverride> {
  const indented = pack.trimEnd().replaceAll('\n', '\n      ');
  const yaml = edge(`${ONE}overrides:\n  packs:\n    a:\n      ${indented}`, VARIABLES);
  const found = (await layersOf(yaml, files, more))[0]?.packs.get('a');
  if (found === undefined || found === null) throw new Error('there is no override of the pack a');
  return found;
}

const VARIABLES = `variables:
  mtu: { default: "9000" }
  name: { default: "a: b" }
  list: { default: "[x, 1.10]" }
  empty: { default: "" }
`;

/** Values as data: a scalar by its characters, with the style where it is not plain. */
function plain(value: OverrideValue | undefined): unknown {
  if (value === undefined) return undefined;
  if (value.kind === 'list') return value.items.map(plain);
  if (value.kind === 'map')
    return value.entries.map(({ key, isQuoted, value: item }) => [isQuoted ? `"${key}"` : key, plain(item)]);
  return value.style === 'plain' ? value.source : `${value.style}:${value.source}`;
}

async function scalar(written: string, more: More = {}): Promise<OverrideScalar> {
  const values = (await packOf(`values:\n  x: ${written}`, {}, more)).values;
  const value = values?.entries[0]?.value;
  if (value?.kind !== 'scalar') throw new Error(`${written} is no scalar`);
  return value;
}

describe('a scalar keeps its spelling', () => {
  test.each([
    ['9000', 'plain', '9000', '9000'],
    ['1.10', 'plain', '1.10', '1.10'],
    ['0644', 'plain', '0644', '0644'],
    ['yes', 'plain', 'yes', 'yes'],
    ['~', 'plain', '~', '~'],
    ['null', 'plain', 'null', 'null'],
    ['.inf', 'plain', '.inf', '.inf'],
    ['1e999', 'plain', '1e999', '1e999'],
    ['2026-11-28', 'plain', '2026-11-28', '2026-11-28'],
    ['two words # and a comment', 'plain', 'two words', 'two words'],
    ["'it''s'", 'quoted', "'it''s'", "it's"],
    ['"a\\tb"', 'quoted', '"a\\tb"', 'a\tb'],
    ['"9000"', 'quoted', '"9000"', '9000'],
    ['""', 'quoted', '""', ''],
    ['|\n    a\n    b', 'text', 'a\nb\n', 'a\nb\n'],
    ['>-\n    a\n    b', 'text', 'a b', 'a b'],
    ['"two\n    lines"', 'text', 'two lines', 'two lines'],
    ['two\n    lines', 'text', 'two lines', 'two lines'],
    ['${HOME}', 'plain', '${HOME}', '${HOME}'],
    ['a$${b}', 'plain', 'a$${b}', 'a$${b}'],
  ])('%s', async (written, style, source, value) => {
    expect(await scalar(written)).toEqual({ kind: 'scalar', style, source, value });
  });
});

describe('a variable', () => {
  test.each([
    ['${var.mtu}', 'plain', '9000', '9000'],
    ['1${var.mtu}', 'plain', '19000', '19000'],
    ['"${var.mtu}"', 'text', '9000', '9000'],
    ['"${var.name}"', 'text', 'a: b', 'a: b'],
    ['"${var.empty}"', 'text', '', ''],
    ["'${var.mtu} of ${HOME}'", 'text', '9000 of ${HOME}', '9000 of ${HOME}'],
    ['|-\n    mtu ${var.mtu}', 'text', 'mtu 9000', 'mtu 9000'],
    ['$${var.mtu}', 'plain', '${var.mtu}', '${var.mtu}'],
    ['"$${project}"', 'text', '${project}', '${project}'],
  ])('in %s', async (written, style, source, value) => {
    expect(await scalar(written)).toEqual({ kind: 'scalar', style, source, value });
  });

  test('that is plain is read as YAML: a list, a map, a quoted text', async () => {
    const read = async (text: string): Promise<unknown> =>
      plain((await packOf('values:\n  x: ${var.mtu}', {}, { vars: { mtu: text } })).values);
    expect(await read('[x, 1.10]')).toEqual([['x', ['x', '1.10']]]);
    expect(await read('{ b: 1, a: "2" }')).toEqual([
      [
        'x',
        [
          ['b', '1'],
          ['a', 'quoted:"2"'],
        ],
      ],
    ]);
    expect(await read('a: b')).toEqual([['x', [['a', 'b']]]]);
    expect(await read('"9000"')).toEqual([['x', 'quoted:"9000"']]);
    expect(await read('9000 # jumbo frames')).toEqual([['x', '9000']]);
  });

  test('has the name of the project', async () => {
    const yaml = edge(
      `${TWO}overrides:\n  packs:\n    a:\n      values:\n        site: \${project}\n      tag: 1-\${project}`,
    );
    const clones = await clonesOf(yaml);
    expect(clones.map(({ overrides }) => overrides?.layers[0]?.packs.get('a')?.tag)).toEqual([
      '1-edge-oslo',
      '1-edge-riga',
    ]);
    expect(plain(clones[1]?.overrides?.layers[0]?.packs.get('a')?.values)).toEqual([['site', 'edge-riga']]);
  });

  test('in the name of a file, not in a file', async () => {
    const yaml = edge(`${TWO}overrides: { packs: { a: { valuesFile: "packs/\${project}.yaml" } } }`);
    const clones = await clonesOf(yaml, {
      'packs/edge-oslo.yaml': 'site: ${project}\n',
      'packs/edge-riga.yaml': 'riga\n',
    });
    expect(clones[0]?.overrides?.layers[0]?.packs.get('a')?.valuesFile).toEqual({
      name: 'packs/edge-oslo.yaml',
      text: 'site: ${project}\n',
    });
  });
});

describe('values', () => {
  test('keys have any name, in the order of the file', async () => {
    const { values } = await packOf(
      'values:\n  10: a\n  2: b\n  constructor: c\n  __proto__: d\n  1.10: e\n  "a b": f\n  true: g',
    );
    expect(plain(values)).toEqual([
      ['10', 'a'],
      ['2', 'b'],
      ['constructor', 'c'],
      ['__proto__', 'd'],
      ['1.10', 'e'],
      ['"a b"', 'f'],
      ['true', 'g'],
    ]);
  });

  test('an alias is what it stands for, spelled as there', async () => {
    const yaml = edge(
      `${ONE}overrides:\n  packs:\n    a: { values: &v { x: 1.10, l: [&s 0644, {}] } }\n    b: { values: { again: *v, s: *s } }`,
    );
    const packs = (await layersOf(yaml))[0]?.packs;
    expect(plain(packs?.get('b')?.values)).toEqual([
      [
        'again',
        [
          ['x', '1.10'],
          ['l', ['0644', []]],
        ],
      ],
      ['s', '0644'],
    ]);
  });

  test('an anchor elsewhere is spelled as it is written there', async () => {
    const yaml = edge(
      `target: { scope: tenant, labels: { v: &v "1" }, version: &t 1.0.0 }\noverrides:\n  packs: { a: { values: { v: *v, t: *t } } }`,
    );
    expect(plain((await layersOf(yaml))[0]?.packs.get('a')?.values)).toEqual([
      ['v', 'quoted:"1"'],
      ['t', '1.0.0'],
    ]);
  });

  test('a pack by an alias, and a whole layer', async () => {
    const yaml = edge(
      `${TWO}overrides: &o { packs: { a: &p { values: { x: 1.10 } }, b: *p } }\nperProject: { edge-riga: { overrides: *o } }`,
    );
    const layers = (await clonesOf(yaml))[1]?.overrides?.layers;
    expect(layers).toHaveLength(2);
    expect(plain(layers?.[1]?.packs.get('b')?.values)).toEqual([['x', '1.10']]);
  });
});

describe('members', () => {
  test('of a pack', async () => {
    const pack = await packOf(
      'tag: 1.30.5\nregistry: Mirror\noptional: true\nonConflict: block\nmove: { after: b }\nvaluesFile: v.yaml\nunset: [a.b, \'options."system.repo"\']\nreplace: [{ find: x, with: "" }, { find: y, with: z, count: 2 }]',
      { 'v.yaml': 'x: 1\r\n' },
    );
    expect(pack).toEqual({
      onConflict: 'block',
      optional: true,
      remove: false,
      move: { after: 'b' },
      tag: '1.30.5',
      registry: { name: 'Mirror' },
      valuesFile: { name: 'v.yaml', text: 'x: 1\r\n' },
      replace: [
        { find: 'x', with: '', count: 1 },
        { find: 'y', with: 'z', count: 2 },
      ],
      unset: ['a.b', 'options."system.repo"'],
      manifests: new Map(),
    });
  });

  test('of a pack that is added', async () => {
    const pack = await packOf(
      'add: { registryUid: 5eecc89d0b150045ae661cef, type: spectro, layer: addon, tag: 1.2.1, valuesFile: n.yaml, before: b }\nvalues: { x: 1 }',
      { 'n.yaml': 'x: 2\n' },
    );
    expect(pack.add).toEqual({
      type: 'spectro',
      layer: 'addon',
      tag: '1.2.1',
      registry: { uid: '5eecc89d0b150045ae661cef' },
      position: { before: 'b' },
    });
    expect(pack.valuesFile).toEqual({ name: 'n.yaml', text: 'x: 2\n' });
    expect(plain(pack.values)).toEqual([['x', '1']]);
  });

  test('of manifests', async () => {
    const pack = await packOf(
      'add: { type: manifest, layer: addon }\nmanifests:\n  ns: { file: ns.yaml, replace: [{ find: a, with: b }] }\n  quota: { add: true, file: ns.yaml }\n  old: { remove: true, optional: true }\n  gone: null',
      { 'ns.yaml': 'a\n' },
    );
    const file = { name: 'ns.yaml', text: 'a\n' };
    expect(pack.add).toEqual({ type: 'manifest', layer: 'addon', tag: '' });
    expect([...pack.manifests]).toEqual([
      ['ns', { kind: 'change', optional: false, file, replace: [{ find: 'a', with: 'b', count: 1 }] }],
      ['quota', { kind: 'add', file }],
      ['old', { kind: 'remove', optional: true }],
      ['gone', null],
    ]);
  });

  test('of variables', async () => {
    const yaml = edge(
      `${ONE}overrides:\n  variables:\n    replicas: { defaultValue: "3", required: false }\n    zone: { add: true, format: string, inputType: dropdown, options: [{ value: a, label: A }] }\n    old: { remove: true }\n    gone: null`,
    );
    expect([...((await layersOf(yaml))[0]?.variables ?? [])]).toEqual([
      ['replicas', { kind: 'change', optional: false, members: { defaultValue: '3', required: false } }],
      [
        'zone',
        {
          kind: 'add',
          members: {
            format: 'string',
            inputType: 'dropdown',
            options: [{ value: 'a', label: 'A', description: '' }],
          },
        },
      ],
      ['old', { kind: 'remove', optional: false }],
      ['gone', null],
    ]);
  });
});

describe('layers', () => {
  const LAYERED = edge(
    `${TWO}overrides: { packs: { a: { tag: "2" } } }
perProject:
  edge-riga: { sourceVersion: 1.1.0, labels: { tier: gold, team: riga }, description: Riga, protect: true, overrides: { packs: { a: { tag: "5" } } } }
  edge-*: { overrides: { onConflict: block }, sourceVersion: ~1.0.0, description: any }
  "*-riga": { overrides: { packs: { a: { tag: "4" }, b: null } } }`,
    'defaults: { overrides: { packs: { a: { tag: "1" } } }, perProject: { edge-o*: { overrides: { packs: { a: { tag: "3" } } } } } }\n',
  );

  test('come in order: defaults, declaration, globs as written, the exact name', async () => {
    const clones = await clonesOf(LAYERED);
    const tags = clones.map(({ overrides }) =>
      overrides?.layers.map((layer) => layer.packs.get('a')?.tag ?? layer.onConflict),
    );
    expect(tags).toEqual([
      ['1', '2', '3', 'block'],
      ['1', '2', 'block', '4', '5'],
    ]);
    expect(clones[1]?.overrides?.layers[3]?.packs.get('b')).toBeNull();
  });

  test('what else is said of single projects wins over the declaration; labels are merged', async () => {
    const [oslo, riga] = await clonesOf(LAYERED);
    expect(oslo).toMatchObject({ source: { version: '~1.0.0' }, protect: false });
    expect(oslo?.target).toMatchObject({ labels: { team: 'edge' }, description: 'any' });
    expect(riga).toMatchObject({ source: { version: '1.1.0' }, protect: true });
    expect(riga?.target).toMatchObject({ labels: { team: 'riga', tier: 'gold' }, description: 'Riga' });
    expect(oslo?.places.sourceVersion).toMatchObject({ line: 10, column: 66 });
    expect(riga?.places.sourceVersion).toMatchObject({ line: 9, column: 35 });
  });

  test('places lead to where a member was written', async () => {
    const [, riga] = await clonesOf(LAYERED);
    const place = (layer: number, ...path: readonly string[]): unknown => {
      const found = riga?.places.override?.({ layer, path });
      return found && `${found.file}:${found.line}:${found.column}`;
    };
    expect(place(0, 'packs', 'a', 'tag')).toBe('cloneform.yaml:2:40');
    expect(place(1, 'packs', 'a')).toBe('cloneform.yaml:7:27');
    expect(place(4, 'packs', 'a', 'tag', 'below')).toMatch(/^cloneform.yaml:9:/);
    expect(place(9)).toBeUndefined();
  });

  test('a declaration without overrides has none, nor has one whose defaults have other members', async () => {
    expect((await clonesOf(edge(ONE)))[0]).not.toHaveProperty('overrides');
    expect((await clonesOf(edge(ONE, 'defaults: { protect: true }\n')))[0]).not.toHaveProperty('overrides');
  });

  test('a project of the defaults says nothing of a declaration in one project', async () => {
    const head = 'defaults: { perProject: { "*": { protect: true } } }\n';
    const [clone] = await clonesOf(edge('target: { scope: project, project: x }', head));
    expect(clone?.protect).toBe(false);
  });
});

describe('the digest', () => {
  const digestOf = async (yaml: string, files: Files = {}, more: More = {}): Promise<string | undefined> =>
    (await clonesOf(yaml, files, more))[0]?.overrides?.digest;
  const pack = (text: string, head = ''): string =>
    edge(`${ONE}overrides:\n  packs:\n    a:\n      ${text}`, head);

  test('is the same for the same overrides, wherever and however they are laid out', async () => {
    const expected = await digestOf(pack('values: { x: 1.10 }'));
    expect(expected).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(await digestOf(pack('values:\n        x: 1.10 # why'))).toBe(expected);
    expect(await digestOf(pack('values: { x: "1.10" }'))).not.toBe(expected);
    expect(await digestOf(pack('values: { x: 1.1 }'))).not.toBe(expected);
    const inDefaults = edge(ONE, 'defaults: { overrides: { packs: { a: { values: { x: 1.10 } } } } }\n');
    expect(await digestOf(inDefaults)).toBe(expected);
  });

  test('counts what variables and files come to, and not what a file is called', async () => {
    const head = 'variables: { v: { default: "1" } }\n';
    const written = pack('values: { x: "${var.v}" }', head);
    expect(await digestOf(written)).not.toBe(await digestOf(written, {}, { vars: { v: '2' } }));
    const named = (name: string): string => pack(`valuesFile: ${name}`);
    const one = await digestOf(named('a.yaml'), { 'a.yaml': 'x: 1\n' });
    expect(await digestOf(named('b.yaml'), { 'b.yaml': 'x: 1\n' })).toBe(one);
    expect(await digestOf(named('a.yaml'), { 'a.yaml': 'x: 2\n' })).not.toBe(one);
  });

  test.each([
    ['quotes around a key', 'values: { on: 1 }', 'values: { "on": 1 }'],
    ['the order of keys', 'values: { x: 1, y: 2 }', 'values: { y: 2, x: 1 }'],
    ['a member that is not set', 'tag: "1"', '{ tag: "1", optional: true }'],
    ['remove', '{ remove: true }', '{ remove: true, optional: true }'],
    ['a count', 'replace: [{ find: a, with: b }]', 'replace: [{ find: a, with: b, count: 2 }]'],
    ['a registry by name or UID', 'registry: abc', 'registryUid: abc'],
    ['before and after', 'move: { before: b }', 'move: { after: b }'],
    ['onConflict', '{ tag: "1", onConflict: keep }', '{ tag: "1", onConflict: block }'],
  ])('counts %s', async (_, one, other) => {
    expect(await digestOf(pack(one))).not.toBe(await digestOf(pack(other)));
  });

  test('stays what it is', async () => {
    // Recorded in every state: other bytes would plan every clone with overrides again.
    const yaml = edge(
      `${ONE}overrides:\n  onConflict: block\n  packs: { a: { values: { x: [1.10, { y: "z" }] }, unset: [b] }, c: null }\n  variables: { v: { defaultValue: "3" } }`,
    );
    expect(await digestOf(yaml)).toBe(
      'sha256:853de63cb7efcb2d7b8ea2fdb04b7c6ba9d355ce31f38fd12c6ac773e39b9556',
    );
  });

  test('one value serves all clones that have the same overrides', async () => {
    const projects = Array.from({ length: 400 }, (_, index) => `p-${index}`).join(', ');
    const yaml = edge(
      `target: { scope: project, projects: [${projects}] }\noverrides: { packs: { a: { tag: "1" } } }`,
    );
    const clones = await clonesOf(yaml);
    expect(clones).toHaveLength(400);
    expect(new Set(clones.map(({ overrides }) => overrides)).size).toBe(1);
  });
});
