// Scalars of a declaration file: where each of them stands, and several that are set at once.
import { describe, expect, test } from 'vitest';
import { openScalars, type ScalarFile, setScalar } from '../../src/declare/edit/set-scalar.ts';

const TEXT = `cloneform: 1 # ours
clones:
  edge:
    source: { profile: base, version: '1.2.0' } # pinned
    target:
      scope: project
      projects: [north, "south"]
      description: |
        two
        lines
    retain: 3
`;
const source = ['clones', 'edge', 'source'];
const target = ['clones', 'edge', 'target'];

function opened(text: string): ScalarFile {
  const file = openScalars(text);
  if (file === null) throw new Error('it is no declaration file');
  return file;
}

describe('where scalars stand', () => {
  test.each<[number, number, readonly (string | number)[], string]>([
    [1, 12, ['cloneform'], '1'],
    [4, 24, [...source, 'profile'], 'base'],
    [4, 39, [...source, 'version'], "'1.2.0'"],
    [6, 14, [...target, 'scope'], 'project'],
    [7, 18, [...target, 'projects', 0], 'north'],
    [7, 25, [...target, 'projects', 1], '"south"'],
    [11, 13, ['clones', 'edge', 'retain'], '3'],
  ])('line %i, column %i: %j, as written', (line, column, path, written) => {
    const file = opened(TEXT);
    expect(file.at({ line, column })).toEqual({ path, written });
    // Asked again, it says the same.
    expect(file.at({ line, column })).toEqual({ path, written });
  });

  test.each([
    [4, 15],
    [4, 25],
    [3, 3],
    [99, 1],
  ])('line %i, column %i: none begins there', (line, column) => {
    expect(opened(TEXT).at({ line, column })).toBeNull();
  });

  test.each<[readonly (string | number)[], string | null]>([
    [[...source, 'version'], '1.2.0'],
    [[...target, 'projects', 1], 'south'],
    [[...target, 'description'], 'two\nlines\n'],
    [['clones', 'edge', 'retain'], null],
    [source, null],
    [[...source, 'nothing'], null],
  ])('the text at %j: %j', (path, text) => {
    expect(opened(TEXT).textAt(path)).toBe(text);
  });

  test.each(['cloneform: [', '', 'a: *b\n'])('a file with errors has none: %j', (text) => {
    expect(openScalars(text)).toBeNull();
    expect(setScalar(text, ['a'], 'b')).toEqual({
      ok: false,
      reason: 'the file is not one of declarations, or has errors',
    });
  });
});

describe('several scalars', () => {
  const version = { path: [...source, 'version'], value: '2.0.0' };
  const profile = { path: [...source, 'profile'], value: 'other' };
  const project = { path: [...target, 'projects', 1], value: 'west' };
  const EDITED = TEXT.replace('base', 'other').replace('1.2.0', '2.0.0').replace('"south"', '"west"');

  test('are set in whatever order they are named', () => {
    for (const edits of [
      [version, profile, project],
      [project, version, profile],
    ])
      expect(opened(TEXT).set(edits)).toEqual({ text: EDITED, refused: new Map() });
  });

  test('none changes nothing', () => {
    expect(opened(TEXT).set([])).toEqual({ text: TEXT, refused: new Map() });
  });

  test('are set where they can be; the others are named with the reason', () => {
    const absent = { path: [...source, 'scope'], value: 'x' };
    const number = { path: ['clones', 'edge', 'retain'], value: '4' };
    const lines = { path: [...target, 'description'], value: 'x' };
    const control = { path: [...target, 'scope'], value: 'a\nb' };
    const { text, refused } = opened(TEXT).set([absent, version, number, profile, lines, control, project]);
    expect(text).toBe(EDITED);
    expect([...refused]).toEqual([
      [absent, { ok: false, reason: 'there is no clones.edge.source.scope', line: 4 }],
      [number, { ok: false, reason: 'clones.edge.retain is not a text', line: 11 }],
      [lines, { ok: false, reason: 'clones.edge.target.description is not a text of one line', line: 8 }],
      [control, { ok: false, reason: 'clones.edge.target.scope is not a text of one line', line: 6 }],
    ]);
  });

  test('a text that YAML cannot hold there is refused, the others are set', () => {
    const half = { path: [...target, 'scope'], value: 'a\ud83d' };
    const { text, refused } = opened(TEXT).set([version, half, profile, project]);
    expect(text).toBe(EDITED);
    expect([...refused]).toEqual([
      [half, { ok: false, reason: 'clones.edge.target.scope cannot be set to this text', line: 6 }],
    ]);
  });
});

describe('a scalar is not set', () => {
  const EDGE = 'cloneform: 1\nclones:\n  edge:\n    source:\n      version: ';
  const path = [...source, 'version'];
  test.each<[string, string, readonly (string | number)[], string, number]>([
    ['a folded block', `${EDGE}>-\n        1.0.0\n`, path, 'is not a text of one line', 5],
    ['a literal block of one line', `${EDGE}|-\n        1.0.0\n`, path, 'is not a text of one line', 5],
    ['true', `${EDGE}true\n`, path, 'is not a text', 5],
    ['nothing', `${EDGE}\n`, path, 'is not a text', 5],
    [
      'a text in a map with an anchor',
      `${EDGE.replace('source:', 'source: &s')}1.0.0\n`,
      path,
      'clones.edge.source has the anchor &s, so others may use it',
      5,
    ],
    [
      'a text in a list with an anchor',
      'cloneform: 1\nlist: &l\n  - x\n',
      ['list', 0],
      'list has the anchor &l, so others may use it',
      3,
    ],
    [
      'a text with an anchor',
      `${EDGE}&v 1.0.0\n`,
      path,
      'clones.edge.source.version has the anchor &v, so others may use it',
      5,
    ],
    [
      'a text below an alias',
      'cloneform: 1\nx: &s { version: a }\nclones:\n  edge:\n    source: *s\n',
      path,
      'clones.edge.source comes from an alias, which stands for what others use, too',
      5,
    ],
  ])('%s', (_, text, at, why, line) => {
    const reason = why.startsWith('is ') ? `${at.join('.')} ${why}` : why;
    expect(setScalar(text, at, '2.0.0')).toEqual({ ok: false, reason, line });
  });
});
