// Values and paths go into the text of a literal block that holds a mapping. Its lines keep their margin, their ends and its header.
import { describe, expect, test } from 'vitest';
import { withoutPaths, withValues } from '../../../src/content/overrides/edit-text.ts';
import { mapOf } from '../../support/overrides.ts';

type Row = readonly [text: string, change: string, expected: string];

const SET: readonly Row[] = [
  ['c: |\n  a: 1\n', '{ c: { a: 2 } }', 'c: |\n  a: 2\n'],
  ['c: |\n  a: 1\n', '{ c: { b: 2 } }', 'c: |\n  a: 1\n  b: 2\n'],
  ['c: |\n  a: 1\n\n\nd: 1\n', '{ c: { b: 2 } }', 'c: |\n  a: 1\n  b: 2\n\n\nd: 1\n'],
  ['c: |\n  a: 1\nd: 1\n', '{ c: { b: { e: [x] } } }', 'c: |\n  a: 1\n  b:\n    e:\n      - x\nd: 1\n'],
  ['c: |\n  a: 1\n  b: 2\n', '{ c: { a: [x, y] } }', 'c: |\n  a:\n    - x\n    - y\n  b: 2\n'],
  ['c: |\n  a:\n    - 1\n  b: 2\n', '{ c: { a: 5 } }', 'c: |\n  a: 5\n  b: 2\n'],
  ['c: |\n  a: 1\n\n  # of b\n  b: "x" # y\n', '{ c: { b: z } }', 'c: |\n  a: 1\n\n  # of b\n  b: z # y\n'],
  ['c: |\n\n\n  a: 1\n', '{ c: { a: 2 } }', 'c: |\n\n\n  a: 2\n'],
  ['c: |-\n  a: 1', '{ c: { b: 2 } }', 'c: |-\n  a: 1\n  b: 2'],
  ['c: |-\n  a: 1\nd: 1\n', '{ c: { b: 2 } }', 'c: |-\n  a: 1\n  b: 2\nd: 1\n'],
  ['c: |+\n  a: 1\n\nd: 1\n', '{ c: { b: 2 } }', 'c: |+\n  a: 1\n  b: 2\n\nd: 1\n'],
  ['c: | # of c\n  a: 1\n', '{ c: { a: 2 } }', 'c: | # of c\n  a: 2\n'],
  ['c: &x |\n  a: 1\n', '{ c: { a: 2 } }', 'c: &x |\n  a: 2\n'],
  [
    'm:\n  c: |\n      a: 1\n  d: 1\n',
    '{ m: { c: { b: 2 } } }',
    'm:\n  c: |\n      a: 1\n      b: 2\n  d: 1\n',
  ],
  // A header that says how deep its text stands.
  ['c: |2\n    a: 1\n', '{ c: { b: 2 } }', 'c: |2\n    a: 1\n    b: 2\n'],
  ['c: |\r\n  a: 1\r\n  b: 2\r\nd: 1\r\n', '{ c: { a: 3 } }', 'c: |\r\n  a: 3\r\n  b: 2\r\nd: 1\r\n'],
  ['c: |\r\n  a: 1\r\nd: 1\r\n', '{ c: { b: [x] } }', 'c: |\r\n  a: 1\r\n  b:\r\n    - x\r\nd: 1\r\n'],
  ['c: |\r\n  a: 1\r\n\r\n  b: 2\r\n', '{ c: { b: 3 } }', 'c: |\r\n  a: 1\r\n\r\n  b: 3\r\n'],
  // A block in a block.
  ['c: |\n  d: |\n    a: 1\n  e: 1\n', '{ c: { d: { a: 2 } } }', 'c: |\n  d: |\n    a: 2\n  e: 1\n'],
  [
    'c: |\n  d: |\n    a: 1\n  e: 1\n',
    '{ c: { d: { b: 2 } } }',
    'c: |\n  d: |\n    a: 1\n    b: 2\n  e: 1\n',
  ],
  ['c: |\n  d: |-\n    a: 1', '{ c: { e: 2 } }', 'c: |\n  e: 2\n  d: |-\n    a: 1'],
  // A block within that ends the text of the one around it would get a line end by a key behind it.
  ['c: |-\n  d: |\n    x\nz: 1\n', '{ c: { e: 2 } }', 'c: |-\n  e: 2\n  d: |\n    x\nz: 1\n'],
  ['c: |\n  d: |\n    x\nz: 1\n', '{ c: { e: 2 } }', 'c: |\n  d: |\n    x\n  e: 2\nz: 1\n'],
  // Kept blank lines within, at the end of the text around them and in its middle.
  [
    'c: |\n  d:\n    e: |+\n      x\n\nz: 1\n',
    '{ c: { n: 1 } }',
    'c: |\n  d:\n    e: |+\n      x\n  n: 1\n\nz: 1\n',
  ],
  [
    'c: |\n  d:\n    e: |+\n      x\n\n  y: 1\n',
    '{ c: { d: { n: { o: 1 } } } }',
    'c: |\n  d:\n    e: |+\n      x\n\n    n:\n      o: 1\n  y: 1\n',
  ],
  ['c: |\n\n  {}\n', '{ c: { a: 1, b: 2 } }', 'c: |\n\n  a: 1\n  b: 2\n'],
  ['c: |\n  {}\n', '{ c: { a: 1 } }', 'c: |\n  a: 1\n'],
  ['c: |-\n  {}\n', '{ c: { a: 1, b: { d: 2 } } }', 'c: |-\n  a: 1\n  b:\n    d: 2\n'],
  ['c: |\n  { a: 1 }\n', '{ c: { b: 2 } }', 'c: |\n  { a: 1, b: 2 }\n'],
  // A text that is set may itself look like a mapping.
  ['c: 1\n', 'c: |\n  a: 1\n', 'c: |\n  a: 1\n'],
  ['c: |\n  a: 1\n', 'c: text', 'c: text\n'],
  ['c: |\n  a: 1\nd: 1\n', 'd: |\n  x: 1\n', 'c: |\n  a: 1\nd: |\n  x: 1\n'],
];

const UNSET: readonly Row[] = [
  ['c: |\n  a: 1\n  b: 2\n', 'c.a', 'c: |\n  b: 2\n'],
  ['c: |\n  a: 1\n  b: 2\n', 'c.b', 'c: |\n  a: 1\n'],
  ['c: |\n  a: 1\n  b: 2\nd: 1\n', 'c.b', 'c: |\n  a: 1\nd: 1\n'],
  ['c: |-\n  a: 1\n  b: 2\nd: 1\n', 'c.b', 'c: |-\n  a: 1\nd: 1\n'],
  ['c: |\n  a: 1\n  b: 2', 'c.b', 'c: |\n  a: 1\n'],
  ['c: |\r\n  a: 1\r\n  b: 2\r\n', 'c.a', 'c: |\r\n  b: 2\r\n'],
  ['c: |\n  a: 1\n\n  b: 2\n', 'c.a', 'c: |\n\n  b: 2\n'],
  ['c: |\n  a: 1\n', 'c.a', 'c: |\n  {}\n'],
  ['c: |-\n  a: 1\n', 'c.a', 'c: |-\n  {}\n'],
  ['c: |\n  a: 1\n  b: 2\n', 'c.a c.b', 'c: |\n  {}\n'],
  ['c: |\n  a:\n    x: 1\n  b: 2\n', 'c.a.x', 'c: |\n  a: {}\n  b: 2\n'],
  ['c: |\n  a:\n    x: 1\n    y: 2\nz: 1\n', 'c.a.y', 'c: |\n  a:\n    x: 1\nz: 1\n'],
  ['c: |\n  l:\n    - a: 1\n      b: 2\n', 'c.l[0].a', 'c: |\n  l:\n    - b: 2\n'],
  // Lines of braces, and parts of them.
  ['c: |\n  {\n  a: 1,\n  b: 2 }\n', 'c.a', 'c: |\n  {\n  b: 2 }\n'],
  ['c: |\n  {\n  a: 1, b: 2 }\n', 'c.a', 'c: |\n  {\n  b: 2 }\n'],
  ['c: |\n  d: |\n    a: 1\n    b: 2\n', 'c.d.a', 'c: |\n  d: |\n    b: 2\n'],
  ['c: |\n  d: |\n    a: 1\n  e: 2\n', 'c.d.a c.e', 'c: |\n  d: |\n    {}\n'],
  ['c: |\n  a: 1\nd: 2\n', 'c.a c', 'd: 2\n'],
  ['x: 1\nc: |\n  a: 1\n  b: 2\nd: 2\n', 'x c.a', 'c: |\n  b: 2\nd: 2\n'],
];

describe('a literal block that holds a mapping', () => {
  test.each(SET)('%j takes %s', (text, values, expected) => {
    expect(withValues(text, mapOf(values))).toEqual({ text: expected, failures: [], absent: [] });
  });

  test.each(UNSET)('%j loses %s', (text, paths, expected) => {
    expect(withoutPaths(text, paths.split(' '))).toEqual({ text: expected, failures: [], absent: [] });
  });
});

test.each([
  ['c: |\n  - a\n'],
  ['c: |\n  text\n'],
  ['c: |\n  # only a comment\n'],
  ['c: |\n  a: 1\n  ---\n  a: 2\n'],
  ['c: |\n  {{ if .x }}\n  a: 1\n  {{ end }}\n'],
  ['c: !!str |\n  a: 1\n'],
  ['c: |\nd: 1\n'],
  ['c: |\n\n\nd: 1\n'],
  ['c: |'],
])('%j holds no mapping', (text) => {
  expect(withValues(text, mapOf('{ c: { a: 2 } }'))).toMatchObject({
    text,
    failures: [
      {
        path: ['c'],
        message: 'c: a block that holds no mapping stands there, and a map does not merge into it',
      },
    ],
  });
});
