// Policies of a command that plans: those of the declarations, and those of --policy.
import type { FlowDeps } from '../flow/deps.ts';
import { openPolicies, type PolicyJudge } from '../flow/planning/policies.ts';
import type { Desired } from '../model/desired.ts';
import { commitOf } from './commit.ts';

/** `declared`: null where there are no declarations to read. Fails with UserError for policies that cannot be evaluated. */
export function policiesFor(
  deps: FlowDeps,
  command: string,
  declared: { readonly desired: Pick<Desired, 'policies'> } | null,
  files: readonly string[],
): Promise<PolicyJudge | null> {
  return openPolicies(deps, {
    declared: declared?.desired.policies,
    files,
    command,
    commit: commitOf(deps.env),
  });
}
