// Declarations that select their projects: where a recorded clone is that they do not have, and which projects joined, left or are disabled.
import { describe, expect, test } from 'vitest';
import { decideAll } from '../../src/plan/decide.ts';
import type { PlannedSelector } from '../../src/plan/planned-selector.ts';
import { isKeptUnread, whereaboutsOf } from '../../src/plan/selection.ts';
import {
  aDesired,
  anObject,
  aRow,
  inputOf,
  picture,
  planWorld,
  type WorldFacts,
} from '../support/a-world.ts';
import { aSelection, projectsOf, type SelectionFacts } from '../support/selected-world.ts';

const NAMES = { platform: 'platform', 'edge-dev': 'edge-dev', 'edge-prod': 'edge-prod' };
const objectIn = (project: string | null, version = '1.0.0') =>
  anObject({ uid: `u-${project}-${version}`, name: 'fan', version, project });
const rowIn = (project: string | null, address = `fan["${project}"]`) =>
  aRow(address, objectIn(project), { projectName: project });

describe('a recorded clone that no declaration has', () => {
  const desired = aSelection({
    names: { ...NAMES, off: 'off' },
    selected: ['platform', 'off'],
    disabled: ['off', 'edge-prod'],
  });
  const cases: readonly (readonly [string, Parameters<typeof rowIn>, string | null, boolean])[] = [
    ['has left, where its project is not selected', ['edge-dev'], 'left', false],
    ['is in a disabled project that is selected', ['off'], 'disabled', true],
    ['is in a disabled project that is not selected', ['edge-prod'], 'disabled', true],
    ['is a second one in a selected project', ['platform', 'fan["old"]'], 'second', false],
    ['is in a project that no list has', ['nowhere'], 'unlisted', false],
    [
      'is a superseded version, which goes like its clone',
      ['edge-dev', 'fan["edge-dev"]@0.9.0'],
      'left',
      false,
    ],
    ['is of a declaration without a selector', ['off', 'other["off"]'], null, false],
    ['is at tenant scope', [null, 'fan'], null, false],
  ];
  test.each(cases)('%s', (_, row, status, isUnread) => {
    expect(whereaboutsOf(desired, rowIn(...row))?.status ?? null).toBe(status);
    expect(isKeptUnread(desired, rowIn(...row))).toBe(isUnread);
  });

  test('is nowhere to be found in declarations without selectors', () => {
    expect(whereaboutsOf(aDesired(), rowIn('platform'))).toBeNull();
    expect(isKeptUnread(aDesired(), rowIn('platform'))).toBe(false);
  });

  test('comes with its selector and its project', () => {
    const [selector] = desired.selection?.selectors ?? [];
    const project = desired.selection?.projects.find(({ name }) => name === 'edge-dev');
    expect(whereaboutsOf(desired, rowIn('edge-dev'))).toEqual({ status: 'left', selector, project });
    expect(whereaboutsOf(desired, rowIn('nowhere'))).toEqual({ status: 'unlisted', selector });
  });
});

describe('what a plan says of a selector', () => {
  function worldOf(
    facts: SelectionFacts,
    rows: readonly ReturnType<typeof rowIn>[],
    more: WorldFacts = {},
  ): WorldFacts {
    const desired = aSelection(facts);
    const objects = rows.map(({ uid, key }) => ({ ...objectIn(null), uid, key }));
    return { desired, rows, objects, observed: { projects: projectsOf(desired) }, ...more };
  }
  const selectorOf = (...world: Parameters<typeof worldOf>): PlannedSelector =>
    planWorld(worldOf(...world)).selectors?.[0] ?? expect.fail('there is a selector');
  const namesOf = ({ projects, joined, left, disabled }: PlannedSelector) =>
    Object.fromEntries(
      Object.entries({ projects, joined, left, disabled }).map(([is, list]) => [
        is,
        list.map(({ name }) => name),
      ]),
    );

  test('is what is declared, and the projects by UID and name', () => {
    expect(selectorOf({ names: { platform: 'platform' }, onLeave: 'forget' }, [])).toEqual({
      id: 'fan',
      selector: { match: ['platform'], tags: {}, exclude: [] },
      onLeave: 'forget',
      projects: [{ uid: 'p-platform', name: 'platform' }],
      joined: [{ uid: 'p-platform', name: 'platform' }],
      left: [],
      disabled: [],
    });
  });

  interface Case {
    readonly name: string;
    readonly facts?: Partial<SelectionFacts>;
    readonly rows: readonly ReturnType<typeof rowIn>[];
    readonly expected: Partial<Record<'projects' | 'joined' | 'left' | 'disabled', readonly string[]>>;
  }
  const all = ['edge-dev', 'edge-prod', 'platform'];
  const cases: readonly Case[] = [
    {
      name: 'projects without a recorded clone joined',
      rows: [rowIn('platform')],
      expected: { projects: ['platform', 'edge-dev', 'edge-prod'], joined: ['edge-dev', 'edge-prod'] },
    },
    {
      name: 'none joined where each has its clone',
      rows: all.map((name) => rowIn(name)),
      expected: { projects: ['platform', 'edge-dev', 'edge-prod'] },
    },
    {
      name: 'projects with a clone that are not selected left, by name, each once',
      facts: { selected: [] },
      rows: [...all.toReversed().map((name) => rowIn(name)), rowIn('edge-dev', 'fan["edge-dev"]@0.9.0')].map(
        (row, index) => ({ ...row, uid: `u-${index}` }),
      ),
      expected: { left: all },
    },
    {
      name: 'clones of other declarations do not count',
      facts: { selected: [] },
      rows: [rowIn('edge-dev', 'other["edge-dev"]')],
      expected: {},
    },
    {
      name: 'disabled projects are named by name, selected or with a clone, each once',
      facts: { selected: ['platform', 'edge-prod'], disabled: all },
      rows: [rowIn('edge-dev'), rowIn('platform')],
      expected: { disabled: all },
    },
    {
      name: 'a second clone has neither joined nor left',
      facts: { selected: ['platform'] },
      rows: [rowIn('platform'), { ...rowIn('platform', 'fan["old"]'), uid: 'u-second' }],
      expected: { projects: ['platform'] },
    },
    {
      name: 'a clone in a project that no list has is in none of these lists',
      facts: { selected: ['platform'] },
      rows: [rowIn('platform'), rowIn('nowhere')],
      expected: { projects: ['platform'] },
    },
    {
      name: 'a project whose name another one has now did not leave: its clone is the declared one by its address',
      facts: { names: { platform: 'elsewhere', 'edge-dev': 'platform' }, selected: ['platform'] },
      rows: [rowIn('platform')],
      expected: { projects: ['platform'] },
    },
    {
      name: 'projects that swapped names neither joined nor left',
      facts: { names: { platform: 'edge-dev', 'edge-dev': 'platform' } },
      rows: [rowIn('platform'), rowIn('edge-dev')],
      expected: { projects: ['edge-dev', 'platform'] },
    },
    {
      name: 'a project whose present name perProject does not have neither joined nor left',
      facts: { names: { platform: 'renamed' }, named: ['platform'] },
      rows: [rowIn('platform')],
      expected: { projects: ['renamed'] },
    },
  ];
  test.each(cases)('$name', ({ facts = {}, rows, expected }) => {
    expect(namesOf(selectorOf({ names: NAMES, ...facts }, rows))).toEqual({
      projects: [],
      joined: [],
      left: [],
      disabled: [],
      ...expected,
    });
  });

  test('is nothing without selectors', () => {
    expect(planWorld({}).selectors).toBeUndefined();
    expect(decideAll(inputOf({})).selectors).toEqual([]);
  });

  test.each<[SelectionFacts['onLeave'], string]>([
    ['block', 'blocked · project_left fan["edge-dev"] [project_left, would be delete]'],
    ['forget', 'forget · project_left fan["edge-dev"]'],
    ['delete', 'delete · project_left fan["edge-dev"]'],
  ])('onLeave: %s decides what becomes of the clone of a project that left', (onLeave, expected) => {
    const facts = { names: NAMES, selected: ['platform'], ...(onLeave === undefined ? {} : { onLeave }) };
    const plan = planWorld(worldOf(facts, [rowIn('platform'), rowIn('edge-dev')]));
    expect(picture(plan)).toContain(expected);
  });
});
