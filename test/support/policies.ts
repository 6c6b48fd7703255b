// Policies from a few words of YAML, as a root file has them, and a plan for them to judge.
import { Faults } from '../../src/declare/faults.ts';
import { parseFile } from '../../src/declare/parse-file.ts';
import { toPolicies } from '../../src/declare/policies/read-policies.ts';
import { asRecord } from '../../src/declare/schema-check.ts';
import type { DeclaredPolicies } from '../../src/model/policies.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { compilePolicies, type PolicySet } from '../../src/policy/compile.ts';
import { type Circumstances, judgePlan } from '../../src/policy/judge.ts';

export const CIRCUMSTANCES: Circumstances = {
  now: '2026-11-27T17:30:00Z',
  run: {
    command: 'plan',
    user: 'ann',
    host: 'runner',
    branch: null,
    commit: null,
    isCi: false,
    approvers: ['bob', 'cem'],
  },
  rateLimits: 'off',
};

export function declaredPolicies(yaml: string): DeclaredPolicies {
  const faults = new Faults();
  const file = parseFile('policies.yaml', new TextEncoder().encode(yaml), faults);
  const declared = file === null ? undefined : toPolicies(file, asRecord(file.values()), faults);
  if (!faults.isEmpty || declared === undefined) throw new Error(JSON.stringify(faults.list()));
  return declared;
}

/** Fails where an expression is wrong. */
export function policySet(yaml: string): PolicySet {
  const compiled = compilePolicies(declaredPolicies(yaml));
  if (!compiled.ok) throw new Error(compiled.diagnostics.map(({ message }) => message).join('\n'));
  return compiled.set;
}

/** One policy that denies by this expression. */
export function denying(deny: string, more = ''): string {
  return `policies:\n  - id: rule\n    deny: ${JSON.stringify(deny)}\n    message: no\n${more}`;
}

export function judged(yaml: string, plan: Plan, circumstances: Partial<Circumstances> = {}): Plan {
  return judgePlan(policySet(yaml), plan, { ...CIRCUMSTANCES, ...circumstances });
}
