// Texts by lines: what two sequences have in common, and what is shown around what they have not.

import { describe, expect, test } from 'vitest';
import { commonItems, type Pair } from '../../src/content/common-runs.ts';
import { lineDiff, lineEnds } from '../../src/content/line-diff.ts';
import { fc } from '../support/fast-check.ts';

const numbered = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}`);
const text = (...lines: readonly (string | readonly string[])[]): string => lines.flat().join('\n');

describe('lines', () => {
  test.each<[string, string, string, readonly string[]]>([
    ['the first line of two', text('a', 'b'), text('x', 'b'), ['- a', '+ x', '  b']],
    ['the last line of two', text('a', 'b'), text('a', 'x'), ['  a', '- b', '+ x']],
    ['a line that came at the end', 'a', text('a', 'b'), ['  a', '+ b']],
    ['a line that went from the head', text('a', 'b'), 'b', ['- a', '  b']],
    ['a line that came in between', text('a', 'b'), text('a', 'x', 'b'), ['  a', '+ x', '  b']],
    [
      'two unchanged lines stand before and after a change, and where it is is said',
      text(numbered(1, 4), 'old', numbered(6, 9)),
      text(numbered(1, 4), 'new', numbered(6, 9)),
      ['@@ line 3 @@', '  line 3', '  line 4', '- old', '+ new', '  line 6', '  line 7'],
    ],
    [
      'that is where it is in the new text',
      text('gone', 'too', numbered(1, 9), 'old'),
      text(numbered(1, 9), 'new'),
      [
        '@@ line 1 @@',
        '- gone',
        '- too',
        '  line 1',
        '  line 2',
        '@@ line 8 @@',
        '  line 8',
        '  line 9',
        '- old',
        '+ new',
      ],
    ],
    [
      'two changes with four lines between them are one place',
      text('a', numbered(1, 4), 'b'),
      text('x', numbered(1, 4), 'y'),
      ['@@ line 1 @@', '- a', '+ x', ...numbered(1, 4).map((line) => `  ${line}`), '- b', '+ y'],
    ],
    [
      'with five they are two',
      text('a', numbered(1, 5), 'b'),
      text('x', numbered(1, 5), 'y'),
      [
        '@@ line 1 @@',
        '- a',
        '+ x',
        '  line 1',
        '  line 2',
        '@@ line 5 @@',
        '  line 4',
        '  line 5',
        '- b',
        '+ y',
      ],
    ],
    [
      'a line between two changes is shown once',
      text('a', 'same', 'b'),
      text('x', 'same', 'y'),
      ['@@ line 1 @@', '- a', '+ x', '  same', '- b', '+ y'],
    ],
    [
      'what went stands before what came',
      text('a', 'b', 'c'),
      text('x', 'y'),
      ['- a', '- b', '- c', '+ x', '+ y'],
    ],
    [
      'a secret that changed on a line that looks the same is said to have',
      'password: a1',
      'password: a2',
      ['- password: (secret)', '+ password: (secret) ← changed'],
    ],
  ])('%s', (_, before, after, lines) => {
    expect(lineDiff(before, after)).toEqual({ lines, note: null });
  });

  test('forty lines of one place are shown, the others of each side counted', () => {
    const of = (side: string, count: number): readonly string[] =>
      Array.from({ length: count }, (_, index) => `${side} ${index + 1}`);
    const { lines } = lineDiff(text(of('old', 42), 'same'), text(of('new', 41), 'same'));
    expect(lines).toEqual([
      ...of('- old', 40),
      '@@ and 2 more lines @@',
      ...of('+ new', 40),
      '@@ and 1 more lines @@',
      '  same',
    ]);
    const whole = lineDiff(text(of('old', 40), 'same'), text(of('new', 40), 'same')).lines;
    expect(whole).toHaveLength(81);
  });

  test('places beyond forty lines are counted', () => {
    const page = (word: string, count: number): string =>
      text(...Array.from({ length: count }, (_, n) => [word, ...numbered(10 * n, 10 * n + 4)]));
    // Five lines of the first place and seven of each other: the seventh begins at exactly forty.
    const { lines } = lineDiff(page('old', 10), page('new', 10));
    expect(lines.filter((line) => line === '- old')).toHaveLength(7);
    expect(lines.at(-1)).toBe('@@ and 3 more places @@');
    expect(lineDiff(page('old', 7), page('new', 7)).lines.at(-1)).toBe('  line 61');
  });

  test.each<[number, number, string]>([
    [41, 50, '@@ 41 lines replaced by 50 @@'],
    [50, 41, '@@ 50 lines replaced by 41 @@'],
    [41, 40, '- old'],
    [40, 41, '- old'],
  ])('%i lines for %i others are counted where both are many', (many, others, first) => {
    const side = (word: string, count: number): string =>
      Array.from({ length: count }, () => word).join('\n');
    expect(lineDiff(side('old', many), side('new', others)).lines[0]).toBe(first);
  });
});

describe('ends of lines', () => {
  test.each<[string, string, string | null]>([
    ['a\nb', 'a\r\nb', 'line ends: LF → CRLF'],
    ['a\r\nb', 'a\nb', 'line ends: CRLF → LF'],
    ['a\r\nb\nc', 'a\nb\nc', 'line ends: LF and CRLF → LF'],
    ['a\nb', 'a\nc', null],
    ['a\r\nb', 'a\r\nc', null],
    ['a', 'a\r\nb', null],
    ['a\r\nb', 'a', null],
  ])('%j → %j: %s', (before, after, said) => {
    expect(lineEnds(before, after)).toBe(said);
  });

  test.each<[string, string, readonly string[], string | null]>([
    ['a\nb', 'a\r\nb', [], 'line ends: LF → CRLF'],
    ['a\nb', 'a\nb\n', [], 'line break at the end: no → yes'],
    ['a\nb\n', 'a\nb', [], 'line break at the end: yes → no'],
    ['a\nb', 'a\r\nb\r\n', [], 'line ends: LF → CRLF; line break at the end: no → yes'],
    ['a\nb', 'a\r\nc', ['  a', '- b', '+ c'], 'line ends: LF → CRLF'],
    ['a\nb\n', 'a\nc\n', ['  a', '- b', '+ c'], null],
    ['a\n\n', 'a\n', ['  a', '- '], null],
  ])('that differ everywhere are said once, not on each line: %j → %j', (before, after, lines, note) => {
    expect(lineDiff(before, after)).toEqual({ lines, note });
  });
});

describe('what two sequences have in common', () => {
  const itemsOf = (items: readonly (number | string)[], pairs: readonly Pair[]) =>
    pairs.map(([index]) => items[index]);

  /** Length of the longest common subsequence, the slow and obvious way. */
  function longest(a: readonly number[], b: readonly number[]): number {
    const row = Array.from({ length: b.length + 1 }, () => 0);
    for (const item of a) {
      let diagonal = 0;
      for (const [index, other] of b.entries()) {
        const above = row[index + 1] ?? 0;
        row[index + 1] = item === other ? diagonal + 1 : Math.max(above, row[index] ?? 0);
        diagonal = above;
      }
    }
    return row[b.length] ?? 0;
  }

  const mustBeCommon = <T extends number | string>(
    a: readonly T[],
    b: readonly T[],
    pairs: readonly Pair[],
  ) => {
    for (const [index, [x, y]] of pairs.entries()) {
      expect(a[x]).toBe(b[y]);
      const [left, right] = pairs[index - 1] ?? [-1, -1];
      expect(x).toBeGreaterThan(left);
      expect(y).toBeGreaterThan(right);
    }
  };

  test('is as much as there is, in ascending order, while the texts are of a common size', () => {
    const items = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 20 });
    fc.assert(
      fc.property(items, items, (a, b) => {
        const pairs = commonItems(a, b);
        mustBeCommon(a, b, pairs);
        expect(pairs).toHaveLength(longest(a, b));
      }),
      { numRuns: Number(process.env['RUNS'] ?? 300) },
    );
  });

  test.each<[string, readonly number[], readonly number[], readonly Pair[]]>([
    ['nothing', [], [1], []],
    [
      'all',
      [1, 2],
      [1, 2],
      [
        [0, 0],
        [1, 1],
      ],
    ],
    ['the head', [1, 2], [1, 3, 4], [[0, 0]]],
    [
      'the middle behind a head',
      [9, 1, 2, 3],
      [9, 4, 2, 5],
      [
        [0, 0],
        [2, 2],
      ],
    ],
    [
      'the middle before an end',
      [1, 2, 3, 9],
      [4, 5, 2, 6, 9],
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ['the end', [1, 2], [3, 4, 2], [[1, 2]]],
    [
      'head and end of a repetition',
      [1, 1],
      [1, 1, 1],
      [
        [0, 0],
        [1, 1],
      ],
    ],
    [
      'head and end of a repetition that is cut short',
      [1, 1, 1],
      [1, 1],
      [
        [0, 0],
        [1, 1],
      ],
    ],
    ['the middle', [1, 2, 3], [4, 2, 5], [[1, 1]]],
    [
      'what stands at other places',
      [1, 2, 3, 4],
      [5, 6, 2, 3, 7],
      [
        [1, 2],
        [2, 3],
      ],
    ],
  ])('%s', (_, a, b, pairs) => {
    expect(commonItems(a, b)).toEqual(pairs);
  });

  /** More than 250 edits apart: `every` items that only one side has, then one that both have. */
  const apart = (side: string, marks: readonly string[], every = 10): readonly string[] =>
    marks.flatMap((mark) => [...Array.from({ length: every }, () => `${side} noise`), mark]);
  const marks = Array.from({ length: 40 }, (_, n) => `mark ${n}`);

  test('is cut at items that occur once on each side where the texts are far apart', () => {
    const [a, b] = [apart('a', marks), apart('b', marks, 9)];
    const pairs = commonItems(a, b);
    mustBeCommon(a, b, pairs);
    expect(itemsOf(a, pairs)).toEqual(marks);
  });

  test('is cut at the first of them, too', () => {
    const two = marks.slice(0, 2);
    const [a, b] = [apart('a', two, 300), apart('b', two, 300)];
    const pairs = commonItems(a, b);
    mustBeCommon(a, b, pairs);
    expect(itemsOf(a, pairs)).toEqual(two);
  });

  test('is not cut at what only one side has', () => {
    const alone = (side: string): readonly string[] =>
      marks.flatMap((mark) => [...Array.from({ length: 10 }, (_, n) => `${side} ${mark} ${n}`), mark]);
    const [a, b] = [alone('a'), alone('b')];
    const pairs = commonItems(a, b);
    mustBeCommon(a, b, pairs);
    expect(itemsOf(a, pairs)).toEqual(marks);
  });

  test('has what stands before an item on one side and behind it on the other only between two of them', () => {
    const before = marks.flatMap((mark) => [...Array.from({ length: 10 }, () => 'a'), 'both', mark]);
    const behind = marks.flatMap((mark) => [...Array.from({ length: 10 }, () => 'b'), mark, 'both']);
    for (const [a, b, first, last] of [
      [before, behind, ['mark 0'], []],
      [behind, before, ['mark 0'], []],
    ] as const) {
      const pairs = commonItems(a, b);
      mustBeCommon(a, b, pairs);
      expect(itemsOf(a, pairs)).toEqual([
        ...first,
        ...marks.slice(1).flatMap((mark) => ['both', mark]),
        ...last,
      ]);
    }
  });

  test('follows the longest run of them that ascends', () => {
    const moved = ['mark 39', ...marks.slice(0, 20), 'mark 30', ...marks.slice(20, 39)];
    const kept = moved.filter((mark, index) => index > 0 && !(mark === 'mark 30' && index === 21));
    const [a, b] = [
      [...apart('a', marks), 'a end'],
      [...apart('b', moved), 'b end'],
    ];
    const pairs = commonItems(a, b);
    mustBeCommon(a, b, pairs);
    expect(itemsOf(a, pairs)).toEqual(kept);
  });

  test('has between two of them what is common there', () => {
    const twice = (side: string): readonly string[] =>
      marks.flatMap((mark) => [...Array.from({ length: 8 }, () => side), 'both', 'both', side, mark]);
    const [a, b] = [twice('a'), twice('b')];
    const pairs = commonItems(a, b);
    mustBeCommon(a, b, pairs);
    expect(itemsOf(a, pairs)).toEqual(marks.flatMap((mark) => ['both', 'both', mark]));
  });

  test('is head and end alone where nothing in between occurs once', () => {
    const side = (word: string, count: number): readonly string[] => [
      'head',
      'head',
      ...Array.from({ length: count }, () => [word, 'both']).flat(),
      word,
      'end',
      'end',
      'end',
    ];
    expect(commonItems(side('a', 400), side('b', 401))).toEqual([
      [0, 0],
      [1, 1],
      [803, 805],
      [804, 806],
      [805, 807],
    ]);
  });
});
