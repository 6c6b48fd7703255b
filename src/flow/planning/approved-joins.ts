// Projects whose clones the last run was approved to make, and did not get to: an apply continues where it was interrupted.
import { joinedIn } from '../../plan/approved-joins.ts';
import type { Decided } from '../../plan/decide.ts';
import type { RunRecord } from '../../state/mutation.ts';
import type { StateReader } from '../../state/port.ts';
import { openKeptPlan } from '../saved/kept-plan.ts';

/** The newest run, whatever it was; undefined: there is none. */
export type LastRun = () => Promise<RunRecord | undefined>;

export const lastRunOf =
  (reader: Pick<StateReader, 'readRuns'>): LastRun =>
  async () =>
    (await reader.readRuns(1))[0];

/** Whether projects that an approved run covered may change what was decided. */
export function wantsApprovedJoins({ planning, changes }: Decided): boolean {
  return (
    planning.input.approvedJoins === undefined &&
    changes.some(
      (change) => change.kind === 'blocked' && change.blockers.some(({ by }) => by === 'new_projects'),
    )
  );
}

/** Of the newest run alone: what was approved before another run was started is approved no longer. Nothing where it ended well. */
export async function readApprovedJoins(lastRun: LastRun): Promise<ReadonlySet<string>> {
  const run = await lastRun();
  if (run?.command !== 'apply' || run.outcome === 'done' || run.plan === undefined) return new Set();
  const plan = await openKeptPlan(run.plan);
  return plan === null ? new Set() : joinedIn(plan);
}
