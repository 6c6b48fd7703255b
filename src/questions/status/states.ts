// The one state that a clone is shown in: the gravest of all that can be said of it.
import type { CloneState } from '../../model/clone-filter.ts';
import { isWork } from '../../plan/document.ts';
import type { StatusCell } from './status.ts';

/** The gravest first. `pending`: nothing is wrong, and the next apply changes it all the same, as its declaration asks. */
export const STANDINGS = [
  'blocked',
  'incomplete',
  'unreadable',
  'unrecorded',
  'missing',
  'drifted',
  'behind',
  'pending',
  'current',
] as const;
export type Standing = (typeof STANDINGS)[number];

export const STANDING_WORDS = {
  blocked: 'blocked',
  incomplete: 'incomplete',
  unreadable: 'not read',
  unrecorded: 'not recorded',
  missing: 'missing',
  drifted: 'drifted',
  behind: 'behind',
  pending: 'to change',
  current: 'up to date',
} as const satisfies Record<Standing, string>;

/** The shape beside the color, on the page and in a matrix. */
export const SIGNS = {
  blocked: '⊘',
  incomplete: '!',
  unreadable: '?',
  unrecorded: '¿',
  missing: '–',
  drifted: '~',
  behind: '↓',
  pending: '»',
  current: '✓',
} as const satisfies Record<Standing, string>;

type Judged = Pick<StatusCell, 'status' | 'blockedBy' | 'drift' | 'behind' | 'action'>;

export function standingOf(cell: Judged): Standing {
  if (cell.status === 'unreadable' || cell.blockedBy === 'unreadable') return 'unreadable';
  if (cell.blockedBy !== null) return 'blocked';
  if (cell.status !== 'current') return cell.status;
  if (cell.drift.length > 0) return 'drifted';
  if (cell.behind > 0) return 'behind';
  return isWork(cell) ? 'pending' : 'current';
}

/** Each clone counts once. */
export function countStandings(cells: readonly Judged[]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    STANDINGS.map((standing) => [standing, cells.filter((cell) => standingOf(cell) === standing).length]),
  );
}

/** All of its states that a filter can name. */
export function statesOf({ status, blockedBy, drift, behind }: Judged): ReadonlySet<CloneState> {
  return new Set<CloneState>([
    ...(blockedBy === null ? [] : ['blocked' as const]),
    ...(status === 'incomplete' ? ['incomplete' as const] : []),
    ...(drift.length > 0 ? ['drifted' as const] : []),
    ...(behind > 0 ? ['behind' as const] : []),
  ]);
}
