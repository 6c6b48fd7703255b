// `cloneform history`: who ran what, when, from which commit; and what became of one run.
import { loadStateSettings } from '../../flow/planning/state-settings.ts';
import { openKeptPlan } from '../../flow/saved/kept-plan.ts';
import { findRun, HISTORY_RUNS, listRuns } from '../../flow/state/runs.ts';
import { EXIT, userError } from '../../flow/user-error.ts';
import { toJsonDocument } from '../../render/json-document.ts';
import type { Asker, Output } from '../answer.ts';
import { type ShownRun, toRunRow, withUnknown } from './judge.ts';
import { renderHistory, renderRun } from './text.ts';

const DEFAULT_RUNS = 20;

interface HistoryInput {
  /** Id of a run, or its beginning. */
  readonly run: string | undefined;
  readonly limit: number | undefined;
}

/** Fails with UserError for a run that is not known. */
export async function history({ deps, globals }: Asker, { run, limit }: HistoryInput): Promise<Output> {
  const settings = await loadStateSettings(deps, globals);
  if (run !== undefined) {
    if (limit !== undefined)
      throw userError(EXIT.usage, 'cli/usage', '--limit has no meaning with the id of a run');
    const found = findRun(await listRuns(deps, settings, HISTORY_RUNS), run);
    const plan = found.plan === undefined ? null : await openKeptPlan(found.plan);
    const results = plan === null ? found.results : withUnknown(found, plan);
    const value: ShownRun = { ...found, plan, results };
    return { value: toJsonDocument(value), text: (style) => renderRun(value, style) };
  }
  const value = (await listRuns(deps, settings, limit ?? DEFAULT_RUNS)).map(toRunRow);
  return { value: toJsonDocument({ runs: value }), text: (style) => renderHistory(value, style) };
}
