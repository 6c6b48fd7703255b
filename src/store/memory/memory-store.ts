// The in-memory twin of the SQLite store: the same lease, fence, conflicts and waves, without a file.

import { checkDump } from '../dump.ts';
import { type CallOutcome, createGroupCommit, type WriteCall } from '../group-commit.ts';
import { fencedError, isLeaseInTheWay, isSameLease, lockedError, makeLease, renewLease } from '../lease.ts';
import type { Holder, Lease, StateStore } from '../port.ts';
import { StoreError } from '../store-error.ts';
import { dumpMemory, replaceMemory } from './memory-dump.ts';
import {
  applyToMemory,
  clonesAfter,
  type MemoryState,
  newMemoryState,
  recordedOf,
  runsOf,
  type Undo,
} from './memory-state.ts';
import { trimMemory } from './memory-trim.ts';

const WHERE = 'memory';

export interface MemoryDeps {
  /** Milliseconds since 1970. */
  readonly clock: { now(): number };
  /** Names the lineage. */
  readonly newId: () => string;
}

/**
 * A store in memory. Stores over one `state` are like processes on one file: closing one without releasing its lease
 * is like killing it.
 */
export function createMemoryStore(
  deps: MemoryDeps,
  state: MemoryState = newMemoryState(deps.newId()),
): StateStore {
  const self = {};
  const group = createGroupCommit((calls) => commitWave(state, calls, deps.clock.now()));
  const letGo = (): void => {
    if (state.lockedBy === self) state.lockedBy = null;
  };
  return {
    readRecorded: async () => recordedOf(state),
    readIdentity: async () => recordedOf(state).identity,
    readLease: async () => state.lease,
    readRuns: async (limit) => runsOf(state, limit),
    readClonesAfter: async (runId) => clonesAfter(state, runId),
    readDump: async () => dumpMemory(state),
    acquire: async (holder) => {
      if (state.lockedBy !== null) throw lockedError(WHERE, state.lease);
      const lease = take(state, holder, deps.clock.now());
      state.lockedBy = self;
      return lease;
    },
    renew: async (lease) => {
      const held = state.lease;
      if (held === null || !owns(state, lease)) throw fencedError(WHERE);
      state.lease = renewLease(held, deps.clock.now());
    },
    release: async (lease) => {
      group.flush();
      if (owns(state, lease)) state.lease = null;
      letGo();
    },
    write: (lease, mutations) => group.write({ lease, mutations }),
    replaceAll: async (lease, dump) => {
      group.flush();
      if (!owns(state, lease)) throw fencedError(WHERE);
      checkDump(WHERE, dump);
      replaceMemory(state, dump);
    },
    trimHistory: async (lease, keep) => {
      group.flush();
      if (!owns(state, lease)) throw fencedError(WHERE);
      trimMemory(state, keep);
    },
    breakLease: async () => {
      if (state.lockedBy !== null) throw lockedError(WHERE, state.lease);
      const held = state.lease;
      state.epoch += 1;
      state.lease = null;
      return held;
    },
    backup: async () => null,
    close: async () => {
      group.flush();
      letGo();
    },
  };
}

function take(state: MemoryState, holder: Holder, nowMs: number): Lease {
  if (isLeaseInTheWay(state.lease, holder.host, nowMs)) throw lockedError(WHERE, state.lease);
  state.epoch += 1;
  state.lease = makeLease(holder, state.epoch, nowMs);
  for (const [id, run] of state.runs) {
    if (run.record.outcome === 'running') {
      state.runs.set(id, { ...run, record: { ...run.record, outcome: 'interrupted' } });
    }
  }
  return { holder, epoch: state.epoch };
}

function commitWave(state: MemoryState, calls: readonly WriteCall[], nowMs: number): readonly CallOutcome[] {
  const now = new Date(nowMs).toISOString();
  const outcomes = calls.map((call) => applyCall(state, call, now));
  if (outcomes.includes(null)) state.serial += 1;
  return outcomes;
}

function applyCall(state: MemoryState, call: WriteCall, now: string): CallOutcome {
  if (!owns(state, call.lease)) return fencedError(WHERE);
  const undo: Undo[] = [];
  try {
    for (const mutation of call.mutations) {
      const { holder, epoch } = call.lease;
      applyToMemory({ state, undo, where: WHERE, runId: holder.runId, epoch, now }, mutation);
    }
    return null;
  } catch (error) {
    for (const step of undo.reverse()) step();
    if (error instanceof StoreError) return error;
    throw error;
  }
}

function owns(state: MemoryState, lease: Lease): boolean {
  return isSameLease(state.lease, lease.epoch, lease.holder.runId);
}
