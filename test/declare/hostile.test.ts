// Files that mean harm, as they lie on a real disk: each is refused with a reason, soon, and nothing outside is read.
import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { createDeclareDisk } from '../../src/declare/disk.ts';
import { type Declarations, readDeclarations } from '../../src/declare/read-declarations.ts';
import type { Diagnostic, Result } from '../../src/model/diagnostic.ts';
import { tempDir } from '../support/cli.ts';

function readIn(rootDir: string, varFiles: readonly string[] = []): Promise<Result<Declarations>> {
  const input = { rootDir, file: 'cloneform.yaml', vars: {}, varFiles, env: {} };
  return readDeclarations(input, createDeclareDisk());
}

async function faultsOf(yaml: string | Uint8Array): Promise<readonly Diagnostic[]> {
  const result = await readIn(tempDir({ 'cloneform.yaml': yaml }));
  return result.ok ? [] : result.diagnostics;
}

async function codesIn(dir: string, varFiles?: readonly string[]): Promise<readonly string[]> {
  const result = await readIn(dir, varFiles);
  return result.ok ? [] : [...new Set(result.diagnostics.map(({ code }) => code))];
}

const utf16 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'utf16le'));
const GOOD = 'cloneform: 1\nclones: { a: { source: { profile: p }, target: { scope: tenant } } }\n';
const labels = (yaml: string): string =>
  `cloneform: 1\nclones: { a: { source: { profile: p }, target: { scope: tenant, labels: ${yaml} } } }\n`;

describe('texts', () => {
  test.each([
    ['UTF-16 with a mark', new Uint8Array([0xff, 0xfe, ...utf16(GOOD)]), 'declare/not-utf8'],
    ['UTF-16 without one', utf16(GOOD), 'declare/not-utf8'],
    ['NUL', `${GOOD}# \u0000`, 'declare/not-utf8'],
    ['half a character, escaped', labels('{ a: "\\ud83d" }'), 'declare/half-character'],
    ['an escape sequence in a label', labels('{ a: "\\e[2J" }'), 'declare/control-character'],
    ['an escape sequence in the name of a label', labels('{ "\\e[2J": a }'), 'declare/control-character'],
    ['C1 in a label', labels('{ a: "\\x9b31m" }'), 'declare/control-character'],
    ['a carriage return in a label', labels('{ a: "x\\ry" }'), 'declare/control-character'],
    ['a prototype for a label', labels('{ __proto__: x }'), 'declare/forbidden-key'],
    ['a constructor for a label', labels('{ constructor: x }'), 'declare/forbidden-key'],
    ['a prototype by its escape', labels('{ "\\x5f_proto__": x }'), 'declare/forbidden-key'],
    ['a prototype by an alias', labels('{ a: &p __proto__, *p : x }'), 'declare/bad-key'],
    ['a list for a key', labels('{ [__proto__]: x }'), 'declare/bad-key'],
    ['no key', labels('{ ? : x }'), 'declare/bad-key'],
    ['a key twice, once as a number', labels('{ 1: x, "1": y }'), 'declare/duplicate-key'],
    ['an alias to itself', labels('&a { a: *a }'), 'declare/alias'],
    ['an alias to nothing', labels('{ a: *b }'), 'declare/alias'],
    [
      'a chain of aliases',
      `a: &a0 [x]\n${Array.from({ length: 200 }, (_, n) => `a${n}: &a${n + 1} [*a${n}]\n`).join('')}`,
      'declare/alias',
    ],
    [
      'a huge text, many times',
      `a: &a ${'x'.repeat(1_000_000)}\nb: [${'*a,'.repeat(100)}]\n`,
      'declare/alias',
    ],
    ['a number that is none', 'cloneform: 1\nguards: { maxDeletes: .inf }\n', 'declare/bad-value'],
    ['two hundred thousand commas', `cloneform: [${','.repeat(200_001)}\n`, 'declare/too-complex'],
    ['nested brackets', `a: ${'['.repeat(100)}`, 'declare/too-deep'],
    [
      'nested blocks',
      Array.from({ length: 100 }, (_, n) => `${' '.repeat(n)}a:`).join('\n'),
      'declare/too-deep',
    ],
    ['nested questions', '? '.repeat(700), 'declare/too-deep'],
    ['a tag', 'cloneform: !!js/function x\n', 'declare/not-yaml'],
    [
      'a long range',
      `cloneform: 1\nclones: { a: { source: { profile: p, version: "${'^1.0.0 || '.repeat(40)}1" }, target: { scope: tenant } } }\n`,
      'declare/bad-range',
    ],
  ])('%s', async (_name, yaml, code) => {
    expect((await faultsOf(yaml)).map((fault) => fault.code)).toContain(code);
  });

  test('a byte order mark, CRLF, and one anchor used a thousand times are no harm', async () => {
    const clones = Array.from(
      { length: 1000 },
      (_, n) => `  c${n}: { source: *s, target: { scope: tenant, name: c${n} } }`,
    );
    const yaml = `\uFEFFcloneform: 1\ndefaults: { source: &s { profile: p } }\nclones:\n${clones.join('\n')}\n`;
    const result = await readIn(tempDir({ 'cloneform.yaml': yaml.replaceAll('\n', '\r\n') }));
    expect(result.ok && result.value.desired.clones.length).toBe(1000);
  });

  test('a fault in every column is reported a thousand times at most', async () => {
    const keys = Array.from({ length: 3000 }, (_, n) => `k${n}: 1`);
    const faults = await faultsOf(`cloneform: 1\n${keys.join('\n')}\n`);
    expect(faults).toHaveLength(1001);
    expect(faults.at(-1)?.message).toBe('there are 2000 more errors');
  });

  test('nothing reaches into JavaScript', async () => {
    await faultsOf('cloneform: 1\nclones: { a: { source: { ? [x] : { __proto__: { y: 1 } } } } }\n');
    expect(({} as Record<string, unknown>)['y']).toBeUndefined();
  });
});

describe('what is no file', () => {
  test('a pipe, as root, as include and as variables', async () => {
    const dir = tempDir();
    expect(spawnSync('mkfifo', [path.join(dir, 'cloneform.yaml')]).status).toBe(0);
    expect(await codesIn(dir)).toEqual(['declare/not-a-file']);
    const other = tempDir({ 'cloneform.yaml': `include: ["*.yml"]\n${GOOD}` });
    spawnSync('mkfifo', [path.join(other, 'a.yml')]);
    expect(await codesIn(other)).toEqual(['declare/include-empty']);
    writeFileSync(path.join(other, 'cloneform.yaml'), GOOD);
    expect(await codesIn(other, ['a.yml'])).toEqual(['declare/no-file']);
  });

  test('a device, a link in a circle, a link to nothing', async () => {
    for (const target of ['/dev/zero', 'cloneform.yaml', 'nowhere']) {
      const dir = tempDir();
      symlinkSync(target, path.join(dir, 'cloneform.yaml'));
      expect(await codesIn(dir)).toEqual(['declare/not-a-file']);
    }
  });

  test('a file that became a pipe after it was looked at', async () => {
    const dir = tempDir({ 'cloneform.yaml': GOOD });
    spawnSync('mkfifo', [path.join(dir, 'pipe')]);
    const disk = createDeclareDisk();
    await expect(disk.read(path.join(dir, 'pipe'), 1000)).rejects.toThrow('no file');
    await expect(disk.read(path.join(dir, 'cloneform.yaml'), 10)).rejects.toThrow('no file');
  });

  test('a variable file with aliases to nothing', async () => {
    const dir = tempDir({ 'cloneform.yaml': GOOD, 'vars.yaml': 'a: *b\n' });
    expect(await codesIn(dir, ['vars.yaml'])).toEqual(['declare/alias']);
  });

  test('a hole of a terabyte', async () => {
    const dir = tempDir({ 'cloneform.yaml': '' });
    truncateSync(path.join(dir, 'cloneform.yaml'), 2 ** 40);
    expect(await codesIn(dir)).toEqual(['declare/too-large']);
  });
});

describe('includes', () => {
  const including = (pattern: string): string => {
    const dir = tempDir({ 'cloneform.yaml': `include: [${JSON.stringify(pattern)}]\n${GOOD}` });
    mkdirSync(path.join(dir, 'sub'));
    return dir;
  };

  test.each(['/etc/passwd', '../*', 'sub/../../x', '..\\x', 'sub/..'])('%s leaves', async (pattern) => {
    expect(await codesIn(including(pattern))).toEqual(['declare/include-escapes']);
  });

  test.each(['x\u0000', '', '.', '\u001B[2J'])('%j matches nothing', async (pattern) => {
    expect((await codesIn(including(pattern)))[0]).toMatch(/^declare\/(include-empty|bad-value|not-utf8)$/);
  });

  test('links out are refused, of files and of folders', async () => {
    const outside = tempDir({ 'secret.yaml': 'cloneform: 1\n' });
    const dir = including('*/*.yaml');
    symlinkSync(outside, path.join(dir, 'linked'));
    symlinkSync(path.join(outside, 'secret.yaml'), path.join(dir, 'sub', 'a.yaml'));
    expect(await codesIn(dir)).toEqual(['declare/include-escapes']);
  });

  test('links of a folder to itself do not multiply', async () => {
    const dir = including(`${'*/'.repeat(12)}*.yaml`);
    for (let n = 0; n < 20; n++) symlinkSync('.', path.join(dir, `self${n}`));
    expect(await codesIn(dir)).toEqual(['declare/include-many']);
  });

  test('patterns without end', async () => {
    expect(await codesIn(including('**/'.repeat(5000)))).toEqual(['declare/include-many']);
    expect(await codesIn(including(`${'*a'.repeat(5000)}b`))).toEqual(['declare/include-empty']);
  });
});
