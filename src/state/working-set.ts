// The rows that mutations name, and a state made of rows: nobody loads ten thousand rows to change one.

import type { Outline } from '../content/outline.ts';
import { keyId, type NaturalKey } from '../model/natural-key.ts';
import { makesObject, type RecordedClone } from '../model/recorded.ts';
import type { Mutation } from './mutation.ts';
import type { HistoryEntry, RecordedResult, RunEnd, StartedRun, State, StoredEntry } from './state.ts';

/** The keys of all rows that mutations read or change. */
export interface NamedRows {
  readonly addresses: ReadonlySet<string>;
  readonly uids: ReadonlySet<string>;
  /** Ids of journal entries. */
  readonly entries: ReadonlySet<string>;
  /** Where an open journal entry may be about to make an object, by `keyId`. */
  readonly keys: ReadonlyMap<string, NaturalKey>;
  readonly runs: ReadonlySet<string>;
}

export function namedBy(mutations: Iterable<Mutation>): NamedRows {
  const named = {
    addresses: new Set<string>(),
    uids: new Set<string>(),
    entries: new Set<string>(),
    keys: new Map<string, NaturalKey>(),
    runs: new Set<string>(),
  };
  for (const mutation of mutations) {
    switch (mutation.kind) {
      case 'put_clone':
        named.addresses.add(mutation.clone.address);
        named.uids.add(mutation.clone.uid);
        break;
      case 'remove_clone':
        named.addresses.add(mutation.address);
        break;
      case 'move_clone':
        named.addresses.add(mutation.from).add(mutation.to);
        break;
      case 'open_entry':
        named.entries.add(mutation.entry.id);
        if (makesObject(mutation.entry)) named.keys.set(keyId(mutation.entry.key), mutation.entry.key);
        break;
      case 'step_entry':
      case 'close_entry':
        named.entries.add(mutation.id);
        break;
      case 'start_run':
        named.runs.add(mutation.run.id);
        break;
      case 'record_result':
      case 'finish_run':
        named.runs.add(mutation.runId);
        break;
      case 'bind':
      case 'put_outline':
      case 'mark_moved':
        break;
    }
  }
  return named;
}

/** A state in memory, all of it or a part. */
export interface MemoryState extends State {
  readonly clones: Map<string, RecordedClone>;
  readonly byUid: Map<string, RecordedClone>;
  readonly entries: Map<string, StoredEntry>;
  readonly makers: Map<string, string>;
  readonly outlines: Map<string, Outline>;
  readonly runs: Map<string, RunEnd>;
  readonly started: StartedRun[];
  readonly results: RecordedResult[];
  readonly history: HistoryEntry[];
}

export interface StateRows {
  readonly serial?: number;
  readonly tenant?: State['tenant'];
  readonly historyEnd?: number;
  readonly clones?: Iterable<RecordedClone>;
  readonly entries?: Iterable<StoredEntry>;
  readonly runs?: Iterable<readonly [string, RunEnd]>;
}

export function stateOf(rows: StateRows): MemoryState {
  const state: MemoryState = {
    serial: rows.serial ?? 0,
    tenant: rows.tenant ?? null,
    movedTo: null,
    historyEnd: rows.historyEnd ?? 0,
    clones: new Map(),
    byUid: new Map(),
    entries: new Map(),
    makers: new Map(),
    outlines: new Map(),
    runs: new Map(rows.runs),
    started: [],
    results: [],
    history: [],
  };
  for (const clone of rows.clones ?? []) {
    state.clones.set(clone.address, clone);
    state.byUid.set(clone.uid, clone);
  }
  for (const stored of rows.entries ?? []) {
    const { entry, end } = stored;
    state.entries.set(entry.id, stored);
    if (end === null && makesObject(entry)) state.makers.set(keyId(entry.key), entry.id);
  }
  return state;
}
