// Names, keys and paths: how a part of a content is called, and that no two parts are called alike.
import { describe, expect, test } from 'vitest';
import { byText, compareText } from '../../src/content/compare.ts';
import { byManifestKey } from '../../src/content/manifest-keys.ts';
import { namesOfPack } from '../../src/content/pack-names.ts';
import { atIndex, atItem, below, pathKey } from '../../src/content/path.ts';
import { uniqueKeys } from '../../src/content/unique-keys.ts';

test.each<[string, readonly string[]]>([
  ['nginx', ['nginx']],
  ['my-nginx--nginx', ['my-nginx--nginx', 'nginx']],
  ['a--b--c', ['a--b--c', 'b--c', 'c']],
  ['--nginx', ['--nginx']],
  ['nginx--', ['nginx--']],
  ['a---b', ['a---b', 'b']],
  ['a-b', ['a-b']],
  ['', ['']],
])('the pack %j may be of the charts %j', (name, names) => {
  expect(namesOfPack(name)).toEqual(names);
});

test.each<[readonly string[], readonly string[]]>([
  [[], []],
  [
    ['a', 'b'],
    ['a', 'b'],
  ],
  [
    ['a', 'a', 'a'],
    ['a', 'a#2', 'a#3'],
  ],
  [
    ['a#2', 'a', 'a'],
    ['a#2', 'a', 'a#3'],
  ],
  [
    ['a', 'a', 'a#2'],
    ['a', 'a#2', 'a#2#2'],
  ],
])('things called %j have the keys %j', (names, keys) => {
  expect(uniqueKeys(names)).toEqual(keys);
});

test('two manifests of one name keep both texts, without the white space at their ends', () => {
  const manifests = [
    { name: 'm', content: '\na: 1\n' },
    { name: 'm', content: ' b: 2 ' },
  ];
  expect([...byManifestKey(manifests)]).toEqual([
    ['m', 'a: 1'],
    ['m#2', 'b: 2'],
  ]);
});

describe('a path', () => {
  test.each([
    ['plain-key_1/x', 'plain-key_1/x'],
    ['a.b', '"a.b"'],
    ['a b', '"a b"'],
    ['', '""'],
    ['a\n', '"a\\n"'],
    ['a"b', '"a\\"b"'],
    ['a\u00a0b', '"a\\u00a0b"'],
    ['e\u0301', '"e\\u0301"'],
    ['\u{1d165}', '"\\ud834\\udd65"'],
  ])('writes the key %j as %s', (key, written) => {
    expect(pathKey(key)).toBe(written);
  });

  test('joins keys, indexes and items', () => {
    expect(below('', 'a')).toBe('a');
    expect(below('a', 'b.c')).toBe('a."b.c"');
    expect(atIndex('a', 0)).toBe('a[0]');
    expect(atItem('a', 'name', 'x')).toBe('a[name=x]');
    expect(atItem('a', 'the name', 'x y')).toBe('a["the name"="x y"]');
  });
});

test('texts are ordered by code unit, whatever the locale', () => {
  expect(['b', 'a', 'Z', 'é', 'a'].sort(compareText)).toEqual(['Z', 'a', 'a', 'b', 'é']);
  expect([compareText('a', 'b'), compareText('b', 'a'), compareText('a', 'a')]).toEqual([-1, 1, 0]);
  expect([{ name: 'b' }, { name: 'a' }].sort(byText(({ name }) => name))).toEqual([
    { name: 'a' },
    { name: 'b' },
  ]);
});
