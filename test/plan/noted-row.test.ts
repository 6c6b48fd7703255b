// What state records of a clone although nothing is sent to Palette, and what people are shown of it.
import { describe, expect, test } from 'vitest';
import type { Digest } from '../../src/content/content.ts';
import type { RecordedClone, RecordedOverrides } from '../../src/model/recorded.ts';
import type { Noop } from '../../src/plan/change.ts';
import { managedAsSet, notedRow, PENDING, recordChanges, sourceChanges } from '../../src/plan/noted-row.ts';
import { anObject, aRow } from '../support/a-world.ts';

const digest = (digit: number): Digest => `sha256:${String(digit).repeat(64)}`;
const [ONE, TWO, THREE] = [digest(1), digest(2), digest(3)];
const edge = anObject({ uid: 'u-edge', name: 'edge', version: '1.0.0', project: 'edge-dev' });
const base = aRow('edge', edge);
const row: RecordedClone = {
  ...base,
  digest: ONE,
  source: { ...base.source, digest: ONE },
  shown: digest(7),
  lastModified: '2026-01-01T00:00:00.000Z',
};
const overrides: RecordedOverrides = { format: 1, digest: digest(5), source: ONE, wanted: TWO, places: {} };
const overridden: RecordedClone = { ...row, digest: TWO, overrides };
const rendering = { ...overrides, digest: digest(6), wanted: THREE, shown: digest(8) };
const later = '2026-03-03T00:00:00.000Z';

type Seen = NonNullable<Noop['seen']>;
type Facts = Partial<Omit<Noop, 'seen' | 'source'>> & {
  readonly seen?: Partial<Seen> | null;
  readonly source?: Partial<Noop['source']>;
};

/** A clone that is as the row says, unless the facts say otherwise. */
function noop({ seen = {}, source, ...facts }: Facts = {}): Noop {
  const { key } = row;
  return {
    kind: 'noop',
    reason: 'unchanged',
    address: row.address,
    clone: { ...key, project: row.projectName },
    source: { ...row.source, project: null, ...source },
    needs: [],
    recorded: { uid: row.uid, revision: row.revision },
    protect: false,
    uid: row.uid,
    seen:
      seen === null
        ? null
        : {
            uid: row.uid,
            digest: ONE,
            shown: row.shown,
            lastModified: row.lastModified,
            labels: {},
            description: '',
            published: true,
            draft: false,
            ...seen,
          },
    ...facts,
  };
}

describe('a row after a change that sends nothing', () => {
  test.each<[string, Facts, RecordedClone, Partial<RecordedClone>]>([
    ['is as it was where nothing differs', {}, row, {}],
    [
      'has the newer timestamp of the recorded content, with the digest that goes with it',
      { seen: { lastModified: later, shown: digest(9) } },
      row,
      { lastModified: later, shown: digest(9) },
    ],
    [
      'has the newer timestamp where its source is not known, too',
      { seen: { lastModified: later, shown: digest(9) }, source: { uid: null } },
      row,
      { lastModified: later, shown: digest(9) },
    ],
    [
      'has no newer timestamp over an edited content',
      { seen: { digest: THREE, lastModified: later, shown: digest(9) } },
      row,
      {},
    ],
    [
      'keeps what goes with a timestamp that is the same, where its source is not known',
      { seen: { shown: digest(9) }, source: { uid: null } },
      row,
      {},
    ],
    [
      'has the name and version that were seen',
      { clone: { ...row.key, name: 'new', version: '2.0.0', project: 'edge-dev' } },
      row,
      { key: { ...row.key, name: 'new', version: '2.0.0' } },
    ],
    [
      'keeps name and version where the object was not read',
      { clone: { ...row.key, name: 'new', project: 'edge-dev' }, seen: null },
      row,
      {},
    ],
    [
      'has the present name of its project',
      { clone: { ...row.key, project: 'renamed' } },
      row,
      { projectName: 'renamed' },
    ],
    ['keeps the name of a project that is gone', { clone: { ...row.key, project: null } }, row, {}],
    ['is protected as declared', { protect: true }, row, { isProtected: true }],
    ['is not protected any more', {}, { ...row, isProtected: true }, { isProtected: false }],
    ['has the declared version', { declaredVersion: 'source' }, row, { declaredVersion: 'source' }],
    [
      'has the labels and the description that are set',
      {
        manages: { labels: { a: 'b' }, description: 'text' },
        seen: { labels: { a: 'b' }, description: 'text' },
      },
      row,
      { labels: { a: 'b' }, description: 'text' },
    ],
    [
      'does not have those that are not set',
      { manages: { labels: { a: 'b' }, description: 'text' } },
      { ...row, labels: { x: 'y' }, description: 'old' },
      { labels: null, description: null },
    ],
    ['keeps labels where nothing is declared', {}, { ...row, labels: { x: 'y' } }, {}],
    [
      'keeps labels where the object was not read',
      { manages: { labels: null, description: null }, seen: null },
      { ...row, labels: { x: 'y' } },
      {},
    ],
    [
      'has a source that goes by another version and UID, as its content is the clone’s',
      { source: { uid: 'u-2', version: '2.0.0' } },
      row,
      { source: { ...row.source, uid: 'u-2', version: '2.0.0' } },
    ],
    [
      'has a source of other content that the clone has already',
      { source: { digest: TWO }, seen: { digest: TWO, shown: digest(9), lastModified: later } },
      row,
      { source: { ...row.source, digest: TWO }, digest: TWO, shown: digest(9), lastModified: later },
    ],
    ['has no source of other content than the clone has', { source: { uid: 'u-2', digest: TWO } }, row, {}],
    [
      'has another source of the recorded content although the clone was edited',
      { source: { uid: 'u-2' }, seen: { digest: THREE } },
      row,
      { source: { ...row.source, uid: 'u-2' } },
    ],
    ['keeps its source where the object was not read', { source: { uid: 'u-2' }, seen: null }, row, {}],
    [
      'keeps its source where the version of another is not known',
      { source: { uid: 'u-2', version: null } },
      row,
      {},
    ],
    [
      'keeps its source where the content of another is not known',
      { source: { uid: 'u-2', digest: null } },
      row,
      {},
    ],
    [
      'has what Palette made of the source’s content as its own',
      { source: { uid: 'u-2', digest: THREE }, seen: { digest: TWO } },
      { ...row, remarks: { rewritten: { of: THREE, digest: TWO } } },
      { source: { ...row.source, uid: 'u-2', digest: THREE }, digest: THREE },
    ],
    [
      'keeps its overrides while the declaration has the same ones',
      { source: { uid: 'u-2' }, seen: { digest: TWO } },
      overridden,
      { source: { ...row.source, uid: 'u-2' } },
    ],
    [
      'keeps its content where overrides were not rendered onto that of another source',
      { source: { uid: 'u-2', digest: THREE }, seen: { digest: TWO } },
      overridden,
      {},
    ],
    [
      'does not have the content of another source that overrides were not rendered onto, although the clone has it',
      { source: { uid: 'u-2', digest: THREE }, seen: { digest: THREE } },
      overridden,
      {},
    ],
    [
      'has new overrides that make what the clone has',
      { rendering, seen: { digest: THREE } },
      overridden,
      { digest: THREE, overrides: { ...overrides, digest: digest(6), wanted: THREE } },
    ],
  ])('%s', (_, facts, before, expected) => {
    expect(notedRow(noop(facts), before)).toEqual({ ...before, ...expected });
  });

  test('loses its overrides where the declaration has none any more, and has the content of the source', () => {
    expect(notedRow(noop({ dropsOverrides: true }), overridden)).toStrictEqual(row);
  });

  test('has the UID that a source has by then which the same run makes first', () => {
    const change = noop({ source: { uid: null, version: '2.0.0' } });
    expect(notedRow(change, row, 'u-made').source).toEqual({
      ...row.source,
      uid: 'u-made',
      version: '2.0.0',
    });
    expect(notedRow(change, row).source).toEqual(row.source);
  });
});

describe('labels and description are recorded as set', () => {
  test.each<
    [string, Parameters<typeof managedAsSet>[0], Partial<typeof edge>, ReturnType<typeof managedAsSet>]
  >([
    [
      'not where they are not managed',
      { labels: null, description: null },
      { labels: { a: 'b' }, description: 'x' },
      { labels: null, description: null },
    ],
    [
      'where the object has none, as declared',
      { labels: {}, description: '' },
      {},
      { labels: {}, description: '' },
    ],
    [
      'labels alone',
      { labels: { a: 'b' }, description: 'x' },
      { labels: { a: 'b' } },
      { labels: { a: 'b' }, description: null },
    ],
    [
      'the description alone',
      { labels: { a: 'b' }, description: 'x' },
      { description: 'x' },
      { labels: null, description: 'x' },
    ],
  ])('%s', (_, managed, object, expected) => {
    expect(managedAsSet(managed, { ...edge, ...object })).toEqual(expected);
  });
});

describe('what people are shown of the difference between two rows', () => {
  const place = { scope: 'project', projectUid: 'p-a' } as const;
  test.each<[string, Partial<RecordedClone>, Partial<RecordedClone>, ReturnType<typeof recordChanges>]>([
    ['nothing', {}, {}, []],
    ['no timestamps', {}, { lastModified: later, shown: digest(9), revision: 9 }, []],
    ['a name', {}, { key: { ...row.key, name: 'new' } }, [{ what: 'name', from: 'edge', to: 'new' }]],
    ['a version', {}, { key: { ...row.key, version: '2' } }, [{ what: 'version', from: '1.0.0', to: '2' }]],
    ['a project', {}, { projectName: null }, [{ what: 'project', from: 'edge-dev', to: null }]],
    ['protection', {}, { isProtected: true }, [{ what: 'protected', from: 'false', to: 'true' }]],
    [
      'a declared version',
      {},
      { declaredVersion: '3' },
      [{ what: 'declaredVersion', from: '1.0.0', to: '3' }],
    ],
    [
      'labels, in one order',
      {},
      { labels: { b: '1', a: '2' } },
      [{ what: 'labels', from: null, to: '{"a":"2","b":"1"}' }],
    ],
    ['the same labels in another order', { labels: { a: '1', b: '2' } }, { labels: { b: '2', a: '1' } }, []],
    ['a description', { description: 'x' }, {}, [{ what: 'description', from: 'x', to: null }]],
    ['overrides', { overrides }, {}, [{ what: 'overrides', from: overrides.digest, to: null }]],
    ['new overrides', {}, { overrides }, [{ what: 'overrides', from: null, to: overrides.digest }]],
    [
      'a source by its version',
      {},
      { source: { ...row.source, version: '2.0.0', uid: 'u-2', digest: TWO } },
      [{ what: 'source', from: 'base 1.0.0', to: 'base 2.0.0' }],
    ],
    [
      'a source by its name',
      {},
      { source: { ...row.source, name: 'new' } },
      [{ what: 'source', from: 'base 1.0.0', to: 'new 1.0.0' }],
    ],
    [
      'a source by its place',
      {},
      { source: { ...row.source, ...place } },
      [{ what: 'source', from: 'base 1.0.0', to: 'base 1.0.0 (project p-a)' }],
    ],
    [
      'a source by its project',
      { source: { ...row.source, ...place } },
      { source: { ...row.source, ...place, projectUid: 'p-b' } },
      [{ what: 'source', from: 'base 1.0.0 (project p-a)', to: 'base 1.0.0 (project p-b)' }],
    ],
    [
      'another version in one project without the project',
      { source: { ...row.source, ...place } },
      { source: { ...row.source, ...place, version: '2.0.0' } },
      [{ what: 'source', from: 'base 1.0.0', to: 'base 2.0.0' }],
    ],
    [
      'a source that was made again by its UID',
      {},
      { source: { ...row.source, uid: 'u-2', digest: TWO } },
      [{ what: 'sourceUid', from: 'u-base-1', to: 'u-2' }],
    ],
    [
      'a source that is yet to be made without a UID',
      {},
      { source: { ...row.source, uid: PENDING } },
      [{ what: 'sourceUid', from: 'u-base-1', to: null }],
    ],
    [
      'a source that was edited by its content',
      {},
      { source: { ...row.source, digest: TWO }, digest: TWO },
      [{ what: 'sourceContent', from: ONE, to: TWO }],
    ],
    [
      'a content that came of the same source',
      {},
      { digest: TWO },
      [{ what: 'content', from: ONE, to: TWO }],
    ],
  ])('%s', (_, before, after, expected) => {
    expect(recordChanges({ ...row, ...before }, { ...row, ...after })).toEqual(expected);
  });

  test('a source alone', () => {
    const after = { ...row, projectName: null, source: { ...row.source, uid: 'u-2' } };
    expect(sourceChanges(row, after)).toEqual([{ what: 'sourceUid', from: 'u-base-1', to: 'u-2' }]);
  });
});
