// `--diff keys` and `--diff none`: what is said of values, and that no value is.
import { describe, expect, test } from 'vitest';
import { compareValues } from '../../src/content/compare-values.ts';
import { withDetail } from '../../src/content/diff-detail.ts';
import { editLines } from '../../src/content/edit-lines.ts';
import type { Edit, PackChange } from '../../src/content/pack-change.ts';

const change = (...edits: readonly Edit[]): PackChange => ({
  pack: 'p',
  change: 'values',
  from: null,
  to: null,
  diff: editLines(edits),
  edits,
});

const keysOf = (edit: Edit): string | undefined => withDetail([change(edit)], 'keys')[0]?.diff;

test.each<[Edit, string, string]>([
  [{ path: 'a.b', kind: 'added', to: '1' }, '+ a.b: 1', '+ a.b'],
  [{ path: 'a.b', kind: 'removed', from: '1' }, '- a.b: 1', '- a.b'],
  [{ path: 'a.b', kind: 'changed', from: '1', to: '2' }, '~ a.b: 1 → 2', '~ a.b: changed'],
  [{ path: 'a', kind: 'changed', from: '1' }, '~ a: 1 → ', '~ a: changed'],
  [{ path: 'a', kind: 'changed', hidden: true, note: '*** changed' }, '~ a: *** changed', '~ a: changed'],
  [{ path: 'a', kind: 'added' }, '+ a', '+ a'],
  [{ path: '', kind: 'added' }, '+ changed', '+ changed'],
  [
    { path: '', kind: 'note', note: 'comments changed as well' },
    '~ comments changed as well',
    '~ comments changed as well',
  ],
  [
    { path: 'a', kind: 'note', note: 'line ends: LF → CRLF' },
    '~ a: line ends: LF → CRLF',
    '~ a: line ends: LF → CRLF',
  ],
  [
    { path: 'a', kind: 'note', note: 'line break at the end: no → yes' },
    '~ a: line break at the end: no → yes',
    '~ a: line break at the end: no → yes',
  ],
  [{ path: '', kind: 'note', note: '… 12 more' }, '~ … 12 more', '~ … 12 more'],
  [{ path: 'a', kind: 'note', note: 'order x, y → y, x' }, '~ a: order x, y → y, x', '~ a: changed'],
  [{ path: 'a', kind: 'note' }, '~ a', '~ a: changed'],
  [{ path: 'a', kind: 'text', lines: ['- x', '+ y'] }, '~ a: text changed\n- x\n+ y', '~ a: text changed'],
  [{ path: '', kind: 'text', lines: ['- x', '+ y'] }, '- x\n+ y', '~ text changed'],
  [{ path: '', kind: 'text', lines: ['- x'], note: 'n' }, '~ n\n- x', '~ text changed'],
  [{ path: 'a[name=xy].b', kind: 'added', to: '1' }, '+ a[name=xy].b: 1', '+ a[name=*].b'],
  [
    { path: 'a["the id"="x \\"y"][0]', kind: 'added' },
    '+ a["the id"="x \\"y"][0]',
    '+ a["the id"="x \\"y"][0]',
  ],
  [{ path: 'a', kind: 'added', to: '1', by: 'override' }, '+ a: 1 (override)', '+ a (override)'],
  [
    { path: 'a', kind: 'changed', from: '1', to: '2', by: 'override' },
    '~ a: 1 → 2 (override)',
    '~ a: changed (override)',
  ],
  [
    { path: '', kind: 'text', lines: ['- x'], by: 'override' },
    '~ text changed (override)\n- x',
    '~ text changed (override)',
  ],
  [{ path: 'a', kind: 'text' }, '~ a: text changed', '~ a: text changed'],
  [{ path: 'a[id="x \\"y"][0]', kind: 'added' }, '+ a[id="x \\"y"][0]', '+ a[id=*][0]'],
])('%j', (edit, values, keys) => {
  expect(editLines([edit])).toBe(values);
  expect(keysOf(edit)).toBe(keys);
});

test('every note on the form of a text is kept with `keys`', () => {
  const notes = [
    compareValues('a: 1 # x', 'a: 2 # y'),
    compareValues('a: 1\nb: 1', 'a: 1\r\nb: 2'),
    compareValues('a: |-\n  x\n  y\nb: 1', 'a: |\n  x\n  y\nb: 1'),
  ].flatMap((difference) => difference?.edits.filter(({ kind }) => kind === 'note') ?? []);
  expect(notes).toHaveLength(3);
  expect(withDetail([change(...notes)], 'keys')[0]?.edits).toEqual(notes);
});

describe('a list of differences', () => {
  const tag: PackChange = { pack: 'p', change: 'tag', from: '1', to: '2' };
  const value = change({ path: 'a', kind: 'changed', from: 'x', to: 'y' });

  test('is the same with `values`', () => {
    const changes = [tag, value];
    expect(withDetail(changes, 'values')).toBe(changes);
  });

  test('keeps tags, and hides what an edit held, with `keys`', () => {
    expect(withDetail([tag, value], 'keys')).toEqual([
      tag,
      {
        ...tag,
        change: 'values',
        from: null,
        to: null,
        diff: '~ a: changed',
        edits: [{ path: 'a', kind: 'changed', hidden: true, note: 'changed' }],
      },
    ]);
  });

  test('holds no value with `keys`, whatever the edit is', () => {
    const edits: readonly Edit[] = [
      { path: 'a', kind: 'added', to: 'x' },
      { path: 'b', kind: 'removed', from: 'x' },
      { path: 'c', kind: 'text', lines: ['- x', '+ y'], note: 'x' },
    ];
    expect(withDetail([change(...edits)], 'keys')[0]?.edits).toEqual([
      { path: 'a', kind: 'added', hidden: true },
      { path: 'b', kind: 'removed', hidden: true },
      { path: 'c', kind: 'changed', hidden: true, note: 'text changed' },
    ]);
  });

  test('says with `none` only that values differ', () => {
    expect(withDetail([tag, value], 'none')).toEqual([
      tag,
      { pack: 'p', change: 'values', from: null, to: null },
    ]);
  });

  test('ends after 80 lines, and says how many are left out', () => {
    const edits = (count: number): readonly Edit[] =>
      Array.from({ length: count }, (_, n) => ({ path: `k${n}`, kind: 'added', to: '1' }));
    expect(editLines(edits(80)).split('\n')).toHaveLength(80);
    const lines = editLines(edits(82)).split('\n');
    expect(lines.slice(79)).toEqual(['+ k79: 1', '… 2 more']);
  });
});
