// One natural key, one clone: our own object under another name, and two clones that come to the same.
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../src/inventory/digest.ts';
import { makePlan } from '../../src/plan/make-plan.ts';
import {
  aClone,
  aDesired,
  anObject,
  aRow,
  inputOf,
  picture,
  planWorld,
  type WorldFacts,
} from '../support/a-world.ts';

const edge = anObject({ uid: 'u-edge', name: 'edge', version: '1.0.0', project: 'edge-dev' });
const called = (name: string, version = '1.0.0', more: Partial<Parameters<typeof anObject>[0]> = {}) =>
  anObject({ uid: 'u-edge', name, version, project: 'edge-dev', ...more });

describe('renamed or re-versioned in Palette, then declared so', () => {
  const cases: readonly {
    readonly name: string;
    readonly world: WorldFacts;
    readonly expected: readonly string[];
  }[] = [
    {
      name: 'another name: only the record moves',
      world: {
        desired: aDesired(aClone('edge', { target: { name: 'other' } })),
        rows: [aRow('edge', edge)],
        objects: [called('other')],
      },
      expected: ['update · metadata edge'],
    },
    {
      name: 'another version: only the record moves',
      world: {
        desired: aDesired(aClone('edge', { target: { version: '1.5.0' } })),
        rows: [aRow('edge', edge)],
        objects: [called('edge', '1.5.0')],
      },
      expected: ['update · metadata edge'],
    },
    {
      name: 'another name and a higher declared version: a version beside it',
      world: {
        desired: aDesired(aClone('edge', { target: { name: 'other', version: '2.0.0' } })),
        rows: [aRow('edge', edge)],
        objects: [called('other')],
      },
      expected: ['update · metadata edge', 'create · new_version edge', 'noop · unchanged edge@1.0.0'],
    },
    {
      name: 'another name and other content: one change does both',
      world: {
        desired: aDesired(aClone('edge', { content: 'mirror', target: { name: 'other' } })),
        rows: [aRow('edge', edge)],
        objects: [called('other', '1.0.0', { text: 'b: 9' })],
      },
      expected: ['update · clone_edited edge'],
    },
    {
      name: 'another name and recreate: first the record, then the replace',
      world: {
        desired: aDesired(
          aClone('edge', { content: 'mirror', mirrorBy: 'recreate', target: { name: 'other' } }),
        ),
        rows: [aRow('edge', edge)],
        objects: [called('other', '1.0.0', { text: 'b: 9' })],
      },
      expected: ['update · metadata edge', 'replace · clone_edited edge'],
    },
    {
      name: 'another address as well: a move, and the record',
      world: {
        desired: aDesired(aClone('fresh', { target: { name: 'other' } })),
        rows: [aRow('edge', edge)],
        objects: [called('other')],
      },
      expected: ['move · same_object fresh', 'update · metadata fresh'],
    },
    {
      name: 'not declared so: it is named back',
      world: {
        desired: aDesired(aClone('edge')),
        rows: [aRow('edge', edge)],
        objects: [called('other')],
      },
      expected: ['update · metadata edge'],
    },
  ];
  test.each(cases)('$name', ({ world, expected }) => {
    expect(picture(planWorld(world))).toEqual(expected);
  });

  test('the record says what it becomes, and there is no drift', () => {
    const plan = planWorld(cases[0]?.world ?? {});
    expect(plan.changes[0]?.records).toEqual([{ what: 'name', from: 'edge', to: 'other' }]);
    expect(plan.drift).toEqual([]);
    const back = planWorld(cases.at(-1)?.world ?? {});
    expect(back.changes[0]?.records).toBeUndefined();
    expect(back.drift.map(({ kind }) => kind)).toEqual(['renamed']);
  });

  test('an older version of the clone that has the wanted name is no stranger', () => {
    const older = anObject({ uid: 'u-older', name: 'edge', version: '3.0.0', project: 'edge-dev' });
    const plan = planWorld({
      desired: aDesired(aClone('edge', { target: { version: '3.0.0' } })),
      rows: [
        aRow('edge', edge),
        aRow('edge@0.9.0', older, { key: { ...older.key, version: '0.9.0' }, status: 'superseded' }),
      ],
      objects: [edge, older],
    });
    expect(plan.changes.find(({ action }) => action === 'blocked')).toMatchObject({
      blockedBy: 'key_taken',
      obstacles: [{ hint: expect.stringContaining('rename it back to edge 0.9.0') }],
    });
  });
});

describe('a clone that returns to a name under which a version of it still stands', () => {
  const older = anObject({ uid: 'u-older', name: 'was', version: '1.0.0', project: 'edge-dev' });
  const facts = {
    desired: aDesired(aClone('edge', { target: { name: 'was' } })),
    rows: [aRow('edge', edge), aRow('edge@1.0.0', older, { status: 'superseded' })],
    objects: [edge, older],
  };

  test('that version is current again, and the one that it leaves is deleted in a change of its own', () => {
    expect(picture(planWorld(facts))).toEqual([
      'move · reinstated edge',
      'delete · replaced edge@1.0.0+u-edge',
    ]);
  });

  test('an accepted edit of the one that it leaves blocks, and the message says what stands there', () => {
    const edited = anObject({
      uid: 'u-edge',
      name: 'edge',
      version: '1.0.0',
      project: 'edge-dev',
      text: 'b: 1',
    });
    const remarks = edited.digest === null ? {} : { accepted: edited.digest };
    const rows = [aRow('edge', edited, { remarks }), ...facts.rows.slice(1)];
    const plan = planWorld({ ...facts, rows, objects: [edited, older] });
    const blocked = plan.changes.find(({ action }) => action === 'blocked');
    expect(blocked?.blockers).toEqual(['key_taken', 'accepted_edit']);
    expect(blocked?.obstacles?.[0]?.detail).toBe(
      'was 1.0.0 is edge@1.0.0 (UID u-older), a superseded version of this clone',
    );
  });
});

describe('two clones that come to one key', () => {
  const fromSource = (id: string, profile: string, facts = {}) =>
    aClone(id, {
      source: { profile, version: '1.0.0' },
      target: { name: 'same', version: 'source' },
      ...facts,
    });
  const rival = anObject({ uid: 'u-rival', name: 'rival', version: '1.0.0' });
  const there = anObject({ uid: 'u-same', name: 'same', version: '1.0.0', project: 'edge-dev' });
  const taken = (line: string): string => `blocked · ${line.replace('?', 'key_taken')}`;

  test('through versions of two sources: the first is made', () => {
    const desired = aDesired(fromSource('a', 'base'), fromSource('b', 'rival'));
    expect(picture(planWorld({ desired, objects: [rival] }))).toEqual([
      'create · new a',
      taken('new b [?, would be create]'),
    ]);
  });

  test('when both would adopt one object: the first does', () => {
    const desired = aDesired(
      fromSource('a', 'base', { adopt: true }),
      fromSource('b', 'base', { adopt: true }),
    );
    expect(picture(planWorld({ desired, objects: [there] }))).toEqual([
      'adopt · equal_content a',
      taken('equal_content b [?, would be adopt]'),
    ]);
  });

  test('when one is named back to what the other is to be called', () => {
    const desired = aDesired(aClone('a', { target: { name: 'edge' } }), aClone('edge'));
    expect(picture(planWorld({ desired, rows: [aRow('edge', edge)], objects: [called('other')] }))).toEqual([
      taken('new a [?, would be create]'),
      'update · metadata edge',
    ]);
  });

  test('when the one that is there is blocked for another reason', () => {
    const desired = aDesired(
      aClone('a', { target: { name: 'edge' } }),
      aClone('edge', { source: { profile: 'nobody' } }),
    );
    const plan = planWorld({ desired, rows: [aRow('edge', edge)], objects: [edge] });
    expect(plan.changes.find(({ address }) => address === 'a')?.blockedBy).toBe('key_taken');
  });
});

test('two projects that swapped names: the way out is said, and it works', () => {
  const at = (project: string, uid: string) => anObject({ uid, name: 'edge', version: '1.0.0', project });
  const [dev, prod] = [at('edge-dev', 'u-dev'), at('edge-prod', 'u-prod')];
  const desired = aDesired(
    aClone('edge', { target: { project: 'edge-dev' } }, true),
    aClone('edge', { target: { project: 'edge-prod' } }, true),
  );
  const stamp = { tool: 't', createdAt: '2026-01-01T00:00:00.000Z', hash: sha256 };
  const planned = (rows: WorldFacts['rows'] & object) => {
    const input = inputOf({ desired, rows, objects: [dev, prod] });
    const projects = new Map(input.observed.projects);
    projects.set('edge-dev', 'p-edge-prod').set('edge-prod', 'p-edge-dev');
    return makePlan({ ...input, observed: { ...input.observed, projects } }, stamp);
  };
  const plan = planned([aRow('edge["edge-dev"]', dev), aRow('edge["edge-prod"]', prod)]);
  expect(plan.changes.map(({ blockedBy }) => blockedBy)).toEqual(['key_taken', 'key_taken']);
  expect(plan.changes[0]?.obstacles?.[0]?.hint).toContain(
    `cloneform state mv 'edge["edge-dev"]' 'edge-swap' && cloneform state mv 'edge["edge-prod"]' 'edge["edge-dev"]' && cloneform state mv 'edge-swap' 'edge["edge-prod"]'`,
  );
  const swapped = planned([aRow('edge["edge-dev"]', prod), aRow('edge["edge-prod"]', dev)]);
  expect(picture(swapped)).toEqual([
    'update · metadata edge["edge-dev"]',
    'update · metadata edge["edge-prod"]',
  ]);
  expect(swapped.changes[0]?.records).toEqual([{ what: 'project', from: 'edge-prod', to: 'edge-dev' }]);
});
