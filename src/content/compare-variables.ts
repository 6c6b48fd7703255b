// Two sets of profile variables: what was added, removed or changed, from → to; of a sensitive one only that it changed.
import { canonicalJson } from './canonical-json.ts';
import type { Variable } from './content.ts';
import { maskText } from './mask.ts';
import type { Edit } from './pack-change.ts';
import { looksSecret } from './secret-keys.ts';
import { MASK } from './secret-text.ts';
import { showOne, showPair } from './shown-text.ts';

type Member = keyof Variable;

/** Members that may hold what somebody wanted kept. */
const HOLDS_VALUES: ReadonlySet<Member> = new Set<Member>(['defaultValue', 'options']);

/** A default that is masked on both sides cannot be compared at all. */
export function differingMembers(from: Variable, to: Variable): readonly Member[] {
  const isMasked = from.isSensitive && to.isSensitive;
  return (Object.keys(to) as Member[]).filter((key) => {
    if (key === 'defaultValue' && isMasked) return false;
    return memberText(from, key) !== memberText(to, key);
  });
}

export function variableEdits(from: Variable, to: Variable): readonly Edit[] {
  const isSecret = isSecretVariable(from) || isSecretVariable(to);
  return differingMembers(from, to).map((member): Edit => {
    const [was, is] = [maskText(memberText(from, member)), maskText(memberText(to, member))];
    if ((isSecret && HOLDS_VALUES.has(member)) || was === is)
      return { path: member, kind: 'changed', hidden: true, note: 'changed' };
    const [before, after] = showPair(was, is);
    return { path: member, kind: 'changed', from: before, to: after };
  });
}

/** What a new variable comes with, as far as it says something. */
export function newVariableEdits(variable: Variable): readonly Edit[] {
  const { defaultValue } = variable;
  if (isSecretVariable(variable)) return [{ path: 'defaultValue', kind: 'added', hidden: true, to: MASK }];
  return defaultValue === ''
    ? []
    : [
        {
          path: 'defaultValue',
          kind: 'added',
          to: showOne(maskText(memberText(variable, 'defaultValue'))),
        },
      ];
}

export function isSecretVariable(variable: Variable): boolean {
  return variable.isSensitive || looksSecret(variable.name);
}

function memberText(variable: Variable, key: Member): string {
  return canonicalJson(key === 'options' ? variable.options.map((option) => ({ ...option })) : variable[key]);
}
