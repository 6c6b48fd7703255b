// What a clone offers to declarations that copy it (`source.clone`): its versions as they will be once this plan is done.
import { type Address, formatAddress } from '../model/address.ts';
import type { DesiredClone } from '../model/desired.ts';
import type { ObservedObject } from '../model/observed.ts';
import type { PlanningContext } from './planning-context.ts';
import type { Source } from './source.ts';

/** null for an object whose content could not be told. */
export function toSource(object: ObservedObject, clone: Address | null = null): Source | null {
  const { uid, key, digest, shown, content, isPublished, hasDraft } = object;
  return digest === null
    ? null
    : { uid, key, digest, shown, content, object, isPublished, hasDraft, clone, isPending: false };
}

/** The clone that a chain copies. Undefined: not declared (declare refuses that). */
export function upstreamOf(planning: PlanningContext, desired: DesiredClone): DesiredClone | undefined {
  const { source } = desired;
  if (source.kind !== 'clone') return undefined;
  const candidates = planning.declaredById.get(source.clone) ?? [];
  return source.project === null
    ? candidates[0]
    : (planning.declared.get(formatAddress(source.clone, source.project)) ??
        candidates.find((clone) => clone.target.project === source.project));
}

/** Declared clones, each behind what it copies; else in the order of the declarations. */
export function inChainOrder(planning: PlanningContext): readonly DesiredClone[] {
  const { clones } = planning.input.desired;
  if (!hasChains(clones)) return clones;
  const depths = chainDepths(planning);
  return clones.toSorted((a, b) => (depths.get(a.address) ?? 0) - (depths.get(b.address) ?? 0));
}

/** How many declared clones lie between a clone and a profile, by address. Circles end the count: declare refuses them. */
export function chainDepths(planning: PlanningContext): ReadonlyMap<string, number> {
  const { clones } = planning.input.desired;
  if (!hasChains(clones)) return new Map(clones.map(({ address }) => [address, 0]));
  const depths = new Map<string, number>();
  for (const clone of clones) {
    const path = new Set<DesiredClone>();
    let at: DesiredClone | undefined = clone;
    while (at !== undefined && !depths.has(at.address) && !path.has(at)) {
      path.add(at);
      at = upstreamOf(planning, at);
    }
    let depth = at === undefined ? -1 : (depths.get(at.address) ?? -1);
    for (const step of [...path].reverse()) depths.set(step.address, ++depth);
  }
  return depths;
}

function hasChains(clones: readonly DesiredClone[]): boolean {
  return clones.some(({ source }) => source.kind === 'clone');
}
