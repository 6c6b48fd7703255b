// Use cases of the history of runs: list them, look at one.
import type { Settings } from '../../model/settings.ts';
import type { Plan } from '../../plan/plan.ts';
import type { ShownResult, ShownRun } from '../../render/history-text.ts';
import type { RunRecord } from '../../store/port.ts';
import type { FlowDeps } from '../deps.ts';
import { EXIT, refusal } from '../refusal.ts';
import { openKeptPlan } from '../saved/kept-plan.ts';
import { withReader } from '../state/open-state.ts';
import { isHolderAlive } from '../state/running.ts';

/** Runs that state keeps; what they recorded can be had back so long. */
export const HISTORY_RUNS = 1000;

/** Newest first. A run that was killed could not record that it ended: it is `interrupted` as soon as nobody holds the lock for it. */
export async function listRuns(
  deps: FlowDeps,
  settings: Settings,
  limit: number,
): Promise<readonly RunRecord[]> {
  const { runs, lease } = await withReader(deps, settings, async (reader) => {
    const found = await reader.readRuns(limit);
    const isOpen = found.some(({ outcome }) => outcome === 'running');
    return { runs: found, lease: isOpen ? await reader.readLease() : null };
  });
  const alive = lease !== null && (await isHolderAlive(deps, settings, lease)) ? lease.holder.runId : null;
  return runs.map((run) =>
    run.outcome === 'running' && run.id !== alive ? { ...run, outcome: 'interrupted' } : run,
  );
}

/** Fails with Refusal for a run that is not known. */
export async function showRun(deps: FlowDeps, settings: Settings, wanted: string): Promise<ShownRun> {
  const run = findRun(await listRuns(deps, settings, HISTORY_RUNS), wanted);
  const plan = run.plan === undefined ? null : await openKeptPlan(run.plan);
  return { ...run, plan, results: plan === null ? run.results : withUnknown(run, plan) };
}

/**
 * A run that goes on, or that ended by itself, says all there is to say. One that was killed has one entry for each clone: where the plan
 * resumes a clone and then changes it, an unknown change counts and not that the resumption was applied.
 */
function withUnknown(run: RunRecord, plan: Plan): readonly ShownResult[] {
  if (run.outcome !== 'interrupted' || run.finishedAt !== null) return run.results;
  const known = new Set(run.results.map(({ address, action }) => `${action} ${address}`));
  const lastChanges = new Map(
    plan.changes
      .filter(({ action }) => action !== 'noop' && action !== 'blocked')
      .map((change) => [change.address, change]),
  );
  const unknown = [...lastChanges.values()].filter(
    ({ address, action }) => !known.has(`${action} ${address}`),
  );
  const isUnknown = new Set<string>(unknown.map(({ address }) => address));
  return [
    ...run.results.filter(({ address }) => !isUnknown.has(address)),
    ...unknown.map(({ address, action, reason }) => ({
      address,
      action,
      reason,
      status: 'unknown' as const,
      uid: null,
      error: null,
      at: run.startedAt,
    })),
  ];
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
