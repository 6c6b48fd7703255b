// The lease of a workspace: columns of its row, so that taking it is one statement that one of many wins. No advisory lock:
// those belong to a session, and behind a pooler the session is anybody's.

import type { Holder, Lease, LeaseInfo } from '../../lease.ts';
import { LEASE_MS } from '../../lease.ts';
import { fencedError, lockedError } from '../../refusals.ts';
import { textOf, toRow, wholeOf } from '../rows/row.ts';
import { readFormat } from './pg-format.ts';
import { PG_MIGRATIONS } from './pg-migrations.ts';
import { type PgPlace, toMs } from './pg-place.ts';
import type { PgSession, Query } from './pg-session.ts';

const TTL = `interval '${LEASE_MS / 1_000} seconds'`;
const NO_LEASE = `lease_run_id = NULL, lease_user = NULL, lease_host = NULL, lease_pid = NULL, lease_command = NULL,
  acquired_at = NULL, heartbeat_at = NULL, expires_at = NULL`;

export async function acquirePgLease(session: PgSession, place: PgPlace, holder: Holder): Promise<Lease> {
  const { now } = place;
  return session.write(async (query, again) => {
    // A commit whose answer was lost may have taken the lease for this run already.
    const mine = again ? 'OR lease_run_id = $2' : '';
    const { rows } = await query(
      `UPDATE ${place.table('workspace')} SET epoch = epoch + 1, lease_run_id = $2, lease_user = $3, lease_host = $4,
        lease_pid = $5, lease_command = $6, acquired_at = ${now()}, heartbeat_at = ${now()}, expires_at = ${now()} + ${TTL}
      WHERE name = $1 AND (lease_run_id IS NULL OR expires_at <= ${now()} ${mine}) RETURNING epoch`,
      [place.workspace, holder.runId, holder.user, holder.host, holder.pid, holder.command],
    );
    if (rows[0] === undefined) throw lockedError(place.where, await readPgLease(query, place));
    // Somebody may have upgraded the tables since they were opened.
    await readFormat(query, place, PG_MIGRATIONS);
    // Nobody else runs now: what still says so died without a word.
    await query(
      `UPDATE ${place.table('run')} SET outcome = 'interrupted' WHERE workspace = $1 AND outcome = 'running'`,
      [place.workspace],
    );
    return { holder, epoch: wholeOf(toRow(place.where, 'workspace', rows[0]), 'epoch') };
  });
}

export async function renewPgLease(session: PgSession, place: PgPlace, lease: Lease): Promise<void> {
  const { now } = place;
  const { count } = await session.write((query) =>
    query(
      `UPDATE ${place.table('workspace')} SET heartbeat_at = ${now()}, expires_at = ${now()} + ${TTL} ${OWN}`,
      own(place, lease),
    ),
  );
  if (count === 0) throw fencedError(place.where);
}

/** Gives the lease up; one that was lost already is left to its new holder. */
export async function releasePgLease(session: PgSession, place: PgPlace, lease: Lease): Promise<void> {
  await session.write((query) =>
    query(`UPDATE ${place.table('workspace')} SET ${NO_LEASE} ${OWN}`, own(place, lease)),
  );
}

/** Nobody sees from here whether the holder lives, so it is fenced, whatever it does. */
export async function breakPgLease(session: PgSession, place: PgPlace): Promise<LeaseInfo | null> {
  let held: LeaseInfo | null = null;
  await session.write(async (query) => {
    // Kept from the first try: in a second one it may be gone by the first.
    held ??= await readPgLease(query, place);
    await query(`UPDATE ${place.table('workspace')} SET epoch = epoch + 1, ${NO_LEASE} WHERE name = $1`, [
      place.workspace,
    ]);
  });
  return held;
}

export async function readPgLease(query: Query, place: PgPlace): Promise<LeaseInfo | null> {
  const { rows } = await query(
    `SELECT epoch, lease_run_id, lease_user, lease_host, lease_pid, lease_command, ${toMs('acquired_at')} AS acquired_ms,
      ${toMs('heartbeat_at')} AS heartbeat_ms, ${toMs('expires_at')} AS expires_ms
    FROM ${place.table('workspace')} WHERE name = $1 AND lease_run_id IS NOT NULL`,
    [place.workspace],
  );
  if (rows[0] === undefined) return null;
  const row = toRow(place.where, 'workspace', rows[0]);
  const time = (column: string): string => new Date(wholeOf(row, column)).toISOString();
  return {
    holder: {
      runId: textOf(row, 'lease_run_id'),
      user: textOf(row, 'lease_user'),
      host: textOf(row, 'lease_host'),
      pid: wholeOf(row, 'lease_pid'),
      command: textOf(row, 'lease_command'),
    },
    epoch: wholeOf(row, 'epoch'),
    acquiredAt: time('acquired_ms'),
    heartbeatAt: time('heartbeat_ms'),
    expiresAt: time('expires_ms'),
  };
}

const OWN = 'WHERE name = $1 AND epoch = $2 AND lease_run_id = $3';

function own(place: PgPlace, lease: Lease): readonly (string | number)[] {
  return [place.workspace, lease.epoch, lease.holder.runId];
}
