// The oldest runs of a workspace go, with the history that only they need.
import type { Lease } from '../../lease.ts';
import type { PgPlace } from './pg-place.ts';
import type { Query } from './pg-session.ts';
import { lockOwnWorkspace } from './pg-workspace.ts';

export async function trimPg(query: Query, place: PgPlace, lease: Lease, keep: number): Promise<void> {
  await lockOwnWorkspace(query, place, lease);
  const [run, workspace] = [place.table('run'), [place.workspace]];
  const { rows } = await query(
    `SELECT number FROM ${run} WHERE workspace = $1 ORDER BY number DESC LIMIT 1 OFFSET $2`,
    [place.workspace, keep - 1],
  );
  const oldest = rows[0]?.['number'];
  if (typeof oldest !== 'number' && typeof oldest !== 'string') return;
  const before = [place.workspace, String(oldest)];
  const old = `SELECT id FROM ${run} WHERE workspace = $1 AND number < $2::bigint`;
  await query(`DELETE FROM ${place.table('run_result')} WHERE workspace = $1 AND run_id IN (${old})`, before);
  await query(`DELETE FROM ${run} WHERE workspace = $1 AND number < $2::bigint`, before);
  await query(
    `DELETE FROM ${place.table('clone_history')} WHERE workspace = $1
      AND number <= (SELECT min(history_start) FROM ${run} WHERE workspace = $1)`,
    workspace,
  );
  await query(
    `DELETE FROM ${place.table('operation')} WHERE workspace = $1 AND outcome IS NOT NULL
      AND run_id NOT IN (SELECT id FROM ${run} WHERE workspace = $1)`,
    workspace,
  );
}
