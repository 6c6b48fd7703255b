// What a wave changed, as statements of many rows each.
import { keyId } from '../../model/natural-key.ts';
import type { OpenOperation } from '../../model/recorded.ts';
import { type Columns, toCloneColumns } from '../clone-row.ts';
import { type MemoryState, type StoredOperation, takesKey } from '../memory/memory-state.ts';
import { toOperationColumns } from '../operation-row.ts';
import { toResultColumns, toRunColumns } from '../run-row.ts';
import type { PgPlace, PgTable } from './pg-place.ts';
import type { Answer, Parameter, Query } from './pg-session.ts';
import type { LockedWorkspace, Snapshot } from './pg-wave.ts';

export interface Changes {
  readonly workspace: LockedWorkspace;
  readonly before: Snapshot;
  readonly after: MemoryState;
}

/** A statement takes 65 535 parameters; a row has at most some thirty. */
const ROWS_AT_ONCE = 1_000;

/** Sends all of it together and counts the serial. */
export async function writeChanges(query: Query, place: PgPlace, changes: Changes): Promise<void> {
  const { workspace, after } = changes;
  const numbers = { last: workspace.lastNumber };
  const sent: Promise<unknown>[] = [
    // The history first: the start of a run in this wave counts from it.
    insertRows(query, place, 'clone_history', historyRows(changes, numbers)),
    ...cloneStatements(query, place, changes),
    ...operationStatements(query, place, changes, numbers),
    ...runStatements(query, place, changes, numbers),
    insertRows(
      query,
      place,
      'outline',
      newOutlines(changes),
      'ON CONFLICT (workspace, digest) DO UPDATE SET parts = excluded.parts',
    ),
    query(
      `UPDATE ${place.table('workspace')} SET serial = serial + 1, last_number = $2, tenant_uid = $3, host = $4,
        moved_to = coalesce($5, moved_to) WHERE name = $1`,
      [place.workspace, numbers.last, after.tenant?.uid ?? null, after.tenant?.host ?? null, after.movedTo],
    ),
  ];
  await Promise.all(sent);
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

/** The columns of a journaled operation, open or closed. */
function operationColumns({ operation, epoch, end }: StoredOperation): Columns {
  return { ...toOperationColumns(operation, epoch), ...endColumns({ operation, epoch, end }) };
}

function endColumns({ operation, end }: StoredOperation): Columns {
  return {
    outcome: end?.outcome ?? null,
    error: end?.error ?? null,
    closed_at: end?.closedAt ?? null,
    open_key: openKeyOf({ ...operation, outcome: end?.outcome ?? null }),
  };
}

/** The natural key that an open operation is about to take. */
export function openKeyOf(
  operation: (OpenOperation & { readonly outcome: string | null }) | undefined,
): string | null {
  return operation !== undefined && operation.outcome === null && takesKey(operation)
    ? keyId(operation.key)
    : null;
}

function historyRows({ after }: Changes, numbers: { last: number }): readonly Columns[] {
  return after.history.map(({ address, runId, at, before }) => ({
    number: ++numbers.last,
    address,
    run_id: runId,
    at,
    row: before === null ? null : JSON.stringify(toCloneColumns(before)),
  }));
}

/** Changed rows are deleted and inserted again, so that UIDs may change hands within one wave. */
function cloneStatements(
  query: Query,
  place: PgPlace,
  { before, after }: Changes,
): readonly Promise<unknown>[] {
  const gone = [...before.clones].filter(([address, clone]) => after.clones.get(address) !== clone);
  const fresh = [...after.clones].filter(([address, clone]) => before.clones.get(address) !== clone);
  const remove = `DELETE FROM ${place.table('clone')} WHERE workspace = $1 AND address = ANY($2)`;
  return [
    ...(gone.length === 0 ? [] : [query(remove, [place.workspace, gone.map(([address]) => address)])]),
    insertRows(
      query,
      place,
      'clone',
      fresh.map(([, clone]) => toCloneColumns(clone)),
    ),
  ];
}

function operationStatements(
  query: Query,
  place: PgPlace,
  { before, after }: Changes,
  numbers: { last: number },
): readonly Promise<unknown>[] {
  const all = [...after.operations.values()];
  const fresh = all.filter(({ operation }) => !before.operations.has(operation.id));
  const moved = all.filter((stored) => {
    const known = before.operations.get(stored.operation.id);
    return known !== undefined && known !== stored;
  });
  return [
    // Those that end free their keys before others take them.
    ...(moved.length === 0 ? [] : [updateOperations(query, place, moved)]),
    insertRows(
      query,
      place,
      'operation',
      fresh.map((stored) => ({ number: ++numbers.last, ...operationColumns(stored) })),
    ),
  ];
}

async function updateOperations(
  query: Query,
  place: PgPlace,
  moved: readonly StoredOperation[],
): Promise<void> {
  const values: Parameter[] = [place.workspace];
  const tuples = moved.map((stored) => {
    const { id, step, uid } = stored.operation;
    const row = { id, step, uid, ...endColumns(stored) };
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

function runStatements(
  query: Query,
  place: PgPlace,
  { workspace, before, after }: Changes,
  numbers: { last: number },
): readonly Promise<unknown>[] {
  const changed = [...after.runs.values()].filter(
    ({ record }) => before.runs.get(record.id)?.record !== record,
  );
  const fresh = changed.filter(({ record }) => !before.runs.has(record.id));
  const ended = changed.filter(({ record }) => before.runs.has(record.id) && record.finishedAt !== null);
  return [
    insertRows(
      query,
      place,
      'run',
      fresh.map(({ record, historyStart }) => ({
        number: ++numbers.last,
        ...toRunColumns(record),
        outcome: record.outcome,
        finished_at: record.finishedAt,
        history_start: workspace.lastNumber + historyStart,
      })),
    ),
    ...ended.map(({ record }) =>
      query(
        `UPDATE ${place.table('run')} SET outcome = $3, finished_at = $4 WHERE workspace = $1 AND id = $2`,
        [place.workspace, record.id, record.outcome, record.finishedAt],
      ),
    ),
    insertRows(
      query,
      place,
      'run_result',
      changed.flatMap(({ record }) =>
        record.results.map((result) => ({ number: ++numbers.last, ...toResultColumns(record.id, result) })),
      ),
    ),
  ];
}

function newOutlines({ before, after }: Changes): readonly Columns[] {
  return [...after.outlines]
    .filter(([digest, outline]) => before.outlines.get(digest) !== outline)
    .map(([digest, outline]) => ({ digest, parts: JSON.stringify(outline) }));
}
