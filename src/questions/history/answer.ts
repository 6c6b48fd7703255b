// `cloneform history`: who ran what, when, from which commit; and what became of one run.
import { loadStateSettings } from '../../flow/planning/state-settings.ts';
import { listRuns } from '../../flow/state/runs.ts';
import type { Asker, Output } from '../answer.ts';
import { toRunRow } from './judge.ts';
import { showRun } from './read.ts';
import { renderHistory, renderRun } from './text.ts';

const DEFAULT_RUNS = 20;

interface HistoryInput {
  /** Id of a run, or its beginning. */
  readonly run: string | undefined;
  readonly limit: number | undefined;
}

export async function history(
  { deps, globals }: Asker,
  { run, limit = DEFAULT_RUNS }: HistoryInput,
): Promise<Output> {
  const settings = await loadStateSettings(deps, globals);
  if (run !== undefined) {
    const value = await showRun(deps, settings, run);
    return { value, text: (style) => renderRun(value, style) };
  }
  const value = (await listRuns(deps, settings, limit)).map(toRunRow);
  return { value, text: (style) => renderHistory(value, style) };
}
