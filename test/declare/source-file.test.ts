// From any value of a file back to where it stands, and what of its line is shown.
import { describe, expect, test } from 'vitest';
import { decodeUtf8, eachKey, SourceFile } from '../../src/declare/source-file.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const TEXT = `cloneform: 1
clones:
  edge:
    source: { profile: base, version: 1.10 }
    list:
      - a
      - { b: "c d" }
    none:
`;
const file = new SourceFile('a.yaml', bytes(TEXT));
const edge = ['clones', 'edge'];

describe('a place', () => {
  test.each<[readonly (string | number)[], string, string]>([
    [[], '1:1', '1:1'],
    [['cloneform'], '1:1', '1:12'],
    [edge, '3:3', '4:5'],
    [[...edge, 'source', 'version'], '4:30', '4:39'],
    [[...edge, 'list', 0], '6:9', '6:9'],
    [[...edge, 'list', 1, 'b'], '7:11', '7:14'],
    // What is missing is reported at the key of its nearest parent.
    [[...edge, 'target', 'name'], '3:3', '3:3'],
    [[...edge, 'list', 5], '5:5', '5:5'],
    [[...edge, 'source', 'profile', 'x'], '4:15', '4:15'],
    [['nobody'], '1:1', '1:1'],
  ])('of %j: key at %s, value at %s', (path, key, value) => {
    const at = (which: 'key' | 'value'): string => {
      const { line, column } = file.place(path, which);
      return `${line}:${column}`;
    };
    expect([at('key'), at('value')]).toEqual([key, value]);
    expect(file.place(path)).toEqual(file.place(path, 'value'));
  });

  test('in a file of nothing is its beginning', () => {
    const nothing = new SourceFile('a.yaml', bytes(''));
    expect(nothing.place(['a', 'b'])).toEqual({ file: 'a.yaml', line: 1, column: 1, text: '' });
    expect(nothing.placeAt(99)).toEqual({ file: 'a.yaml', line: 1, column: 1, text: '' });
  });

  test('is found again after the tree was let go of', () => {
    const other = new SourceFile('a.yaml', bytes(TEXT));
    const before = other.place(edge);
    const root = other.root;
    other.release();
    expect(other.root).not.toBe(root);
    expect(other.place(edge)).toEqual(before);
  });

  test.each<[string, string, string]>([
    ['its line', 'a: b # c\nd: e\n', 'a: b # c'],
    ['200 characters of it', `a: ${'x'.repeat(300)}\n`, `a: ${'x'.repeat(197)}`],
    ['no line end', 'a: b\r\n', 'a: b'],
    ['no password', 'a: postgres://u:hunter2@h/d\n', 'a: postgres://u:*******@h/d'],
    [
      'no password that is cut',
      `a: ${'x'.repeat(180)} postgres://u:${'h'.repeat(90)}@h/d\n`,
      `a: ${'x'.repeat(180)} postgres://u:***`,
    ],
  ])('shows %s', (_, text, shown) => {
    expect(new SourceFile('a.yaml', bytes(text)).placeAt(0).text.slice(0, shown.length)).toBe(shown);
    expect(new SourceFile('a.yaml', bytes(text)).placeAt(0).text.length).toBeLessThanOrEqual(200);
    expect(new SourceFile('a.yaml', bytes(text), false).placeAt(0).text).toBe('');
  });
});

describe('what stands at a path', () => {
  test.each<[readonly (string | number)[], boolean, string | null, unknown]>([
    [[...edge, 'source', 'version'], true, '1.10', 1.1],
    [[...edge, 'list', 1, 'b'], true, '"c d"', 'c d'],
    [[...edge, 'list', 1], true, '{ b: "c d" }', { b: 'c d' }],
    [[...edge, 'none'], true, '', null],
    [[...edge, 'nothing'], false, null, null],
    [[...edge, 'list', 2], false, null, null],
  ])('%j', (path, isThere, written, value) => {
    expect([file.has(path), file.written(path), file.nodeAt(path) !== undefined]).toEqual([
      isThere,
      written,
      isThere,
    ]);
    expect(file.valueOf(file.nodeAt(path) ?? null)).toEqual(value);
  });
});

test('keys are listed with the path of their map; lists and maps for keys are none', () => {
  const told: string[] = [];
  const text = 'a: { b: 1 }\nc:\n  - d: { e: 1 }\n  - [{ f: 1 }]\n? [g]\n: { h: 1 }\n';
  eachKey(new SourceFile('a.yaml', bytes(text)).root, (key, path) =>
    told.push([...path, key.value].join('.')),
  );
  expect(told).toEqual(['a', 'a.b', 'c', 'c.0.d', 'c.0.d.e', 'c.1.0.f']);
});

test('only UTF-8 is text', () => {
  expect(decodeUtf8(bytes('ä'))).toBe('ä');
  expect(() => decodeUtf8(new Uint8Array([0xff]))).toThrow(TypeError);
});
