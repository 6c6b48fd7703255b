// What every use case takes from the shell: the process as values, so that tests can be the process.

import type { Diagnostic } from '../model/diagnostic.ts';
import type { RequestStats } from '../palette/port.ts';
import type { SecretKeeper } from '../palette/redact.ts';
import type { LeaseInfo } from '../state/lease.ts';
import type { ReadingReport } from './reading-progress.ts';

export interface FlowDeps {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute folder that relative paths start from (`-C`). */
  readonly cwd: string;
  readonly clock: {
    /** Milliseconds since the epoch. */
    now(): number;
    sleep(ms: number, signal?: AbortSignal): Promise<void>;
    /** Milliseconds since some moment, whoever sets the time; absent: `now`. */
    monotonic?(): number;
  };
  /** In [0, 1). */
  readonly random: () => number;
  readonly newId: () => string;
  readonly process: {
    readonly hostname: string;
    readonly user: string;
    readonly pid: number;
  };
  /** e.g. `cloneform 0.1.0`. */
  readonly tool: string;
  /** One line for people who look into a run (`--log-level`). */
  readonly trace: ((line: string) => void) | null;
  /** One line for whoever waits. */
  readonly tell?: (line: string) => void;
  /** What nothing that is said or written may hold. */
  readonly secrets?: SecretKeeper;
  /** Something to fix that holds nothing up. */
  readonly warn?: (diagnostic: Diagnostic) => void;
  /** Aborted when the process has to stop while nothing is under way that has to be finished. */
  readonly signal?: AbortSignal;
  /** How far a read of Palette has come. */
  readonly reading?: ReadingReport;
  /** Called when a client is closed, for people who look into a run (`--log-level`). */
  readonly requestsMade?: (stats: RequestStats) => void;
  /** Told once when the lock is held by another run and this one waits for it. */
  readonly waiting?: (held: LeaseInfo | null, timeoutMs: number) => void;
}

/** Global flags that most use cases share. */
export interface CommonOptions {
  readonly file: string;
  readonly vars: Readonly<Record<string, string>>;
  readonly varFiles: readonly string[];
  readonly apiKeyFile: string | null;
  readonly lockTimeoutMs: number;
}
