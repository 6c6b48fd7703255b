// Use case: why a policy says what it says of one change. Over a saved plan, or over one that is made now; nothing is locked or written.

import { nearest } from '../../model/nearest.ts';
import type { DeclaredPolicies } from '../../model/policies.ts';
import type { ChangeEntry, Plan } from '../../plan/plan.ts';
import { JUST_LOOKING } from '../../plan/plan.ts';
import { withoutPolicies } from '../../plan/policy-blocks.ts';
import type { Explained, Part } from '../../policy/explain.ts';
import type { CommonOptions, FlowDeps } from '../deps.ts';
import { declaredHere } from '../planning/declarations.ts';
import { type OpenedPolicies, openSet } from '../planning/policies.ts';
import { EXIT, userError } from '../user-error.ts';

export interface ExplainRequest {
  /** Id of a policy, or `autoApprove`. */
  readonly id: string;
  /** null: the policy is over the plan as a whole. */
  readonly address: string | null;
  /** null: a plan is made now. */
  readonly planFile: string | null;
  readonly upgrade: readonly string[];
  readonly files: readonly string[];
  readonly commit: string | null;
}

export type ExplainedAt = Explained & {
  readonly address: string | null;
  /** No policy is asked about it: there is nothing to do. */
  readonly isNoop: boolean;
};

export type PolicyAnswer =
  | { readonly kind: 'policy'; readonly explained: readonly ExplainedAt[] }
  | { readonly kind: 'approval'; readonly holds: boolean; readonly part: Part; readonly text: string };

/** Fails with UserError for a policy or an address that is not there. */
export async function explainPolicy(
  deps: FlowDeps,
  options: CommonOptions,
  request: ExplainRequest,
): Promise<PolicyAnswer> {
  if (request.planFile !== null) {
    const { readPlanFile } = await import('../saved/plan-file.ts');
    const plan = await readPlanFile(deps, request.planFile);
    const { declared } = await declaredHere(deps, options);
    const judges = (plan.policies?.policies ?? []).map(({ file }) => file);
    return answer(await openFor(deps, request, declared?.desired.policies, judges), request, plan);
  }
  const [{ withSituation }, { planClones }] = await Promise.all([
    import('../tenant/with-client.ts'),
    import('../planning/plan-clones.ts'),
  ]);
  return withSituation(deps, options, async ({ client, settings, desired, recorded }) => {
    const { rateLimits } = settings.palette;
    const planOptions = { ...JUST_LOOKING, upgrade: request.upgrade };
    const opened = await openFor(deps, request, desired.policies);
    const planRequest = { client, desired, recorded, rateLimits, options: planOptions, policies: opened };
    const { plan } = await planClones(deps, planRequest);
    return answer(opened, request, plan);
  });
}

async function openFor(
  deps: FlowDeps,
  { files, commit }: ExplainRequest,
  declared: DeclaredPolicies | undefined,
  /** Files of the policies that judged the plan. */
  judges: readonly string[] = [],
): Promise<OpenedPolicies> {
  const options = [...new Set(judges)].map((file) => `--policy ${file}`);
  const opened = await openSet(deps, { declared, files, command: 'plan', commit });
  if (opened === null)
    throw userError(
      EXIT.error,
      'policy/none',
      'there are no policies here',
      options.length > 0
        ? `give the policies that judged the plan: ${options.join(' ')}`
        : 'declare some in the root file (policies:), or name a file of them: --policy FILE',
    );
  return opened;
}

function answer(opened: OpenedPolicies, request: ExplainRequest, judged: Plan): Promise<PolicyAnswer> {
  const plan = withoutPolicies(judged);
  return request.id === 'autoApprove' ? approval(opened, plan) : policyOf(opened, plan, request);
}

async function approval({ set, circumstances }: OpenedPolicies, plan: Plan): Promise<PolicyAnswer> {
  const { explainApproval } = await import('../../policy/explain.ts');
  const part = explainApproval(set, plan, circumstances('off'));
  if (part === null || set.autoApprove === null)
    throw userError(
      EXIT.error,
      'policy/none',
      'there is no autoApprove',
      'policies have ids: cloneform validate',
    );
  return { kind: 'approval', holds: part.value === 'true', part, text: set.autoApprove.text.text };
}

async function policyOf(
  { set, circumstances }: OpenedPolicies,
  plan: Plan,
  { id, address }: ExplainRequest,
): Promise<PolicyAnswer> {
  const policy = set.policies.find(({ declared }) => declared.id === id);
  if (policy === undefined) {
    const ids = set.policies.map(({ declared }) => declared.id);
    const near = nearest(id, ids);
    const hint = `${near === undefined ? '' : `did you mean ${near}? `}policies: ${ids.join(', ')}`;
    throw userError(EXIT.error, 'policy/none', `there is no policy ${JSON.stringify(id)}`, hint);
  }
  const { explainVerdict } = await import('../../policy/explain.ts');
  const { on } = policy.declared;
  const changes = on === 'plan' ? [null] : changesAt(plan, id, address);
  const explained = changes.map((change) => ({
    ...explainVerdict(set, policy, plan, change, circumstances('off')),
    address: change?.address ?? null,
    isNoop: change !== null && change.action === 'noop',
  }));
  return { kind: 'policy', explained };
}

const SHOWN_ADDRESSES = 10;

function changesAt(plan: Plan, id: string, address: string | null): readonly ChangeEntry[] {
  const found = plan.changes.filter((change) => change.address === address);
  if (found.length > 0) return found;
  const all = [...new Set(plan.changes.map((change) => change.address as string))];
  const near = address === null ? undefined : nearest(address, all);
  const more = all.length > SHOWN_ADDRESSES ? ` and ${all.length - SHOWN_ADDRESSES} more` : '';
  const hint = `${near === undefined ? '' : `did you mean ${near}? `}addresses: ${all.slice(0, SHOWN_ADDRESSES).join(', ')}${more}`;
  throw address === null
    ? userError(EXIT.usage, 'cli/usage', `${id} is about single changes: say which, by its address`, hint)
    : userError(EXIT.error, 'policy/no-change', `the plan has nothing at ${address}`, hint);
}
