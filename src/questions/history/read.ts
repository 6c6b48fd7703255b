// Reads one run of the history, with the plan that state keeps of it.
import type { FlowDeps } from '../../flow/deps.ts';
import { openKeptPlan } from '../../flow/saved/kept-plan.ts';
import { findRun, HISTORY_RUNS, listRuns } from '../../flow/state/runs.ts';
import type { Settings } from '../../model/settings.ts';
import { type ShownRun, withUnknown } from './judge.ts';

/** Fails with Refusal for a run that is not known. */
export async function showRun(deps: FlowDeps, settings: Settings, wanted: string): Promise<ShownRun> {
  const run = findRun(await listRuns(deps, settings, HISTORY_RUNS), wanted);
  const plan = run.plan === undefined ? null : await openKeptPlan(run.plan);
  return { ...run, plan, results: plan === null ? run.results : withUnknown(run, plan) };
}
