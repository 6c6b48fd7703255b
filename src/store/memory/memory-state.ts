// The tables of a state as maps, and each mutation of them with its undoing.
import { byText } from '../../content/compare.ts';
import type { Digest } from '../../content/content.ts';
import type { Outline } from '../../content/outline.ts';
import { assertNever } from '../../model/invariant.ts';
import { keyId } from '../../model/natural-key.ts';
import type { OpenOperation, Recorded, RecordedClone } from '../../model/recorded.ts';
import { addressTaken, conflict, noOpenOperation, noRun, noSuchRow, otherTenant } from '../conflict.ts';
import type { LeaseInfo, Mutation, RunRecord } from '../port.ts';

export interface OperationEnd {
  readonly outcome: 'done' | 'refused' | 'abandoned';
  readonly error: string | null;
  /** RFC 3339. */
  readonly closedAt: string;
}

export interface StoredOperation {
  readonly operation: OpenOperation;
  /** Epoch of the lease that opened it. */
  readonly epoch: number;
  /** null while it is open. */
  readonly end: OperationEnd | null;
}

export interface StoredRun {
  readonly record: RunRecord;
  /** Length of the history when it started. */
  readonly historyStart: number;
}

export interface HistoryEntry {
  readonly address: string;
  readonly runId: string;
  readonly at: string;
  readonly before: RecordedClone | null;
}

export interface MemoryState {
  lineage: string;
  /** RFC 3339. */
  createdAt: string;
  readonly clones: Map<string, RecordedClone>;
  /** Address by UID. */
  readonly uids: Map<string, string>;
  /** Operation by the natural key that it is about to take, while it is open. */
  readonly openKeys: Map<string, string>;
  readonly operations: Map<string, StoredOperation>;
  readonly outlines: Map<Digest, Outline>;
  readonly runs: Map<string, StoredRun>;
  readonly history: HistoryEntry[];
  serial: number;
  epoch: number;
  /** Where it was moved to; null: it is still here. */
  movedTo: string | null;
  tenant: { readonly uid: string; readonly host: string } | null;
  lease: LeaseInfo | null;
  /** The store that would hold the kernel's lock. */
  lockedBy: object | null;
}

export type Undo = () => void;

interface Context {
  readonly state: MemoryState;
  readonly undo: Undo[];
  readonly where: string;
  readonly runId: string;
  readonly epoch: number;
  /** RFC 3339. */
  readonly now: string;
}

type Of<K extends Mutation['kind']> = Extract<Mutation, { kind: K }>;

export function newMemoryState(lineage: string): MemoryState {
  return {
    lineage,
    createdAt: '1970-01-01T00:00:00.000Z',
    clones: new Map(),
    uids: new Map(),
    openKeys: new Map(),
    operations: new Map(),
    outlines: new Map(),
    runs: new Map(),
    history: [],
    serial: 0,
    epoch: 0,
    movedTo: null,
    tenant: null,
    lease: null,
    lockedBy: null,
  };
}

export function recordedOf(state: MemoryState): Recorded {
  const clones = [...state.clones.values()].sort(byText((row) => row.address));
  const used = new Set(clones.flatMap((row) => [row.digest, row.source.digest]));
  return {
    identity: {
      lineage: state.lineage,
      serial: state.serial,
      tenantUid: state.tenant?.uid ?? null,
      host: state.tenant?.host ?? null,
    },
    clones,
    openOperations: [...state.operations.values()]
      .filter((one) => one.end === null)
      .map((one) => one.operation),
    outlines: new Map([...state.outlines].filter(([digest]) => used.has(digest))),
  };
}

export function runsOf(state: MemoryState, limit: number): readonly RunRecord[] {
  return [...state.runs.values()]
    .map((run) => run.record)
    .reverse()
    .slice(0, limit);
}

/** Undoes, in a copy, what later runs changed. */
export function clonesAfter(state: MemoryState, runId: string): readonly RecordedClone[] | null {
  const run = state.runs.get(runId);
  if (run === undefined) return null;
  const end = Math.max(run.historyStart, state.history.findLastIndex((entry) => entry.runId === runId) + 1);
  const clones = new Map(state.clones);
  for (const entry of state.history.slice(end).reverse()) {
    if (entry.before === null) clones.delete(entry.address);
    else clones.set(entry.address, entry.before);
  }
  return [...clones.values()].sort(byText((row) => row.address));
}

/** Throws StoreError when refused; what was done until then is in `undo`. */
export function applyToMemory(context: Context, mutation: Mutation): void {
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
      return openOperation(context, mutation.operation);
    case 'step_operation':
      return stepOperation(context, mutation);
    case 'close_operation':
      return closeOperation(context, mutation);
    case 'mark_moved':
      return markMoved(context, mutation.to);
    case 'start_run':
      return startRun(context, mutation.run);
    case 'record_result':
      return updateRun(context, mutation.runId, (run) => ({
        ...run,
        results: [...run.results, mutation.result],
      }));
    case 'finish_run':
      return updateRun(context, mutation.runId, (run) => ({
        ...run,
        outcome: mutation.outcome,
        finishedAt: mutation.finishedAt,
      }));
    default:
      return assertNever(mutation);
  }
}

function bind({ state, undo, where }: Context, { tenantUid, host }: Of<'bind'>): void {
  const before = state.tenant;
  if (before !== null && before.uid !== tenantUid) throw otherTenant(where, before.uid, tenantUid);
  undo.push(() => {
    state.tenant = before;
  });
  state.tenant = { uid: tenantUid, host };
}

function markMoved({ state, undo }: Context, to: string): void {
  const before = state.movedTo;
  undo.push(() => {
    state.movedTo = before;
  });
  state.movedTo = to;
}

function putClone(context: Context, clone: Of<'put_clone'>['clone']): void {
  const { clones, uids } = context.state;
  const owner = uids.get(clone.uid);
  if (owner !== undefined && owner !== clone.address) {
    throw conflict(context.where, `the UID ${clone.uid} is recorded at ${owner}`);
  }
  const before = clones.get(clone.address) ?? null;
  remember(context, clone.address, before);
  if (before !== null) remove(context, uids, before.uid);
  set(context, uids, clone.uid, clone.address);
  set(context, clones, clone.address, { ...clone, revision: (before?.revision ?? 0) + 1 });
}

function removeClone(context: Context, address: string): void {
  const before = context.state.clones.get(address);
  if (before === undefined) return;
  remember(context, address, before);
  remove(context, context.state.clones, address);
  remove(context, context.state.uids, before.uid);
}

function moveClone(context: Context, { from, to }: Of<'move_clone'>): void {
  const { clones } = context.state;
  const before = clones.get(from);
  if (before === undefined) throw noSuchRow(context.where, from);
  if (clones.has(to)) throw addressTaken(context.where, to);
  remember(context, from, before);
  remember(context, to, null);
  remove(context, clones, from);
  set(context, context.state.uids, before.uid, to);
  set(context, clones, to, {
    ...before,
    address: to,
    revision: before.revision + 1,
  });
}

function putOutline(context: Context, { digest, outline }: Of<'put_outline'>): void {
  set(context, context.state.outlines, digest, outline);
}

function openOperation(context: Context, operation: OpenOperation): void {
  const { operations, openKeys } = context.state;
  if (operations.has(operation.id)) throw conflict(context.where, `the journal already has ${operation.id}`);
  if (takesKey(operation)) {
    const key = keyId(operation.key);
    const other = openKeys.get(key);
    if (other !== undefined) throw conflict(context.where, `${other} is open at the same natural key`);
    set(context, openKeys, key, operation.id);
  }
  set(context, operations, operation.id, { operation, epoch: context.epoch, end: null });
}

function stepOperation(context: Context, { id, step, uid }: Of<'step_operation'>): void {
  const stored = getOpen(context, id);
  const operation = { ...stored.operation, step, uid: uid ?? stored.operation.uid };
  set(context, context.state.operations, id, { ...stored, operation });
}

/** Whether it is about to make an object at its natural key: one at a time may. */
export function takesKey({ kind }: OpenOperation): boolean {
  return kind === 'create' || kind === 'replace' || kind === 'recreate';
}

function closeOperation(context: Context, { id, outcome, error }: Of<'close_operation'>): void {
  const stored = getOpen(context, id);
  const { operation } = stored;
  if (takesKey(operation)) remove(context, context.state.openKeys, keyId(operation.key));
  const end = { outcome, error: error ?? null, closedAt: context.now };
  set(context, context.state.operations, id, { ...stored, end });
}

function startRun(context: Context, run: Of<'start_run'>['run']): void {
  const { runs, history } = context.state;
  if (runs.has(run.id)) throw conflict(context.where, `the state already has a run ${run.id}`);
  const record: RunRecord = { ...run, finishedAt: null, outcome: 'running', results: [] };
  set(context, runs, run.id, { record, historyStart: history.length });
}

function updateRun(context: Context, id: string, change: (run: RunRecord) => RunRecord): void {
  const run = context.state.runs.get(id);
  if (run === undefined) throw noRun(context.where, id);
  set(context, context.state.runs, id, { ...run, record: change(run.record) });
}

function getOpen(context: Context, id: string): StoredOperation {
  const stored = context.state.operations.get(id);
  if (stored === undefined || stored.end !== null) throw noOpenOperation(context.where, id);
  return stored;
}

function remember({ state, undo, runId, now }: Context, address: string, before: RecordedClone | null): void {
  state.history.push({ address, runId, at: now, before });
  undo.push(() => {
    state.history.pop();
  });
}

function set<K extends string, V>({ undo }: Context, map: Map<K, V>, key: K, value: V): void {
  const before = map.get(key);
  undo.push(() => {
    if (before === undefined) map.delete(key);
    else map.set(key, before);
  });
  map.set(key, value);
}

/** Undoing it puts the entry last: only maps that are read sorted lose entries. */
function remove<V>({ undo }: Context, map: Map<string, V>, key: string): void {
  const before = map.get(key);
  if (before === undefined) return;
  undo.push(() => {
    map.set(key, before);
  });
  map.delete(key);
}
