// What is no YAML that can be read, or no file of ours: where it stops, why, and what to do.
import { describe, expect, test } from 'vitest';
import { Faults } from '../../src/declare/faults.ts';
import { parseFile, parseSnippet } from '../../src/declare/parse-file.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function parsed(
  text: string | Uint8Array,
  name = 'a.yaml',
  format: Parameters<typeof parseFile>[3] = 'cloneform',
) {
  const faults = new Faults();
  const file = parseFile(name, typeof text === 'string' ? bytes(text) : text, faults, format);
  return { file, faults: faults.list() };
}

/** `code line:column message | hint` of each fault. */
function faultsOf(...args: Parameters<typeof parsed>): readonly string[] {
  const { file, faults } = parsed(...args);
  expect(file === null).toBe(faults.length > 0);
  return faults.map(
    ({ code, place, message, hint }) =>
      `${code.replace('declare/', '')} ${place?.line}:${place?.column} ${message} | ${hint}`,
  );
}

const EMPTY = 'empty-file 1:1 a.yaml is empty | start it with `cloneform: 1`';
const NOT_UTF8 = 'not-utf8 1:1 a.yaml is not UTF-8 text | save it as UTF-8';
const DEEP = 'this is nested too deep | declarations need only a few levels';
const COMPLEX =
  'too-complex 1:1 a.yaml has more than 200000 commas, brackets, anchors and aliases | split it into several files with include';

describe('a file', () => {
  test.each<[string, string | Uint8Array, readonly string[]]>([
    ['of ours', 'cloneform: 1\n', []],
    ['of nothing', '', [EMPTY]],
    ['of comments', '# a\n\n   # b\n', [EMPTY]],
    ['in UTF-16', new Uint8Array([0xff, 0xfe, 0x61, 0]), [NOT_UTF8]],
    ['with NUL in it', 'a: 1 # \u0000\n', [NOT_UTF8]],
    ['that nests too deep', `${'['.repeat(100)}\n`, [`too-deep 1:1 ${DEEP}`]],
    ['that nests too deep further down', `a: 1\nb: ${'['.repeat(100)}\n`, [`too-deep 2:1 ${DEEP}`]],
    ['with as many marks as are read', `a: 1 # ${',?&!*[]{}'.repeat(22_222)},,\n`, []],
    ['with one mark more', `a: 1 # ${',?&!*[]{}'.repeat(22_222)},,,\n`, [COMPLEX]],
  ])('%s', (_, text, faults) => {
    expect(faultsOf(text)).toEqual(faults);
  });

  test('that nests too deep is reported with its line', () => {
    const { faults } = parsed(`a: 1\nb: ${'['.repeat(100)}\nc: 1\n`);
    expect(faults.map(({ place }) => place?.text)).toEqual([`b: ${'['.repeat(100)}`]);
  });

  test.each(['', `a: \u0000`, `a: 1 # ${','.repeat(200_001)}`])('of which no line is shown', (text) => {
    expect(parsed(text).faults.map(({ place }) => place)).toEqual([
      { file: 'a.yaml', line: 1, column: 1, text: '' },
    ]);
  });
});

describe('the syntax', () => {
  const TABS = 'indent with spaces; YAML does not allow tabs';
  const BETWEEN = 'between { } and [ ], put a value with ${…} in quotes, or write it on a line of its own';
  const COLUMN = 'check that column; quote text that begins with { or [, or contains : # * & ! | or >';
  test.each<[string, string, string, string]>([
    ['a tab', 'a:\n\tb: 1\n', '2:1', TABS],
    ['a variable between braces', 'a: { b: ${var.c} }\n', '1:10', BETWEEN],
    ['a map between braces', 'a: { b: c{d} }\n', '1:10', COLUMN],
    ['an alias without a name', 'a: *\n', '1:4', 'quote a value that starts with *: "*"'],
    ['a tag that is none', 'a: !b 1\n', '1:4', 'quote a value that starts with !'],
    ['two documents', 'a: 1\n---\nb: 1\n', '2:1', 'use one document per file: remove the --- line'],
    ['a map in a line', 'a: b: c\n', '1:4', COLUMN],
  ])('%s', (_, text, at, hint) => {
    const [fault] = parsed(text).faults;
    expect([fault?.code, `${fault?.place?.line}:${fault?.place?.column}`, fault?.hint]).toEqual([
      'declare/not-yaml',
      at,
      hint,
    ]);
    expect(fault?.message).not.toMatch(/\n|at line/);
  });

  test('is reported a hundred times at most, and before anything else', () => {
    expect(parsed('- !x 1\n'.repeat(150)).faults).toHaveLength(100);
    expect(parsed('a: !x 1\na: 2\n').faults.map(({ code }) => code)).toEqual(['declare/not-yaml']);
  });
});

describe('a file whose name does not say YAML', () => {
  const NOT_OURS =
    'not-our-format 1:1 a.conf is not a file that cloneform can read | check that this is the right file; rename it to .yaml to see its errors';
  test.each<[string, Parameters<typeof parseFile>[3], readonly string[]]>([
    ['cloneform: 1\n', 'cloneform', []],
    ['sandbox: 1\n', 'cloneform', [NOT_OURS]],
    ['sandbox: 1\n', 'sandbox', []],
    ['a: b\n', null, []],
    ['a: [b\n', null, [NOT_OURS]],
    ['cloneform: [b\n', 'cloneform', [NOT_OURS]],
    ['secret\n', 'cloneform', [NOT_OURS]],
  ])('%j as one of %s', (text, format, faults) => {
    expect(faultsOf(text, 'a.conf', format)).toEqual(faults);
  });

  test.each<[string, Parameters<typeof parseFile>[3], string]>([
    ['a.conf', 'cloneform', 'cloneform: 1'],
    ['a.conf', null, ''],
    ['a.yaml', null, 'cloneform: 1'],
    ['a.YML', null, 'cloneform: 1'],
    ['a.json', null, 'cloneform: 1'],
    ['a.yaml.bak', null, ''],
    ['yaml', null, ''],
  ])('%s as one of %s: its line is shown as %j', (name, format, shown) => {
    expect(parsed('cloneform: 1\r\n', name, format).file?.placeAt(0).text).toBe(shown);
  });

  test('shows nothing of what it holds where it is not ours', () => {
    expect(parsed('secret: [\n', 'a.conf').faults.map(({ place }) => place?.text)).toEqual(['']);
  });
});

test('values of overrides are free in declarations alone', () => {
  const text = 'clones: { a: { overrides: { packs: { b: { values: { c: .inf } } } } } }\n';
  expect(parsed(text).faults).toEqual([]);
  expect(parsed(text, 'a.yaml', 'sandbox').faults.map(({ code }) => code)).toEqual(['declare/bad-value']);
});

describe('a value that variables give', () => {
  test.each<[string, unknown, readonly string[]]>([
    ['1.10', 'p1.10', []],
    ['[a, "b"]', ['l', 'pa', 'q"b"'], []],
    [' \n', undefined, []],
    ['# a', undefined, []],
    ['['.repeat(100), undefined, ['it is nested too deep']],
    [`a # ${','.repeat(200_001)}`, undefined, ['it is nested too deep']],
    ['{ a: 1, a: 2 }', undefined, ['the key "a" occurs twice']],
  ])('%j', (text, expected, messages) => {
    const faults = new Faults();
    expect(parseSnippet(text, faults)).toEqual(expected);
    expect(faults.list().map(({ message }) => message)).toEqual(messages);
  });
});
