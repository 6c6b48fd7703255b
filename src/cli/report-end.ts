// Reports to the user how an apply, destroy, import, revert or rollback ended.

import type { ApplyEnd } from '../flow/running/apply-clones.ts';
import { EXIT, type ExitCode } from '../flow/user-error.ts';
import { clonesAfter } from '../library/recorded-rows.ts';
import { appliedDocument, type RunCommand, whyStopped } from '../library/run-end.ts';
import type { Settings } from '../model/settings.ts';
import { renderApplySummary } from '../render/apply-text.ts';
import { renderRefusedRun } from '../render/refused-run.ts';
import type { Context } from './context.ts';
import { reportError } from './report-error.ts';

/** Returns the exit code: that of the end, or that of a bug of ours that broke the run. `settings`: where the state is. */
export async function reportEnd(
  context: Context,
  settings: Settings,
  end: ApplyEnd,
  command: RunCommand,
  planFile = false,
): Promise<ExitCode> {
  const { io, globals, style } = context;
  const why = whyStopped(end, command);
  if (globals.json) {
    const clones = await clonesAfter(context.deps, settings);
    context.answer(appliedDocument(end, command, clones), () => '');
  } else if (end.stopped === null || end.applied.results.length > 0) {
    const how = end.exitCode === EXIT.interrupted ? { interrupted: command, planFile } : {};
    io.writeOut(renderApplySummary(end.applied, style, how));
  } else if (why !== null) {
    io.writeErr(renderRefusedRun(why.message, end.reasons, context.errStyle));
  }
  if (end.broken === null) return end.exitCode;
  const reported = reportError(end.broken.error, { io, json: false, color: globals.color });
  return reported === EXIT.fault ? EXIT.fault : end.exitCode;
}
