// Values in their spelling, between the file and the loader: what is kept comes back, and what is of no such form is nothing.
import { describe, expect, test } from 'vitest';
import { type Kept, keepValues, readKept, readKeptMap } from '../../../src/declare/overrides/kept-values.ts';
import { SourceFile } from '../../../src/declare/source-file.ts';

const keptOf = (yaml: string): Kept => new SourceFile('a.yaml', new TextEncoder().encode(yaml)).keptValue();

describe('a value is kept as', () => {
  test.each<[string, Kept]>([
    ['1.10', 'p1.10'],
    ['a word # why', 'pa word'],
    ['~', 'p~'],
    ['"a b"', 'q"a b"'],
    ["'a'", "q'a'"],
    ['"a\\tb"', ['q', '"a\\tb"', 'a\tb']],
    ["'it''s'", ['q', "'it''s'", "it's"]],
    ['"a\n  b"', 'ta b'],
    ['a\nb', 'ta b'],
    ['|\n  a\n', 'ta\n'],
    ['|', 't'],
    ['>-', 't'],
    ['[a, "b"]', ['l', 'pa', 'q"b"']],
    ['[]', ['l']],
    ['{}', ['m']],
    ['{ 1.10: a, "b": c, true: ~ }', ['m', '1.10', 'pa', ['b'], 'pc', 'true', 'p~']],
    ['{ "1\\t": a }', ['m', ['1\t'], 'pa']],
    ['[&x [a], *x]', ['l', ['l', 'pa'], ['l', 'pa']]],
  ])('%j: %j', (yaml, kept) => {
    expect(keptOf(yaml)).toEqual(kept);
  });
});

describe('what was kept is read as', () => {
  const scalar = (style: string, source: string, value = source): object => ({
    kind: 'scalar',
    style,
    source,
    value,
  });
  test.each<[Kept, unknown]>([
    ['p1.10', scalar('plain', '1.10')],
    ['q"a b"', scalar('quoted', '"a b"', 'a b')],
    ['ta\nb', scalar('text', 'a\nb')],
    [['q', '"a\\tb"', 'a\tb'], scalar('quoted', '"a\\tb"', 'a\tb')],
    [['l', 'pa', ['l']], { kind: 'list', items: [scalar('plain', 'a'), { kind: 'list', items: [] }] }],
    [
      ['m', 'a', 'pb', ['c'], ['m']],
      {
        kind: 'map',
        entries: [
          { key: 'a', value: scalar('plain', 'b') },
          { key: 'c', isQuoted: true, value: { kind: 'map', entries: [] } },
        ],
      },
    ],
  ])('%j', (kept, value) => {
    expect(readKept(kept)).toStrictEqual(value);
  });

  test('each scalar is reported with its path', () => {
    const paths: string[] = [];
    const kept = keepValues(['m', 'a', ['l', 'pb', ['m', ['c'], 'pd']], 'e', 'pf']);
    readKeptMap(kept, ['packs', 'p'], (value, path) => {
      paths.push(`${path.join('.')} ${value.source}`);
      return value;
    });
    expect(paths).toEqual(['packs.p.a.0 b', 'packs.p.a.1.c d', 'packs.p.e f']);
  });
});

test.each<[unknown]>([
  [undefined],
  [null],
  ['pa'],
  [1],
  [{}],
  [{ '': 'pa' }],
  [{ '': ['l', 'pa'] }],
  [{ '': ['x', 'pa'] }],
  [{ '': ['q', 'a', 1] }],
  [{ '': ['q', 1, 'a'] }],
  [{ '': null }],
  [{ a: ['m', 'b', 'pc'] }],
])('values of another form are none: %j', (kept) => {
  expect(readKeptMap(kept, [], (scalar) => scalar)).toBeUndefined();
});

test.each<[unknown, unknown]>([
  [{ '': ['m', 'a'] }, []],
  [{ '': ['m', 'a', ['q', 'b', 1], 'c', ['q', 1, 'd'], 'e', {}] }, []],
  [{ '': ['m', 'a', 1, 'b', ['l', null]] }, [{ key: 'b', value: { kind: 'list', items: [] } }]],
])('parts of another form are left out: %j', (kept, entries) => {
  expect(readKeptMap(kept, [], (scalar) => scalar)).toStrictEqual({ kind: 'map', entries });
});

test('an empty map is kept so that the schema sees one', () => {
  expect(keepValues(['m'])).toEqual({});
  expect(keepValues(['m', 'a', 'pb'])).toEqual({ '': ['m', 'a', 'pb'] });
});

describe('an alias', () => {
  const valuesOf = (yaml: string): unknown =>
    new SourceFile('a.yaml', new TextEncoder().encode(yaml)).values('file');
  const inPack = (values: string): string => `    overrides: { packs: { p: { values: ${values} } } }\n`;

  test('is the very value that it stands for', () => {
    const { a, b } = valuesOf('a: &x { k: [1] }\nb: *x\n') as { readonly a: unknown; readonly b: unknown };
    expect(a).toEqual({ k: [1] });
    expect(b).toBe(a);
  });

  test('stands for the last anchor of its name before it', () => {
    expect(valuesOf('a: &x 1\nb: *x\nc: &x 2\nd: *x\n')).toEqual({ a: 1, b: 1, c: 2, d: 2 });
  });

  test('of a value in an override is a plain value elsewhere', () => {
    const yaml = `clones:\n  a:\n${inPack('{ x: &v "1", y: &m { 1.10: z } }')}    target: { v: *v, m: *m }\n`;
    expect(valuesOf(yaml)).toMatchObject({ clones: { a: { target: { v: '1', m: { '1.1': 'z' } } } } });
  });

  test('in what an override shares stands for what it stood for there', () => {
    const yaml = `clones:\n  a:\n    x: &x "1"\n    l: &l [*x]\n    z: &x "2"\n${inPack('{ d: *l, e: *x }')}`;
    expect(valuesOf(yaml)).toMatchObject({
      clones: {
        a: {
          l: ['1'],
          overrides: { packs: { p: { values: { '': ['m', 'd', ['l', 'q"1"'], 'e', 'q"2"'] } } } },
        },
      },
    });
  });
});
