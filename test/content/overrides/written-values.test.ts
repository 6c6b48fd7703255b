// How new values are written: scalars as the override spells them wherever that reads the same, maps and lists as block style, and in
// the style of `{ }` where the place has it.
import { expect, test } from 'vitest';
import { flowText, type Layout, mapLines } from '../../../src/content/overrides/emit.ts';
import type { OverrideScalar } from '../../../src/content/overrides/overrides.ts';
import { jsonText, keyText, writtenScalar } from '../../../src/content/overrides/scalar-text.ts';
import { mapOf, valueOf } from '../../support/overrides.ts';

const TWO: Layout = { step: 2, listStep: 2 };
const WIDE: Layout = { step: 4, listStep: 0 };

test.each<[string, Layout, string]>([
  ['{ a: 1, b: yes }', TWO, 'a: 1\nb: yes\n'],
  ['{ a: { b: { c: 1 }, d: 2 } }', TWO, 'a:\n  b:\n    c: 1\n  d: 2\n'],
  ['{ a: { b: { c: 1 } } }', WIDE, 'a:\n    b:\n        c: 1\n'],
  ['{ a: [], b: {}, c: [[], {}] }', TWO, 'a: []\nb: {}\nc:\n  - []\n  - {}\n'],
  ['{ a: [x, y] }', TWO, 'a:\n  - x\n  - y\n'],
  ['{ a: [x, y] }', WIDE, 'a:\n- x\n- y\n'],
  // Keys of an item stand behind its dash; below them, the layout counts again.
  ['{ a: [{ b: 1, c: { d: 2 } }, z] }', TWO, 'a:\n  - b: 1\n    c:\n      d: 2\n  - z\n'],
  ['{ a: [{ b: 1, c: { d: 2 } }, z] }', WIDE, 'a:\n- b: 1\n  c:\n      d: 2\n- z\n'],
  ['{ a: [{ b: [x], c: 1 }] }', WIDE, 'a:\n- b:\n  - x\n  c: 1\n'],
  ['{ a: [[x, y], z] }', WIDE, 'a:\n- - x\n  - y\n- z\n'],
  ['{ a: [[{ k: 1, l: 2 }, [x]], z] }', TWO, 'a:\n  - - k: 1\n      l: 2\n    - - x\n  - z\n'],
  [
    '{ "on": 1, on: 2, "a": 3, "a b": 4, "": 5, "1": 6 }',
    TWO,
    '"on": 1\non: 2\na: 3\na b: 4\n"": 5\n"1": 6\n',
  ],
])('%s becomes lines', (values, layout, expected) => {
  expect(`${mapLines(mapOf(values).entries, 0, layout).join('\n')}\n`).toBe(expected);
});

test('lines stand at their indent', () => {
  expect(mapLines(mapOf('{ a: { b: [x] } }').entries, 3, TWO)).toEqual(['   a:', '     b:', '       - x']);
});

test('lists in lists, many of them, are written once', () => {
  const depth = 60;
  const lines = mapLines(mapOf(`{ a: ${'['.repeat(depth)}x, y${']'.repeat(depth)} }`).entries, 0, TWO);
  expect(lines).toEqual(['a:', `  ${'- '.repeat(depth)}x`, `${' '.repeat(2 * depth)}- y`]);
});

test.each<[string, Layout, string]>([
  ['a: |\n  x\n  y\n', TWO, 'a: |\n  x\n  y\n'],
  ['a: |-\n  x\n  y\n', TWO, 'a: |-\n  x\n  y\n'],
  ['a: |\n  x\n', WIDE, 'a: |\n    x\n'],
  ['a: |\n  x\n\n    y\n', TWO, 'a: |\n  x\n\n    y\n'],
  ['a: |\n  say "x\\y"\n  \tz\n', TWO, 'a: |\n  say "x\\y"\n  \tz\n'],
  ['a:\n  b: |\n    x\n', TWO, 'a:\n  b: |\n    x\n'],
  ['a:\n  - |\n    x\n    y\n  - z\n', TWO, 'a:\n  - |\n    x\n    y\n  - z\n'],
  ['a:\n  - |\n    x\n    y\n  - z\n', WIDE, 'a:\n- |\n  x\n  y\n- z\n'],
  ['a: |-\n  x \n  y\n', TWO, 'a: |-\n  x \n  y\n'],
  // One line needs no block, unless no quotes would leave its template expressions as they are.
  ['a: |-\n  x: "y"\n', TWO, 'a: "x: \\"y\\""\n'],
  ['a: |-\n  {{ f "a" \'b\' }}\n', TWO, 'a: |-\n  {{ f "a" \'b\' }}\n'],
  ['a: |-\n  {{ f "a" }}\n', TWO, 'a: \'{{ f "a" }}\'\n'],
  ["a: |-\n  {{ f 'a' }}\n", TWO, 'a: "{{ f \'a\' }}"\n'],
  // What a block would change: blanks in front, several line ends, lines of blanks, characters that nobody sees.
  ['a: |2\n   x\n  y\n', TWO, 'a: " x\\ny\\n"\n'],
  ['a: |+\n  x\n\n', TWO, 'a: "x\\n\\n"\n'],
  ['a: |-\n  x\n   \n  y\n', TWO, 'a: "x\\n \\ny"\n'],
  ['a: |-\n  x\n    \n  y\n', TWO, 'a: "x\\n  \\ny"\n'],
  ['a: |\n  x\u200b\n  y\n', TWO, 'a: "x\\u200b\\ny\\n"\n'],
  ['a: |\n  x\u0007\n', TWO, 'a: "x\\u0007\\n"\n'],
])('the text of %j becomes lines', (values, layout, expected) => {
  expect(`${mapLines(mapOf(values).entries, 0, layout).join('\n')}\n`).toBe(expected);
});

test('a quoted scalar of several lines keeps its quotes', () => {
  expect(mapLines(mapOf('a: "x\\ny\\n"').entries, 0, TWO)).toEqual(['a: "x\\ny\\n"']);
});

test.each<[string, boolean, string]>([
  ['[a, { b: 1, "on": 2, "c": 3, on: 4 }, []]', false, '[a, {b: 1, "on": 2, c: 3, on: 4}, []]'],
  ['[a, { b: 1, on: 2 }, {}]', true, '[a, {"b": 1, "on": 2}, {}]'],
  ['a: |\n  x\n  y\n', false, '{a: "x\\ny\\n"}'],
  ['- a, b\n- c\n', false, '["a, b", c]'],
])('%j in braces or brackets (like JSON: %s)', (value, likeJson, expected) => {
  expect(flowText(valueOf(value), likeJson)).toBe(expected);
});

const scalar = (style: OverrideScalar['style'], source: string, value = source): OverrideScalar => ({
  kind: 'scalar',
  style,
  source,
  value,
});

test.each<[OverrideScalar, string, string]>([
  // As the file spells it, wherever it reads the same.
  [scalar('plain', '1.10'), '1.10', '1.10'],
  [scalar('plain', '0644'), '0644', '0644'],
  [scalar('plain', 'a b'), 'a b', 'a b'],
  [scalar('plain', 'a-b_c/d.e+f'), 'a-b_c/d.e+f', 'a-b_c/d.e+f'],
  [scalar('plain', '-1'), '-1', '-1'],
  [scalar('plain', 'http://x:80/a#b'), 'http://x:80/a#b', 'http://x:80/a#b'],
  [scalar('plain', 'a, b'), 'a, b', '"a, b"'],
  [scalar('plain', '[x'), '"[x"', '"[x"'],
  [scalar('plain', 'x]'), 'x]', '"x]"'],
  [scalar('plain', 'x # y'), '"x # y"', '"x # y"'],
  [scalar('plain', 'x: y'), '"x: y"', '"x: y"'],
  [scalar('plain', '*x'), '"*x"', '"*x"'],
  [scalar('plain', '- x'), '"- x"', '"- x"'],
  [scalar('plain', '%x'), '"%x"', '"%x"'],
  [scalar('plain', '{{ .x }}'), '"{{ .x }}"', '"{{ .x }}"'],
  [scalar('plain', 'a }} b'), '"a }} b"', '"a }} b"'],
  [scalar('plain', 'a\u00a0b'), 'a\u00a0b', 'a\u00a0b'],
  [scalar('plain', '\u00a0b'), '"\u00a0b"', '"\u00a0b"'],
  [scalar('plain', 'b\u00a0'), '"b\u00a0"', '"b\u00a0"'],
  [scalar('plain', 'a\u200bb'), '"a\\u200bb"', '"a\\u200bb"'],
  [scalar('plain', 'a\tb'), '"a\\tb"', '"a\\tb"'],
  // One over several lines is a scalar of one line.
  [scalar('plain', 'a \n   b'), 'a b', 'a b'],
  [scalar('plain', 'a  \n  b'), 'a b', 'a b'],
  [scalar('plain', 'a\t\r\n\tb'), 'a b', 'a b'],
  [scalar('plain', ''), 'null', 'null'],
  [scalar('quoted', "'it''s'", "it's"), "'it''s'", "'it''s'"],
  [scalar('quoted', '"a\\tb"', 'a\tb'), '"a\\tb"', '"a\\tb"'],
  // Quotes over several lines are written on one.
  [scalar('quoted', '"a\n  b"', 'a b'), '"a b"', '"a b"'],
  [scalar('quoted', "'a\r\n\r\n b'", 'a\nb'), '"a\\nb"', '"a\\nb"'],
  [scalar('quoted', '"a\u2028b"', 'a\u2028b'), '"a\\u2028b"', '"a\\u2028b"'],
  [scalar('text', 'yes'), '"yes"', '"yes"'],
  [scalar('text', 'a\nb'), '"a\\nb"', '"a\\nb"'],
  // What a template expression holds is never escaped.
  [scalar('text', '{{ f "a" }}'), '\'{{ f "a" }}\'', '\'{{ f "a" }}\''],
  [scalar('text', '{{ f "\\d" }} it\'s'), "'{{ f \"\\d\" }} it''s'", "'{{ f \"\\d\" }} it''s'"],
  [scalar('text', "{{ f 'a' }}"), '"{{ f \'a\' }}"', '"{{ f \'a\' }}"'],
  [scalar('text', '{{ f "a" }}\u0085'), '"{{ f \\"a\\" }}\\u0085"', '"{{ f \\"a\\" }}\\u0085"'],
  [scalar('text', '{{ .a }} "b"'), '"{{ .a }} \\"b\\""', '"{{ .a }} \\"b\\""'],
  [scalar('text', '{{ f "a" }}\nb'), '"{{ f \\"a\\" }}\\nb"', '"{{ f \\"a\\" }}\\nb"'],
])('the scalar %j is written as %s, and in braces as %s', (given, inBlock, inFlow) => {
  expect(writtenScalar(given, false)).toBe(inBlock);
  expect(writtenScalar(given, true)).toBe(inFlow);
});

test.each<[string, boolean, boolean, string]>([
  ['a', false, false, 'a'],
  ['a', false, true, '"a"'],
  ['a', true, false, 'a'],
  ['on', false, false, 'on'],
  ['on', true, false, '"on"'],
  ['1', true, false, '"1"'],
  ['1', false, false, '1'],
  ['<<', true, false, '"<<"'],
  ['<<', false, false, '"<<"'],
  ['a b', false, false, 'a b'],
  ['a,b', false, false, '"a,b"'],
  ['a: b', false, false, '"a: b"'],
  ['a:', false, false, '"a:"'],
  ['a #b', false, false, '"a #b"'],
  ['?a', false, false, '"?a"'],
  ['-a', false, false, '"-a"'],
  ['', true, false, '""'],
  ['a\nb', true, false, '"a\\nb"'],
  ['{{ .x }}', true, false, '"{{ .x }}"'],
])('the key %s (quoted: %s, like JSON: %s) is written as %s', (key, isQuoted, likeJson, expected) => {
  expect(keyText(key, isQuoted, likeJson)).toBe(expected);
});

test.each<[string, string]>([
  ['a"b\\c', '"a\\"b\\\\c"'],
  ['a\u0085b', '"a\\u0085b"'],
  ['\ufeff', '"\\ufeff"'],
  ['\u{e0001}', '"\\udb40\\udc01"'],
  ['ü😀', '"ü😀"'],
])('the text %j is %s', (text, expected) => {
  expect(jsonText(text)).toBe(expected);
});
