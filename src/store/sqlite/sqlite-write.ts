// Mutations as SQL. Each runs inside the transaction of its wave and the savepoint of its caller.
import { assertNever, InvariantError } from '../../model/invariant.ts';
import type { RecordedClone } from '../../model/recorded.ts';
import { type Columns, fromCloneRow, toCloneColumns } from '../clone-row.ts';
import { addressTaken, conflict, noOpenOperation, noRun, noSuchRow, otherTenant } from '../conflict.ts';
import type { CallOutcome, WriteCall } from '../group-commit.ts';
import { toOperationColumns } from '../operation-row.ts';
import type { Lease, Mutation } from '../port.ts';
import { toRow } from '../row.ts';
import { toResultColumns, toRunColumns } from '../run-row.ts';
import { StoreError, type StoreErrorKind } from '../store-error.ts';
import type { Connection, Statement } from './driver.ts';
import { toStoreError } from './sqlite-error.ts';
import { getOwnLease } from './sqlite-lease.ts';
import { readIdentity } from './sqlite-read.ts';

/** An open state file with its compiled statements: compiling one costs more than running it. */
export interface Writer {
  readonly db: Connection;
  readonly where: string;
  readonly statements: Map<string, Statement>;
}

interface Context extends Writer {
  readonly lease: Lease;
  /** RFC 3339. */
  readonly now: string;
}

type Of<K extends Mutation['kind']> = Extract<Mutation, { kind: K }>;

/** Refusals that concern one caller of a wave; everything else fails the wave. */
const CALLERS_OWN: ReadonlySet<StoreErrorKind> = new Set(['fenced', 'other_tenant', 'conflict']);

/** One durable transaction for all callers, with a savepoint for each. Throws when the wave as a whole failed. */
export function commitWave(
  writer: Writer,
  calls: readonly WriteCall[],
  nowMs: number,
): readonly CallOutcome[] {
  const now = new Date(nowMs).toISOString();
  const wave = writer.db.transaction(() => {
    const outcomes = calls.map((call) => applyCall({ ...writer, lease: call.lease, now }, call.mutations));
    if (outcomes.includes(null)) writer.db.exec('UPDATE meta SET serial = serial + 1');
    return outcomes;
  });
  return wave.immediate();
}

function applyCall(context: Context, mutations: readonly Mutation[]): CallOutcome {
  const savepoint = context.db.transaction(() => {
    getOwnLease(context.db, context.where, context.lease);
    for (const mutation of mutations) applyMutation(context, mutation);
  });
  try {
    savepoint();
    return null;
  } catch (error) {
    const refusal = toStoreError(error, context.where);
    if (refusal instanceof InvariantError) return refusal;
    if (refusal instanceof StoreError && CALLERS_OWN.has(refusal.kind)) return refusal;
    throw error;
  }
}

function applyMutation(context: Context, mutation: Mutation): void {
  switch (mutation.kind) {
    case 'bind':
      return bind(context, mutation);
    case 'put_clone':
      return putClone(context, mutation.clone);
    case 'remove_clone':
      return removeClone(context, mutation.address);
    case 'move_clone':
      return moveClone(context, mutation);
    case 'put_outline':
      return putOutline(context, mutation);
    case 'open_operation':
      return insert(context, 'operation', toOperationColumns(mutation.operation, context.lease.epoch));
    case 'step_operation':
      return stepOperation(context, mutation);
    case 'close_operation':
      return closeOperation(context, mutation);
    case 'mark_moved':
      run(context, 'UPDATE meta SET moved_to = ?', mutation.to);
      return;
    case 'start_run':
      return startRun(context, mutation);
    case 'record_result':
      return insert(context, 'run_result', toResultColumns(mutation.runId, mutation.result));
    case 'finish_run':
      return finishRun(context, mutation);
    default:
      return assertNever(mutation);
  }
}

function bind(context: Context, { tenantUid, host }: Of<'bind'>): void {
  const bound = readIdentity(context.db, context.where)?.tenantUid ?? null;
  if (bound !== null && bound !== tenantUid) throw otherTenant(context.where, bound, tenantUid);
  run(context, 'UPDATE meta SET tenant_uid = ?, host = ?', tenantUid, host);
}

function putClone(context: Context, clone: Of<'put_clone'>['clone']): void {
  const before = findClone(context, clone.address);
  remember(context, clone.address, before);
  const columns = toCloneColumns({ ...clone, revision: (before?.revision ?? 0) + 1 });
  const updates = Object.keys(columns).map((name) => `${name} = excluded.${name}`);
  insert(context, 'clone', columns, `ON CONFLICT (address) DO UPDATE SET ${updates.join(', ')}`);
}

function removeClone(context: Context, address: string): void {
  const before = findClone(context, address);
  if (before === null) return;
  remember(context, address, before);
  run(context, 'DELETE FROM clone WHERE address = ?', address);
}

function moveClone(context: Context, { from, to }: Of<'move_clone'>): void {
  const before = findClone(context, from);
  if (before === null) throw noSuchRow(context.where, from);
  if (findClone(context, to) !== null) throw addressTaken(context.where, to);
  remember(context, from, before);
  remember(context, to, null);
  run(context, 'UPDATE clone SET address = ?, revision = revision + 1 WHERE address = ?', to, from);
}

function putOutline(context: Context, { digest, outline }: Of<'put_outline'>): void {
  const parts = JSON.stringify(outline);
  insert(context, 'outline', { digest, parts }, 'ON CONFLICT (digest) DO UPDATE SET parts = excluded.parts');
}

function stepOperation(context: Context, { id, step, uid }: Of<'step_operation'>): void {
  const sql = 'UPDATE operation SET step = ?, uid = coalesce(?, uid) WHERE id = ? AND outcome IS NULL';
  if (run(context, sql, step, uid ?? null, id) === 0) throw noOpenOperation(context.where, id);
}

function closeOperation(context: Context, { id, outcome, error }: Of<'close_operation'>): void {
  const sql = 'UPDATE operation SET outcome = ?, error = ?, closed_at = ? WHERE id = ? AND outcome IS NULL';
  if (run(context, sql, outcome, error ?? null, context.now, id) === 0)
    throw noOpenOperation(context.where, id);
}

function startRun(context: Context, mutation: Of<'start_run'>): void {
  const last: unknown = prepare(context, 'SELECT coalesce(max(number), 0) FROM clone_history').pluck().get();
  insert(context, 'run', { ...toRunColumns(mutation.run), outcome: 'running', history_start: Number(last) });
}

function finishRun(context: Context, { runId, outcome, finishedAt }: Of<'finish_run'>): void {
  const sql = 'UPDATE run SET outcome = ?, finished_at = ? WHERE id = ?';
  if (run(context, sql, outcome, finishedAt, runId) === 0) throw noRun(context.where, runId);
}

function findClone(context: Context, address: string): RecordedClone | null {
  const row: unknown = prepare(context, 'SELECT * FROM clone WHERE address = ?').get(address);
  return row === undefined ? null : fromCloneRow(toRow(context.where, 'clone', row));
}

/** Keeps the row as it was before a change; null: there was none. */
function remember(context: Context, address: string, before: RecordedClone | null): void {
  insert(context, 'clone_history', {
    address,
    run_id: context.lease.holder.runId,
    at: context.now,
    row: before === null ? null : JSON.stringify(toCloneColumns(before)),
  });
}

function insert(context: Context, table: string, columns: Columns, rest = ''): void {
  const names = Object.keys(columns);
  const places = names.map((name) => `@${name}`);
  try {
    prepare(context, `INSERT INTO ${table} (${names.join(', ')}) VALUES (${places.join(', ')}) ${rest}`).run(
      columns,
    );
  } catch (error) {
    const refusal = toStoreError(error, context.where);
    if (refusal instanceof StoreError && refusal.kind === 'conflict') {
      throw conflict(context.where, `${refusal.message} (table ${table})`);
    }
    throw error;
  }
}

function run(context: Context, sql: string, ...values: (string | null)[]): number {
  return prepare(context, sql).run(...values).changes;
}

function prepare({ db, statements }: Writer, sql: string): Statement {
  const known = statements.get(sql);
  if (known !== undefined) return known;
  const made: Statement = db.prepare(sql);
  statements.set(sql, made);
  return made;
}
