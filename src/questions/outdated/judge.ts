// How far each clone is behind its source: what it has, what its range allows, what there is.
import { compareText } from '../../content/compare.ts';
import type { CloneState } from '../../model/clone-filter.ts';
import type { NamedRef } from '../../model/observed.ts';
import { firstToMove, jumpOf, releasesOf, versionsAhead } from '../../plan/chain-ahead.ts';
import { intended, isBlocked, type PlannedChange, plannedAddress } from '../../plan/change.ts';
import type { Decided } from '../../plan/decide.ts';
import { toEntry } from '../../plan/document.ts';
import { upstreamOf } from '../../plan/links.ts';
import type { BlockedBy, PlannedOverride } from '../../plan/plan.ts';

export interface OutdatedRow {
  readonly address: string;
  /** Name of the project; null at tenant scope. */
  readonly project: string | null;
  /** Name of the profile or address of the clone that is copied. */
  readonly source: string;
  /** Source version that the clone has; null while it is not made. */
  readonly current: string | null;
  /** Highest version that the declaration allows; null where there is none. */
  readonly wanted: string | null;
  /** Highest version that there is, prereleases left out. */
  readonly latest: string | null;
  /** From current to wanted, or where the range holds it back, to latest; null: up to date. */
  readonly jump: string | null;
  /** Address of the link of a chain that has to move before this one can; null: none has to. */
  readonly waitsFor: string | null;
  readonly clusters: readonly NamedRef[];
  /** Overrides of places that the wanted version changes. */
  readonly conflicts: readonly PlannedOverride[];
  /** Why the next apply cannot upgrade it; null: nothing is in the way. */
  readonly blockedBy: BlockedBy | null;
  /** It did not turn out as planned: it is not up to date, whatever its version. */
  readonly isIncomplete: boolean;
}

/** `options.upgrade` must be `*`: only then does the choice of sources say what is allowed. */
export function findOutdated({ planning, sources, changes }: Decided): readonly OutdatedRow[] {
  const changeOf = new Map(changes.map((change) => [plannedAddress(change) as string, change]));

  return planning.input.desired.clones
    .map((desired): OutdatedRow => {
      const row = planning.recorded.get(desired.address);
      const read = row === undefined ? undefined : planning.object(row.uid);
      const current = row?.source.version ?? null;
      const wanted = sources.get(desired.address)?.key.version ?? null;
      const latest = releasesOf(versionsAhead(planning, desired.address)).at(-1) ?? null;
      const { source } = desired;
      const change = changeOf.get(desired.address);
      return {
        address: desired.address,
        project: desired.target.project,
        source:
          source.kind === 'profile'
            ? source.profile
            : (upstreamOf(planning, desired)?.address ?? source.clone),
        current,
        wanted,
        latest,
        jump: jumpOf(current, wanted) ?? jumpOf(current, latest),
        waitsFor: firstToMove(planning, desired.address),
        clusters: read?.status === 'present' ? read.object.inUse.clusters : [],
        ...inTheWay(change),
        isIncomplete: row?.status === 'incomplete',
      };
    })
    .toSorted((a, b) => compareText(a.address, b.address));
}

/** What keeps it from the wanted version, and what somebody should know before. */
function inTheWay(change: PlannedChange | undefined): Pick<OutdatedRow, 'conflicts' | 'blockedBy'> {
  if (change === undefined) return { conflicts: [], blockedBy: null };
  return {
    conflicts: conflictsIn(change),
    blockedBy: isBlocked(change) ? (toEntry(change).blockedBy ?? null) : null,
  };
}

function conflictsIn(change: PlannedChange): readonly PlannedOverride[] {
  const draft = intended(change);
  const overrides = 'overrides' in draft ? (draft.overrides ?? []) : [];
  return overrides.filter(({ conflict }) => conflict !== undefined);
}

/** All of its states that a filter can name. */
export function outdatedStates({ jump, blockedBy, isIncomplete }: OutdatedRow): ReadonlySet<CloneState> {
  return new Set<CloneState>([
    ...(jump === null ? [] : ['behind' as const]),
    ...(blockedBy === null ? [] : ['blocked' as const]),
    ...(isIncomplete ? ['incomplete' as const] : []),
  ]);
}
