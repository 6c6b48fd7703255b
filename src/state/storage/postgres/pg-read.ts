// Reads the rows of a workspace. What belongs together is asked in one snapshot, and without waiting in between.
import { byText } from '../../../content/compare.ts';
import type { Recorded, RecordedClone, StateIdentity } from '../../../model/recorded.ts';
import { rewind } from '../../history.ts';
import type { RunRecord, RunResult } from '../../mutation.ts';
import { NOTHING_RECORDED } from '../../opening.ts';
import { fromCloneRow, fromHistoryRow } from '../rows/clone-row.ts';
import { fromEntryRow } from '../rows/entry-row.ts';
import { digestOf, maybeTextOf, type Row, textMapOf, textOf, toRow, wholeOf } from '../rows/row.ts';
import { fromResultRow, fromRunRow } from '../rows/run-row.ts';
import type { PgPlace, PgTable } from './pg-place.ts';
import type { Parameter, Query } from './pg-session.ts';

export async function readPgRecorded(query: Query, place: PgPlace): Promise<Recorded> {
  const used = ['digest', 'source_digest'].map(
    (column) => `SELECT ${column} FROM ${place.table('clone')} WHERE workspace = $1`,
  );
  const [identity, clones, operations, outlines] = await Promise.all([
    readPgIdentity(query, place),
    readClones(query, place),
    rowsOf(query, place, 'operation', 'AND outcome IS NULL ORDER BY number'),
    // Only of contents that a recorded clone or source has.
    rowsOf(query, place, 'outline', `AND digest IN (${used.join(' UNION ')})`),
  ]);
  if (identity === null) return NOTHING_RECORDED;
  return {
    identity,
    clones,
    openEntries: operations.map(fromEntryRow),
    outlines: new Map(outlines.map((row) => [digestOf(row, 'digest'), textMapOf(row, 'parts')])),
  };
}

export async function readPgIdentity(query: Query, place: PgPlace): Promise<StateIdentity | null> {
  const { rows } = await query(`SELECT * FROM ${place.table('workspace')} WHERE name = $1`, [
    place.workspace,
  ]);
  if (rows[0] === undefined) return null;
  const row = toRow(place.where, 'workspace', rows[0]);
  return {
    lineage: textOf(row, 'lineage'),
    serial: wholeOf(row, 'serial'),
    tenantUid: maybeTextOf(row, 'tenant_uid'),
    host: maybeTextOf(row, 'host'),
  };
}

export async function readPgRuns(query: Query, place: PgPlace, limit: number): Promise<readonly RunRecord[]> {
  const most = Number.isFinite(limit) ? limit : 2 ** 31 - 1;
  const newest = 'ORDER BY number DESC LIMIT $2';
  const [runs, results] = await Promise.all([
    rowsOf(query, place, 'run', newest, most),
    rowsOf(
      query,
      place,
      'run_result',
      `AND run_id IN (SELECT id FROM ${place.table('run')} WHERE workspace = $1 ${newest}) ORDER BY number`,
      most,
    ),
  ]);
  const byRun = new Map<string, RunResult[]>();
  for (const row of results) {
    const id = textOf(row, 'run_id');
    byRun.set(id, [...(byRun.get(id) ?? []), fromResultRow(row)]);
  }
  return runs.map((row) => fromRunRow(row, byRun.get(textOf(row, 'id')) ?? []));
}

/** The same as readClonesAfter of storage/sqlite/sqlite-read.ts. */
export async function readPgClonesAfter(
  query: Query,
  place: PgPlace,
  runId: string,
): Promise<readonly RecordedClone[] | null> {
  const [runs, changes, current] = await Promise.all([
    rowsOf(query, place, 'run', 'AND id = $2', runId),
    rowsOf(query, place, 'clone_history', 'AND run_id = $2 ORDER BY number DESC LIMIT 1', runId),
    readClones(query, place),
  ]);
  if (runs[0] === undefined) return null;
  const end = Math.max(
    wholeOf(runs[0], 'history_start'),
    changes[0] === undefined ? 0 : wholeOf(changes[0], 'number'),
  );
  const first = `SELECT min(number) FROM ${place.table('clone_history')} WHERE workspace = $1 AND number > $2 GROUP BY address`;
  const later = await rowsOf(query, place, 'clone_history', `AND number IN (${first})`, end);
  return rewind(current, later.map(fromHistoryRow));
}

/** Rows of the workspace; `rest` continues after its condition, with parameters from $2 on. */
export async function rowsOf(
  query: Query,
  place: PgPlace,
  table: PgTable,
  rest: string,
  ...values: Parameter[]
): Promise<readonly Row[]> {
  const { rows } = await query(`SELECT * FROM ${place.table(table)} WHERE workspace = $1 ${rest}`, [
    place.workspace,
    ...values,
  ]);
  return rows.map((row) => toRow(place.where, table, row));
}

async function readClones(query: Query, place: PgPlace): Promise<RecordedClone[]> {
  return (await rowsOf(query, place, 'clone', '')).map(fromCloneRow).sort(byText((row) => row.address));
}
