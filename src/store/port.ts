// What every store of recorded state does. SQLite and in-memory implement it; PostgreSQL can.
// All of it is asynchronous so that a store across a network fits behind the same port.

import type { Digest } from '../content/content.ts';
import type { Outline } from '../content/outline.ts';
import type { Address } from '../model/address.ts';
import type { OpenOperation, Recorded, RecordedClone, StateIdentity } from '../model/recorded.ts';
import type { StateDump } from './dump.ts';

/** Who holds the lock. */
export interface Holder {
  readonly runId: string;
  readonly user: string;
  readonly host: string;
  readonly pid: number;
  /** e.g. `apply`. */
  readonly command: string;
}

export interface Lease {
  readonly holder: Holder;
  /** Fencing token: every write checks it in its own transaction. */
  readonly epoch: number;
}

export interface LeaseInfo extends Lease {
  /** RFC 3339. */
  readonly acquiredAt: string;
  readonly heartbeatAt: string;
  readonly expiresAt: string;
}

export interface RunRecord {
  readonly id: string;
  readonly command: string;
  readonly user: string;
  readonly host: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  /** Version control commit of the declarations, when known. */
  readonly commit: string | null;
  readonly message: string | null;
  readonly toolVersion: string;
  readonly planChecksum: string | null;
  /** What was planned, as flow/saved/kept-plan.ts writes it; absent where nothing was kept. */
  readonly plan?: string;
  readonly outcome: 'running' | 'done' | 'incomplete' | 'interrupted';
  readonly results: readonly RunResult[];
}

export interface RunResult {
  readonly address: string;
  readonly action: string;
  readonly reason: string;
  readonly status: 'applied' | 'failed' | 'skipped' | 'not_started';
  readonly uid: string | null;
  readonly error: string | null;
  readonly at: string;
}

/** One change of state. A list of them is written in one transaction, all or nothing. */
export type Mutation =
  /** Binds a fresh state to a tenant; refused with StoreError `other_tenant` when bound to another. */
  | { readonly kind: 'bind'; readonly tenantUid: string; readonly host: string }
  /** Inserts or replaces the row of this address; `revision` is set by the store. */
  | { readonly kind: 'put_clone'; readonly clone: Omit<RecordedClone, 'revision'> }
  | { readonly kind: 'remove_clone'; readonly address: string }
  /** Renames a row; `to` must be free. */
  | { readonly kind: 'move_clone'; readonly from: Address; readonly to: Address }
  /** Keeps the outline of a content, instead of an earlier one: that of an earlier edition may say less. */
  | { readonly kind: 'put_outline'; readonly digest: Digest; readonly outline: Outline }
  | { readonly kind: 'open_operation'; readonly operation: OpenOperation }
  /** Records how far an open operation is about to go, and the UID once known. */
  | {
      readonly kind: 'step_operation';
      readonly id: string;
      readonly step: OpenOperation['step'];
      readonly uid?: string;
    }
  | {
      readonly kind: 'close_operation';
      readonly id: string;
      readonly outcome: 'done' | 'refused' | 'abandoned';
      readonly error?: string;
    }
  /** Marks the state as moved to another place, as people name that: it is not to be used here any more. */
  | { readonly kind: 'mark_moved'; readonly to: string }
  | { readonly kind: 'start_run'; readonly run: Omit<RunRecord, 'finishedAt' | 'outcome' | 'results'> }
  | { readonly kind: 'record_result'; readonly runId: string; readonly result: RunResult }
  | {
      readonly kind: 'finish_run';
      readonly runId: string;
      readonly outcome: Exclude<RunRecord['outcome'], 'running'>;
      readonly finishedAt: string;
    };

/** Reading side: takes no lock, writes nothing, creates no file. */
export interface StateReader {
  /** `identity: null` and no rows when there is no state yet. */
  readRecorded(): Promise<Recorded>;
  readIdentity(): Promise<StateIdentity | null>;
  readLease(): Promise<LeaseInfo | null>;
  /** Newest first. */
  readRuns(limit: number): Promise<readonly RunRecord[]>;
  /** The clones that were recorded when this run ended, sorted by address; null when no such run is known. */
  readClonesAfter(runId: string): Promise<readonly RecordedClone[] | null>;
  /** All there is, in one snapshot; null when there is no state yet. */
  readDump(): Promise<StateDump | null>;
  close(): Promise<void>;
}

export interface StateStore extends StateReader {
  /**
   * Takes the lock, bumping the epoch. Throws StoreError `locked` with the holder when someone else has it.
   * A dead holder on this host does not count.
   */
  acquire(holder: Holder): Promise<Lease>;
  /** Extends the lease; throws StoreError `fenced` when it was lost. */
  renew(lease: Lease): Promise<void>;
  release(lease: Lease): Promise<void>;
  /**
   * Writes all or nothing, durably, checking the lease's epoch in the same transaction (StoreError `fenced`).
   * Calls that arrive in the same turn of the event loop share one transaction; each resolves once it is durable.
   */
  write(lease: Lease, mutations: readonly Mutation[]): Promise<void>;
  /** Puts `dump` in the place of all that is recorded, all or nothing; lease and epoch stay. Refuses what no state holds. */
  replaceAll(lease: Lease, dump: StateDump): Promise<void>;
  /** Forgets all but the newest `keep` runs, and the history that only older ones need. What is recorded and open stays. */
  trimHistory(lease: Lease, keep: number): Promise<void>;
  /**
   * Ends a lease by force and gives it back, or null when there was none. Its holder is fenced from then on.
   * Throws StoreError `locked` while the holder is seen to live on this host.
   */
  breakLease(): Promise<LeaseInfo | null>;
  /** Copies the state as it is now to a safe place and gives that place; null when there is nothing to copy to. */
  backup(): Promise<string | null>;
}
