// Recorded clones that no declaration has as its own: those of projects that a declaration no longer selects, and those that nobody declares.
import { describe, expect, test } from 'vitest';
import type { OnLeave, ResolvedSelector } from '../../src/model/desired.ts';
import type { ListedProject } from '../../src/model/project.ts';
import { intended } from '../../src/plan/change.ts';
import { makePlanningContext } from '../../src/plan/planning-context.ts';
import { decideAway } from '../../src/plan/rules/away.ts';
import { aClone, aDesired, anObject, aRow, inputOf, PLACE, type WorldFacts } from '../support/a-world.ts';

const edge = anObject({ uid: 'u-edge', name: 'edge', version: '1.0.0', project: 'edge-dev' });
const row = aRow('fleet["edge-dev"]', edge);
const listed = (name: string, facts: Partial<ListedProject> = {}): ListedProject => ({
  uid: `p-${name}`,
  name,
  tags: {},
  isDisabled: false,
  ...facts,
});

interface Fleet {
  readonly onLeave?: OnLeave;
  /** Projects that are selected. */
  readonly selected?: readonly string[];
  readonly match?: readonly string[];
  readonly projects?: readonly ListedProject[];
  readonly id?: string;
}

function decide(
  {
    onLeave = 'block',
    selected = [],
    match = ['prod-*'],
    projects = [listed('edge-dev')],
    id = 'fleet',
  }: Fleet,
  facts: WorldFacts = { objects: [edge] },
  recorded = row,
) {
  const selector: ResolvedSelector = {
    id,
    selector: { match, tags: {}, exclude: [] },
    onLeave,
    allowEmpty: false,
    projects: selected.map((name) => listed(name)),
    disabled: [],
    named: [],
    place: { ...PLACE, file: 'fleet.yaml', line: 7 },
  };
  const desired = { ...aDesired(aClone('keep')), selection: { projects, selectors: [selector] } };
  const planning = makePlanningContext(inputOf({ desired, rows: [recorded], ...facts }), [recorded]);
  const planned = decideAway(planning, recorded);
  const change = intended(planned);
  return {
    what: `${change.kind} ${change.reason}`,
    seen: 'seen' in change ? change.seen : undefined,
    blockers: planned.kind === 'blocked' ? planned.blockers : [],
  };
}

const used = anObject({
  uid: 'u-edge',
  name: 'edge',
  version: '1.0.0',
  project: 'edge-dev',
  clusters: ['one'],
});
const unread = {
  by: 'unreadable',
  detail: 'the clone could not be read: Forbidden: not allowed',
  hint: 'an object that cannot be read is never treated as deleted; try again, or check the permissions of this key',
};

describe('a clone whose project is no longer selected', () => {
  const left = {
    by: 'project_left',
    detail: 'fleet no longer selects project "edge-dev": its name fits no glob of match',
    hint: 'select it again (fleet.yaml:7), or decide what becomes of its clone: onLeave: forget keeps it in Palette, onLeave: delete deletes it',
  };
  test.each<[string, OnLeave, WorldFacts, string, readonly object[]]>([
    ['is held', 'block', { objects: [edge] }, 'delete project_left', [left]],
    [
      'is held for that reason alone, whoever uses it',
      'block',
      { objects: [used] },
      'delete project_left',
      [left],
    ],
    [
      'is held, and cannot be read',
      'block',
      { unreadable: ['u-edge'] },
      'delete project_left',
      [unread, left],
    ],
    ['is forgotten where it is gone', 'block', { gone: ['u-edge'] }, 'forget_gone gone', []],
    ['is let go of', 'forget', { objects: [edge] }, 'let_go project_left', []],
    ['is let go of, read or not', 'forget', { unreadable: ['u-edge'] }, 'let_go project_left', []],
    ['is let go of, though nobody read it', 'forget', {}, 'let_go project_left', []],
    ['is forgotten as gone', 'forget', { gone: ['u-edge'] }, 'forget_gone gone', []],
    ['is deleted', 'delete', { objects: [edge] }, 'delete project_left', []],
    [
      'is not deleted while clusters use it',
      'delete',
      { objects: [used] },
      'delete project_left',
      [{ by: 'in_use' }],
    ],
    ['is not deleted unread', 'delete', { unreadable: ['u-edge'] }, 'delete project_left', [unread]],
    ['is forgotten, not deleted', 'delete', { gone: ['u-edge'] }, 'forget_gone gone', []],
  ])('%s (%s)', (_, onLeave, facts, what, blockers) => {
    const found = decide({ onLeave }, facts);
    expect(found.what).toBe(what);
    expect(found.blockers).toMatchObject(blockers);
    expect(found.blockers).toHaveLength(blockers.length);
  });

  test('is held without a reason where its selector would select it', () => {
    expect(decide({ match: [] }).blockers).toMatchObject([
      { detail: 'fleet no longer selects project "edge-dev"' },
    ]);
  });
});

test('a clone in a disabled project is left alone, unread', () => {
  const projects = [listed('edge-dev', { isDisabled: true })];
  expect(decide({ onLeave: 'delete', projects })).toEqual({
    what: 'noop project_disabled',
    seen: null,
    blockers: [],
  });
});

test('a clone in a project that the list does not have is held, as it may be there', () => {
  expect(decide({ onLeave: 'delete', projects: [] })).toMatchObject({
    what: 'delete project_left',
    blockers: [
      {
        by: 'unreadable',
        detail: 'its project "edge-dev" is not in the list of projects, but its clone may still exist',
        hint: 'check the permissions of this key in that project',
      },
    ],
  });
});

test('a second clone in a selected project is held', () => {
  expect(decide({ onLeave: 'delete', selected: ['edge-dev'] })).toMatchObject({
    what: 'delete project_left',
    blockers: [
      {
        by: 'project_left',
        detail: 'project "edge-dev" has another clone of fleet',
        hint: `to stop managing this one, run cloneform state rm 'fleet["edge-dev"]'`,
      },
    ],
  });
});

describe('a clone that nobody declares', () => {
  test.each<[string, WorldFacts, string, readonly object[]]>([
    ['is deleted', { objects: [edge] }, 'delete not_declared', []],
    ['is forgotten where it is gone', { gone: ['u-edge'] }, 'forget_gone gone', []],
    ['is not deleted where it cannot be read', { unreadable: ['u-edge'] }, 'delete not_declared', [unread]],
    [
      'is not deleted where it was not read',
      {},
      'delete not_declared',
      [{ by: 'unreadable', detail: 'the clone could not be read: NotRead: it was not read' }],
    ],
    ['is not deleted while clusters use it', { objects: [used] }, 'delete not_declared', [{ by: 'in_use' }]],
  ])('%s', (_, facts, what, blockers) => {
    const found = decide({ id: 'other' }, facts);
    expect(found.what).toBe(what);
    expect(found.blockers).toMatchObject(blockers);
    expect(found.blockers).toHaveLength(blockers.length);
  });

  test('is not deleted while it is protected', () => {
    const found = decide({ id: 'other' }, { objects: [edge] }, { ...row, isProtected: true });
    expect(found.blockers).toMatchObject([{ by: 'protected' }]);
  });
});
