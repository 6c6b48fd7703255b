// The lease row and the epoch: fencing tokens that every write checks in its own transaction.

import type { Holder, Lease, LeaseInfo } from '../../lease.ts';
import { isInForce, isLeaseInTheWay, makeLease, renewLease, tokenOf } from '../../lease.ts';
import { fencedError, lockedError } from '../../refusals.ts';
import { toLeaseColumns } from '../rows/run-row.ts';
import type { Connection } from './driver.ts';
import { readLease } from './sqlite-read.ts';

/** Call it with the kernel's lock in hand. Throws StoreError `locked` when another host holds the lease. */
export function takeLease(db: Connection, where: string, holder: Holder, nowMs: number): Lease {
  const take = db.transaction((): Lease => {
    const held = readLease(db, where);
    if (isLeaseInTheWay(held, holder.host, nowMs)) throw lockedError(where, held);
    const epoch = bumpEpoch(db);
    writeLease(db, makeLease(holder, epoch, nowMs));
    // Nobody else runs now: what still says so died without a word.
    db.exec("UPDATE run SET outcome = 'interrupted' WHERE outcome = 'running'");
    return { holder, epoch };
  });
  return take.immediate();
}

export function extendLease(db: Connection, where: string, lease: Lease, nowMs: number): void {
  const extend = db.transaction(() => writeLease(db, renewLease(getOwnLease(db, where, lease), nowMs)));
  extend.immediate();
}

/** Gives the lease up; one that was lost already is left to its new holder. */
export function dropLease(db: Connection, lease: Lease): void {
  db.prepare('DELETE FROM lease WHERE epoch = ? AND run_id = ?').run(lease.epoch, lease.holder.runId);
}

export function breakLeaseRow(db: Connection, where: string): LeaseInfo | null {
  const force = db.transaction((): LeaseInfo | null => {
    const held = readLease(db, where);
    bumpEpoch(db);
    db.exec('DELETE FROM lease');
    return held;
  });
  return force.immediate();
}

/** Throws StoreError `fenced` unless this lease is the one in force. Call it inside the transaction it guards. */
export function getOwnLease(db: Connection, where: string, lease: Lease): LeaseInfo {
  const held = readLease(db, where);
  if (held === null || !isInForce(tokenOf(held), lease)) throw fencedError(where);
  return held;
}

function bumpEpoch(db: Connection): number {
  const epoch: unknown = db.prepare('UPDATE meta SET epoch = epoch + 1 RETURNING epoch').pluck().get();
  return Number(epoch);
}

function writeLease(db: Connection, lease: LeaseInfo): void {
  const columns = toLeaseColumns(lease);
  const names = Object.keys(columns);
  const sql = `INSERT OR REPLACE INTO lease (one, ${names.join(', ')}) VALUES (1, ${names.map((n) => `@${n}`).join(', ')})`;
  db.prepare(sql).run(columns);
}
