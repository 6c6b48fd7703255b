// Use cases of the history of runs: list them, look at one.
import type { Settings } from '../../model/settings.ts';
import type { Plan } from '../../plan/plan.ts';
import type { RunRecord } from '../../store/port.ts';
import type { FlowDeps } from '../deps.ts';
import { EXIT, refusal } from '../refusal.ts';
import { openKeptPlan } from '../saved/kept-plan.ts';
import { withReader } from '../state/open-state.ts';

/** Runs that state keeps; what they recorded can be had back so long. */
export const HISTORY_RUNS = 1000;

/** Newest first. */
export function listRuns(deps: FlowDeps, settings: Settings, limit: number): Promise<readonly RunRecord[]> {
  return withReader(deps, settings, (reader) => reader.readRuns(limit));
}

export interface ShownRun extends Omit<RunRecord, 'plan'> {
  /** Without its no-ops and values; null where nothing was kept. */
  readonly plan: Plan | null;
}

/** Fails with Refusal for a run that is not known. */
export async function showRun(deps: FlowDeps, settings: Settings, wanted: string): Promise<ShownRun> {
  const run = findRun(await listRuns(deps, settings, HISTORY_RUNS), wanted);
  return { ...run, plan: run.plan === undefined ? null : await openKeptPlan(run.plan) };
}

/** By its id, or the beginning of it that only one has. */
export function findRun(runs: readonly RunRecord[], wanted: string): RunRecord {
  const found = runs.filter(({ id }) => id === wanted || (wanted.length >= 4 && id.startsWith(wanted)));
  const exact = runs.find(({ id }) => id === wanted) ?? (found.length === 1 ? found[0] : undefined);
  if (exact !== undefined) return exact;
  throw refusal(
    EXIT.error,
    'store/no-such-run',
    found.length > 1
      ? `${found.length} runs begin with ${JSON.stringify(wanted)}`
      : `there is no run ${JSON.stringify(wanted)} in the history`,
    found.length > 1 ? 'write more of it' : 'cloneform history lists the runs',
  );
}
