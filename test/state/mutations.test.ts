// What each mutation does to a state, whatever stores it: the rows after it, and what is refused.
import { describe, expect, test } from 'vitest';
import type { EntryKind } from '../../src/model/recorded.ts';
import type { Mutation } from '../../src/state/mutation.ts';
import { applyMutation, type Writing } from '../../src/state/state.ts';
import { StoreError } from '../../src/state/store-error.ts';
import { keepUp, viewOf } from '../../src/state/view.ts';
import { type MemoryState, stateOf } from '../../src/state/working-set.ts';
import { aClone, address, anEntry, aResult, aRun, put } from './rows.ts';

const NOW = '2026-01-01T00:00:05.000Z';
const BY: Writing = { where: 'state/x.db', runId: 'run-1', epoch: 3, now: NOW };

function after(...mutations: readonly Mutation[]): MemoryState {
  const state = stateOf({});
  for (const mutation of mutations) applyMutation(state, mutation, BY);
  return state;
}

/** Message of the refusal. */
function refusal(state: MemoryState, mutation: Mutation): string {
  const before = structuredClone(state);
  try {
    applyMutation(state, mutation, BY);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    expect(error.where).toBe(BY.where);
    expect(error.hint).not.toBe('');
    expect(state).toEqual(before);
    return `${error.kind}: ${error.message}`;
  }
  throw new Error('it was not refused');
}

const open = (id: string, kind: EntryKind, key = 'k'): Mutation => ({
  kind: 'open_entry',
  entry: anEntry(id, { kind, key: anEntry(key).key }),
});
const close = (id: string): Mutation => ({ kind: 'close_entry', id, outcome: 'done' });
const start = (id: string): Mutation => ({ kind: 'start_run', run: aRun(id) });

describe('clones', () => {
  test('the first write of an address makes revision 1, and history says that there was nothing', () => {
    const state = after(put(aClone('a')));
    const row = { ...aClone('a'), revision: 1 };
    expect([...state.clones]).toEqual([['a', row]]);
    expect([...state.byUid]).toEqual([['uid-of-a', row]]);
    expect(state.history).toEqual([{ address: 'a', runId: 'run-1', at: NOW, before: null }]);
    expect(state.historyEnd).toBe(1);
  });

  test('another object at the same address frees the UID of the former one, and history has the former row', () => {
    const state = after(put(aClone('a')), put(aClone('a', { uid: 'other' })));
    expect(state.clones.get('a')).toEqual({ ...aClone('a', { uid: 'other' }), revision: 2 });
    expect([...state.byUid.keys()]).toEqual(['other']);
    expect(state.history.map(({ before }) => before)).toEqual([null, { ...aClone('a'), revision: 1 }]);
    expect(state.historyEnd).toBe(2);
    applyMutation(state, put(aClone('b', { uid: 'uid-of-a' })), BY);
    expect(state.byUid.get('uid-of-a')?.address).toBe('b');
  });

  test('a removed row is in history, and its UID is free', () => {
    const state = after(put(aClone('a')), { kind: 'remove_clone', address: address('a') });
    expect([state.clones.size, state.byUid.size, state.historyEnd]).toEqual([0, 0, 2]);
    expect(state.history[1]).toEqual({
      address: 'a',
      runId: 'run-1',
      at: NOW,
      before: { ...aClone('a'), revision: 1 },
    });
  });

  test('removing what is not recorded is no change', () => {
    const state = after({ kind: 'remove_clone', address: address('a') });
    expect([state.history, state.historyEnd]).toEqual([[], 0]);
  });

  test('a moved row is one row under its new address, also when it is looked for by UID', () => {
    const state = after(put(aClone('a')), { kind: 'move_clone', from: address('a'), to: address('b') });
    const moved = { ...aClone('a', { address: address('b') }), revision: 2 };
    expect([...state.clones]).toEqual([['b', moved]]);
    expect([...state.byUid]).toEqual([['uid-of-a', moved]]);
    expect(state.history.slice(1).map((entry) => [entry.address, entry.before?.address])).toEqual([
      ['a', 'a'],
      ['b', undefined],
    ]);
    expect(state.historyEnd).toBe(3);
  });

  test('the outline of a content takes the place of an earlier one', () => {
    const put_outline = (hash: string): Mutation => ({
      kind: 'put_outline',
      digest: 'sha256:bb',
      outline: { '["order"]': hash },
    });
    expect([...after(put_outline('one'), put_outline('two')).outlines]).toEqual([
      ['sha256:bb', { '["order"]': 'two' }],
    ]);
  });
});

describe('the journal', () => {
  test('an entry is open, with the epoch of the lease that wrote it', () => {
    const { entry } = open('o', 'create') as Extract<Mutation, { kind: 'open_entry' }>;
    expect(after(open('o', 'create')).entries.get('o')).toEqual({ entry, epoch: 3, end: null });
  });

  test.each<[EntryKind, boolean]>([
    ['create', true],
    ['replace', true],
    ['recreate', true],
    ['update', false],
    ['delete', false],
  ])('only what makes an object reserves its natural key: %s %s', (kind, reserves) => {
    const state = after(open('o', kind));
    expect([...state.makers.values()]).toEqual(reserves ? ['o'] : []);
    if (reserves)
      expect(refusal(state, open('p', 'create'))).toBe('conflict: o is open at the same natural key');
    else applyMutation(state, open('p', 'create'), BY);
    applyMutation(state, open('q', 'create', 'another'), BY);
    applyMutation(state, open('r', 'delete'), BY);
  });

  test('a closed entry keeps how it ended and when, and frees its natural key', () => {
    const state = after(open('o', 'create'), {
      kind: 'close_entry',
      id: 'o',
      outcome: 'refused',
      error: 'no',
    });
    expect(state.entries.get('o')).toMatchObject({
      epoch: 3,
      entry: { id: 'o', step: 'intent' },
      end: { outcome: 'refused', error: 'no', closedAt: NOW },
    });
    expect(state.makers.size).toBe(0);
    applyMutation(state, open('p', 'create'), BY);
    applyMutation(state, close('p'), BY);
    expect(state.entries.get('p')?.end?.error).toBeNull();
  });

  test('the end of an entry that makes nothing frees no key of another', () => {
    const state = after(open('o', 'create'), open('p', 'update'), close('p'));
    expect([...state.makers.values()]).toEqual(['o']);
  });

  test('a step brings the UID once it is known, and keeps it from then on', () => {
    const state = after(open('o', 'create'), { kind: 'step_entry', id: 'o', step: 'clone' });
    expect(state.entries.get('o')?.entry).toMatchObject({ step: 'clone', uid: null });
    for (const step of [{ step: 'cloned', uid: 'u' } as const, { step: 'metadata' } as const])
      applyMutation(state, { kind: 'step_entry', id: 'o', ...step }, BY);
    expect(state.entries.get('o')).toMatchObject({
      epoch: 3,
      end: null,
      entry: { ...anEntry('o', { key: anEntry('k').key }), step: 'metadata', uid: 'u' },
    });
  });
});

describe('runs', () => {
  test('a run begins where history stands, and ends once it says so', () => {
    const state = after(put(aClone('a')), start('run-1'));
    expect(state.started).toEqual([{ run: aRun('run-1'), historyStart: 1 }]);
    expect(state.runs.get('run-1')).toEqual({ outcome: 'running', finishedAt: null });
    applyMutation(state, { kind: 'record_result', runId: 'run-1', result: aResult('a') }, BY);
    applyMutation(state, { kind: 'finish_run', runId: 'run-1', outcome: 'done', finishedAt: NOW }, BY);
    expect(state.results).toEqual([{ runId: 'run-1', result: aResult('a') }]);
    expect(state.runs.get('run-1')).toEqual({ outcome: 'done', finishedAt: NOW });
  });
});

describe('the state itself', () => {
  test('is bound to one tenant, whose host may change', () => {
    const bind = (host: string): Mutation => ({ kind: 'bind', tenantUid: 't1', host });
    expect(after(bind('one'), bind('two')).tenant).toEqual({ uid: 't1', host: 'two' });
  });

  test('says where it was moved to', () => {
    expect([after().movedTo, after({ kind: 'mark_moved', to: 'there' }).movedTo]).toEqual([null, 'there']);
  });
});

test.each<[string, readonly Mutation[], Mutation, string]>([
  [
    'another tenant',
    [{ kind: 'bind', tenantUid: 't1', host: 'h' }],
    { kind: 'bind', tenantUid: 't2', host: 'h' },
    'other_tenant: this state belongs to tenant t1, not to t2',
  ],
  [
    'a UID that another address has',
    [put(aClone('a'))],
    put(aClone('b', { uid: 'uid-of-a' })),
    'conflict: the UID uid-of-a is recorded at a',
  ],
  [
    'a move of nothing',
    [put(aClone('a'))],
    { kind: 'move_clone', from: address('b'), to: address('c') },
    'conflict: the state has no b',
  ],
  [
    'a move to a taken address',
    [put(aClone('a')), put(aClone('b'))],
    { kind: 'move_clone', from: address('a'), to: address('b') },
    'conflict: the state already has b',
  ],
  [
    'an entry whose id the journal has, open or closed',
    [open('o', 'create'), close('o')],
    open('o', 'delete'),
    'conflict: the journal already has o',
  ],
  ['the end of an unknown entry', [], close('o'), 'conflict: the journal has no open entry o'],
  [
    'the end of a closed entry',
    [open('o', 'create'), close('o')],
    close('o'),
    'conflict: the journal has no open entry o',
  ],
  [
    'a step of a closed entry',
    [open('o', 'create'), close('o')],
    { kind: 'step_entry', id: 'o', step: 'clone' },
    'conflict: the journal has no open entry o',
  ],
  ['a run that exists', [start('run-1')], start('run-1'), 'conflict: the state already has a run run-1'],
  [
    'a result of an unknown run',
    [start('run-1')],
    { kind: 'record_result', runId: 'run-2', result: aResult('a') },
    'conflict: the state has no run run-2',
  ],
  [
    'the end of an unknown run',
    [start('run-1')],
    { kind: 'finish_run', runId: 'run-2', outcome: 'done', finishedAt: NOW },
    'conflict: the state has no run run-2',
  ],
])('%s is refused, and changes nothing', (_, earlier, mutation, message) => {
  expect(refusal(after(...earlier), mutation)).toBe(message);
});

describe('state as a run sees it', () => {
  const view = () =>
    viewOf({ clones: [{ ...aClone('a'), revision: 4 }], openEntries: [anEntry('o')] }, 'run-1');

  test('has the rows and the open entries that were read, with the natural keys that these reserve', () => {
    const { clones, byUid, entries, makers } = view();
    expect([...clones.keys(), ...byUid.keys(), ...entries.keys(), ...makers.values()]).toEqual([
      'a',
      'uid-of-a',
      'o',
      'o',
    ]);
    expect(entries.get('o')?.end).toBeNull();
  });

  test('keeps up with what is written: rows change, closed entries are gone, and their keys are free', () => {
    const seen = view();
    keepUp(seen, put(aClone('a', { uid: 'new' })), BY);
    keepUp(seen, { kind: 'step_entry', id: 'o', step: 'cloned', uid: 'u' }, BY);
    expect(seen.entries.get('o')?.entry).toMatchObject({ step: 'cloned', uid: 'u' });
    keepUp(seen, close('o'), BY);
    expect(seen.clones.get('a')).toMatchObject({ uid: 'new', revision: 5 });
    expect([seen.entries.size, seen.makers.size, seen.historyEnd]).toEqual([0, 0, 1]);
  });

  test('takes results of its own run, and refuses what state would refuse', () => {
    const seen = view();
    keepUp(seen, { kind: 'record_result', runId: 'run-1', result: aResult('a') }, BY);
    expect(() => keepUp(seen, { kind: 'record_result', runId: 'run-2', result: aResult('a') }, BY)).toThrow(
      'the state has no run run-2',
    );
    expect(() => keepUp(seen, put(aClone('b', { uid: 'uid-of-a' })), BY)).toThrow(StoreError);
  });
});
