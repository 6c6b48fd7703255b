// Existing objects that are taken over: what may be adopted, and what state records then.
import { describe, expect, test } from 'vitest';
import type { Desired } from '../../src/model/desired.ts';
import type { ObservedObject } from '../../src/model/observed.ts';
import {
  aClone,
  aDesired,
  aRow,
  BASE,
  type CloneFacts,
  PLACE,
  planWorld,
  type WorldFacts,
} from '../support/a-world.ts';
import {
  adopting,
  adoptionOf,
  anEdge,
  desiredEdge,
  importing,
  NINE as overrides,
  someAdoption,
  stampOf,
} from '../support/adoptions.ts';
import { asSeen, IN_EDGE_DEV } from '../support/one-clone.ts';

const edge = anEdge();
const other = anEdge({ text: 'a: 9' });
const row = aRow('edge', edge);
const [base1] = BASE;

describe('nothing is taken over', () => {
  test.each<[string, Desired, WorldFacts]>([
    ['unless it is allowed or somebody names it', desiredEdge({}), { objects: [edge] }],
    ['where nothing is at the key', adopting(), {}],
    ['where the key cannot be read', adopting(), { unreadableScopes: ['edge-dev'] }],
    ['where the project does not exist', adopting({ target: { project: 'none' } }), { objects: [edge] }],
    [
      'by a block for another clone',
      { ...desiredEdge({}), imports: [{ to: 'far', uid: 'u-edge', place: PLACE }] },
      { objects: [edge] },
    ],
  ])('%s', (_, wanted, facts) => {
    expect(adoptionOf(wanted, facts).found).toBeNull();
  });
});

describe('an object of equal content that may be adopted', () => {
  test('becomes the clone: the change says how it is, and the row what is recorded', () => {
    const { change, row: recorded, object } = someAdoption(adopting(), { objects: [edge] });
    expect(change).toEqual({
      kind: 'adopt',
      reason: 'equal_content',
      address: 'edge',
      source: { ...row.source, project: null },
      recorded: null,
      declaredVersion: '1.0.0',
      manages: { labels: null, description: null },
      clone: IN_EDGE_DEV,
      needs: [],
      protect: false,
      uid: 'u-edge',
      seen: asSeen(edge),
      copies: { uid: 'u-base-1', digest: base1.digest, shown: base1.shown },
      before: { name: 'edge', version: '1.0.0', labels: {}, description: '' },
      inUse: { clusters: [], templates: [] },
    });
    expect(recorded).toEqual({ ...row, provenance: 'adopted', recordedAt: '', revision: 0 });
    expect(object).toBe(edge);
  });

  test.each<[string, CloneFacts, Partial<ObservedObject>, object]>([
    ['protected', { protect: true }, {}, { isProtected: true }],
    [
      'labels and a description that it has already',
      { target: { labels: { a: 'b' }, description: 'text' } },
      { labels: { a: 'b' }, description: 'text' },
      { labels: { a: 'b' }, description: 'text' },
    ],
    [
      'no labels and description that it does not have',
      { target: { labels: { a: 'b' }, description: 'text' } },
      {},
      { labels: null, description: null },
    ],
  ])('is recorded with what is declared: %s', (_, facts, object, expected) => {
    const { row: recorded } = someAdoption(adopting(facts), { objects: [{ ...edge, ...object }] });
    expect(recorded).toMatchObject(expected);
  });

  test('may have the stamp of this very state', () => {
    const stamped = { ...edge, stamp: stampOf('l') };
    expect(someAdoption(adopting(), { rows: [], objects: [stamped] }).change.kind).toBe('adopt');
  });

  test('takes the place of the recorded one that is gone, with the protection that state gave it', () => {
    const before = { ...row, uid: 'u-old', revision: 3, remarks: { held: true } } as const;
    const { change } = someAdoption(adopting(), { rows: [before], gone: ['u-old'], objects: [edge] });
    expect(change).toMatchObject({ recorded: { uid: 'u-old', revision: 3 }, protect: true });
  });

  test('has what the overrides make of the source, and they are recorded', () => {
    const { change, row: recorded } = someAdoption(adopting({ overrides }), { objects: [other] });
    expect(change).toMatchObject({
      kind: 'adopt',
      rendering: { digest: overrides.digest, source: base1.digest, wanted: other.digest, shown: other.shown },
      overrides: [{ pack: 'hello', path: 'a', source: '1', wanted: '9' }],
    });
    expect(recorded?.digest).toBe(other.digest);
    expect(recorded?.overrides).toMatchObject({ digest: overrides.digest, wanted: other.digest });
    expect(recorded?.overrides).not.toHaveProperty('shown');
  });

  test('waits for the link that the plan makes first, where it is a clone of a clone', () => {
    const above = aClone('above', { source: { version: '1.0.0' }, target: { project: 'platform' } });
    const chained = aDesired(above, aClone('edge', { adopt: true, chain: { clone: 'above' } }));
    const { changes } = planWorld({ desired: chained, objects: [edge] });
    expect(changes).toMatchObject([
      { action: 'create', address: 'above' },
      { action: 'adopt', address: 'edge', needs: ['above'], preconditions: { source: { uid: null } } },
    ]);
  });
});

describe('an object that somebody names', () => {
  test('is taken over as it is, with what differs', () => {
    const { change, row: recorded } = someAdoption(importing(), { objects: [other] });
    expect(change).toMatchObject({
      kind: 'adopt',
      reason: 'imports_block',
      content: [{ pack: 'hello', change: 'values', diff: '~ a: 1 → 9' }],
    });
    expect(recorded).toMatchObject({ provenance: 'imported', digest: other.digest, source: row.source });
  });

  test.each<[string, Desired, ObservedObject, object, string]>([
    ['where it is not published', importing(), { ...edge, isPublished: false }, {}, 'content'],
    [
      'where it has the stamp of another state',
      importing(),
      { ...edge, stamp: stampOf('theirs') },
      {},
      'content',
    ],
    [
      'under its own version, which the declaration then changes',
      importing({ target: { version: '2.0.0' } }),
      edge,
      { clone: { version: '1.0.0' } },
      'content',
    ],
    ['without the overrides that it does not have yet', importing({ overrides }), edge, {}, 'rendering'],
    [
      'without what differs where its content was not read',
      importing(),
      { ...other, content: null },
      {},
      'content',
    ],
  ])('%s', (_, wanted, object, members, absent) => {
    const { change, row: recorded } = someAdoption(wanted, { objects: [object] });
    expect(change).toMatchObject({ kind: 'adopt', ...members });
    expect(change).not.toHaveProperty(absent);
    expect(recorded).not.toHaveProperty('overrides');
  });

  test('without what differs where the content of the source was not read', () => {
    const source = { ...base1, content: null };
    const { change } = someAdoption(importing(), { objects: [source, other] });
    expect(change.kind).toBe('adopt');
    expect(change).not.toHaveProperty('content');
  });

  test('in place of the object at the key, by the first block', () => {
    const named = anEdge({ uid: 'u-named', version: '0.9.0' });
    const wanted = desiredEdge({ adopt: true }, 'u-named', 'u-edge');
    expect(someAdoption(wanted, { objects: [edge, named] }).change).toMatchObject({
      uid: 'u-named',
      reason: 'imports_block',
    });
  });
});
