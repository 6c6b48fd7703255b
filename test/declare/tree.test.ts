// What no file may hold, whatever it means: keys that are none, keys twice, halves of characters, and aliases that multiply.
import { describe, expect, test } from 'vitest';
import { checkTree } from '../../src/declare/check-tree.ts';
import { Faults } from '../../src/declare/faults.ts';
import type { Position } from '../../src/declare/overrides/position.ts';
import { SourceFile } from '../../src/declare/source-file.ts';

/** `code line:column message | hint` of each fault. */
function faultsOf(text: string, position: Position, above?: number): readonly string[] {
  const faults = new Faults();
  checkTree(new SourceFile('a.yaml', new TextEncoder().encode(text)), position, faults, above);
  return faults
    .list()
    .map(
      ({ code, place, message, hint }) =>
        `${code.replace('declare/', '')} ${place?.line}:${place?.column} ${message} | ${hint}`,
    );
}

const badKey = (at: string): string => `bad-key ${at} a key must be a plain string | use a plain name`;
const twice = (at: string, key: string, first: number): string =>
  `duplicate-key ${at} the key ${JSON.stringify(key)} occurs twice | the first is on line ${first}; keep one of them`;
const forbidden = (at: string, key: string): string =>
  `forbidden-key ${at} ${key} cannot be a key | use another name`;
const nothingBefore = (at: string, name: string): string =>
  `alias ${at} the alias *${name} refers to no anchor before it | quote a value that starts with *: "*"`;
const itself = (at: string, name: string): string =>
  `alias ${at} the alias *${name} contains itself | quote a value that starts with *: "*"`;
const free = (at: string, name: string): string =>
  `alias ${at} the alias *${name} has a key or a number that only values of an override can have | write the value out`;
const half = (at: string): string =>
  `half-character ${at} this string contains half of a surrogate pair | remove it`;
const noNumber = (at: string): string => `bad-value ${at} this is not a number | write a number, or quote it`;
const tag = (at: string, name: string): string =>
  `tag ${at} an override cannot have a tag such as tag:yaml.org,2002:${name} | quote text instead`;
const empty = (at: string, key: string): string =>
  `empty-value ${at} ${JSON.stringify(key)} has no value | add a value: "" for an empty text, {} for a map, null for null`;
const merge = (at: string): string =>
  `merge-key ${at} an override cannot have the merge key << | write the values out, or use an alias`;
const TOO_MANY = [
  'alias 1:1 too many alias expansions | write out the values instead of aliases, or use defaults',
];

type Row = [name: string, text: string, faults: readonly string[]];

describe('in a file', () => {
  test.each<Row>([
    ['nothing', '', []],
    ['keys of many kinds', 'a: 1\n"b": 2\n1: 3\ntrue: 4\n', []],
    ['a list for a key', 'a: 1\n? [b]\n: 1\n', [badKey('2:3')]],
    ['a map for a key', '? { a: 1 }\n: 1\n', [badKey('1:3')]],
    ['no key', 'a: 1\n? \n: 1\n', [badKey('2:3')]],
    ['null for a key', 'a: { null: 1 }\n', [badKey('1:6')]],
    ['an alias for a key', 'a: &k b\n*k : 1\n', [badKey('2:1')]],
    ['a list for a key, in an alias', 'a: &a { [b]: 1 }\nc: *a\n', [badKey('1:9')]],
    ['a key twice', 'a: 1\nb: 2\nb: 3\n', [twice('3:1', 'b', 2)]],
    ['a key three times', 'b: 1\nb: 2\nb: 3\n', [twice('2:1', 'b', 1), twice('3:1', 'b', 1)]],
    ['a key twice, once in quotes', 'a: { b: 1, "b": 2 }\n', [twice('1:12', 'b', 1)]],
    ['a number and its text', '1: a\n"1": b\n', [twice('2:1', '1', 1)]],
    ['a number in two spellings', '1.0: a\n1: b\n', [twice('2:1', '1', 1)]],
    ['a key in two maps', 'a: { b: 1 }\nc: { b: 1 }\n', []],
    [
      'keys that reach into JavaScript',
      '__proto__: 1\nconstructor: 2\na: { prototype: 3 }\n',
      [forbidden('1:1', '__proto__'), forbidden('2:1', 'constructor'), forbidden('3:6', 'prototype')],
    ],
    ['half of a character', 'a: [b, "\\ud83d"]\n', [half('1:8')]],
    ['half of a character in a key', '"\\udc00": a\n', [half('1:1')]],
    ['a whole one', 'a: "\\ud83d\\ude00"\n', []],
    [
      'what is no number',
      'a: .inf\nb: [.nan, -.inf]\n',
      [noNumber('1:4'), noNumber('2:5'), noNumber('2:11')],
    ],
    ['numbers', 'a: [0, -1, 1.5, 1e9, 0x1F]\n', []],
    ['what is no number, once for all its aliases', 'a: &n .inf\nb: *n\n', [noNumber('1:7')]],
    ['an alias', 'a: &a [1]\nb: *a\nc: { d: *a }\n', []],
    ['an alias to nothing', 'a: *b\n', [nothingBefore('1:4', 'b')]],
    ['an alias before its anchor', 'a: *b\nc: &b 1\n', [nothingBefore('1:4', 'b')]],
    ['an alias to its own list', 'a: &a [*a]\n', [itself('1:8', 'a')]],
    ['an alias to its own map', 'a: &a { b: { c: *a } }\n', [itself('1:17', 'a')]],
    ['an alias to a text', 'a: &a b\nc: *a\n', []],
    ['a merge key, a tag and a key without a value', 'a: &a { b: 1 }\nc: { <<: *a, d: !!str 1, e: }\n', []],
  ])('%s', (_, text, faults) => {
    expect(faultsOf(text, 'elsewhere')).toEqual(faults);
  });
});

describe('in a value of an override', () => {
  test.each<Row>([
    ['any name of a key', '__proto__: 1\nconstructor: { prototype: 2 }\n', []],
    ['a number in two spellings', '1.0: a\n1: b\n', []],
    ['a key twice in one spelling', '1.0: a\n"1.0": b\n', [twice('2:1', '1.0', 1)]],
    ['null for a key', 'a: 1\nnull: 1\n', [badKey('2:1')]],
    ['a list for a key, without a value', '? [a]\n', [badKey('1:3')]],
    ['what is a number for a chart only', 'a: .inf\nb: [.nan]\n', []],
    ['an alias to that', 'a: &a [.inf, { __proto__: 1 }]\nb: *a\n', []],
    ['half of a character', 'a: "\\ud83d"\n', [half('1:4')]],
    [
      'tags',
      'a: !!str 1\nb: !!map { c: 1 }\nd: !!seq [1]\n',
      [tag('1:10', 'str'), tag('2:10', 'map'), tag('3:10', 'seq')],
    ],
    ['merge keys', 'a: &a { b: 1 }\nc: { <<: *a }\n', [merge('2:6')]],
    ['a key without a value', 'a:\nb: [{ c, d: 1 }]\n', [empty('1:1', 'a'), empty('2:7', 'c')]],
    ['a number without a value', '1.10:\n', [empty('1:1', '1.10')]],
    ['an anchor without a value', 'a: &a\nb: *a\n', [empty('1:1', 'a')]],
    ['values that are written', 'a: ""\nb: {}\nc: null\nd: ~\ne: []\n', []],
  ])('%s', (_, text, faults) => {
    expect(faultsOf(text, 'values')).toEqual(faults);
  });
});

describe('an alias out of values of an override', () => {
  /** Lines 2 and 3 are the declaration a and its pack p; `rest` begins on line 4. */
  const file = (values: string, rest: string): string =>
    `clones:\n  a: &declaration\n    overrides: { packs: { p: &pack { values: { x: ${values} } } } }\n${rest}`;
  const pack = (name: string, member: string): string =>
    `  b: { overrides: { packs: { ${name}: ${member} } } }\n`;

  test.each<[string, string, string, readonly string[]]>([
    ['to a number, elsewhere', '&v 1', '  b: { retain: *v }\n', []],
    ['to what is none, elsewhere', '&v .inf', '  b: { retain: *v }\n', [free('4:16', 'v')]],
    ['to a key, elsewhere', '&v { constructor: 1, c: 2 }', 'defaults: *v\n', []],
    ['to a key, in labels', '&v { constructor: 1, c: 2 }', '  b: { labels: *v }\n', [free('4:16', 'v')]],
    ['to a list with a key in it', '&v [1, [{ c: { prototype: 1 } }]]', 'x: *v\n', [free('4:4', 'v')]],
    ['to a list with what is no number in it', '&v [[.nan], 1]', 'x: [*v]\n', [free('4:5', 'v')]],
    ['to what is no number, in other values', '&v .inf', pack('q', '{ values: { y: *v } }'), []],
    ['to what is no number, beside values', '&v .inf', pack('q', '{ tag: *v }'), [free('4:40', 'v')]],
    ['of a whole pack', '.inf', pack('q', '*pack'), []],
    ['of a whole declaration', '{ constructor: 1 }', '  b: *declaration\n', []],
    ['of a whole pack, elsewhere', '.inf', '  b: { labels: *pack }\n', [free('4:16', 'pack')]],
    ['to a name that means something else by then', '&v .inf', '  b: { retain: &v 1, protect: *v }\n', []],
  ])('%s', (_, values, rest, faults) => {
    expect(faultsOf(file(values, rest), 'file')).toEqual(faults);
  });
});

describe('limits', () => {
  const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
  const items = (count: number, item: string): string => Array.from({ length: count }, () => item).join(',');
  /** A list of 1000 nodes, itself included, and aliases to it. */
  const aliases = (count: number): string => `- &a [${items(999, '1')}]\n- [${items(count, '*a')}]\n`;
  const MEGABYTE = 2 ** 20;
  /** A text of 1 MiB 31 times, a shorter one, and the number 1, which counts as 8 characters. */
  const long = (rest: number): string =>
    `- &a ${'x'.repeat(MEGABYTE)}\n- [${items(30, '*a')}]\n- ${'y'.repeat(rest)}\n- 1\n`;

  test.each<[string, string, number, readonly string[]]>([
    ['200000 nodes by aliases', aliases(200), 0, []],
    ['one alias more', aliases(201), 0, TOO_MANY],
    ['32 MiB', long(MEGABYTE - 8), 0, []],
    ['one character more', long(MEGABYTE - 7), 0, TOO_MANY],
    ['64 levels', nested(64), 0, []],
    ['65 levels', nested(65), 0, TOO_MANY],
    ['64 levels of lists and a text', nested(64).replace('[]', '[a]'), 0, []],
    ['64 levels of maps', `${'{ a: '.repeat(64)}1${' }'.repeat(64)}`, 0, []],
    ['65 levels of maps', `${'{ a: '.repeat(65)}1${' }'.repeat(65)}`, 0, TOO_MANY],
    ['64 levels, of which some are above', nested(60), 4, []],
    ['65 levels, of which some are above', nested(60), 5, TOO_MANY],
    ['64 levels by aliases', `- &a ${nested(62)}\n- [*a]\n`, 0, []],
    ['65 levels by aliases', `- &a ${nested(62)}\n- [[*a]]\n`, 0, TOO_MANY],
    ['65 levels, the shallow ones last', `- ${nested(64)}\n- 1\n`, 0, TOO_MANY],
  ])('%s', (_, text, above, faults) => {
    expect(faultsOf(text, 'elsewhere', above)).toEqual(faults);
  });
});
