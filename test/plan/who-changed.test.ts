// Who did it: which object each drift is about, from when on, and which entry of an audit explains it.
import { describe, expect, test } from 'vitest';
import { formatAddress } from '../../src/model/address.ts';
import type { RecordedClone } from '../../src/model/recorded.ts';
import type { ChangeEntry, Drift, Plan } from '../../src/plan/plan.ts';
import { driftedObjects, explaining, withAuthors } from '../../src/plan/who-changed.ts';
import { aClone, aDesired, anObject, aRow, planWorld } from '../support/a-world.ts';

const edge = anObject({ uid: 'u-edge', name: 'edge', version: '1.0.0', project: 'edge-dev' });

/** Seconds after the clone was recorded. */
function at(seconds: number): string {
  return new Date(Date.parse('2026-01-01T12:00:00.000Z') + seconds * 1000).toISOString();
}

function recorded(address: string, facts: Partial<RecordedClone> = {}): RecordedClone {
  return aRow(address, edge, { lastModified: at(0), ...facts });
}

function aDrift(address: string, kind: Drift['kind']): Drift {
  return { address: formatAddress(address, null), kind, detail: '' };
}

/** A change that looked at an object, which was changed last at that moment. */
function saw(address: string, uid: string | null, lastModified = at(0), movedFrom?: string): ChangeEntry {
  const observed = uid === null ? null : { uid, lastModified };
  return {
    address,
    preconditions: { observed },
    ...(movedFrom === undefined ? {} : { movedFrom }),
  } as unknown as ChangeEntry;
}

function found(
  drift: readonly Drift[],
  changes: readonly ChangeEntry[],
  clones: readonly RecordedClone[] = [recorded('edge')],
) {
  return driftedObjects({ drift, changes }, { clones });
}

/** The moment from which on an entry may explain the drift, in seconds after the clone was recorded. */
function since(drift: readonly Drift[], changes: readonly ChangeEntry[]): readonly number[] {
  return found(drift, changes).flatMap((object) =>
    object.drift.map((one) => (one.since - Date.parse(at(0))) / 1000),
  );
}

describe('the object that a drift is about', () => {
  test.each<[Drift['kind'], string, string | null]>([
    ['clone_edited', 'u-edge', 'p-edge-dev'],
    ['metadata_edited', 'u-edge', 'p-edge-dev'],
    ['renamed', 'u-edge', 'p-edge-dev'],
    ['unpublished', 'u-edge', 'p-edge-dev'],
    ['gone', 'u-edge', 'p-edge-dev'],
    ['source_edited', 'u-base-1', null],
    ['source_gone', 'u-base-1', null],
  ])('%s: %s', (kind, uid, projectUid) => {
    const drift = aDrift('edge', kind);
    expect(found([drift], [saw('edge', 'u-edge')])).toMatchObject([
      { uid, scope: { projectUid }, drift: [{ drift }] },
    ]);
  });

  test('is asked about once, for all that drifted', () => {
    const both = [aDrift('edge', 'source_edited'), aDrift('other', 'source_edited')];
    const clones = [recorded('edge'), recorded('other', { uid: 'u-other' })];
    const [object, ...others] = found(both, [], clones);
    expect(others).toEqual([]);
    expect(object?.drift.map(({ drift }) => drift)).toEqual(both);
  });

  test('is distinguished from others', () => {
    const drift = [aDrift('edge', 'clone_edited'), aDrift('edge', 'source_edited')];
    expect(found(drift, []).map(({ uid }) => uid)).toEqual(['u-edge', 'u-base-1']);
  });

  test('is not known for what is not recorded', () => {
    expect(found([aDrift('other', 'clone_edited')], [])).toEqual([]);
  });

  test('is recorded under the old address where a clone moves', () => {
    const changes = [
      saw('stays', null),
      saw('new', 'u-edge', at(0), 'edge'),
      saw('lost', null, at(0), 'nowhere'),
    ];
    expect(found([aDrift('new', 'clone_edited')], changes)).toMatchObject([{ uid: 'u-edge' }]);
    expect(found([aDrift('lost', 'clone_edited')], changes)).toEqual([]);
  });

  test('is that of the moved clone where its new address had another', () => {
    const clones = [recorded('edge'), recorded('new', { uid: 'u-other' })];
    const changes = [saw('new', 'u-edge', at(0), 'edge')];
    expect(found([aDrift('new', 'clone_edited')], changes, clones)).toMatchObject([{ uid: 'u-edge' }]);
  });
});

describe('the moment from which on it can have drifted', () => {
  test.each<[string, Drift['kind'], string | null, number]>([
    ['when it was recorded, where the object says the same', 'clone_edited', at(0), 0],
    ['when it was recorded, where the object was not read', 'clone_edited', null, 0],
    ['when it was recorded, where the object says an earlier moment', 'clone_edited', at(-300), 0],
    ['when it was recorded, where the object was changed within a minute', 'clone_edited', at(59), 0],
    ['a minute before the object was changed last', 'clone_edited', at(90), 30],
    ['when it was recorded, of a source', 'source_edited', at(90), 0],
    ['when it was recorded, of a source that is gone', 'source_gone', at(90), 0],
  ])('is %s', (_, kind, lastModified, expected) => {
    const seen = lastModified === null ? saw('edge', null) : saw('edge', 'u-edge', lastModified);
    expect(since([aDrift('edge', kind)], [saw('other', 'u-other', at(900)), seen])).toEqual([expected]);
  });
});

describe('the entry that explains it', () => {
  const entry = (action: string, seconds: number, actor = 'ann') => ({ action, at: at(seconds), actor });
  const by = (kind: Drift['kind'], ...entries: readonly ReturnType<typeof entry>[]) =>
    explaining({ drift: aDrift('edge', kind), since: Date.parse(at(10)) }, entries);

  test.each<[string, Drift['kind'], ReturnType<typeof entry>, boolean]>([
    ['an update', 'clone_edited', entry('update', 20), true],
    ['a publish', 'clone_edited', entry('publish', 20), true],
    ['another action', 'metadata_edited', entry('action', 20), true],
    ['an update of the source', 'source_edited', entry('update', 20), true],
    ['a create is no edit', 'clone_edited', entry('create', 20), false],
    ['a delete is no edit', 'clone_edited', entry('delete', 20), false],
    ['an update that came before', 'clone_edited', entry('update', 5), false],
    ['an update of that very moment', 'clone_edited', entry('update', 10), false],
    ['a delete', 'gone', entry('delete', 20), true],
    ['a delete of the source', 'source_gone', entry('delete', 20), true],
    ['a delete, whenever its object was changed', 'gone', entry('delete', 5), true],
    ['an update of what is gone', 'gone', entry('update', 20), false],
    ['an update of a source that is gone', 'source_gone', entry('update', 20), false],
  ])('%s', (_, kind, one, expected) => {
    expect(by(kind, one)).toBe(expected ? one : undefined);
  });

  test('is the newest', () => {
    const newest = entry('update', 40, 'cem');
    expect(by('clone_edited', entry('update', 20), newest, entry('publish', 30))).toBe(newest);
    expect(by('clone_edited')).toBeUndefined();
  });
});

describe('a plan', () => {
  const plan: Plan = planWorld({
    desired: aDesired(aClone('edge')),
    rows: [aRow('edge', edge)],
    objects: [
      anObject({ uid: 'u-edge', name: 'other', version: '1.0.0', project: 'edge-dev', text: 'a: 9' }),
    ],
  });
  const [first, second] = plan.drift;

  test('says who changed what, as far as that is known', () => {
    if (first === undefined || second === undefined) throw new Error('nothing drifted');
    const named = withAuthors(plan, new Map([[second, { at: at(5), action: 'update', actor: 'ann' }]]));
    expect(named).toEqual({ ...plan, drift: [first, { ...second, changedBy: 'ann', changedAt: at(5) }] });
  });

  test('is the same where nobody knows', () => {
    expect(withAuthors(plan, new Map())).toBe(plan);
  });
});
