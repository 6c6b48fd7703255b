// What state records of an interrupted call once it is known what became of it.
import { describe, expect, test } from 'vitest';
import type { Address } from '../../src/model/address.ts';
import type { ObservedObject } from '../../src/model/observed.ts';
import type { EntryStep, OpenEntry, RecordedClone, RecordedOverrides } from '../../src/model/recorded.ts';
import type { Verdict } from '../../src/plan/change.ts';
import { continuedAs, mayHaveDraft, recoveredRows } from '../../src/plan/recovered-rows.ts';
import { aContent, anEntry, anObject, aRow } from '../support/a-world.ts';

const edge = anObject({ uid: 'u-edge', name: 'edge', version: '1.0.0', project: 'edge-dev' });
const old = aRow('edge', { ...edge, uid: 'u-old' });
const other = anObject({ uid: 'u-edge', name: 'edge', version: '1.0.0', project: 'edge-dev', text: 'a: 9' });
/** As Palette writes it: other text, the same YAML. */
const rewritten = anObject({
  uid: 'u-edge',
  name: 'edge',
  version: '1.0.0',
  project: 'edge-dev',
  text: 'a:  1',
});
/** They make `other` of the source. */
const overrides: RecordedOverrides = {
  format: 1,
  digest: `sha256:${'5'.repeat(64)}`,
  source: edge.digest ?? 'sha256:',
  wanted: other.digest ?? 'sha256:',
  places: { a: 'x' },
};
const open = (facts: Partial<OpenEntry> = {}): OpenEntry =>
  anEntry({ key: edge.key, address: old.address, ...facts });

function rowsAfter(
  rows: readonly RecordedClone[],
  entry: OpenEntry,
  verdict: Verdict,
  object: ObservedObject | null,
): ReturnType<typeof recoveredRows> {
  const clones = new Map(rows.map((row) => [row.address, row]));
  const byUid = new Map(rows.map((row) => [row.uid, row]));
  const planned = aContent(entry.overrides === undefined ? 'a: 1' : 'a: 9');
  return recoveredRows({ clones, byUid }, entry, verdict, object, planned);
}

/** The row of a clone that turned out as it was planned. */
const whole: RecordedClone = {
  address: old.address,
  uid: 'u-edge',
  key: edge.key,
  projectName: 'edge-dev',
  status: 'current',
  provenance: 'created',
  source: old.source,
  digest: old.digest,
  shown: edge.shown,
  lastModified: edge.lastModified,
  isProtected: false,
  declaredVersion: '1.0.0',
  labels: null,
  description: null,
  recordedAt: '2026-01-01T00:00:00.000Z',
  revision: 0,
};
const incomplete = { ...whole, status: 'incomplete', lastModified: '' } as const;

describe('a clone that was asked for', () => {
  test.each<[string, Partial<OpenEntry>, Verdict, ObservedObject, RecordedClone]>([
    ['is recorded with what was planned for it', {}, 'finish', edge, whole],
    ['whose answer never came is inferred', {}, 'take_over', edge, { ...whole, provenance: 'inferred' }],
    ['that Palette named is not inferred', { uid: 'u-edge' }, 'take_over', edge, whole],
    [
      'that is not who Palette named is inferred',
      { uid: 'u-other' },
      'take_over',
      edge,
      { ...whole, provenance: 'inferred' },
    ],
    [
      'has what its declaration says',
      {
        isProtected: true,
        declaredVersion: 'source',
        projectName: null,
        openedAt: '2026-02-02T00:00:00.000Z',
      },
      'finish',
      edge,
      {
        ...whole,
        isProtected: true,
        declaredVersion: 'source',
        projectName: null,
        recordedAt: '2026-02-02T00:00:00.000Z',
      },
    ],
    [
      'has labels and a description that were set',
      { labels: { team: 'x' }, description: 'text' },
      'finish',
      { ...edge, labels: { team: 'x' }, description: 'text' },
      { ...whole, labels: { team: 'x' }, description: 'text' },
    ],
    [
      'does not have labels and a description that are not set yet',
      { labels: { team: 'x' }, description: 'text' },
      'finish',
      edge,
      whole,
    ],
    [
      'has another content: it is incomplete, and what was planned is recorded',
      {},
      'finish',
      other,
      { ...incomplete, shown: other.shown, remarks: { found: other.digest ?? 'sha256:' } },
    ],
    [
      'has its content as Palette wrote it',
      {},
      'finish',
      rewritten,
      {
        ...whole,
        shown: rewritten.shown,
        remarks: { rewritten: { of: whole.digest, digest: rewritten.digest ?? 'sha256:' } },
      },
    ],
    ['is not published: it is incomplete', {}, 'finish', { ...edge, isPublished: false }, incomplete],
    ['is to be updated yet: it is incomplete', { uid: 'u-edge' }, 'continue', edge, incomplete],
    [
      'has what its overrides make of the source',
      { overrides },
      'finish',
      other,
      { ...whole, digest: overrides.wanted, shown: other.shown, overrides },
    ],
    [
      'still has the content of the source, without its overrides',
      { overrides, uid: 'u-edge' },
      'continue',
      edge,
      { ...incomplete, digest: overrides.wanted, overrides, remarks: { found: whole.digest } },
    ],
    [
      'after its clone moved on is an older version of it',
      { address: 'edge@1.0.0' as Address },
      'finish',
      edge,
      { ...whole, address: 'edge@1.0.0' as Address, status: 'superseded' },
    ],
  ])('%s', (_, facts, verdict, object, row) => {
    expect(rowsAfter([], open(facts), verdict, object)).toStrictEqual([{ kind: 'put_clone', clone: row }]);
  });
});

describe('the row that its address had', () => {
  test('is put aside under its version', () => {
    const aside = { ...old, address: 'edge@1.0.0' as Address, status: 'superseded' };
    expect(rowsAfter([old], open(), 'finish', edge)).toStrictEqual([
      { kind: 'move_clone', from: old.address, to: aside.address },
      { kind: 'put_clone', clone: aside },
      { kind: 'put_clone', clone: whole },
    ]);
  });

  test('is that of the same object', () => {
    const same = { ...old, uid: 'u-edge', status: 'incomplete' } as const;
    expect(rowsAfter([same], open(), 'finish', edge)).toStrictEqual([{ kind: 'put_clone', clone: whole }]);
  });

  test('is that of the object that a recreate deleted', () => {
    const rows = rowsAfter([old], open({ kind: 'recreate' }), 'finish', edge);
    expect(rows).toStrictEqual([{ kind: 'put_clone', clone: whole }]);
  });

  test('leaves the protection that state protect gave it, and nothing else that was known of the old object', () => {
    const held = { ...old, remarks: { held: true, accepted: old.digest } } as const;
    expect(rowsAfter([held], open({ kind: 'recreate' }), 'finish', other)).toStrictEqual([
      {
        kind: 'put_clone',
        clone: {
          ...incomplete,
          shown: other.shown,
          remarks: { found: other.digest ?? 'sha256:', held: true },
        },
      },
    ]);
  });
});

describe('an update', () => {
  const before: RecordedClone = {
    ...aRow('edge', { ...edge, key: { ...edge.key, name: 'recorded' } }),
    provenance: 'imported',
    projectName: 'before',
    recordedAt: '2025-01-01T00:00:00.000Z',
    revision: 4,
    status: 'incomplete',
    digest: other.digest ?? 'sha256:',
    overrides,
    remarks: { held: true, accepted: other.digest ?? 'sha256:' },
  };
  const updated: RecordedClone = {
    ...whole,
    key: before.key,
    provenance: 'imported',
    projectName: 'before',
    recordedAt: before.recordedAt,
    revision: 4,
    remarks: { held: true },
  };
  test.each<[string, Partial<OpenEntry>, ObservedObject, RecordedClone]>([
    ['leaves name, origin and protection as they were', {}, edge, updated],
    [
      'that set overrides records them',
      { overrides },
      other,
      { ...updated, digest: overrides.wanted, shown: other.shown, overrides },
    ],
    [
      'after which the content is another one leaves a current clone that was found so',
      {},
      other,
      {
        ...updated,
        shown: other.shown,
        lastModified: '',
        remarks: { held: true, found: other.digest ?? 'sha256:' },
      },
    ],
  ])('%s', (_, facts, object, row) => {
    const entry = open({ kind: 'update', uid: 'u-edge', ...facts });
    expect(rowsAfter([before], entry, 'finish', object)).toStrictEqual([{ kind: 'put_clone', clone: row }]);
  });
});

describe('a delete that has been done', () => {
  const entry = open({ kind: 'delete', uid: 'u-old' });
  const moved = { ...old, address: 'moved' as Address };
  test.each<[string, readonly RecordedClone[], OpenEntry, ReturnType<typeof recoveredRows>]>([
    ['removes the row', [old], entry, [{ kind: 'remove_clone', address: old.address }]],
    ['removes the row where it is now', [moved], entry, [{ kind: 'remove_clone', address: moved.address }]],
    ['of a row that is not there removes nothing', [], entry, []],
    ['of no known object removes nothing', [old], { ...entry, uid: null }, []],
  ])('%s', (_, rows, deleting, expected) => {
    expect(rowsAfter(rows, deleting, 'confirm_deleted', null)).toStrictEqual(expected);
  });
});

test.each<Verdict>(['retry', 'close', 'wait'])('%s changes no row', (verdict) => {
  expect(rowsAfter([old], open(), verdict, edge)).toEqual([]);
});

describe('nothing can be recorded', () => {
  test.each<Verdict>(['finish', 'take_over', 'continue'])(
    'by %s of an object that was not read',
    (verdict) => {
      expect(rowsAfter([old], open(), verdict, null)).toBeNull();
    },
  );

  test('of a clone whose source is not known', () => {
    expect(rowsAfter([old], open({ source: null }), 'finish', edge)).toBeNull();
  });
});

describe('an interrupted call may have left a draft of ours', () => {
  const named = { uid: 'u-edge' };
  const both = { overrides, ...named };
  test.each<[EntryStep, string, Partial<OpenEntry>, boolean]>([
    ['intent', 'with overrides, of an object that Palette named', both, false],
    ['clone', 'with overrides, of an object that Palette named', both, true],
    ['clone', 'with overrides', { overrides }, false],
    ['clone', 'of an object that Palette named', named, false],
    ['cloned', 'with overrides, of an object that Palette named', both, false],
    ['variables', 'with overrides, of an object that Palette named', both, false],
    ['draft', 'of a clone without overrides', {}, true],
    ['publish', 'of a clone without overrides', {}, true],
    ['surplus', 'of a clone without overrides', {}, true],
    ['metadata', 'of a clone without overrides', {}, true],
    ['delete', 'with overrides, of an object that Palette named', both, false],
  ])('at the step %s, %s', (step, _, facts, expected) => {
    const entry = open({ step, ...facts });
    expect(mayHaveDraft(entry)).toBe(expected);
    const found = { uid: 'u-edge', key: { ...edge.key, name: 'other' } };
    expect(continuedAs({ ...entry, uidsBefore: ['u-before'] }, found, 'op-2')).toEqual({
      ...entry,
      ...found,
      id: 'op-2',
      kind: 'update',
      step: expected ? 'draft' : 'variables',
      uidsBefore: [],
    });
  });
});
