// What texts mean to Helm, and what values make of it: an edited text is compared with this before it is used.
import { describe, expect, test } from 'vitest';
import { canonical, type Meaning, meaningOf, withValue } from '../../../src/content/overrides/meaning.ts';
import { readTree } from '../../../src/content/overrides/read-tree.ts';
import { mapOf } from '../../support/overrides.ts';

function meaning(text: string, opensBlocks = true): Meaning {
  const read = readTree(text);
  if (read.status !== 'read') throw new Error(read.reason);
  return meaningOf(read.tree, read.tree.root, { opensBlocks });
}

const X = 'x: &x { b: 1, c: 2 }\n';

test.each<[one: string, other: string, isSame: boolean]>([
  ['a: 1\nb: [x, { c: z }]\n', '{"b": ["x", {"c": "z"}], "a": 0x1} # c\n', true],
  ['a: yes\n', 'a: true\n', true],
  ['a: yes\n', 'a: "yes"\n', false],
  ['yes: 1\n', 'on: 1\n', true],
  ['yes: 1\n', '"yes": 1\n', false],
  ['1: a\n', '"1": a\n', true],
  ['a:\n', 'a: ~\n', true],
  ['a:\n', 'a: null\n', true],
  ['a:\n', 'a: ""\n', false],
  ['a:\n', 'a: "null"\n', false],
  ['', '# nothing\n', true],
  ['', '{}\n', false],
  ['a: []\n', 'a: {}\n', false],
  ['a: [x, y]\n', 'a: [y, x]\n', false],
  ['a: [x, y]\n', 'a: ["x,y"]\n', false],
  ['a: [[x], [y]]\n', 'a: [[x, y]]\n', false],
  ['a: x\n', 'a: [x]\n', false],
  ['a: |\n  x\n', 'a: "x\\n"\n', true],
  ['a: "{{ .x }}"\n', 'a: {{ .x }}\n', false],
  // Aliases read what their anchors stand for.
  [`${X}a: *x\n`, 'x: { b: 1, c: 2 }\na: { b: 1, c: 2 }\n', true],
  [`${X}a: { <<: *x }\n`, 'x: { b: 1, c: 2 }\na: { b: 1, c: 2 }\n', true],
  [`${X}a: { <<: *x, c: 3 }\n`, 'x: { b: 1, c: 2 }\na: { b: 1, c: 3 }\n', true],
  [`${X}a: { c: 3, <<: *x }\n`, 'x: { b: 1, c: 2 }\na: { b: 1, c: 3 }\n', true],
  [
    `${X}y: &y { c: 4, d: 5 }\na: { <<: [*x, *y] }\n`,
    `${X}y: { c: 4, d: 5 }\na: { b: 1, c: 2, d: 5 }\n`,
    true,
  ],
  ['x: &x 1\na: { <<: *x, b: 1 }\n', 'x: 1\na: { b: 1 }\n', true],
  // The mapping in a block is compared by its keys, but it is none outside of the block.
  ['a: |\n  b: 1\n  c: 2\n', 'a: |\n  {"c": 2, "b": 1}\n', true],
  ['a: |\n  b: 1\n', 'a: |\n  b: "1"\n', false],
  ['a: |\n  b: 1\n', 'a: { b: 1 }\n', false],
  ['a: |\n  b: 1\n', 'a: "b: 1\\n"\n', false],
])('%j and %j mean the same: %s', (one, other, isSame) => {
  expect(canonical(meaning(one)) === canonical(meaning(other))).toBe(isSame);
});

test('a block that is not opened is its text', () => {
  expect(canonical(meaning('a: |\n  b: 1\n', false))).toBe(canonical(meaning('a: "b: 1\\n"\n')));
});

// State keeps hashes of this form: another one would make a conflict of every place.
test('the canonical form is JSON with sorted keys', () => {
  const entries = new Map<string, Meaning>([
    ['b', ['x', 'y', []]],
    ['a', '"z'],
  ]);
  expect(canonical({ isBlock: false, entries })).toBe('{"a":"\\"z","b":["x","y",[]]}');
  expect(canonical({ isBlock: true, entries })).toBe('|{"a":"\\"z","b":["x","y",[]]}');
});

describe('values', () => {
  test.each<[text: string, values: string, expected: string]>([
    ['a: 1\nb: 2\n', '{ a: 3, c: 4 }', 'a: 3\nb: 2\nc: 4\n'],
    ['a: { b: { c: 1 }, d: 2 }\n', '{ a: { b: { e: [x] } } }', 'a: { b: { c: 1, e: [x] }, d: 2 }\n'],
    ['a: [1, 2]\n', '{ a: [3] }', 'a: [3]\n'],
    ['a: [{ b: 1 }]\n', '{ a: [{ c: 2 }] }', 'a: [{ c: 2 }]\n'],
    ['a: 1\n', '{ a: {} }', 'a: {}\n'],
    ['', '{}', '{}\n'],
    ['', '{ a: { b: 1 } }', 'a: { b: 1 }\n'],
    ['a: 1\n', '{ a: "2" }', 'a: "2"\n'],
    ['a: 1\n', '{ a: 0x10 }', 'a: 16\n'],
    ['a: 1\n', 'a: |\n  2\n', 'a: "2\\n"\n'],
    ['a: |\n  b: 1\n', '{ a: { c: 2 } }', 'a: |\n  b: 1\n  c: 2\n'],
    ['"on": 1\n', '{ on: 2 }', '"on": 2\n'],
    ['"on": 1\n', '{ "on": 2 }', '"on": 2\n'],
    ['on: 1\n', '{ "on": 2 }', 'on: 1\n"on": 2\n'],
    ['true: 1\n', '{ on: 2 }', 'true: 2\n'],
    ['true: 1\n"on": 3\n', '{ on: 2 }', 'true: 2\n"on": 3\n'],
  ])('make of %j, with %s, %j', (text, values, expected) => {
    expect(canonical(withValue(meaning(text), mapOf(values)))).toBe(canonical(meaning(expected)));
  });

  test('of nothing are themselves', () => {
    expect(canonical(withValue(undefined, mapOf('{ a: { b: [1] } }')))).toBe(
      canonical(meaning('a: { b: [1] }\n')),
    );
  });
});
