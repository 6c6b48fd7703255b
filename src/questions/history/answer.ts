// `cloneform history`: who ran what, when, from which commit; and what became of one run.

import { pageHash } from '../../flow/page-hash.ts';
import { loadStateSettings } from '../../flow/planning/state-settings.ts';
import type { DriftRecord } from '../../flow/saved/drift-records.ts';
import { openKeptPlan } from '../../flow/saved/kept-plan.ts';
import { findRun, HISTORY_RUNS, listRuns } from '../../flow/state/runs.ts';
import { EXIT, userError } from '../../flow/user-error.ts';
import { toJsonDocument } from '../../render/json-document.ts';
import { safeText } from '../../render/safe-text.ts';
import type { RunRecord } from '../../state/mutation.ts';
import type { Asker, Output } from '../answer.ts';
import { type ShownRun, toRunRow, withUnknown } from './judge.ts';
import { renderDriftRecords, renderHistory, renderRun } from './text.ts';

const DEFAULT_RUNS = 20;
/** What a page shows, and its terminal output with it, where nobody says how many. */
const PAGE_RUNS = 100;

interface HistoryInput {
  /** Id of a run, or its beginning. */
  readonly run: string | undefined;
  readonly limit: number | undefined;
  /** The file that the page goes to. */
  readonly html: string | undefined;
  /** A file of `drift --record`. */
  readonly drift: string | undefined;
}

/** Fails with UserError for a run that is not known. */
export async function history(
  { deps, globals, note }: Asker,
  { run, limit, html, drift }: HistoryInput,
): Promise<Output> {
  if (html !== undefined) {
    if (run !== undefined)
      throw userError(EXIT.usage, 'cli/usage', '--html is about all runs: it takes no id of a run');
    const { checkOutput, FOR_OTHERS } = await import('../../flow/output-file.ts');
    await checkOutput(deps, html, FOR_OTHERS);
  }
  const settings = await loadStateSettings(deps, globals);
  if (run !== undefined) {
    if (drift !== undefined)
      throw userError(EXIT.usage, 'cli/usage', '--drift is about all runs: it takes no id of a run');
    if (limit !== undefined)
      throw userError(EXIT.usage, 'cli/usage', '--limit has no meaning with the id of a run');
    const found = findRun(await listRuns(deps, settings, HISTORY_RUNS), run);
    const plan = found.plan === undefined ? null : await openKeptPlan(found.plan);
    const results = plan === null ? found.results : withUnknown(found, plan);
    const value: ShownRun = { ...found, plan, results };
    return { value: toJsonDocument(value), text: (style) => renderRun(value, style) };
  }
  const records = drift === undefined ? null : await recordsIn(deps, drift);
  const runs = await listRuns(deps, settings, limit ?? (html === undefined ? DEFAULT_RUNS : PAGE_RUNS));
  if (html !== undefined) {
    await writePage(deps, html, runs, records ?? []);
    note(`Page: ${safeText(html)}\n`);
  }
  const value = runs.map(toRunRow);
  return {
    value: toJsonDocument({ runs: value, ...(records === null ? {} : { drift: records }) }),
    text: (style) => renderHistory(value, style) + renderDriftRecords(records, style),
  };
}

async function recordsIn(deps: Asker['deps'], file: string): Promise<readonly DriftRecord[]> {
  const { readDriftRecords } = await import('../../flow/saved/drift-records.ts');
  const records = await readDriftRecords(deps, file);
  if (records !== null) return records;
  const hint = `cloneform drift --record ${file} begins it`;
  throw userError(EXIT.error, 'plan/drift-records', `there is no file ${file}`, hint);
}

async function writePage(
  deps: Asker['deps'],
  file: string,
  runs: readonly RunRecord[],
  drift: readonly DriftRecord[],
): Promise<void> {
  const [{ FOR_OTHERS, writeOutput }, { renderHistoryHtml }] = await Promise.all([
    import('../../flow/output-file.ts'),
    import('./html.ts'),
  ]);
  const createdAt = new Date(deps.clock.now()).toISOString();
  await writeOutput(
    deps,
    file,
    renderHistoryHtml({ runs, drift, tool: deps.tool, createdAt }, pageHash),
    FOR_OTHERS,
  );
}
