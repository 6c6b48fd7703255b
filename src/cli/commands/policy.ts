// `cloneform policy test` and `cloneform policy explain`: what policies say of plans, and why. They change nothing.
import { explainPolicy } from '../../flow/policies/explain-policy.ts';
import { testPolicies } from '../../flow/policies/test-policies.ts';
import { EXIT } from '../../flow/user-error.ts';
import { commitOf } from '../../library/commit.ts';
import type { Output } from '../../questions/answer.ts';
import { toJsonDocument } from '../../render/json-document.ts';
import { renderApprovalExplained, renderPolicyExplained } from '../../render/policy-explained-text.ts';
import { renderPolicyTests } from '../../render/policy-tests-text.ts';
import type { Context } from '../context.ts';

/** Exit 1 where a test fails; 5 where a file without tests denies a plan. */
export async function policyTest(
  { deps }: Context,
  { file, plans }: { readonly file: string; readonly plans: readonly string[] },
): Promise<Output> {
  const tested = await testPolicies(deps, file, plans);
  const count = (status: string): number => tested.tests.filter((test) => test.status === status).length;
  const summary = {
    passed: count('passed'),
    failed: count('failed'),
    allowed: count('allowed'),
    denied: count('denied'),
    skipped: tested.skipped.length,
  };
  return {
    value: toJsonDocument({ ...tested, summary }),
    text: (style) => renderPolicyTests({ ...tested, summary }, style),
    exitCode: summary.failed > 0 ? EXIT.error : summary.denied > 0 ? EXIT.blocked : EXIT.ok,
  };
}

interface ExplainInput {
  readonly id: string;
  readonly address: string | undefined;
  readonly plan: string | undefined;
  readonly policy: readonly string[];
  readonly upgrade: readonly string[];
}

export async function policyExplain({ deps, globals }: Context, input: ExplainInput): Promise<Output> {
  const { id, address = null, plan: planFile = null, policy: files, upgrade } = input;
  const request = { id, address, planFile, upgrade, files, commit: commitOf(deps.env) };
  const answer = await explainPolicy(deps, globals, request);
  return {
    value: toJsonDocument(answer),
    text: (style) =>
      answer.kind === 'approval'
        ? renderApprovalExplained(answer, style)
        : answer.explained.map((one) => renderPolicyExplained(one, style)).join('\n'),
  };
}
