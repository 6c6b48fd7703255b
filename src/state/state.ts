// What every mutation does to state. Each storage loads the rows that mutations name (working-set.ts), applies them here, and
// writes what changed; a run keeps its own view of state up to date with the same code, and so does the recovery of the journal.
// Nothing here touches a disk, a clock or a network.

import type { Outline } from '../content/outline.ts';
import { assertNever } from '../model/invariant.ts';
import { keyId } from '../model/natural-key.ts';
import { makesObject, type OpenEntry, type RecordedClone } from '../model/recorded.ts';
import type { Mutation, RunRecord, RunResult } from './mutation.ts';
import { addressTaken, conflict, noOpenEntry, noRun, noSuchRow, otherTenant } from './refusals.ts';

/** How a closed journal entry ended. */
export interface EntryEnd {
  readonly outcome: 'done' | 'refused' | 'abandoned';
  readonly error: string | null;
  /** RFC 3339. */
  readonly closedAt: string;
}

/** A journal entry, open or closed. */
export interface StoredEntry {
  readonly entry: OpenEntry;
  /** Epoch of the lease that opened it. */
  readonly epoch: number;
  /** null while it is open. */
  readonly end: EntryEnd | null;
}

export type NewRun = Extract<Mutation, { kind: 'start_run' }>['run'];

/** What may still change of a run that was started. */
export interface RunEnd {
  readonly outcome: RunRecord['outcome'];
  readonly finishedAt: string | null;
}

export interface StartedRun {
  readonly run: NewRun;
  /** How many changes the history held when it started. */
  readonly historyStart: number;
}

/** The row of an address before a change of it; null: there was none. */
export interface HistoryEntry {
  readonly address: string;
  readonly runId: string;
  readonly at: string;
  readonly before: RecordedClone | null;
}

export interface RecordedResult {
  readonly runId: string;
  readonly result: RunResult;
}

/** Rows by their keys: a Map, or a draft over one. */
export interface Rows<V> {
  get(key: string): V | undefined;
  set(key: string, value: V): unknown;
  delete(key: string): unknown;
}

/** Rows that are only ever added. */
export interface Log<T> {
  push(...rows: T[]): unknown;
}

/** A state, or the part of it that mutations name. */
export interface State {
  /** Counts the transactions that changed something. */
  serial: number;
  tenant: { readonly uid: string; readonly host: string } | null;
  /** Where it was moved to; null: it is still here. */
  movedTo: string | null;
  /** How many changes of rows there ever were. */
  historyEnd: number;
  /** By address. */
  readonly clones: Rows<RecordedClone>;
  /** The same rows by UID. */
  readonly byUid: Rows<RecordedClone>;
  /** The journal, by id. */
  readonly entries: Rows<StoredEntry>;
  /** The open entry that is about to make an object at a natural key (`keyId`). */
  readonly makers: Rows<string>;
  /** Outlines of contents, by digest. */
  readonly outlines: Rows<Outline>;
  /** Runs that were started, by id. */
  readonly runs: Rows<RunEnd>;
  readonly started: Log<StartedRun>;
  readonly results: Log<RecordedResult>;
  readonly history: Log<HistoryEntry>;
}

/** Who writes, and when. */
export interface Writing {
  /** The state, as the user named it: for refusals. */
  readonly where: string;
  readonly runId: string;
  /** Epoch of the lease. */
  readonly epoch: number;
  /** RFC 3339. */
  readonly now: string;
}

type Of<K extends Mutation['kind']> = Extract<Mutation, { kind: K }>;

/** Changes `state`. Throws StoreError, before it changes anything, when the state does not allow the mutation. */
export function applyMutation(state: State, mutation: Mutation, by: Writing): void {
  switch (mutation.kind) {
    case 'bind':
      return bind(state, mutation, by);
    case 'put_clone':
      return putClone(state, mutation.clone, by);
    case 'remove_clone':
      return removeClone(state, mutation.address, by);
    case 'move_clone':
      return moveClone(state, mutation, by);
    case 'put_outline':
      state.outlines.set(mutation.digest, mutation.outline);
      return;
    case 'open_entry':
      return openEntry(state, mutation.entry, by);
    case 'step_entry':
      return stepEntry(state, mutation, by);
    case 'close_entry':
      return closeEntry(state, mutation, by);
    case 'mark_moved':
      state.movedTo = mutation.to;
      return;
    case 'start_run':
      return startRun(state, mutation.run, by);
    case 'record_result':
      if (state.runs.get(mutation.runId) === undefined) throw noRun(by.where, mutation.runId);
      state.results.push({ runId: mutation.runId, result: mutation.result });
      return;
    case 'finish_run':
      return finishRun(state, mutation, by);
    default:
      return assertNever(mutation);
  }
}

function bind(state: State, { tenantUid, host }: Of<'bind'>, { where }: Writing): void {
  const bound = state.tenant?.uid ?? tenantUid;
  if (bound !== tenantUid) throw otherTenant(where, bound, tenantUid);
  state.tenant = { uid: tenantUid, host };
}

function putClone(state: State, clone: Of<'put_clone'>['clone'], by: Writing): void {
  const owner = state.byUid.get(clone.uid)?.address ?? clone.address;
  if (owner !== clone.address) throw conflict(by.where, `the UID ${clone.uid} is recorded at ${owner}`);
  const before = state.clones.get(clone.address);
  remember(state, clone.address, before, by);
  if (before !== undefined) state.byUid.delete(before.uid);
  setClone(state, { ...clone, revision: (before?.revision ?? 0) + 1 });
}

function setClone(state: State, clone: RecordedClone): void {
  state.clones.set(clone.address, clone);
  state.byUid.set(clone.uid, clone);
}

/** A row that is not there is no conflict: what is wanted is so already. */
function removeClone(state: State, address: string, by: Writing): void {
  const before = state.clones.get(address);
  if (before === undefined) return;
  remember(state, address, before, by);
  state.clones.delete(address);
  state.byUid.delete(before.uid);
}

function moveClone(state: State, { from, to }: Of<'move_clone'>, by: Writing): void {
  const before = state.clones.get(from);
  if (before === undefined) throw noSuchRow(by.where, from);
  if (state.clones.get(to) !== undefined) throw addressTaken(by.where, to);
  remember(state, from, before, by);
  remember(state, to, undefined, by);
  state.clones.delete(from);
  setClone(state, { ...before, address: to, revision: before.revision + 1 });
}

function openEntry(state: State, entry: OpenEntry, { where, epoch }: Writing): void {
  if (state.entries.get(entry.id) !== undefined) throw conflict(where, `the journal already has ${entry.id}`);
  if (makesObject(entry)) {
    const key = keyId(entry.key);
    const other = state.makers.get(key);
    if (other !== undefined) throw conflict(where, `${other} is open at the same natural key`);
    state.makers.set(key, entry.id);
  }
  state.entries.set(entry.id, { entry, epoch, end: null });
}

function stepEntry(state: State, { id, step, uid }: Of<'step_entry'>, by: Writing): void {
  const stored = getOpen(state, id, by);
  const { entry } = stored;
  state.entries.set(id, { ...stored, entry: { ...entry, step, uid: uid ?? entry.uid } });
}

function closeEntry(state: State, { id, outcome, error }: Of<'close_entry'>, by: Writing): void {
  const stored = getOpen(state, id, by);
  if (makesObject(stored.entry)) state.makers.delete(keyId(stored.entry.key));
  state.entries.set(id, { ...stored, end: { outcome, error: error ?? null, closedAt: by.now } });
}

function getOpen(state: State, id: string, { where }: Writing): StoredEntry {
  const stored = state.entries.get(id);
  if (stored === undefined || stored.end !== null) throw noOpenEntry(where, id);
  return stored;
}

function startRun(state: State, run: NewRun, { where }: Writing): void {
  if (state.runs.get(run.id) !== undefined) throw conflict(where, `the state already has a run ${run.id}`);
  state.runs.set(run.id, { outcome: 'running', finishedAt: null });
  state.started.push({ run, historyStart: state.historyEnd });
}

function finishRun(state: State, { runId, outcome, finishedAt }: Of<'finish_run'>, { where }: Writing): void {
  if (state.runs.get(runId) === undefined) throw noRun(where, runId);
  state.runs.set(runId, { outcome, finishedAt });
}

/** The history keeps rows as they were before a change, so that the state after any run can be told without copies of it. */
function remember(
  state: State,
  address: string,
  before: RecordedClone | undefined,
  { runId, now }: Writing,
): void {
  state.history.push({ address, runId, at: now, before: before ?? null });
  state.historyEnd++;
}
