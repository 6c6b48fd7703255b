// Whether a declaration still asks for what its clone was copied from. Where it does, a source that is missing was deleted; where
// it does not, somebody edited the declaration to something that does not exist.
import type { DesiredClone, DesiredSource } from '../model/desired.ts';
import type { RecordedClone } from '../model/recorded.ts';
import { upstreamOf } from './links.ts';
import type { PlanningContext } from './planning-context.ts';
import { baseAddress } from './supersede.ts';
import { allowsVersion } from './version-range.ts';

/** Always true for a rollback, which asks for a content and not for a version. */
export function stillDeclares(planning: PlanningContext, desired: DesiredClone, row: RecordedClone): boolean {
  if (desired.recorded !== undefined) return true;
  const { source } = desired;
  const isSameSource =
    source.kind === 'clone'
      ? copiesSameClone(planning, desired, row)
      : copiesSameProfile(planning, source, row);
  return isSameSource && allowsVersion(source.version, row.source.version);
}

/** State knows the project of a source by its UID only: one that no longer exists may be the declared one. */
function copiesSameProfile(
  planning: PlanningContext,
  { profile, scope, project }: Extract<DesiredSource, { kind: 'profile' }>,
  { source }: RecordedClone,
): boolean {
  if (profile !== source.name || scope !== source.scope) return false;
  const projectUid = project === null ? null : planning.observed.projects.get(project);
  return projectUid === undefined
    ? planning.projectName(source.projectUid) === null
    : projectUid === source.projectUid;
}

function copiesSameClone(
  planning: PlanningContext,
  desired: DesiredClone,
  { source }: RecordedClone,
): boolean {
  const above = upstreamOf(planning, desired);
  if (above === undefined) return false;
  const copied = planning.recordedByUid.get(source.uid);
  if (copied !== undefined) return baseAddress(copied.address) === above.address;
  const { name, scope, project } = above.target;
  const projectUid = project === null ? null : (planning.observed.projects.get(project) ?? null);
  return name === source.name && scope === source.scope && projectUid === source.projectUid;
}
