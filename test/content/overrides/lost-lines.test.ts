// What paths to unset take away: the lines of what they name, and no other byte. What loses its last member stays as `{}` or `[]`.
import { describe, expect, test } from 'vitest';
import { withoutPaths } from '../../../src/content/overrides/edit-text.ts';

type Row = readonly [text: string, paths: string, expected: string];

const LINES: readonly Row[] = [
  ['a: 1\nb: 2\nc: 3\n', 'b', 'a: 1\nc: 3\n'],
  ['a: 1\nb: 2\nc: 3\n', 'c a', 'b: 2\n'],
  ['a: 1 # one\n# of b\nb: 2 # two\n', 'b', 'a: 1 # one\n# of b\n'],
  ['a: 1\n# of b\nb: 2\n', 'a', '# of b\nb: 2\n'],
  ['a: 1\nb: 2', 'b', 'a: 1\n'],
  ['a:\n  b: 1\n  c:\n    - 1\n    - 2\n  d: 3\ne: 4\n', 'a.c', 'a:\n  b: 1\n  d: 3\ne: 4\n'],
  ['a:\nb: 1\n', 'a', 'b: 1\n'],
  ['a: |\n  x\n\n\nb: 1\n', 'a', '\n\nb: 1\n'],
  ['a: [1,\n  2]\nb: 1\n', 'a', 'b: 1\n'],
  ['a: 1\r\nb: 2\r\n', 'a', 'b: 2\r\n'],
  ['l:\n- 1\n- 2\n- 3\n', 'l[0] l[2]', 'l:\n- 2\n'],
  ['a:\n  b: 1\nc: 1\n', 'a a.b', 'c: 1\n'],
  ['a:\n  b: 1\nc: 1\n', 'a.b a', 'c: 1\n'],
  ['a: 1\nb:\n  c: 1\n  d: 2\n', 'a b.c', 'b:\n  d: 2\n'],
  ['a:\n  - - 1\n    - 2\nc: 1\n', 'a[0][0] a', 'c: 1\n'],
  ['l: [[1, 2], 3]\n', 'l[0] l[0][1]', 'l: [3]\n'],
  ['a: 1\na.b: 2\n', 'a', 'a.b: 2\n'],
];

const IN_BRACES: readonly Row[] = [
  ['a: { b: 1, c: 2, d: 3 } # e\n', 'a.b', 'a: { c: 2, d: 3 } # e\n'],
  ['a: { b: 1, c: 2, d: 3 }\n', 'a.c', 'a: { b: 1, d: 3 }\n'],
  ['a: { b: 1, c: 2, d: 3 }\n', 'a.d', 'a: { b: 1, c: 2 }\n'],
  ['a: { b: 1, c: 2, d: 3 }\n', 'a.b a.c', 'a: { d: 3 }\n'],
  ['a: { b: 1, c: 2, d: 3 }\n', 'a.b a.d', 'a: { c: 2 }\n'],
  ['a: { b: 1, c: 2, d: 3 }\n', 'a.c a.d', 'a: { b: 1 }\n'],
  ['a: { b: 1, c: 2 }\n', 'a.b a.c', 'a: {}\n'],
  ['a: &x { b: 1 }\n', 'a.b', 'a: &x {}\n'],
  ['l: [x, [y, z], w]\n', 'l[1][0] l[2]', 'l: [x, [z]]\n'],
  ['l: [\n  x,\n  y\n]\n', 'l[0]', 'l: [\n  y\n]\n'],
  ['l: [x]\n', 'l[0]', 'l: []\n'],
];

const EMPTIED: readonly Row[] = [
  ['a:\n  b: 1 # c\nd: 3\n', 'a.b', 'a: {}\nd: 3\n'],
  ['a:\n  b: 1\n  c: 2\nd: 3\n', 'a.b a.c', 'a: {}\nd: 3\n'],
  ['a: # c\n  b: 1\n', 'a.b', 'a: {} # c\n'],
  ['a:\n  # c\n  b: 1\n', 'a.b', 'a: {}\n  # c\n'],
  ['a:\n- 1\n- 2\nb: 1\n', 'a[0] a[1]', 'a: []\nb: 1\n'],
  ['a: &x\n  b: 1\nc: 2\n', 'a.b', 'a: &x {}\nc: 2\n'],
  ['a: !!map   &long # c\n  b: 1\n', 'a.b', 'a: !!map   &long {} # c\n'],
  ['a: !!map &x # c\n  b: 1\n', 'a.b', 'a: !!map &x {} # c\n'],
  ['a:\n  &x\n  b: 1\n', 'a.b', 'a:\n  &x {}\n'],
  ['# c\na: 1 # d\nb: 2\n# e\n', 'a b', '# c\n{}\n# e\n'],
  ['l:\n  - a: 1\n    b: 2\n  - c\n', 'l[0].a l[0].b', 'l:\n  - {}\n  - c\n'],
  ['l:\n  - - 1\n    - 2\n', 'l[0][0] l[0][1]', 'l:\n  - []\n'],
  ['m:\n  - n:\n      b: 1\n', 'm[0].n.b', 'm:\n  - n: {}\n'],
  ['? a\n: b: 1\n', 'a.b', '? a\n: {}\n'],
];

const BEHIND_A_DASH: readonly Row[] = [
  ['l:\n  - a: 1\n    b: 2\n', 'l[0].a', 'l:\n  - b: 2\n'],
  ['l:\n  - a: 1\n    b: 2\n', 'l[0].b', 'l:\n  - a: 1\n'],
  ['l:\n  - a: 1 # one\n    b: 2 # two\n    c: 3\n', 'l[0].a l[0].b', 'l:\n  - c: 3\n'],
  ['l:\n  - a: 1\n    b: 2\n    c: 3\n', 'l[0].a l[0].c', 'l:\n  - b: 2\n'],
  ['l:\n  - a: 1\n\n    b: 2\n', 'l[0].a', 'l:\n  - b: 2\n'],
  // A comment cannot move up to the dash.
  ['l:\n  - a: 1\n    # of b\n    b: 2\n', 'l[0].a', 'l:\n  -\n    # of b\n    b: 2\n'],
  [
    'l:\n  -   a: 1\n      b: 2\n      # of c\n      c: 3\n',
    'l[0].a l[0].b',
    'l:\n  -\n      # of c\n      c: 3\n',
  ],
  [
    'l:\n  - a: 1\n    # of b\n    b: 2\n    c: 3\n    d: 4\n',
    'l[0].a l[0].b l[0].d',
    'l:\n  -\n    # of b\n    c: 3\n',
  ],
  ['l:\n  - - 1\n    - 2\n', 'l[0][0]', 'l:\n  - - 2\n'],
  ['? a\n: b: 1\n  c: 2\n', 'a.b', '? a\n: c: 2\n'],
];

describe.each([
  ['lines', LINES],
  ['parts of braces and brackets', IN_BRACES],
  ['all members', EMPTIED],
  ['members behind a dash', BEHIND_A_DASH],
])('%s', (_, rows) => {
  test.each(rows)('%j without %s', (text, paths, expected) => {
    expect(withoutPaths(text, paths.split(' '))).toEqual({ text: expected, failures: [], absent: [] });
  });
});
