// The row of a workspace: its identity, its lease and its counters. Who writes locks it first.

import type { Lease } from '../../lease.ts';
import { isInForce, type LeaseToken } from '../../lease.ts';
import { fencedError } from '../../refusals.ts';
import type { State } from '../../state.ts';
import { StoreError } from '../../store-error.ts';
import { maybeTextOf, toRow, wholeOf } from '../rows/row.ts';
import { type PgPlace, toMs } from './pg-place.ts';
import type { Query } from './pg-session.ts';

export interface LockedWorkspace {
  readonly serial: number;
  readonly lastNumber: number;
  readonly lease: LeaseToken | null;
  /** Server's time, RFC 3339. */
  readonly now: string;
  readonly tenant: State['tenant'];
}

/** Locks the workspace's row until the end of the transaction: writers come one after the other. */
export async function lockWorkspace(query: Query, place: PgPlace): Promise<LockedWorkspace> {
  const { rows } = await query(
    `SELECT *, ${toMs(place.now())} AS now_ms FROM ${place.table('workspace')} WHERE name = $1 FOR UPDATE`,
    [place.workspace],
  );
  if (rows[0] === undefined) {
    throw new StoreError(
      'corrupt',
      place.where,
      `the workspace ${place.workspace} is gone from the database`,
      {
        hint: 'it was deleted; restore it from a backup of the database or with `cloneform state push`',
      },
    );
  }
  const row = toRow(place.where, 'workspace', rows[0]);
  const runId = maybeTextOf(row, 'lease_run_id');
  const tenantUid = maybeTextOf(row, 'tenant_uid');
  return {
    serial: wholeOf(row, 'serial'),
    lastNumber: wholeOf(row, 'last_number'),
    lease: runId === null ? null : { runId, epoch: wholeOf(row, 'epoch') },
    now: new Date(wholeOf(row, 'now_ms')).toISOString(),
    tenant: tenantUid === null ? null : { uid: tenantUid, host: maybeTextOf(row, 'host') ?? '' },
  };
}

/** The same for the holder of the lease. Throws StoreError `fenced` for anybody else. */
export async function lockOwnWorkspace(query: Query, place: PgPlace, lease: Lease): Promise<LockedWorkspace> {
  const workspace = await lockWorkspace(query, place);
  if (!isInForce(workspace.lease, lease)) throw fencedError(place.where);
  return workspace;
}
