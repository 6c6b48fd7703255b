// State as somebody sees it who has read it: its rows and its open journal entries, kept up to date with what is written.

import type { Recorded } from '../model/recorded.ts';
import type { Mutation } from './mutation.ts';
import { applyMutation, type Log, type State, type Writing } from './state.ts';
import { type MemoryState, stateOf } from './working-set.ts';

export interface StateView extends State {
  readonly clones: MemoryState['clones'];
  readonly byUid: MemoryState['byUid'];
  /** Open entries only. */
  readonly entries: MemoryState['entries'];
  readonly makers: MemoryState['makers'];
}

/** What is only ever added stays out of memory. */
const NOT_KEPT: Log<unknown> = { push: () => undefined };

/** `runId`: the run that continues to write; its results have to belong to a run. */
export function viewOf(recorded: Pick<Recorded, 'clones' | 'openEntries'>, runId: string): StateView {
  const state = stateOf({
    clones: recorded.clones,
    entries: recorded.openEntries.map((entry) => ({ entry, epoch: 0, end: null })),
    runs: [[runId, { outcome: 'running', finishedAt: null }]],
  });
  return { ...state, started: NOT_KEPT, results: NOT_KEPT, history: NOT_KEPT };
}

/** Throws StoreError where the mutation is refused: whoever wrote it first knows that it is not. */
export function keepUp(view: StateView, mutation: Mutation, by: Writing): void {
  applyMutation(view, mutation, by);
  if (mutation.kind === 'close_entry') view.entries.delete(mutation.id);
}
