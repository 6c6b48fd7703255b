// What a user reads of overrides that are wrong: the place, the message and the hint.
import { describe, expect, test } from 'vitest';
import { read } from '../../support/declared.ts';

type Files = Readonly<Record<string, string>>;

const HEAD = `cloneform: 1
variables: { none: {}, empty: { default: "" }, half: { default: "[1" }, bell: { default: "a\\eb" } }
clones:
  edge:
    source: { profile: base }
`;
const AT_TENANT = `${HEAD}    target: { scope: tenant }\n`;
const IN_TWO = `${HEAD}    target: { scope: project, projects: [edge-oslo, edge-riga] }\n`;

/** Line 10 is the first of the members of the pack `a`, which begin at column 11. */
const pack = (members: string): string =>
  `${AT_TENANT}    overrides:\n      packs:\n        a:\n${members.replaceAll(/^/gm, ' '.repeat(10))}\n`;
/** Line 10 is the first of the members of the variable `v`. */
const variable = (members: string): string =>
  pack(members).replace('packs:\n        a:', 'variables:\n        v:');

/** `line:column message (hint)`. */
async function toldOf(yaml: string, files: Files = {}): Promise<readonly string[]> {
  const result = await read({ 'cloneform.yaml': yaml, v: 'x: 1\n', ...files });
  const found = result.ok ? result.warnings : result.diagnostics;
  return found.map(({ place, message, hint }) => `${place?.line}:${place?.column} ${message} (${hint})`);
}

const SPECTRO = 'type: spectro, layer: addon';
const MANIFEST = 'type: manifest, layer: addon';

describe('a pack', () => {
  test.each<[string, string]>([
    [
      'remove: true\ntag: "1"',
      '11:11 the pack "a" is removed, but tag changes it (keep remove, or the rest)',
    ],
    [
      'remove: true\noptional: true\nunset: [b]\ntag: "1"',
      '12:11 the pack "a" is removed, but unset, tag change it (keep remove, or the rest)',
    ],
    ['optional: true', '9:9 the override of the pack "a" is empty (say what is different, or remove it)'],
    [
      `add: { ${MANIFEST} }\noptional: false`,
      '11:11 the pack "a" is added, so it cannot be optional (remove optional)',
    ],
    [
      `add: { ${MANIFEST} }\nmove: { after: b }`,
      '11:11 move cannot stand beside add (use before or after in add)',
    ],
    [
      `add: { ${SPECTRO}, registry: r, tag: "1" }\ntag: "2"`,
      '11:11 tag cannot stand beside add (use tag in add)',
    ],
    [
      `add: { ${SPECTRO}, registry: r, tag: "1" }\nregistry: s`,
      '11:11 registry cannot stand beside add (use registry in add)',
    ],
    [
      `add: { ${SPECTRO}, registry: r, tag: "1" }\nregistryUid: s`,
      '11:11 registryUid cannot stand beside add (use registryUid in add)',
    ],
    [
      `add: { ${MANIFEST}, valuesFile: v }\nvaluesFile: v`,
      '11:11 valuesFile is given twice (keep one of them)',
    ],
    [`add: { ${MANIFEST}, tag: "1" }`, '10:48 a pack of type manifest has no tag (remove tag)'],
    [`add: { ${MANIFEST}, registry: r }`, '10:48 a pack of type manifest has no registry (remove registry)'],
    [
      `add: { ${MANIFEST}, registryUid: r }`,
      '10:48 a pack of type manifest has no registry (remove registryUid)',
    ],
    [
      `add: { ${SPECTRO} }`,
      '10:11 a pack of type spectro needs a registry and a tag (add registry, or registryUid, and tag)',
    ],
    [
      `add: { ${SPECTRO}, tag: "1" }`,
      '10:11 a pack of type spectro needs a registry (add registry, or registryUid, and tag)',
    ],
    [
      `add: { ${SPECTRO}, registryUid: r }`,
      '10:11 a pack of type spectro needs a tag (add registry, or registryUid, and tag)',
    ],
    ['registry: r\nregistryUid: s', '11:11 there are both registry and registryUid (keep one of them)'],
    [`add: { ${MANIFEST}, before: b, after: c }`, '10:59 there are both before and after (keep one of them)'],
    [
      'replace: [{ find: a, with: b }, { find: "${var.empty}", with: c }]',
      '10:43 find is empty (write the text that is to be replaced)',
    ],
    ['unset: [b, a..b]', '10:22 "a..b" is not a path: '],
    [`unset: [.${'b'.repeat(300)}]`, `10:19 ".${'b'.repeat(199)}" is not a path: `],
    [
      'tag: "${project}"',
      '10:16 ${project} has no value: the target is at tenant scope (remove it, or write $${project} for the text itself)',
    ],
    ['tag: "${var.none}"', '10:16 '],
    ['move: { after: "${var.none}" }', '10:26 '],
    ['replace: [{ find: a, with: "${var.none}" }]', '10:38 '],
    [
      'tag: "${var.bell}"',
      '10:16 packs.a.tag contains a control character (remove it; only line breaks and tabs are allowed)',
    ],
  ])('with %s', async (members, told) => {
    expect(await toldOf(pack(members))).toEqual([expect.stringContaining(told)]);
  });

  test('with a path that is none has a hint that says how paths are written', async () => {
    const [told] = await toldOf(pack('unset: [a b]'));
    expect(told).toContain(
      '(use a.b[0], a[name=x] or a[=x]; put a key or a value with other characters than letters, digits, _, - and / in double quotes: options."system.repo", args[="a=1"])',
    );
  });

  test.each([
    ['two lines', '"a\\nb"'],
    ['no characters', '""'],
  ])('whose name has %s', async (_, name) => {
    const yaml = `${AT_TENANT}    overrides: { packs: { ${name}: { tag: "1" } } }\n`;
    expect(await toldOf(yaml)).toEqual([
      `7:27 ${name} cannot be a name here (use the name that the profile has)`,
    ]);
  });
});

describe('a file or a path that is named by a variable without a value, is reported once', () => {
  test.each([
    ['valuesFile: "${var.none}"', '10:23 '],
    [`add: { ${MANIFEST}, valuesFile: "\${var.none}" }`, '10:60 '],
    ['manifests: { m: { file: "${var.none}" } }', '10:35 '],
    ['unset: [a, "${var.none}"]', '10:22 '],
  ])('%s', async (members, place) => {
    expect(await toldOf(pack(members))).toEqual([
      expect.stringContaining(`${place}the variable "none" has no value`),
    ]);
  });
});

describe('a manifest', () => {
  test.each([
    [
      'remove: true, file: v',
      '10:43 the manifest "m" is removed, but file changes it (keep remove, or the rest)',
    ],
    [
      'optional: true',
      '10:24 the override of the manifest "m" is empty (say what is different, or remove it)',
    ],
    ['add: true', '10:24 the manifest "m" is added without a file (add file)'],
    [
      'add: true, file: v, replace: [{ find: a, with: b }]',
      '10:49 the manifest "m" is added, so there is nothing to replace (change the file, or remove add)',
    ],
    [
      'add: true, file: v, optional: true',
      '10:49 the manifest "m" is added, so it cannot be optional (remove optional)',
    ],
  ])('with %s', async (members, told) => {
    expect(await toldOf(pack(`manifests: { m: { ${members} } }`))).toEqual([told]);
  });
});

describe('a variable', () => {
  test.each([
    [
      'remove: true\nhidden: true',
      '11:11 the variable "v" is removed, but hidden changes it (keep remove, or the rest)',
    ],
    ['optional: true', '9:9 the override of the variable "v" is empty (say what is different, or remove it)'],
    [
      'add: true\noptional: true',
      '11:11 the variable "v" is added, so it cannot be optional (remove optional)',
    ],
    ['description: "${var.bell}"', '10:24 variables.v.description contains a control character'],
    ['options: [{ value: a }, { value: b, label: "${var.none}" }]', '10:54 '],
  ])('with %s', async (members, told) => {
    expect(await toldOf(variable(members))).toEqual([expect.stringContaining(told)]);
  });
});

describe('values', () => {
  const NOT_TEXT = 'put the value in double quotes to use it as text';
  test.each([
    ['b: ${var.empty}', `11:16 with its variables put in, this is not YAML: it is empty (${NOT_TEXT})`],
    ['b: ${var.half}', '11:16 with its variables put in, this is not YAML: Flow sequence'],
    [
      'b: [1, "${var.bell}"]',
      '11:20 packs.a.values.b.1 contains a control character (remove it; only line breaks and tabs are allowed)',
    ],
    ['b: "a\\eb"', '11:16 packs.a.values.b contains a control character'],
  ])('%s', async (line, told) => {
    expect(await toldOf(pack(`values:\n  ${line}`))).toEqual([expect.stringContaining(told)]);
  });

  test.each([
    ['of a map', '{ "c\\ed": 1 }', 'b'],
    ['of a map in a list', '[1, { "c\\ed": 1 }]', 'b.1'],
    ['of a map in a map', '{ e: { "c\\ed": 1 } }', 'b.e'],
  ])('a control character that a variable brings in a key %s', async (_, value, path) => {
    const yaml = pack('values:\n  b: ${var.x}').replace(
      'none: {}',
      `x: { default: ${JSON.stringify(value)} }`,
    );
    expect(await toldOf(yaml)).toEqual([
      `11:13 a key of packs.a.values.${path} contains a control character (remove it; only line breaks and tabs are allowed)`,
    ]);
  });
});

describe('layers', () => {
  const layered = (first: string, second: string): string =>
    `${IN_TWO}    overrides: { packs: { a: ${first} } }\n    perProject: { edge-riga: { overrides: { packs: { a: ${second} } } } }\n`;
  const added = `{ add: { ${MANIFEST} } }`;
  test.each([
    [
      'added',
      added,
      added,
      '8:54 the pack "a" is added twice (the first is at cloneform.yaml:7; a: null in a later layer drops what earlier ones say)',
    ],
    [
      'removed',
      '{ remove: true }',
      '{ tag: "1" }',
      '8:54 the pack "a" is both removed and changed (the first is at cloneform.yaml:7; a: null in a later layer drops what earlier ones say)',
    ],
  ])('of which the first says that a pack is %s', async (_, first, second, told) => {
    expect(await toldOf(layered(first, second))).toEqual([told]);
  });
});

describe('a secret that is written out', () => {
  const HINT =
    'use a variable: declare it under variables, write ${var.name} here, and set CLONEFORM_VAR_name';
  const warned = (name: string): string =>
    `"${name}" looks like a secret, and its value is written in YAML (${HINT})`;
  test.each([
    ['in values', 'password: hunter2', [`11:13 ${warned('password')}`]],
    ['as a text that only looks like a flag', 'password: "true"', [`11:13 ${warned('password')}`]],
    [
      'as a text that shows how a variable is written',
      'password: "hunter2$${var.pw}"',
      [`11:13 ${warned('password')}`],
    ],
    ['twice in a list', 'tokens: [hunter2, hunter3]', [`11:13 ${warned('tokens')}`]],
    [
      'under two keys',
      'password: hunter2\n  token: hunter3',
      [`11:13 ${warned('password')}`, `12:13 ${warned('token')}`],
    ],
    ['as a key', 'auth: { key: hunter2 }', [`11:21 ${warned('key')}`]],
    ['as a reference to a key of a secret', 'secretKeyRef: { name: a, key: hunter2 }', []],
    ['as what a toleration matches', 'tolerations: [{ key: hunter2, operator: Exists }]', []],
    ['as nothing', 'password: ~', []],
  ])('%s', async (_, line, told) => {
    expect(await toldOf(pack(`values:\n  ${line}`))).toEqual(told);
  });

  test.each([
    ['', []],
    ['hunter2', [`10:11 ${warned('defaultValue')}`]],
    ['${var.empty}', []],
  ])('as the default %j of a variable', async (value, told) => {
    const yaml = variable(`defaultValue: "${value}"`).replace('  v:', '  admin_password:');
    expect(await toldOf(yaml)).toEqual(told);
  });

  test('is not in the line that is shown', async () => {
    const result = await read({ 'cloneform.yaml': pack('values: { user: root, password: hunter2 }') });
    const [warning] = result.ok ? result.warnings : [];
    expect(warning?.place).toEqual({
      file: 'cloneform.yaml',
      line: 10,
      column: 33,
      text: '          values: { user: root, password: ***',
    });
  });
});
