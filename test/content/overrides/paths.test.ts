// What a path leads to: a member of a map or a list, nothing, or a place where no edit may go, and why.
import { describe, expect, test } from 'vitest';
import { withoutPaths, withValues } from '../../../src/content/overrides/edit-text.ts';
import { mapOf } from '../../support/overrides.ts';

test.each<[text: string, path: string, expected: string]>([
  ['a: { b: 1 }\n', 'a.b', 'a: {}\n'],
  ['l: [{ n: x, v: 1 }, { n: y, v: 2 }]\n', 'l[n=y].v', 'l: [{ n: x, v: 1 }, { n: y }]\n'],
  ['l: [{ n: "x" }, y]\n', 'l[n=x]', 'l: [y]\n'],
  ['l: [{ n: 1 }, "z", y]\n', 'l[=z]', 'l: [{ n: 1 }, y]\n'],
  ['l: [x, x: 1]\n', 'l[=x]', 'l: [x: 1]\n'],
  ['l: [x, y]\n', 'l[1]', 'l: [x]\n'],
  ['on: 1\na: 2\n', 'on', 'a: 2\n'],
  ['"on": 1\na: 2\n', 'on', 'a: 2\n'],
  ['yes: 1\na: 2\n', 'on', 'a: 2\n'],
  ['a: "b: 1"\nc: |\n  d: 1\n  e: 2\n', 'c.d', 'a: "b: 1"\nc: |\n  e: 2\n'],
  // An alias within what goes does not keep it.
  ['a:\n  b: &x 1\n  c: *x\nd: 1\n', 'a', 'd: 1\n'],
  ['a:\n  b: &x 1\n  c: 1\nd: *x\n', 'a.c', 'a:\n  b: &x 1\nd: *x\n'],
  ['x: &x { b: 1 }\na: { <<: *x, c: 1 }\n', 'a.c', 'x: &x { b: 1 }\na: { <<: *x }\n'],
  ['x: &x { b: 1 }\na: 1\n', 'x.b', 'x: &x {}\na: 1\n'],
])('%j without %s', (text, path, expected) => {
  expect(withoutPaths(text, [path])).toEqual({ text: expected, failures: [], absent: [] });
});

test.each([
  ['a: 1\n', 'b'],
  ['a:\n', 'a.b'],
  ['a: ~\n', 'a[0]'],
  ['', 'a'],
  ['l: []\n', 'l[0]'],
  ['l: [x]\n', 'l[1]'],
  ['l: [{ n: x }]\n', 'l[n=y]'],
  ['l: [{ n: { x: 1 } }, x]\n', 'l[n=x]'],
  ['l: [{ n: x, n: x }]\n', 'l[n=x]'],
  ['l: [{ x: 1 }, [x]]\n', 'l[=x]'],
  ['"on": 1\n', 'true'],
  ['a: |\n  b: 1\n', 'a.c'],
  ['<<: { b: 1 }\n', '"<<"'],
])('in %j, %s leads nowhere', (text, path) => {
  expect(withoutPaths(text, [path])).toEqual({ text, failures: [], absent: [0] });
});

const FROM_ALIAS = 'comes from an alias there (<<)';

test.each<[text: string, path: string, message: string]>([
  ['a: 1\n', 'a.b', 'the path leads through a scalar'],
  ['a: "b: 1"\n', 'a.b', 'the path leads through a scalar'],
  ['a: >\n  b: 1\n', 'a.b', 'the path leads through a scalar'],
  ['a: !!str |\n  b: 1\n', 'a.b', 'the path leads through a scalar'],
  ['a: |\n  text\n', 'a.b', 'the path leads through a scalar'],
  ['x: &x { b: 1 }\na: *x\n', 'a.b', 'the path leads through the alias *x'],
  ['a: 1\n', 'a..b', 'a key is missing (character 3)'],
  ['l: [1]\n', 'l.b', 'a list stands where the path has the key b'],
  ['a: { b: 1 }\n', 'a[0]', 'a map stands where the path has an item of a list'],
  ['a: 1\na: 2\n', 'a', 'the key a stands there twice'],
  ['"on": 1\nyes: 2\n', 'on', 'the key on stands there twice'],
  ['l: [x, x]\n', 'l[=x]', '2 items match, not one'],
  ['l: [{ n: x }, { n: "x" }, { n: x }]\n', 'l[n=x]', '3 items match, not one'],
  // What an alias reads changes with its anchor, whether that is the value, stands above it, or within it.
  ['a: &x { b: 1 }\nc: *x\n', 'a', 'the anchor &x stands there, and an alias uses it'],
  ['a: &x { b: { c: 1, d: 2 } }\nc: *x\n', 'a.b.c', 'the anchor &x stands there, and an alias uses it'],
  ['a:\n  b: &x 1\nc: *x\n', 'a', 'the anchor &x stands there, and an alias uses it'],
  ['l:\n  - &x 1\nc: *x\n', 'l', 'the anchor &x stands there, and an alias uses it'],
  ['a: &x |\n  b: 1\nc: *x\n', 'a.b', 'the anchor &x stands there, and an alias uses it'],
  ['a: |\n  b: &x { d: 1 }\n  c: *x\n', 'a.b.d', 'the anchor &x stands there, and an alias uses it'],
  // A key of an alias is not in the map that uses it.
  ['x: &x { b: 1 }\na: { <<: *x }\n', 'a.b', `the key b ${FROM_ALIAS}`],
  ['x: &x { b: 1 }\na: { <<: *x, b: 2 }\n', 'a.b', `the key b ${FROM_ALIAS}`],
  ['x: &x { b: 1 }\ny: &y { c: 1 }\na: { <<: [*y, *x] }\n', 'a.b', `the key b ${FROM_ALIAS}`],
  ['x: &x { b: 1 }\ny: &y { <<: *x }\na: { <<: *y }\n', 'a.b', `the key b ${FROM_ALIAS}`],
  ['x: &x { yes: 1 }\na: { <<: *x }\n', 'a.on', `the key on ${FROM_ALIAS}`],
  ['x: &x 5\na: { <<: *x, b: 1 }\n', 'a.b', `the key b ${FROM_ALIAS}`],
])('in %j, nothing is taken away by %s: %s', (text, path, message) => {
  const result = withoutPaths(text, [path]);
  expect(result).toMatchObject({
    text,
    absent: [],
    failures: [{ path: [0], message: `${path}: ${message}` }],
  });
  expect(result.failures).toHaveLength(1);
});

describe('aliases of a text that means harm', () => {
  const chain = (length: number, of: (previous: string) => string): string =>
    `x0: &x0 { a: 1 }\n${Array.from({ length }, (_, index) => `x${index + 1}: &x${index + 1} { <<: ${of(`*x${index}`)} }\n`).join('')}`;

  test('are followed once each, however many ways lead to one', () => {
    const text = chain(60, (previous) => `[${previous}, ${previous}]`);
    expect(withoutPaths(text, ['x60.b'])).toEqual({ text, failures: [], absent: [0] });
    expect(withoutPaths(text, ['x60.a']).failures).toMatchObject([
      { message: `x60.a: the key a ${FROM_ALIAS}` },
    ]);
  });

  test('end after some, one behind another', () => {
    const text = `${chain(64, (previous) => previous)}z: 1\n`;
    expect(withValues(text, mapOf('{ z: 2 }')).text).toBe(text.replace('z: 1', 'z: 2'));
    const longer = `${chain(65, (previous) => previous)}z: 1\n`;
    expect(withValues(longer, mapOf('{ z: 2 }'))).toMatchObject({
      text: longer,
      failures: [{ path: [], message: 'aliases expand to too much' }],
    });
    const long = chain(5000, (previous) => previous);
    expect(withoutPaths(long, ['x5000.b'])).toEqual({ text: long, failures: [], absent: [0] });
  });
});
