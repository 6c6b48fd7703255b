// A wave of mutations as one transaction. The rows that it touches are read under the lock of the workspace's row, changed in
// memory by the very code of the in-memory store, and what changed is written back: few round trips, whatever the wave holds.
import type { CallOutcome, WriteCall } from '../group-commit.ts';
import { fencedError } from '../lease.ts';
import { applyToMemory, type MemoryState, type Undo } from '../memory/memory-state.ts';
import { maybeTextOf, textOf, toRow, wholeOf } from '../row.ts';
import { StoreError } from '../store-error.ts';
import { type PgPlace, toMs } from './pg-place.ts';
import type { Query } from './pg-session.ts';
import { readTouched, toMemory } from './pg-touched.ts';
import { writeChanges } from './pg-write.ts';

/** What a try at a wave came to, kept for the case that its commit's answer is lost. */
export interface WaveTry {
  readonly serialBefore: number;
  readonly outcomes: readonly CallOutcome[];
}

export interface LockedWorkspace {
  readonly serial: number;
  readonly epoch: number;
  readonly lastNumber: number;
  readonly runId: string | null;
  /** Server's time, RFC 3339. */
  readonly now: string;
  readonly lineage: string;
  readonly tenant: MemoryState['tenant'];
}

/** Locks the workspace's row until the end of the transaction: writers come one after the other. */
export async function lockWorkspace(query: Query, place: PgPlace): Promise<LockedWorkspace> {
  const { rows } = await query(
    `SELECT *, ${toMs(place.now())} AS now_ms FROM ${place.table('workspace')} WHERE name = $1 FOR UPDATE`,
    [place.workspace],
  );
  if (rows[0] === undefined) {
    throw new StoreError(
      'corrupt',
      place.where,
      `the workspace ${place.workspace} is gone from the database`,
      {
        hint: 'somebody deleted it; restore it from a backup of the database or `cloneform state push`',
      },
    );
  }
  const row = toRow(place.where, 'workspace', rows[0]);
  const tenantUid = maybeTextOf(row, 'tenant_uid');
  return {
    serial: wholeOf(row, 'serial'),
    epoch: wholeOf(row, 'epoch'),
    lastNumber: wholeOf(row, 'last_number'),
    runId: maybeTextOf(row, 'lease_run_id'),
    now: new Date(wholeOf(row, 'now_ms')).toISOString(),
    lineage: textOf(row, 'lineage'),
    tenant: tenantUid === null ? null : { uid: tenantUid, host: maybeTextOf(row, 'host') ?? '' },
  };
}

/**
 * `known`: the serial of this store's last write. `earlier`: the try whose commit is in doubt. Whether it took effect the serial tells: only this holder moves it.
 */
export async function tryWave(
  query: Query,
  place: PgPlace,
  calls: readonly WriteCall[],
  earlier: WaveTry | null,
  known: number,
): Promise<WaveTry> {
  // Sent together: what comes after the lock in the connection sees what its holder before committed.
  const [workspace, rows] = await Promise.all([
    lockWorkspace(query, place),
    readTouched(query, place, calls),
  ]);
  refuseLoss(place, workspace, known);
  if (earlier !== null && workspace.serial === earlier.serialBefore + 1 && isHeldByOne(workspace, calls))
    return earlier;
  const state = toMemory(workspace, rows);
  const before = snapshot(state);
  const outcomes = calls.map((call) => applyCall(state, place, workspace, call));
  if (outcomes.includes(null)) await writeChanges(query, place, { workspace, before, after: state });
  return { serialBefore: workspace.serial, outcomes };
}

/** A standby that took over without the last commits: what Palette was asked since is in no journal. */
function refuseLoss(place: PgPlace, { serial }: LockedWorkspace, known: number): void {
  if (serial >= known) return;
  throw new StoreError(
    'corrupt',
    place.where,
    `the database has lost writes that it had confirmed (serial ${known}, now ${serial})`,
    {
      hint: 'a failover to an asynchronous standby does that; run `cloneform plan` and look for exists_unmanaged',
    },
  );
}

function applyCall(
  state: MemoryState,
  place: PgPlace,
  workspace: LockedWorkspace,
  call: WriteCall,
): CallOutcome {
  if (!isHeldBy(workspace, call)) return fencedError(place.where);
  const { where } = place;
  const undo: Undo[] = [];
  const { epoch, holder } = call.lease;
  try {
    for (const mutation of call.mutations) {
      applyToMemory({ state, undo, where, runId: holder.runId, epoch, now: workspace.now }, mutation);
    }
    return null;
  } catch (error) {
    for (const step of undo.reverse()) step();
    if (error instanceof StoreError) return error;
    throw error;
  }
}

function isHeldBy({ epoch, runId }: LockedWorkspace, { lease }: WriteCall): boolean {
  return runId !== null && lease.epoch === epoch && lease.holder.runId === runId;
}

function isHeldByOne(workspace: LockedWorkspace, calls: readonly WriteCall[]): boolean {
  return calls.some((call) => isHeldBy(workspace, call));
}

export type Snapshot = Pick<MemoryState, 'clones' | 'operations' | 'outlines' | 'runs'>;

function snapshot({ clones, operations, outlines, runs }: MemoryState): Snapshot {
  return {
    clones: new Map(clones),
    operations: new Map(operations),
    outlines: new Map(outlines),
    runs: new Map(runs),
  };
}
