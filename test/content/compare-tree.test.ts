// Two trees of values: each difference at its path, items of lists matched as a reader would match them.
import { describe, expect, test } from 'vitest';
import { compareValues } from '../../src/content/compare-values.ts';
import { editLines } from '../../src/content/edit-lines.ts';

/** `label` and the lines below it. */
function said(before: string, after: string): readonly string[] {
  const found = compareValues(before, after);
  return found === null ? [] : [found.change, ...editLines(found.edits).split('\n')];
}

describe('lists', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'e: [{name: a, v: 1}, {name: b, v: 2}]',
      'e: [{name: z, v: 0}, {name: a, v: 1}, {name: b, v: 3}]',
      ['~ e[name=b].v: 2 → 3', '+ e[name=z]: {"name": "z", "v": 0}'],
    ],
    ['e: [{id: a.b, v: 1}]', 'e: [{id: a.b, v: 2}]', ['~ e[id="a.b"].v: 1 → 2']],
    ['e: [{name: a}, {name: b}]', 'e: [{name: b}, {name: a}]', ['~ e: order a, b → b, a']],
    ['e: [{name: a, v: 1}]', 'e: [{name: b, v: 1}]', ['~ e[0].name: "a" → "b"']],
    ['e: [1, 2, 3, 4]', 'e: [0, 1, 2, 3, 4]', ['+ e[0]: 0']],
    ['e: [1, 2, 3, 4]', 'e: [1, 2, 4]', ['- e[2]: 3']],
    ['"a.b": {"c d": 1}', '"a.b": {"c d": 2}', ['~ "a.b"."c d": 1 → 2']],
    ['a/b-c_d: 1', 'a/b-c_d: 2', ['~ a/b-c_d: 1 → 2']],
    ['a: {b: 1}', 'a: [1]', ['~ a: {"b": 1} → [1]']],
    ['a: [1, 2]', 'a: {b: 1}', ['~ a: [1, 2] → {"b": 1}']],
    ['a: [x]', 'a: x', ['~ a: ["x"] → "x"']],
    ['a: x', 'a: {b: z}', ['~ a: "x" → {"b": "z"}']],
    ['password: x', 'password: {b: z}', ['~ password: (secret) → {"b": (secret)}']],
  ])('%s → %s', (before, after, lines) => {
    expect(said(before, after).slice(1)).toEqual(lines);
  });
});

test('eighty edits are written out, the others counted', () => {
  const many = (count: number, value: number): string =>
    Array.from({ length: count }, (_, n) => `k${n}: ${value}`).join('\n');
  expect(compareValues(many(80, 1), many(80, 2))?.edits).toHaveLength(80);
  const edits = compareValues(many(82, 1), many(82, 2))?.edits ?? [];
  expect(edits.slice(79)).toEqual([
    { path: 'k79', kind: 'changed', from: '1', to: '2' },
    { path: '', kind: 'note', note: '… 2 more' },
  ]);
});

describe('items of a list are matched', () => {
  const item = (key: string, value: string, v: number): string => `{${key}: ${value}, operator: x, v: ${v}}`;
  test.each(['name', 'id', 'uid', 'key', 'path'])('by %s', (key) => {
    const [before, after] = [`e: [${item(key, 'a', 1)}, ${item(key, 'b', 1)}]`, `e: [${item(key, 'b', 2)}]`];
    expect(said(before, after)).toEqual([
      'values',
      `- e[${key}=a]: {"${key}": "a", "operator": "x", "v": 1}`,
      `~ e[${key}=b].v: 1 → 2`,
    ]);
  });

  test.each<[string, string, string, readonly string[]]>([
    [
      'by the first key that all items have on both sides',
      'e: [{name: a, id: x, v: 1}, {id: y, v: 1}]',
      'e: [{name: b, id: x, v: 2}, {name: a, id: y, v: 1}]',
      ['~ e[id=x].name: "a" → "b"', '~ e[id=x].v: 1 → 2', '+ e[id=y].name: "a"'],
    ],
    [
      'by another key where no name is on both sides',
      'e: [{name: a, id: x, v: 1}]',
      'e: [{name: b, id: x, v: 2}]',
      ['~ e[id=x].name: "a" → "b"', '~ e[id=x].v: 1 → 2'],
    ],
    [
      'by their place where a name comes twice',
      'e: [{name: a, v: 1}, {name: a, v: 2}]',
      'e: [{name: a, v: 1}, {name: a, v: 3}]',
      ['~ e[1].v: 2 → 3'],
    ],
    [
      'by their place where a name is no text',
      'e: [{name: [a], v: 1}]',
      'e: [{name: [a], v: 2}]',
      ['~ e[0].v: 1 → 2'],
    ],
    [
      'by their place where a name is too long to be read',
      `e: [{name: ${'a'.repeat(201)}, v: 1}]`,
      `e: [{name: ${'a'.repeat(201)}, v: 2}]`,
      ['~ e[0].v: 1 → 2'],
    ],
    [
      'by a name that is just short enough',
      `e: [{name: ${'a'.repeat(200)}, v: 1}]`,
      `e: [{name: ${'a'.repeat(200)}, v: 2}]`,
      [`~ e[name=${'a'.repeat(200)}].v: 1 → 2`],
    ],
    [
      'by their place where a name holds a secret',
      'e: [{name: "https://u:pw1@h", v: 1}]',
      'e: [{name: "https://u:pw1@h", v: 2}]',
      ['~ e[0].v: 1 → 2'],
    ],
    [
      'by their place where a name is a secret itself',
      'password: [{name: a, v: {w: true}}]',
      'password: [{name: a, v: {w: false}}]',
      ['~ password[0].v.w: true → false'],
    ],
    [
      'by what stands before the first equals sign',
      'e: [a=1, b=1, c]',
      'e: [b=2, d=1, c]',
      ['- e[0]: "a=1"', '~ e[0]: "b=1" → "b=2"', '+ e[1]: "d=1"'],
    ],
    [
      'each with one other only, the first of several',
      'e: [a=1, a=2]',
      'e: [a=3, a=4, a=5]',
      ['~ e[0]: "a=1" → "a=3"', '- e[1]: "a=2"', '+ e[1]: "a=4"', '+ e[2]: "a=5"'],
    ],
    [
      'in their order where nothing tells them apart',
      'e: [1, 2, x]',
      'e: [3, 4, x]',
      ['~ e[0]: 1 → 3', '~ e[1]: 2 → 4'],
    ],
    ['in their order, after what both have', 'e: [x, 1]', 'e: [x, 3, 4]', ['~ e[1]: 1 → 3', '+ e[2]: 4']],
    ['in their order, fewer than before', 'e: [x, 1, 2]', 'e: [x, 3]', ['~ e[1]: 1 → 3', '- e[2]: 2']],
    [
      'with those of the same kind only',
      'e: [{a: 1}, 2]',
      'e: [3, {a: 4}]',
      ['- e[0]: {"a": 1}', '~ e[0]: 2 → 3', '+ e[1]: {"a": 4}'],
    ],
    ['with nothing where an equals sign begins a text', 'e: [=a]', 'e: [=b]', ['~ e[0]: "=a" → "=b"']],
    [
      'in their order where equals signs begin texts',
      'e: [=a]',
      'e: [x, =b]',
      ['~ e[0]: "=a" → "x"', '+ e[1]: "=b"'],
    ],
    [
      'by the start of a template, too',
      'e: [a={{ .x }}, b=1]',
      'e: [b=2, a={{ .y }}]',
      ['~ e[1]: a={{ .x }} → a={{ .y }}', '~ e[0]: "b=1" → "b=2"'],
    ],
    ['not where only one of them has an equals sign', 'e: [a=1]', 'e: [2]', ['- e[0]: "a=1"', '+ e[0]: 2']],
    ['not where only the other has one', 'e: [2]', 'e: [a=1]', ['- e[0]: 2', '+ e[0]: "a=1"']],
    [
      'not by names where one side has none',
      'e: [{name: a, v: 1}]',
      'e: [1]',
      ['- e[0]: {"name": "a", "v": 1}', '+ e[0]: 1'],
    ],
    [
      'in their order beside those with an equals sign',
      'e: [a=1, 2]',
      'e: [a=2, b=1, 3]',
      ['~ e[0]: "a=1" → "a=2"', '~ e[2]: 2 → 3', '+ e[1]: "b=1"'],
    ],
    ['not by an equals sign that is no text', 'e: [{a=b: 1}]', 'e: [{a=b: 2}]', ['~ e[0]."a=b": 1 → 2']],
  ])('%s', (_, before, after, lines) => {
    expect(said(before, after).slice(1)).toEqual(lines);
  });

  test('and their new order is said where nothing else changed in it', () => {
    expect(
      said('e: [{name: a}, {name: b}, {name: c}]', 'e: [{name: d}, {name: b}, {name: a}]').slice(1),
    ).toEqual(['- e[name=c]: {"name": "c"}', '+ e[name=d]: {"name": "d"}', '~ e: order a, b → b, a']);
  });
});

describe('what came or went whole', () => {
  const value = (length: number): string => `"${'x'.repeat(length - '{"b": ""}'.length)}"`;
  test.each<[string, string, readonly string[]]>([
    ['is one line while it is short', `a: {b: ${value(60)}}`, [`+ a: {"b": ${value(60)}}`]],
    ['is shown by its parts where it is longer', `a: {b: ${value(61)}}`, [`+ a.b: ${value(61)}`]],
    [
      'is shown by its items, too',
      `a: [${value(40)}, [1, ${value(40)}], {b: 2}]`,
      [`+ a[0]: ${value(40)}`, `+ a[1]: [1, ${value(40)}]`, '+ a[2]: {"b": 2}'],
    ],
    [
      'is shown as it is spelled unless it is text',
      'a: {b: 0x10, c: yes, d: "yes", e: }',
      ['+ a: {"b": 0x10, "c": yes, "d": "yes", "e": null}'],
    ],
    [
      'hides its secrets',
      'a: {password: b, u: "x://u:p@h"}',
      ['+ a: {"password": (secret), "u": "x://u:(secret)@h"}'],
    ],
  ])('%s', (_, after, lines) => {
    expect(said('z: 1', `z: 1\n${after}`)).toEqual(['values', ...lines]);
    expect(said(`z: 1\n${after}`, 'z: 1')).toEqual([
      'values',
      ...lines.map((line) => line.replace('+', '-')),
    ]);
  });
});

describe('more than eighty differences', () => {
  const keys = (n: number, value: number): string =>
    Array.from({ length: n }, (_, index) => `k${index}: ${value}`).join('\n');
  const edits = (before: string, after: string): readonly string[] =>
    (compareValues(before, after)?.edits ?? []).map((edit) => edit.note ?? edit.path);

  test('are counted from there on', () => {
    expect(edits(keys(80, 1), keys(80, 2))).toHaveLength(80);
    expect(edits(keys(80, 1), keys(80, 2)).at(-1)).toBe('k79');
    expect(edits(keys(83, 1), keys(83, 2)).slice(79)).toEqual(['k79', '… 3 more']);
  });

  test.each<[string, string, string, number]>([
    ['a short value that came', 'x: 0', 'x: 0\ny: [1, 2]', 1],
    ['a long value that came, by its parts', 'x: 0', `x: 0\ny: [${'12345678, '.repeat(10)}]`, 11],
    ['a value of another kind', 'x: 0', 'x: [1, 2]', 1],
    ['another order', 'x: [{name: a}, {name: b}]', 'x: [{name: b}, {name: a}]', 1],
  ])('count %s', (_, before, after, more) => {
    expect(edits(`${keys(80, 1)}\n${before}`, `${keys(80, 2)}\n${after}`).slice(80)).toEqual([
      `… ${more} more`,
    ]);
  });
});

test.each<[string, string, string, readonly string[]]>([
  ['a text of one line', 'a: v', 'a: w', ['~ a: "v" → "w"']],
  ['a text that gets a second line', 'a: x', 'a: |-\n  x\n  y', ['~ a: text changed', '  x', '+ y']],
  ['a text that loses it', 'a: |-\n  x\n  y', 'a: x', ['~ a: text changed', '  x', '- y']],
  ['lines that become a number', 'a: |-\n  x\n  y', 'a: 1', ['~ a: "x\\ny" → 1']],
  ['a number that becomes lines', 'a: 1', 'a: |-\n  x\n  y', ['~ a: 1 → "x\\ny"']],
  [
    'a secret that was none',
    'a: {name: x, value: y}',
    'a: {name: token, value: z}',
    ['~ a.name: "x" → "token"', '~ a.value: (secret) changed'],
  ],
  [
    'a secret that is none any more',
    'a: {name: token, value: z}',
    'a: {name: x, value: y}',
    ['~ a.name: "token" → "x"', '~ a.value: (secret) changed'],
  ],
  [
    'a secret in a text',
    'a: "x://u:p1@h"',
    'a: "x://u:p2@h"',
    ['~ a: "x://u:(secret)@h": a secret in it changed'],
  ],
])('%s', (_, before, after, lines) => {
  expect(said(before, after).slice(1)).toEqual(lines);
});

describe('YAML as Helm reads it', () => {
  test.each<[string, string, string, readonly string[]]>([
    ['a key is a text, also where it is a number', '1: a', '"1": b', ['~ 1: "a" → "b"']],
    ['or a number in another form', '0x10: a', '16: b', ['~ 0x10: "a" → "b"']],
    ['or a boolean', 'on: a', 'true: b', ['~ on: "a" → "b"']],
    ['but what is in quotes is as it is written', '"on": a', 'true: b', ['- on: "a"', '+ true: "b"']],
    [
      'a list may be merged',
      'x: &x {b: 1}\ny: &y {c: 1}\na: {<<: [*x, *y], d: 1}',
      'x: &x {b: 1}\ny: &y {c: 1}\na: {b: 1, c: 2, d: 1}',
      ['~ a.c: 1 → 2'],
    ],
    [
      'what stands beside a merge goes before it',
      'x: &x {b: 1}\na: {<<: *x, b: 2}',
      'x: &x {b: 1}\na: {b: 3}',
      ['~ a.b: 2 → 3'],
    ],
    ['a merge in quotes is a key', 'a: {"<<": {b: 1}}', 'a: {"<<": {b: 2}}', ['~ a."<<".b: 1 → 2']],
    ['an item that is nothing is null', 'a: [~, 1]', 'a: [~, 2]', ['~ a[1]: 1 → 2']],
    ['nothing is null', 'a:\nb: 1', 'a: 1\nb: 1', ['~ a: null → 1']],
    ['an empty text is none', 'a:', 'a: ""', ['~ a: null → ""']],
    ['null stays as it is spelled', 'a: ~', 'a: 1', ['~ a: ~ → 1']],
    ['a tag is part of the value', 'a: !x 1', 'a: !y 1', ['~ a: "!<!x> 1" → "!<!y> 1"']],
    ['a tag that came', 'a: 1', 'a: !x 1', ['~ a: 1 → "!<!x> 1"']],
    ['a tag of a text is none', 'a: !!str 1', 'a: "2"', ['~ a: "1" → "2"']],
    [
      'lists of other items are not equal, however their items are numbered',
      `z: [${Array.from({ length: 13 }, (_, n) => `v${n}`).join(', ')}]\ne: [v1, v12]`,
      `z: [${Array.from({ length: 13 }, (_, n) => `v${n}`).join(', ')}]\ne: [v11, v2]`,
      ['~ e[0]: "v1" → "v11"', '~ e[1]: "v12" → "v2"'],
    ],
  ])('%s', (_, before, after, lines) => {
    expect(said(before, after)).toEqual(['values', ...lines]);
  });

  test.each<[string, string, string]>([
    ['a merge of what is no mapping', 'a: {<<: 1}', 'a: {<<: 2}'],
    ['a merge of a list with a text in it', 'a: {<<: [b]}', 'a: {<<: [c]}'],
    ['an alias without an anchor', 'a: *x', 'a: *y'],
    ['one in a list', 'a: [*x]', 'a: [*y]'],
    ['an anchor of another document', 'a: &x 1\n---\nb: *x', 'a: &x 1\n---\nb: [*x]'],
    ['aliases that expand to a million values', bombs(1), bombs(2)],
  ])('cannot be read so, and is compared by lines: %s', (_, before, after) => {
    const lines = said(before, after);
    expect(lines[0]).toBe('values');
    expect(lines.slice(1).some((line) => line.startsWith('~'))).toBe(false);
  });
});

function bombs(value: number): string {
  const levels = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  return levels
    .map((name, n) => `${name}: &${name} [${`${n === 0 ? value : `*${levels[n - 1]}`}, `.repeat(8)}]`)
    .join('\n');
}
