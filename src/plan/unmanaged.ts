// Objects in the places of clones that state does not own: left-overs, or somebody's own profiles.
import { compareText } from '../content/compare.ts';
import { type NaturalKey, type Scope, scopeFromId, scopeId } from '../model/natural-key.ts';
import type { ChangeEntry, Plan } from './plan.ts';
import type { PlanningContext } from './planning-context.ts';
import { examined } from './select.ts';
import { compareVersions } from './version-range.ts';

/**
 * What nobody manages in the places of the clones: all of it, or only what carries the name of a clone there. What this plan adopts is
 * left out, and so is a name that clones are copied from in the same place: its versions are sources.
 */
export function findUnmanaged(
  planning: PlanningContext,
  changes: readonly ChangeEntry[],
  names: 'all names' | 'names of clones',
): Plan['unmanaged'] {
  const adopted = new Set(changes.flatMap(({ action, uid }) => (action === 'adopt' ? [uid] : [])));
  const found = listedByNobody(planning).filter(({ uid }) => !adopted.has(uid));
  if (found.length === 0) return [];
  const idOf = names === 'all names' ? scopeId : nameId;
  const places = new Set(clonePlaces(planning).map(idOf));
  const sources = new Set(sourcePlaces(planning).map(nameId));
  return found
    .filter((item) => places.has(idOf(item)) && !sources.has(nameId(item)))
    .map(({ uid, name, version, scope, projectUid }) => ({
      uid,
      name,
      version,
      scope,
      project: planning.projectName(projectUid),
    }))
    .toSorted(
      (a, b) =>
        compareText(a.name, b.name) ||
        compareText(a.project ?? '', b.project ?? '') ||
        compareVersions(a.version, b.version),
    );
}

type Listed = NaturalKey & { readonly uid: string };

/** Few, as most of what is listed is recorded. */
function listedByNobody({ observed, recordedByUid, input }: PlanningContext): readonly Listed[] {
  const journaled = new Set(input.recorded.openEntries.map((entry) => entry.uid));
  const found: Listed[] = [];
  for (const [id, read] of observed.scopes) {
    if (read.status !== 'listed') continue;
    for (const { uid, name, version } of read.versions)
      if (!recordedByUid.has(uid) && !journaled.has(uid))
        found.push({ ...scopeFromId(id), uid, name, version });
  }
  return found;
}

function sourcePlaces(planning: PlanningContext): readonly Place[] {
  return planning.input.desired.clones.flatMap(({ source }) =>
    source.kind === 'profile' ? placeIn(planning, source.scope, source.project, source.profile) : [],
  );
}

function clonePlaces(planning: PlanningContext): readonly Place[] {
  const scope = examined(planning);
  const isExamined = ({ address }: { readonly address: string }): boolean => scope?.has(address) ?? true;
  const declared = planning.input.desired.clones
    .filter(isExamined)
    .flatMap(({ target }) => placeIn(planning, target.scope, target.project, target.name));
  return [...declared, ...[...planning.recorded.values()].filter(isExamined).map((row) => row.key)];
}

function placeIn(
  planning: PlanningContext,
  scope: Scope,
  project: string | null,
  name: string,
): readonly Place[] {
  const projectUid = project === null ? null : planning.observed.projects.get(project);
  return projectUid === undefined ? [] : [{ scope, projectUid, name }];
}

type Place = Pick<NaturalKey, 'scope' | 'projectUid' | 'name'>;

function nameId(place: Place): string {
  return `${scopeId(place)}\u0000${place.name}`;
}
