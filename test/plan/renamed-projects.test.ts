// Clones of renamed projects: which of them move to the present names, in which order, and what keeps one where it is.
import { describe, expect, test } from 'vitest';
import type { RecordedClone } from '../../src/model/recorded.ts';
import { groupBy } from '../../src/plan/planning-context.ts';
import { findRenamed } from '../../src/plan/renamed-projects.ts';
import { baseAddress } from '../../src/plan/supersede.ts';
import { anObject, aRow, picture, planWorld } from '../support/a-world.ts';
import { aSelection, projectsOf, type SelectionFacts } from '../support/selected-world.ts';

/** A row of a clone in the project that was called so when the row was written; null: at tenant scope. */
function rowAt(address: string, project: string | null): RecordedClone {
  const [, version = '1.0.0'] = address.split('@');
  return aRow(address, anObject({ uid: `u-${address}-${project}`, name: 'fan', version, project }), {
    status: address.includes('@') ? 'superseded' : 'current',
  });
}

interface Case extends SelectionFacts {
  readonly name: string;
  /** Rows by address, with their projects; absent: one for each project. */
  readonly rows?: readonly (readonly [address: string, project: string | null])[];
  readonly moves?: readonly string[];
  readonly blocked?: readonly string[];
}

function foundIn({ rows, ...facts }: Omit<Case, 'name' | 'moves' | 'blocked'>) {
  const desired = aSelection(facts);
  const given = rows ?? Object.keys(facts.names).map((old) => [`fan["${old}"]`, old] as const);
  const all = given.map(([address, project]) => rowAt(address, project));
  const declared = new Set<string>(desired.clones.map(({ address }) => address));
  const groups = groupBy(all, ({ address }) => baseAddress(address));
  return findRenamed(desired, groups, (address) => declared.has(address));
}

const short = ({ from, to }: { readonly from: string; readonly to: string }): string =>
  `${from} → ${to}`.replaceAll(/fan\["(.)"\]/g, '$1');

const cases: readonly Case[] = [
  { name: 'nothing is renamed', names: { a: 'a', b: 'b' } },
  { name: 'one is renamed', names: { a: 'x', b: 'b' }, moves: ['a → x'] },
  { name: 'two are renamed', names: { a: 'x', b: 'y' }, moves: ['a → x', 'b → y'] },
  {
    name: 'one takes the name that another gave up: that one moves first',
    names: { a: 'b', b: 'c' },
    moves: ['b → c', 'a → b'],
  },
  {
    name: 'three in a row: the last one moves first',
    names: { a: 'b', b: 'c', c: 'd' },
    moves: ['c → d', 'b → c', 'a → b'],
  },
  {
    name: 'one is not selected under its present name',
    names: { a: 'x' },
    selected: [],
  },
  { name: 'one is disabled', names: { a: 'x' }, disabled: ['x'] },
  { name: 'one is in no list of projects', names: { b: 'b' }, rows: [['fan["a"]', 'a']] },
  { name: 'a clone is of another declaration', names: { a: 'x' }, rows: [['other["a"]', 'a']] },
  { name: 'a clone is from before there was a selector', names: { a: 'x' }, rows: [['fan', 'a']] },
  { name: 'a clone is at tenant scope', names: { a: 'x' }, rows: [['fan["a"]', null]] },
  {
    name: 'only a superseded version is left',
    names: { a: 'x' },
    rows: [['fan["a"]@0.9.0', 'a']],
    moves: ['a → x'],
  },
  {
    name: 'a superseded version is elsewhere: the current one decides',
    names: { a: 'x', b: 'b' },
    rows: [
      ['fan["a"]@0.9.0', 'b'],
      ['fan["a"]', 'a'],
    ],
    moves: ['a → x'],
  },
  {
    name: 'a clone that stays has the new address',
    names: { a: 'x' },
    rows: [
      ['fan["a"]', 'a'],
      ['fan["x"]', 'gone'],
    ],
  },
  {
    name: 'two clones are in one project: the first takes its name',
    names: { a: 'x' },
    rows: [
      ['fan["a"]', 'a'],
      ['fan["b"]', 'a'],
    ],
    moves: ['a → x'],
  },
  {
    name: 'two swapped names',
    names: { a: 'b', b: 'a', c: 'd' },
    moves: ['c → d'],
    blocked: ['a → b', 'b → a'],
  },
  {
    name: 'perProject has the old name of one',
    names: { a: 'x', b: 'y' },
    named: ['a', 'y'],
    moves: ['b → y'],
    blocked: ['a → x'],
  },
  {
    name: 'perProject has the old name of one, and two others wait for its address',
    names: { a: 'b', b: 'c', c: 'd' },
    named: ['c'],
    blocked: ['c → d', 'b → c', 'a → b'],
  },
  {
    name: 'perProject has an old name of a swap, so that there is no circle',
    names: { a: 'b', b: 'a' },
    named: ['a'],
    blocked: ['a → b', 'b → a'],
  },
  {
    name: 'a second clone of a swapped project waits for them',
    names: { a: 'b', b: 'a' },
    rows: [
      ['fan["z"]', 'b'],
      ['fan["a"]', 'a'],
      ['fan["b"]', 'b'],
    ],
    blocked: ['a → b', 'b → a', 'z → a'],
  },
];

test.each(cases)('where $name', ({ moves = [], blocked = [], ...facts }) => {
  const found = foundIn(facts);
  expect(found.moves.map(short)).toEqual(moves);
  expect(found.blocked.map(short)).toEqual(blocked);
});

test('superseded versions go with their clone', () => {
  const rows = [
    ['fan["a"]', 'a'],
    ['fan["a"]@0.9.0', 'a'],
  ] as const;
  const [move] = foundIn({ names: { a: 'x' }, rows }).moves;
  expect(move?.rows.map(({ address }) => address)).toEqual(['fan["a"]', 'fan["a"]@0.9.0']);
});

describe('what is said of a clone that may not move', () => {
  const saidOf = (facts: Parameters<typeof foundIn>[0]) =>
    foundIn(facts).blocked.map(({ blocker }) => blocker);

  test('while perProject has the old name: where that is', () => {
    expect(saidOf({ names: { a: 'x' }, named: ['b', 'a'] })).toEqual([
      {
        by: 'project_renamed',
        detail: 'project "a" is called "x" now, and perProject still names "a" (cloneform.yaml:6)',
        hint: 'rename that entry to "x", or remove it; the clone then moves to fan["x"]',
      },
    ]);
  });

  test('while another one may not move: which one', () => {
    const [, waiting] = saidOf({ names: { a: 'b', b: 'c' }, named: ['b'] });
    expect(waiting).toEqual({
      by: 'project_renamed',
      detail: 'its project has the name of fan["b"], which cannot move to fan["c"] yet',
      hint: 'fix what blocks fan["c"] first',
    });
  });

  test('after a swap: the commands that let each clone follow, by way of a spare address', () => {
    const swapped = {
      by: 'project_renamed',
      detail: 'the projects a, b swapped names',
      hint: `to let each clone follow its project, run cloneform state mv 'fan["b"]' 'fan-swap' && cloneform state mv 'fan["a"]' 'fan["b"]' && cloneform state mv 'fan-swap' 'fan["a"]'`,
    };
    expect(saidOf({ names: { a: 'b', b: 'a' } })).toEqual([swapped, swapped]);
  });

  test('after a swap of three: the commands in an order in which each finds its address free', () => {
    const [blocker] = saidOf({ names: { a: 'b', b: 'c', c: 'a' } });
    expect(blocker?.detail).toBe('the projects a, b, c swapped names');
    expect(blocker?.hint).toBe(
      `to let each clone follow its project, run cloneform state mv 'fan["c"]' 'fan-swap' && cloneform state mv 'fan["b"]' 'fan["c"]' && cloneform state mv 'fan["a"]' 'fan["b"]' && cloneform state mv 'fan-swap' 'fan["a"]'`,
    );
  });
});

describe('in a plan', () => {
  const [dev, platform, prod] = ['edge-dev', 'platform', 'edge-prod'].map((project) =>
    anObject({ uid: `u-${project}`, name: 'fan', version: '1.0.0', project }),
  );
  const picturedOf = (facts: SelectionFacts): readonly string[] => {
    const desired = aSelection(facts);
    const objects = [dev, platform, prod].flatMap((object) => object ?? []);
    const older = anObject({ uid: 'u-older', name: 'fan', version: '0.9.0', project: 'edge-dev' });
    const rows = objects.map((object) => {
      const projectName = object.key.projectUid?.slice(2) ?? null;
      return aRow(`fan["${projectName}"]`, object, { projectName });
    });
    rows.push(aRow('fan["edge-dev"]@0.9.0', older, { projectName: 'edge-dev', status: 'superseded' }));
    const observed = { projects: projectsOf(desired) };
    return picture(planWorld({ desired, rows, objects: [...objects, older], observed })).toSorted();
  };
  const same = { platform: 'platform', 'edge-dev': 'edge-dev', 'edge-prod': 'edge-prod' };
  const unchanged = (...projects: readonly string[]): readonly string[] =>
    projects.map((project) => `noop · unchanged fan["${project}"]`);

  test('clones move to the present names of their projects, each before another takes its name, and rows are brought up to date', () => {
    expect(picturedOf({ names: { ...same, 'edge-dev': 'edge-test' } })).toEqual([
      'move · same_object fan["edge-test"]',
      'move · same_object fan["edge-test"]@0.9.0',
      ...unchanged('edge-prod', 'platform'),
      'update · metadata fan["edge-test"]',
      'update · metadata fan["edge-test"]@0.9.0',
    ]);
  });

  test('nothing is decided about clones of swapped projects but that they stay', () => {
    expect(picturedOf({ names: { ...same, 'edge-dev': 'platform', platform: 'edge-dev' } })).toEqual([
      'blocked · same_object fan["edge-dev"] [project_renamed, would be move]',
      'blocked · same_object fan["platform"] [project_renamed, would be move]',
      ...unchanged('edge-prod'),
    ]);
  });

  test('nor about a clone whose old name perProject has', () => {
    expect(picturedOf({ names: { ...same, 'edge-dev': 'edge-test' }, named: ['edge-dev'] })).toEqual([
      'blocked · same_object fan["edge-test"] [project_renamed, would be move]',
      ...unchanged('edge-prod', 'platform'),
    ]);
  });
});
