// Gathers writes into batches. While one batch is being committed, the writes that arrive gather for the next.

import { setImmediate as turn } from 'node:timers/promises';
import type { CallOutcome, WriteCall } from './batch.ts';

export interface BatchQueue {
  /** Resolves once its batch is durable. Calls of one turn of the event loop share a batch. */
  write(call: WriteCall): Promise<void>;
  /** Resolves when nothing waits and nothing is under way. */
  settled(): Promise<void>;
}

interface GatheringBatch {
  readonly calls: WriteCall[];
  readonly outcomes: Promise<readonly CallOutcome[]>;
}

/** `commit` answers per caller, in order; what it throws rejects the whole batch. */
export function createBatchQueue(
  commit: (calls: readonly WriteCall[]) => Promise<readonly CallOutcome[]>,
): BatchQueue {
  let gathering: GatheringBatch | null = null;
  let last: Promise<unknown> = Promise.resolve();
  const open = (): GatheringBatch => {
    const calls: WriteCall[] = [];
    const send = async (before: Promise<unknown>): Promise<readonly CallOutcome[]> => {
      // A turn of the event loop, not a timer, which would add its delay to every write.
      await Promise.all([before, turn()]);
      gathering = null;
      return commit(calls);
    };
    const outcomes = send(last);
    last = outcomes.catch(() => undefined);
    gathering = { calls, outcomes };
    return gathering;
  };
  return {
    write: async (call) => {
      const batch = gathering ?? open();
      const place = batch.calls.push(call) - 1;
      const refusal = (await batch.outcomes)[place] ?? null;
      if (refusal !== null) throw refusal;
    },
    settled: async () => {
      for (let seen: unknown = null; seen !== last; await last) seen = last;
    },
  };
}
