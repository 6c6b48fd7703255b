// A saved plan is applied only while all that it rests on is as it was: each thing that may have changed since, and what is said of it.
import { describe, expect, test } from 'vitest';
import type { OpenEntry } from '../../src/model/recorded.ts';
import { doubtfulKeys, findStale, neededKeys, neededObjects, neededScopes } from '../../src/plan/stale.ts';
import {
  aClone,
  aDesired,
  anEntry,
  anObject,
  aRow,
  BASE,
  type CloneFacts,
  planWorld,
  scopeOf,
} from '../support/a-world.ts';
import { type NowFacts, staleness } from '../support/staleness.ts';

const edge = anObject({ uid: 'u-edge', name: 'edge', version: '1.0.0', project: 'edge-dev' });
const row = aRow('edge', edge);
const key = edge.key;
const [base1] = BASE;
const failure = { code: 'Forbidden', message: 'not allowed' };

const pinned = (facts: CloneFacts = {}) => aClone('edge', { source: { version: '1.0.0' }, ...facts });
const create = planWorld({ desired: aDesired(pinned()) });
const edited = anObject({ uid: 'u-base-1', name: 'base', version: '1.0.0', text: 'a: 9' });

describe('a create', () => {
  test.each<[string, NowFacts, readonly string[]]>([
    ['nothing changed', {}, []],
    [
      'another run recorded the clone, and it has its place since',
      { rows: [row], objects: [edge] },
      ['plan/stale-row edge: another run has recorded it since (UID u-edge)'],
    ],
    ['its name was taken', { objects: [edge] }, ['plan/stale-key edge: edge 1.0.0 now exists (UID u-edge)']],
    [
      'its place cannot be read',
      { holder: failure },
      ['plan/unreadable edge: the list of its scope could not be read: Forbidden: not allowed'],
    ],
    [
      'its source has other content',
      { objects: [edited] },
      ['plan/stale-source edge: its source base 1.0.0 has changed since'],
    ],
    [
      'its source is a draft again',
      { objects: [{ ...base1, isPublished: false }] },
      ['plan/stale-publication edge: its source base 1.0.0 is no longer published'],
    ],
    [
      'the content of its source cannot be told',
      { objects: [{ ...base1, digest: null }] },
      ['plan/stale-publication edge: its source base 1.0.0 is no longer published'],
    ],
    [
      'its source cannot be read',
      { unreadable: ['u-base-1'] },
      ['plan/unreadable edge: its source base 1.0.0 could not be read: Forbidden: not allowed'],
    ],
  ])('%s', (_, now, expected) => {
    expect(staleness(create, now)).toEqual(expected);
  });

  test('its source is gone', () => {
    const plan = planWorld({ desired: aDesired(pinned()) });
    const stale = findStale(plan, {
      rows: [],
      openEntries: [],
      serverDate: null,
      object: () => ({ status: 'not_found' }),
      holder: () => null,
    });
    expect(stale).toMatchObject([
      { code: 'plan/stale-source', message: 'edge: its source base 1.0.0 is no longer in Palette' },
    ]);
  });

  const left = (facts: Partial<OpenEntry>): OpenEntry =>
    anEntry({ key: { ...key, name: 'other' }, address: row.address, ...facts });
  test.each<[string, boolean, OpenEntry]>([
    ['a create that was sent after the plan was made', true, left({ openedAt: '2026-01-01T00:00:01.000Z' })],
    ['a create that was in the journal then', false, left({ openedAt: create.createdAt })],
    [
      'an update that began after the plan was made',
      true,
      left({ kind: 'update', openedAt: '2026-01-01T00:00:01.000Z' }),
    ],
    ['an update that was in the journal then', false, left({ kind: 'update' })],
    [
      'a delete of a version of the clone',
      true,
      left({ kind: 'delete', address: 'edge@0.9.0' as OpenEntry['address'] }),
    ],
    ['a delete of another clone', false, left({ kind: 'delete', address: 'other' as OpenEntry['address'] })],
  ])('an interrupted run left %s: %s', (_, isStale, entry) => {
    expect(staleness(create, { operations: [entry] })).toEqual(
      isStale ? ['plan/stale-journal edge: another run has been interrupted here since'] : [],
    );
  });
});

describe('a change of an object', () => {
  const metadata = planWorld({
    desired: aDesired(pinned({ target: { labels: { team: 'x' } } })),
    rows: [row],
    objects: [edge],
  });

  test('there is such a change', () => {
    expect(metadata.changes.map(({ action, reason }) => `${action} ${reason}`)).toEqual(['update metadata']);
  });

  test.each<[string, NowFacts, readonly string[]]>([
    ['nothing changed', { rows: [row], objects: [edge] }, []],
    ['its row is gone', { objects: [edge] }, ['plan/stale-row edge: it is no longer recorded']],
    [
      'its row was written',
      { rows: [{ ...row, revision: 2 }], objects: [edge] },
      ['plan/stale-row edge: another run has updated its record since'],
    ],
    ['it is gone', { rows: [row] }, ['plan/stale-object edge: it is no longer in Palette']],
    [
      'it cannot be read',
      { rows: [row], unreadable: ['u-edge'] },
      ['plan/unreadable edge: it could not be read: Forbidden: not allowed'],
    ],
    [
      'its content was edited',
      { rows: [row], objects: [{ ...edge, digest: `sha256:${'2'.repeat(64)}` }] },
      ['plan/stale-object edge: its content has changed in Palette since'],
    ],
    [
      'its content cannot be told, and it shows another one',
      { rows: [row], objects: [{ ...edge, digest: null, shown: `sha256:${'2'.repeat(64)}` }] },
      ['plan/stale-object edge: its content has changed in Palette since'],
    ],
    [
      'its content cannot be told, and it shows the same',
      { rows: [row], objects: [{ ...edge, digest: null }] },
      [],
    ],
    [
      'it is a draft again',
      { rows: [row], objects: [{ ...edge, isPublished: false }] },
      ['plan/stale-publication edge: it is no longer published'],
    ],
    [
      'somebody began a draft of it',
      { rows: [row], objects: [{ ...edge, hasDraft: true }] },
      ['plan/stale-publication edge: a draft of it has been created since'],
    ],
    [
      'it has another name',
      { rows: [row], objects: [{ ...edge, key: { ...key, name: 'other' } }] },
      ['plan/stale-object edge: it is now named other 1.0.0 in Palette'],
    ],
    [
      'it has another version',
      { rows: [row], objects: [{ ...edge, key: { ...key, version: '2.0.0' } }] },
      ['plan/stale-object edge: it is now named edge 2.0.0 in Palette'],
    ],
    [
      'its labels changed',
      { rows: [row], objects: [{ ...edge, labels: { team: 'y' } }] },
      ['plan/stale-object edge: its labels have changed in Palette since'],
    ],
    [
      'its description changed',
      { rows: [row], objects: [{ ...edge, description: 'new' }] },
      ['plan/stale-object edge: its description has changed in Palette since'],
    ],
    [
      'blanks at the ends of its description',
      { rows: [row], objects: [{ ...edge, description: ' \n' }] },
      [],
    ],
    [
      'clusters use it, which such a change does not touch',
      { rows: [row], objects: [{ ...edge, inUse: { clusters: [{ uid: 'c', name: 'c' }], templates: [] } }] },
      [],
    ],
  ])('%s', (_, now, expected) => {
    expect(staleness(metadata, now)).toEqual(expected);
  });

  test('it was a draft, and was published since', () => {
    const draft = { ...edge, isPublished: false };
    const plan = planWorld({
      desired: aDesired(),
      rows: [row],
      objects: [draft],
      options: { destroy: true },
    });
    expect(staleness(plan, { rows: [row], objects: [edge] })).toEqual([
      'plan/stale-publication edge: it has been published since',
    ]);
  });

  test('one that had a draft may have it still', () => {
    const plan = planWorld({
      desired: aDesired(),
      rows: [row],
      objects: [{ ...edge, hasDraft: true }],
      options: { destroy: true },
    });
    expect(staleness(plan, { rows: [row], objects: [{ ...edge, hasDraft: true }] })).toEqual([]);
  });
});

describe('a change that clusters or templates notice', () => {
  const used = anObject({
    uid: 'u-edge',
    name: 'edge',
    version: '1.0.0',
    project: 'edge-dev',
    clusters: ['one'],
  });
  const plan = planWorld({
    desired: aDesired(),
    rows: [row],
    objects: [used],
    options: { destroy: true, allowDeleteInUse: true },
  });
  const now = (clusters: readonly string[], templates: readonly string[]) =>
    staleness(plan, {
      rows: [row],
      objects: [
        anObject({ uid: 'u-edge', name: 'edge', version: '1.0.0', project: 'edge-dev', clusters, templates }),
      ],
    });

  test('there is one', () => {
    expect(plan.changes.map(({ action }) => action)).toEqual(['delete']);
  });

  test('holds while the same use it, or fewer', () => {
    expect([now(['one'], []), now([], [])]).toEqual([[], []]);
  });

  test('does not hold once others do', () => {
    expect(now(['one', 'three', 'four'], [])).toEqual([
      'plan/stale-use edge: clusters have started to use it since: three, four',
    ]);
    expect(now(['one'], ['two', 'five'])).toEqual([
      'plan/stale-use edge: cluster templates have been linked to it since: two, five',
    ]);
  });

  test('names what has no name by its UID', () => {
    const inUse = {
      clusters: [...used.inUse.clusters, { uid: 'c-9', name: '' }],
      templates: used.inUse.templates,
    };
    expect(staleness(plan, { rows: [row], objects: [{ ...used, inUse }] })).toEqual([
      'plan/stale-use edge: clusters have started to use it since: c-9',
    ]);
  });
});

describe('a row that is forgotten because its object is gone', () => {
  const plan = planWorld({ desired: aDesired(), rows: [row], gone: ['u-edge'], options: { destroy: true } });

  test.each<[string, NowFacts, readonly string[]]>([
    ['it is gone still', { rows: [row] }, []],
    ['it is back', { rows: [row], objects: [edge] }, ['plan/stale-object edge: it is back in Palette']],
    [
      'it cannot be told',
      { rows: [row], unreadable: ['u-edge'] },
      ['plan/unreadable edge: it could not be read: Forbidden: not allowed'],
    ],
  ])('%s', (_, now, expected) => {
    expect(plan.changes.map(({ action, reason }) => `${action} ${reason}`)).toEqual(['forget gone']);
    expect(staleness(plan, now)).toEqual(expected);
  });

  test('is read where it was', () => {
    expect(neededObjects(plan)).toEqual([{ uid: 'u-edge', scope: key, known: null, gone: key }]);
  });
});

describe('a move', () => {
  const plan = planWorld({
    desired: aDesired(aClone('new', { target: { name: 'edge' }, source: { version: '1.0.0' } })),
    rows: [row],
    objects: [edge],
  });

  test.each<[string, NowFacts, readonly string[]]>([
    ['nothing changed', { rows: [row], objects: [edge] }, []],
    [
      'its new address was taken',
      { rows: [row, aRow('new', { ...edge, uid: 'u-other' })], objects: [edge] },
      ['plan/stale-row new: its new address has been taken since'],
    ],
    ['it is no longer recorded', { objects: [edge] }, ['plan/stale-row new: it is no longer recorded']],
  ])('%s', (_, now, expected) => {
    expect(plan.changes[0]?.action).toBe('move');
    expect(staleness(plan, now)).toEqual(expected);
  });
});

describe('what has to be read', () => {
  test('is each object once, and its source where it is copied', () => {
    expect(neededObjects(create)).toEqual([{ uid: 'u-base-1', scope: scopeOf(null), known: null }]);
    const both = planWorld({ desired: aDesired(pinned(), aClone('f', { source: { version: '1.0.0' } })) });
    expect(neededObjects(both).map(({ uid }) => uid)).toEqual(['u-base-1']);
  });

  test('is each key that must be free', () => {
    expect(neededKeys(create)).toEqual([key]);
  });

  test('is the list of each scope where an entry may have made something', () => {
    expect(neededScopes([])).toEqual([]);
    const open = anEntry({
      key: { ...scopeOf('edge-prod'), name: 'x', version: '1.0.0' },
      address: row.address,
    });
    expect(neededScopes([open])).toEqual([scopeOf('edge-prod')]);
    expect(neededScopes([{ ...open, kind: 'delete' }])).toEqual([]);
  });

  test('is each key of an entry whose object is not known, once', () => {
    const open = anEntry({ key, address: row.address });
    const other = { ...open, key: { ...key, name: 'other' } };
    expect(doubtfulKeys([open, { ...open, id: 'op-2' }, other])).toEqual([key, other.key]);
    expect(
      doubtfulKeys([
        { ...open, uid: 'u' },
        { ...open, kind: 'update' },
      ]),
    ).toEqual([]);
  });
});
