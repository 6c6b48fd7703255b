// Two clones that come to one natural key: through a version from a source, through `adopt`, or because one is renamed back to
// what another is to be called. Only one of them can have it.
import { assertNever } from '../model/invariant.ts';
import { keyId } from '../model/natural-key.ts';
import { type Draft, intended, isBlocked, isMoving, type PlannedChange } from './change.ts';
import { groupBy } from './planning-context.ts';
import { keyTaken } from './rules/blockers.ts';
import { blockChange, keyOf } from './rules/draft.ts';

/**
 * Who has an object comes first, then who takes one over, then who makes one; among equals the first in the order given. What has
 * nothing to do, or is blocked already, keeps its place.
 */
export function blockSharedKeys(changes: readonly PlannedChange[]): readonly PlannedChange[] {
  const holders = new Map<string, Draft>();
  const taken = new Map<PlannedChange, Draft>();
  const byRank = groupBy(changes, rankOf);
  if (!RANKS.some((rank) => MAY_LOSE.has(rank) && byRank.has(rank))) return changes;
  for (const rank of RANKS) {
    for (const planned of byRank.get(rank) ?? []) {
      const change = intended(planned);
      const { scope, projectUid } = change.clone;
      if (scope === 'project' && projectUid === null) continue;
      const key = keyId(keyOf(change.clone));
      const holder = holders.get(key);
      if (holder === undefined) holders.set(key, change);
      else if (holder.address !== change.address && MAY_LOSE.has(rank) && !isMoving(change))
        taken.set(planned, holder);
    }
  }
  if (taken.size === 0) return changes;
  return changes.map((planned) => {
    const holder = taken.get(planned);
    const { clone } = intended(planned);
    return holder === undefined ? planned : blockChange(planned, keyTaken(keyOf(clone), holder));
  });
}

type Rank = (typeof RANKS)[number];
const RANKS = ['stays', 'changes', 'waits', 'adopts', 'makes'] as const;
const MAY_LOSE: ReadonlySet<Rank> = new Set(['changes', 'adopts', 'makes']);

/** undefined: it claims no key. Nor does a blocked change that would make or take over an object. */
function rankOf(planned: PlannedChange): Rank | undefined {
  const change = intended(planned);
  const rank = rankOfKind(change);
  if (!isBlocked(planned)) return rank;
  return rank === 'stays' || (rank === 'changes' && !isMoving(change)) ? 'waits' : undefined;
}

function rankOfKind({ kind }: Draft): Rank | undefined {
  switch (kind) {
    case 'noop':
      return 'stays';
    case 'update_content':
    case 'update_metadata':
    case 'record':
    case 'move':
    case 'reinstate':
      return 'changes';
    case 'adopt':
      return 'adopts';
    case 'create':
    case 'create_version':
    case 'replace':
    case 'recreate':
      return 'makes';
    case 'delete':
    case 'forget_gone':
    case 'let_go':
    case 'resume':
      return undefined;
    default:
      return assertNever(kind);
  }
}
