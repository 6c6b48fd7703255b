// Reports to the user how an apply, destroy, import, revert or rollback ended.

import type { ApplyEnd } from '../flow/running/apply-clones.ts';
import { EXIT, type ExitCode } from '../flow/user-error.ts';
import type { Diagnostic, DiagnosticCode } from '../model/diagnostic.ts';
import { assertNever } from '../model/invariant.ts';
import { withGroups } from '../plan/groups.ts';
import { renderApplySummary } from '../render/apply-text.ts';
import { renderRefusedRun } from '../render/refused-run.ts';
import type { Context } from './context.ts';
import { reportError } from './report-error.ts';

type Command = 'apply' | 'destroy' | 'import' | 'revert' | 'rollback' | 'state rebuild';

/** Returns the exit code: that of the end, or that of a bug of ours that broke the run. */
export function reportEnd(
  context: Context,
  end: ApplyEnd,
  command: Command,
  planFile = false,
  /** More members of the document. */
  more: object = {},
): ExitCode {
  const { io, globals, style } = context;
  const why = whyStopped(end, command);
  if (globals.json) {
    const error = why === null ? {} : { error: { ...why, diagnostics: end.reasons } };
    context.answer({ ...withGroups(end.applied), ...more, ...error }, () => '');
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

interface Why {
  readonly code: DiagnosticCode;
  readonly message: Diagnostic['message'];
}

function whyStopped(end: ApplyEnd, command: Command): Why | null {
  switch (end.stopped) {
    case 'blocked':
      return {
        code: 'plan/blocked',
        message:
          command === 'import'
            ? 'the import is blocked.'
            : 'some changes are blocked. To apply the rest, use --skip-blocked.',
      };
    case 'declined':
      return { code: 'cli/declined', message: 'it was not approved.' };
    case 'unapproved':
      return {
        code: 'cli/unapproved',
        message: `no terminal to ask for approval. Use cloneform ${command} --auto-approve, --expect or a saved plan.`,
      };
    case 'checksum':
      return {
        code: 'plan/checksum',
        message: `the plan is not the expected one. Its checksum is ${end.applied.checksum}.${
          end.reasons.length > 0 ? '' : ' To see what differs, pass the plan you reviewed: --expect FILE.'
        }`,
      };
    case 'stale':
      return {
        code: 'plan/stale',
        message:
          'the saved plan is stale: something changed since it was made. Make a new plan and review it.',
      };
    case 'fail_on':
      return {
        code: 'plan/fail-on',
        message: `--fail-on found: ${unwantedIn(end)}. Nothing was done.`,
      };
    case 'policy':
      return { code: 'plan/policy', message: 'a policy denies this plan. Nothing was done.' };
    case 'nothing_to_do':
    case null:
      return null;
    default:
      return assertNever(end.stopped);
  }
}

function unwantedIn({ applied: { drift, unmanaged } }: ApplyEnd): string {
  const found = [
    ...(drift.length > 0 ? [`drift (${drift.length})`] : []),
    ...(unmanaged.length > 0 ? [`unmanaged objects (${unmanaged.length})`] : []),
  ];
  return found.join(', ');
}
