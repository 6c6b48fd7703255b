// What every storage of state does. All of it is asynchronous, so that a storage across a network fits behind the same port.

import type { Recorded, RecordedClone, StateIdentity } from '../model/recorded.ts';
import type { StateDump } from './dump.ts';
import type { Holder, Lease, LeaseInfo } from './lease.ts';
import type { Mutation, RunRecord } from './mutation.ts';

/** What opening a state needs, whatever keeps it. */
export interface StoreDeps {
  /** Milliseconds since 1970. */
  readonly clock: { now(): number };
  /** A fresh random identifier: names the lineage of a new state. */
  readonly newId: () => string;
  /** Name and version of the tool, for the next reader of the file. */
  readonly tool: string;
  /** Opens a state that was moved elsewhere too, which is refused otherwise. */
  readonly mayBeMoved?: boolean;
}

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
