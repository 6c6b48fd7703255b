// Objects that carry the name of a clone in its place, and that state does not own: left-overs, or somebody's own versions.
import { compareText } from '../model/compare.ts';
import { type NaturalKey, scopeId } from '../model/natural-key.ts';
import type { Plan } from './plan.ts';
import type { World } from './world.ts';

/** A name that clones are copied from in the same place is not looked at: its versions are sources. */
export function findUnmanaged(world: World): Plan['unmanaged'] {
  const sources = new Set<string>();
  for (const { source } of world.input.desired.clones) {
    if (source.kind !== 'profile') continue;
    const projectUid = source.project === null ? null : world.observed.projects.get(source.project);
    if (projectUid !== undefined)
      sources.add(placeId({ scope: source.scope, projectUid, name: source.profile }));
  }
  const places = new Map<string, Pick<NaturalKey, 'scope' | 'projectUid' | 'name'>>();
  for (const { target } of world.input.desired.clones) {
    const projectUid = target.project === null ? null : world.observed.projects.get(target.project);
    if (projectUid !== undefined) add(places, { scope: target.scope, projectUid, name: target.name });
  }
  for (const row of world.recorded.values()) add(places, row.key);
  const journaled = new Set(world.input.recorded.openOperations.map((operation) => operation.uid));
  return [...places]
    .filter(([id]) => !sources.has(id))
    .flatMap(([, place]) =>
      world
        .versionsOf(place, place.name)
        .filter(({ uid }) => !world.recordedByUid.has(uid) && !journaled.has(uid))
        .map(({ uid, name, version }) => ({
          uid,
          name,
          version,
          scope: place.scope,
          project: world.projectName(place.projectUid),
        })),
    )
    .toSorted(
      (a, b) =>
        compareText(a.name, b.name) ||
        compareText(a.project ?? '', b.project ?? '') ||
        compareText(a.version, b.version),
    );
}

type Place = Pick<NaturalKey, 'scope' | 'projectUid' | 'name'>;

function add(places: Map<string, Place>, place: Place): void {
  places.set(placeId(place), place);
}

function placeId(place: Place): string {
  return `${scopeId(place)}\u0000${place.name}`;
}
