// Keeps the lease of a run alive while it works, and lets nothing be sent to Palette once lease or state is lost.

import type { Lease } from '../../state/lease.ts';
import { LEASE_MS } from '../../state/lease.ts';
import type { StateStore } from '../../state/port.ts';
import { StoreError } from '../../state/store-error.ts';

interface LeaseClock {
  /** Milliseconds since the epoch: continues while the machine sleeps, but may be set. */
  now(): number;
  /** Milliseconds since some moment: nobody can set it, but on some systems it stands still while the machine sleeps. */
  monotonic?(): number;
}

export interface KeptLease {
  /** The store, watched: what it refuses is remembered. */
  readonly store: StateStore;
  /** Ask right before a call that changes Palette. Throws StoreError when it must not be sent. */
  readonly mayWrite: () => Promise<void>;
  /** Extends the lease; to be called at times. Never throws. */
  readonly beat: () => Promise<void>;
}

export const HEARTBEAT_MS = 15_000;

/** Half of a lease: a call that is sent now and takes its full 30 s ends before anybody may take the lock over. */
const STALE_MS = LEASE_MS / 2;

/**
 * A process that was stopped, or whose machine slept, wakes up believing what was true then. So a lease that was not renewed
 * for a while, by whichever clock ran further, is renewed once more before anything is sent; if that fails, the run is over.
 */
export function keepLease(clock: LeaseClock, store: StateStore, lease: Lease): KeptLease {
  const run: { renewed: Moment; lost: { readonly error: unknown } | null } = {
    renewed: momentOf(clock),
    lost: null,
  };
  const lose = (error: unknown): never => {
    if (!concernsCallerOnly(error)) run.lost ??= { error };
    throw error;
  };
  const renew = async (): Promise<void> => {
    const before = momentOf(clock);
    await store.renew(lease).catch(lose);
    run.renewed = before;
  };
  return {
    store: { ...store, write: (by, mutations) => store.write(by, mutations).catch(lose) },
    mayWrite: async () => {
      if (run.lost !== null) throw run.lost.error;
      if (elapsed(clock, run.renewed) >= STALE_MS) await renew();
    },
    beat: async () => {
      if (run.lost !== null) return;
      const before = momentOf(clock);
      try {
        await store.renew(lease);
        run.renewed = before;
      } catch (error) {
        // A disk that is full for a moment is no loss yet: the next call to Palette asks again.
        if (isLossForGood(error)) run.lost ??= { error };
      }
    },
  };
}

interface Moment {
  readonly wall: number;
  readonly monotonic: number;
}

function momentOf(clock: LeaseClock): Moment {
  const wall = clock.now();
  return { wall, monotonic: clock.monotonic?.() ?? wall };
}

function elapsed(clock: LeaseClock, since: Moment): number {
  const now = momentOf(clock);
  return Math.max(now.wall - since.wall, now.monotonic - since.monotonic);
}

function isLossForGood(error: unknown): boolean {
  return error instanceof StoreError && (error.kind === 'fenced' || error.kind === 'replaced');
}

/** Refusals of what one caller asked for: the state itself is well. */
function concernsCallerOnly(error: unknown): boolean {
  return error instanceof StoreError && (error.kind === 'conflict' || error.kind === 'other_tenant');
}
