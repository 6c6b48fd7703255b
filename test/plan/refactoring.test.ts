// State by other names: what `moved` and `removed` blocks do, and clones that are declared under another address.
import { describe, expect, test } from 'vitest';
import type { Desired, DesiredClone } from '../../src/model/desired.ts';
import type { RecordedClone } from '../../src/model/recorded.ts';
import { judgeContent } from '../../src/plan/judge-content.ts';
import {
  aClone,
  aContent,
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
  readonly project: Project;
  readonly version?: string;
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

function world(
  declared: readonly DesiredClone[],
  rows: readonly Recorded[],
  more: Partial<Desired> = {},
): WorldFacts {
  const objects = rows.map(({ name, project, version = '1.0.0' }) =>
    anObject({ uid: `u-${name}-${project}-${version}`, name, version, project }),
  );
  return {
    desired: { ...aDesired(...declared), ...more },
    objects,
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

describe('content as it was planned', () => {
  const { digest, content } = anObject({ uid: 'u', name: 'n', version: '1.0.0' });
  const other = anObject({ uid: 'u', name: 'n', version: '1.0.0', text: 'a: 2' });
  /** The same values in another form, as Palette may write them back. */
  const rewritten = anObject({ uid: 'u', name: 'n', version: '1.0.0', text: 'a:  1' });
  const planned = digest ?? expect.fail('it was read whole');
  test.each([
    ['to the letter', { digest, content }, aContent(), { isSame: true, remarks: {} }],
    ['not read', { digest: null, content: null }, aContent(), { isSame: false, remarks: {} }],
    ['other values', other, aContent(), { isSame: false, remarks: { found: other.digest } }],
    [
      'in another form',
      rewritten,
      aContent(),
      { isSame: true, remarks: { rewritten: { of: planned, digest: rewritten.digest } } },
    ],
    [
      'in another form of what nobody knows',
      rewritten,
      null,
      { isSame: false, remarks: { found: rewritten.digest } },
    ],
    [
      'in another form, which was not read',
      { digest: rewritten.digest, content: null },
      aContent(),
      { isSame: false, remarks: { found: rewritten.digest } },
    ],
  ] as const)('%s', (_name, object, known, expected) => {
    expect(judgeContent(planned, known, object)).toEqual(expected);
  });
});
