// A batch of writes as one transaction. The rows that it names are read under the lock of the workspace's row, what it does to
// them is decided in state.ts, and what changed is written back: few round trips, whatever the batch holds.
import { applyBatch, type CallOutcome, type WriteCall } from '../../batch.ts';
import { isInForce } from '../../lease.ts';
import { StoreError } from '../../store-error.ts';
import { namedBy, stateOf } from '../../working-set.ts';
import { changedRows } from '../rows/changed-rows.ts';
import { loadNamed } from './pg-load.ts';
import type { PgPlace } from './pg-place.ts';
import type { Query } from './pg-session.ts';
import { type LockedWorkspace, lockWorkspace } from './pg-workspace.ts';
import { writeChanges } from './pg-write.ts';

/** What a try at a batch came to, kept for the case that its commit's answer is lost. */
export interface BatchTry {
  readonly serialBefore: number;
  readonly outcomes: readonly CallOutcome[];
}

/**
 * `known`: the serial of this store's last write. `earlier`: the try whose commit is in doubt. Whether it took effect the serial
 * tells: only this holder moves it.
 */
export async function tryBatch(
  query: Query,
  place: PgPlace,
  calls: readonly WriteCall[],
  earlier: BatchTry | null,
  known: number,
): Promise<BatchTry> {
  // Sent together: what comes after the lock in the connection sees what its holder before committed.
  const [workspace, rows] = await Promise.all([
    lockWorkspace(query, place),
    loadNamed(query, place, namedBy(calls.flatMap((call) => call.mutations))),
  ]);
  const { serial, tenant, lastNumber, lease, now } = workspace;
  refuseLoss(place, workspace, known);
  const isHeldByOne = calls.some((call) => isInForce(lease, call.lease));
  if (earlier !== null && serial === earlier.serialBefore + 1 && isHeldByOne) return earlier;
  const loaded = stateOf({ serial, tenant, historyEnd: lastNumber, ...rows });
  const { outcomes, changes } = applyBatch(loaded, calls, { where: place.where, now, lease });
  if (changes !== null) await writeChanges(query, place, changedRows(loaded, changes), changes);
  return { serialBefore: serial, outcomes };
}

/** A standby that took over without the last commits: what Palette was asked since is in no journal. */
function refuseLoss(place: PgPlace, { serial }: LockedWorkspace, known: number): void {
  if (serial >= known) return;
  throw new StoreError(
    'corrupt',
    place.where,
    `the database has lost confirmed writes (serial ${known}, now ${serial})`,
    {
      hint: 'this happens in a failover to an asynchronous standby; run `cloneform plan` and check for exists_unmanaged',
    },
  );
}
