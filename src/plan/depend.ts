// What each change of a plan waits for, as indexes into its work: the same address, the clone that a version belongs to, and what
// it says it needs. The order of the plan puts deletes last, so that only earlier changes count.
import type { ChangeEntry } from './plan.ts';
import { baseAddress } from './supersede.ts';

/**
 * Changes of one address follow each other, those of its versions too; the order of the plan puts deletes last. A version does not
 * wait for a clone that is blocked: what the plan has for it then holds as things are. What is taken up
 * again under its version waits until it has its new address.
 */
export function dependencies(work: readonly ChangeEntry[]): readonly (readonly number[])[] {
  const byAddress = new Map<string, number[]>();
  return work.map((change, index) => {
    const base = (byAddress.get(baseAddress(change.address)) ?? []).filter(
      (other) => work[other]?.action !== 'blocked',
    );
    const { movedFrom } = change;
    const before = [change.address, ...change.needs, ...(movedFrom === undefined ? [] : [movedFrom])];
    const needs = [...base, ...before.flatMap((address) => byAddress.get(address) ?? [])];
    // The address that a clone leaves is free only then; a version that is taken up again leaves none that another one gets.
    const leaves = movedFrom === undefined || change.reason === 'reinstated' ? [] : [movedFrom];
    for (const address of [change.address, ...leaves]) {
      const own = byAddress.get(address);
      if (own === undefined) byAddress.set(address, [index]);
      else own.push(index);
    }
    return [...new Set(needs)];
  });
}

/** The refused changes and all that hangs on them, each with the refused change that takes it along (itself where it was refused). */
export function withDependents(
  work: readonly ChangeEntry[],
  refused: ReadonlySet<ChangeEntry>,
): ReadonlyMap<ChangeEntry, ChangeEntry> {
  const left = new Map<ChangeEntry, ChangeEntry>();
  dependencies(work).forEach((needs, index) => {
    const change = work[index];
    if (change === undefined) return;
    if (refused.has(change)) left.set(change, change);
    else {
      const because = needs.flatMap((need) => left.get(work[need] as ChangeEntry) ?? [])[0];
      if (because !== undefined) left.set(change, because);
    }
  });
  return left;
}
