// What applying needs from outside, and the two ways a change can end.

import type { Content, Digest } from '../content/content.ts';
import { coversOrder, type Outline } from '../content/outline.ts';
import type { Witnesses } from '../inventory/read-absence.ts';
import type { WholeProfile } from '../inventory/read-whole.ts';
import type { Address } from '../model/address.ts';
import type { Recorded } from '../model/recorded.ts';
import type { PaletteClient } from '../palette/port.ts';
import type { ApplyResult } from '../plan/plan.ts';
import type { RenderResult } from '../plan/renderer.ts';
import type { Lease } from '../state/lease.ts';
import type { Mutation } from '../state/mutation.ts';
import type { StateStore } from '../state/port.ts';
import { keepUp, type StateView } from '../state/view.ts';
import type { ApplyEvent } from './events.ts';

/**
 * How a new clone is verified. `parts`: what its source has is read, whether one GET shows it or not; `full`: it is read whole;
 * `shown`: only what one GET shows.
 */
export type Verification = 'parts' | 'full' | 'shown';

/** What the overrides of the declaration at an address make of a content; null: it has none. */
export type RenderWanted = (
  address: Address,
  source: { readonly content: Content; readonly digest: Digest },
) => Promise<RenderResult | null>;

export interface ApplyDeps {
  readonly client: PaletteClient;
  readonly store: StateStore;
  readonly lease: Lease;
  readonly runId: string;
  /** State as read under the lock. */
  readonly recorded: Recorded;
  /** Its rows and open journal entries, kept up to date with what this run writes. */
  readonly state: StateView;
  /** Milliseconds since the epoch; `sleep` ends early when the run is cut short. */
  readonly clock: { now(): number; sleep(ms: number): Promise<void> };
  /** UIDs of what was there before this run made something: an answer that names one of these is not believed. */
  readonly knownUids: Set<string>;
  /** Ids of journal entries. */
  readonly newId: () => string;
  readonly emit: (event: ApplyEvent) => void;
  /** Lists and projects, read again and shared. */
  readonly witnesses: Witnesses;
  /** True once nothing new may start. */
  readonly isStopping: () => boolean;
  readonly allowDeleteInUse: boolean;
  /** Outlines of the contents that were read, by digest: kept beside the rows that have them. */
  readonly outlines: Map<Digest, Outline>;
  /** Sources that were read whole, by UID and digest: one read serves all clones of it. */
  readonly sources: Map<string, Promise<WholeProfile | undefined>>;
  readonly verify: Verification;
  readonly renderWanted: RenderWanted;
  /** Writes the note of the run on the audit entry of a clone; never fails the clone. Absent: notes are not wanted. */
  readonly noteClone?: (auditUid: string, clone: { readonly projectUid: string | null }) => Promise<void>;
  /** Palette is asked about rendered packs before they are written. */
  readonly checksPacks: boolean;
  /** UIDs of what one change made in Palette and state would not take any more; absent: nobody asks. */
  readonly unsaved?: Set<string>;
}

export type SagaResult =
  | { readonly status: 'applied'; readonly uid: string | null; readonly because?: string }
  | {
      readonly status: 'failed';
      readonly uid: string | null;
      readonly error: NonNullable<ApplyResult['error']>;
      readonly because?: string;
    };

export type FailedSaga = Extract<SagaResult, { status: 'failed' }>;

/** A refusal by a rule of ours, in the shape of Palette's. */
export function refuse(
  code: string,
  message: string,
  hint: string | null,
  uid: string | null = null,
): FailedSaga {
  return { status: 'failed', uid, error: { code, message, ref: null, hint } };
}

/** Durable when it resolves. Later changes of the same address see the rows as they are then. */
export async function write(deps: ApplyDeps, ...mutations: readonly Mutation[]): Promise<void> {
  try {
    await deps.store.write(deps.lease, [...outlinesFor(deps, mutations), ...mutations]);
  } catch (error) {
    for (const uid of uidsIn(mutations)) deps.unsaved?.add(uid);
    throw error;
  }
  const by = { where: 'state', runId: deps.runId, epoch: deps.lease.epoch, now: isoNow(deps) };
  for (const mutation of mutations) keepUp(deps.state, mutation, by);
}

/** Objects that these mutations were to record. */
function uidsIn(mutations: readonly Mutation[]): readonly string[] {
  return mutations.flatMap((mutation) => {
    if (mutation.kind === 'put_clone') return [mutation.clone.uid];
    return mutation.kind === 'step_entry' && mutation.uid !== undefined ? [mutation.uid] : [];
  });
}

/** What a later plan needs to tell which side of a difference was edited. */
function outlinesFor(deps: ApplyDeps, mutations: readonly Mutation[]): readonly Mutation[] {
  const digests = mutations.flatMap((mutation) =>
    mutation.kind === 'put_clone' ? [mutation.clone.digest, mutation.clone.source.digest] : [],
  );
  return [...new Set(digests)].flatMap((digest) => {
    const outline = deps.outlines.get(digest);
    return outline === undefined || coversOrder(deps.recorded.outlines.get(digest))
      ? []
      : [{ kind: 'put_outline', digest, outline } as const];
  });
}

export function isoNow(deps: Pick<ApplyDeps, 'clock'>): string {
  return new Date(deps.clock.now()).toISOString();
}
