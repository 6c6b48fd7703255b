// The rows that a wave touches, read in one go.
import { keyId } from '../../model/natural-key.ts';
import { fromCloneRow } from '../clone-row.ts';
import { fromStoredOperationRow } from '../dump.ts';
import type { WriteCall } from '../group-commit.ts';
import { type MemoryState, newMemoryState, takesKey } from '../memory/memory-state.ts';
import type { Mutation } from '../port.ts';
import { type Row, toRow, wholeOf } from '../row.ts';
import { fromRunRow } from '../run-row.ts';
import type { PgPlace } from './pg-place.ts';
import { rowsOf } from './pg-read.ts';
import type { Query } from './pg-session.ts';
import type { LockedWorkspace } from './pg-wave.ts';

interface Touched {
  readonly addresses: Set<string>;
  readonly uids: Set<string>;
  readonly operations: Set<string>;
  readonly keys: Set<string>;
  readonly runs: Set<string>;
}

/** What a wave may read or change: by address, UID, identifier and natural key. */
export interface TouchedRows {
  readonly clones: readonly Row[];
  readonly operations: readonly Row[];
  readonly runs: readonly Row[];
}

export async function readTouched(
  query: Query,
  place: PgPlace,
  calls: readonly WriteCall[],
): Promise<TouchedRows> {
  const touched = touchedBy(calls.flatMap((call) => call.mutations));
  const { addresses, uids, operations, keys, runs } = touched;
  const either = (left: string, right: string): string => `AND (${left} = ANY($2) OR ${right} = ANY($3))`;
  const [clones, journal, told] = await Promise.all([
    addresses.size + uids.size === 0
      ? []
      : rowsOf(query, place, 'clone', either('address', 'uid'), [...addresses], [...uids]),
    operations.size + keys.size === 0
      ? []
      : rowsOf(query, place, 'operation', either('id', 'open_key'), [...operations], [...keys]),
    runs.size === 0 ? [] : readRunHeads(query, place, [...runs]),
  ]);
  return { clones, operations: journal, runs: told };
}

/** Without the plan, which may be a megabyte, and which no mutation changes. */
async function readRunHeads(query: Query, place: PgPlace, ids: readonly string[]): Promise<readonly Row[]> {
  const { rows } = await query(
    `SELECT id, command, "user", host, started_at, finished_at, commit_id, message, tool_version, plan_checksum, outcome,
      history_start FROM ${place.table('run')} WHERE workspace = $1 AND id = ANY($2)`,
    [place.workspace, ids],
  );
  return rows.map((row) => toRow(place.where, 'run', row));
}

/** The rows as the tables of the in-memory store, which knows what each mutation does to them. */
export function toMemory({ lineage, tenant }: LockedWorkspace, rows: TouchedRows): MemoryState {
  const state = newMemoryState(lineage);
  state.tenant = tenant;
  for (const row of rows.clones) addClone(state, row);
  for (const row of rows.operations) addOperation(state, row);
  for (const row of rows.runs) {
    const record = fromRunRow(row, []);
    state.runs.set(record.id, { record, historyStart: wholeOf(row, 'history_start') });
  }
  return state;
}

function addClone(state: MemoryState, row: Row): void {
  const clone = fromCloneRow(row);
  state.clones.set(clone.address, clone);
  state.uids.set(clone.uid, clone.address);
}

function addOperation(state: MemoryState, row: Row): void {
  const stored = fromStoredOperationRow(row);
  const { operation, end } = stored;
  state.operations.set(operation.id, stored);
  if (end === null && takesKey(operation)) state.openKeys.set(keyId(operation.key), operation.id);
}

function touchedBy(mutations: readonly Mutation[]): Touched {
  const touched: Touched = {
    addresses: new Set(),
    uids: new Set(),
    operations: new Set(),
    keys: new Set(),
    runs: new Set(),
  };
  for (const mutation of mutations) touch(touched, mutation);
  return touched;
}

function touch(touched: Touched, mutation: Mutation): void {
  switch (mutation.kind) {
    case 'put_clone':
      touched.addresses.add(mutation.clone.address);
      touched.uids.add(mutation.clone.uid);
      return;
    case 'remove_clone':
      touched.addresses.add(mutation.address);
      return;
    case 'move_clone':
      touched.addresses.add(mutation.from).add(mutation.to);
      return;
    case 'open_operation':
      touched.operations.add(mutation.operation.id);
      if (takesKey(mutation.operation)) touched.keys.add(keyId(mutation.operation.key));
      return;
    case 'step_operation':
    case 'close_operation':
      touched.operations.add(mutation.id);
      return;
    case 'start_run':
      touched.runs.add(mutation.run.id);
      return;
    case 'record_result':
    case 'finish_run':
      touched.runs.add(mutation.runId);
      return;
    case 'bind':
    case 'put_outline':
    case 'mark_moved':
      return;
  }
}
