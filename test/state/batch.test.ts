// Writes that share a transaction: each is accepted whole or refused whole, and nothing is changed before all is decided.
import { describe, expect, test } from 'vitest';
import { keyId } from '../../src/model/natural-key.ts';
import { applyBatch, type Held, type WriteCall } from '../../src/state/batch.ts';
import { acceptDraft, draftOver } from '../../src/state/draft.ts';
import { rewind } from '../../src/state/history.ts';
import { isInForce, isLeaseInTheWay, makeLease, renewLease, tokenOf } from '../../src/state/lease.ts';
import type { Mutation } from '../../src/state/mutation.ts';
import { applyMutation, type State } from '../../src/state/state.ts';
import { namedBy, stateOf } from '../../src/state/working-set.ts';
import { aClone, address, aHolder, anEntry, aResult, aRun, put } from './rows.ts';

const HELD: Held = { where: 'here', now: '2026-01-01T00:00:05.000Z', lease: { epoch: 3, runId: 'run-1' } };
const call = (...mutations: readonly Mutation[]): WriteCall => ({
  lease: { holder: aHolder('run-1'), epoch: 3 },
  mutations,
});
const CONFLICT = put(aClone('z', { uid: 'uid-of-a' }));

describe('a batch', () => {
  test('refuses only the call that conflicts, all of it, and leaves the state as it is', () => {
    const state = stateOf({ serial: 7, clones: [{ ...aClone('a'), revision: 1 }] });
    const { outcomes, changes } = applyBatch(
      state,
      [call(put(aClone('b'))), call(put(aClone('c')), CONFLICT), call(put(aClone('d')))],
      HELD,
    );
    expect(outcomes.map((one) => one?.kind ?? null)).toEqual([null, 'conflict', null]);
    expect([...(changes?.clones.changed.keys() ?? [])]).toEqual(['b', 'd']);
    expect(changes?.history.map((entry) => [entry.address, entry.runId, entry.at])).toEqual([
      ['b', 'run-1', HELD.now],
      ['d', 'run-1', HELD.now],
    ]);
    expect(changes?.serial).toBe(8);
    expect([state.serial, state.clones.size, state.historyEnd]).toEqual([7, 1, 0]);
  });

  test('has later calls see what earlier ones of it changed', () => {
    const move: Mutation = { kind: 'move_clone', from: address('a'), to: address('b') };
    const { outcomes } = applyBatch(stateOf({}), [call(put(aClone('a'))), call(move), call(move)], HELD);
    expect(outcomes.map((one) => one?.message ?? null)).toEqual([null, null, 'the state has no a']);
  });

  test('in which all is refused has nothing to write, and does not count', () => {
    const state = stateOf({ clones: [{ ...aClone('a'), revision: 1 }] });
    expect(applyBatch(state, [call(CONFLICT)], HELD)).toMatchObject({ changes: null });
    expect(applyBatch(state, [], HELD)).toEqual({ outcomes: [], changes: null });
  });

  test('notes the epoch of the lease with each journal entry', () => {
    const { changes } = applyBatch(stateOf({}), [call({ kind: 'open_entry', entry: anEntry('o') })], HELD);
    expect(changes?.entries.get('o')?.epoch).toBe(3);
  });

  test('passes on what is no refusal', () => {
    const broken = {
      get: () => {
        throw new TypeError('a bug');
      },
    };
    const state = { ...stateOf({}), clones: broken } as unknown as State;
    expect(() => applyBatch(state, [call(put(aClone('a')))], HELD)).toThrow(TypeError);
  });

  test.each<[string, Held['lease']]>([
    ['nobody has the lock', null],
    ['the lock was taken again', { epoch: 4, runId: 'run-1' }],
    ['another run has it', { epoch: 3, runId: 'run-2' }],
  ])('refuses a writer when %s', (_, lease) => {
    const { outcomes, changes } = applyBatch(stateOf({}), [call(put(aClone('a')))], { ...HELD, lease });
    expect([outcomes[0]?.kind, outcomes[0]?.where, changes]).toEqual(['fenced', 'here', null]);
  });
});

describe('a draft', () => {
  const life: readonly Mutation[] = [
    { kind: 'bind', tenantUid: 't', host: 'h' },
    { kind: 'start_run', run: aRun('run-1') },
    put(aClone('b')),
    { kind: 'remove_clone', address: address('a') },
    { kind: 'put_outline', digest: 'sha256:bb', outline: { x: '1' } },
    { kind: 'close_entry', id: 'o', outcome: 'done' },
    { kind: 'open_entry', entry: anEntry('p', { key: anEntry('o').key }) },
    { kind: 'record_result', runId: 'run-1', result: aResult('b') },
    { kind: 'finish_run', runId: 'run-1', outcome: 'done', finishedAt: HELD.now },
    { kind: 'mark_moved', to: 'there' },
  ];
  const below = () =>
    stateOf({
      serial: 5,
      historyEnd: 9,
      clones: [{ ...aClone('a'), revision: 1 }],
      entries: [{ entry: anEntry('o'), epoch: 1, end: null }],
    });
  const by = { where: 'here', runId: 'run-1', epoch: 3, now: HELD.now };

  test('changes nothing until it is accepted, and then exactly what its mutations would have', () => {
    const [direct, state] = [below(), below()];
    for (const mutation of life) applyMutation(direct, mutation, by);
    const draft = draftOver(state);
    for (const mutation of life) applyMutation(draft, mutation, by);
    expect(state).toEqual(below());
    acceptDraft(state, draft);
    expect(state).toEqual(direct);
    expect(direct.entries.get('o')?.end).toMatchObject({ outcome: 'done' });
    expect([...direct.makers.values()]).toEqual(['p']);
  });

  test('does not see a row that it removed, also where one is below', () => {
    const draft = draftOver(below());
    expect(draft.clones.get('a')?.uid).toBe('uid-of-a');
    draft.clones.delete('a');
    expect(draft.clones.get('a')).toBeUndefined();
    draft.clones.set('a', { ...aClone('a'), revision: 9 });
    expect(draft.clones.get('a')?.revision).toBe(9);
  });
});

describe('the rows that a mutation reads or changes', () => {
  const none = { addresses: [], uids: [], entries: [], keys: [], runs: [] };
  const key = keyId(anEntry('o').key);
  test.each<[Mutation, Partial<Record<keyof typeof none, readonly string[]>>]>([
    [put(aClone('a')), { addresses: ['a'], uids: ['uid-of-a'] }],
    [{ kind: 'remove_clone', address: address('a') }, { addresses: ['a'] }],
    [{ kind: 'move_clone', from: address('a'), to: address('b') }, { addresses: ['a', 'b'] }],
    [
      { kind: 'open_entry', entry: anEntry('o') },
      { entries: ['o'], keys: [key] },
    ],
    [{ kind: 'open_entry', entry: anEntry('o', { kind: 'delete' }) }, { entries: ['o'] }],
    [{ kind: 'step_entry', id: 'o', step: 'clone' }, { entries: ['o'] }],
    [{ kind: 'close_entry', id: 'o', outcome: 'done' }, { entries: ['o'] }],
    [{ kind: 'start_run', run: aRun('r') }, { runs: ['r'] }],
    [{ kind: 'record_result', runId: 'r', result: aResult('a') }, { runs: ['r'] }],
    [{ kind: 'finish_run', runId: 'r', outcome: 'done', finishedAt: '' }, { runs: ['r'] }],
    [{ kind: 'bind', tenantUid: 't', host: 'h' }, {}],
    [{ kind: 'put_outline', digest: 'sha256:bb', outline: {} }, {}],
    [{ kind: 'mark_moved', to: 'there' }, {}],
  ])('$kind', (mutation, expected) => {
    const { addresses, uids, entries, keys, runs } = namedBy([mutation]);
    expect({
      addresses: [...addresses],
      uids: [...uids],
      entries: [...entries],
      keys: [...keys.keys()],
      runs: [...runs],
    }).toEqual({ ...none, ...expected });
    for (const [id, natural] of keys) expect(keyId(natural)).toBe(id);
  });
});

test('a state made of rows finds them by address and by UID, and only open makers reserve a key', () => {
  const end = { outcome: 'done', error: null, closedAt: '' } as const;
  const state = stateOf({
    clones: [{ ...aClone('a'), revision: 1 }],
    entries: [
      { entry: anEntry('o'), epoch: 1, end: null },
      { entry: anEntry('p'), epoch: 1, end },
      { entry: anEntry('q', { kind: 'update' }), epoch: 1, end: null },
    ],
    runs: [['r', { outcome: 'running', finishedAt: null }]],
  });
  expect(state.clones.get('a')).toBe(state.byUid.get('uid-of-a'));
  expect([...state.entries.keys()]).toEqual(['o', 'p', 'q']);
  expect([...state.makers]).toEqual([[keyId(anEntry('o').key), 'o']]);
  expect([...state.runs.keys()]).toEqual(['r']);
});

test('a state made of nothing is empty and was never written', () => {
  expect(stateOf({})).toEqual({
    serial: 0,
    tenant: null,
    movedTo: null,
    historyEnd: 0,
    clones: new Map(),
    byUid: new Map(),
    entries: new Map(),
    makers: new Map(),
    outlines: new Map(),
    runs: new Map(),
    started: [],
    results: [],
    history: [],
  });
});

describe('a lease', () => {
  const T = Date.parse('2026-01-01T00:00:00.000Z');
  const lease = makeLease(aHolder('run-1'), 3, T);

  test('says since when and until when it holds, and renewing moves its end', () => {
    expect(lease).toEqual({
      holder: aHolder('run-1'),
      epoch: 3,
      acquiredAt: '2026-01-01T00:00:00.000Z',
      heartbeatAt: '2026-01-01T00:00:00.000Z',
      expiresAt: '2026-01-01T00:01:00.000Z',
    });
    expect(renewLease(lease, T + 20_000)).toEqual({
      ...lease,
      heartbeatAt: '2026-01-01T00:00:20.000Z',
      expiresAt: '2026-01-01T00:01:20.000Z',
    });
  });

  test.each<[string, typeof lease | null, string, number, boolean]>([
    ['no lease', null, 'beta', 0, false],
    ['one of the same host, whose holder is dead', lease, 'alpha', 0, false],
    ['one of another host that has not expired', lease, 'beta', 59_999, true],
    ['one of another host that has', lease, 'beta', 60_000, false],
  ])('%s', (_, held, host, later, expected) => {
    expect(isLeaseInTheWay(held, host, T + later)).toBe(expected);
  });

  test('is in force while nobody took the lock after it', () => {
    expect(isInForce(tokenOf(lease), lease)).toBe(true);
    expect(isInForce(null, lease)).toBe(false);
    expect(isInForce({ ...tokenOf(lease), epoch: 4 }, lease)).toBe(false);
    expect(isInForce({ ...tokenOf(lease), runId: 'run-2' }, lease)).toBe(false);
  });
});

test('the state of an earlier time is what is recorded now with later changes taken back, the last one first', () => {
  const row = (id: string, revision: number) => ({ ...aClone(id), revision });
  const later = [
    { address: 'c', before: null },
    { address: 'b', before: row('b', 1) },
    { address: 'a', before: row('a', 1) },
    { address: 'a', before: row('a', 2) },
    { address: 'd', before: null },
    { address: 'd', before: row('d', 1) },
  ].map((entry) => ({ runId: 'r', at: '', ...entry }));
  const now = [row('e', 1), row('c', 5), row('a', 3)];
  expect(rewind(now, later)).toEqual([row('a', 1), row('b', 1), row('e', 1)]);
  expect(rewind(now, [])).toEqual([row('a', 3), row('c', 5), row('e', 1)]);
});
