// Taking and giving up the lock on a state file: the kernel's lock first, then the lease row.

import type { Lease, LeaseInfo } from '../../lease.ts';
import type { StateStore } from '../../port.ts';
import { lockedError } from '../../refusals.ts';
import type { Use } from './connection-gate.ts';
import type { Connection, Driver } from './driver.ts';
import { type KernelLock, tryKernelLock } from './kernel-lock.ts';
import { breakLeaseRow, dropLease, extendLease, takeLease } from './sqlite-lease.ts';
import { readLease } from './sqlite-read.ts';

interface LockParts {
  readonly driver: Driver;
  readonly db: Connection;
  readonly path: string;
  readonly use: Use;
  /** Milliseconds since 1970. */
  readonly clock: { now(): number };
}

interface SqliteLock extends Pick<StateStore, 'acquire' | 'renew' | 'release' | 'breakLease'> {
  /** Lets the kernel's lock go and leaves the lease row, as death would. */
  drop(): void;
}

export function createSqliteLock(parts: LockParts): SqliteLock {
  const { db, path, use, clock } = parts;
  const held: { lock: KernelLock | null } = { lock: null };
  const drop = (): void => {
    held.lock?.release();
    held.lock = null;
  };
  const withKernelLock = async <T>(run: (lock: KernelLock) => T): Promise<T> => {
    const lock = held.lock === null ? await tryKernelLock(parts.driver, path) : null;
    if (lock === null)
      throw lockedError(
        path,
        use(() => readLease(db, path)),
      );
    try {
      return run(lock);
    } finally {
      if (held.lock !== lock) lock.release();
    }
  };
  return {
    acquire: async (holder): Promise<Lease> =>
      withKernelLock((lock) => {
        const lease = use(() => takeLease(db, path, holder, clock.now()));
        held.lock = lock;
        return lease;
      }),
    renew: async (lease) => use(() => extendLease(db, path, lease, clock.now())),
    release: async (lease) => {
      try {
        use(() => dropLease(db, lease));
      } finally {
        drop();
      }
    },
    breakLease: async (): Promise<LeaseInfo | null> =>
      withKernelLock(() => use(() => breakLeaseRow(db, path))),
    drop,
  };
}
