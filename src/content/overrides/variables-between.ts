// Overrides that make one set of variables of another one.
import { differingMembers } from '../compare-variables.ts';
import type { Variable } from '../content.ts';
import type { VariableMembers, VariableOverride } from './overrides.ts';

export interface VariablesBetween {
  readonly overrides: ReadonlyMap<string, VariableOverride>;
  readonly reasons: readonly string[];
}

export function variablesBetween(before: readonly Variable[], after: readonly Variable[]): VariablesBetween {
  const overrides = new Map<string, VariableOverride>();
  const reasons: string[] = [];
  const had = new Map(before.map((variable) => [variable.name, variable]));
  const has = new Map(after.map((variable) => [variable.name, variable]));
  const kept = before.filter(({ name }) => has.has(name));
  const added = after.filter(({ name }) => !had.has(name));
  if ([...kept, ...added].some(({ name }, index) => after[index]?.name !== name))
    reasons.push('the variables have another order');
  for (const variable of before) {
    if (has.has(variable.name)) continue;
    if (variable.isSensitive) reasons.push(sensitive(variable));
    else overrides.set(variable.name, { kind: 'remove', optional: false });
  }
  for (const variable of after) {
    const old = had.get(variable.name);
    const differing = old === undefined ? [] : differingMembers(old, variable);
    if (old !== undefined && differing.length === 0) continue;
    if (variable.isSensitive || old?.isSensitive === true) reasons.push(sensitive(variable));
    else if (old === undefined)
      overrides.set(variable.name, { kind: 'add', members: membersOf(variable, ADDED) });
    else
      overrides.set(variable.name, {
        kind: 'change',
        optional: false,
        members: membersOf(variable, differing),
      });
  }
  return { overrides, reasons };
}

function sensitive({ name }: Variable): string {
  return `variable ${name} is sensitive, and Palette shows only its mask`;
}

const ADDED: readonly (keyof VariableMembers)[] = [
  'displayName',
  'description',
  'format',
  'defaultValue',
  'regex',
  'required',
  'immutable',
  'hidden',
  'inputType',
  'options',
];

/** Of a new one only what is not empty. */
function membersOf(variable: Variable, members: readonly string[]): VariableMembers {
  const isWorthIt = (value: unknown): boolean =>
    members !== ADDED || (Array.isArray(value) ? value.length > 0 : value !== '' && value !== false);
  return Object.fromEntries(
    ADDED.filter((key) => members.includes(key) && isWorthIt(variable[key])).map((key) => [
      key,
      variable[key],
    ]),
  );
}
