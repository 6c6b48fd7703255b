// Bad declarations through the command: the exit code, the place, the message, the way out.
import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { tempDir } from '../support/cli.ts';
import { inProcess as cli, inProcessJson as cliJson } from '../support/in-process.ts';

interface Case {
  readonly name: string;
  readonly yaml: string | Uint8Array;
  /** All of these are in the text on standard error. */
  readonly says: readonly string[];
}

const clone = (source: string, target: string): string =>
  `cloneform: 1\nclones:\n  edge:\n    source: ${source}\n    target: ${target}\n`;
const SOURCE = '{ profile: base }';
const TARGET = '{ scope: tenant }';

const cases: readonly Case[] = [
  {
    name: 'retain below zero',
    yaml: `${clone(SOURCE, TARGET)}    retain: -1\n`,
    says: ['retain must be all, none, or a whole number from 0', 'cloneform.yaml:6:13'],
  },
  {
    name: 'a chain in a circle',
    yaml: 'cloneform: 1\nclones:\n  a: { source: { clone: b }, target: { scope: tenant } }\n  b: { source: { clone: a }, target: { scope: tenant, name: x } }\n',
    says: [
      'copy each other in a cycle: a → b → a',
      'cloneform.yaml:3:3',
      'let one of them copy a profile instead of a clone',
    ],
  },
  {
    name: 'a chain to nobody',
    yaml: clone('{ clone: basis }', '{ scope: tenant, name: x }'),
    says: ['edge copies "basis", which is not declared', 'cloneform.yaml:3:3'],
  },
  {
    name: 'a moved clone that is still declared',
    yaml: `${clone(SOURCE, TARGET)}moved: [ { from: edge, to: other } ]\n`,
    says: ['edge moved to other, but it is still declared', 'cloneform.yaml:6:10'],
  },
  {
    name: 'a clone moved to nobody',
    yaml: `${clone(SOURCE, TARGET)}moved: [ { from: old, to: edg } ]\n`,
    says: ['old moved to "edg", which is not declared', 'did you mean edge?'],
  },
  {
    name: 'a removed clone that is still declared',
    yaml: `${clone(SOURCE, TARGET)}removed: [ { clone: edge } ]\n`,
    says: ['edge is listed under removed, but it is still declared', 'cloneform.yaml:6:12'],
  },
  {
    name: 'an import to nobody',
    yaml: `${clone(SOURCE, '{ scope: project, projects: [x] }')}imports: [ { to: edge, uid: 690b0c2d5e4f3a2b1c0d9e8f } ]\n`,
    says: ['imported to "edge", which is not declared', 'did you mean edge["x"]?'],
  },
  {
    name: 'one object imported twice',
    yaml: `${clone(SOURCE, '{ scope: project, projects: [x, y] }')}imports:\n  - { to: 'edge["x"]', uid: 690b0c2d5e4f3a2b1c0d9e8f }\n  - { to: 'edge["y"]', uid: 690b0c2d5e4f3a2b1c0d9e8f }\n`,
    says: ['690b0c2d5e4f3a2b1c0d9e8f is imported twice', 'the first is at cloneform.yaml:7'],
  },
  { name: 'an empty file', yaml: '', says: ['is empty', 'cloneform.yaml:1:1', 'cloneform: 1'] },
  { name: 'a file of comments', yaml: '# nothing\n', says: ['is empty'] },
  {
    name: 'what is not YAML',
    yaml: 'cloneform: 1\nclones: [a, b\n',
    says: ['cloneform.yaml:3:1', 'declare/not-yaml'],
  },
  {
    name: 'tabs',
    yaml: 'cloneform: 1\nclones:\n\tedge: {}\n',
    says: ['Tabs are not allowed', 'cloneform.yaml:3:1', 'indent with spaces'],
  },
  { name: 'what is not UTF-8', yaml: new Uint8Array([0xff, 0xfe, 0x63, 0x00]), says: ['is not UTF-8'] },
  { name: 'a list', yaml: '- a\n', says: ['the file must be a map, not a list'] },
  { name: 'two documents', yaml: 'cloneform: 1\n---\ncloneform: 1\n', says: ['one document per file'] },
  {
    name: 'duplicate keys',
    yaml: 'cloneform: 1\nclones: {}\nclones: {}\n',
    says: ['"clones" occurs twice', 'cloneform.yaml:3:1', 'the first is on line 2'],
  },
  { name: 'no format version', yaml: 'clones: {}\n', says: ['"cloneform" is missing'] },
  {
    name: 'another format version',
    yaml: 'cloneform: 2\n',
    says: ['cloneform must be the number 1, not number 2', 'cloneform.yaml:1:12'],
  },
  {
    name: 'an unknown key',
    yaml: clone('{ profil: base }', TARGET),
    says: ['unknown key "profil"', 'cloneform.yaml:4:15', 'did you mean "profile"?'],
  },
  {
    name: 'an unknown key at the top',
    yaml: 'cloneform: 1\nclone: {}\n',
    says: ['unknown key "clone"', 'did you mean "clones"?'],
  },
  {
    name: 'a wrong type',
    yaml: clone(SOURCE, '{ scope: tenant, labels: [a] }'),
    says: ['labels must be a map, not a list'],
  },
  {
    name: 'a wrong choice',
    yaml: clone(SOURCE, '{ scope: cluster }'),
    says: ['scope must be project or tenant, not "cluster"', 'cloneform.yaml:5:22'],
  },
  {
    name: 'a number for a label',
    yaml: clone(SOURCE, '{ scope: tenant, labels: { n: 1 } }'),
    says: ['n must be a string, not number 1', 'quote it: "1"'],
  },
  {
    name: 'a version with v',
    yaml: clone(SOURCE, '{ scope: tenant, version: v1.2 }'),
    says: ['"v1.2" is not a version', '"1.2.0"'],
  },
  {
    name: 'a version that YAML reads as a number',
    yaml: clone(SOURCE, '{ scope: tenant, version: 1.10 }'),
    says: ['version must be a string', '"1.10.0"'],
  },
  {
    name: 'a two-part version',
    yaml: clone(SOURCE, '{ scope: tenant, version: "1.2" }'),
    says: ['"1.2" is not a version', '"1.2.0"'],
  },
  {
    name: 'leading zeros',
    yaml: clone(SOURCE, '{ scope: tenant, version: 01.0.0 }'),
    says: ['"01.0.0" is not a version', '"1.0.0"'],
  },
  {
    name: 'build metadata',
    yaml: clone(SOURCE, '{ scope: tenant, version: 1.0.0+b }'),
    says: ['"1.0.0+b" is not a version'],
  },
  {
    name: 'a bad range',
    yaml: clone('{ profile: base, version: "^^1" }', TARGET),
    says: ['"^^1" is not a version range', 'cloneform.yaml:4:39'],
  },
  { name: 'a star without quotes', yaml: clone('{ profile: base, version: *}', TARGET), says: ['"*"'] },
  {
    name: 'a greater-than without quotes',
    yaml: 'cloneform: 1\nclones:\n  edge:\n    source:\n      profile: base\n      version: >1.0\n',
    says: ['declare/not-yaml', 'quote text that begins with', 'or contains : # * & ! | or >'],
  },
  {
    name: 'no source',
    yaml: 'cloneform: 1\nclones:\n  edge: { target: { scope: tenant } }\n',
    says: ['edge has no source', 'cloneform.yaml:3:3'],
  },
  { name: 'no scope', yaml: clone(SOURCE, '{ name: x }'), says: ['has no target scope', 'target.scope'] },
  {
    name: 'project scope without a project',
    yaml: clone(SOURCE, '{ scope: project }'),
    says: ['needs its project'],
  },
  {
    name: 'project and projects',
    yaml: clone(SOURCE, '{ scope: project, project: a, projects: [b] }'),
    says: ['both project and projects'],
  },
  {
    name: 'a project twice',
    yaml: clone(SOURCE, '{ scope: project, projects: [a, a] }'),
    says: ['the project "a" is listed twice', '1 error'],
  },
  {
    name: 'clone and profile',
    yaml: clone('{ profile: base, clone: other }', TARGET),
    says: ['both clone and profile'],
  },
  {
    name: 'a clone of nobody',
    yaml: clone('{ clone: egde }', TARGET),
    says: ['copies "egde", which is not declared', 'did you mean "edge"?'],
  },
  {
    name: 'a circle',
    yaml: 'cloneform: 1\nclones:\n  a: { source: { clone: b }, target: { scope: tenant } }\n  b: { source: { clone: a }, target: { scope: tenant, version: 2.0.0 } }\n',
    says: ['copy each other in a cycle: a → b → a'],
  },
  {
    name: 'a bad id',
    yaml: 'cloneform: 1\nclones:\n  "a b": { source: { profile: p }, target: { scope: tenant } }\n',
    says: ['"a b" cannot be an id'],
  },
  {
    name: 'a negative retain',
    yaml: `${clone(SOURCE, TARGET)}    retain: -1\n`,
    says: ['retain must be all, none, or a whole number from 0, not number -1'],
  },
  {
    name: 'two clones at one natural key',
    yaml: 'cloneform: 1\nclones:\n  a: { source: { profile: p }, target: { scope: tenant } }\n  b: { source: { profile: p }, target: { scope: tenant } }\n',
    says: ['b and a both declare p 1.0.0', 'cloneform.yaml:4:3', 'a is declared at cloneform.yaml:3'],
  },
  {
    name: 'control characters in a name',
    yaml: clone(SOURCE, '{ scope: tenant, name: "a\\u001b[2Jb" }'),
    says: ['target.name contains a control character', 'cloneform.yaml:5:36'],
  },
  {
    name: 'an API key',
    yaml: 'cloneform: 1\npalette:\n  apiKey: topsecret123\n',
    says: ['"apiKey" must not be in YAML', 'PALETTE_API_KEY', 'cloneform.yaml:3:3'],
  },
  {
    name: 'a variable that nobody declared',
    yaml: `variables: { env: { default: dev } }\n${clone(SOURCE, "{ scope: tenant, name: 'x-${var.enw}' }")}`,
    says: ['no variable "enw" is declared', 'did you mean "env"?'],
  },
  {
    name: 'a variable without a value',
    yaml: `variables: { env: {} }\n${clone(SOURCE, "{ scope: tenant, name: 'x-${var.env}' }")}`,
    says: ['"env" has no value', '--var env='],
  },
  {
    name: 'an include without a match',
    yaml: 'cloneform: 1\ninclude: [none/*.yaml]\n',
    says: ['matches no file', 'cloneform.yaml:2:11'],
  },
  {
    name: 'an include that points outside the folder',
    yaml: 'cloneform: 1\ninclude: ["../*.yaml"]\n',
    says: ['points outside the folder'],
  },
  {
    name: 'nested brackets without end',
    yaml: `cloneform: 1\nclones: ${'['.repeat(5000)}\n`,
    says: ['nested too deep'],
  },
  { name: 'nested question marks', yaml: `${'? '.repeat(700)}\n`, says: ['nested too deep'] },
  {
    name: 'question marks, a line each',
    yaml: Array.from({ length: 200 }, (_, n) => `${' '.repeat(n)}? a`).join('\n'),
    says: ['nested too deep'],
  },
  {
    name: 'a bomb of aliases',
    yaml: `a: &a [x, x, x, x, x, x, x, x, x]\n${['b', 'c', 'd', 'e', 'f'].map((key, n) => `${key}: &${key} [${Array(9).fill(`*${'abcde'[n]}`).join(', ')}]`).join('\n')}\ncloneform: 1\n`,
    says: ['too many alias expansions'],
  },
  {
    name: 'ten megabytes',
    yaml: `cloneform: 1\n# ${'x'.repeat(10 * 1024 * 1024)}\n`,
    says: ['has 10.0 MiB; the limit is 4.0 MiB per file', 'include'],
  },
  {
    name: 'a key that reaches into JavaScript by an alias',
    yaml: 'cloneform: 1\nvariables: { a: { default: &p __proto__ } }\nclones: { *p : { protect: true } }\n',
    says: ['a key must be a plain string', 'cloneform.yaml:3:11'],
  },
  {
    name: 'UTF-16 without a mark',
    yaml: new Uint8Array(Buffer.from('cloneform: 1\n', 'utf16le')),
    says: ['not UTF-8'],
  },
  {
    name: 'half a character',
    yaml: clone(SOURCE, '{ scope: tenant, name: "a\\ud800" }'),
    says: ['half of a surrogate pair', 'cloneform.yaml:5:36'],
  },
  {
    name: 'a key that reaches into JavaScript',
    yaml: 'cloneform: 1\nclones: { __proto__: { protect: true } }\n',
    says: ['__proto__ cannot be a key'],
  },
];

describe('declarations that are wrong', () => {
  test.each(cases)('$name', async ({ yaml, says }) => {
    const cwd = tempDir({ 'cloneform.yaml': yaml });
    const end = await cli(['validate'], { cwd, env: { COLUMNS: '80' } });
    const text = end.err.replaceAll(/\s+/g, ' ');
    for (const part of says) expect(text).toContain(part);
    expect(end.code).toBe(1);
    expect(end.out).toBe('');
    expect(end.err).not.toMatch(/^\s+at /m);
    expect(end.err.split('\n').every((line) => line.length <= 80)).toBe(true);
  });

  test('all of them at once, in the order of their places', async () => {
    const yaml =
      'cloneform: 1\nclones:\n  a: { sorce: 1 }\n  b: { target: { scope: x } }\nguards: { maxDeletes: -1 }\n';
    const { code, value } = await cliJson<{ error: { diagnostics: { place: { line: number } }[] } }>(
      ['validate'],
      {
        cwd: tempDir({ 'cloneform.yaml': yaml }),
      },
    );
    expect(code).toBe(1);
    expect(value.error.diagnostics.map(({ place }) => place.line)).toEqual([3, 4, 5]);
  });

  test('an API key is named, its value never', async () => {
    const cwd = tempDir({ 'cloneform.yaml': 'cloneform: 1\npalette: { host: h, api_key: topsecret123 }\n' });
    for (const args of [['validate'], ['validate', '--json'], ['plan']]) {
      const end = await cli(args, { cwd });
      expect(end.out + end.err).not.toContain('topsecret123');
    }
  });

  test('no file', async () => {
    const end = await cli(['plan'], { cwd: tempDir() });
    expect(end.code).toBe(1);
    expect(end.err).toContain('there is no cloneform.yaml');
    expect(end.err).toContain('cloneform init');
  });

  test('a pipe in its place', async () => {
    const cwd = tempDir();
    expect(spawnSync('mkfifo', [path.join(cwd, 'cloneform.yaml')]).status).toBe(0);
    const end = await cli(['validate'], { cwd });
    expect(end.code).toBe(1);
    expect(end.err).toContain('is not a file');
  });

  test('a folder in its place', async () => {
    const cwd = tempDir();
    mkdirSync(path.join(cwd, 'cloneform.yaml'));
    expect((await cli(['plan'], { cwd })).err).toContain('is not a file');
  });

  test('a symbolic link that leads out', async () => {
    const outside = tempDir({ 'secret.yaml': 'cloneform: 1\n' });
    const cwd = tempDir({ 'cloneform.yaml': 'cloneform: 1\ninclude: [clones/*.yaml]\n' });
    mkdirSync(path.join(cwd, 'clones'));
    symlinkSync(path.join(outside, 'secret.yaml'), path.join(cwd, 'clones', 'a.yaml'));
    const end = await cli(['validate'], { cwd });
    expect(end.code).toBe(1);
    expect(end.err).toContain('points outside the folder');
  });

  test('one id in two files: both places are named', async () => {
    const cwd = tempDir({ 'cloneform.yaml': `include: [more.yaml]\n${clone(SOURCE, TARGET)}` });
    writeFileSync(path.join(cwd, 'more.yaml'), clone(SOURCE, TARGET));
    const end = await cli(['validate'], { cwd });
    expect(end.err).toContain('more.yaml:3:3');
    expect(end.err.replaceAll(/\s+/g, ' ')).toContain('the first is at cloneform.yaml:4');
  });

  test('what belongs in the root file', async () => {
    const cwd = tempDir({
      'cloneform.yaml': 'cloneform: 1\ninclude: [more.yaml]\n',
      'more.yaml': 'cloneform: 1\nguards: {}\n',
    });
    expect((await cli(['validate'], { cwd })).err).toContain('"guards" belongs in the root file');
  });
});

describe('names that Palette does not have', () => {
  const SANDBOX =
    'sandbox: 1\nprojects: [edge-dev, edge-prod]\nprofiles: [{ name: base, versions: [1.0.0, 1.2.0, 2.0.0-rc.1] }]\n';
  const plan = async (source: string, target: string): Promise<string> => {
    const yaml = clone(source, target).replace('clones:', 'palette: { sandbox: sandbox.yaml }\nclones:');
    const end = await cli(['plan'], { cwd: tempDir({ 'cloneform.yaml': yaml, 'sandbox.yaml': SANDBOX }) });
    expect(end.code).toBe(0);
    return end.out.replaceAll(/\s+/g, ' ');
  };

  test('a project', async () => {
    const text = await plan(SOURCE, '{ scope: project, project: edge-dve }');
    expect(text).toContain('project_missing: there is no project "edge-dve"');
    expect(text).toContain('did you mean "edge-dev"? projects: "edge-dev", "edge-prod"');
  });

  test('a profile', async () => {
    const text = await plan('{ profile: bsae }', TARGET);
    expect(text).toContain('source_missing: there is no profile "bsae" at tenant scope');
    expect(text).toContain('did you mean "base"? profiles: "base"');
  });

  test('a version', async () => {
    const text = await plan('{ profile: base, version: ^3.0.0 }', TARGET);
    expect(text).toContain('"base" has no version that matches "^3.0.0"');
    expect(text).toContain('it has 1.0.0, 1.2.0, 2.0.0-rc.1; a range does not match prereleases');
  });
});
