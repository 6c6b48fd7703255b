// How an apply, destroy or import ended, told to the user.
import type { ApplyEnd } from '../flow/apply-clones.ts';
import { EXIT, type ExitCode } from '../flow/refusal.ts';
import { assertNever } from '../model/invariant.ts';
import { renderApplySummary } from '../render/apply-text.ts';
import type { Context } from './context.ts';
import { tellError } from './tell-error.ts';

type Command = 'apply' | 'destroy' | 'import';

/** The exit code: that of the end, or of a fault of ours that broke the run. */
export function tellEnd(context: Context, end: ApplyEnd, command: Command): ExitCode {
  const { io, globals, style } = context;
  if (globals.json) {
    context.answer(end.applied, () => '');
  } else if (end.stopped === null) {
    io.writeOut(renderApplySummary(end.applied, style));
  } else {
    const why = whyStopped(end, command);
    if (why !== null) io.writeErr(`Nothing was done: ${why}\n`);
  }
  if (end.broken === null) return end.exitCode;
  const told = tellError(end.broken.error, { io, json: false, color: globals.color });
  return told === EXIT.fault ? EXIT.fault : end.exitCode;
}

function whyStopped(end: ApplyEnd, command: Command): string | null {
  switch (end.stopped) {
    case 'blocked':
      return command === 'import'
        ? 'it is blocked.'
        : 'some changes are blocked. --skip-blocked does the rest.';
    case 'declined':
      return 'it was not approved.';
    case 'unapproved':
      return `there is no terminal to ask on. Approve with cloneform ${command} --auto-approve.`;
    case 'checksum':
      return `the plan is not the expected one. Its checksum is ${end.applied.checksum}.`;
    case 'nothing_to_do':
    case null:
      return null;
    default:
      return assertNever(end.stopped);
  }
}
