// What values and paths to unset would have to say so that one text becomes another one, by their keys; null: they cannot.
import { expect, test } from 'vitest';
import { type ValuesBetween, valuesBetween } from '../../../src/content/overrides/values-between.ts';
import { mapOf } from '../../support/overrides.ts';

const saying = (
  values: string | null,
  unset: readonly string[] = [],
  replacesList = false,
): ValuesBetween => ({
  values: values === null ? null : mapOf(values),
  unset,
  replacesList,
});

test.each<[before: string, after: string, expected: ValuesBetween | null]>([
  ['a: 1\n# c\n', 'a: 1\n', saying(null)],
  ['a: 1\n', 'a: "x"\nb: 2\n', saying('{ a: "x", b: 2 }')],
  ['a: { b: 1, c: 2 }\nd: 3\n', 'a: { c: 4 }\n', saying('{ a: { c: 4 } }', ['d', 'a.b'])],
  ['a: { b: 1 }\n', 'a: { b: 1, "on": { c: 2, "1": 3 } }\n', saying('{ a: { "on": { c: 2, "1": 3 } } }')],
  ['"on": 1\n', '"on": 2\n', saying('{ "on": 2 }')],
  ['"a.b": 1\nc: 2\n', 'c: 2\n', saying(null, ['"a.b"'])],
  ['', 'a: [x, { b: 1 }]\n', saying('{ a: [x, { b: 1 }] }')],
  ['a: { b: 1 }\n', 'a: 2\n', saying('{ a: 2 }')],
  ['a: 1\n', 'a: { b: 1 }\n', saying('{ a: { b: 1 } }')],
  // A block is compared by its keys with a block only.
  ['a: |\n  b: 1\n  c: 1\n', 'a: |\n  b: 2\n', saying('{ a: { b: 2 } }', ['a.c'])],
  ['a: |\n  b: 1\n  c: 1\n', 'a: { b: 2 }\n', saying('{ a: { b: 2 } }')],
  ['a: { b: 1, c: 1 }\n', 'a: |\n  b: 2\n', saying('a: |\n  b: 2\n')],
  ['a: |\n  text\n', 'a: |\n  b: 2\n', saying('a: |\n  b: 2\n')],
  ['a: |\n  - 1\n', 'a: |\n  - 2\n', saying('a: |\n  - 2\n')],
  // A list of which something stays.
  ['a: [x, z]\n', 'a: [x, w]\n', saying('{ a: [x, w] }', [], true)],
  ['a: [x]\n', 'a: ["x"]\n', saying('{ a: ["x"] }', [], true)],
  ['a: [x]\n', 'a: [w]\n', saying('{ a: [w] }')],
  ['a: [x]\n', 'a: x\n', saying('{ a: x }')],
  ['a: [x]\n', 'a: { x: 1 }\n', saying('{ a: { x: 1 } }')],
  ['a: x\n', 'a: [x]\n', saying('{ a: [x] }')],
  ['a:\n  - |\n    b: 1\n', 'a:\n  - |\n    {b: 1}\n', saying('a:\n  - |\n    {b: 1}\n')],
  // What values cannot say.
  ['a: 1\n---\nb: 2\n', 'a: 1\n', null],
  ['a: 1\n', 'a: 1\n---\nb: 2\n', null],
  ['a: 1\n', '- x\n', null],
  ['a: 1\n', 'a: &x 2\n', null],
  ['a: 1\n', 'a: !!str 2\n', null],
  ['a: 1\n', 'a:\n', null],
  ['a: 1\n', 'a: >\n  x\n', null],
  ['a: &x 1\nb: 2\n', 'a: &x 1\nb: *x\n', null],
  ['a: 1\n', 'a: 1\na: 2\n', null],
  ['a: 1\na: 2\n', 'a: 1\n', null],
  ['x: &x { b: 1 }\n', 'x: &x { b: 1 }\na: { <<: *x, c: 1 }\n', null],
])('%j → %j', (before, after, expected) => {
  expect(valuesBetween(before, after)).toEqual(expected);
});
