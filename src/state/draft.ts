// Changes of a state that are noted before they are made: a list of mutations is accepted whole or not at all.

import type { Outline } from '../content/outline.ts';
import type { RecordedClone } from '../model/recorded.ts';
import type { HistoryEntry, RecordedResult, Rows, RunEnd, StartedRun, State, StoredEntry } from './state.ts';

/** A table over another one, which it leaves as it is. */
export interface DraftRows<V> extends Rows<V> {
  /** The rows that differ from those below; undefined: removed. */
  readonly changed: ReadonlyMap<string, V | undefined>;
}

/** What some mutations change of a state. */
export interface StateDraft extends State {
  readonly clones: DraftRows<RecordedClone>;
  readonly byUid: DraftRows<RecordedClone>;
  readonly entries: DraftRows<StoredEntry>;
  readonly makers: DraftRows<string>;
  readonly outlines: DraftRows<Outline>;
  readonly runs: DraftRows<RunEnd>;
  readonly started: StartedRun[];
  readonly results: RecordedResult[];
  readonly history: HistoryEntry[];
}

export function draftOver(below: State): StateDraft {
  const { serial, tenant, movedTo, historyEnd } = below;
  return {
    serial,
    tenant,
    movedTo,
    historyEnd,
    clones: draftRows(below.clones),
    byUid: draftRows(below.byUid),
    entries: draftRows(below.entries),
    makers: draftRows(below.makers),
    outlines: draftRows(below.outlines),
    runs: draftRows(below.runs),
    started: [],
    results: [],
    history: [],
  };
}

/** Makes the changes of a draft in the state that it is over. */
export function acceptDraft(below: State, draft: StateDraft): void {
  const { serial, tenant, movedTo, historyEnd } = draft;
  Object.assign(below, { serial, tenant, movedTo, historyEnd });
  acceptRows(below.clones, draft.clones);
  acceptRows(below.byUid, draft.byUid);
  acceptRows(below.entries, draft.entries);
  acceptRows(below.makers, draft.makers);
  acceptRows(below.outlines, draft.outlines);
  acceptRows(below.runs, draft.runs);
  for (const one of draft.started) below.started.push(one);
  for (const one of draft.results) below.results.push(one);
  for (const one of draft.history) below.history.push(one);
}

function draftRows<V>(below: Rows<V>): DraftRows<V> {
  const changed = new Map<string, V | undefined>();
  return {
    changed,
    get: (key) => (changed.has(key) ? changed.get(key) : below.get(key)),
    set: (key, value) => changed.set(key, value),
    delete: (key) => changed.set(key, undefined),
  };
}

function acceptRows<V>(below: Rows<V>, { changed }: DraftRows<V>): void {
  for (const [key, value] of changed) {
    if (value === undefined) below.delete(key);
    else below.set(key, value);
  }
}
