// Policies over a plan. Each change that a policy denies is blocked, beside whatever else blocks it; of the plan as a whole, nothing is
// done. What has an error denies.

import type { PolicyText } from '../model/policies.ts';
import type { RateLimits } from '../model/settings.ts';
import { intendedAction } from '../plan/document.ts';
import type { ChangeEntry, Plan } from '../plan/plan.ts';
import { withoutPolicies, withPolicyReport } from '../plan/policy-blocks.ts';
import type { PolicyFinding, PolicyRef } from '../plan/policy-report.ts';
import type { Bindings, Expression } from './cel/expression.ts';
import type { Policy, PolicySet } from './compile.ts';
import { changeFacts, planFacts, type RunFacts } from './facts-of-plan.ts';
import { toCelValue } from './lazy-values.ts';
import { CHANGE, PLAN, RUN, VOCABULARY } from './vocabulary.ts';

export interface Circumstances {
  /** RFC 3339. */
  readonly now: string;
  readonly run: RunFacts;
  /** What the estimate of the rest is made with. */
  readonly rateLimits: RateLimits;
}

/** The plan with what policies say of it: a plan that was judged before is judged again by the same policies. */
export function judgePlan(set: PolicySet, plan: Plan, circumstances: Circumstances): Plan {
  const findings = findAll(set, withoutPolicies(plan), circumstances);
  const policies = set.policies.map(refOf);
  return withPolicyReport(plan, { policies, findings }, circumstances.rateLimits);
}

/** The expression that allows it; null: it does not hold, or there is none. */
export function approvalOf(set: PolicySet, plan: Plan, circumstances: Circumstances): PolicyRef | null {
  if (set.autoApprove === null) return null;
  const { expression, text } = set.autoApprove;
  const result = expression.evaluate(bindPlan(set, plan, circumstances));
  return result.ok && result.value === true ? placeRef(expression.text, text) : null;
}

function findAll(set: PolicySet, plan: Plan, circumstances: Circumstances): readonly PolicyFinding[] {
  if (set.policies.length === 0) return [];
  const whole = bindPlan(set, plan, circumstances);
  const [ofPlan, ofChange] = [
    set.policies.filter(({ declared }) => declared.on === 'plan'),
    set.policies.filter(({ declared }) => declared.on === 'change'),
  ];
  return [
    ...ofPlan.flatMap((policy) => findWith(policy, whole, null)),
    ...plan.changes.flatMap((change) => {
      if (ofChange.length === 0 || intendedAction(change) === 'noop') return [];
      const bindings = { ...whole, ...bindChange(set, plan, change) };
      return ofChange.flatMap((policy) => findWith(policy, bindings, change));
    }),
  ];
}

export function bindPlan(set: PolicySet, plan: Plan, { now, run }: Circumstances): Bindings {
  return {
    plan: toCelValue(set.meter, PLAN, planFacts(plan)),
    now: toCelValue(set.meter, VOCABULARY.plan['now']?.type ?? RUN, now),
    run: toCelValue(set.meter, RUN, run),
  };
}

export function bindChange(set: PolicySet, plan: Plan, change: ChangeEntry): Bindings {
  const facts = changeFacts(plan, change);
  const { fields } = CHANGE;
  const part = (name: string): Bindings[string] => {
    const type = fields[name]?.type;
    return type === undefined ? null : toCelValue(set.meter, type, facts[name]);
  };
  return {
    change: toCelValue(set.meter, CHANGE, facts),
    clone: part('clone'),
    source: part('source'),
    get content() {
      return part('content');
    },
    overrides: part('overrides'),
    inUse: part('inUse'),
    project: part('project'),
  };
}

/** What one policy says of a change, or of the plan (`change` is null); nothing: it does not deny. */
export function findWith(
  policy: Policy,
  bindings: Bindings,
  change: ChangeEntry | null,
): readonly PolicyFinding[] {
  const { declared, when, deny, message } = policy;
  const at = change === null ? NOWHERE : { address: change.address, action: intendedAction(change) };
  const applies = when === null ? true : holds(when, bindings);
  if (applies === false) return [];
  const verdict = applies === true ? holds(deny, bindings) : applies;
  if (verdict === false) return [];
  const ref = refOf(policy);
  if (verdict === true) {
    const outcome = declared.level === 'warn' ? 'warned' : 'denied';
    return [{ policy: ref, outcome, message: message.toText(bindings), ...at }];
  }
  // A rule that only warns never blocks, not even by its errors.
  const outcome = declared.level === 'warn' ? 'warned' : 'failed';
  const told = `its expression has an error: ${verdict.error}`;
  return [{ policy: ref, outcome, message: told, hasError: true, ...at }];
}

const NOWHERE = { address: null, action: null } as const;

function holds(expression: Expression, bindings: Bindings): boolean | { readonly error: string } {
  const result = expression.evaluate(bindings);
  if (!result.ok) return { error: result.error };
  return typeof result.value === 'boolean' ? result.value : { error: 'it is neither true nor false' };
}

export function refOf({ declared }: Pick<Policy, 'declared'>): PolicyRef {
  const { file, line } = declared.place();
  return { id: declared.id, file, line };
}

function placeRef(id: string, text: PolicyText): PolicyRef {
  const { file, line } = text.placeAt(0);
  return { id, file, line };
}
