// Waves of a store across a network: while one is on its way, the writes that arrive gather for the next.
import { setImmediate as turn } from 'node:timers/promises';
import type { CallOutcome, WriteCall } from '../group-commit.ts';

export interface WaveQueue {
  /** Resolves once its wave is durable. Calls of one turn of the event loop share a wave. */
  write(call: WriteCall): Promise<void>;
  /** Resolves when nothing waits or travels any more. */
  settled(): Promise<void>;
}

interface Wave {
  readonly calls: WriteCall[];
  readonly outcomes: Promise<readonly CallOutcome[]>;
}

/** `commit` answers per caller, in order; what it throws rejects the whole wave. */
export function createWaveQueue(
  commit: (calls: readonly WriteCall[]) => Promise<readonly CallOutcome[]>,
): WaveQueue {
  let gathering: Wave | null = null;
  let last: Promise<unknown> = Promise.resolve();
  const open = (): Wave => {
    const calls: WriteCall[] = [];
    const send = async (before: Promise<unknown>): Promise<readonly CallOutcome[]> => {
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
      const wave = gathering ?? open();
      const place = wave.calls.push(call) - 1;
      const refusal = (await wave.outcomes)[place] ?? null;
      if (refusal !== null) throw refusal;
    },
    settled: async () => {
      for (let seen: unknown = null; seen !== last; await last) seen = last;
    },
  };
}
