// The lease of a run: renewed before anything is sent late, lost permanently once it was taken, and nothing sent after the store failed.
import { expect, test } from 'vitest';
import { keepLease } from '../../src/flow/state/keep-lease.ts';
import { StoreError } from '../../src/state/store-error.ts';
import { refused } from '../state/refusal.ts';
import { aClone, aHolder, put } from '../state/rows.ts';
import { createMemoryStore, newMemory } from '../support/memory-store.ts';

async function aRun() {
  const clock = { wall: 1_000_000, mono: 5, now: () => clock.wall, monotonic: () => clock.mono };
  const state = newMemory('l');
  const deps = { clock, newId: () => 'l' };
  const store = createMemoryStore(deps, state);
  const lease = await store.acquire(aHolder('run-1'));
  const counted = { renewals: 0 };
  const watched = {
    ...store,
    renew: async (mine: typeof lease) => {
      counted.renewals++;
      await store.renew(mine);
    },
  };
  return { clock, store, lease, state, deps, counted, watched, kept: keepLease(clock, watched, lease) };
}

test('a lease that was renewed lately is not renewed before a call', async () => {
  const { clock, kept, counted } = await aRun();
  clock.wall += 20_000;
  await kept.beat();
  clock.wall += 20_000;
  await kept.mayWrite();
  expect(counted.renewals).toBe(1);
});

test.each(['wall', 'mono'] as const)(
  'after a sleep that only the %s clock noticed it is renewed first',
  async (which) => {
    const { clock, kept, counted } = await aRun();
    clock[which] += 30_000;
    await kept.mayWrite();
    await kept.mayWrite();
    expect(counted.renewals).toBe(1);
  },
);

test('whoever woke up after the lock was taken over sends nothing any more, and is reported why', async () => {
  const { clock, kept, store, deps, state } = await aRun();
  await store.close();
  clock.wall += 60_000;
  const other = createMemoryStore(deps, state);
  await other.acquire(aHolder('run-2', 'beta'));
  await refused(kept.mayWrite(), 'fenced');
  await refused(kept.mayWrite(), 'fenced');
});

test('a heartbeat that finds the lease lost keeps the next call from being sent at once', async () => {
  const { kept, store, deps, state } = await aRun();
  await store.close();
  await createMemoryStore(deps, state).acquire(aHolder('run-2'));
  await kept.beat();
  await refused(kept.mayWrite(), 'fenced');
});

test('after state refused a write nothing is sent; a refusal of the caller alone does not count', async () => {
  const { clock, watched, lease } = await aRun();
  const kept = keepLease(clock, watched, lease);
  await refused(
    kept.store.write(lease, [{ kind: 'finish_run', runId: 'none', outcome: 'done', finishedAt: '' }]),
    'conflict',
  );
  await kept.mayWrite();
  const full = { ...watched, write: async () => Promise.reject(new StoreError('disk_full', 'x', 'full')) };
  const broken = keepLease(clock, full, lease);
  await refused(broken.store.write(lease, [put(aClone('a'))]), 'disk_full');
  await refused(broken.mayWrite(), 'disk_full');
});

test('a renewal that fails for a moment is tried again before the next call', async () => {
  const { clock, watched, lease } = await aRun();
  let isFull = true;
  const moody = {
    ...watched,
    renew: async (mine: typeof lease) => {
      if (isFull) throw new StoreError('disk_full', 'x', 'full');
      await watched.renew(mine);
    },
  };
  const kept = keepLease(clock, moody, lease);
  await kept.beat();
  await kept.mayWrite();
  isFull = false;
  clock.wall += 40_000;
  await kept.mayWrite();
});
