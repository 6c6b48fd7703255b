// The parts that changes are made from: what stands in the way, and how clone and source are named where not all of them is known.
import { describe, expect, test } from 'vitest';
import { TENANT } from '../../src/model/natural-key.ts';
import type { Blocked, PlannedChange } from '../../src/plan/change.ts';
import type { BlockedBy, Blocker, ChangeEntry } from '../../src/plan/plan.ts';
import { makePlanningContext } from '../../src/plan/planning-context.ts';
import {
  blockChange,
  cloneDesired,
  clonePlanned,
  decided,
  sourceRecorded,
  withMembers,
} from '../../src/plan/rules/draft.ts';
import { aClone, aDesired, anObject, aRow, inputOf, planWorld, scopeOf } from '../support/a-world.ts';
import { AS_MADE, lastOf, planOne } from '../support/one-clone.ts';

const by = (name: BlockedBy): Blocker => ({ by: name, detail: name, hint: null });
const noop = {
  kind: 'noop',
  address: 'edge',
  reason: 'unchanged',
  uid: 'u-edge',
  recorded: null,
} as unknown as PlannedChange;
const names = (change: PlannedChange): readonly string[] =>
  change.kind === 'blocked' ? change.blockers.map((blocker) => blocker.by) : [];
const planning = makePlanningContext(inputOf({}), []);

describe('what stands in the way', () => {
  test('is in the order of precedence, whatever was found first', () => {
    const change = decided(noop as never, [by('preflight'), by('key_taken'), by('in_use')]);
    expect(names(change)).toEqual(['key_taken', 'in_use', 'preflight']);
    expect(change).toMatchObject({ change: noop, isFoundLast: false });
  });

  test('is nothing: then all that the change needs must be known', () => {
    expect(decided(noop as never, [])).toBe(noop);
    expect(() => decided({ ...noop, uid: null } as never, [])).toThrow(
      'edge is not blocked, but its uid is not known',
    );
  });

  test('is only seen in the whole plan', () => {
    const once = blockChange(noop, by('mass_delete'));
    expect(once).toMatchObject({ kind: 'blocked', change: noop, isFoundLast: true });
    expect(names(once)).toEqual(['mass_delete']);
  });

  test('is joined by what only the whole plan shows', () => {
    const before = decided(noop as never, [by('protected')]) as Blocked;
    const both = blockChange(before, by('key_taken'));
    expect(names(both)).toEqual(['key_taken', 'protected']);
    expect(both).toMatchObject({ change: noop, isFoundLast: false });
  });

  test('keeps other members of what it would be', () => {
    const blocked = blockChange(noop, by('policy'));
    expect(withMembers(blocked, { needs: [AS_MADE.uid as never] })).toEqual({
      ...blocked,
      change: { ...noop, needs: ['u-edge'] },
    });
    expect(withMembers(noop, { needs: [] })).toEqual({ ...noop, needs: [] });
  });
});

describe('a clone is named', () => {
  test.each([
    ['with the name that its project has now', AS_MADE.key, 'was', 'edge-dev'],
    [
      'with the recorded name of a project that is not there',
      { ...AS_MADE.key, projectUid: 'p-x' },
      'was',
      'was',
    ],
    ['without a project at tenant scope', { ...TENANT, name: 'edge', version: '1.0.0' }, 'was', null],
  ])('%s', (_, key, recorded, project) => {
    const { scope, projectUid, name, version } = key;
    expect(clonePlanned(planning, key, recorded)).toEqual({ name, version, scope, project, projectUid });
  });

  test.each([
    ['by its declaration', { project: 'edge-dev' }, 'p-edge-dev'],
    ['by its declaration where the project is not there', { project: 'nowhere' }, null],
    ['at tenant scope', { scope: 'tenant' as const, project: null }, null],
  ])('%s', (_, target, projectUid) => {
    const { desired } = { desired: aClone('edge', { target }) };
    expect(cloneDesired(planning, desired, '2.0.0')).toMatchObject({
      name: 'edge',
      version: '2.0.0',
      project: target.project,
      projectUid,
    });
  });
});

describe('a source is named', () => {
  const nothing = { uid: null, version: null, digest: null };
  const sourceOf = (clone: Parameters<typeof aClone>[1]): ChangeEntry['source'] | undefined =>
    planWorld({
      desired: aDesired(aClone('a', { source: { version: '9.0.0' } }), aClone('b', clone)),
    }).changes.find(({ address }) => address === 'b')?.source;

  test('by what the declaration says while it is missing', () => {
    expect(sourceOf({ source: { version: '9.0.0' } })).toEqual({
      ...nothing,
      name: 'base',
      scope: 'tenant',
      project: null,
      projectUid: null,
    });
    expect(sourceOf({ source: { profile: 'none', scope: 'project', project: 'edge-prod' } })).toEqual({
      ...nothing,
      name: 'none',
      scope: 'project',
      project: 'edge-prod',
      projectUid: 'p-edge-prod',
    });
    expect(sourceOf({ source: { profile: 'none', scope: 'project', project: 'nowhere' } })).toMatchObject({
      project: 'nowhere',
      projectUid: null,
    });
  });

  test('by the clone that is copied, which nothing makes', () => {
    expect(sourceOf({ chain: { clone: 'a' } })).toEqual({
      ...nothing,
      name: 'a',
      scope: 'project',
      project: 'edge-dev',
      projectUid: 'p-edge-dev',
      clone: 'a',
    });
  });

  test('by a clone that nobody declares, in the place of the copy', () => {
    expect(sourceOf({ chain: { clone: 'nobody' }, target: { project: 'edge-prod' } })).toEqual({
      ...nothing,
      name: 'nobody',
      scope: 'project',
      project: 'edge-prod',
      projectUid: 'p-edge-prod',
    });
  });

  test('by the clone that is copied, and waited for', () => {
    const { changes } = planWorld({ desired: aDesired(aClone('a'), aClone('b', { chain: { clone: 'a' } })) });
    const [first, second] = changes;
    expect(first).toMatchObject({ needs: [], source: { name: 'base', version: '1.2.0' } });
    expect(first?.source).not.toHaveProperty('clone');
    expect(second).toMatchObject({
      needs: ['a'],
      source: { uid: null, name: 'a', version: '1.0.0', clone: 'a' },
    });
    expect(second?.preconditions.source).toMatchObject({ uid: null });
  });

  test('by the name that its project has now, as recorded', () => {
    const row = aRow('edge', AS_MADE);
    const of = anObject({ uid: 'u-s', name: 's', version: '1.0.0', project: 'edge-prod' });
    const source = { ...row.source, ...scopeOf('edge-prod'), uid: of.uid };
    expect(sourceRecorded(planning, { ...row, source })).toEqual({ ...source, project: 'edge-prod' });
  });
});

test('a declaration that stamps its clones says where, and others do not', () => {
  expect(lastOf(planOne({ clone: { stamp: 'labels' } })).manages).toEqual({
    labels: null,
    description: null,
    stamp: 'labels',
  });
  expect(lastOf(planOne({})).manages).not.toHaveProperty('stamp');
});
