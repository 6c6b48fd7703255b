// Policies of a run: those of the root file and of --policy files, compiled, and asked about plans.
import { createDeclareDisk } from '../../declare/disk.ts';
import { readPolicies } from '../../declare/policies/policy-file.ts';
import { sha256 } from '../../inventory/digest.ts';
import type { DeclaredPolicies, DeclaredPolicy } from '../../model/policies.ts';
import type { RateLimits } from '../../model/settings.ts';
import type { Plan } from '../../plan/plan.ts';
import type { PolicyRef } from '../../plan/policy-report.ts';
import type { PolicySet } from '../../policy/compile.ts';
import type { Circumstances } from '../../policy/judge.ts';
import type { FlowDeps } from '../deps.ts';
import { isCi } from '../user-cache.ts';
import { EXIT, UserError } from '../user-error.ts';
import type { PolicyReads } from './observe-for-policies.ts';

/** What policies say, at the time of asking. */
export interface PolicyJudge {
  readonly ids: readonly string[];
  /** What has to be read for them. */
  readonly reads: PolicyReads;
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
  const opened = await openSet(deps, request);
  if (opened === null) return null;
  const { approvalOf } = await import('../../policy/judge.ts');
  const { set, judge, circumstances } = opened;
  return {
    ids: set.policies.map(({ declared: { id } }) => id),
    reads: opened.reads,
    judge: (plan, rateLimits) => judge(plan, circumstances(rateLimits)),
    approval: (plan, rateLimits) => approvalOf(set, plan, circumstances(rateLimits)),
  };
}

/** Policies that can be asked, and what is asked beside the plan. */
export interface OpenedPolicies extends CompiledPolicies {
  readonly circumstances: (rateLimits: RateLimits) => Circumstances;
}

/** null: there are none. Fails with UserError for policies that cannot be evaluated. */
export async function openSet(deps: FlowDeps, request: PolicyRequest): Promise<OpenedPolicies | null> {
  const { declared, files, command, commit } = request;
  if (declared === undefined && files.length === 0) return null;
  const read = await readPolicies(deps.cwd, files, createDeclareDisk(), declared);
  if (!read.ok) throw new UserError(EXIT.error, read.diagnostics);
  return {
    ...(await compileSet(read.policies)),
    circumstances: (rateLimits) => ({
      now: new Date(deps.clock.now()).toISOString(),
      run: runFacts(deps, command, commit),
      rateLimits,
    }),
  };
}

export interface CompiledPolicies {
  readonly set: PolicySet;
  /** The plan with what they say of it, and with a digest of the text of each. */
  readonly judge: (plan: Plan, circumstances: Circumstances) => Plan;
  readonly reads: PolicyReads;
}

/** Loads the language. Fails with UserError where an expression is wrong. */
export async function compileSet(policies: DeclaredPolicies): Promise<CompiledPolicies> {
  const [{ compilePolicies }, { judgePlan }] = await Promise.all([
    import('../../policy/compile.ts'),
    import('../../policy/judge.ts'),
  ]);
  const compiled = compilePolicies(policies);
  if (!compiled.ok) throw new UserError(EXIT.error, compiled.diagnostics);
  const { set } = compiled;
  const digests = new Map(set.policies.map(({ declared }) => [declared.id, digestOf(declared)]));
  return {
    set,
    judge: (plan, circumstances) => withDigests(judgePlan(set, plan, circumstances), digests),
    reads: readsOf(policies),
  };
}

/** By the names of fields; a text that has one of them by chance costs a request. */
function readsOf({ policies, autoApprove }: DeclaredPolicies): PolicyReads {
  const texts = [
    ...policies.flatMap(({ when, deny, message }) => [when, deny, message].map((part) => part?.text ?? '')),
    autoApprove?.text ?? '',
  ];
  const names = (field: RegExp): boolean => texts.some((text) => field.test(text));
  return { projectTags: names(/\btags\b/), registries: names(/\bregistry\b/), hints: names(/\bhints\b/) };
}

function withDigests(plan: Plan, digests: ReadonlyMap<string, string>): Plan {
  const { policies: report } = plan;
  if (report === undefined) return plan;
  const policies = report.policies.map((ref) => ({ ...ref, digest: digests.get(ref.id) ?? '' }));
  return { ...plan, policies: { ...report, policies } };
}

/** Of what decides, wherever it stands. */
function digestOf({ on, when, deny, message, level }: DeclaredPolicy): string {
  return sha256(JSON.stringify([on, when?.text ?? null, deny.text, message.text, level]));
}

/** CI systems name who started a run, and on which branch: GitHub, GitLab, Azure. */
function runFacts(deps: FlowDeps, command: string, commit: string | null): Circumstances['run'] {
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
