// Reads a state file's rows. Each function is one transaction, so that what it returns belongs together.
import { byText } from '../../../content/compare.ts';
import type { Digest } from '../../../content/content.ts';
import type { Outline } from '../../../content/outline.ts';
import type { Recorded, RecordedClone, StateIdentity } from '../../../model/recorded.ts';
import { rewind } from '../../history.ts';
import type { LeaseInfo } from '../../lease.ts';
import type { RunRecord, RunResult } from '../../mutation.ts';
import { fromCloneRow, fromHistoryRow } from '../rows/clone-row.ts';
import { fromEntryRow } from '../rows/entry-row.ts';
import { digestOf, maybeTextOf, type Row, textMapOf, textOf, toRow, wholeOf } from '../rows/row.ts';
import { fromLeaseRow, fromResultRow, fromRunRow } from '../rows/run-row.ts';
import type { Connection } from './driver.ts';

export function readRecorded(db: Connection, where: string): Recorded {
  return together(db, () => ({
    identity: readIdentity(db, where),
    clones: readClones(db, where),
    openEntries: rows(db, where, 'operation', 'WHERE outcome IS NULL ORDER BY number').map(fromEntryRow),
    outlines: readOutlines(db, where),
  }));
}

/** Only of contents that a recorded clone or source has. */
function readOutlines(db: Connection, where: string): ReadonlyMap<Digest, Outline> {
  const used = 'WHERE digest IN (SELECT digest FROM clone UNION SELECT source_digest FROM clone)';
  return new Map(
    rows(db, where, 'outline', used).map((row) => [digestOf(row, 'digest'), textMapOf(row, 'parts')]),
  );
}

export function readLease(db: Connection, where: string): LeaseInfo | null {
  const [row] = rows(db, where, 'lease', '');
  return row === undefined ? null : fromLeaseRow(row);
}

export function readRuns(db: Connection, where: string, limit: number): readonly RunRecord[] {
  return together(db, () =>
    rows(db, where, 'run', 'ORDER BY number DESC LIMIT ?', Number.isFinite(limit) ? limit : -1).map((row) =>
      fromRunRow(row, readResults(db, where, textOf(row, 'id'))),
    ),
  );
}

/**
 * The history keeps each row as it was before a change: an address was, after the run, what it was before the first
 * change that came later, or it is so still.
 */
export function readClonesAfter(
  db: Connection,
  where: string,
  runId: string,
): readonly RecordedClone[] | null {
  return together(db, () => {
    const end = historyEnd(db, where, runId);
    if (end === null) return null;
    const first = 'WHERE number IN (SELECT min(number) FROM clone_history WHERE number > ? GROUP BY address)';
    return rewind(readClones(db, where), rows(db, where, 'clone_history', first, end).map(fromHistoryRow));
  });
}

export function readIdentity(db: Connection, where: string): StateIdentity | null {
  const [row] = rows(db, where, 'meta', '');
  if (row === undefined) return null;
  return {
    lineage: textOf(row, 'lineage'),
    serial: wholeOf(row, 'serial'),
    tenantUid: maybeTextOf(row, 'tenant_uid'),
    host: maybeTextOf(row, 'host'),
  };
}

/** The driver makes lists of cells in half the time of objects; one row serves all of them, as none is kept. */
function readClones(db: Connection, where: string): RecordedClone[] {
  const statement = db.prepare<[], unknown[]>('SELECT * FROM clone ORDER BY address').raw();
  const names = statement.columns().map(({ name }) => name);
  const values: Record<string, unknown> = {};
  const row = toRow(where, 'clone', values);
  const clones: RecordedClone[] = [];
  for (const cells of statement.iterate()) {
    for (let at = 0; at < names.length; at++) values[names[at] ?? ''] = cells[at];
    clones.push(fromCloneRow(row));
  }
  return clones.sort(byText((one) => one.address));
}

function readResults(db: Connection, where: string, runId: string): readonly RunResult[] {
  return rows(db, where, 'run_result', 'WHERE run_id = ? ORDER BY number', runId).map(fromResultRow);
}

function historyEnd(db: Connection, where: string, runId: string): number | null {
  const [run] = rows(db, where, 'run', 'WHERE id = ?', runId);
  if (run === undefined) return null;
  const [last] = rows(db, where, 'clone_history', 'WHERE run_id = ? ORDER BY number DESC LIMIT 1', runId);
  return Math.max(wholeOf(run, 'history_start'), last === undefined ? 0 : wholeOf(last, 'number'));
}

function rows(
  db: Connection,
  where: string,
  table: string,
  rest: string,
  ...values: (string | number)[]
): Row[] {
  const found = db.prepare(`SELECT * FROM ${table} ${rest}`).all(...values);
  return found.map((row) => toRow(where, table, row));
}

function together<T>(db: Connection, read: () => T): T {
  return db.transaction(read).deferred();
}
