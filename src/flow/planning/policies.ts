// Policies of a run: those of the root file and of --policy files, compiled, and asked about plans.
import { createDeclareDisk } from '../../declare/disk.ts';
import { readPolicies } from '../../declare/policies/policy-file.ts';
import type { DeclaredPolicies } from '../../model/policies.ts';
import type { RateLimits } from '../../model/settings.ts';
import type { Plan } from '../../plan/plan.ts';
import type { PolicyRef } from '../../plan/policy-report.ts';
import type { FlowDeps } from '../deps.ts';
import { isCi } from '../user-cache.ts';
import { EXIT, UserError } from '../user-error.ts';

/** What policies say, at the time of asking. */
export interface PolicyJudge {
  readonly ids: readonly string[];
  judge(plan: Plan, rateLimits: RateLimits): Plan;
  /** The expression that allows a plan without a question; null: none does. */
  approval(plan: Plan, rateLimits: RateLimits): PolicyRef | null;
}

export interface PolicyRequest {
  /** Of the root file. */
  readonly declared: DeclaredPolicies | undefined;
  /** Of --policy, relative to the folder of the run. */
  readonly files: readonly string[];
  readonly command: string;
  readonly commit: string | null;
}

/** null: there are none, and nothing of the language is loaded. Fails with UserError for policies that cannot be evaluated. */
export async function openPolicies(deps: FlowDeps, request: PolicyRequest): Promise<PolicyJudge | null> {
  const { declared, files, command, commit } = request;
  if (declared === undefined && files.length === 0) return null;
  const read = await readPolicies(deps.cwd, files, createDeclareDisk(), declared);
  if (!read.ok) throw new UserError(EXIT.error, read.diagnostics);
  const [{ compilePolicies }, { approvalOf, judgePlan }] = await Promise.all([
    import('../../policy/compile.ts'),
    import('../../policy/judge.ts'),
  ]);
  const compiled = compilePolicies(read.policies);
  if (!compiled.ok) throw new UserError(EXIT.error, compiled.diagnostics);
  const { set } = compiled;
  const at = (rateLimits: RateLimits) => ({
    now: new Date(deps.clock.now()).toISOString(),
    run: runFacts(deps, command, commit),
    rateLimits,
  });
  return {
    ids: set.policies.map(({ declared: { id } }) => id),
    judge: (plan, rateLimits) => judgePlan(set, plan, at(rateLimits)),
    approval: (plan, rateLimits) => approvalOf(set, plan, at(rateLimits)),
  };
}

/** CI systems name who started a run, and on which branch: GitHub, GitLab, Azure. */
function runFacts(deps: FlowDeps, command: string, commit: string | null) {
  const { env } = deps;
  const { user, hostname } = deps.process;
  const first = (...names: readonly string[]): string | null =>
    names.map((name) => env[name]).find((value) => value !== undefined && value !== '') ?? null;
  const approvers = (env['CLONEFORM_APPROVERS'] ?? '').split(/[,\s]+/).filter((name) => name !== '');
  return {
    command,
    user: first('GITHUB_ACTOR', 'GITLAB_USER_LOGIN', 'BUILD_REQUESTEDFOR') ?? user,
    host: hostname,
    branch: first('GITHUB_HEAD_REF', 'GITHUB_REF_NAME', 'CI_COMMIT_REF_NAME', 'BUILD_SOURCEBRANCHNAME'),
    commit,
    isCi: isCi(env),
    approvers: [...new Set(approvers)],
  };
}
