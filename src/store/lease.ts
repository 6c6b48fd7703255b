// Who may hold the lock, and for how long: the decisions that every store shares.
import type { Holder, Lease, LeaseInfo } from './port.ts';
import { StoreError } from './store-error.ts';

/** A lease that was not renewed for this long may be taken over from another host. Milliseconds. */
export const LEASE_MS = 60_000;

/**
 * Whether a lease that is still written down keeps a newcomer out. Asked only once the kernel's lock is ours:
 * a holder of the same host is dead then. One of another host is believed to live until its lease expires.
 */
export function isLeaseInTheWay(
  held: LeaseInfo | null,
  newcomerHost: string,
  nowMs: number,
): held is LeaseInfo {
  if (held === null || held.holder.host === newcomerHost) return false;
  return Date.parse(held.expiresAt) > nowMs;
}

export function makeLease(holder: Holder, epoch: number, nowMs: number): LeaseInfo {
  return { holder, epoch, acquiredAt: toTime(nowMs), ...beat(nowMs) };
}

export function renewLease(lease: LeaseInfo, nowMs: number): LeaseInfo {
  return { ...lease, ...beat(nowMs) };
}

/** What a write is checked against: who has the lock, and since which taking of it. */
export interface LeaseToken {
  readonly epoch: number;
  readonly runId: string;
}

export function tokenOf({ epoch, holder }: Lease): LeaseToken {
  return { epoch, runId: holder.runId };
}

/** Whether `lease` is the one in force. */
export function isInForce(held: LeaseToken | null, lease: Lease): boolean {
  return held !== null && held.epoch === lease.epoch && held.runId === lease.holder.runId;
}

export function lockedError(where: string, held: LeaseInfo | null): StoreError {
  if (held === null) {
    return new StoreError('locked', where, 'another process holds the lock on the state', {
      hint: 'wait for it to end, or use --lock-timeout',
    });
  }
  const { user, host, pid, command } = held.holder;
  const message = `the state is locked by ${user}@${host} (process ${pid}, ${command}, since ${held.acquiredAt})`;
  return new StoreError('locked', where, message, {
    hint: 'wait for it to end, use --lock-timeout, or run `cloneform state unlock` if it is surely dead',
    holder: held,
  });
}

export function fencedError(where: string): StoreError {
  return new StoreError('fenced', where, 'this run no longer holds the lock on the state', {
    hint: 'another run took the lock over; run the command again once that one has ended',
  });
}

function beat(nowMs: number): Pick<LeaseInfo, 'heartbeatAt' | 'expiresAt'> {
  return { heartbeatAt: toTime(nowMs), expiresAt: toTime(nowMs + LEASE_MS) };
}

function toTime(ms: number): string {
  return new Date(ms).toISOString();
}
