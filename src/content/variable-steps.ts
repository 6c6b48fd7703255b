// What makes one profile's variables another's: set these, take those away, or put all of them where their order has to change.
import { differingMembers } from './compare-variables.ts';
import type { Variable } from './content.ts';

export interface VariableSteps {
  /** To be set before the packs are written, which may name them. */
  readonly set: readonly Variable[];
  /** Names to be taken away once no pack names them any more. */
  readonly remove: readonly string[];
  /** All variables, to be put at the end instead of `remove`, where nothing less brings their order; else empty. */
  readonly order: readonly Variable[];
  /** Sensitive ones that would have to be written although only their mask is known (facts.md section 1). */
  readonly masked: readonly string[];
  /** Whether the order is why they would have to be written. */
  readonly isMaskedByOrder: boolean;
}

export function variableSteps(from: readonly Variable[], to: readonly Variable[]): VariableSteps {
  const had = new Map(from.map((variable) => [variable.name, variable]));
  const wanted = new Set(to.map((variable) => variable.name));
  const touched = to.filter((variable) => {
    const old = had.get(variable.name);
    return old === undefined || differingMembers(old, variable).length > 0;
  });
  const isMasked = (variable: Variable): boolean =>
    variable.isSensitive || had.get(variable.name)?.isSensitive === true;
  const changed = touched.filter((variable) => !isMasked(variable));
  const leaving = leavingNames(from, wanted, new Set(changed.map((variable) => variable.displayName)));
  const written = [...leaving.filter((variable) => variable.isSensitive), ...touched.filter(isMasked)];
  const isReordered = !endsInOrder(from, to, wanted);
  const ordered = isReordered ? to.filter(isMasked) : [];
  return {
    set: [...leaving.filter((variable) => !variable.isSensitive).map(withoutDisplayName), ...changed],
    remove: [...had.keys()].filter((name) => !wanted.has(name)),
    order: isReordered ? to : [],
    masked: [...new Set([...written, ...ordered].map((variable) => variable.name))],
    isMaskedByOrder: written.length === 0 && ordered.length > 0,
  };
}

/** A display name is unique within a profile: one that goes lets go of it before another variable takes it (facts.md section 10, row 5). */
function leavingNames(
  from: readonly Variable[],
  wanted: ReadonlySet<string>,
  taken: ReadonlySet<string>,
): readonly Variable[] {
  return from.filter(
    ({ name, displayName }) => !wanted.has(name) && displayName !== '' && taken.has(displayName),
  );
}

/** What is set keeps its place, and what is new comes last. */
function endsInOrder(
  from: readonly Variable[],
  to: readonly Variable[],
  wanted: ReadonlySet<string>,
): boolean {
  const had = new Set(from.map(({ name }) => name));
  const end = [...had].filter((name) => wanted.has(name));
  end.push(...to.flatMap(({ name }) => (had.has(name) ? [] : [name])));
  return to.every(({ name }, index) => name === end[index]);
}

/** Its own name cannot be another variable's display name by accident: the brackets distinguish it. */
function withoutDisplayName(variable: Variable): Variable {
  return { ...variable, displayName: `(${variable.name})` };
}
