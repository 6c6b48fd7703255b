// A batch of writes as one transaction on a state file: the rows that it names are read, what it does to them is decided in
// state.ts, and what changed is written.
import { applyBatch, type CallOutcome, type WriteCall } from '../../batch.ts';
import type { StateDraft } from '../../draft.ts';
import { tokenOf } from '../../lease.ts';
import { type MemoryState, type NamedRows, namedBy, stateOf } from '../../working-set.ts';
import { type ChangedRows, changedRows } from '../rows/changed-rows.ts';
import { type Columns, fromCloneRow } from '../rows/clone-row.ts';
import { fromStoredEntryRow, toEndColumns, toStoredEntryColumns } from '../rows/entry-row.ts';
import { maybeTextOf, type Row, type SqlValue, toRow, wholeOf } from '../rows/row.ts';
import { fromRunEndRow } from '../rows/run-row.ts';
import type { Connection, Statement } from './driver.ts';
import { readLease } from './sqlite-read.ts';

/** An open state file with its compiled statements: compiling one costs more than running it. */
export interface Writer {
  readonly db: Connection;
  readonly where: string;
  readonly statements: Map<string, Statement>;
}

/** One durable transaction for all callers. Throws when the batch as a whole failed. */
export function commitBatch(
  writer: Writer,
  calls: readonly WriteCall[],
  nowMs: number,
): readonly CallOutcome[] {
  const commit = writer.db.transaction(() => {
    const { db, where } = writer;
    const loaded = load(writer, namedBy(calls.flatMap((call) => call.mutations)));
    const lease = readLease(db, where);
    const held = { where, now: new Date(nowMs).toISOString(), lease: lease === null ? null : tokenOf(lease) };
    const { outcomes, changes } = applyBatch(loaded, calls, held);
    if (changes !== null) {
      writeRows(writer, changedRows(loaded, changes));
      writeMeta(writer, changes);
    }
    return outcomes;
  });
  return commit.immediate();
}

/** An open entry at a natural key is found by the index that lets one alone be there. */
const OPEN_AT_KEY = `SELECT * FROM operation WHERE scope = ? AND ifnull(project_uid, '') = ? AND name = ? AND version = ?
  AND outcome IS NULL AND kind IN ('create', 'replace', 'recreate')`;

function load(writer: Writer, { addresses, uids, entries, keys, runs }: NamedRows): MemoryState {
  const rows = (table: string, sql: string, ...values: string[]): readonly Row[] =>
    prepare(writer, sql)
      .all(...values)
      .map((row) => toRow(writer.where, table, row));
  const [meta] = rows('meta', 'SELECT serial, tenant_uid, host FROM meta');
  const [history] = rows('sqlite_sequence', "SELECT seq FROM sqlite_sequence WHERE name = 'clone_history'");
  const tenantUid = meta === undefined ? null : maybeTextOf(meta, 'tenant_uid');
  return stateOf({
    serial: meta === undefined ? 0 : wholeOf(meta, 'serial'),
    tenant:
      meta === undefined || tenantUid === null
        ? null
        : { uid: tenantUid, host: maybeTextOf(meta, 'host') ?? '' },
    // The greatest number that the history ever had: those of rows that were trimmed are not given again.
    historyEnd: history === undefined ? 0 : wholeOf(history, 'seq'),
    clones: [
      ...[...addresses].flatMap((address) => rows('clone', 'SELECT * FROM clone WHERE address = ?', address)),
      ...[...uids].flatMap((uid) => rows('clone', 'SELECT * FROM clone WHERE uid = ?', uid)),
    ].map(fromCloneRow),
    entries: [
      ...[...entries].flatMap((id) => rows('operation', 'SELECT * FROM operation WHERE id = ?', id)),
      ...[...keys.values()].flatMap(({ scope, projectUid, name, version }) =>
        rows('operation', OPEN_AT_KEY, scope, projectUid ?? '', name, version),
      ),
    ].map(fromStoredEntryRow),
    runs: [...runs]
      .flatMap((id) => rows('run', 'SELECT id, outcome, finished_at FROM run WHERE id = ?', id))
      .map(fromRunEndRow),
  });
}

function writeRows(writer: Writer, rows: ChangedRows): void {
  for (const row of rows.history) insert(writer, 'clone_history', row);
  for (const address of rows.removedClones) run(writer, 'DELETE FROM clone WHERE address = ?', address);
  for (const row of rows.clones) insert(writer, 'clone', row);
  for (const { entry, end } of rows.changedEntries) {
    const { outcome = null, error = null, closed_at: closedAt = null } = toEndColumns(end);
    const sql = 'UPDATE operation SET step = ?, uid = ?, outcome = ?, error = ?, closed_at = ? WHERE id = ?';
    run(writer, sql, entry.step, entry.uid, outcome, error, closedAt, entry.id);
  }
  for (const stored of rows.newEntries) insert(writer, 'operation', toStoredEntryColumns(stored));
  for (const row of rows.newRuns) insert(writer, 'run', row);
  for (const [id, { outcome, finishedAt }] of rows.endedRuns)
    run(writer, 'UPDATE run SET outcome = ?, finished_at = ? WHERE id = ?', outcome, finishedAt, id);
  for (const row of rows.results) insert(writer, 'run_result', row);
  for (const row of rows.outlines)
    insert(writer, 'outline', row, 'ON CONFLICT (digest) DO UPDATE SET parts = excluded.parts');
}

function writeMeta(writer: Writer, { serial, tenant, movedTo }: StateDraft): void {
  const sql = 'UPDATE meta SET serial = ?, tenant_uid = ?, host = ?, moved_to = coalesce(?, moved_to)';
  run(writer, sql, serial, tenant?.uid ?? null, tenant?.host ?? null, movedTo);
}

function insert(writer: Writer, table: string, columns: Columns, rest = ''): void {
  const names = Object.keys(columns);
  const places = names.map((name) => `@${name}`);
  prepare(writer, `INSERT INTO ${table} (${names.join(', ')}) VALUES (${places.join(', ')}) ${rest}`).run(
    columns,
  );
}

function run(writer: Writer, sql: string, ...values: SqlValue[]): void {
  prepare(writer, sql).run(...values);
}

function prepare({ db, statements }: Writer, sql: string): Statement {
  const known = statements.get(sql);
  if (known !== undefined) return known;
  const made: Statement = db.prepare(sql);
  statements.set(sql, made);
  return made;
}
