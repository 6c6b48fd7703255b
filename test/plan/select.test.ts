// Which part of everything a plan is about: `--target`, `--exclude` and `--project`, and what is said of globs that match nothing.
import { describe, expect, test } from 'vitest';
import { formatAddress } from '../../src/model/address.ts';
import {
  isNarrowed,
  isSelected,
  type Selection,
  unmatched,
  unmatchedProjects,
} from '../../src/plan/select.ts';
import {
  aClone,
  aDesired,
  anObject,
  aRow,
  PLACE,
  picture,
  planWorld,
  type WorldFacts,
} from '../support/a-world.ts';
import { aSelection } from '../support/selected-world.ts';

const ALL: Selection = { target: [], exclude: [] };

describe('an address is selected', () => {
  const former = new Map([
    ['fresh', 'old'],
    ['fan["b"]', 'fan["a"]'],
  ]);
  const projectsOf = (address: string): readonly string[] =>
    address === 'edge' ? ['edge-dev', 'edge-prod'] : [];
  const cases: readonly (readonly [string, Partial<Selection>, string, boolean])[] = [
    ['by nothing at all', {}, 'edge', true],
    ['by its id', { target: ['edge'] }, 'edge', true],
    ['by a pattern', { target: ['ed*'] }, 'edge', true],
    ['by the second of two patterns', { target: ['x', 'ed?e'] }, 'edge', true],
    ['not by another', { target: ['core'] }, 'edge', false],
    ['by the id of its fan-out', { target: ['fan'] }, 'fan["a"]', true],
    ['by its own address in a fan-out', { target: ['fan["a"]'] }, 'fan["a"]', true],
    ['not by its neighbor', { target: ['fan["a"]'] }, 'fan["c"]', false],
    ['not where it is excluded', { exclude: ['edge'] }, 'edge', false],
    ['where another is excluded', { exclude: ['core'] }, 'edge', true],
    ['not where it is both', { target: ['edge'], exclude: ['e*'] }, 'edge', false],
    ['as superseded, by the address of the clone', { target: ['edge'] }, 'edge@1.0.0', true],
    ['as superseded of a fan-out, by its address', { target: ['fan["a"]'] }, 'fan["a"]@1.0.0', true],
    ['by its former address', { target: ['old'] }, 'fresh', true],
    ['not where its former address is excluded', { exclude: ['old'] }, 'fresh', false],
    ['as superseded, by the former address', { target: ['old'] }, 'fresh@1.0.0', true],
    ['by its former member of a fan-out', { target: ['fan["a"]'] }, 'fan["b"]', true],
    ['by one of its projects', { projects: ['edge-prod'] }, 'edge', true],
    ['by a pattern of projects', { projects: ['edge-*'] }, 'edge', true],
    ['by the second of two projects', { projects: ['platform', 'edge-dev'] }, 'edge', true],
    ['not by a project that it is not in', { projects: ['platform'] }, 'edge', false],
    ['not without a project', { projects: ['*'] }, 'core', false],
    [
      'not by its project alone where another is the target',
      { target: ['core'], projects: ['*'] },
      'edge',
      false,
    ],
  ];
  test.each(cases)('%s', (_name, selection, address, expected) => {
    expect(isSelected({ ...ALL, ...selection }, former, address, projectsOf)).toBe(expected);
  });
});

test.each([
  ['nothing', {}, false],
  ['no projects', { projects: [] }, false],
  ['a target', { target: ['a'] }, true],
  ['what is excluded', { exclude: ['a'] }, true],
  ['a project', { projects: ['a'] }, true],
] satisfies readonly (readonly [string, Partial<Selection>, boolean])[])(
  'a plan of %s leaves something out: %s',
  (_name, selection, expected) => {
    expect(isNarrowed({ ...ALL, ...selection })).toBe(expected);
  },
);

describe('a plan for a part', () => {
  const base = anObject({ uid: 'u-up', name: 'up', version: '1.0.0', project: 'platform' });
  const clone = (id: string, project: string) => aClone(id, { target: { project } });
  const desired = aDesired(
    aClone('up', { target: { project: 'platform' } }),
    aClone('down', { chain: { clone: 'up' }, target: { project: 'edge-prod' } }),
    clone('alone', 'edge-dev'),
  );
  const created = (...ids: readonly string[]): readonly string[] => ids.map((id) => `create · new ${id}`);
  const cases: readonly (readonly [string, NonNullable<WorldFacts['options']>, readonly string[]])[] = [
    ['all', {}, created('alone', 'down', 'up')],
    ['one clone', { target: ['alone'] }, created('alone')],
    ['a clone and what it copies', { target: ['down'] }, created('down', 'up')],
    ['what others copy, without these', { target: ['up'] }, created('up')],
    ['all but one', { exclude: ['alone'] }, created('down', 'up')],
    ['an excluded clone that a target copies', { target: ['down'], exclude: ['up'] }, created('down', 'up')],
    ['the clones of a project', { projects: ['edge-dev'] }, created('alone')],
    ['the clones of a project and what they copy', { projects: ['edge-prod'] }, created('down', 'up')],
  ];
  test.each(cases)('has %s', (_name, options, expected) => {
    expect(picture(planWorld({ desired, options })).toSorted()).toEqual(expected);
  });

  test.each([
    ['up', ['up', 'up@0.9.0']],
    ['up@0.9.0', ['up@0.9.0']],
    ['alone', ['alone']],
  ])('that is destroyed has what %s selects', (target, expected) => {
    const older = anObject({ uid: 'u-up-0', name: 'up', version: '0.9.0', project: 'platform' });
    const alone = anObject({ uid: 'u-alone', name: 'alone', version: '1.0.0', project: 'edge-dev' });
    const rows = [
      aRow('up', base, { projectName: 'platform' }),
      aRow('up@0.9.0', older, { projectName: 'platform', status: 'superseded' }),
      aRow('alone', alone, { projectName: 'edge-dev' }),
    ];
    const options = { destroy: true, target: [target], allowMassDelete: true };
    const plan = planWorld({ desired: aDesired(), rows, objects: [base, older, alone], options });
    expect(plan.changes.map(({ address }) => address).toSorted()).toEqual(expected);
  });
});

describe('what is reverted', () => {
  const edited = (name: string, text = 'by: hand') =>
    anObject({ uid: `u-${name}`, name, version: '1.0.0', project: 'edge-dev', text });
  const names = ['core', 'old', 'gone', 'away'];
  const world: WorldFacts = {
    desired: {
      ...aDesired(aClone('core', { content: 'mirror' }), aClone('fresh')),
      removed: [{ clone: 'away', place: PLACE }],
    },
    rows: names.map((name) => aRow(name, edited(name, 'a: 1'))),
    objects: ['core', 'old', 'away'].map((name) => edited(name)),
    gone: ['u-gone'],
  };
  const pictured = (options: NonNullable<WorldFacts['options']>): readonly string[] =>
    picture(planWorld({ ...world, options })).toSorted();

  test('is what is declared: nothing goes with it', () => {
    expect(pictured({ target: ['*'], revert: ['*'] })).toEqual([
      'create · new fresh',
      'update · clone_edited core',
    ]);
  });

  test('comes with everything else that is selected', () => {
    expect(pictured({ target: ['*'] })).toEqual([
      'create · new fresh',
      'delete · not_declared old',
      'forget · gone gone',
      'forget · removed_block away',
      'update · clone_edited core',
    ]);
  });

  test('is no clone of a project that left', () => {
    const own = { platform: 'platform', 'edge-dev': 'edge-dev' };
    const desired = aSelection({ names: own, selected: ['platform'], onLeave: 'delete' });
    const objects = ['platform', 'edge-dev'].map((project) =>
      anObject({ uid: `u-${project}`, name: 'fan', version: '1.0.0', project }),
    );
    const rows = objects.map((object) => aRow(`fan["${object.uid.slice(2)}"]`, object));
    const fates = (revert: readonly string[]): readonly string[] =>
      picture(planWorld({ desired, rows, objects, options: { target: ['fan'], revert } }));
    expect(fates([])).toContain('delete · project_left fan["edge-dev"]');
    expect(fates(['fan'])).toEqual([expect.stringContaining('fan["platform"]')]);
  });

  test('is named where no declared clone has that name', () => {
    const said = planWorld({ ...world, options: { target: ['old'], revert: ['old'] } }).diagnostics;
    expect(said.map(({ message, hint }) => [message, hint])).toEqual([
      ['revert old matches no clone', 'declared: core, fresh'],
    ]);
  });
});

describe('a glob that matches nothing is an error', () => {
  const edge = anObject({ uid: 'u-edge', name: 'edge', version: '1.0.0', project: 'edge-dev' });
  const said = (
    options: NonNullable<WorldFacts['options']>,
    more: Partial<ReturnType<typeof aDesired>> = {},
  ) => {
    const desired = { ...aDesired(aClone('core', { target: { project: 'platform' } })), ...more };
    const rows = [aRow('edge', edge, { projectName: 'edge-dev' })];
    return planWorld({ desired, rows, objects: [edge], options })
      .diagnostics.filter(({ code }) => code === 'plan/nothing-selected')
      .map(({ severity, message, hint }) => `${severity}: ${message}; ${hint}`);
  };
  const cases: readonly (readonly [string, NonNullable<WorldFacts['options']>, readonly string[]])[] = [
    ['--target, which knows declared and recorded clones', { target: ['core', 'edge'] }, []],
    [
      '--target with a slip of the pen',
      { target: ['cor'] },
      ['error: --target cor matches no clone; did you mean core?'],
    ],
    [
      '--target far from everything',
      { target: ['something-else'] },
      ['error: --target something-else matches no clone; declared: core, edge'],
    ],
    ['--exclude', { exclude: ['egde'] }, ['error: --exclude egde matches no clone; did you mean edge?']],
    [
      '--upgrade, which knows declared clones only',
      { upgrade: ['edge'] },
      ['error: --upgrade edge matches no clone; declared: core'],
    ],
    ['--upgrade of all', { upgrade: ['*'] }, []],
    [
      '--project',
      { projects: ['edge-dew', 'nowhere-near'] },
      [
        'error: --project edge-dew matches no project that has a clone; did you mean edge-dev?',
        'error: --project nowhere-near matches no project that has a clone; projects: platform, edge-dev',
      ],
    ],
    ['--project of a declared and of a recorded clone', { projects: ['platform', 'edge-dev'] }, []],
  ];
  test.each(cases)('%s', (_name, options, expected) => {
    expect(said(options)).toEqual(expected);
  });

  test('--target knows the clone of a removed block and the former address of a moved one', () => {
    const removed = [{ clone: 'away', place: PLACE }];
    expect(said({ target: ['away'] }, { removed })).toEqual([]);
    const moved = [{ from: 'edge', to: 'core', place: PLACE }];
    expect(said({ target: ['edge'] }, { moved })).toEqual([]);
  });
});

test('a long list of names is cut after ten', () => {
  const known = Array.from(
    { length: 11 },
    (_, index) => `clone-${String(index).padStart(2, '0')}-of-a-long-list`,
  );
  const [ten, eleven] = [known.slice(0, 10), known];
  const hint = (names: readonly string[]) => unmatched('--target', ['zzz'], names).map((one) => one.hint);
  expect(hint(ten)).toEqual([`declared: ${ten.join(', ')}`]);
  expect(hint(eleven)).toEqual([`declared: ${ten.join(', ')}, …`]);
  expect(unmatchedProjects(['zzz'], [...ten, ...ten]).map((one) => one.hint)).toEqual([
    `projects: ${ten.join(', ')}`,
  ]);
});

test('an id stands for all its clones, also in what is suggested', () => {
  const known = [formatAddress('fan', 'a'), formatAddress('fan', 'b')];
  expect(unmatched('--target', ['fan', 'fan["a"]', '*'], known)).toEqual([]);
  expect(unmatched('--target', ['fna'], known)).toEqual([
    {
      code: 'plan/nothing-selected',
      severity: 'error',
      message: '--target fna matches no clone',
      hint: 'did you mean fan?',
    },
  ]);
  expect(unmatched('--target', ['zzzzzzzzz'], known).map(({ hint }) => hint)).toEqual(['declared: fan']);
});
