// One spelling for each value: whatever is hashed is made of it, so its bytes must not change.
import { expect, test } from 'vitest';
import { canonicalJson, type Json } from '../../src/content/canonical-json.ts';

test.each<[Json, string]>([
  [null, 'null'],
  [true, 'true'],
  [0, '0'],
  [-0, '0'],
  [1.5, '1.5'],
  [1e21, '1e+21'],
  ['a"\n\u00e9', '"a\\"\\n\u00e9"'],
  [[], '[]'],
  [[1, [2], {}], '[1,[2],{}]'],
  [{}, '{}'],
  [{ b: 1, a: 2 }, '{"a":2,"b":1}'],
  [{ a: undefined, b: null }, '{"b":null}'],
  [{ é: 1, z: 2, Z: 3 }, '{"Z":3,"z":2,"é":1}'],
])('%j is written %s', (value, text) => {
  expect(canonicalJson(value)).toBe(text);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('%s has no JSON', (value) => {
  expect(() => canonicalJson({ a: [value] })).toThrow(`not a JSON number: ${value}`);
});
