// Changes that only state sees: which rows they write, what a user reads where that is not possible, and that nothing is sent.
import { describe, expect, test } from 'vitest';
import { cloneScope, cloneTarget, sourceScopeOf } from '../../src/apply/scopes.ts';
import { type CopyingChange, madeUid, sourceOf } from '../../src/apply/source-of.ts';
import { forgetRow, moveRow, noteOf, recordRow, reinstateRow } from '../../src/apply/state-changes.ts';
import type { RecordedClone } from '../../src/model/recorded.ts';
import type { Move, Noop, RecordOnly, Reinstate } from '../../src/plan/change.ts';
import { anObject, aRow, BASE } from '../support/a-world.ts';
import { base, type Scene, scene } from '../support/scene.ts';
import { type StepDeps, stepDeps } from '../support/step-deps.ts';

const start = (): Promise<Scene> => scene(base('1.0.0', { variables: [] }));
const object = (uid: string, version: string) => anObject({ uid, name: 'one', version, project: 'edge-dev' });
const NEW = aRow('one', object('u-2', '2.0.0'));
const OLD = aRow('one@1.0.0', object('u-1', '1.0.0'), { status: 'superseded' });

async function rowsAfter(deps: StepDeps): Promise<readonly unknown[]> {
  const { clones } = await deps.store.readRecorded();
  expect(deps.calls).toEqual([]);
  // What later changes of the run see is what was written.
  expect([...deps.state.clones.keys()].toSorted()).toEqual(clones.map(({ address }) => address));
  return clones.map(({ address, uid, status }) => [address, uid, status]);
}

test('a move: the row has its new address, and nothing else of it changes', async () => {
  const deps = await stepDeps(await start(), { rows: [NEW] });
  const change = { kind: 'move', address: 'two', movedFrom: 'one', uid: 'u-2' } as unknown as Move;
  expect(await moveRow(deps, change)).toEqual({ status: 'applied', uid: 'u-2' });
  expect(await rowsAfter(deps)).toEqual([['two', 'u-2', 'current']]);
});

test.each(['forget_gone', 'let_go'] as const)('%s: the row goes', async (kind) => {
  const deps = await stepDeps(await start(), { rows: [NEW, OLD] });
  const change = { kind, address: 'one@1.0.0', uid: 'u-1' } as never;
  expect(await forgetRow(deps, change)).toEqual({ status: 'applied', uid: 'u-1' });
  expect(await rowsAfter(deps)).toEqual([['one', 'u-2', 'current']]);
});

describe('a superseded version that is declared again', () => {
  const change = {
    kind: 'reinstate',
    address: 'one',
    movedFrom: 'one@1.0.0',
    uid: 'u-1',
    protect: true,
    declaredVersion: 'source',
  } as unknown as Reinstate;

  test('is the current one, and the current one superseded', async () => {
    const deps = await stepDeps(await start(), { rows: [NEW, OLD] });
    expect(await reinstateRow(deps, change, NEW)).toEqual({ status: 'applied', uid: 'u-1' });
    expect(await rowsAfter(deps)).toEqual([
      ['one', 'u-1', 'current'],
      ['one@2.0.0', 'u-2', 'superseded'],
    ]);
    expect(deps.state.clones.get('one')).toMatchObject({ isProtected: true, declaredVersion: 'source' });
    expect(deps.state.clones.get('one@2.0.0')).toMatchObject({
      isProtected: false,
      declaredVersion: '2.0.0',
    });
  });

  test('of the same version: the address that it leaves is free for the other', async () => {
    const same = aRow('one', object('u-2', '1.0.0'));
    const deps = await stepDeps(await start(), { rows: [same, OLD] });
    await reinstateRow(deps, change, same);
    expect(await rowsAfter(deps)).toEqual([
      ['one', 'u-1', 'current'],
      ['one@1.0.0', 'u-2', 'superseded'],
    ]);
  });

  test('where the version of the current one is taken, its UID tells the two apart', async () => {
    const third = aRow('one@2.0.0', object('u-3', '2.0.0'), { status: 'superseded' });
    const deps = await stepDeps(await start(), { rows: [NEW, OLD, third] });
    await reinstateRow(deps, change, NEW);
    expect(await rowsAfter(deps)).toEqual([
      ['one', 'u-1', 'current'],
      ['one@2.0.0', 'u-3', 'superseded'],
      ['one@2.0.0+u-2', 'u-2', 'superseded'],
    ]);
  });

  test('is refused where it is not recorded any more', async () => {
    const deps = await stepDeps(await start(), { rows: [NEW] });
    expect(await reinstateRow(deps, change, NEW)).toEqual({
      status: 'failed',
      uid: null,
      error: {
        code: 'NotRecorded',
        message: 'one no longer has that version',
        ref: null,
        hint: 'make a new plan',
      },
    });
    expect(deps.written).toEqual([]);
  });
});

const { source: SOURCE } = NEW;
const planned = (facts: object = {}) => ({
  address: 'one',
  clone: { ...NEW.key, project: 'edge-dev' },
  source: { ...SOURCE, version: '1.0.0', digest: SOURCE.digest, project: null },
  seen: {
    uid: 'u-2',
    digest: NEW.digest,
    shown: NEW.shown,
    lastModified: NEW.lastModified,
    labels: {},
    description: '',
  },
  protect: false,
  declaredVersion: '2.0.0',
  ...facts,
});

describe('a change of what is recorded', () => {
  const record = (facts: object): RecordOnly =>
    planned({ kind: 'record', ...facts }) as unknown as RecordOnly;

  test('writes the row with it', async () => {
    const deps = await stepDeps(await start(), { rows: [NEW] });
    expect(await recordRow(deps, record({ protect: true }), NEW)).toEqual({ status: 'applied', uid: 'u-2' });
    expect(deps.state.clones.get('one')?.isProtected).toBe(true);
    expect(await rowsAfter(deps)).toEqual([['one', 'u-2', 'current']]);
  });

  test('records the UID of the source that the plan saw', async () => {
    const deps = await stepDeps(await start(), { rows: [NEW] });
    const source = { ...planned().source, uid: 'u-again' };
    await recordRow(deps, record({ source }), NEW);
    expect(deps.state.clones.get('one')?.source.uid).toBe('u-again');
  });

  test('records that of the link which this run made', async () => {
    const link = aRow('link', anObject({ uid: 'u-link', name: 'base', version: '1.0.0' }));
    const deps = await stepDeps(await start(), { rows: [NEW, link] });
    await recordRow(deps, record({ source: { ...planned().source, uid: null, clone: 'link' } }), NEW);
    expect(deps.state.clones.get('one')?.source.uid).toBe('u-link');
  });
});

describe('what a no-op leaves to note', () => {
  const noop = (facts: object = {}): Noop => planned({ kind: 'noop', ...facts }) as unknown as Noop;
  const later = { ...planned().seen, lastModified: '2026-02-02T00:00:00.000Z' };

  test.each<readonly [string, Noop, Partial<RecordedClone> | null]>([
    ['nothing, where nothing moved', noop(), null],
    ['a newer timestamp', noop({ seen: later }), { lastModified: later.lastModified }],
    [
      'nothing beside what people would see: that is a change of its own',
      noop({ seen: later, protect: true }),
      null,
    ],
  ])('%s', (_, change, expected) => {
    const note = noteOf(change, NEW);
    expect(note).toEqual(expected === null ? null : { kind: 'put_clone', clone: { ...NEW, ...expected } });
  });
});

describe('the source of a change', () => {
  const [version] = BASE;
  const link = aRow('link', anObject({ uid: 'u-link', name: 'middle', version: '1.0.0' }));
  const copying = (source: object, copies: object): CopyingChange =>
    ({
      kind: 'create',
      address: 'one',
      source: {
        name: 'middle',
        version: '1.0.0',
        scope: 'tenant',
        projectUid: null,
        project: null,
        ...source,
      },
      copies: { uid: null, digest: link.digest, shown: link.shown, ...copies },
    }) as unknown as CopyingChange;
  const deps = (...rows: readonly RecordedClone[]) => ({
    state: { clones: new Map(rows.map((row) => [row.address, row])) } as unknown as StepDeps['state'],
  });

  test('is what the plan saw', () => {
    const change = copying({ name: 'base' }, { uid: 'u-base-1', digest: version.digest });
    expect(sourceOf(deps(), change)).toEqual({
      uid: 'u-base-1',
      name: 'base',
      version: '1.0.0',
      scope: 'tenant',
      projectUid: null,
      digest: version.digest,
    });
  });

  const rewritten = { of: link.digest, digest: `sha256:${'5'.repeat(64)}` } as const;
  const aside = { ...link, remarks: { rewritten } };
  test.each<readonly [string, RecordedClone, object, string, string]>([
    ['of a chain is what an earlier change made', link, {}, 'u-link', link.digest],
    ['of a chain has the text that Palette made of it', aside, {}, 'u-link', rewritten.digest],
    ['of a chain that the plan saw has that, too', aside, { uid: 'u-link' }, 'u-link', rewritten.digest],
    [
      'of a chain has the planned digest where the link is another object by now',
      aside,
      { uid: 'u-other' },
      'u-other',
      link.digest,
    ],
    [
      'of a chain has the planned digest where the link has other content by now',
      aside,
      { digest: `sha256:${'6'.repeat(64)}` },
      'u-link',
      `sha256:${'6'.repeat(64)}`,
    ],
  ])('%s', (_, row, copies, uid, digest) => {
    expect(sourceOf(deps(row), copying({ clone: 'link' }, copies))).toMatchObject({ uid, digest });
  });

  test('must have a version, and must exist', () => {
    expect(() => sourceOf(deps(), copying({ version: null }, { uid: 'u' }))).toThrow(
      'one has no source to clone from',
    );
    expect(() => sourceOf(deps(), copying({ clone: 'link' }, {}))).toThrow(
      'one copies link, which does not exist',
    );
    expect(() => sourceOf(deps(), copying({}, {}))).toThrow('one copies middle, which does not exist');
  });

  test.each<readonly [string, object, readonly RecordedClone[], string | null]>([
    ['is that of the link', { clone: 'link' }, [link], 'u-link'],
    ['is none of a link that was not made', { clone: 'link' }, [], null],
    ['is none of a link that has another version still', { clone: 'link', version: '1.1.0' }, [link], null],
    ['is none without a chain', {}, [link], null],
  ])('made UID: %s', (_, source, rows, uid) => {
    expect(madeUid(deps(...rows), copying(source, {}))).toBe(uid);
  });
});

describe('the scope of a call', () => {
  const clone = { ...NEW.key, project: 'edge-dev' };
  test('is that of the clone, or of its source', () => {
    expect(cloneScope(clone)).toEqual({ scope: 'project', projectUid: 'p-edge-dev' });
    expect(sourceScopeOf({ source: { ...SOURCE, project: null } })).toEqual({
      scope: 'tenant',
      projectUid: null,
    });
  });

  test.each([
    ['in a project', clone, { scope: 'project', projectUid: 'p-edge-dev' }],
    [
      'of the tenant',
      { ...clone, scope: 'tenant' as const, projectUid: null, project: null },
      { scope: 'tenant' },
    ],
  ])('is in the body of a clone %s', (_, of, target) => {
    expect(cloneTarget(of)).toEqual({ name: 'one', version: '2.0.0', target });
  });
});
