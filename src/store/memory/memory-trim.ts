// A history that ends somewhere: the oldest runs go, and with them what only they could be told from.
import type { MemoryState } from './memory-state.ts';

/** Rows before the start of the oldest run that stays serve nobody: no later state is told from them. */
export function trimMemory(state: MemoryState, keep: number): void {
  const runs = [...state.runs.values()];
  const oldest = runs.at(-keep);
  if (oldest === undefined || runs.length <= keep) return;
  const cut = oldest.historyStart;
  state.history.splice(0, cut);
  const kept = runs.slice(-keep);
  state.runs.clear();
  for (const run of kept) state.runs.set(run.record.id, { ...run, historyStart: run.historyStart - cut });
  for (const [id, { operation, end }] of state.operations)
    if (end !== null && !state.runs.has(operation.runId)) state.operations.delete(id);
}
