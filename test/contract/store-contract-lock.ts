// The part of the store contract that is about the lock: who gets it, who loses it, who is fenced.
import { expect, test } from 'vitest';
import type { Lease } from '../../src/state/lease.ts';
import type { StateStore } from '../../src/state/port.ts';
import { refused } from '../state/refusal.ts';
import { aClone, aHolder, put } from '../state/rows.ts';

/** One state that several stores can open, as several processes would. */
export interface StoreWorld {
  readonly clock: { nowMs: number };
  open(): Promise<StateStore>;
  /** Ends a store as the death of its process would, until others may take its lock. */
  bury(store: StateStore): Promise<void>;
  /** Closes what is open and removes what was created. */
  end(): Promise<void>;
}

/** `seesDeath`: the store notices at once that a holder of its own host is dead. */
export function describeLock(
  given: () => { readonly world: StoreWorld; readonly store: StateStore; readonly lease: Lease },
  seesDeath: boolean,
): void {
  test('a second store is refused at once, and told who holds the lock', async () => {
    const { world } = given();
    const other = await world.open();
    const error = await refused(other.acquire(aHolder('run-2')), 'locked');
    expect(error.holder?.holder).toEqual(aHolder('run-1'));
  });

  test('a store that holds the lock is refused a second time', async () => {
    const { store } = given();
    await refused(store.acquire(aHolder('run-2')), 'locked');
  });

  test('a released lock is free, leaves no lease behind, and the epoch continues counting', async () => {
    const { world, store, lease } = given();
    await store.release(lease);
    expect(await store.readLease()).toBeNull();
    const other = await world.open();
    const next = await other.acquire(aHolder('run-2'));
    expect(next).toEqual({ holder: aHolder('run-2'), epoch: lease.epoch + 1 });
  });

  test.runIf(seesDeath)('a dead holder of this host is taken over at once', async () => {
    const { world, store, lease } = given();
    await store.close();
    const other = await world.open();
    expect((await other.readLease())?.holder).toEqual(lease.holder);
    const next = await other.acquire(aHolder('run-2'));
    expect(next.epoch).toBe(lease.epoch + 1);
  });

  test('a holder of another host is believed until its lease has expired', async () => {
    const { world, store } = given();
    await store.close();
    const other = await world.open();
    world.clock.nowMs += 59_999;
    const error = await refused(other.acquire(aHolder('run-2', 'beta')), 'locked');
    expect(error.holder?.holder.host).toBe('alpha');
    world.clock.nowMs += 1;
    await other.acquire(aHolder('run-2', 'beta'));
    expect((await other.readLease())?.holder.runId).toBe('run-2');
  });

  test('renewing moves the heartbeat and the expiry, not the beginning', async () => {
    const { world, store, lease } = given();
    const start = world.clock.nowMs;
    world.clock.nowMs += 20_000;
    await store.renew(lease);
    expect(await store.readLease()).toEqual({
      ...lease,
      acquiredAt: new Date(start).toISOString(),
      heartbeatAt: new Date(start + 20_000).toISOString(),
      expiresAt: new Date(start + 80_000).toISOString(),
    });
  });

  test('after the lock was lost every write and every renewal is fenced, and releasing harms nobody', async () => {
    const { world, store, lease } = given();
    await store.release(lease);
    const other = await world.open();
    const next = await other.acquire(aHolder('run-2'));
    await refused(store.write(lease, [put(aClone('a'))]), 'fenced');
    await refused(store.renew(lease), 'fenced');
    await store.release(lease);
    await other.write(next, [put(aClone('b'))]);
    expect((await other.readRecorded()).clones.map((clone) => clone.address)).toEqual(['b']);
  });

  test('the right epoch under another run is fenced too', async () => {
    const { store, lease } = given();
    await refused(store.write({ ...lease, holder: aHolder('run-9') }, [put(aClone('a'))]), 'fenced');
  });

  test.runIf(!seesDeath)('a lease broken by force fences its holder, alive or not', async () => {
    const { world, store, lease } = given();
    const other = await world.open();
    expect((await other.breakLease())?.holder).toEqual(lease.holder);
    expect(await other.breakLease()).toBeNull();
    await refused(store.write(lease, [put(aClone('a'))]), 'fenced');
    await refused(store.renew(lease), 'fenced');
    expect((await other.acquire(aHolder('run-2'))).epoch).toBeGreaterThan(lease.epoch + 1);
  });

  test.runIf(seesDeath)('a lease is broken by force only when its holder is not seen to live', async () => {
    const { world, store, lease } = given();
    const other = await world.open();
    await refused(other.breakLease(), 'locked');
    await store.close();
    expect((await other.breakLease())?.epoch).toBe(lease.epoch);
    expect(await other.readLease()).toBeNull();
    expect(await other.breakLease()).toBeNull();
    const next = await other.acquire(aHolder('run-2', 'beta'));
    expect(next.epoch).toBeGreaterThan(lease.epoch + 1);
  });
}
