// Lists that grow: in their own style, behind their last item, and by what they lack alone.
import { describe, expect, test } from 'vitest';
import type { OverrideValue } from '../../src/content/overrides/overrides.ts';
import { appendItems } from '../../src/declare/edit/append-items.ts';

type Data = string | { readonly [key: string]: Data };
/** Texts and maps. */
function item(data: Data): OverrideValue {
  if (typeof data === 'string') return { kind: 'scalar', style: 'text', source: data, value: data };
  return { kind: 'map', entries: Object.entries(data).map(([key, value]) => ({ key, value: item(value) })) };
}

describe('a list', () => {
  test.each<[string, string, readonly Data[], string]>([
    ['in one line', 'l: [a, b] # c\nm: 1\n', ['d'], 'l: [a, b, "d"] # c\nm: 1\n'],
    ['in one line, by several', 'l: [a]\n', ['b c', 'd'], 'l: [a, "b c", "d"]\n'],
    ['that is empty', 'l: [] # none\n', ['a'], 'l: ["a"] # none\n'],
    ['that is empty, by several', 'l: [ ]\n', ['a', 'b'], 'l: ["a", "b" ]\n'],
    ['with a list for its last item', 'l: [ a, [b] ]\n', ['c'], 'l: [ a, [b], "c" ]\n'],
    ['with a map for its last item', 'l: [ { a: b } ]\n', ['c'], 'l: [ { a: b }, "c" ]\n'],
    [
      'in brackets of several lines',
      'l: [\n  a, # first\n  b # last\n]\n',
      ['c'],
      'l: [\n  a, # first\n  b, "c" # last\n]\n',
    ],
    ['of lines', 'k:\n  l:\n    - a # b\nm: 1\n', ['c'], 'k:\n  l:\n    - a # b\n    - "c"\nm: 1\n'],
    ['of lines at the indent of its key', 'l:\n- a\nm: 1\n', ['c'], 'l:\n- a\n- "c"\nm: 1\n'],
    ['of lines, by several', 'l:\n  - a\n', ['b', 'c'], 'l:\n  - a\n  - "b"\n  - "c"\n'],
    ['that ends without a line break', 'l:\n  - a', ['b'], 'l:\n  - a\n  - "b"'],
    ['with other line ends', 'l:\r\n  - a # b\r\nm: 1\r\n', ['c'], 'l:\r\n  - a # b\r\n  - "c"\r\nm: 1\r\n'],
    [
      'with other line ends, behind a block',
      'l:\r\n  - |\r\n    a\r\nm: 1\r\n',
      ['c'],
      'l:\r\n  - |\r\n    a\r\n  - "c"\r\nm: 1\r\n',
    ],
    [
      'whose last item is a block',
      'l:\n  - a\n  - |\n    b\n    c\nm: 1\n',
      ['d'],
      'l:\n  - a\n  - |\n    b\n    c\n  - "d"\nm: 1\n',
    ],
    [
      'whose last item is a block, by several',
      'l:\n  - |\n    b\nm: 1\n',
      ['c', 'd'],
      'l:\n  - |\n    b\n  - "c"\n  - "d"\nm: 1\n',
    ],
    ['whose last item is nothing', 'l:\n  - a\n  -\nm: 1\n', ['c'], 'l:\n  - a\n  -\n  - "c"\nm: 1\n'],
    [
      'whose last item is a map with a map in braces',
      'l:\n  - a: { b: c }\n    d: { e: f } # g\nm: 1\n',
      ['h'],
      'l:\n  - a: { b: c }\n    d: { e: f } # g\n  - "h"\nm: 1\n',
    ],
    [
      'whose last item is a map of lines',
      'l:\n  - a: b\n    c: d # e\n  # to come\nm: 1\n',
      ['f'],
      'l:\n  - a: b\n    c: d # e\n  - "f"\n  # to come\nm: 1\n',
    ],
    [
      'whose last item begins on the next line',
      'l:\n  -\n    a: b\nm: 1\n',
      ['c'],
      'l:\n  -\n    a: b\n  - "c"\nm: 1\n',
    ],
    [
      'whose last item is a map in braces of several lines',
      'l:\n  - { a: b,\n      c: d\n    } # e\nm: 1\n',
      ['f'],
      'l:\n  - { a: b,\n      c: d\n    } # e\n  - "f"\nm: 1\n',
    ],
    [
      'whose last item ends with a list',
      'l:\n  - a:\n      - [b,\n        c]\nm: 1\n',
      ['d'],
      'l:\n  - a:\n      - [b,\n        c]\n  - "d"\nm: 1\n',
    ],
    [
      'by a map with a text of several lines',
      'l:\n  - a\n',
      [{ find: 'b\nc\n', with: 'd' }],
      'l:\n  - a\n  - find: |\n      b\n      c\n    with: "d"\n',
    ],
    ['by a map', 'l:\n  - a\n', [{ b: { c: 'd' } }], 'l:\n  - a\n  - {b: {c: "d"}}\n'],
  ])('%s', (_, text, items, expected) => {
    const path = text.startsWith('k:') ? ['k', 'l'] : ['l'];
    expect(appendItems(text, path, items.map(item))).toEqual({ ok: true, text: expected });
  });

  test.each<[string, string, readonly Data[]]>([
    ['a text in another spelling', "l: ['a', b]\n", ['a', 'b']],
    ['a map with its members in another order', 'l:\n  - { b: d, a: c }\n', [{ a: 'c', b: 'd' }]],
    ['nothing', 'l: [a]\n', []],
  ])('has already: %s', (_, text, items) => {
    expect(appendItems(text, ['l'], items.map(item))).toEqual({ ok: true, text });
  });

  test('grows by what it lacks', () => {
    expect(appendItems('l: [b]\n', ['l'], ['a', 'b', 'c'].map(item))).toEqual({
      ok: true,
      text: 'l: [b, "a", "c"]\n',
    });
  });

  test.each<[string, string, string, number]>([
    ['a text', 'k:\n  l: a\n', 'k.l is not a list', 2],
    ['a map', 'k:\n  l: { a: b }\n', 'k.l is not a list', 2],
    ['an alias', 'j: &x [a]\nk:\n  l: *x\n', 'k.l is not a list', 3],
    ['not there', 'j: 1\nk:\n  m: 1\n', 'k.l is not a list', 2],
    ['one with an anchor', 'k:\n  l: &x [a]\nm: *x\n', 'k.l has an anchor, so others may use it', 2],
  ])('is refused where it is %s', (_, text, reason, line) => {
    expect(appendItems(text, ['k', 'l'], [item('b')])).toEqual({ ok: false, reason, line });
  });
});
