// What is wrong with overrides, by code and place, with the words that a user acts on.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { createDeclareDisk } from '../../src/declare/disk.ts';
import { readDeclarations } from '../../src/declare/read-declarations.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import { tempDir } from '../support/cli.ts';
import { read } from '../support/declared.ts';

type Files = Readonly<Record<string, string>>;

/** Lines 3 to 5 are `edge:`, its source and its target; line 6 is the first of `body`. */
function edge(body: string, target = '{ scope: tenant }'): string {
  const lines = body.trimEnd().split('\n');
  return `cloneform: 1\nclones:\n  edge:\n    source: { profile: base }\n    target: ${target}\n${lines
    .map((line) => `    ${line}\n`)
    .join('')}`;
}

const IN_TWO = '{ scope: project, projects: [edge-oslo, edge-riga] }';

async function diagnosticsOf(yaml: string, files: Files = {}): Promise<readonly Diagnostic[]> {
  const result = await read({ 'cloneform.yaml': yaml, ...files });
  return result.ok ? result.warnings : result.diagnostics;
}

function told({ code, place, severity }: Diagnostic): string {
  const kind = severity === 'warning' ? 'warning ' : '';
  return `${kind}${code.replace('declare/', '')} ${place === undefined ? '-' : `${place.line}:${place.column}`}`;
}

async function faultsOf(yaml: string, files: Files = {}): Promise<readonly string[]> {
  return (await diagnosticsOf(yaml, files)).map(told);
}

/** Line 7 is the pack `a`, whose members begin at column 12. */
const pack = (text: string): string => edge(`overrides: { packs: {\n  a: { ${text} } } }`);
/** Line 8 and those below are members of the pack `a`. */
const packBlock = (text: string): string =>
  edge(`overrides:\n  packs:\n    a:\n      ${text.replaceAll('\n', '\n      ')}`);

describe('the shape of overrides', () => {
  test.each<[string, string, readonly string[]]>([
    ['that are empty', edge('overrides: {}'), ['bad-value 6:16']],
    ['that are a list', edge('overrides: [a]'), ['bad-value 6:16']],
    ['without packs', edge('overrides: { packs: {} }'), ['bad-value 6:25']],
    ['with an unknown key', edge('overrides: { pack: {} }'), ['unknown-field 6:18']],
    ['with an unknown choice', edge('overrides: { onConflict: stop }'), ['bad-value 6:30']],
    ['with an empty pack', pack(''), ['bad-value 7:10']],
    ['with a pack that is a list', edge('overrides: { packs: { a: [b] } }'), ['bad-value 6:30']],
    ['with a slip in a pack', pack('value: { x: 1 }'), ['unknown-field 7:12']],
    ['with empty values', pack('values: {}'), ['bad-value 7:20']],
    ['with values that are a list', pack('values: [a]'), ['bad-value 7:20']],
    ['with no paths', pack('unset: []'), ['bad-value 7:19']],
    ['with nothing to replace', pack('replace: []'), ['bad-value 7:21']],
    ['with a replacement without a text', pack('replace: [{ find: x }]'), ['missing-key 7:22']],
    [
      'with an unknown key of a replacement',
      pack('replace: [{ find: x, with: y, all: true }]'),
      ['unknown-field 7:42'],
    ],
    ['with a tag that YAML reads as a number', pack('tag: 1.30'), ['bad-value 7:17']],
    ['with remove: false', pack('remove: false'), ['bad-value 7:20']],
    ['with an unknown type of an added pack', pack('add: { type: git, layer: addon }'), ['bad-value 7:25']],
    ['with an added pack without a layer', pack('add: { type: manifest }'), ['missing-key 7:12']],
    ['with a move to two places', pack('move: { before: b, after: c }'), ['bad-value 7:18']],
    ['with an empty manifest', pack('manifests: { m: {} }'), ['bad-value 7:28']],
    ['with an empty variable', edge('overrides: { variables: { v: {} } }'), ['bad-value 6:34']],
    [
      'with a sensitive variable',
      edge('overrides: { variables: { v: { isSensitive: true } } }'),
      ['unknown-field 6:36'],
    ],
    ['with an unknown format', edge('overrides: { variables: { v: { format: text } } }'), ['bad-value 6:44']],
    ['of no project', edge('perProject: {}', IN_TWO), ['bad-value 6:17']],
    ['of a project without anything', edge('perProject: { edge-riga: {} }', IN_TWO), ['bad-value 6:30']],
    [
      'of a project with an unknown key',
      edge('perProject: { edge-riga: { version: 1.0.0 } }', IN_TWO),
      ['unknown-field 6:32'],
    ],
  ])('%s', async (_, yaml, faults) => {
    expect(await faultsOf(yaml)).toEqual(faults);
  });

  test('says what is allowed, and what was probably meant', async () => {
    const [slip] = await diagnosticsOf(pack('value: { x: 1 }'));
    expect(slip?.message).toBe('unknown key "value"');
    expect(slip?.hint).toMatch(/^did you mean "values"\? keys allowed here: values, unset, replace/);
    const [sensitive] = await diagnosticsOf(edge('overrides: { variables: { v: { isSensitive: true } } }'));
    expect(sensitive?.hint).toMatch(/masks sensitive variables/);
    const [empty] = await diagnosticsOf(edge('overrides: {}'));
    expect(empty?.message).toBe('overrides must be a non-empty map, not an empty map');
    const [tag] = await diagnosticsOf(pack('tag: 1.30'));
    expect(tag?.hint).toBe('quote it: "1.30"');
  });
});

describe('YAML below overrides', () => {
  test.each<[string, string, readonly string[]]>([
    ['a key without a value', packBlock('values:\n  x:\n  y: 1'), ['empty-value 10:13']],
    ['a pack without a value', edge('overrides:\n  packs:\n    a:\n'), ['empty-value 8:9']],
    ['an anchor without a value', packBlock('values:\n  x: &a\n  y: *a'), ['empty-value 10:13']],
    [
      'a merge key in values',
      packBlock('values:\n  x: &x { a: 1 }\n  y: { <<: *x, b: 2 }'),
      ['merge-key 11:18'],
    ],
    [
      'a merge key among packs',
      edge('overrides:\n  packs: { a: &a { tag: "1" }, b: { <<: *a } }'),
      ['merge-key 7:41'],
    ],
    ['a tag', packBlock('values:\n  x: !!str 1'), ['tag 10:22']],
    ['a key twice', packBlock('values:\n  x: 1\n  x: 2'), ['duplicate-key 11:13']],
    ['a key twice in two spellings', packBlock('values:\n  "x": 1\n  x: 2'), ['duplicate-key 11:13']],
    [
      'a pack that reaches into JavaScript',
      edge('overrides: { packs: { __proto__: { tag: "1" } } }'),
      ['forbidden-key 6:27'],
    ],
    [
      'such a key by an alias elsewhere',
      `${packBlock('values:\n  x: &x { constructor: "1" }')}  b: { source: { profile: q }, target: { scope: tenant, labels: *x } }\n`,
      ['alias 11:65'],
    ],
    ['a control character in a value', packBlock('values:\n  x: "a\\eb"'), ['control-character 10:16']],
    ['a control character in a key', packBlock('values:\n  "a\\eb": x'), ['control-character 10:13']],
    [
      'a pack whose name has two lines',
      edge('overrides: { packs: { "a\\nb": { tag: "1" } } }'),
      ['bad-name 6:27'],
    ],
  ])('%s', async (_, yaml, faults) => {
    expect(await faultsOf(yaml)).toEqual(faults);
  });

  test('two spellings of a number are two keys', async () => {
    expect(await faultsOf(packBlock('values:\n  1.10: a\n  1.1: b'))).toEqual([]);
  });

  test('a plain variable between braces is not YAML, which the hint says', async () => {
    const [fault] = await diagnosticsOf(pack('values: { x: ${var.x} }'));
    expect(fault?.hint).toMatch(/put a value with \$\{…\} in quotes, or write it on a line of its own/);
  });
});

describe('what contradicts itself', () => {
  const spectro = 'type: spectro, layer: addon';
  test.each<[string, string, readonly string[]]>([
    ['a pack removed and changed', pack('remove: true, tag: "1"'), ['removed-and-changed 7:26']],
    ['a pack removed and nothing more', pack('remove: true, optional: true'), []],
    ['a pack that only may be missing', pack('optional: true'), ['empty-override 7:7']],
    ['a pack that only has onConflict', pack('onConflict: keep'), []],
    [
      'a pack added and optional',
      pack('add: { type: manifest, layer: addon }, optional: true'),
      ['bad-override 7:51'],
    ],
    [
      'a pack added and moved',
      pack('add: { type: manifest, layer: addon }, move: { after: b }'),
      ['bad-override 7:51'],
    ],
    ['a tag beside add', pack(`add: { ${spectro}, registry: r, tag: "1" }, tag: "2"`), ['bad-override 7:73']],
    [
      'two files of values',
      pack('add: { type: manifest, layer: addon, valuesFile: v }, valuesFile: v'),
      ['bad-override 7:66'],
    ],
    ['a registry twice', pack('registry: r, registryUid: u'), ['bad-override 7:25']],
    [
      'before and after',
      pack(`add: { ${spectro}, registry: r, tag: "1", before: b, after: c }`),
      ['bad-override 7:82'],
    ],
    [
      'a pack of manifests with a tag',
      pack('add: { type: manifest, layer: addon, tag: "1" }'),
      ['bad-override 7:49'],
    ],
    [
      'a pack of manifests with a registry',
      pack('add: { type: manifest, layer: addon, registryUid: u }'),
      ['bad-override 7:49'],
    ],
    ['a pack without a registry', pack(`add: { ${spectro}, tag: "1" }`), ['bad-override 7:12']],
    ['a pack without a tag', pack(`add: { ${spectro}, registry: r }`), ['bad-override 7:12']],
    [
      'a manifest removed and changed',
      pack('manifests: { m: { remove: true, file: v } }'),
      ['removed-and-changed 7:44'],
    ],
    [
      'a manifest that only may be missing',
      pack('manifests: { m: { optional: true } }'),
      ['empty-override 7:25'],
    ],
    ['a manifest added without a file', pack('manifests: { m: { add: true } }'), ['bad-override 7:25']],
    [
      'a manifest added and replaced in',
      pack('manifests: { m: { add: true, file: v, replace: [{ find: a, with: b }] } }'),
      ['bad-override 7:50'],
    ],
    [
      'a variable removed and changed',
      edge('overrides: { variables: { v: { remove: true, hidden: true } } }'),
      ['removed-and-changed 6:50'],
    ],
    [
      'a variable that only may be missing',
      edge('overrides: { variables: { v: { optional: true } } }'),
      ['empty-override 6:31'],
    ],
    [
      'a variable added and optional',
      edge('overrides: { variables: { v: { add: true, optional: true } } }'),
      ['bad-override 6:47'],
    ],
  ])('%s', async (_, yaml, faults) => {
    expect(await faultsOf(yaml, { v: 'x: 1\n' })).toEqual(faults);
  });

  const layered = (first: string, second: string): string =>
    edge(
      `overrides: { packs: { a: ${first} } }\nperProject: { edge-riga: { overrides: { packs: { a: ${second} } } } }`,
      IN_TWO,
    );
  const added = '{ add: { type: manifest, layer: addon } }';
  test.each<[string, string, readonly string[]]>([
    ['added twice', layered(added, added), ['added-twice 7:54']],
    ['added, then changed', layered(added, '{ values: { x: 1 } }'), []],
    ['added, then removed', layered(added, '{ remove: true }'), []],
    ['removed, then added', layered('{ remove: true }', added), []],
    ['removed, then changed', layered('{ remove: true }', '{ tag: "1" }'), ['removed-and-changed 7:54']],
    ['removed, then changed where it is', layered('{ remove: true }', '{ tag: "1", optional: true }'), []],
    ['removed, then left alone', layered('{ remove: true }', 'null'), []],
    ['changed, then removed', layered('{ tag: "1" }', '{ remove: true }'), []],
  ])('in two layers: %s', async (_, yaml, faults) => {
    expect(await faultsOf(yaml)).toEqual(faults);
  });

  test('the hint names the first place', async () => {
    const [fault] = await diagnosticsOf(layered(added, added));
    expect(fault?.hint).toBe(
      'the first is at cloneform.yaml:6; a: null in a later layer drops what earlier ones say',
    );
  });
});

describe('a path', () => {
  test.each([
    'a',
    'a.b',
    'a[0]',
    'a[0][1].b',
    'a[name=x]',
    'a[=x]',
    'a["k 1"="v=]"]',
    '"a.b".c',
    'a-b/c_d.e',
    '[0].a',
    '"\\u00e9"',
  ])('%s is one', async (text) => {
    expect(await faultsOf(pack(`unset: [${JSON.stringify(text)}]`))).toEqual([]);
  });

  test.each([
    '.a',
    'a.',
    'a..b',
    'a b',
    'a[',
    'a[]',
    'a[x]',
    'a[-1]',
    'a]',
    'a.[0]',
    '"a',
    '"a"b',
    'a"b"',
    'é',
    'a:b',
    '"\\x"',
    '$.a',
  ])('%s is none', async (text) => {
    expect(await faultsOf(pack(`unset: [${JSON.stringify(text)}]`))).toEqual(['bad-path 7:20']);
  });
});

describe('variables', () => {
  const head = (yaml: string): string =>
    yaml.replace(
      'clones:',
      'variables: { a: { default: "[1" }, none: {}, empty: { default: "" }, two: { default: "x: 1\\nx: 2" } }\nclones:',
    );
  test.each<[string, string, readonly string[]]>([
    ['that nobody declared', 'x: ${var.b}', ['unknown-variable 11:16']],
    ['without a value', 'x: ${var.none}', ['no-value 11:16']],
    ['in a wrong form', 'x: ${var.a.b}', ['bad-variable 11:16']],
    ['that does not end', 'x: ${var.a', ['bad-variable 11:16']],
    ['whose value is not YAML', 'x: ${var.a}', ['bad-value 11:16']],
    ['whose value has a key twice', 'x: ${var.two}', ['bad-value 11:16']],
    ['whose value is empty', 'x: ${var.empty}', ['bad-value 11:16']],
    ['whose value is empty, in quotes', 'x: "${var.empty}"', []],
    ['of a project at tenant scope', 'x: ${project}', ['no-project 11:16']],
  ])('%s', async (_, line, faults) => {
    expect(await faultsOf(head(packBlock(`values:\n  ${line}`)))).toEqual(faults);
  });

  test('no value of a variable is shown', async () => {
    const yaml = packBlock('values:\n  x: ${var.a}').replace('clones:', 'variables: { a: {} }\nclones:');
    const result = await read({ 'cloneform.yaml': yaml }, { CLONEFORM_VAR_a: '{ pw: hunter2' });
    expect(result.ok).toBe(false);
    expect(JSON.stringify(result)).not.toContain('hunter2');
  });
});

describe('perProject', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'without a fan-out',
      edge('perProject: { x: { protect: true } }', '{ scope: project, project: x }'),
      ['per-project-without-projects 6:5'],
    ],
    ['at tenant scope', edge('perProject: { x: { protect: true } }'), ['per-project-without-projects 6:5']],
    [
      'with a name that is none of the projects',
      edge('perProject: { edge-rig: { protect: true } }', IN_TWO),
      ['unknown-project 6:19'],
    ],
    [
      'with a glob that none fits',
      edge('perProject: { core-*: { protect: true } }', IN_TWO),
      ['warning unused-project 6:19'],
    ],
    [
      'with a bad version',
      edge('perProject: { edge-*: { sourceVersion: 1.2.x.y } }', IN_TWO),
      ['bad-range 6:44'],
    ],
    [
      'with a reserved label',
      edge('perProject: { edge-*: { labels: { cloneform-source: x } } }', IN_TWO),
      ['reserved-label 6:39'],
    ],
    [
      'with a control character',
      edge('perProject: { edge-*: { labels: { a: "b\\tc" } } }', IN_TWO),
      ['control-character 6:42'],
    ],
  ])('%s', async (_, yaml, faults) => {
    expect(await faultsOf(yaml)).toEqual(faults);
  });

  test('a name near one of the projects is guessed', async () => {
    const [fault] = await diagnosticsOf(edge('perProject: { edge-rig: { protect: true } }', IN_TWO));
    expect(fault?.hint).toBe('did you mean "edge-riga"? its projects: edge-oslo, edge-riga');
  });

  test('of the defaults: one declaration with such a project is enough', async () => {
    const defaults = (key: string): string =>
      edge('adopt: true', IN_TWO).replace(
        'clones:',
        `defaults: { perProject: { ${key}: { protect: true } } }\nclones:`,
      );
    expect(await faultsOf(defaults('edge-riga'))).toEqual([]);
    expect(await faultsOf(defaults('edge-rig'))).toEqual(['warning unused-project 2:27']);
    expect(await faultsOf(defaults('core-*'))).toEqual(['warning unused-project 2:27']);
  });
});

describe('files', () => {
  const NAMED = pack('valuesFile: v.yaml');
  test.each<[string, string | Uint8Array | null, readonly string[]]>([
    ['that is missing', null, ['no-file 7:24']],
    ['that is binary', new Uint8Array([0x61, 0, 0x62]), ['not-text 7:24']],
    ['that is not UTF-8', new Uint8Array([0xff, 0x61]), ['not-text 7:24']],
    ['that is too large', 'x'.repeat(1024 * 1024 + 1), ['too-large 7:24']],
    ['of the largest size', 'x'.repeat(1024 * 1024), []],
    ['that is empty', '', []],
  ])('%s', async (_, content, faults) => {
    const folder = tempDir({ 'cloneform.yaml': NAMED });
    if (content !== null) writeFileSync(path.join(folder, 'v.yaml'), content);
    expect((await onDisk(folder)).map(told)).toEqual(faults);
  });

  test.each<[string, string, readonly string[]]>([
    ['above the folder', '../v.yaml', ['file-outside 7:24']],
    ['by an absolute path', '/etc/hostname', ['file-outside 7:24']],
    ['through a link', 'link.yaml', ['file-outside 7:24']],
    ['through a link of a folder', 'folder/v.yaml', ['file-outside 7:24']],
    ['hidden', '.v.yaml', ['file-hidden 7:24']],
    ['in a hidden folder', '.git/config', ['file-hidden 7:24']],
    ['a folder', 'packs', ['not-a-file 7:24']],
  ])('%s', async (_, name, faults) => {
    const outside = tempDir({ 'v.yaml': 'x: 1\n' });
    const folder = tempDir({ 'cloneform.yaml': pack(`valuesFile: ${name}`), '.v.yaml': 'x' });
    for (const below of ['packs', '.git']) mkdirSync(path.join(folder, below));
    writeFileSync(path.join(folder, '.git', 'config'), 'x');
    symlinkSync(path.join(outside, 'v.yaml'), path.join(folder, 'link.yaml'));
    symlinkSync(outside, path.join(folder, 'folder'));
    expect((await onDisk(folder)).map(told)).toEqual(faults);
  });

  test('of all overrides together are bounded', async () => {
    const names = Array.from({ length: 33 }, (_, index) => `v-${index}.yaml`);
    const packs = names.map((name) => `p-${name}: { valuesFile: ${name} }`).join(', ');
    const folder = tempDir({
      'cloneform.yaml': edge(`overrides: { packs: { ${packs} } }`),
      ...Object.fromEntries(names.map((name) => [name, 'x'.repeat(1024 * 1024)])),
    });
    expect((await onDisk(folder)).map(({ code }) => code)).toEqual(['declare/too-large']);
  });

  test('with the Palette API key are refused', async () => {
    const folder = tempDir({ 'cloneform.yaml': NAMED, 'v.yaml': 'token: the-key-of-this-run\n' });
    const found = await onDisk(folder, (text) => text.replaceAll('the-key-of-this-run', '***'));
    expect(found.map(told)).toEqual(['secret-in-yaml 7:24']);
    expect(JSON.stringify(found)).not.toContain('the-key-of-this-run');
  });

  async function onDisk(folder: string, redact?: (text: string) => string): Promise<readonly Diagnostic[]> {
    const input = { rootDir: folder, file: 'cloneform.yaml', vars: {}, varFiles: [], env: {} };
    const result = await readDeclarations(
      redact === undefined ? input : { ...input, redact },
      createDeclareDisk(),
    );
    return result.ok ? result.warnings : result.diagnostics;
  }
});

describe('a secret that is written out', () => {
  test.each<[string, string, readonly string[]]>([
    ['in values', 'values: { password: hunter2 }', ['warning secret-in-override 7:22']],
    ['in a list', 'values: { tokens: [hunter2] }', ['warning secret-in-override 7:22']],
    ['below a key', 'values: { adminCredentials: { user: hunter2 } }', ['warning secret-in-override 7:42']],
    ['as a variable', 'values: { password: "${var.pw}" }', []],
    ['as a text with dollars', 'values: { password: "hunter2${x}" }', ['warning secret-in-override 7:22']],
    ['as a flag', 'values: { password: true }', []],
    ['as nothing', 'values: { password: "" }', []],
    ['as null', 'values: { password: null }', []],
    ['as the name of a secret', 'values: { secretName: hunter2 }', []],
  ])('%s', async (_, members, faults) => {
    const yaml = pack(members).replace('clones:', 'variables: { pw: { default: a } }\nclones:');
    const found = await diagnosticsOf(yaml);
    expect(found.map(told)).toEqual(faults.map((fault) => fault.replace(' 7:', ' 8:')));
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });

  test('in the default of a variable that is called like one', async () => {
    const yaml = edge(
      'overrides: { variables: { admin_password: { defaultValue: hunter2 }, replicas: { defaultValue: "3" } } }',
    );
    const found = await diagnosticsOf(yaml);
    expect(found.map(told)).toEqual(['warning secret-in-override 6:49']);
    expect(found[0]?.hint).toContain('${var.name}');
  });

  test('a key of Palette elsewhere is still refused', async () => {
    expect(await faultsOf('cloneform: 1\nclones: { a: { token: x } }\n')).toEqual(['secret-in-yaml 2:16']);
  });
});
