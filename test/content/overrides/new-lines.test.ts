// Where new keys stand and how they are indented: like the lines around them. Every other byte stays.
import { expect, test } from 'vitest';
import { withValues } from '../../../src/content/overrides/edit-text.ts';
import { mapOf } from '../../support/overrides.ts';

type Row = readonly [title: string, text: string, values: string, expected: string];

const INDENTS: readonly Row[] = [
  [
    'two columns where there is no example',
    'a: 1\n',
    '{ n: { x: 1 }, l: [y] }',
    'a: 1\nn:\n  x: 1\nl:\n  - y\n',
  ],
  [
    'a map like one beside it',
    'a:\n    b: 1\n',
    '{ n: { x: { y: 1 } } }',
    'a:\n    b: 1\nn:\n    x:\n        y: 1\n',
  ],
  ['a list like one beside it', 'a:\n- 1\n', '{ n: [x], m: { o: 1 } }', 'a:\n- 1\nn:\n- x\nm:\n  o: 1\n'],
  ['a list four columns deep', 'a:\n    - 1\n', '{ n: [x] }', 'a:\n    - 1\nn:\n    - x\n'],
  [
    'the first example beside it counts',
    'a:\n    b: 1\nc:\n  d: 1\n',
    '{ n: { x: 1 } }',
    'a:\n    b: 1\nc:\n  d: 1\nn:\n    x: 1\n',
  ],
  [
    'what its own map lacks comes from the text',
    'a:\n    b: 1\nc:\n  d:\n    - 1\n',
    '{ c: { n: { x: 1 }, l: [y] } }',
    'a:\n    b: 1\nc:\n  d:\n    - 1\n  n:\n      x: 1\n  l:\n    - y\n',
  ],
  [
    'its own map comes before the text',
    'a:\n- 1\nb:\n  c:\n    - 1\n  d:\n     e: 1\n',
    '{ b: { n: [x], m: { o: 1 } } }',
    'a:\n- 1\nb:\n  c:\n    - 1\n  d:\n     e: 1\n  n:\n    - x\n  m:\n     o: 1\n',
  ],
  [
    'a list like one elsewhere, where its own map has none',
    'l:\n- 1\nm:\n  a:\n    b: 1\n',
    '{ m: { n: [x] } }',
    'l:\n- 1\nm:\n  a:\n    b: 1\n  n:\n  - x\n',
  ],
  [
    'an example in a list in a list',
    'a: [1]\nb:\n  -\n    - c:\n         d: 1\n',
    '{ n: { x: 1 } }',
    'a: [1]\nb:\n  -\n    - c:\n         d: 1\nn:\n   x: 1\n',
  ],
  [
    'braces below their key are no example',
    'a:\n      { b: 1 }\nl:\n      [1]\n',
    '{ n: { x: 1 }, m: [y] }',
    'a:\n      { b: 1 }\nl:\n      [1]\nn:\n  x: 1\nm:\n  - y\n',
  ],
  [
    'a map behind an anchor is one',
    'a: &x\n    b: 1\nc: *x\n',
    '{ n: { y: 1 } }',
    'a: &x\n    b: 1\nc: *x\nn:\n    y: 1\n',
  ],
  [
    'a value that becomes a map',
    'a:\n    b: 1\nc: 2\n',
    '{ a: { b: 1 }, c: null }',
    'a:\n    b: 1\nc: null\n',
  ],
];

const PLACES: readonly Row[] = [
  ['behind the last key', 'a: 1\nb: 2\n', '{ c: 3 }', 'a: 1\nb: 2\nc: 3\n'],
  ['at the end of a text without a line end', 'a: 1', '{ b: 2 }', 'a: 1\nb: 2'],
  ['with the line ends of the text', 'a: 1\r\n', '{ b: { c: 1 } }', 'a: 1\r\nb:\r\n  c: 1\r\n'],
  ['behind the comment of the last line', 'a: 1 # c\n', '{ b: 2 }', 'a: 1 # c\nb: 2\n'],
  ['in front of a comment like the keys', 'a: 1\n# end\n', '{ b: 2 }', 'a: 1\nb: 2\n# end\n'],
  [
    'behind comments that are indented deeper',
    'a: 1\n  # of a\n  # more\n# end\n',
    '{ b: 2 }',
    'a: 1\n  # of a\n  # more\nb: 2\n# end\n',
  ],
  ['behind a deeper comment at the end', 'a: 1\n  # of a', '{ b: 2 }', 'a: 1\n  # of a\nb: 2'],
  [
    'behind a comment that is deeper by one',
    'm:\n  a: 1\n   # one\nz: 1\n',
    '{ m: { b: 2 } }',
    'm:\n  a: 1\n   # one\n  b: 2\nz: 1\n',
  ],
  [
    'in front of a comment at the margin of the map',
    'm:\n  a: 1\n  # same\nz: 1\n',
    '{ m: { b: 2 } }',
    'm:\n  a: 1\n  b: 2\n  # same\nz: 1\n',
  ],
  [
    'in front of the next key, whatever its value holds',
    'm:\n  a: 1\nz: x     # y\n',
    '{ m: { b: 2 } }',
    'm:\n  a: 1\n  b: 2\nz: x     # y\n',
  ],
  ['in front of blank lines', 'm:\n  a: 1\n\n\nz: 1\n', '{ m: { b: 2 } }', 'm:\n  a: 1\n  b: 2\n\n\nz: 1\n'],
  ['behind braces of several lines', 'a: {\n  b: 1 }\n', '{ c: 2 }', 'a: {\n  b: 1 }\nc: 2\n'],
  [
    'behind the last item of a list',
    'a:\n  - b: 1\n    c: 2\n',
    '{ d: 3 }',
    'a:\n  - b: 1\n    c: 2\nd: 3\n',
  ],
  ['right behind a literal block', 'a: |\n  x\n\n\n', '{ b: 1 }', 'a: |\n  x\nb: 1\n\n\n'],
  ['right behind a folded block', 'a: >\n  x\n  y\n\n', '{ b: 1 }', 'a: >\n  x\n  y\nb: 1\n\n'],
  ['behind the blank lines that a block keeps', 'a: |+\n  x\n\n', '{ b: 1 }', 'a: |+\n  x\n\nb: 1\n'],
  [
    'behind kept blank lines within',
    'm:\n  a: |+\n    x\n\nz: 1\n',
    '{ m: { b: 1 } }',
    'm:\n  a: |+\n    x\n\n  b: 1\nz: 1\n',
  ],
  [
    'behind a comment that ends a block',
    'm:\n  a: |\n     x\n   # c\nz: 1\n',
    '{ m: { b: 1 } }',
    'm:\n  a: |\n     x\n   # c\n  b: 1\nz: 1\n',
  ],
  // A block without a line end at the end of the text would get one.
  ['in front of a block that ends the text', 'a: 1\nb: |\n  x', '{ c: 2 }', 'a: 1\nc: 2\nb: |\n  x'],
  ['in front of a folded one', 'b: >-\n  x', '{ c: { d: 2 }, e: 3 }', 'c:\n  d: 2\ne: 3\nb: >-\n  x'],
  ['in front of one within', 'm:\n  a: |\n    x', '{ m: { n: 1 } }', 'm:\n  n: 1\n  a: |\n    x'],
  [
    'in front of one behind a colon of its own',
    '? m\n: a: |\n    x',
    '{ m: { n: 1 } }',
    '? m\n: n: 1\n  a: |\n    x',
  ],
  [
    'behind a block, where another key ends the text',
    'm:\n  a: |\n    x\nz: 1',
    '{ m: { n: 1 } }',
    'm:\n  a: |\n    x\n  n: 1\nz: 1',
  ],
  ['in braces behind the last key', 'a: { b: 1 }\n', '{ a: { c: [x] } }', 'a: { b: 1, c: [x] }\n'],
  ['like JSON', '{"a": {"b": 1}}\n', '{ a: { c: x }, d: 2 }', '{"a": {"b": 1, "c": x}, "d": 2}\n'],
  [
    'in braces on lines of their own',
    'a: {\n    b: 1,\n    c: 2\n  }\n',
    '{ a: { d: 3, e: 4 } }',
    'a: {\n    b: 1,\n    c: 2,\n    d: 3,\n    e: 4\n  }\n',
  ],
  ['into an empty map', 'a: {} # c\nb: 1\n', '{ a: { c: 1 } }', 'a: # c\n  c: 1\nb: 1\n'],
  ['into a place without a value', 'a:\nb: 1\n', '{ a: { c: 1 } }', 'a:\n  c: 1\nb: 1\n'],
  ['into a null', 'a: null\nb: ~\n', '{ a: { c: 1 }, b: 2 }', 'a:\n  c: 1\nb: 2\n'],
  ['into an empty text', '', '{ a: { c: 1 } }', 'a:\n  c: 1\n'],
  ['into a text of comments', '# c\n', '{ a: 1 }', '# c\na: 1\n'],
  ['into a text of an empty map', '{}\n', '{ a: 1 }', 'a: 1\n'],
  ['into a text behind its head', '---\n', '{ a: 1 }', '---\na: 1\n'],
];

test.each([...INDENTS, ...PLACES])('%s: %j', (_, text, values, expected) => {
  expect(withValues(text, mapOf(values))).toEqual({ text: expected, failures: [], absent: [] });
});
