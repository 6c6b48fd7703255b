// The order of work. Renderers, apply and the checksum all take it as it is here.
import { compareText } from '../content/compare.ts';
import type { Address } from '../model/address.ts';
import { assertNever } from '../model/invariant.ts';
import { type Draft, intended, type PlannedChange } from './change.ts';
import { chainDepths } from './links.ts';
import type { PlanningContext } from './planning-context.ts';
import { baseAddress } from './supersede.ts';

/** Journal first, then what only state knows, then work in Palette, each behind what it copies; deletes last and in reverse. */
export function orderChanges(
  planning: PlanningContext,
  changes: readonly PlannedChange[],
): readonly PlannedChange[] {
  const depths = allDepths(planning);
  return changes
    .map((change, index) => {
      const { address } = intended(change);
      // A version that this very run supersedes has no row yet: it comes with its clone.
      const depth = depths.get(address) ?? depths.get(baseAddress(address)) ?? 0;
      return { change, address, index, rank: rankOf(intended(change)), depth };
    })
    .sort((a, b) => a.rank - b.rank || (a.rank === MOVE ? 0 : byDepthAndAddress(a, b)) || a.index - b.index)
    .map(({ change }) => change);
}

interface Placed {
  readonly address: Address;
  readonly rank: number;
  readonly depth: number;
}

function byDepthAndAddress(a: Placed, b: Placed): number {
  const byDepth = a.rank === WORK || a.rank === DELETE ? a.depth - b.depth : 0;
  return (byDepth || compareText(a.address, b.address)) * (a.rank === DELETE ? -1 : 1);
}

/** Declared chains, and for what is no longer declared the sources that state recorded. */
function allDepths(planning: PlanningContext): ReadonlyMap<string, number> {
  const depths = new Map<string, number>(chainDepths(planning));
  for (const row of planning.recorded.values()) {
    if (depths.has(row.address)) continue;
    const seen = new Set([row.uid]);
    let at = planning.recordedByUid.get(row.source.uid);
    while (at !== undefined && !seen.has(at.uid)) {
      seen.add(at.uid);
      at = planning.recordedByUid.get(at.source.uid);
    }
    depths.set(row.address, seen.size - 1);
  }
  return depths;
}

/** Moves stay as they were found. */
const MOVE = 1;
const WORK = 4;
const DELETE = 5;

function rankOf({ kind }: Draft): number {
  switch (kind) {
    case 'resume':
      return 0;
    case 'move':
      return MOVE;
    case 'reinstate':
      return MOVE + 1;
    case 'forget_gone':
    case 'let_go':
      return 3;
    case 'create':
    case 'create_version':
    case 'adopt':
    case 'update_content':
    case 'update_metadata':
    case 'record':
    case 'replace':
    case 'recreate':
    case 'noop':
      return WORK;
    case 'delete':
      return DELETE;
    default:
      return assertNever(kind);
  }
}
