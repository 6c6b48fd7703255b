// Who may hold the lock, and for how long: the decisions that every storage shares.

/** Who holds the lock. */
export interface Holder {
  readonly runId: string;
  readonly user: string;
  readonly host: string;
  readonly pid: number;
  /** e.g. `apply`. */
  readonly command: string;
}

export interface Lease {
  readonly holder: Holder;
  /** Fencing token: every write checks it in its own transaction. */
  readonly epoch: number;
}

export interface LeaseInfo extends Lease {
  /** RFC 3339. */
  readonly acquiredAt: string;
  readonly heartbeatAt: string;
  readonly expiresAt: string;
}

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

function beat(nowMs: number): Pick<LeaseInfo, 'heartbeatAt' | 'expiresAt'> {
  return { heartbeatAt: toTime(nowMs), expiresAt: toTime(nowMs + LEASE_MS) };
}

function toTime(ms: number): string {
  return new Date(ms).toISOString();
}
