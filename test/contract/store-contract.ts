// What every StateStore must do. Run by the store in memory, SQLite and PostgreSQL.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { formatAddress } from '../../src/model/address.ts';
import type { Lease } from '../../src/state/lease.ts';
import type { Mutation } from '../../src/state/mutation.ts';
import type { StateStore } from '../../src/state/port.ts';
import type { StoreErrorKind } from '../../src/state/store-error.ts';
import { refused } from '../state/refusal.ts';
import { aClone, address, aHolder, anEntry, aResult, aRun, OVERRIDES, put } from '../state/rows.ts';
import { describeDump } from './store-contract-dump.ts';
import { describeLock, type StoreWorld } from './store-contract-lock.ts';

export function describeStore(
  name: string,
  makeWorld: () => Promise<StoreWorld>,
  { seesDeath } = { seesDeath: true },
): void {
  describe(`${name} store`, () => {
    let world: StoreWorld;
    let store: StateStore;
    let lease: Lease;
    beforeEach(async () => {
      world = await makeWorld();
      store = await world.open();
      lease = await store.acquire(aHolder('run-1'));
    });
    afterEach(() => world.end());
    const write = (...mutations: Mutation[]): Promise<void> => store.write(lease, mutations);

    describeRows(() => ({ store, write }));
    describeJournal(() => ({ store, write }));
    describeRuns(() => ({ world, store, write }));
    describeBatches(() => ({ store, lease }));
    describeDump(() => ({ world, store, lease }), makeWorld);
    describeLock(() => ({ world, store, lease }), seesDeath);
  });
}

interface Given {
  readonly store: StateStore;
  readonly write: (...mutations: Mutation[]) => Promise<void>;
}

function describeRows(given: () => Given): void {
  test('a fresh state has a lineage, no tenant and no rows', async () => {
    const { identity, ...rest } = await given().store.readRecorded();
    expect(await given().store.readIdentity()).toEqual(identity);
    expect(identity).toEqual({ lineage: 'lineage-1', serial: 0, tenantUid: null, host: null });
    expect(rest).toEqual({ clones: [], openEntries: [], outlines: new Map() });
  });

  test('a clone is read back as it was written, with a revision that counts its writes', async () => {
    const { store, write } = given();
    const atTenant = aClone('b', {
      key: { scope: 'tenant', projectUid: null, name: 'b', version: '1.0.0-rc.1' },
      projectName: null,
    });
    await write(put(aClone('a')), put(atTenant));
    await write(put(aClone('a', { isProtected: true, status: 'incomplete', provenance: 'inferred' })));
    expect((await store.readRecorded()).clones).toEqual([
      { ...aClone('a', { isProtected: true, status: 'incomplete', provenance: 'inferred' }), revision: 2 },
      { ...atTenant, revision: 1 },
    ]);
  });

  test('remarks are read back as they were written, and a row without them has none', async () => {
    const { store, write } = given();
    const remarks = {
      rewritten: { of: 'sha256:bb', digest: 'sha256:b2' },
      accepted: 'sha256:bb',
      found: 'sha256:b3',
      description: { of: 'two\nlines', shown: 'two lines' },
      held: true,
    } as const;
    await write(
      put(aClone('a', { remarks })),
      put(aClone('b')),
      put(aClone('c', { remarks: { held: true } })),
    );
    await write(put(aClone('c')));
    const { clones } = await store.readRecorded();
    expect(clones.map((clone) => clone.remarks)).toEqual([remarks, undefined, undefined]);
    expect((await store.readDump())?.history.at(-1)?.before?.remarks).toEqual({ held: true });
  });

  test('what overrides made is read back as it was written, of clones and of open entries', async () => {
    const { store, write } = given();
    const more = { ...OVERRIDES, places: { 'cni: a["x"]': 'ab', ['__proto__']: 'cd' } };
    await write(put(aClone('a', { overrides: OVERRIDES })), put(aClone('b')), {
      kind: 'open_entry',
      entry: anEntry('o1', { overrides: more }),
    });
    await write({ kind: 'open_entry', entry: anEntry('o2') }, put(aClone('a')));
    await write({ kind: 'step_entry', id: 'o1', step: 'draft', uid: 'u7' });
    const { clones, openEntries } = await store.readRecorded();
    expect(clones.map((clone) => clone.overrides)).toEqual([undefined, undefined]);
    expect(openEntries.map((open) => open.overrides)).toEqual([more, undefined]);
    const dump = await store.readDump();
    expect(dump?.history.at(-1)?.before?.overrides).toEqual(OVERRIDES);
    expect(dump?.operations.map((one) => one.overrides)).toEqual([more, undefined]);
  });

  test('clones come sorted by the code units of their addresses', async () => {
    const { store, write } = given();
    const addresses = ['b', 'a.z', 'a', 'Z', 'a-b'].map((id) => address(id));
    // U+FF5E sorts after the surrogates of an emoji by bytes, and before them by code units.
    const odd = [formatAddress('a', '～'), formatAddress('a', '😀'), formatAddress('a', null, '1.0.0')];
    const all = [...addresses, ...odd];
    await write(...all.map((one, index) => put(aClone('x', { address: one, uid: `u${index}` }))));
    expect((await store.readRecorded()).clones.map((clone) => clone.address)).toEqual([...all].sort());
  });

  test('a removed clone is gone, and removing it again changes nothing', async () => {
    const { store, write } = given();
    await write(put(aClone('a')), put(aClone('b')));
    await write({ kind: 'remove_clone', address: address('a') });
    await write({ kind: 'remove_clone', address: address('a') });
    expect((await store.readRecorded()).clones.map((clone) => clone.address)).toEqual(['b']);
  });

  test('a moved clone keeps its facts under the new address, and its UID stays its own', async () => {
    const { store, write } = given();
    await write(put(aClone('a')));
    await write({ kind: 'move_clone', from: address('a'), to: address('b') });
    const moved = { ...aClone('a', { address: address('b') }), revision: 2 };
    expect((await store.readRecorded()).clones).toEqual([moved]);
    await refused(write(put(aClone('c', { uid: moved.uid }))), 'conflict');
  });

  test.each<[string, Mutation[], StoreErrorKind]>([
    ['a UID that another address has', [put(aClone('c', { uid: 'uid-of-a' }))], 'conflict'],
    ['a move to a taken address', [{ kind: 'move_clone', from: address('a'), to: address('b') }], 'conflict'],
    ['a move of nothing', [{ kind: 'move_clone', from: address('c'), to: address('d') }], 'conflict'],
    ['another tenant', [{ kind: 'bind', tenantUid: 't2', host: 'h' }], 'other_tenant'],
    [
      'a journal entry that exists',
      [{ kind: 'open_entry', entry: anEntry('o1', { kind: 'delete' }) }],
      'conflict',
    ],
    [
      'a second open entry that makes an object at one natural key',
      [
        {
          kind: 'open_entry',
          entry: anEntry('o2', { kind: 'replace', key: anEntry('o1').key }),
        },
      ],
      'conflict',
    ],
    ['a step of an unknown entry', [{ kind: 'step_entry', id: 'o9', step: 'clone' }], 'conflict'],
    ['the end of an unknown entry', [{ kind: 'close_entry', id: 'o9', outcome: 'done' }], 'conflict'],
    ['a run that exists', [{ kind: 'start_run', run: aRun('run-1') }], 'conflict'],
    [
      'a result of an unknown run',
      [{ kind: 'record_result', runId: 'run-9', result: aResult('a') }],
      'conflict',
    ],
    [
      'the end of an unknown run',
      [{ kind: 'finish_run', runId: 'run-9', outcome: 'done', finishedAt: '2026-01-01T00:00:00.000Z' }],
      'conflict',
    ],
  ])('%s is refused, and nothing of its list is written', async (_name, bad, kind) => {
    const { store, write } = given();
    await write(
      { kind: 'bind', tenantUid: 't1', host: 'h' },
      put(aClone('a')),
      put(aClone('b')),
      { kind: 'open_entry', entry: anEntry('o1') },
      { kind: 'start_run', run: aRun('run-1') },
    );
    const before = [
      await store.readRecorded(),
      await store.readRuns(9),
      await store.readClonesAfter('run-1'),
    ];
    const good: Mutation[] = [
      put(aClone('a', { digest: 'sha256:dd' })),
      put(aClone('b', { uid: 'another' })),
      put(aClone('fresh')),
      { kind: 'remove_clone', address: address('b') },
      put(aClone('b')),
      { kind: 'move_clone', from: address('fresh'), to: address('older') },
      { kind: 'step_entry', id: 'o1', step: 'cloned', uid: 'u' },
      { kind: 'record_result', runId: 'run-1', result: aResult('a') },
    ];
    await refused(write(...good, ...bad), kind);
    expect([
      await store.readRecorded(),
      await store.readRuns(9),
      await store.readClonesAfter('run-1'),
    ]).toEqual(before);
    await write(put(aClone('fresh')));
  });

  test('a state is bound to one tenant, whose host may change its name', async () => {
    const { store, write } = given();
    await write({ kind: 'bind', tenantUid: 't1', host: 'one.example' });
    await write({ kind: 'bind', tenantUid: 't1', host: 'two.example' });
    expect((await store.readRecorded()).identity).toMatchObject({
      tenantUid: 't1',
      host: 'two.example',
      serial: 2,
    });
  });
}

function describeJournal(given: () => Given): void {
  test('an open entry is read back as it was written, in the order of opening', async () => {
    const { store, write } = given();
    const bare = anEntry('a1', {
      kind: 'delete',
      source: null,
      labels: null,
      description: null,
      serverDateBefore: null,
    });
    await write({ kind: 'open_entry', entry: anEntry('o1') });
    await write({ kind: 'open_entry', entry: bare });
    expect((await store.readRecorded()).openEntries).toEqual([anEntry('o1'), bare]);
  });

  test('a step keeps the UID that an earlier step brought', async () => {
    const { store, write } = given();
    await write({ kind: 'open_entry', entry: anEntry('o1') });
    await write({ kind: 'step_entry', id: 'o1', step: 'cloned', uid: 'u7' });
    await write({ kind: 'step_entry', id: 'o1', step: 'metadata' });
    expect((await store.readRecorded()).openEntries).toEqual([
      anEntry('o1', { step: 'metadata', uid: 'u7' }),
    ]);
  });

  test('a closed entry is not open, cannot be closed again, and frees its key', async () => {
    const { store, write } = given();
    await write({ kind: 'open_entry', entry: anEntry('o1') });
    await write({ kind: 'close_entry', id: 'o1', outcome: 'refused', error: 'no' });
    expect((await store.readRecorded()).openEntries).toEqual([]);
    await refused(write({ kind: 'close_entry', id: 'o1', outcome: 'done' }), 'conflict');
    await refused(write({ kind: 'step_entry', id: 'o1', step: 'clone' }), 'conflict');
    await write({ kind: 'open_entry', entry: anEntry('o2', { key: anEntry('o1').key }) });
  });
}

function describeRuns(given: () => Given & { readonly world: StoreWorld }): void {
  test('runs come newest first, each with its results in order', async () => {
    const { store, write } = given();
    await write({ kind: 'start_run', run: { ...aRun('run-1'), plan: 'cGxhbg==' } });
    await write({ kind: 'record_result', runId: 'run-1', result: aResult('b') });
    await write({
      kind: 'record_result',
      runId: 'run-1',
      result: { ...aResult('a'), status: 'failed', error: 'x', uid: null },
    });
    await write({
      kind: 'finish_run',
      runId: 'run-1',
      outcome: 'incomplete',
      finishedAt: '2026-01-01T00:01:00.000Z',
    });
    await write({ kind: 'start_run', run: aRun('run-2') });
    const runs = await store.readRuns(10);
    expect(runs).toEqual([
      { ...aRun('run-2'), finishedAt: null, outcome: 'running', results: [] },
      {
        ...aRun('run-1'),
        plan: 'cGxhbg==',
        finishedAt: '2026-01-01T00:01:00.000Z',
        outcome: 'incomplete',
        results: [aResult('b'), { ...aResult('a'), status: 'failed', error: 'x', uid: null }],
      },
    ]);
    expect(await store.readRuns(1)).toEqual(runs.slice(0, 1));
  });

  test('a run that died is shown as interrupted once the next one has the lock', async () => {
    const { world, store, write } = given();
    await write({ kind: 'start_run', run: aRun('run-1') });
    await world.bury(store);
    const next = await world.open();
    expect((await next.readRuns(1))[0]?.outcome).toBe('running');
    await next.acquire(aHolder('run-2'));
    expect((await next.readRuns(1))[0]?.outcome).toBe('interrupted');
  });

  test('what was recorded when a run ended can be read after later runs', async () => {
    const { world, store, write } = given();
    await write({ kind: 'start_run', run: aRun('run-1') }, put(aClone('a')), put(aClone('b')));
    const after1 = (await store.readRecorded()).clones;
    await world.bury(store);
    const next = await world.open();
    const lease2 = await next.acquire(aHolder('run-2'));
    await next.write(lease2, [{ kind: 'start_run', run: aRun('run-2') }]);
    await next.release(lease2);
    const lease3 = await next.acquire(aHolder('run-3'));
    await next.write(lease3, [
      { kind: 'start_run', run: aRun('run-3') },
      put(aClone('a', { digest: 'sha256:ee' })),
      put(aClone('a', { digest: 'sha256:ff' })),
      { kind: 'remove_clone', address: address('b') },
      put(aClone('c')),
      { kind: 'move_clone', from: address('a'), to: address('d') },
    ]);
    expect(await next.readClonesAfter('run-1')).toEqual(after1);
    expect(await next.readClonesAfter('run-2')).toEqual(after1);
    expect(await next.readClonesAfter('run-3')).toEqual((await next.readRecorded()).clones);
    expect(await next.readClonesAfter('run-9')).toBeNull();
  });
}

function describeBatches(given: () => { readonly store: StateStore; readonly lease: Lease }): void {
  test('writes of one turn share one transaction, and the serial counts transactions', async () => {
    const { store, lease } = given();
    await Promise.all(['a', 'b', 'c'].map((id) => store.write(lease, [put(aClone(id))])));
    expect((await store.readRecorded()).identity?.serial).toBe(1);
    await store.write(lease, [put(aClone('d'))]);
    const { identity, clones } = await store.readRecorded();
    expect([identity?.serial, clones.length]).toEqual([2, 4]);
  });

  test('in a batch only the caller that conflicts is refused', async () => {
    const { store, lease } = given();
    const stale: Lease = { ...lease, epoch: lease.epoch - 1 };
    const outcomes = await Promise.allSettled([
      store.write(lease, [put(aClone('a'))]),
      store.write(lease, [put(aClone('x')), put(aClone('b', { uid: 'uid-of-a' }))]),
      store.write(stale, [put(aClone('y'))]),
      store.write(lease, [put(aClone('c'))]),
    ]);
    expect(outcomes.map((one) => (one.status === 'fulfilled' ? 'done' : one.reason.kind))).toEqual([
      'done',
      'conflict',
      'fenced',
      'done',
    ]);
    const { identity, clones } = await store.readRecorded();
    expect(clones.map((clone) => clone.address)).toEqual(['a', 'c']);
    expect(identity?.serial).toBe(1);
  });

  test('a batch in which everybody is refused leaves the serial alone', async () => {
    const { store, lease } = given();
    await refused(
      store.write(lease, [{ kind: 'move_clone', from: address('a'), to: address('b') }]),
      'conflict',
    );
    expect((await store.readRecorded()).identity?.serial).toBe(0);
  });

  test('the oldest runs are forgotten, and nothing that newer ones are reported from', async () => {
    const { store, lease } = given();
    const write = (...mutations: readonly Mutation[]): Promise<void> => store.write(lease, mutations);
    await write({ kind: 'open_entry', entry: anEntry('still-open', { runId: 'run-1' }) });
    for (const n of [1, 2, 3, 4, 5]) {
      await write({ kind: 'start_run', run: aRun(`run-${n}`) }, put(aClone('a', { description: `of ${n}` })));
      await write(put(aClone(`c${n}`)), { kind: 'record_result', runId: `run-${n}`, result: aResult('a') });
    }
    const [recorded, after] = [await store.readRecorded(), await store.readClonesAfter('run-4')];
    await refused(store.trimHistory({ ...lease, epoch: lease.epoch - 1 }, 1), 'fenced');
    await store.trimHistory(lease, 9);
    expect(await store.readRuns(9)).toHaveLength(5);
    await store.trimHistory(lease, 2);
    expect((await store.readRuns(9)).map(({ id, results }) => [id, results.length])).toEqual([
      ['run-5', 1],
      ['run-4', 1],
    ]);
    expect(await store.readClonesAfter('run-4')).toEqual(after);
    expect(await store.readClonesAfter('run-3')).toBeNull();
    expect(await store.readRecorded()).toEqual(recorded);
    await write({ kind: 'start_run', run: aRun('run-6') }, put(aClone('a', { description: 'of 6' })));
    await store.trimHistory(lease, 2);
    expect((await store.readClonesAfter('run-5'))?.map(({ description }) => description)).toContain('of 4');
  });

  test('what was handed in before the store was closed is written', async () => {
    const { store, lease } = given();
    const written = store.write(lease, [put(aClone('a'))]);
    await store.release(lease);
    await expect(written).resolves.toBeUndefined();
    expect((await store.readRecorded()).clones.length).toBe(1);
  });
}
