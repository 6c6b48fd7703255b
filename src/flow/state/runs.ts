// The runs that state keeps, newest first, and one of them by its id.
import type { Settings } from '../../model/settings.ts';
import type { RunRecord } from '../../state/mutation.ts';
import type { FlowDeps } from '../deps.ts';
import { EXIT, userError } from '../user-error.ts';
import { withReader } from './open-state.ts';
import { isHolderAlive } from './running.ts';

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

/** By its id, or the beginning of it that only one has. */
export function findRun(runs: readonly RunRecord[], wanted: string): RunRecord {
  const found = runs.filter(({ id }) => id === wanted || (wanted.length >= 4 && id.startsWith(wanted)));
  const exact = runs.find(({ id }) => id === wanted) ?? (found.length === 1 ? found[0] : undefined);
  if (exact !== undefined) return exact;
  throw userError(
    EXIT.error,
    'store/no-such-run',
    found.length > 1
      ? `${found.length} runs start with ${JSON.stringify(wanted)}`
      : `there is no run ${JSON.stringify(wanted)} in the history`,
    found.length > 1 ? 'use more characters of the id' : 'cloneform history lists the runs',
  );
}
