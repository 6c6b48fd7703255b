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
