// `policies` and `autoApprove` of a file that passed the schema → declared policies. Expressions stay texts: nothing is put into them,
// and what they mean is checked by the policy module.
import { suggester } from '../../model/nearest.ts';
import type { DeclaredPolicies, DeclaredPolicy, PolicyText } from '../../model/policies.ts';
import type { Faults } from '../faults.ts';
import type { DataPath, SourceFile } from '../source-file.ts';
import { policyText } from './text-place.ts';

/** What a file of policies may hold. */
export const POLICY_KEYS = ['cloneform', 'policies', 'autoApprove'] as const;

/** undefined: the file declares neither. */
export function toPolicies(
  file: SourceFile,
  values: Readonly<Record<string, unknown>>,
  faults: Faults,
): DeclaredPolicies | undefined {
  const { policies: list, autoApprove }: WithPolicies = values;
  if (list === undefined && autoApprove === undefined) return undefined;
  const policies = list?.map((policy, index) => toPolicy(file, ['policies', index], policy)) ?? [];
  checkIds(policies, faults);
  return { policies, autoApprove: textOrNone(file, ['autoApprove'], autoApprove) };
}

/** `true` and `false` are expressions, too. */
type Expression = string | boolean;

/** What the schema lets pass. */
interface WithPolicies {
  readonly policies?: readonly WrittenPolicy[];
  readonly autoApprove?: Expression;
}

interface WrittenPolicy extends Partial<Pick<DeclaredPolicy, 'on' | 'level'>> {
  readonly id: string;
  readonly when?: Expression;
  readonly deny: Expression;
  readonly message: string;
}

function toPolicy(file: SourceFile, path: DataPath, policy: WrittenPolicy): DeclaredPolicy {
  const { id, on = 'change', level = 'deny', when, deny, message } = policy;
  return {
    id,
    on,
    when: textOrNone(file, [...path, 'when'], when),
    deny: textAt(file, [...path, 'deny'], deny),
    message: textAt(file, [...path, 'message'], message),
    level,
    place: () => file.place([...path, 'id']),
  };
}

function textOrNone(file: SourceFile, path: DataPath, value: Expression | undefined): PolicyText | null {
  return value === undefined ? null : textAt(file, path, value);
}

function textAt(file: SourceFile, path: DataPath, value: Expression): PolicyText {
  return policyText(file, path, String(value));
}

/** Ids name policies in plans, across all files that are given. */
export function checkIds(policies: readonly DeclaredPolicy[], faults: Faults): void {
  const seen = new Map<string, DeclaredPolicy>();
  for (const policy of policies) {
    const first = seen.get(policy.id);
    if (first === undefined) {
      seen.set(policy.id, policy);
      continue;
    }
    const { file, line } = first.place();
    faults.add(
      'declare/duplicate-policy',
      `the policy ${JSON.stringify(policy.id)} is declared twice`,
      policy.place(),
      `the first is at ${file}:${line}; give one of the two another id`,
    );
  }
}

/** What does not belong into a file of policies. */
export function checkPolicyKeys(
  file: SourceFile,
  values: Readonly<Record<string, unknown>>,
  faults: Faults,
): void {
  const known: readonly string[] = POLICY_KEYS;
  const guess = suggester(known);
  for (const key of Object.keys(values)) {
    if (known.includes(key)) continue;
    const near = guess(key);
    faults.add(
      'declare/not-a-policy',
      `${JSON.stringify(key)} does not belong in a file of policies`,
      file.place([key], 'key'),
      `${near === undefined ? '' : `did you mean ${near}? `}it can contain only ${known.join(', ')}`,
    );
  }
}
