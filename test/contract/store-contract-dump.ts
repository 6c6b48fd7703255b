// The part of the store contract that is about a whole state as one value: read, carried elsewhere, put in place, gone on with.
import { expect, test } from 'vitest';
import { isBlank, type StateDump } from '../../src/state/dump.ts';
import type { Lease } from '../../src/state/lease.ts';
import type { Mutation } from '../../src/state/mutation.ts';
import type { StateStore } from '../../src/state/port.ts';
import { refused } from '../state/refusal.ts';
import { aClone, address, aHolder, anEntry, aResult, aRun, OVERRIDES, put } from '../state/rows.ts';
import type { StoreWorld } from './store-contract-lock.ts';

interface Given {
  readonly world: StoreWorld;
  readonly store: StateStore;
  readonly lease: Lease;
}

/** Something in every table, with changes before, in and after runs. */
const LIFE: readonly (readonly Mutation[])[] = [
  [
    { kind: 'bind', tenantUid: 't1', host: 'one.example' },
    put(aClone('early', { remarks: { accepted: 'sha256:bb', held: true } })),
  ],
  [{ kind: 'start_run', run: aRun('run-1') }],
  [
    { kind: 'put_outline', digest: 'sha256:bb', outline: { '["order"]': 'aabbccddeeff' } },
    { kind: 'put_outline', digest: 'sha256:00', outline: { ['__proto__']: 'aabbccddeeff' } },
    put(
      aClone('b', {
        overrides: OVERRIDES,
        labels: null,
        description: 'NUL \0, private \u{E000}, "quotes" and \u{1F600}',
      }),
    ),
    put(aClone('a', { key: { scope: 'tenant', projectUid: null, name: 'a', version: '1.0.0' } })),
    { kind: 'open_entry', entry: anEntry('o2', { overrides: OVERRIDES }) },
    { kind: 'open_entry', entry: anEntry('o1', { kind: 'delete', source: null, labels: null }) },
  ],
  [{ kind: 'step_entry', id: 'o2', step: 'cloned', uid: 'u7' }],
  [
    { kind: 'close_entry', id: 'o1', outcome: 'refused', error: 'no \0 way' },
    { kind: 'record_result', runId: 'run-1', result: aResult('b') },
    { kind: 'record_result', runId: 'run-1', result: { ...aResult('a'), status: 'failed', error: 'x' } },
    { kind: 'finish_run', runId: 'run-1', outcome: 'done', finishedAt: '2026-01-01T00:01:00.000Z' },
  ],
  [
    { kind: 'start_run', run: aRun('run-2') },
    { kind: 'remove_clone', address: address('b') },
  ],
  [{ kind: 'move_clone', from: address('a'), to: address('c') }, put(aClone('b', { uid: 'again' }))],
];

async function live({ store, lease }: Given): Promise<StateDump> {
  for (const mutations of LIFE) await store.write(lease, mutations);
  const dump = await store.readDump();
  if (dump === null) throw new Error('there is a state');
  return dump;
}

async function pictureOf(store: StateStore): Promise<unknown> {
  return [
    await store.readRecorded(),
    await store.readRuns(9),
    await store.readClonesAfter('run-1'),
    await store.readClonesAfter('run-2'),
    await store.readDump(),
  ];
}

export function describeDump(given: () => Given, makeWorld: () => Promise<StoreWorld>): void {
  test('a fresh state is blank, one that was written to is not', async () => {
    const { store, lease } = given();
    const blank = await store.readDump();
    expect(blank !== null && isBlank(blank)).toBe(true);
    await store.write(lease, [{ kind: 'bind', tenantUid: 't1', host: 'h' }]);
    const bound = await store.readDump();
    expect(bound !== null && isBlank(bound)).toBe(false);
  });

  test('a dump holds every table, in order, and survives JSON', async () => {
    const dump = await live(given());
    expect(dump.identity).toMatchObject({
      lineage: 'lineage-1',
      serial: 7,
      tenantUid: 't1',
      host: 'one.example',
    });
    expect(dump.clones.map((clone) => clone.address)).toEqual(['b', 'c', 'early']);
    expect(dump.outlines.map((outline) => outline.digest)).toEqual(['sha256:00', 'sha256:bb']);
    expect(dump.operations).toMatchObject([
      { id: 'o2', step: 'cloned', uid: 'u7', epoch: 1, outcome: null, closedAt: null },
      { id: 'o1', outcome: 'refused', error: 'no \0 way', closedAt: expect.stringMatching(/^20/) },
    ]);
    expect(dump.runs.map((run) => [run.id, run.historyStart, run.results.length])).toEqual([
      ['run-1', 1, 2],
      ['run-2', 3, 0],
    ]);
    expect(dump.history.map((entry) => [entry.address, entry.before?.address ?? null])).toEqual([
      ['early', null],
      ['b', null],
      ['a', null],
      ['b', 'b'],
      ['a', 'a'],
      ['c', null],
      ['b', null],
    ]);
    expect(JSON.parse(JSON.stringify(dump))).toEqual(dump);
  });

  test('put in the place of another state it is the same in everything, and life continues there', async () => {
    const dump = await live(given());
    const before = await pictureOf(given().store);
    const elsewhere = await makeWorld();
    try {
      const store = await elsewhere.open();
      const lease = await store.acquire(aHolder('run-9'));
      await store.write(lease, [put(aClone('old')), { kind: 'open_entry', entry: anEntry('o2') }]);
      await store.replaceAll(lease, dump);
      expect(await pictureOf(store)).toEqual(before);
      await refused(store.write(lease, [put(aClone('x', { uid: 'again' }))]), 'conflict');
      await refused(
        store.write(lease, [{ kind: 'open_entry', entry: anEntry('o3', { key: anEntry('o2').key }) }]),
        'conflict',
      );
      await store.write(lease, [{ kind: 'start_run', run: aRun('run-3') }, put(aClone('old'))]);
      await store.write(lease, [{ kind: 'close_entry', id: 'o2', outcome: 'done' }]);
      expect((await store.readRecorded()).identity?.serial).toBe(9);
      expect(await store.readClonesAfter('run-2')).toEqual(await given().store.readClonesAfter('run-2'));
      expect((await store.readRuns(9)).map((run) => run.id)).toEqual(['run-3', 'run-2', 'run-1']);
    } finally {
      await elsewhere.end();
    }
  });

  test('only the holder of the lease replaces, and what is no state replaces nothing', async () => {
    const { store, lease } = given();
    const dump = await live(given());
    const before = await pictureOf(store);
    const [first] = dump.clones;
    if (first === undefined) throw new Error('there are clones');
    await refused(store.replaceAll({ ...lease, epoch: lease.epoch + 1 }, dump), 'fenced');
    const bad: readonly StateDump[] = [
      { ...dump, clones: [...dump.clones, first] },
      { ...dump, clones: [...dump.clones, { ...first, address: address('z') }] },
      { ...dump, runs: dump.runs.map((run) => ({ ...run, historyStart: 99 })) },
      { ...dump, operations: dump.operations.map((one) => ({ ...one, id: 'o' })) },
    ];
    for (const one of bad) await refused(store.replaceAll(lease, one), 'not_a_state');
    expect(await pictureOf(store)).toEqual(before);
  });
}
