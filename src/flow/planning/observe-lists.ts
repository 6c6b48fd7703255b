// Which scopes are listed before anything is decided. A list tells nothing of a clone's content, so that a full refresh reads clone by
// clone anyway, and lists come only where nothing else answers; where rows of a list are enough, they come where they are cheaper.
import type { DesiredClone } from '../../model/desired.ts';
import { type NaturalKey, projectScope, type ScopeRef, scopeId, TENANT } from '../../model/natural-key.ts';
import type { Recorded, RecordedClone } from '../../model/recorded.ts';
import type { PlanOptions } from '../../plan/plan.ts';

/** A list costs a tenth of a second at Palette's documented limits, a GET or a question about a name a fiftieth. */
const WORTH_A_LIST = 5;

/** Lists for their own sake: which versions of sources there are, what else is in the places of the clones. */
export type Listing = 'sources' | 'places';

export interface ListedFor {
  readonly recorded: Recorded;
  readonly options: PlanOptions;
  readonly list?: readonly Listing[];
  /** UIDs by name. */
  readonly projects: ReadonlyMap<string, string>;
  /** Declared clones that the run looks at. */
  readonly clones: readonly DesiredClone[];
  /** Rows that the run looks at, and of these the ones that a list may speak for. */
  readonly rows: readonly RecordedClone[];
  readonly isKnown: (row: RecordedClone) => boolean;
}

export function isWorthAList(count: number): boolean {
  return count > WORTH_A_LIST;
}

/** Those of projects that are not there are left out. */
export function scopesToList(input: ListedFor): ReadonlyMap<string, ScopeRef> {
  const { clones, recorded, options, projects, list = [] } = input;
  const known = new Set(projects.values());
  const isAsked = (what: Listing): boolean => list.includes(what);
  const scopes = [
    // What an interrupted run made may be at its key, and only a list says which object that is.
    ...recorded.openEntries.map(({ key }) => key),
    ...(isAsked('sources') || options.upgrade.length > 0 ? sourceScopes(projects, clones) : []),
    ...(isAsked('places') || options.allUnmanaged === true ? placesOf(input) : []),
    ...(options.refresh === 'fast' ? crowded(input.rows.filter(input.isKnown)) : []),
  ];
  return new Map(
    scopes
      .filter(({ projectUid }) => projectUid === null || known.has(projectUid))
      .map(({ scope, projectUid }) => [scopeId({ scope, projectUid }), { scope, projectUid }]),
  );
}

/** Scopes whose list costs less than a GET for each of their clones. */
function crowded(rows: readonly RecordedClone[]): readonly NaturalKey[] {
  const counts = new Map<string, number>();
  for (const { key } of rows) counts.set(scopeId(key), (counts.get(scopeId(key)) ?? 0) + 1);
  return rows.flatMap(({ key }) => (isWorthAList(counts.get(scopeId(key)) ?? 0) ? [key] : []));
}

function placesOf({ clones, rows, projects }: ListedFor): readonly ScopeRef[] {
  return [
    ...clones.flatMap(({ target }) => toScope(projects, target.scope, target.project) ?? []),
    ...rows.map(({ key }) => key),
  ];
}

function sourceScopes(projects: ListedFor['projects'], clones: readonly DesiredClone[]): readonly ScopeRef[] {
  return clones.flatMap(({ source }) =>
    source.kind === 'clone' ? [] : (toScope(projects, source.scope, source.project) ?? []),
  );
}

export function toScope(
  projects: ListedFor['projects'],
  scope: 'project' | 'tenant',
  project: string | null,
): ScopeRef | null {
  if (scope === 'tenant') return TENANT;
  const uid = project === null ? undefined : projects.get(project);
  return uid === undefined ? null : projectScope(uid);
}
