// A batch: the writes of several callers that share one transaction. Each is accepted whole or refused whole, on its own.

import { acceptDraft, draftOver, type StateDraft } from './draft.ts';
import type { Lease } from './lease.ts';
import { isInForce, type LeaseToken } from './lease.ts';
import type { Mutation } from './mutation.ts';
import { fencedError } from './refusals.ts';
import { applyMutation, type State } from './state.ts';
import { StoreError } from './store-error.ts';

export interface WriteCall {
  readonly lease: Lease;
  readonly mutations: readonly Mutation[];
}

/** null: accepted. Otherwise why this caller alone is refused. */
export type CallOutcome = StoreError | null;

/** What the transaction of a batch knows of the state. */
export interface Held {
  /** The state, as the user named it. */
  readonly where: string;
  /** RFC 3339. */
  readonly now: string;
  /** The lease in force, read in the same transaction; null: nobody has the lock. */
  readonly lease: LeaseToken | null;
}

export interface Batch {
  /** One per call, in order. */
  readonly outcomes: readonly CallOutcome[];
  /** What the accepted calls change; null: all were refused, so there is nothing to write. */
  readonly changes: StateDraft | null;
}

/** Leaves `state` as it is. Only the holder of the lease in force may change it. */
export function applyBatch(state: State, calls: readonly WriteCall[], held: Held): Batch {
  const changes = draftOver(state);
  const outcomes = calls.map((call) => applyCall(changes, call, held));
  if (!outcomes.includes(null)) return { outcomes, changes: null };
  changes.serial++;
  return { outcomes, changes };
}

function applyCall(changes: StateDraft, { lease, mutations }: WriteCall, held: Held): CallOutcome {
  const { where, now } = held;
  if (!isInForce(held.lease, lease)) return fencedError(where);
  const draft = draftOver(changes);
  const by = { where, now, runId: lease.holder.runId, epoch: lease.epoch };
  try {
    for (const mutation of mutations) applyMutation(draft, mutation, by);
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
  acceptDraft(changes, draft);
  return null;
}
