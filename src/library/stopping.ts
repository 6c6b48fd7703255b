// An AbortSignal as runs want it: what only reads gives up at once; what changes things finishes what is in progress.
import { EXIT, userError } from '../flow/user-error.ts';

export interface Stopping {
  /** Aborted while nothing has to be finished. */
  readonly reading: AbortSignal;
  readonly isStopping: () => boolean;
  /** From now on there is something to finish; `heard` is called when the signal is aborted. */
  onWork(heard: () => void): void;
  /** To be called in the end: a signal may live longer than many runs. */
  close(): void;
}

export function watchSignal(signal: AbortSignal | undefined): Stopping {
  const reading = new AbortController();
  let heard: (() => void) | null = null;
  const onAbort = (): void => {
    if (heard !== null) heard();
    else reading.abort(userError(EXIT.interrupted, 'cli/interrupted', 'aborted before anything was changed'));
  };
  if (signal?.aborted === true) onAbort();
  signal?.addEventListener('abort', onAbort, { once: true });
  return {
    reading: reading.signal,
    isStopping: () => signal?.aborted === true,
    onWork: (listener) => {
      heard = listener;
    },
    close: () => signal?.removeEventListener('abort', onAbort),
  };
}
