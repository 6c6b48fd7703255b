// A store in memory: the same lease, fence, refusals and batches as those on disk, without a file. For tests that are about
// something else than storage, and as the plainest store under the contract.

import { byText } from '../../src/content/compare.ts';
import type { Digest } from '../../src/content/content.ts';
import type { Recorded, RecordedClone } from '../../src/model/recorded.ts';
import { applyBatch, type CallOutcome, type WriteCall } from '../../src/state/batch.ts';
import { createBatchQueue } from '../../src/state/batch-queue.ts';
import { acceptDraft } from '../../src/state/draft.ts';
import { checkDump, type StateDump, sortedDump, toDumpedEntry, toStoredEntry } from '../../src/state/dump.ts';
import { rewind } from '../../src/state/history.ts';
import type { Holder, Lease, LeaseInfo } from '../../src/state/lease.ts';
import { isInForce, isLeaseInTheWay, makeLease, renewLease, tokenOf } from '../../src/state/lease.ts';
import type { RunRecord } from '../../src/state/mutation.ts';
import type { StateStore } from '../../src/state/port.ts';
import { fencedError, lockedError } from '../../src/state/refusals.ts';
import { type MemoryState, stateOf } from '../../src/state/working-set.ts';

const WHERE = 'memory';

/** What stands for a file: stores over one of these are like processes on one file. */
export interface Memory {
  lineage: string;
  createdAt: string;
  state: MemoryState;
  epoch: number;
  lease: LeaseInfo | null;
  /** The store that holds what would be the kernel's lock. */
  lockedBy: object | null;
}

export interface MemoryDeps {
  /** Milliseconds since 1970. */
  readonly clock: { now(): number };
  /** Names the lineage. */
  readonly newId: () => string;
}

export function newMemory(lineage: string): Memory {
  return {
    lineage,
    createdAt: '1970-01-01T00:00:00.000Z',
    state: stateOf({}),
    epoch: 0,
    lease: null,
    lockedBy: null,
  };
}

/** Closing a store without releasing its lease is like killing its process. */
export function createMemoryStore(deps: MemoryDeps, memory: Memory = newMemory(deps.newId())): StateStore {
  const self = {};
  const queue = createBatchQueue(async (calls) => commitBatch(memory, calls, deps.clock.now()));
  const letGo = (): void => {
    if (memory.lockedBy === self) memory.lockedBy = null;
  };
  const whenOwn = async (lease: Lease, change: () => void): Promise<void> => {
    await queue.settled();
    if (!owns(memory, lease)) throw fencedError(WHERE);
    change();
  };
  return {
    readRecorded: async () => recordedOf(memory),
    readIdentity: async () => recordedOf(memory).identity,
    readLease: async () => memory.lease,
    readRuns: async (limit) => runsOf(memory.state).toReversed().slice(0, limit),
    readClonesAfter: async (runId) => clonesAfter(memory.state, runId),
    readDump: async () => dumpOf(memory),
    acquire: async (holder) => {
      if (memory.lockedBy !== null) throw lockedError(WHERE, memory.lease);
      const lease = take(memory, holder, deps.clock.now());
      memory.lockedBy = self;
      return lease;
    },
    renew: async (lease) => {
      const held = memory.lease;
      if (held === null || !owns(memory, lease)) throw fencedError(WHERE);
      memory.lease = renewLease(held, deps.clock.now());
    },
    release: async (lease) => {
      await queue.settled();
      if (owns(memory, lease)) memory.lease = null;
      letGo();
    },
    write: (lease, mutations) => queue.write({ lease, mutations }),
    replaceAll: (lease, dump) =>
      whenOwn(lease, () => {
        checkDump(WHERE, dump);
        replaceAll(memory, dump);
      }),
    trimHistory: (lease, keep) => whenOwn(lease, () => trimHistory(memory.state, keep)),
    breakLease: async () => {
      if (memory.lockedBy !== null) throw lockedError(WHERE, memory.lease);
      const held = memory.lease;
      memory.epoch += 1;
      memory.lease = null;
      return held;
    },
    backup: async () => null,
    close: async () => {
      await queue.settled();
      letGo();
    },
  };
}

function owns({ lease: held }: Memory, lease: Lease): boolean {
  return isInForce(held === null ? null : tokenOf(held), lease);
}

function take(memory: Memory, holder: Holder, nowMs: number): Lease {
  const { lease, state } = memory;
  if (isLeaseInTheWay(lease, holder.host, nowMs)) throw lockedError(WHERE, lease);
  memory.epoch += 1;
  memory.lease = makeLease(holder, memory.epoch, nowMs);
  for (const [id, run] of state.runs)
    if (run.outcome === 'running') state.runs.set(id, { ...run, outcome: 'interrupted' });
  return { holder, epoch: memory.epoch };
}

function commitBatch(memory: Memory, calls: readonly WriteCall[], nowMs: number): readonly CallOutcome[] {
  const { lease, state } = memory;
  const held = {
    where: WHERE,
    now: new Date(nowMs).toISOString(),
    lease: lease === null ? null : tokenOf(lease),
  };
  const { outcomes, changes } = applyBatch(state, calls, held);
  if (changes !== null) acceptDraft(state, changes);
  return outcomes;
}

function identityOf({ lineage, state: { serial, tenant } }: Memory): NonNullable<Recorded['identity']> {
  return { lineage, serial, tenantUid: tenant?.uid ?? null, host: tenant?.host ?? null };
}

function recordedOf(memory: Memory): Recorded {
  const { state } = memory;
  const clones = [...state.clones.values()].sort(byText((row) => row.address));
  const used = clones.flatMap((row) => [row.digest, row.source.digest]);
  return {
    identity: identityOf(memory),
    clones,
    openEntries: [...state.entries.values()].filter(({ end }) => end === null).map((one) => one.entry),
    outlines: new Map(
      used.flatMap((digest) => {
        const outline = state.outlines.get(digest);
        return outline === undefined ? [] : [[digest, outline] as const];
      }),
    ),
  };
}

/** Oldest first. */
function runsOf({ started, runs, results }: MemoryState): readonly RunRecord[] {
  return started.map(({ run }) => ({
    ...run,
    ...(runs.get(run.id) ?? { outcome: 'running', finishedAt: null }),
    results: results.filter(({ runId }) => runId === run.id).map(({ result }) => result),
  }));
}

function clonesAfter(state: MemoryState, runId: string): readonly RecordedClone[] | null {
  const run = state.started.find((one) => one.run.id === runId);
  if (run === undefined) return null;
  const end = Math.max(run.historyStart, state.history.findLastIndex((entry) => entry.runId === runId) + 1);
  return rewind([...state.clones.values()], state.history.slice(end));
}

function dumpOf(memory: Memory): StateDump {
  const { createdAt, state } = memory;
  return sortedDump({
    identity: { ...identityOf(memory), createdAt },
    clones: [...state.clones.values()],
    outlines: [...state.outlines].map(([digest, parts]) => ({ digest: digest as Digest, parts })),
    operations: [...state.entries.values()].map(toDumpedEntry),
    runs: runsOf(state).map((run, index) => ({
      ...run,
      historyStart: state.started[index]?.historyStart ?? 0,
    })),
    history: [...state.history],
  });
}

function replaceAll(memory: Memory, { identity, ...dump }: StateDump): void {
  const { lineage, createdAt, serial, tenantUid, host } = identity;
  const state = stateOf({
    serial,
    tenant: tenantUid === null ? null : { uid: tenantUid, host: host ?? '' },
    historyEnd: dump.history.length,
    clones: dump.clones,
    entries: dump.operations.map(toStoredEntry),
    runs: dump.runs.map(({ id, outcome, finishedAt }) => [id, { outcome, finishedAt }]),
  });
  for (const { digest, parts } of dump.outlines) state.outlines.set(digest, parts);
  for (const { historyStart, outcome: _outcome, finishedAt: _finishedAt, results, ...run } of dump.runs) {
    state.started.push({ run, historyStart });
    state.results.push(...results.map((result) => ({ runId: run.id, result })));
  }
  state.history.push(...dump.history);
  Object.assign(memory, { lineage, createdAt, state });
}

/** Changes before the start of the oldest run that stays serve nobody: no later state is reported from them. */
function trimHistory(state: MemoryState, keep: number): void {
  const oldest = state.started.at(-keep);
  if (oldest === undefined || state.started.length <= keep) return;
  const cut = oldest.historyStart;
  for (const { run } of state.started.splice(0, state.started.length - keep)) state.runs.delete(run.id);
  state.started.splice(
    0,
    keep,
    ...state.started.map((one) => ({ ...one, historyStart: one.historyStart - cut })),
  );
  state.history.splice(0, cut);
  state.historyEnd -= cut;
  const kept = state.results.filter(({ runId }) => state.runs.has(runId));
  state.results.splice(0, state.results.length, ...kept);
  for (const [id, { entry, end }] of state.entries)
    if (end !== null && !state.runs.has(entry.runId)) state.entries.delete(id);
}
