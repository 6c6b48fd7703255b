// One run as people and tools see it: its counts, and a result for each planned change.
import { isWork } from '../../plan/document.ts';
import type { Plan } from '../../plan/plan.ts';
import type { RunRecord, RunResult } from '../../state/mutation.ts';

/** What tools read of a run in the list: its results as counts. */
export interface RunRow extends Omit<RunRecord, 'results' | 'plan'> {
  readonly applied: number;
  readonly failed: number;
  readonly skipped: number;
  readonly notStarted: number;
}

/** `unknown`: the run was killed before it could record what became of the change. */
export type ShownResult = RunResult | (Omit<RunResult, 'status'> & { readonly status: 'unknown' });

/** A run in full, with one result for each change that was planned. */
export interface ShownRun extends Omit<RunRecord, 'plan' | 'results'> {
  /** Without its no-ops and values; null where nothing was kept. */
  readonly plan: Plan | null;
  readonly results: readonly ShownResult[];
}

export function toRunRow({
  results,
  plan: _plan,
  ...run
}: Omit<RunRecord, 'plan' | 'results'> & {
  readonly plan?: unknown;
  readonly results: readonly ShownResult[];
}): RunRow {
  const count = (status: ShownResult['status']): number =>
    results.filter((result) => result.status === status).length;
  return {
    ...run,
    applied: count('applied'),
    failed: count('failed'),
    skipped: count('skipped'),
    notStarted: count('not_started'),
  };
}

/**
 * A run that continues, or that ended by itself, says all there is to say. One that was killed has one entry for each clone: where the plan
 * resumes a clone and then changes it, an unknown change counts and not that the resumption was applied.
 */
export function withUnknown(run: RunRecord, plan: Plan): readonly ShownResult[] {
  if (run.outcome !== 'interrupted' || run.finishedAt !== null) return run.results;
  const known = new Set(run.results.map(({ address, action }) => `${action} ${address}`));
  const lastChanges = new Map(plan.changes.filter(isWork).map((change) => [change.address, change]));
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
