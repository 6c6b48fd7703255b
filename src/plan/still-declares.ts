// Whether a declaration still asks for what its clone was copied from. Where it does, a source that is missing was deleted; where
// it does not, somebody edited the declaration to something that does not exist.
import type { DesiredClone, DesiredSource } from '../model/desired.ts';
import type { RecordedClone } from '../model/recorded.ts';
import { allowsVersion } from './choose-source.ts';
import { upstreamOf } from './links.ts';
import { baseAddress } from './supersede.ts';
import type { World } from './world.ts';

/** Always true for a rollback, which asks for a content and not for a version. */
export function stillDeclares(world: World, desired: DesiredClone, row: RecordedClone): boolean {
  if (desired.recorded !== undefined) return true;
  const { source } = desired;
  const isSameSource =
    source.kind === 'clone' ? copiesSameClone(world, desired, row) : copiesSameProfile(world, source, row);
  return isSameSource && allowsVersion(source.version, row.source.version);
}

/** State knows the project of a source by its UID only: one that no longer exists may be the declared one. */
function copiesSameProfile(
  world: World,
  { profile, scope, project }: Extract<DesiredSource, { kind: 'profile' }>,
  { source }: RecordedClone,
): boolean {
  if (profile !== source.name || scope !== source.scope) return false;
  const projectUid = project === null ? null : world.observed.projects.get(project);
  return projectUid === undefined
    ? world.projectName(source.projectUid) === null
    : projectUid === source.projectUid;
}

function copiesSameClone(world: World, desired: DesiredClone, { source }: RecordedClone): boolean {
  const above = upstreamOf(world, desired);
  if (above === undefined) return false;
  const copied = world.recordedByUid.get(source.uid);
  if (copied !== undefined) return baseAddress(copied.address) === above.address;
  const { name, scope, project } = above.target;
  const projectUid = project === null ? null : (world.observed.projects.get(project) ?? null);
  return name === source.name && scope === source.scope && projectUid === source.projectUid;
}
