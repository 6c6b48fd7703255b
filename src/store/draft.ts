// Changes of a state that are noted before they are made: a list of mutations is accepted whole or not at all.

import type { Outline } from '../content/outline.ts';
import type { RecordedClone } from '../model/recorded.ts';
import type {
  HistoryEntry,
  RecordedResult,
  RunEnd,
  StartedRun,
  State,
  StoredOperation,
  Table,
} from './state.ts';

/** A table over another one, which it leaves as it is. */
export interface DraftTable<V> extends Table<V> {
  /** The rows that differ from those below; undefined: removed. */
  readonly changed: ReadonlyMap<string, V | undefined>;
}

/** What some mutations change of a state. */
export interface Draft extends State {
  readonly clones: DraftTable<RecordedClone>;
  readonly byUid: DraftTable<RecordedClone>;
  readonly operations: DraftTable<StoredOperation>;
  readonly makers: DraftTable<string>;
  readonly outlines: DraftTable<Outline>;
  readonly runs: DraftTable<RunEnd>;
  readonly started: StartedRun[];
  readonly results: RecordedResult[];
  readonly history: HistoryEntry[];
}

export function draftOf(below: State): Draft {
  const { serial, tenant, movedTo, historyEnd } = below;
  return {
    serial,
    tenant,
    movedTo,
    historyEnd,
    clones: draftTable(below.clones),
    byUid: draftTable(below.byUid),
    operations: draftTable(below.operations),
    makers: draftTable(below.makers),
    outlines: draftTable(below.outlines),
    runs: draftTable(below.runs),
    started: [],
    results: [],
    history: [],
  };
}

/** Makes the changes of a draft in the state that it is over. */
export function accept(below: State, draft: Draft): void {
  const { serial, tenant, movedTo, historyEnd } = draft;
  Object.assign(below, { serial, tenant, movedTo, historyEnd });
  acceptTable(below.clones, draft.clones);
  acceptTable(below.byUid, draft.byUid);
  acceptTable(below.operations, draft.operations);
  acceptTable(below.makers, draft.makers);
  acceptTable(below.outlines, draft.outlines);
  acceptTable(below.runs, draft.runs);
  for (const one of draft.started) below.started.push(one);
  for (const one of draft.results) below.results.push(one);
  for (const one of draft.history) below.history.push(one);
}

function draftTable<V>(below: Table<V>): DraftTable<V> {
  const changed = new Map<string, V | undefined>();
  return {
    changed,
    get: (key) => (changed.has(key) ? changed.get(key) : below.get(key)),
    set: (key, value) => changed.set(key, value),
    delete: (key) => changed.set(key, undefined),
  };
}

function acceptTable<V>(below: Table<V>, { changed }: DraftTable<V>): void {
  for (const [key, value] of changed) {
    if (value === undefined) below.delete(key);
    else below.set(key, value);
  }
}
