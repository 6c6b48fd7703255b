// A plan that is not as it was asked to be, and a run that did not do all that it should: as errors that carry the document.
import type { Diagnostic } from '../../types/index.js';
import type { ApplyEnd } from '../flow/running/apply-clones.ts';
import { EXIT, type ExitCode } from '../flow/user-error.ts';
import type { ApplyResult, Plan } from '../plan/plan.ts';
import { taggedError } from './cloneform-error.ts';
import { describeError } from './describe-error.ts';
import { unwantedIn, whyStopped } from './run-end.ts';
import { failed, hintOf, rejectionKind, toRejection } from './to-rejection.ts';

/** `plan`: as it is published. */
export function refusedPlan(plan: Plan, exitCode: ExitCode): Error {
  if (exitCode === EXIT.blocked)
    return taggedError({ kind: 'blocked', exitCode, diagnostics: unwanted(plan) }, { plan });
  const known = plan.diagnostics.filter(({ severity }) => severity === 'error');
  const why = failed('plan/unread', 'something could not be read, so nobody can tell what it is like');
  return taggedError({ kind: 'unread', exitCode, diagnostics: known.length > 0 ? known : [why] }, { plan });
}

function unwanted(plan: Plan): readonly Diagnostic[] {
  const denied = plan.diagnostics.filter(({ code }) => code === 'plan/policy');
  if (denied.length > 0) return denied;
  const found = unwantedIn(plan);
  return [...(found === '' ? [] : [failed('plan/fail-on', `failOn found: ${found}`)]), ...blocked(plan)];
}

/** What stands in the way of each blocked change. */
function blocked(plan: Pick<Plan, 'changes'>): readonly Diagnostic[] {
  return plan.changes
    .filter(({ action }) => action === 'blocked')
    .map(({ address, obstacles, blockedBy }) =>
      failed('plan/blocked', `${address}: ${obstacles?.[0]?.detail ?? blockedBy}`, obstacles?.[0]?.hint),
    );
}

/** Why nothing, or not all, was done. `result`: the document of the run, as it is published. */
export function refusedRun(
  end: ApplyEnd,
  exitCode: ExitCode,
  result: object,
  { command, signal }: { readonly command: 'apply' | 'destroy'; readonly signal: AbortSignal },
): Error {
  if (end.broken !== null) {
    const { error } = end.broken;
    const facts = describeError(error, signal);
    if (facts.kind === 'bug') return toRejection(facts, { result }, error);
    // The run had begun: that it is incomplete counts, whatever broke it.
    const diagnostics = [failed(facts.code, facts.message, hintOf(facts))];
    return taggedError({ kind: rejectionKind(exitCode), exitCode, diagnostics }, { result });
  }
  const why = whyStopped(end, command);
  const kind = exitCode === EXIT.error ? 'declined' : rejectionKind(exitCode);
  const diagnostics =
    why === null
      ? unfinished(end, exitCode)
      : [failed(why.code, inProgram(end, why.message)), ...reasonsOf(end)];
  return taggedError({ kind, exitCode, diagnostics }, { result });
}

/** Where words of the command line name flags: a program has none. */
const IN_PROGRAMS: Readonly<Partial<Record<NonNullable<ApplyEnd['stopped']>, string>>> = {
  blocked: 'some changes are blocked. To apply the rest, pass skipBlocked.',
  unapproved:
    'nothing approves this plan. Pass autoApprove, expect, planFile or approve, or declare autoApprove: in the root file.',
};

function inProgram({ stopped }: ApplyEnd, message: string): string {
  return (stopped === null ? undefined : IN_PROGRAMS[stopped]) ?? message;
}

function reasonsOf({ stopped, reasons, applied }: ApplyEnd): readonly Diagnostic[] {
  return stopped === 'blocked' ? blocked(applied) : reasons;
}

function unfinished({ applied }: ApplyEnd, exitCode: ExitCode): readonly Diagnostic[] {
  const { summary, results } = applied;
  if (exitCode === EXIT.blocked) return unwanted(applied);
  const counts = `${summary.applied} applied, ${summary.failed} failed, ${summary.skipped} skipped, ${summary.notStarted} not started`;
  const first =
    exitCode === EXIT.interrupted
      ? failed('cli/interrupted', `aborted: ${counts}`, 'apply again to do the rest')
      : failed('apply/incomplete', `not all changes were applied: ${counts}`, 'apply again to continue');
  return [first, ...results.flatMap(failure)];
}

function failure({ address, error }: ApplyResult): readonly Diagnostic[] {
  return error === undefined
    ? []
    : [failed(`palette/${error.code}`, `${address}: ${error.message}`, error.hint)];
}
