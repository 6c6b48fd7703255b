// What becomes of one declared clone: in one change, or in two where state changes first; and what is drift.
import { describe, expect, test } from 'vitest';
import type { ObservedObject } from '../../src/model/observed.ts';
import { intended, type PlannedChange } from '../../src/plan/change.ts';
import type { Decision } from '../../src/plan/rules/declared.ts';
import { BASE } from '../support/a-world.ts';
import {
  atVersion,
  decideOne,
  FAILING,
  FITTING,
  GONE,
  NO_SOURCE,
  named,
  supersededRow,
  UPGRADED,
} from '../support/clone-cases.ts';
import { AS_MADE, digestOf, having, type OneClone, writtenWith } from '../support/one-clone.ts';

const [one] = BASE;

/** Each change: what it is, why, and by what it is blocked first. */
function lines({ changes }: Pick<Decision, 'changes'>): readonly string[] {
  return changes.map((change) => {
    const by = change.kind === 'blocked' ? ` [${change.blockers[0].by}]` : '';
    return `${intended(change).kind} · ${intended(change).reason}${by}`;
  });
}
const revisions = ({ changes }: Decision) => changes.map((change) => intended(change).recorded?.revision);

describe('a clone that is not there to be looked at', () => {
  test.each<[string, OneClone, string]>([
    ['that was refused', { world: { unreadable: ['u-edge'] } }, 'Forbidden: not allowed'],
    ['that nobody read', { world: { observed: { objects: new Map() } } }, 'NotRead: it was not read'],
  ])('%s waits, and so does what copies it', (_, facts, why) => {
    const { changes, upstream } = decideOne(facts);
    expect(lines({ changes })).toEqual(['noop · unchanged [unreadable]']);
    expect(obstacles(changes)).toEqual([`the clone could not be read: ${why}`]);
    expect(upstream).toMatchObject({ current: null, missing: { unreadable: true, detail: why } });
  });

  const gone: OneClone = { world: GONE };
  const drift = [
    { address: 'edge', kind: 'gone', detail: 'edge 1.0.0 (UID u-edge) is no longer in Palette' },
  ];

  test('is made again once it is gone, which is drift', () => {
    const decision = decideOne(gone);
    expect(lines(decision)).toEqual(['create · gone']);
    expect(decision.drift).toEqual(drift);
  });

  test('is new where nothing is recorded, without drift', () => {
    const decision = decideOne(gone, false);
    expect(lines(decision)).toEqual(['create · new']);
    expect(decision.drift).toEqual([]);
  });

  const beside = { ...AS_MADE, uid: 'u-other' };
  test.each<[string, OneClone, readonly string[]]>([
    ['is taken over', { clone: { adopt: true }, world: { objects: [beside] } }, ['adopt · equal_content']],
    [
      'is taken over and then made as declared',
      { clone: { adopt: true, target: { labels: { a: 'b' } } }, world: { objects: [beside] } },
      ['adopt · equal_content', 'update_metadata · metadata'],
    ],
    [
      'is not taken over with other content',
      { clone: { adopt: true }, world: { objects: [{ ...beside, ...having('a: 8') }] } },
      ['adopt · equal_content [content_differs]'],
    ],
  ])('%s', (_, facts, expected) => {
    const decision = decideOne({
      ...facts,
      world: { ...facts.world, gone: ['u-edge'], unlisted: ['u-edge'] },
    });
    expect(lines(decision)).toEqual(expected);
    expect(decision.drift).toEqual(drift);
    if (decision.changes.length > 1) expect(revisions(decision)[1]).toBeUndefined();
  });
});

function obstacles(changes: readonly PlannedChange[]): readonly string[] {
  return changes.flatMap((change) =>
    change.kind === 'blocked' ? change.blockers.map(({ detail }) => detail) : [],
  );
}

describe('a clone that is there', () => {
  test.each<[string, OneClone, readonly string[]]>([
    [
      'whose project is not',
      { clone: { target: { project: 'edge-dve' } } },
      ['noop · unchanged [project_missing]'],
    ],
    ['renamed in Palette, is named back', { seen: named('other') }, ['update_metadata · metadata']],
    [
      'renamed in Palette and in its declaration',
      { seen: named('other'), clone: { target: { name: 'other' } } },
      ['record · metadata'],
    ],
    [
      'renamed in Palette to another name than in its declaration',
      { seen: named('other'), clone: { target: { name: 'third' } } },
      ['replace · target_changed'],
    ],
    [
      'with another version in Palette and in its declaration',
      { seen: named('edge', '1.1.0'), clone: { target: { version: '1.1.0' } } },
      ['record · metadata'],
    ],
    [
      'with another version in Palette than in its declaration',
      { seen: named('edge', '1.1.0'), clone: { target: { version: '1.2.0' } } },
      ['create_version · new_version'],
    ],
    [
      'with another version in Palette than declared and recorded',
      { seen: named('edge', '1.1.0') },
      ['update_metadata · metadata'],
    ],
    [
      'renamed in Palette and in its declaration, which wants another version too',
      { seen: named('other', '1.1.0'), clone: { target: { name: 'other' } } },
      ['record · metadata', 'create_version · new_version'],
    ],
    [
      'renamed in both, and blocked',
      {
        seen: { ...named('other'), hasDraft: true },
        clone: { ...UPGRADED, target: { name: 'other' } },
      },
      ['update_content · source_upgraded [clone_edited]'],
    ],
    [
      'renamed in both, and written in place',
      { seen: named('other'), clone: { ...UPGRADED, target: { name: 'other' } } },
      ['update_content · source_upgraded'],
    ],
    [
      'renamed in both, and created again',
      { seen: named('other'), clone: { ...UPGRADED, mirrorBy: 'recreate', target: { name: 'other' } } },
      ['record · metadata', 'recreate · source_upgraded'],
    ],
    [
      'with a name of its own in its declaration',
      { clone: { target: { name: 'other' } } },
      ['replace · target_changed'],
    ],
    [
      'whose declaration asks for a source that does not exist',
      { clone: { source: { version: '9.0.0' } } },
      ['noop · unchanged [source_missing]'],
    ],
    ['whose source was deleted', { world: NO_SOURCE }, ['noop · unchanged']],
    [
      'whose source was deleted, a mirror',
      { clone: { content: 'mirror' }, world: NO_SOURCE },
      ['noop · unchanged'],
    ],
    [
      'whose source was deleted, with new overrides',
      { clone: { overrides: FITTING }, world: NO_SOURCE },
      ['noop · unchanged [source_missing]'],
    ],
    [
      'whose source was deleted, and whose edit is to be discarded',
      { text: 'a: 9', options: { revert: ['edge'] }, world: NO_SOURCE },
      ['noop · unchanged [source_missing]'],
    ],
    ['whose source cannot be read', { world: { unreadable: ['u-base-1'] } }, ['noop · unchanged']],
    [
      'whose source cannot be read, a mirror',
      { clone: { content: 'mirror' }, world: { unreadable: ['u-base-1'] } },
      ['noop · unchanged [unreadable]'],
    ],
    [
      'whose source is yet to be read, a mirror',
      { clone: { content: 'mirror' }, world: { objects: [{ ...one, digest: null, content: null }] } },
      ['noop · unchanged'],
    ],
    [
      'with overrides that no longer fit the edited source, a mirror',
      {
        clone: { content: 'mirror', overrides: FAILING },
        row: { overrides: { ...writtenWith(FITTING, one).overrides, digest: FAILING.digest } },
        source: 'a: 7',
      },
      ['noop · unchanged [override_failed]'],
    ],
    [
      'the same, a snapshot',
      {
        clone: { overrides: FAILING },
        row: { overrides: { ...writtenWith(FITTING, one).overrides, digest: FAILING.digest } },
        source: 'a: 7',
      },
      ['noop · unchanged'],
    ],
    [
      'with overrides that stand, which are not rendered',
      {
        clone: { content: 'mirror', overrides: FAILING },
        text: 'a: 1\nb: 2',
        row: {
          ...writtenWith(FITTING, one),
          overrides: { ...writtenWith(FITTING, one).overrides, digest: FAILING.digest },
        },
      },
      ['noop · unchanged'],
    ],
  ])('%s', (_, facts, expected) => {
    const decision = decideOne(facts);
    expect(lines(decision)).toEqual(expected);
    if (decision.changes.length > 1) expect(revisions(decision)).toEqual([1, undefined]);
  });

  test('has its drift told, also where it moves or waits', () => {
    const edited: OneClone = { text: 'a: 9' };
    const kinds = (facts: OneClone): readonly string[] => decideOne(facts).drift.map(({ kind }) => kind);
    expect(kinds(edited)).toEqual(['clone_edited']);
    expect(kinds({ ...edited, clone: { target: { name: 'other' } } })).toEqual(['clone_edited']);
    expect(kinds({ ...edited, clone: { target: { version: '2.0.0' } } })).toEqual(['clone_edited']);
    expect(kinds({ ...edited, clone: { source: { version: '9.0.0' } } })).toEqual(['clone_edited']);
  });
});

describe('a version that is wanted again', () => {
  const current = atVersion('2.0.0', { uid: 'u-edge' });
  const back = (old: ObservedObject, facts: OneClone = {}): OneClone => ({
    ...facts,
    seen: { key: current.key, ...facts.seen },
    row: { key: current.key, declaredVersion: '2.0.0', revision: 4, ...facts.row },
    world: {
      ...facts.world,
      rows: [supersededRow(old), ...(facts.world?.rows ?? [])],
      objects: [old, ...(facts.world?.objects ?? [])],
    },
  });

  test('is current again, and the other one superseded', () => {
    const decision = decideOne(back(atVersion('1.0.0')));
    expect(lines(decision)).toEqual(['reinstate · reinstated']);
    expect(decision.superseded.map(({ address, uid }) => [address, uid])).toEqual([['edge@2.0.0', 'u-edge']]);
    expect(decision.upstream.current?.uid).toBe('u-1.0.0');
    expect(decision.upstream.older.map(({ uid }) => uid)).toEqual(['u-edge']);
  });

  const moved = back(atVersion('1.0.0'), {
    seen: named('next'),
    row: { key: { ...AS_MADE.key, name: 'next' } },
  });

  test('is current again also under the name that the clone had before', () => {
    const decision = decideOne(moved);
    expect(lines(decision)).toEqual(['reinstate · reinstated']);
    expect(decision.superseded.map(({ key }) => key.name)).toEqual(['next']);
    expect(decision.upstream.older).toEqual([]);
  });

  test('waits there where an accepted edit would be left behind', () => {
    const accepted = { digest: digestOf('a: 5'), remarks: { accepted: digestOf('a: 5') } };
    const { changes } = decideOne({ ...moved, text: 'a: 5', row: { ...moved.row, ...accepted } });
    expect(lines({ changes })).toEqual(['replace · target_changed [key_taken]']);
    expect(obstacles(changes)[1]).toContain('a manual edit of this clone was accepted');
  });

  test('is then made as declared', () => {
    const decision = decideOne(back(atVersion('1.0.0'), { clone: { target: { labels: { a: 'b' } } } }));
    expect(lines(decision)).toEqual(['reinstate · reinstated', 'update_metadata · metadata']);
    expect(revisions(decision)).toEqual([1, undefined]);
  });

  test('is not made once more where it cannot be read', () => {
    const decision = decideOne(
      back(atVersion('1.0.0'), { text: 'a: 9', world: { unreadable: ['u-1.0.0'] } }),
    );
    expect(lines(decision)).toEqual(['noop · unchanged [unreadable]']);
    expect(decision.drift.map(({ kind }) => kind)).toEqual(['clone_edited']);
    expect(decision.upstream.current?.uid).toBe('u-edge');
  });

  test('is made once more where it is gone', () => {
    const decision = decideOne(
      back(atVersion('1.0.0'), { world: { gone: ['u-1.0.0'], unlisted: ['u-1.0.0'] } }),
    );
    expect(lines(decision)).toEqual(['create_version · new_version']);
  });

  test('has its drift told beside that of the other one', () => {
    const decision = decideOne(back(atVersion('1.0.0', having('a: 8')), { text: 'a: 9' }));
    expect(decision.drift.map(({ kind }) => kind)).toEqual(['clone_edited']);
    const recordedOld = supersededRow(atVersion('1.0.0'));
    const both = decideOne({
      ...back(atVersion('1.0.0', having('a: 8')), { text: 'a: 9' }),
      world: { rows: [recordedOld], objects: [atVersion('1.0.0', having('a: 8'))] },
    });
    expect(both.drift.map(({ kind }) => kind)).toEqual(['clone_edited', 'clone_edited']);
  });

  test('may be followed by a newer one, beside both', () => {
    const facts = back(atVersion('1.0.0'), {
      clone: { content: 'mirror', mirrorBy: 'newVersion' },
      source: 'a: 7',
    });
    const decision = decideOne(facts);
    expect(lines(decision)).toEqual(['reinstate · reinstated', 'create_version · source_edited']);
    expect(decision.superseded.map(({ address }) => address)).toEqual(['edge@1.0.0', 'edge@2.0.0']);
    expect(decision.upstream.older.map(({ uid }) => uid)).toEqual(['u-1.0.0', 'u-edge']);
  });

  test('keeps away versions of another place', () => {
    const elsewhere = { ...atVersion('0.9.0'), key: { ...AS_MADE.key, name: 'was', version: '0.9.0' } };
    const facts = back(atVersion('1.0.0'), {
      world: { rows: [supersededRow(elsewhere)], objects: [elsewhere] },
    });
    const { superseded: older, upstream } = decideOne(facts);
    expect(older.map(({ uid }) => uid)).toEqual(['u-0.9.0', 'u-edge']);
    expect(upstream.older.map(({ uid }) => uid)).toEqual(['u-edge']);
  });
});
