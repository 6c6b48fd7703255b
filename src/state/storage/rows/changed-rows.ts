// What a batch changed, as rows of the tables that every database of ours has.

import type { StateDraft } from '../../draft.ts';
import type { RunEnd, StoredEntry } from '../../state.ts';
import type { MemoryState } from '../../working-set.ts';
import { type Columns, toCloneColumns, toHistoryColumns } from './clone-row.ts';
import { toResultColumns, toRunColumns } from './run-row.ts';

/** In the order in which they are to be written: what goes makes room for what comes. */
export interface ChangedRows {
  /** Numbered, continuing where the history ended. */
  readonly history: readonly Columns[];
  /** Addresses of rows that are removed, or replaced by one of `clones`: UIDs may change hands within a batch. */
  readonly removedClones: readonly string[];
  readonly clones: readonly Columns[];
  /** Journal entries that continued or ended. */
  readonly changedEntries: readonly StoredEntry[];
  readonly newEntries: readonly StoredEntry[];
  readonly newRuns: readonly Columns[];
  readonly endedRuns: readonly (readonly [string, RunEnd])[];
  readonly results: readonly Columns[];
  /** New, or in the place of an earlier one of the same digest. */
  readonly outlines: readonly Columns[];
}

/** `loaded`: the rows that the batch named, as they were before it. */
export function changedRows(loaded: MemoryState, changes: StateDraft): ChangedRows {
  const clones = [...changes.clones.changed];
  const entries = present(changes.entries.changed);
  const started = new Set(changes.started.map(({ run }) => run.id));
  return {
    history: changes.history.map((entry, index) => ({
      number: loaded.historyEnd + index + 1,
      ...toHistoryColumns(entry),
    })),
    removedClones: clones.flatMap(([address]) => (loaded.clones.has(address) ? [address] : [])),
    clones: present(changes.clones.changed).map(([, clone]) => toCloneColumns(clone)),
    changedEntries: entries.filter(([id]) => loaded.entries.has(id)).map(([, stored]) => stored),
    newEntries: entries.filter(([id]) => !loaded.entries.has(id)).map(([, stored]) => stored),
    newRuns: changes.started.map(({ run, historyStart }) => ({
      ...toRunColumns(run),
      ...toRunEndColumns(changes.runs.get(run.id)),
      history_start: historyStart,
    })),
    endedRuns: present(changes.runs.changed).filter(([id]) => !started.has(id)),
    results: changes.results.map(({ runId, result }) => toResultColumns(runId, result)),
    outlines: present(changes.outlines.changed).map(([digest, outline]) => ({
      digest,
      parts: JSON.stringify(outline),
    })),
  };
}

function toRunEndColumns(end: RunEnd | undefined): Columns {
  return { outcome: end?.outcome ?? 'running', finished_at: end?.finishedAt ?? null };
}

function present<V>(changed: ReadonlyMap<string, V | undefined>): readonly (readonly [string, V])[] {
  return [...changed].flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]));
}
