// State by other names: what `moved` and `removed` blocks do, and clones that are declared under another address.
import { describe, expect, test } from 'vitest';
import type { Desired, DesiredClone } from '../../src/model/desired.ts';
import type { RecordedClone } from '../../src/model/recorded.ts';
import {
  aClone,
  aDesired,
  anObject,
  aRow,
  type CloneFacts,
  PLACE,
  picture,
  planWorld,
  type WorldFacts,
} from '../support/a-world.ts';

type Project = 'platform' | 'edge-dev' | 'edge-prod';
interface Recorded {
  readonly address: string;
  readonly name: string;
  /** null: at tenant scope. */
  readonly project: Project | null;
  readonly version?: string;
  /** Its name in Palette, where somebody renamed it. */
  readonly called?: string;
  readonly status?: 'superseded';
}

const moved = (from: string, to: string) => ({ from, to, place: PLACE });
/** A clone called `name` in a project, of which state knows the object. */
const wanted = (
  id: string,
  name: string,
  project: Project,
  fansOut = false,
  facts: CloneFacts = {},
): DesiredClone => aClone(id, { source: { version: '1.0.0' }, target: { name, project }, ...facts }, fansOut);

const versioned = (version: string): CloneFacts => ({
  source: { version: '1.0.0' },
  target: { name: 'same', project: 'edge-dev', version },
});

function world(
  declared: readonly DesiredClone[],
  rows: readonly Recorded[],
  more: Partial<Desired> = {},
): WorldFacts {
  const objects = rows.map(({ name, project, version = '1.0.0' }) =>
    anObject({ uid: `u-${name}-${project}-${version}`, name, version, project }),
  );
  const present = objects.map((object, index) => {
    const name = rows[index]?.called ?? object.key.name;
    return { ...object, key: { ...object.key, name } };
  });
  return {
    desired: { ...aDesired(...declared), ...more },
    objects: present,
    rows: rows.map(({ address, project, status }, index): RecordedClone => {
      const object = objects[index] ?? expect.fail('each row has an object');
      return aRow(address, object, { projectName: project, status: status ?? 'current' });
    }),
  };
}

describe('a clone by another address', () => {
  const one: Recorded = { address: 'old', name: 'same', project: 'edge-dev' };
  const older: Recorded = {
    address: 'old@0.9.0',
    name: 'same',
    project: 'edge-dev',
    version: '0.9.0',
    status: 'superseded',
  };
  interface Case {
    readonly name: string;
    readonly declared: readonly DesiredClone[];
    readonly rows: readonly Recorded[];
    readonly more?: Partial<Desired>;
    readonly expected: readonly string[];
  }
  const cases: readonly Case[] = [
    {
      name: 'a moved block takes it along',
      declared: [wanted('fresh', 'same', 'edge-dev')],
      rows: [one],
      more: { moved: [moved('old', 'fresh')] },
      expected: ['move · moved_block fresh'],
    },
    {
      name: 'the same object is the same clone',
      declared: [wanted('fresh', 'same', 'edge-dev')],
      rows: [one],
      expected: ['move · same_object fresh'],
    },
    {
      name: 'superseded versions go with it',
      declared: [wanted('fresh', 'same', 'edge-dev')],
      rows: [one, older],
      more: { moved: [moved('old', 'fresh')] },
      expected: ['move · moved_block fresh', 'move · moved_block fresh@0.9.0'],
    },
    {
      name: 'superseded versions of the same object go with it',
      declared: [wanted('fresh', 'same', 'edge-dev')],
      rows: [one, older],
      expected: ['move · same_object fresh', 'move · same_object fresh@0.9.0'],
    },
    {
      name: 'two blocks, one after the other, are one move',
      declared: [wanted('fresh', 'same', 'edge-dev')],
      rows: [one],
      more: { moved: [moved('old', 'middle'), moved('middle', 'fresh')] },
      expected: ['move · moved_block fresh'],
    },
    {
      name: 'a block for what is not recorded does nothing',
      declared: [wanted('fresh', 'same', 'edge-dev')],
      rows: [{ ...one, address: 'fresh' }],
      more: { moved: [moved('old', 'fresh')] },
      expected: ['noop · unchanged fresh'],
    },
    {
      name: 'two clones may change places',
      declared: [wanted('a', 'two', 'edge-dev'), wanted('b', 'one', 'edge-dev')],
      rows: [
        { address: 'a', name: 'one', project: 'edge-dev' },
        { address: 'c', name: 'two', project: 'edge-dev' },
      ],
      more: { moved: [moved('a', 'b'), moved('c', 'a')] },
      expected: ['move · moved_block a', 'move · moved_block b'],
    },
    {
      name: 'another name in the same project is another clone',
      declared: [wanted('fresh', 'other', 'edge-dev')],
      rows: [one],
      expected: ['create · new fresh', 'delete · not_declared old'],
    },
    {
      name: 'the same name in another project is another clone',
      declared: [wanted('fresh', 'same', 'edge-prod')],
      rows: [one],
      expected: ['create · new fresh', 'delete · not_declared old'],
    },
    {
      name: 'one clone becomes a member of a fan-out',
      declared: [wanted('old', 'same', 'edge-dev', true), wanted('old', 'same', 'edge-prod', true)],
      rows: [one],
      expected: ['move · same_object old["edge-dev"]', 'create · new old["edge-prod"]'],
    },
    {
      name: 'a fan-out moves as a whole',
      declared: [wanted('fan', 'same', 'edge-dev', true), wanted('fan', 'same', 'edge-prod', true)],
      rows: [
        { address: 'old["edge-dev"]', name: 'same', project: 'edge-dev' },
        { address: 'old["edge-prod"]', name: 'same', project: 'edge-prod' },
      ],
      more: { moved: [moved('old', 'fan')] },
      expected: ['move · moved_block fan["edge-dev"]', 'move · moved_block fan["edge-prod"]'],
    },
    {
      name: 'a block of one member moves that one alone',
      declared: [wanted('fan', 'same', 'edge-dev', true)],
      rows: [
        { address: 'old["edge-dev"]', name: 'same', project: 'edge-dev' },
        { address: 'old["edge-prod"]', name: 'same', project: 'edge-prod' },
      ],
      more: { moved: [moved('old["edge-dev"]', 'fan["edge-dev"]')] },
      expected: ['move · moved_block fan["edge-dev"]', 'delete · not_declared old["edge-prod"]'],
    },
    {
      name: 'a block from one clone to a fan-out of the same id moves that one alone',
      declared: [wanted('old', 'other', 'edge-dev', true), wanted('old', 'same', 'edge-prod', true)],
      rows: [
        { ...one, name: 'other' },
        { ...older, name: 'other' },
        { address: 'old["edge-prod"]', name: 'same', project: 'edge-prod' },
      ],
      more: { moved: [moved('old', 'old["edge-dev"]')] },
      expected: [
        'move · moved_block old["edge-dev"]',
        'move · moved_block old["edge-dev"]@0.9.0',
        'noop · unchanged old["edge-prod"]',
      ],
    },
    {
      name: 'the same object at tenant scope is the same clone',
      declared: [aClone('fresh', { target: { name: 'same', scope: 'tenant', project: null } })],
      rows: [{ ...one, project: null }],
      expected: ['move · same_object fresh'],
    },
    {
      name: 'the same object beside a clone that stays is the same clone',
      declared: [wanted('fresh', 'same', 'edge-dev'), wanted('stays', 'stays', 'edge-dev')],
      rows: [one, { ...one, address: 'stays', name: 'stays' }],
      expected: ['move · same_object fresh', 'noop · unchanged stays'],
    },
    {
      name: 'an object that was renamed in Palette is the same clone by its present name',
      declared: [wanted('fresh', 'renamed', 'edge-dev')],
      rows: [{ ...one, called: 'renamed' }],
      expected: ['move · same_object fresh', 'update · metadata fresh'],
    },
    {
      name: 'and by the one that it had',
      declared: [wanted('fresh', 'same', 'edge-dev')],
      rows: [{ ...one, called: 'renamed' }],
      expected: ['move · same_object fresh', 'update · metadata fresh'],
    },
    {
      name: 'another version of the same name is another clone',
      declared: [wanted('fresh', 'same', 'edge-dev', false, versioned('2.0.0'))],
      rows: [one],
      expected: ['create · new fresh', 'delete · not_declared old'],
    },
    {
      name: 'any version is the same clone where the version is that of the source',
      declared: [wanted('fresh', 'same', 'edge-dev', false, versioned('source'))],
      rows: [{ ...one, version: '0.9.0' }],
      expected: ['move · same_object fresh', 'create · new_version fresh', 'noop · unchanged fresh@0.9.0'],
    },
    {
      name: 'any version is the same clone where versions are counted',
      declared: [
        wanted('fresh', 'same', 'edge-dev', false, {
          ...versioned('0.1.0'),
          content: 'mirror',
          mirrorBy: 'newVersion',
        }),
      ],
      rows: [{ ...one, version: '0.1.3' }],
      expected: ['move · same_object fresh', 'create · new_version fresh', 'noop · unchanged fresh@0.1.3'],
    },
    {
      name: 'an object becomes one clone only',
      declared: [
        wanted('first', 'same', 'edge-dev'),
        wanted('second', 'same', 'edge-dev', false, {
          ...versioned('0.1.0'),
          content: 'mirror',
          mirrorBy: 'newVersion',
        }),
      ],
      rows: [one],
      expected: ['move · same_object first', 'create · new second'],
    },
    {
      name: 'an object of a clone that is still declared stays with it',
      declared: [wanted('old', 'renamed', 'edge-dev'), wanted('thief', 'same', 'edge-dev')],
      rows: [one],
      expected: ['replace · target_changed old', 'blocked · new thief [key_taken, would be create]'],
    },
    {
      name: 'a removed block lets it go, with its superseded versions, and deletes nothing',
      declared: [],
      rows: [one, older],
      more: { removed: [{ clone: 'old', place: PLACE }] },
      expected: ['forget · removed_block old', 'forget · removed_block old@0.9.0'],
    },
    {
      name: 'a removed block of one member leaves the others',
      declared: [wanted('fan', 'same', 'edge-prod', true)],
      rows: [
        { address: 'fan["edge-dev"]', name: 'same', project: 'edge-dev' },
        { address: 'fan["edge-prod"]', name: 'same', project: 'edge-prod' },
      ],
      more: { removed: [{ clone: 'fan["edge-dev"]', place: PLACE }] },
      expected: ['forget · removed_block fan["edge-dev"]', 'noop · unchanged fan["edge-prod"]'],
    },
    {
      name: 'a removed block of an id lets all members go',
      declared: [],
      rows: [
        { address: 'fan["edge-dev"]', name: 'same', project: 'edge-dev' },
        { address: 'fan["edge-prod"]', name: 'same', project: 'edge-prod' },
      ],
      more: { removed: [{ clone: 'fan', place: PLACE }] },
      expected: ['forget · removed_block fan["edge-dev"]', 'forget · removed_block fan["edge-prod"]'],
    },
  ];
  test.each(cases)('$name', ({ declared, rows, more, expected }) => {
    const plan = planWorld(world(declared, rows, more));
    expect(plan.diagnostics).toEqual([]);
    expect(picture(plan).toSorted()).toEqual(expected.toSorted());
  });

  test('what is gone is the same clone, too: it is made again under the new address', () => {
    const facts = world([wanted('fresh', 'same', 'edge-dev')], [one]);
    const plan = planWorld({ ...facts, objects: [], gone: ['u-same-edge-dev-1.0.0'] });
    expect(picture(plan)).toEqual(['move · same_object fresh', 'create · gone fresh']);
  });

  test('a move says where it comes from', () => {
    const plan = planWorld(
      world([wanted('fresh', 'same', 'edge-dev')], [one], {
        moved: [moved('old', 'middle'), moved('middle', 'fresh')],
      }),
    );
    expect(plan.changes.map(({ movedFrom }) => movedFrom)).toEqual(['old']);
  });
});

describe('a block that cannot be followed is an error', () => {
  const dev: Recorded = { address: 'old["edge-dev"]', name: 'same', project: 'edge-dev' };
  const prod: Recorded = { address: 'old["edge-prod"]', name: 'same', project: 'edge-prod' };
  const cases = [
    {
      name: 'two recorded clones cannot be one',
      declared: [wanted('fresh', 'same', 'edge-dev')],
      rows: [
        { address: 'old', name: 'other', project: 'edge-dev' },
        { address: 'fresh', name: 'same', project: 'edge-dev' },
      ],
      block: moved('old', 'fresh'),
      code: 'plan/moved-clash',
      message: 'old cannot become fresh: both are recorded',
      hint: "remove the block, or remove one of the two from state: cloneform state rm 'fresh'",
    },
    {
      name: 'two clones of one project cannot be one member',
      declared: [wanted('fan', 'same', 'edge-dev', true)],
      rows: [{ address: 'old', name: 'other', project: 'edge-dev' }, dev],
      block: moved('old', 'fan'),
      code: 'plan/moved-clash',
      message: 'old["edge-dev"] cannot become fan["edge-dev"]: both are recorded',
      hint: `remove the block, or remove one of the two from state: cloneform state rm 'fan["edge-dev"]'`,
    },
    {
      name: 'several projects do not fit into one clone that is in none of them',
      declared: [wanted('fresh', 'same', 'platform')],
      rows: [dev, prod],
      block: moved('old', 'fresh'),
      code: 'plan/moved-where',
      message: 'old has clones in several projects, and fresh is in none of them',
      hint: `name the clone that moves, for example from: 'old["edge-dev"]'`,
    },
    {
      name: 'a clone has no place in a fan-out without its project',
      declared: [wanted('fan', 'same', 'edge-prod', true), wanted('fan', 'same', 'platform', true)],
      rows: [{ address: 'old', name: 'same', project: 'edge-dev' }],
      block: moved('old', 'fan'),
      code: 'plan/moved-where',
      message: 'old is in project "edge-dev", but fan has no clone there',
      hint: `name the target clone, for example to: 'fan["edge-prod"]'`,
    },
  ] as const;
  test.each(cases)('$name', ({ declared, rows, block, code, message, hint }) => {
    const { diagnostics } = planWorld(world(declared, rows, { moved: [block] }));
    expect(diagnostics.filter((one) => one.code === code)).toEqual([
      { code, severity: 'error', message, place: PLACE, hint },
    ]);
  });

  test('of several projects, the one that fits moves', () => {
    const plan = planWorld(
      world([wanted('fresh', 'same', 'edge-prod')], [dev, prod], { moved: [moved('old', 'fresh')] }),
    );
    expect(plan.diagnostics).toEqual([]);
    expect(picture(plan)).toContain('move · moved_block fresh');
    expect(plan.changes.find(({ address }) => address === 'fresh')?.movedFrom).toBe('old["edge-prod"]');
  });
});
