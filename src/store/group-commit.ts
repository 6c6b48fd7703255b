// Gathers the writes of one turn of the event loop into a wave, so that they share one transaction and its syncs.
import type { Lease, Mutation } from './port.ts';

export interface WriteCall {
  readonly lease: Lease;
  readonly mutations: readonly Mutation[];
}

/** null: committed. Otherwise why this caller alone was refused. */
export type CallOutcome = Error | null;

export interface GroupCommit {
  /** Resolves once the wave is durable. */
  write(call: WriteCall): Promise<void>;
  /** Commits what is waiting, now. */
  flush(): void;
}

interface Waiting {
  readonly call: WriteCall;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** `commitWave` answers per caller, in order; what it throws rejects the whole wave. */
export function createGroupCommit(
  commitWave: (calls: readonly WriteCall[]) => readonly CallOutcome[],
): GroupCommit {
  let waiting: Waiting[] = [];
  const flush = (): void => {
    const wave = waiting;
    waiting = [];
    if (wave.length > 0) settle(wave, commitWave);
  };
  return {
    write: (call) =>
      new Promise((resolve, reject) => {
        // The first caller of a turn orders the flush; a timer instead would add its delay to every write.
        if (waiting.length === 0) setImmediate(flush);
        waiting.push({ call, resolve, reject });
      }),
    flush,
  };
}

function settle(
  wave: readonly Waiting[],
  commitWave: (calls: readonly WriteCall[]) => readonly CallOutcome[],
): void {
  let outcomes: readonly CallOutcome[];
  try {
    outcomes = commitWave(wave.map((one) => one.call));
  } catch (error) {
    for (const one of wave) one.reject(error);
    return;
  }
  wave.forEach((one, index) => {
    const refusal = outcomes[index] ?? null;
    if (refusal === null) one.resolve();
    else one.reject(refusal);
  });
}
