// What cannot be edited: the text stays as it is, and each failure names the place of the override and says why.
import { describe, expect, test } from 'vitest';
import { withoutPaths, withReplacements, withValues } from '../../../src/content/overrides/edit-text.ts';
import { mapOf } from '../../support/overrides.ts';

const BY_TEXT = 'Use replace, or give the whole text as a file.';
const WRONG = 'an edit there would change other values of the text';
/** Its comment becomes part of a literal block that is written above it. */
const DEEP_COMMENT = '    # deep\n';
const BLOCK = '|\n  x\n  y\n';

describe('values', () => {
  test.each<[string, string, readonly (readonly [path: string, message: string])[]]>([
    ['a: 1\n', '{ a: { b: 1 } }', [['a', 'a: a scalar stands there, and a map does not merge into it']]],
    ['a: "x"\n', '{ a: { b: 1 } }', [['a', 'a: a scalar stands there, and a map does not merge into it']]],
    [
      'a: >\n  x: 1\n',
      '{ a: { b: 1 } }',
      [['a', 'a: a text stands there, and a map does not merge into it']],
    ],
    [
      'a: |\n  - x\n',
      '{ a: { b: 1 } }',
      [['a', 'a: a block that holds no mapping stands there, and a map does not merge into it']],
    ],
    ['a: [1]\n', '{ a: { b: 1 } }', [['a', 'a: a list stands there, and a map does not merge into it']]],
    [
      'x: &x { b: 1 }\na: *x\n',
      '{ a: { c: 1 } }',
      [['a', 'a: the alias *x stands there, and a map does not merge into it']],
    ],
    ['a: 1\na: 2\n', '{ a: 3 }', [['a', 'a: the key stands there twice']]],
    [
      'x: &x { b: 1 }\na: { <<: *x }\n',
      '{ a: { b: 2 } }',
      [['a/b', 'a.b: the key comes from an alias there (<<)']],
    ],
    ['a: &x { b: 1 }\nc: *x\n', '{ a: 2 }', [['a', 'a: the anchor &x stands there, and an alias uses it']]],
    [
      'a: &x { b: 1 }\nc: *x\n',
      '{ a: { b: 2 } }',
      [['a', 'a: the anchor &x stands there, and an alias uses it']],
    ],
    [
      'a: &x |\n  b: 1\nc: *x\n',
      '{ a: { b: 2 } }',
      [['a', 'a: the anchor &x stands there, and an alias uses it']],
    ],
    [
      'x: &x { yes: 1 }\na: { <<: *x }\n',
      '{ a: { on: 2 } }',
      [['a/on', 'a.on: the key comes from an alias there (<<)']],
    ],
    ['- a\n', '{ a: 1 }', [['', 'the text is a list, not a mapping']]],
    ['text\n', '{ a: 1 }', [['', 'the text is a scalar, not a mapping']]],
    ['|\n  text\n', '{ a: 1 }', [['', 'the text is a text, not a mapping']]],
    ['!!map {}\n', '{ a: 1 }', [['', 'an anchor or a tag stands where the mapping would begin']]],
    ['a: 1\n---\nb: 2\n', '{ a: 2 }', [['', 'the text holds several YAML documents, not one mapping']]],
    [
      'b: |\n  c: 1\n  d: [1]\n',
      '{ b: { c: { e: 1 }, d: { f: 1 } } }',
      [
        ['b/c', 'b.c: a scalar stands there, and a map does not merge into it'],
        ['b/d', 'b.d: a list stands there, and a map does not merge into it'],
      ],
    ],
  ])('of %j do not become %s', (text, values, expected) => {
    expect(withValues(text, mapOf(values))).toEqual({
      text,
      absent: [],
      failures: expected.map(([path, message]) => ({
        path: path.split('/').filter((key) => key !== ''),
        message,
        hint: BY_TEXT,
      })),
    });
  });

  test('that would take a comment into a text are named, and only these', () => {
    const text = `a: 1\n${DEEP_COMMENT}m:\n  b: 1\n  ${DEEP_COMMENT}  c: 2\nz: 3\n`;
    const block = (indent: string) => `|\n${indent}x\n${indent}y\n`;
    const values = mapOf(`z: 4\na: ${block('  ')}m:\n  c: 3\n  b: ${block('    ')}`);
    expect(withValues(text, values)).toEqual({
      text,
      absent: [],
      failures: [
        { path: ['a'], message: `a: ${WRONG}`, hint: BY_TEXT },
        { path: ['m', 'b'], message: `m.b: ${WRONG}`, hint: BY_TEXT },
      ],
    });
  });

  test.each([
    [39, ['last'], `last: ${WRONG}`],
    [40, [], WRONG],
  ] as const)(
    'behind %i others that can be set are named as far as they are tried',
    (others, path, message) => {
      const keys = Array.from({ length: others }, (_, index) => `k${index}`);
      const text = `last: 1\n${DEEP_COMMENT}z: 1\n`;
      const values = mapOf(`${keys.map((key) => `${key}: 1\n`).join('')}last: ${BLOCK}`);
      expect(withValues(text, values)).toEqual({
        text,
        absent: [],
        failures: [{ path, message, hint: BY_TEXT }],
      });
    },
  );

  test('aliases that expand to too much are not compared', () => {
    const level = (name: string, of: string) => `${name}: &${name} [${Array(10).fill(of).join(', ')}]\n`;
    const text = `${level('a', '1')}${level('b', '*a')}${level('c', '*b')}${level('d', '*c')}${level('e', '*d')}${level('f', '*e')}`;
    const failures = [{ path: [], message: 'aliases expand to too much', hint: BY_TEXT }];
    expect(withValues(text, mapOf('{ z: 1 }'))).toEqual({ text, absent: [], failures });
    expect(withoutPaths(`${text}z: 1\n`, ['z'])).toEqual({ text: `${text}z: 1\n`, absent: [], failures });
  });
});

describe('paths to unset', () => {
  const text = `a: |\n  x\nb: 1\nc: 2\n${DEEP_COMMENT}d: 3\n`;

  test.each<[readonly string[], readonly (readonly [index: number | null, message: string])[]]>([
    [['a', 'b'], []],
    [['c', 'a'], []],
    // Each can go by itself; without both, the comment is part of the text above it.
    [['d', 'b', 'c'], [[null, WRONG]]],
  ])('%j', (paths, expected) => {
    const { text: after, failures } = withoutPaths(text, paths);
    expect(failures).toEqual(
      expected.map(([index, message]) => ({
        path: index === null ? [] : [index],
        message,
        hint: BY_TEXT,
      })),
    );
    if (expected.length > 0) expect(after).toBe(text);
  });

  test('that would take a comment into a text are named by their index', () => {
    const before = `a: |\n  x\nb: 1\n${DEEP_COMMENT}c: 2\nd: |\n  x\ne: 1\n${DEEP_COMMENT}`;
    expect(withoutPaths(before, ['c', 'b', 'e', 'none'])).toEqual({
      text: before,
      absent: [],
      failures: [
        { path: [1], message: `b: ${WRONG}`, hint: BY_TEXT },
        { path: [2], message: `e: ${WRONG}`, hint: BY_TEXT },
      ],
    });
  });

  test.each([
    [39, [39], `b: ${WRONG}`],
    [40, [], WRONG],
  ] as const)('behind %i others that can go are named as far as they are tried', (others, path, message) => {
    const keys = Array.from({ length: others }, (_, index) => `k${index}`);
    const before = `${keys.map((key) => `${key}: 1\n`).join('')}a: |\n  x\nb: 1\n${DEEP_COMMENT}`;
    expect(withoutPaths(before, [...keys, 'b'])).toEqual({
      text: before,
      absent: [],
      failures: [{ path, message, hint: BY_TEXT }],
    });
  });

  test('that are wrong are named beside those that lead nowhere', () => {
    expect(withoutPaths('a: 1\n', ['none', 'a.b', 'a'])).toEqual({
      text: 'a: 1\n',
      absent: [0],
      failures: [{ path: [1], message: 'a.b: the path leads through a scalar', hint: BY_TEXT }],
    });
  });
});

describe('replacements', () => {
  const COMPARE = 'Compare it with the text of the source: blanks and line ends count.';
  const COUNT = 'Set count, or find a longer text.';
  const long = 'x'.repeat(80);

  test.each<[find: string, count: number, message: string, hint: string]>([
    ['d', 1, '"d" occurs nowhere, not once', COMPARE],
    ['d', 3, '"d" occurs nowhere, not 3 times', COMPARE],
    ['a', 2, '"a" occurs once, not 2 times', COUNT],
    ['b', 1, '"b" occurs 2 times, not once', COUNT],
    ['b', 3, '"b" occurs 2 times, not 3 times', COUNT],
    [long, 1, `"${long}" occurs nowhere, not once`, COMPARE],
    [`${long}y`, 1, `"${long}…" occurs nowhere, not once`, COMPARE],
    ['say "no"\n', 1, '"say \\"no\\"\\n" occurs nowhere, not once', COMPARE],
  ])('of %j (%i)', (find, count, message, hint) => {
    expect(withReplacements('a b b', [{ find, with: 'z', count }])).toEqual({
      text: 'a b b',
      absent: [],
      failures: [{ path: [0], message, hint }],
    });
  });

  test('hide what looks like a secret', () => {
    const { failures } = withReplacements('a', [{ find: 'password: hunter2', with: 'z', count: 1 }]);
    expect(failures[0]?.message).not.toContain('hunter2');
    expect(failures[0]?.message).toMatch(/^"password: .*" occurs nowhere, not once$/);
  });

  test('are all made, each of what the one before it left, or none', () => {
    const first = { find: 'a', with: 'bb', count: 1 };
    expect(withReplacements('a b b', [first, { find: 'b', with: '$&', count: 4 }])).toEqual({
      text: '$&$& $& $&',
      absent: [],
      failures: [],
    });
    expect(withReplacements('a b b', [first, { find: 'b', with: '', count: 2 }])).toEqual({
      text: 'a b b',
      absent: [],
      failures: [{ path: [1], message: '"b" occurs 4 times, not 2 times', hint: COUNT }],
    });
  });
});
