// How an apply, destroy, import, revert or rollback ended, in words and as a document.
import type { ApplyEnd } from '../flow/running/apply-clones.ts';
import type { Diagnostic, DiagnosticCode } from '../model/diagnostic.ts';
import { assertNever } from '../model/invariant.ts';
import { withGroups } from '../plan/groups.ts';
import type { AppliedPlan, Plan } from '../plan/plan.ts';

export type RunCommand = 'apply' | 'destroy' | 'import' | 'revert' | 'rollback' | 'state rebuild';

/** The document of the run (schemas/apply-result.v1.json). `more`: more members of it. */
export function appliedDocument(end: ApplyEnd, command: RunCommand, more: object): AppliedPlan {
  const why = whyStopped(end, command);
  const error = why === null ? {} : { error: { ...why, diagnostics: end.reasons } };
  return { ...withGroups(end.applied), ...more, ...error };
}

export interface Why {
  readonly code: DiagnosticCode;
  readonly message: Diagnostic['message'];
}

/** null: nothing stopped it. */
export function whyStopped(end: ApplyEnd, command: RunCommand): Why | null {
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
        message: `--fail-on found: ${unwantedIn(end.applied)}. Nothing was done.`,
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

/** Of what --fail-on can name. */
export function unwantedIn({ drift, unmanaged }: Pick<Plan, 'drift' | 'unmanaged'>): string {
  const found = [
    ...(drift.length > 0 ? [`drift (${drift.length})`] : []),
    ...(unmanaged.length > 0 ? [`unmanaged objects (${unmanaged.length})`] : []),
  ];
  return found.join(', ');
}
