// The order of work. Renderers, apply and the checksum all take it as it is here.
import { compareText } from '../content/compare.ts';
import { assertNever } from '../model/invariant.ts';
import { chainDepths } from './links.ts';
import type { Change } from './plan.ts';
import { intended } from './rules/draft.ts';
import { baseAddress } from './supersede.ts';
import type { World } from './world.ts';

/** Journal first, then what only state knows, then work in Palette, each behind what it copies; deletes last and in reverse. */
export function orderChanges(world: World, changes: readonly Change[]): readonly Change[] {
  const depths = allDepths(world);
  return changes
    .map((change, index) => ({
      change,
      index,
      rank: rankOf(change),
      // A version that this very run supersedes has no row yet: it comes with its clone.
      depth: depths.get(change.address) ?? depths.get(baseAddress(change.address)) ?? 0,
    }))
    .sort((a, b) => a.rank - b.rank || (a.rank === MOVE ? 0 : byDepthAndAddress(a, b)) || a.index - b.index)
    .map(({ change }) => change);
}

interface Placed {
  readonly change: Change;
  readonly rank: number;
  readonly depth: number;
}

function byDepthAndAddress(a: Placed, b: Placed): number {
  const byDepth = a.rank === WORK || a.rank === DELETE ? a.depth - b.depth : 0;
  return (byDepth || compareText(a.change.address, b.change.address)) * (a.rank === DELETE ? -1 : 1);
}

/** Declared chains, and for what is no longer declared the sources that state recorded. */
function allDepths(world: World): ReadonlyMap<string, number> {
  const depths = new Map<string, number>(chainDepths(world));
  for (const row of world.recorded.values()) {
    if (depths.has(row.address)) continue;
    const seen = new Set([row.uid]);
    let at = world.recordedByUid.get(row.source.uid);
    while (at !== undefined && !seen.has(at.uid)) {
      seen.add(at.uid);
      at = world.recordedByUid.get(at.source.uid);
    }
    depths.set(row.address, seen.size - 1);
  }
  return depths;
}

/** Moves stay as they were found. */
const MOVE = 1;
const WORK = 4;
const DELETE = 5;

function rankOf(change: Change): number {
  const action = intended(change);
  switch (action) {
    case 'resume':
      return 0;
    case 'move':
      return change.reason === 'reinstated' ? MOVE + 1 : MOVE;
    case 'forget':
      return 3;
    case 'create':
    case 'adopt':
    case 'update':
    case 'replace':
    case 'noop':
      return WORK;
    case 'delete':
      return DELETE;
    default:
      return assertNever(action);
  }
}
