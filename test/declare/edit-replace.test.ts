// Overrides of a declaration file that others take the place of: what goes, what stays to the letter, and what is refused.
import { describe, expect, test } from 'vitest';
import type { OverrideLayer, OverrideValue, PackOverride } from '../../src/content/overrides/overrides.ts';
import { insertOverrides } from '../../src/declare/edit/insert-overrides.ts';
import { ownOverrides, replaceOverrides } from '../../src/declare/edit/replace-overrides.ts';

const PACK: PackOverride = { optional: false, remove: false, replace: [], unset: [], manifests: new Map() };

/** Packs by the tags that they get; variables by their default values. */
function layer(
  tags: Readonly<Record<string, string>>,
  defaults: Readonly<Record<string, string>> = {},
): OverrideLayer {
  return {
    packs: new Map(Object.entries(tags).map(([name, tag]) => [name, { ...PACK, tag }])),
    variables: new Map(
      Object.entries(defaults).map(([name, defaultValue]) => [
        name,
        { kind: 'change', optional: false, members: { defaultValue } },
      ]),
    ),
  };
}
const NOTHING = layer({});

const HEAD = `cloneform: 1 # ours
clones:
  edge:
    source: { profile: p } # pinned
    target: { scope: project, projects: [x, y] }
`;
const REST = `  other:
    overrides:
      packs:
        a: { tag: 9.0.0 }
`;
const A = `        a:
          tag: 1.0.0
`;
const B = `        b: # the second
          tag: 2.0.0
`;
const V = `        v:
          defaultValue: one
`;
const W = `        w:
          defaultValue: two
`;
const overridesOf = (...lines: readonly string[]): string => `    overrides:\n${lines.join('')}`;
const packs = (...lines: readonly string[]): string => `      packs:\n${lines.join('')}`;
const variables = (...lines: readonly string[]): string => `      variables:\n${lines.join('')}`;
const file = (...lines: readonly string[]): string => `${HEAD}${lines.join('')}${REST}`;
const KEEP = '      onConflict: keep\n';
const projects = (...lines: readonly string[]): string => `    perProject:\n${lines.join('')}`;
const X = `      x:
        overrides:
          packs:
            a: { tag: 1.0.0 }
`;
const Y = `      y:
        protect: true
        overrides:
          packs:
            a: { tag: 1.0.0 }
`;

describe('the names that a declaration has overrides for', () => {
  const all = file(overridesOf(packs(A, B), variables(V)), projects(X));
  test.each<[string, string, string, string | null, readonly string[], readonly string[]]>([
    ['of all its projects', all, 'edge', null, ['a', 'b'], ['v']],
    ['of one project', all, 'edge', 'x', ['a'], []],
    ['of a project without any', all, 'edge', 'y', [], []],
    ['of another declaration', all, 'other', null, ['a'], []],
    ['of a declaration that there is not', all, 'nobody', null, [], []],
    ['of a file with errors', `${all}x: [`, 'edge', null, [], []],
    ['of a file of something else', all.replace('cloneform: 1', 'sandbox: 1'), 'edge', null, [], []],
  ])('%s', (_, text, id, project, ofPacks, ofVariables) => {
    expect(ownOverrides(text, id, project)).toEqual({ packs: ofPacks, variables: ofVariables });
  });
});

describe('overrides go', () => {
  interface Row {
    readonly before: readonly string[];
    readonly project?: string;
    readonly packs?: readonly string[];
    readonly variables?: readonly string[];
    readonly by?: OverrideLayer;
    readonly after: readonly string[];
  }
  test.each<[string, Row]>([
    ['none of them', { before: [overridesOf(packs(A))], after: [overridesOf(packs(A))] }],
    [
      'the first of two packs',
      { before: [overridesOf(packs(A, B))], packs: ['a'], after: [overridesOf(packs(B))] },
    ],
    [
      'the last of two packs',
      { before: [overridesOf(packs(A, B))], packs: ['b'], after: [overridesOf(packs(A))] },
    ],
    [
      'the only variable',
      { before: [overridesOf(packs(A), variables(V))], variables: ['v'], after: [overridesOf(packs(A))] },
    ],
    [
      'one of two variables',
      { before: [overridesOf(variables(V, W))], variables: ['v'], after: [overridesOf(variables(W))] },
    ],
    [
      'all packs, beside variables',
      {
        before: [overridesOf(packs(A, B), variables(V))],
        packs: ['a', 'b'],
        after: [overridesOf(variables(V))],
      },
    ],
    [
      'all packs and variables, beside something else',
      {
        before: [overridesOf(KEEP, packs(A, B), variables(V))],
        packs: ['b', 'a'],
        variables: ['v'],
        after: [overridesOf(KEEP)],
      },
    ],
    [
      'all that there is',
      { before: [overridesOf(packs(A), variables(V))], packs: ['a'], variables: ['v'], after: [] },
    ],
    [
      'all of one project, and with it the project',
      { before: [projects(X, Y)], project: 'x', packs: ['a'], after: [projects(Y)] },
    ],
    [
      'all of one project that says more',
      {
        before: [projects(X, Y)],
        project: 'y',
        packs: ['a'],
        after: [projects(X, '      y:\n        protect: true\n')],
      },
    ],
    [
      'all of the only project',
      {
        before: [overridesOf(packs(A)), projects(X)],
        project: 'x',
        packs: ['a'],
        after: [overridesOf(packs(A))],
      },
    ],
    [
      'a pack, and others come in its place',
      {
        before: [overridesOf(packs(A, B))],
        packs: ['a'],
        by: layer({ a: '3.0.0' }),
        after: [overridesOf(packs(B, A.replace('1.0.0', '3.0.0')))],
      },
    ],
    [
      'a pack, and a variable comes in its place',
      {
        before: [overridesOf(packs(A, B))],
        packs: ['a'],
        by: layer({}, { v: 'value' }),
        after: [overridesOf(packs(B), variables(V.replace('one', 'value')))],
      },
    ],
    [
      'a pack of one project, and another comes in its place',
      {
        before: [projects(Y)],
        project: 'y',
        packs: ['a'],
        by: layer({ b: '3.0.0' }),
        after: [
          projects(
            '      y:\n        protect: true\n        overrides:\n          packs:\n            b:\n              tag: 3.0.0\n',
          ),
        ],
      },
    ],
  ])(
    '%s',
    (_, {
      before,
      project = null,
      packs: ofPacks = [],
      variables: ofVariables = [],
      by = NOTHING,
      after,
    }) => {
      const names = { packs: ofPacks, variables: ofVariables };
      const edited = replaceOverrides(file(...before), 'edge', project, names, by);
      expect(edited).toEqual({ ok: true, text: file(...after) });
    },
  );
});

describe('overrides stay', () => {
  const GIVEN = 'holds what a variable or an alias gives';
  const first = '  first: { overrides: &o { packs: &q { a: &a { tag: &t 1.0.0 } } } }\n';
  const within = (text: string): string => `cloneform: 1\nclones:\n${first}  edge:\n    overrides: ${text}\n`;
  const at = 'clones.edge.overrides';
  const alias = (name: string): string =>
    `comes from the alias *${name}, which stands for what others use, too`;

  test.each<[string, string, { readonly reason: string; readonly line?: number }]>([
    [
      'in a file with errors',
      'cloneform: [\n',
      { reason: 'the file is not one of declarations, or has errors' },
    ],
    ['where all of them are an alias', within('*o'), { reason: `${at} ${alias('o')}`, line: 5 }],
    [
      'where packs are an alias',
      within('\n      packs: *q'),
      { reason: `${at}.packs ${alias('q')}`, line: 6 },
    ],
    [
      'where the pack is an alias',
      within('\n      packs:\n        a: *a'),
      { reason: `${at}.packs.a ${GIVEN}`, line: 7 },
    ],
    [
      'where an alias is within the pack',
      within('\n      packs:\n        a:\n          optional: true\n          tag: *t'),
      { reason: `${at}.packs.a ${GIVEN}`, line: 9 },
    ],
    [
      'where a variable is within a list of the pack',
      within('\n      packs:\n        a:\n          unset:\n            - x\n            - "${var.y}"'),
      { reason: `${at}.packs.a ${GIVEN}`, line: 10 },
    ],
  ])('%s', (_, text, why) => {
    const names = { packs: ['a'], variables: [] };
    expect(replaceOverrides(text, 'edge', null, names, NOTHING)).toEqual({ ok: false, ...why });
  });
});

describe('overrides are inserted', () => {
  const inserted = (before: string, overrides: OverrideLayer): unknown =>
    insertOverrides(file(`    overrides:\n${before}`), 'edge', null, overrides);
  const is = (after: string): unknown => ({ ok: true, text: file(`    overrides:\n${after}`) });
  const text = (value: string): OverrideValue => ({ kind: 'scalar', style: 'text', source: value, value });
  const list = (value: string): OverrideValue => ({ kind: 'list', items: [text(value)] });
  const pack = (name: string, members: Partial<PackOverride>): OverrideLayer => ({
    packs: new Map([[name, { ...PACK, ...members }]]),
    variables: new Map(),
  });

  test('into values that have keys like those of a pack: lists of values are replaced', () => {
    const values = (unset: string): string =>
      `      packs:\n        a:\n          values: { unset: [${unset}], replace: [x] }\n`;
    const overrides = pack('a', { values: { kind: 'map', entries: [{ key: 'unset', value: list('new') }] } });
    expect(inserted(values('old'), overrides)).toEqual(is(values('"new"')));
  });

  test.each(['values', 'unset', 'replace', 'packs'])('into a pack that is called %s', (name) => {
    const packNamed = (unset: string): string =>
      `      packs:\n        ${name}:\n          unset: [old${unset}] # why\n`;
    expect(inserted(packNamed(''), pack(name, { unset: ['old', 'n.w'] }))).toEqual(is(packNamed(', "n.w"')));
  });

  test('with lists of variables as a whole', () => {
    const options = (rest: string): string =>
      `      variables:\n        v:\n          options: [{ value: 'one' }]${rest}\n`;
    const overrides = layer({}, { v: 'value' });
    expect(inserted(options(''), overrides)).toEqual(is(`${options('')}          defaultValue: value\n`));
  });

  test('is refused where there is nothing to insert, or no declaration to insert it in', () => {
    expect(inserted(packs(A), NOTHING)).toEqual({ ok: false, reason: 'there is nothing to insert' });
    const other = file(overridesOf(packs(A))).replace('cloneform: 1', 'sandbox: 1');
    expect(insertOverrides(other, 'edge', null, layer({ a: '2.0.0' }))).toEqual({
      ok: false,
      reason: 'the file is not one of declarations, or has errors',
    });
  });

  test('is refused where an alias would have something else for others', () => {
    const before = '      packs: { a: { tag: &t 1.0.0 }, b: { tag: *t } }\n';
    expect(inserted(before, layer({ a: '2.0.0' }))).toMatchObject({ ok: false });
  });

  test('is refused where no map stands', () => {
    expect(inserted('      packs: [a]\n', layer({ a: '2.0.0' }))).toMatchObject({ ok: false });
    const noMap = `cloneform: 1\nclones:\n  edge: text\n`;
    expect(insertOverrides(noMap, 'edge', null, layer({ a: '2.0.0' }))).toEqual({
      ok: false,
      reason: 'clones.edge is not a map',
      line: 3,
    });
  });

  test.each([
    ['a variable', 'variables: { v: null }', layer({}, { v: 'value' }), 'variables.v'],
    [
      'a manifest',
      'packs: { a: { manifests: { m: null } } }',
      pack('a', { manifests: new Map([['m', { kind: 'remove', optional: false }]]) }),
      'packs.a.manifests.m',
    ],
  ] as const)('is refused where %s is null', (_, before, overrides, at) => {
    expect(inserted(`      ${before}\n`, overrides)).toEqual({
      ok: false,
      reason: `clones.edge.overrides.${at} is null there, which drops what earlier layers say`,
      line: 7,
    });
  });
});

describe('a name that charts would read as something else', () => {
  const text = (tag: string, value: string): string =>
    file(
      projects(
        `      yes:\n        overrides:\n          packs: { on: { tag: ${tag} } }\n          variables: { "no": { defaultValue: ${value} } }\n`,
      ),
    );

  test('is the same name with quotes and without', () => {
    expect(
      insertOverrides(text('1.0.0', 'before'), 'edge', 'yes', layer({ on: '2.0.0' }, { no: 'after' })),
    ).toEqual({ ok: true, text: text('2.0.0', 'after') });
  });
});
