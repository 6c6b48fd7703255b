// What stands at the places of a text that overrides decide, in the source and as wanted, and how people see it.
import { describe, expect, test } from 'vitest';
import { orderPacks } from '../../../src/content/overrides/pack-order.ts';
import type { OverriddenPlace } from '../../../src/content/overrides/rendered.ts';
import type { Touched } from '../../../src/content/overrides/rendered-text.ts';
import { shownPlace } from '../../../src/content/overrides/shown-place.ts';
import { textPlaces } from '../../../src/content/overrides/text-places.ts';
import { parsePath } from '../../../src/content/parse-path.ts';
import { MASK } from '../../../src/content/secret-text.ts';

const PLACE = { layer: 0, path: [] };

function touched(how: Touched['how'], path: string): Touched {
  const parsed = path === '' ? { status: 'path' as const, steps: [] } : parsePath(path);
  if (parsed.status !== 'path') throw new Error(parsed.message);
  return { how, path, steps: parsed.steps, place: PLACE };
}

function placeOf(source: string | null, wanted: string, one: Touched): OverriddenPlace {
  const [place] = textPlaces({ pack: 'p', part: 'values', onConflict: 'block', source, wanted }, [one]);
  if (place === undefined) throw new Error('no place');
  return place;
}

/** The fact of a text: State keeps hashes of it. */
const value = (text: string): string => `value ${JSON.stringify(`"${text}`)}`;

type Expected = Pick<OverriddenPlace, 'source' | 'wanted' | 'sourceFact' | 'isRedundant' | 'mayConflict'>;
const can = { isRedundant: false, mayConflict: true };
const cannot = { isRedundant: false, mayConflict: false };

describe('places of a text', () => {
  test.each<[source: string | null, wanted: string, how: Touched['how'], path: string, expected: Expected]>([
    ['a: x\n', 'a: z\n', 'set', 'a', { source: 'x', wanted: 'z', sourceFact: value('x'), ...can }],
    [
      'a: "x" # c\n',
      'a: x\n',
      'set',
      'a',
      { source: '"x"', wanted: 'x', sourceFact: value('x'), isRedundant: true, mayConflict: true },
    ],
    ['b: 1\n', 'a: z\nb: 1\n', 'set', 'a', { source: null, wanted: 'z', sourceFact: 'nothing', ...can }],
    [null, 'a: z\n', 'set', 'a', { source: null, wanted: 'z', sourceFact: 'nothing', ...cannot }],
    ['a: x\n', '{}\n', 'unset', 'a', { source: 'x', wanted: null, sourceFact: value('x'), ...cannot }],
    ['a: x\n', 'a: z\n', 'unset', 'a', { source: 'x', wanted: 'z', sourceFact: value('x'), ...cannot }],
    // Lines below the first lose its margin.
    [
      'a:\n  - x\n\n  - z\n',
      'a: z\n',
      'set',
      'a',
      { source: '- x\n\n- z', wanted: 'z', sourceFact: `value ["\\"x","\\"z"]`, ...can },
    ],
    [
      'm:\r\n  a:\r\n    b: x\r\n    c: z\r\n',
      'm: { a: 1 }\n',
      'set',
      'm.a',
      { source: 'b: x\nc: z', wanted: '1', sourceFact: 'value {"b":"\\"x","c":"\\"z"}', ...can },
    ],
    [
      'a: [x,\n z]\n',
      'a: z\n',
      'set',
      'a',
      { source: '[x,\nz]', wanted: 'z', sourceFact: `value ["\\"x","\\"z"]`, ...can },
    ],
    [
      'c: |\n  a: x\n',
      'c: |\n  a: z\n',
      'set',
      'c.a',
      { source: 'x', wanted: 'z', sourceFact: value('x'), ...can },
    ],
    [
      'a: |\n  x\n\n\nb: 1\n',
      'a: z\n',
      'set',
      'a',
      { source: '|\nx', wanted: 'z', sourceFact: value('x\n'), ...can },
    ],
    // A text that is no YAML is a fact as a whole.
    [
      'a: x\n---\nb: 1\n',
      'a: z\n',
      'set',
      'a',
      { source: null, wanted: 'z', sourceFact: 'text a: x\n---\nb: 1', ...can },
    ],
    ['a: x\n', 'a: z\n', 'file', '', { source: 'a: x\n', wanted: 'a: z\n', sourceFact: 'text a: x', ...can }],
    [
      'a: x\n',
      '\na: x',
      'file',
      '',
      { source: 'a: x\n', wanted: '\na: x', sourceFact: 'text a: x', isRedundant: true, mayConflict: true },
    ],
    [
      'a: { b: x }\n',
      'a: { b: x }\n',
      'ensured',
      'a',
      {
        source: '{ b: x }',
        wanted: '{ b: x }',
        sourceFact: 'value {"b":"\\"x"}',
        isRedundant: true,
        mayConflict: true,
      },
    ],
    [
      'a: |\n  b: x\n',
      'a: |\n  b: x\n',
      'ensured',
      'a',
      {
        source: '|\nb: x',
        wanted: '|\nb: x',
        sourceFact: value('b: x\n'),
        isRedundant: true,
        mayConflict: true,
      },
    ],
    ['a:\n', 'a: {}\n', 'ensured', 'a', { source: '', wanted: '{}', sourceFact: 'value "null"', ...can }],
  ])('%j → %j, %s %s', (source, wanted, how, path, expected) => {
    expect(placeOf(source, wanted, touched(how, path))).toEqual({
      pack: 'p',
      part: 'values',
      path,
      isSecret: false,
      onConflict: 'block',
      place: PLACE,
      ...expected,
    });
  });

  test.each<[source: string, path: string, isSecret: boolean]>([
    ['db:\n  password: hunter2\n  size: x\n', 'db.password', true],
    ['db:\n  password: hunter2\n  size: x\n', 'db.size', false],
    ['db:\n  password: hunter2\n  size: x\n', 'db', true],
    ['size: x\ndb:\n  password: hunter2\n', 'size', false],
    ['c: |\n  size: x\n  password: hunter2\n  more: z\n', 'c.password', true],
    ['c: |\n  size: x\n  password: hunter2\n  more: z\n', 'c.size', false],
    ['c: |\n  size: x\n  password: hunter2\n  more: z\n', 'c.more', false],
  ])('of %j, %s is a secret: %s', (source, path, isSecret) => {
    const place = placeOf(source, '{}\n', touched('unset', path));
    expect(place.isSecret).toBe(isSecret);
    expect(place.sourceFact === `text ${source.trim()}`).toBe(isSecret);
  });

  test.each<[source: string | null, wanted: string, isSecret: boolean]>([
    ['size: x\n', 'size: z\n', false],
    ['db:\n  password: hunter2\n', 'size: z\n', true],
    ['size: x\n', 'db:\n  password: hunter2\n', true],
    [null, 'db:\n  password: hunter2\n', true],
  ])('that the file %j becomes %j is a secret: %s', (source, wanted, isSecret) => {
    const place = placeOf(source, wanted, touched('file', ''));
    expect(place).toMatchObject({ source, wanted, isSecret, mayConflict: source !== null });
    expect(place.sourceFact).toBe(source === null && !isSecret ? 'nothing' : `text ${source?.trim() ?? ''}`);
  });

  test('a place beside two secrets is none', () => {
    const source = 'a:\n  password: hunter2\nsize: x\nb:\n  token: hunter3\n';
    const isSecret = (path: string): boolean => placeOf(source, '{}\n', touched('unset', path)).isSecret;
    expect(['a', 'size', 'b'].map(isSecret)).toEqual([true, false, true]);
  });

  test('an empty map that has to be there is redundant where the source has any map, also one in a literal block', () => {
    const isRedundant = (source: string): boolean =>
      placeOf(source, 'a: {}\n', touched('ensured', 'a')).isRedundant;
    const sources = [
      'a: { b: 1 }\n',
      'a: {}\n',
      'a: |\n  b: 1\n',
      'a: 1\n',
      'a: "b: 1"\n',
      'a: [1]\n',
      'b: 1\n',
    ];
    expect(sources.map(isRedundant)).toEqual([true, true, true, false, false, false, false]);
  });

  test('what is unset or replaced is never redundant, whatever stands there afterwards', () => {
    for (const how of ['unset', 'replaced'] as const)
      expect(placeOf('a: x\n', 'a: x\n', touched(how, 'a')).isRedundant).toBe(false);
  });

  test('a value that stands nowhere is not redundant, although the source has as little of it', () => {
    expect(placeOf('b: 1\n', 'b: 1\n', touched('set', 'a')).isRedundant).toBe(false);
  });

  test.each<[find: string, to: string, isSecret: boolean]>([
    ['size: x', 'size: z', false],
    ['hunter2', 'z', true],
    ['x', 'z', false],
    ['size: x', 'password: hunter3', true],
    ['size: x', '', false],
  ])('that %j is replaced by %j is a secret: %s', (find, to, isSecret) => {
    const source = 'size: x\npassword: hunter2\n';
    const one: Touched = {
      ...touched('replaced', ''),
      path: `replace:${find}`,
      replacement: { find, with: to, count: 1 },
    };
    expect(placeOf(source, source.replace(find, to), one)).toMatchObject({
      source: find,
      wanted: to,
      isSecret,
      mayConflict: false,
      isRedundant: false,
      sourceFact: isSecret ? `text ${source.trim()}` : 'nothing',
    });
  });
});

test.each<[Partial<OverriddenPlace>, object]>([
  [
    { path: 'a', source: '1', wanted: '2' },
    { path: 'a', source: '1', wanted: '2' },
  ],
  [
    { path: 'a', source: null, wanted: '2' },
    { path: 'a', source: null, wanted: '2' },
  ],
  [
    { path: 'a', source: '1', wanted: null },
    { path: 'a', source: '1', wanted: null },
  ],
  [
    { path: 'a', source: '1', wanted: '2', isSecret: true },
    { path: 'a', source: MASK, wanted: MASK },
  ],
  [
    { path: 'replace:x', source: 'x', wanted: 'z' },
    { path: 'replace:x', source: 'x', wanted: 'z' },
  ],
  [
    { path: 'replace:x', source: 'x', wanted: null, isSecret: true },
    { path: `replace:${MASK}`, source: MASK, wanted: null },
  ],
])('the place %j is shown as %j', (facts, shown) => {
  const place = { ...placeOf('a: x\n', 'a: z\n', touched('set', 'a')), ...facts };
  expect(shownPlace(place)).toEqual({ pack: 'p', part: 'values', ...shown });
});

test.each<[packs: string, keys: string, failures: readonly string[]]>([
  ['a b c', 'a b c', []],
  ['a b c>a', 'a c b', []],
  ['a b c<a', 'c a b', []],
  ['a b c>a d>c e<c', 'a e c d b', []],
  ['a b>b', 'a b', ['b: a pack cannot stand beside itself']],
  ['a b>x c<x', 'a b c', ['b: no pack x to stand after', 'c: no pack x to stand before']],
  [
    'a b>c c>b',
    'a',
    [
      'b: its position depends on itself: packs stand beside each other in a circle',
      'c: its position depends on itself: packs stand beside each other in a circle',
    ],
  ],
])('the packs %j stand as %j', (packs, keys, failures) => {
  const placed = packs.split(' ').map((word) => {
    const [key, before, after] = [word.slice(0, 1), word.split('<')[1], word.split('>')[1]];
    const position = before !== undefined ? { before } : after !== undefined ? { after } : null;
    return { key, position, place: PLACE };
  });
  const ordered = orderPacks(placed, (name) => (placed.some(({ key }) => key === name) ? name : undefined));
  if (!failures.some((failure) => /beside itself|no pack/.test(failure)))
    expect(ordered.keys.join(' ')).toBe(keys);
  expect(ordered.failures.map(({ key, message }) => `${key}: ${message}`)).toEqual(failures);
});
