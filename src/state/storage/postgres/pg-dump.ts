// The whole of a workspace as one value, and back, each in one transaction.
import { type StateDump, toStoredEntry } from '../../dump.ts';
import type { Lease } from '../../lease.ts';
import { assembleDump, columnsOf } from '../rows/dump-rows.ts';
import { toRow } from '../rows/row.ts';
import type { PgPlace } from './pg-place.ts';
import { rowsOf } from './pg-read.ts';
import type { Query } from './pg-session.ts';
import { lockOwnWorkspace } from './pg-workspace.ts';
import { insertRows, toPgEntryColumns } from './pg-write.ts';

export async function readPgDump(query: Query, place: PgPlace): Promise<StateDump | null> {
  const [meta, clones, outlines, operations, runs, results, history] = await Promise.all([
    query(`SELECT * FROM ${place.table('workspace')} WHERE name = $1`, [place.workspace]),
    rowsOf(query, place, 'clone', ''),
    rowsOf(query, place, 'outline', ''),
    rowsOf(query, place, 'operation', 'ORDER BY number'),
    rowsOf(query, place, 'run', 'ORDER BY number'),
    rowsOf(query, place, 'run_result', 'ORDER BY number'),
    rowsOf(query, place, 'clone_history', 'ORDER BY number'),
  ]);
  if (meta.rows[0] === undefined) return null;
  const row = toRow(place.where, 'workspace', meta.rows[0]);
  return assembleDump({ meta: row, clones, outlines, operations, runs, results, history });
}

/** May run again: what it writes is the same each time. */
export async function replaceAllPg(
  query: Query,
  place: PgPlace,
  lease: Lease,
  dump: StateDump,
): Promise<void> {
  await lockOwnWorkspace(query, place, lease);
  const tables = columnsOf(dump);
  // The history's numbers come first: the starts of runs count from them.
  let last = dump.history.length;
  const numbered = <T extends object>(rows: readonly T[]): readonly (T & { number: number })[] =>
    rows.map((row) => ({ ...row, number: ++last }));
  const operations = numbered(dump.operations.map(toStoredEntry).map(toPgEntryColumns));
  const names = ['clone', 'outline', 'operation', 'run', 'run_result', 'clone_history'] as const;
  const { lineage, serial, tenantUid, host, createdAt } = dump.identity;
  await Promise.all([
    ...names.map((name) => query(`DELETE FROM ${place.table(name)} WHERE workspace = $1`, [place.workspace])),
    insertRows(query, place, 'clone', tables.clone),
    insertRows(query, place, 'outline', tables.outline),
    insertRows(query, place, 'operation', operations),
    insertRows(query, place, 'run', numbered(tables.run)),
    insertRows(query, place, 'run_result', numbered(tables.run_result)),
    insertRows(query, place, 'clone_history', tables.clone_history),
    query(
      `UPDATE ${place.table('workspace')} SET lineage = $2, serial = $3, tenant_uid = $4, host = $5, created_at = $6,
        last_number = $7, moved_to = NULL WHERE name = $1`,
      [place.workspace, lineage, serial, tenantUid, host, createdAt, last],
    ),
  ]);
}
