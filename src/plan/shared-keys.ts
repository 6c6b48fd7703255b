// Two clones that come to one natural key: through a version from a source, through `adopt`, or because one is renamed back to
// what another is to be called. Only one of them can have it.
import { keyId } from '../model/natural-key.ts';
import type { Change } from './plan.ts';
import { keyTaken } from './rules/blockers.ts';
import { blockChange, keyOf } from './rules/draft.ts';

/**
 * Who has an object comes first, then who takes one over, then who makes one; among equals the first in the order given. What has
 * nothing to do, or is blocked already, keeps its place.
 */
export function blockSharedKeys(changes: readonly Change[]): readonly Change[] {
  const holders = new Map<string, Change>();
  const taken = new Map<Change, Change>();
  for (const rank of RANKS) {
    for (const change of changes) {
      if (rankOf(change) !== rank) continue;
      const { scope, projectUid } = change.clone;
      if (scope === 'project' && projectUid === null) continue;
      const key = keyId(keyOf(change.clone));
      const holder = holders.get(key);
      if (holder === undefined) holders.set(key, change);
      else if (holder.address !== change.address && mayLose(change)) taken.set(change, holder);
    }
  }
  if (taken.size === 0) return changes;
  return changes.map((change) => {
    const holder = taken.get(change);
    return holder === undefined ? change : blockChange(change, keyTaken(keyOf(change.clone), holder));
  });
}

type Rank = (typeof RANKS)[number];
const RANKS = ['stays', 'changes', 'waits', 'adopts', 'makes'] as const;

/** An action that is not here claims no key, nor does a blocked change that would make or take over an object. */
const RANK_OF: Partial<Record<Change['action'], Rank>> = {
  noop: 'stays',
  update: 'changes',
  move: 'changes',
  adopt: 'adopts',
  create: 'makes',
  replace: 'makes',
};

function rankOf({ action, wouldBe }: Change): Rank | undefined {
  if (action === 'blocked') return wouldBe === 'noop' || wouldBe === 'update' ? 'waits' : undefined;
  return RANK_OF[action];
}

function mayLose({ action }: Change): boolean {
  return action !== 'noop' && action !== 'move' && action !== 'blocked';
}
