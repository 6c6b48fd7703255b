// The changed rows of a batch, as statements of many rows each.
import { keyId } from '../../../model/natural-key.ts';
import { makesObject } from '../../../model/recorded.ts';
import type { StateDraft } from '../../draft.ts';
import type { StoredEntry } from '../../state.ts';
import type { ChangedRows } from '../rows/changed-rows.ts';
import type { Columns } from '../rows/clone-row.ts';
import { toEndColumns, toStoredEntryColumns } from '../rows/entry-row.ts';
import type { PgPlace, PgTable } from './pg-place.ts';
import type { Answer, Parameter, Query } from './pg-session.ts';

/** A statement takes 65 535 parameters; a row has at most some thirty. */
const ROWS_AT_ONCE = 1_000;

/** Sends all of it together. */
export async function writeChanges(
  query: Query,
  place: PgPlace,
  rows: ChangedRows,
  { serial, tenant, movedTo, historyEnd }: StateDraft,
): Promise<void> {
  const { workspace } = place;
  // The numbers of all tables continue from each other; the history's come first, because the start of a run counts from them.
  let lastNumber = historyEnd;
  const numbered = (columns: readonly Columns[]): readonly Columns[] =>
    columns.map((row) => ({ number: ++lastNumber, ...row }));
  const insert = (table: PgTable, columns: readonly Columns[], rest = ''): Promise<void> =>
    insertRows(query, place, table, columns, rest);
  const removeClones = `DELETE FROM ${place.table('clone')} WHERE workspace = $1 AND address = ANY($2)`;
  const endRun = `UPDATE ${place.table('run')} SET outcome = $3, finished_at = $4 WHERE workspace = $1 AND id = $2`;
  await Promise.all([
    insert('clone_history', rows.history),
    rows.removedClones.length === 0 ? null : query(removeClones, [workspace, rows.removedClones]),
    insert('clone', rows.clones),
    // Those that end free their keys before others take them.
    rows.changedEntries.length === 0 ? null : updateEntries(query, place, rows.changedEntries),
    insert('operation', numbered(rows.newEntries.map(toPgEntryColumns))),
    insert('run', numbered(rows.newRuns)),
    ...rows.endedRuns.map(([id, { outcome, finishedAt }]) =>
      query(endRun, [workspace, id, outcome, finishedAt]),
    ),
    insert('run_result', numbered(rows.results)),
    insert('outline', rows.outlines, 'ON CONFLICT (workspace, digest) DO UPDATE SET parts = excluded.parts'),
    query(
      `UPDATE ${place.table('workspace')} SET serial = $2, last_number = $3, tenant_uid = $4, host = $5,
        moved_to = coalesce($6, moved_to) WHERE name = $1`,
      [workspace, serial, lastNumber, tenant?.uid ?? null, tenant?.host ?? null, movedTo],
    ),
  ]);
}

/** Inserts into a table of the workspace, in as few statements as fit. */
export async function insertRows(
  query: Query,
  place: PgPlace,
  table: PgTable,
  rows: readonly Columns[],
  rest = '',
): Promise<void> {
  const sent: Promise<Answer>[] = [];
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
    const part = rows.slice(start, start + ROWS_AT_ONCE);
    const names = Object.keys(part[0] ?? {});
    const values: Parameter[] = [place.workspace];
    const tuples = part.map((row) => {
      const places = names.map((name) => `$${values.push(row[name] ?? null)}`);
      return `($1, ${places.join(', ')})`;
    });
    const columns = ['workspace', ...names].map((name) => `"${name}"`).join(', ');
    sent.push(
      query(`INSERT INTO ${place.table(table)} (${columns}) VALUES ${tuples.join(', ')} ${rest}`, values),
    );
  }
  await Promise.all(sent);
}

/** A journal entry, open or closed. `open_key`: the natural key at which an open one is about to make an object. */
export function toPgEntryColumns(stored: StoredEntry): Columns {
  return { ...toStoredEntryColumns(stored), open_key: openKeyOf(stored) };
}

function openKeyOf({ entry, end }: StoredEntry): string | null {
  return end === null && makesObject(entry) ? keyId(entry.key) : null;
}

async function updateEntries(query: Query, place: PgPlace, changed: readonly StoredEntry[]): Promise<void> {
  const values: Parameter[] = [place.workspace];
  const tuples = changed.map((stored) => {
    const { id, step, uid } = stored.entry;
    const row = { id, step, uid, ...toEndColumns(stored.end), open_key: openKeyOf(stored) };
    return `(${Object.values(row)
      .map((value) => `$${values.push(value)}::text`)
      .join(', ')})`;
  });
  const columns = ['step', 'uid', 'outcome', 'error', 'closed_at', 'open_key'];
  await query(
    `UPDATE ${place.table('operation')} AS o SET ${columns.map((name) => `${name} = v.${name}`).join(', ')}
    FROM (VALUES ${tuples.join(', ')}) AS v (id, ${columns.join(', ')}) WHERE o.workspace = $1 AND o.id = v.id`,
    values,
  );
}
