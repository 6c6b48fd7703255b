// What an apply tells while it runs. One flat object each, so that a line of JSON can hold it.
import type { Action, ApplyResult, Reason } from '../plan/plan.ts';

export type ApplyEvent =
  | { readonly event: 'run_started'; readonly runId: string; readonly total: number }
  | {
      readonly event: 'change_started';
      readonly address: string;
      readonly action: Action;
      readonly reason: Reason;
      /** Counts from 1. */
      readonly number: number;
      readonly total: number;
    }
  | {
      readonly event: 'change_finished';
      readonly address: string;
      readonly action: Action;
      readonly status: ApplyResult['status'];
      readonly uid: string | null;
      readonly error: ApplyResult['error'] | null;
      readonly because: string | null;
      readonly elapsedMs: number;
      /** Changes finished so far, this one included. */
      readonly done: number;
      readonly total: number;
    }
  /** How fast it goes, every ten seconds, and what holds it. */
  | {
      readonly event: 'pace';
      readonly done: number;
      readonly total: number;
      readonly requestsPerSecond: number;
      /** The rate limit that is used up; null: the time that answers take. */
      readonly limitedBy: {
        readonly prefix: string;
        /** What Palette allows. */
        readonly perSecond: number;
        /** Palette answered 429. */
        readonly throttled: boolean;
      } | null;
      readonly latencyMs: number | null;
      /** As fast as now; null while nothing ended. */
      readonly secondsLeft: number | null;
    }
  /** Ctrl-C was heard: nothing new starts. */
  | { readonly event: 'stopping'; readonly inFlight: number }
  | {
      readonly event: 'run_finished';
      readonly applied: number;
      readonly failed: number;
      readonly skipped: number;
      readonly notStarted: number;
      readonly elapsedMs: number;
    };
