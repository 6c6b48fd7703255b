// What is wrong with declarations, by code and place. The words are tried through the command, in test/cli/bad-declarations.test.ts.
import { describe, expect, test } from 'vitest';
import { read } from '../support/declared.ts';

type Files = Readonly<Record<string, string>>;

/** Lines 3 to 5 are `edge:`, its source and its target. */
const clone = (source: string, target: string, more = ''): string =>
  `cloneform: 1\nclones:\n  edge:\n    source: ${source}\n    target: ${target}\n${more}`;
const SOURCE = '{ profile: base }';
const TARGET = '{ scope: tenant }';
const version = (text: string): string => clone(SOURCE, `{ scope: tenant, version: ${text} }`);
const range = (text: string): string => clone(`{ profile: base, version: ${text} }`, TARGET);
const UID = '690b0c2d5e4f3a2b1c0d9e8f';

/** `code line:column`, with the file where it is not the root file. */
async function faultsOf(files: Files, more: Parameters<typeof read>[2] = {}): Promise<readonly string[]> {
  const result = await read(files, {}, more);
  if (result.ok) return [];
  return result.diagnostics.map(({ code, place }) => {
    const file = place === undefined || place.file === 'cloneform.yaml' ? '' : `${place.file}:`;
    return `${code.replace('declare/', '')} ${place === undefined ? '-' : `${file}${place.line}:${place.column}`}`;
  });
}

describe('a file', () => {
  test.each<[string, string, readonly string[]]>([
    ['empty', '', ['empty-file 1:1']],
    ['of comments', '# nothing\n', ['empty-file 1:1']],
    ['that ends too early', 'cloneform: 1\nclones: [a, b\n', ['not-yaml 3:1']],
    ['with tabs', 'cloneform: 1\nclones:\n\tedge: {}\n', ['not-yaml 3:1']],
    ['that is a list', '- a\n', ['bad-value 1:1']],
    ['of two documents', 'cloneform: 1\n---\ncloneform: 1\n', ['not-yaml 2:1']],
    ['with a key twice', 'cloneform: 1\nclones: {}\nclones: {}\n', ['duplicate-key 3:1']],
    ['without a format version', 'clones: {}\n', ['missing-key 1:1']],
    ['of another format version', 'cloneform: 2\n', ['bad-value 1:12']],
    ['with an unknown key', 'cloneform: 1\nclone: {}\n', ['unknown-field 2:1']],
    ['that nests too deep', `${'? '.repeat(700)}\n`, ['too-deep 1:1']],
    ['with a key that is no text', 'cloneform: 1\n? [a]\n: 1\n', ['bad-key 2:3']],
    [
      'with a key by an alias',
      'cloneform: 1\nvariables: { a: { default: &p b } }\nclones: { *p : {} }\n',
      ['bad-key 3:11'],
    ],
    [
      'with a key that reaches into JavaScript',
      'cloneform: 1\nclones: { __proto__: {} }\n',
      ['forbidden-key 2:11'],
    ],
    ['with half a character', clone(SOURCE, '{ scope: tenant, name: "a\\ud800" }'), ['half-character 5:36']],
    [
      'with a control character',
      clone(SOURCE, '{ scope: tenant, name: "a\\u001bb" }'),
      ['control-character 5:36'],
    ],
    ['with an API key', 'cloneform: 1\npalette:\n  apiKey: x\n', ['secret-in-yaml 3:3']],
    ['with a key in another spelling', 'cloneform: 1\npalette:\n  API_KEY: x\n', ['secret-in-yaml 3:3']],
    [
      'with all faults of one stage',
      'cloneform: 1\nclone: 1\nclones: 1\nguards: 1\n',
      ['unknown-field 2:1', 'bad-value 3:9', 'bad-value 4:9'],
    ],
  ])('%s', async (_, text, faults) => {
    expect(await faultsOf({ 'cloneform.yaml': text })).toEqual(faults);
  });

  test('a label may be called like a key of Palette', async () => {
    const yaml = clone(SOURCE, '{ scope: tenant, labels: { token: x } }');
    expect(await faultsOf({ 'cloneform.yaml': yaml })).toEqual([]);
    expect(
      await faultsOf({ 'cloneform.yaml': 'cloneform: 1\nvariables: { token: { default: x } }\n' }),
    ).toEqual([]);
  });
});

describe('a declaration', () => {
  test.each<[string, string, readonly string[]]>([
    ['without a source', 'cloneform: 1\nclones:\n  edge: { target: { scope: tenant } }\n', ['no-source 3:3']],
    ['without a scope', clone(SOURCE, '{ name: x }'), ['no-scope 5:5']],
    ['in no project', clone(SOURCE, '{ scope: project }'), ['no-project 5:22']],
    ['in an empty list of projects', clone(SOURCE, '{ scope: project, projects: [] }'), ['bad-value 5:41']],
    [
      'with project and projects',
      clone(SOURCE, '{ scope: project, project: a, projects: [b] }'),
      ['project-and-projects 5:43'],
    ],
    [
      'of clone and profile',
      clone('{ profile: base, clone: edge }', TARGET),
      ['circle 3:3', 'two-sources 4:30'],
    ],
    ['of an unknown key', clone('{ profil: base }', TARGET), ['unknown-field 4:15']],
    ['of a wrong type', clone(SOURCE, '{ scope: tenant, labels: [a] }'), ['bad-value 5:38']],
    ['of a wrong choice', clone(SOURCE, '{ scope: cluster }'), ['bad-value 5:22']],
    ['with a number for a label', clone(SOURCE, '{ scope: tenant, labels: { n: 1 } }'), ['bad-value 5:43']],
    ['that keeps less than nothing', clone(SOURCE, TARGET, '    retain: -1\n'), ['bad-value 6:13']],
    [
      'with a bad id',
      'cloneform: 1\nclones:\n  "a b": { source: { profile: p }, target: { scope: tenant } }\n',
      ['bad-id 3:3'],
    ],
    ['of nobody', clone('{ clone: egde }', TARGET), ['unknown-clone 3:3']],
  ])('%s', async (_, text, faults) => {
    expect(await faultsOf({ 'cloneform.yaml': text })).toEqual(faults);
  });
});

describe('a version of a clone', () => {
  test.each(['1.2.0', '1.2.0-rc.1', '0.0.0', 'source', '"10.20.30"'])('%s is one', async (text) => {
    expect(await faultsOf({ 'cloneform.yaml': version(text) })).toEqual([]);
  });

  test.each(['v1.2', 'v1.2.0', '"1.2"', '01.0.0', '1.0.0+b', '^1.0.0', '"1.2.0 "', 'latest'])(
    '%s is none',
    async (text) => {
      expect(await faultsOf({ 'cloneform.yaml': version(text) })).toEqual(['bad-version 5:39']);
    },
  );

  test.each([
    ['v1.2', '"1.2.0"'],
    ['"1"', '"1.0.0"'],
    ['01.2.0', '"1.2.0"'],
    ['1.0.0+b', '"1.0.0"'],
    ['latest', 'or source'],
  ])('%s: the hint ends with %s', async (text, hint) => {
    const result = await read({ 'cloneform.yaml': version(text) });
    expect(result.ok ? [] : result.diagnostics.map((diagnostic) => diagnostic.hint)).toEqual([
      expect.stringMatching(new RegExp(` ${hint}$`)),
    ]);
  });
});

describe('a version of a source', () => {
  test.each([
    '^1.0.0',
    '~1.2',
    '">=1.0.0 <2.0.0"',
    '"*"',
    '"1.2"',
    '1.x',
    '1.2.3',
    'v1.2',
    'legacy_1-a+b',
    '"1.0.0 || 2.0.0"',
  ])('%s is one', async (text) => {
    expect(await faultsOf({ 'cloneform.yaml': range(text) })).toEqual([]);
  });

  test.each(['"^^1"', '"a b"', '">1 <"', '""', `"${'1'.repeat(257)}"`, '"a/b"', '"x~"', '"ä"'])(
    '%s is none',
    async (text) => {
      expect(await faultsOf({ 'cloneform.yaml': range(text) })).toEqual(['bad-range 4:39']);
    },
  );
});

describe('declarations beside each other', () => {
  const two = (a: string, b: string): string =>
    `cloneform: 1\nclones:\n  a: { source: { ${a} }, target: { scope: tenant } }\n  b: { source: { ${b} }, target: { scope: tenant, name: x } }\n`;
  const other = clone(SOURCE, '{ scope: project, projects: [x, y] }');

  test.each<[string, string, readonly string[]]>([
    [
      'that copy each other',
      two('clone: b', 'clone: a').replace('name: x', 'version: 2.0.0'),
      ['circle 3:3'],
    ],
    ['at one natural key', two('profile: x', 'profile: p'), ['same-key 4:3']],
    [
      'of one that moved and is still there',
      clone(SOURCE, TARGET, 'moved: [ { from: edge, to: other } ]\n'),
      ['moved-declared 6:10'],
    ],
    [
      'of one that moved to nobody',
      clone(SOURCE, TARGET, 'moved: [ { from: old, to: edg } ]\n'),
      ['unknown-clone 6:10'],
    ],
    ['of one that moved', clone(SOURCE, TARGET, 'moved: [ { from: old, to: edge } ]\n'), []],
    [
      'of one that is removed and still there',
      clone(SOURCE, TARGET, 'removed: [ { clone: edge } ]\n'),
      ['removed-declared 6:12'],
    ],
    ['of one that is removed', clone(SOURCE, TARGET, 'removed: [ { clone: old } ]\n'), []],
    ['of an import to nobody', `${other}imports: [ { to: edge, uid: ${UID} } ]\n`, ['unknown-clone 6:12']],
    [
      'of an object that is imported twice',
      `${other}imports:\n  - { to: 'edge["x"]', uid: ${UID} }\n  - { to: 'edge["y"]', uid: ${UID} }\n`,
      ['twice 8:5'],
    ],
    ['of an import', `${other}imports: [ { to: 'edge["x"]', uid: ${UID} } ]\n`, []],
  ])('%s', async (_, text, faults) => {
    expect(await faultsOf({ 'cloneform.yaml': text })).toEqual(faults);
  });
});

describe('files that are included', () => {
  const root = (...globs: readonly string[]): string => `cloneform: 1\ninclude: ${JSON.stringify(globs)}\n`;
  const more = clone(SOURCE, TARGET);

  test.each<[string, Files, readonly string[]]>([
    ['none matches', { 'cloneform.yaml': root('none/*.yaml') }, ['include-empty 2:11']],
    [
      'the second of two does not match',
      { 'cloneform.yaml': root('*.yaml', 'x.yaml'), 'a.yaml': more },
      ['include-empty 2:20'],
    ],
    ['above the folder', { 'cloneform.yaml': root('../*.yaml') }, ['include-escapes 2:11']],
    [
      'above the folder, in the middle',
      { 'cloneform.yaml': root('a/../../b.yaml') },
      ['include-escapes 2:11'],
    ],
    [
      'from the root of the disk',
      { 'cloneform.yaml': root('/p/a.yaml'), 'a.yaml': more },
      ['include-escapes 2:11'],
    ],
    ['hidden', { 'cloneform.yaml': root('.a.yaml'), '.a.yaml': more }, ['include-hidden 2:11']],
    [
      'in a hidden folder',
      { 'cloneform.yaml': root('.b/a.yaml'), '.b/a.yaml': more },
      ['include-hidden 2:11'],
    ],
    [
      'with what belongs in the root file',
      { 'cloneform.yaml': root('a.yaml'), 'a.yaml': 'cloneform: 1\nguards: {}\n' },
      ['root-only a.yaml:2:1'],
    ],
    [
      'with an id that the root file has',
      { 'cloneform.yaml': `${more}include: [a.yaml]\n`, 'a.yaml': more },
      ['duplicate-id a.yaml:3:3'],
    ],
    ['that are no YAML', { 'cloneform.yaml': root('a.yaml'), 'a.yaml': 'a: [' }, ['not-yaml a.yaml:1:5']],
    ['that include the root file', { 'cloneform.yaml': root('*.yaml', './**') }, []],
  ])('%s', async (_, files, faults) => {
    expect(await faultsOf(files)).toEqual(faults);
  });
});

describe('variables', () => {
  const using = (text: string, declared = 'env: { default: dev }'): Files => ({
    'cloneform.yaml': `variables: { ${declared} }\n${clone(SOURCE, `{ scope: tenant, name: '${text}' }`)}`,
  });

  test.each<[string, Files, Parameters<typeof read>[2], readonly string[]]>([
    ['declared', using('x-${var.env}'), {}, []],
    ['not declared', using('x-${var.enw}'), {}, ['unknown-variable 6:36']],
    ['without a value', using('x-${var.env}', 'env: {}'), {}, ['no-value 6:36']],
    ['without a value that nobody uses', using('x', 'env: {}'), {}, []],
    ['in no form that we know', using('x-${env}'), {}, ['bad-variable 6:36']],
    ['that do not end', using('x-${var.env'), {}, ['bad-variable 6:36']],
    [
      'of the command line that nobody declared',
      using('x'),
      { vars: { other: 'y' } },
      ['unknown-variable 1:12'],
    ],
    ['of a file that is not there', using('x'), { varFiles: ['none.yaml'] }, ['no-file -']],
    [
      'of a file that are no text',
      { ...using('x'), 'v.yaml': 'env: 1\n' },
      { varFiles: ['v.yaml'] },
      ['bad-value v.yaml:1:6'],
    ],
    ['of a file', { ...using('${var.env}'), 'v.yaml': 'env: y\n' }, { varFiles: ['v.yaml'] }, []],
    [
      'whose text is too long',
      using('${var.env}${var.env}'),
      { vars: { env: 'x'.repeat(40_000) } },
      ['too-large 6:36'],
    ],
  ])('%s', async (_, files, more, faults) => {
    expect(await faultsOf(files, more)).toEqual(faults);
  });

  test('are taken from --var, then --var-file, then the environment, then the default', async () => {
    const nameWith = async (
      env: Readonly<Record<string, string>>,
      more: Parameters<typeof read>[2],
    ): Promise<unknown> => {
      const files = { ...using('x-${var.env}'), 'v.yaml': 'env: first\n', 'w.yaml': 'env: file\n' };
      const result = await read(files, env, more);
      return result.ok ? result.value.desired.clones[0]?.target.name : result.diagnostics;
    };
    const env = { CLONEFORM_VAR_env: 'environment' };
    const varFiles = ['v.yaml', 'w.yaml'];
    expect(await nameWith({}, {})).toBe('x-dev');
    expect(await nameWith(env, {})).toBe('x-environment');
    expect(await nameWith(env, { varFiles })).toBe('x-file');
    expect(await nameWith(env, { varFiles, vars: { env: 'flag' } })).toBe('x-flag');
  });
});
