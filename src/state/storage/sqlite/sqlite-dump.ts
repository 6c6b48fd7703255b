// The whole of a state file as one value, and back, each in one transaction.

import type { StateDump } from '../../dump.ts';
import type { Lease } from '../../lease.ts';
import type { Columns } from '../rows/clone-row.ts';
import { assembleDump, columnsOf } from '../rows/dump-rows.ts';
import { type Row, toRow } from '../rows/row.ts';
import type { Connection } from './driver.ts';
import { getOwnLease } from './sqlite-lease.ts';

export function readDump(db: Connection, where: string): StateDump | null {
  const rows = (table: string, order: string): Row[] =>
    db
      .prepare(`SELECT * FROM ${table} ORDER BY ${order}`)
      .all()
      .map((row) => toRow(where, table, row));
  const read = db.transaction((): StateDump | null => {
    const [meta] = rows('meta', 'one');
    if (meta === undefined) return null;
    return assembleDump({
      meta,
      clones: rows('clone', 'address'),
      outlines: rows('outline', 'digest'),
      operations: rows('operation', 'number'),
      runs: rows('run', 'number'),
      results: rows('run_result', 'number'),
      history: rows('clone_history', 'number'),
    });
  });
  return read.deferred();
}

export function replaceAll(db: Connection, where: string, lease: Lease, dump: StateDump): void {
  const tables = Object.entries(columnsOf(dump));
  const replace = db.transaction(() => {
    getOwnLease(db, where, lease);
    // Results belong to runs, so they go first and come last.
    for (const [table] of tables.toReversed()) db.exec(`DELETE FROM ${table}`);
    for (const [table, rows] of tables) insertAll(db, table, rows);
    const { lineage, serial, tenantUid, host, createdAt } = dump.identity;
    db.prepare(
      'UPDATE meta SET lineage = ?, serial = ?, tenant_uid = ?, host = ?, created_at = ?, moved_to = NULL',
    ).run(lineage, serial, tenantUid, host, createdAt);
  });
  replace.immediate();
}

function insertAll(db: Connection, table: string, rows: readonly Columns[]): void {
  if (rows[0] === undefined) return;
  const names = Object.keys(rows[0]);
  const places = names.map((name) => `@${name}`);
  const insert = db.prepare(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${places.join(', ')})`);
  for (const row of rows) insert.run(row);
}
