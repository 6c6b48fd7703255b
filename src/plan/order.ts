// The order of work. Renderers, apply and the checksum all take it as it is here.
import { compareText } from '../model/compare.ts';
import { assertNever } from '../model/invariant.ts';
import type { Change } from './plan.ts';

/** Journal first, then what only state knows, then work in Palette by address, deletes last and in reverse. */
export function orderChanges(changes: readonly Change[]): readonly Change[] {
  return changes
    .map((change, index) => ({ change, index, rank: rankOf(change) }))
    .sort(
      (a, b) =>
        a.rank - b.rank ||
        compareText(a.change.address, b.change.address) * (a.rank === DELETE ? -1 : 1) ||
        a.index - b.index,
    )
    .map(({ change }) => change);
}

const DELETE = 4;

function rankOf(change: Change): number {
  const action = change.action === 'blocked' ? (change.wouldBe ?? 'noop') : change.action;
  switch (action) {
    case 'resume':
      return 0;
    case 'move':
      return 1;
    case 'forget':
      return 2;
    case 'create':
    case 'adopt':
    case 'update':
    case 'replace':
    case 'noop':
      return 3;
    case 'delete':
      return DELETE;
    default:
      return assertNever(action);
  }
}
