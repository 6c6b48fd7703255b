// Declared policies → policies that can be evaluated, or everything that is wrong with their expressions, each with its line and column.
import type { Diagnostic } from '../model/diagnostic.ts';
import type { DeclaredPolicies, DeclaredPolicy, PolicyText } from '../model/policies.ts';
import type { VariableTypes } from './cel/check.ts';
import { createLanguage, type Expression, type Language } from './cel/expression.ts';
import { Meter } from './cel/meter.ts';
import type { Fault } from './cel/syntax.ts';
import { BOOL } from './cel/types.ts';
import { compileMessage, type Message } from './message.ts';
import { typesOf, VOCABULARY } from './vocabulary.ts';

export interface Policy {
  readonly declared: DeclaredPolicy;
  readonly when: Expression | null;
  readonly deny: Expression;
  readonly message: Message;
}

export interface PolicySet {
  readonly policies: readonly Policy[];
  readonly autoApprove: { readonly expression: Expression; readonly text: PolicyText } | null;
  readonly meter: Meter;
  readonly language: Language;
}

export type PoliciesCompiled =
  | { readonly ok: true; readonly set: PolicySet }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

const OF_CHANGE = typesOf(VOCABULARY.change);
const OF_PLAN = typesOf(VOCABULARY.plan);

/** `meter`: how much all of them may cost. */
export function compilePolicies(declared: DeclaredPolicies, meter = new Meter()): PoliciesCompiled {
  const language = createLanguage(meter);
  const diagnostics: Diagnostic[] = [];
  const bool = (text: PolicyText, variables: VariableTypes, what: string): Expression | null =>
    compileBool(language, text, variables, what, diagnostics);
  const policies = declared.policies.flatMap((policy) => {
    const variables = policy.on === 'plan' ? OF_PLAN : OF_CHANGE;
    const what = `policy ${policy.id}`;
    const when = policy.when === null ? null : bool(policy.when, variables, `when of ${what}`);
    const deny = bool(policy.deny, variables, `deny of ${what}`);
    const message = compileMessage(language, policy.message.text, variables);
    if (!message.ok)
      diagnostics.push(...message.faults.map((fault) => told(policy.message, fault, `message of ${what}`)));
    return deny === null || !message.ok ? [] : [{ declared: policy, when, deny, message: message.message }];
  });
  const { autoApprove } = declared;
  const approval = autoApprove === null ? null : bool(autoApprove, OF_PLAN, 'autoApprove');
  if (diagnostics.length > 0) return { ok: false, diagnostics };
  const approves =
    approval === null || autoApprove === null ? null : { expression: approval, text: autoApprove };
  return { ok: true, set: { policies, autoApprove: approves, meter, language } };
}

function compileBool(
  language: Language,
  text: PolicyText,
  variables: VariableTypes,
  what: string,
  diagnostics: Diagnostic[],
): Expression | null {
  const compiled = language.compile(text.text, variables, BOOL);
  if (compiled.ok) return compiled.expression;
  diagnostics.push(...compiled.faults.map((fault) => told(text, fault, what)));
  return null;
}

function told(text: PolicyText, { offset, message, hint }: Fault, what: string): Diagnostic {
  return {
    code: 'policy/expression',
    severity: 'error',
    message: `${what}: ${message}`,
    place: text.placeAt(offset),
    ...(hint === undefined ? {} : { hint }),
  };
}
