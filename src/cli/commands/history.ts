// `cloneform history`: who ran what, when, from which commit; and what became of one run.
import { loadStateSettings } from '../../flow/planning/state-settings.ts';
import { EXIT, type ExitCode } from '../../flow/refusal.ts';
import { listRuns } from '../../flow/state/runs.ts';
import { toRunRow } from '../../questions/history/judge.ts';
import { showRun } from '../../questions/history/read.ts';
import { renderHistory, renderRun } from '../../questions/history/text.ts';
import type { Context } from '../context.ts';

const DEFAULT_RUNS = 20;

export async function history(
  context: Context,
  args: readonly string[],
  flags: Readonly<Record<string, unknown>>,
): Promise<ExitCode> {
  const { deps, globals, style } = context;
  const settings = await loadStateSettings(deps, globals);
  const [wanted] = args;
  if (wanted !== undefined) {
    const run = await showRun(deps, settings, wanted);
    context.answer(run, () => renderRun(run, style));
    return EXIT.ok;
  }
  const limit = typeof flags['limit'] === 'number' ? flags['limit'] : DEFAULT_RUNS;
  const runs = (await listRuns(deps, settings, limit)).map(toRunRow);
  context.answer(runs, () => renderHistory(runs, style));
  return EXIT.ok;
}
