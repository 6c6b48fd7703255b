// A value in the place of another one: comments, quotes and line ends around it stay byte for byte.
import { describe, expect, test } from 'vitest';
import { withValues } from '../../../src/content/overrides/edit-text.ts';
import { mapOf } from '../../support/overrides.ts';

type Row = readonly [text: string, values: string, expected: string];

const TEXT = 'a: |\n  x\n  y\n';

const BEHIND_ITS_KEY: readonly Row[] = [
  ['a: 1 # c\nb: 2\n', '{ a: 9 }', 'a: 9 # c\nb: 2\n'],
  ['a: "x"   # c\n', '{ a: y }', 'a: y   # c\n'],
  ["a:   'x'\n", '{ a: y }', 'a:   y\n'],
  ['a: 1\nb: 2\n', '{ a: [x] }', 'a:\n  - x\nb: 2\n'],
  ['a: 1   \nb: 2\n', '{ a: [x] }', 'a:\n  - x\nb: 2\n'],
  ['a: 1   # c\nb: 2\n', '{ a: [x] }', 'a: # c\n  - x\nb: 2\n'],
  ['a: 1 # c\n', TEXT, 'a: | # c\n  x\n  y\n'],
  ['a: 1', '{ a: [x] }', 'a:\n  - x'],
  ['a: 1\r\nb: 2\r\n', '{ a: [x, y] }', 'a:\r\n  - x\r\n  - y\r\nb: 2\r\n'],
  ['a: |\n  x\n  y\n\nb: 1\n', '{ a: 1 }', 'a: 1\n\nb: 1\n'],
  ['a: |+\n  x\n\nb: 1\n', '{ a: 1 }', 'a: 1\n\nb: 1\n'],
  ['a: > # c\n  x\nb: 1\n', '{ a: [1] }', 'a:\n  - 1\nb: 1\n'],
  ['a: [1,\n  2] # c\nb: 1\n', '{ a: 3 }', 'a: 3 # c\nb: 1\n'],
  ['a: {}\n', '{ a: { b: 1 } }', 'a:\n  b: 1\n'],
  ['a: &x 1\nb: 2\n', '{ a: 3 }', 'a: 3\nb: 2\n'],
  ['x: &x 1\na: *x\n', '{ a: 3 }', 'x: &x 1\na: 3\n'],
  ['a: !!str 1\n', '{ a: 3 }', 'a: 3\n'],
];

const NOTHING_THERE: readonly Row[] = [
  ['a:\nb: 1\n', '{ a: 2 }', 'a: 2\nb: 1\n'],
  ['a: # c\n', '{ a: 2 }', 'a: 2 # c\n'],
  ['a:   # c\n', '{ a: [x] }', 'a:   # c\n  - x\n'],
  ['a:   \nb: 1\n', '{ a: [x] }', 'a:\n  - x\nb: 1\n'],
  ['a:\n', '{ a: {} }', 'a: {}\n'],
  ['a:\n  &x\nb: 1\n', '{ a: 5 }', 'a: 5\nb: 1\n'],
  ['a: { b: 1 }\n', '{ a: {} }', 'a: { b: 1 }\n'],
  ['a: { }\n', '{ a: {} }', 'a: { }\n'],
  ['a: &x { b: 1 }\nc: *x\n', '{ a: {} }', 'a: &x { b: 1 }\nc: *x\n'],
  ['a: ~\n', '{ a: {} }', 'a: {}\n'],
];

const BELOW_ITS_KEY: readonly Row[] = [
  ['a:\n  - 1\n  - 2\nb: 1\n', '{ a: [x] }', 'a:\n  - x\nb: 1\n'],
  ['a:\n- 1\nb: 1\n', '{ a: [x, y] }', 'a:\n- x\n- y\nb: 1\n'],
  ['a:\n    - 1\nb: 1\n', '{ a: [x] }', 'a:\n    - x\nb: 1\n'],
  ['m:\n  a:\n  - 1\n  b: 1\n', '{ m: { a: [x] } }', 'm:\n  a:\n  - x\n  b: 1\n'],
  ['a:\n  - 1\nb: 1\n', '{ a: 5 }', 'a: 5\nb: 1\n'],
  ['a:\n  - 1\nb: 1\n', '{ a: [] }', 'a: []\nb: 1\n'],
  ['a:\n  # c\n  - 1\nb: 1\n', '{ a: [x] }', 'a:\n  # c\n  - x\nb: 1\n'],
  ['a:\n  # c\n  - 1\nb: 1\n', '{ a: 5 }', 'a: 5\n  # c\nb: 1\n'],
  ['a:\n  # c\n  - 1 # d\nb: 1\n', TEXT, 'a: |\n  x\n  y\nb: 1\n'],
  ['a: # c\n  - 1\nb: 1\n', '{ a: 5 }', 'a: 5 # c\nb: 1\n'],
  ['a: # c\n  - 1\nb: 1\n', '{ a: [x] }', 'a: # c\n  - x\nb: 1\n'],
  ['a: # c\n  - 1\nb: 1\n', TEXT, 'a: | # c\n  x\n  y\nb: 1\n'],
  ['m:\n    n: 1\na:\n- 1\n', TEXT, 'm:\n    n: 1\na: |\n    x\n    y\n'],
  ['a:\n    b: 1\nc: 1\n', '{ a: [x] }', 'a:\n    - x\nc: 1\n'],
  ['a:\n    b: 1\nc: 1\n', TEXT, 'a: |\n    x\n    y\nc: 1\n'],
  ['z:\n  y: 1\na:\n    b: 1\n', TEXT, 'z:\n  y: 1\na: |\n    x\n    y\n'],
  ['a: &x\n- 1\nb: 1\n', '{ a: [y] }', 'a:\n- y\nb: 1\n'],
  ['a:\n  text\n  more\nb: 1\n', '{ a: 5 }', 'a: 5\nb: 1\n'],
  ['a:\r\n  - 1\r\nb: 1\r\n', '{ a: [x, y] }', 'a:\r\n  - x\r\n  - y\r\nb: 1\r\n'],
  ['a:\n  - |\n    x\n\n\nb: 1\n', '{ a: [y] }', 'a:\n  - y\n\n\nb: 1\n'],
  ['a:\n  - 1', '{ a: [x] }', 'a:\n  - x'],
];

const IN_BRACES: readonly Row[] = [
  ['a: { b: 1, c: 2 } # d\n', '{ a: { b: 9 } }', 'a: { b: 9, c: 2 } # d\n'],
  ['a: { b: 1, c }\n', '{ a: { c: 3 } }', 'a: { b: 1, c: 3 }\n'],
  ['a: {"b":1}\n', '{ a: { b: 2 } }', 'a: {"b": 2}\n'],
  ['a: { b: , c: 1 }\n', '{ a: { b: 2 } }', 'a: { b: 2 , c: 1 }\n'],
  ['a: { b: [1, 2] }\n', '{ a: { b: [x, { y: 1 }] } }', 'a: { b: [x, {y: 1}] }\n'],
  ['{"b": [1]}\n', '{ b: [{ c: 1 }] }', '{"b": [{"c": 1}]}\n'],
  ['{"b": {}, c: 1}\n', '{ b: { d: 1 } }', '{"b": {d: 1}, c: 1}\n'],
  ['{ "b": 1, c: 1 }\n', '{ d: 1 }', '{ "b": 1, c: 1, d: 1 }\n'],
];

const WHOLE_TEXTS: readonly Row[] = [
  ['', '{}', '{}\n'],
  ['# c\n', '{}', '# c\n{}\n'],
  ['null\n', '{}', '{}\n'],
  ['null\n', '{ a: 1 }', 'a: 1\n'],
  ['~', '{ a: 1 }', 'a: 1'],
  ['{}\n', '{}', '{}\n'],
  ['a: 1\n', '{}', 'a: 1\n'],
  ['{ }\n', '{}', '{ }\n'],
  ['&x\n', '{ a: 1 }', 'a: 1\n'],
  ['# c\n!!map\n', '{ a: 1 }', '# c\na: 1\n'],
  ['&x # c\n', '{ a: 1 }', 'a: 1\n # c\n'],
  ['# c', '{ a: 1 }', '# c\na: 1\n'],
  ['# c\r\n', '{ a: { b: 1 } }', '# c\r\na:\r\n  b: 1\r\n'],
  ['--- {}\n', '{ a: 1 }', '--- \na: 1\n'],
  ['---', '{ a: 1 }', '---\na: 1\n'],
  ['---\n...\n', '{ a: 1 }', '---\na: 1\n...\n'],
  ['{} # c\n', '{ a: 1 }', 'a: 1 # c\n'],
];

const SAME_KEYS: readonly Row[] = [
  ['on: 1\n', '{ on: 2 }', 'on: 2\n'],
  ['on: 1\n', '{ "on": 2 }', 'on: 1\n"on": 2\n'],
  ['yes: 1\n', '{ on: 2 }', 'yes: 2\n'],
  ['"on": 1\n', '{ on: 2 }', '"on": 2\n'],
  ['"a": 1\n', '{ a: 2 }', '"a": 2\n'],
  ['010: 1\n', '{ 8: 2 }', '010: 2\n'],
  ['x: &x { on: 1 }\na:\n  <<: *x\n', '{ a: { "on": 2 } }', 'x: &x { on: 1 }\na:\n  <<: *x\n  "on": 2\n'],
  ['a:\n  b: &x 1\nc: *x\n', '{ a: { d: 2 } }', 'a:\n  b: &x 1\n  d: 2\nc: *x\n'],
  ['"<<": 1\n', '{ "<<": 2 }', '"<<": 2\n'],
];

describe.each([
  ['behind its key', BEHIND_ITS_KEY],
  ['where nothing stands', NOTHING_THERE],
  ['below its key', BELOW_ITS_KEY],
  ['in braces', IN_BRACES],
  ['in the place of a whole text', WHOLE_TEXTS],
  ['of a key that Helm reads as the same', SAME_KEYS],
])('a value %s', (_, rows) => {
  test.each(rows)('%j with %j', (text, values, expected) => {
    expect(withValues(text, mapOf(values))).toEqual({ text: expected, failures: [], absent: [] });
  });
});
