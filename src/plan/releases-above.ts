// Newer releases of what a clone copies, for declarations that name an exact version.
import semver from 'semver';
import type { DesiredClone, DesiredSource } from '../model/desired.ts';
import type { ScopeRef } from '../model/natural-key.ts';
import { RAISE_LEVELS, type RaiseLevel } from '../model/raise-level.ts';
import { jumpOf } from './chain-ahead.ts';
import { sourceScope } from './choose-source.ts';
import { upstreamOf } from './links.ts';
import type { PlanningContext } from './planning-context.ts';
import { compareVersions } from './version-range.ts';

export interface Release {
  readonly version: string;
  readonly uid: string;
  readonly scope: ScopeRef;
}

/** A declaration names it to the letter; every other text is a range. */
export function isExactVersion(version: string): boolean {
  return semver.valid(version) !== null;
}

/**
 * Releases above the exact version that a declaration names, highest first, as lists and state know them: whether they are published is
 * not known. A clone of a clone has those that the clone above has already.
 */
export function releasesAbove(planning: PlanningContext, desired: DesiredClone): readonly Release[] {
  const from = desired.source.version;
  return knownReleases(planning, desired)
    .filter(({ version }) => semver.valid(version) !== null && semver.prerelease(version) === null)
    .filter(({ version }) => compareVersions(version, from) > 0)
    .toSorted((a, b) => compareVersions(b.version, a.version));
}

export function isWithinLevel(from: string, to: string, level: RaiseLevel): boolean {
  const jump = jumpOf(from, to);
  const rank = RAISE_LEVELS.findIndex((name) => name === jump);
  return rank !== -1 && rank <= RAISE_LEVELS.indexOf(level);
}

/** All versions of a profile in lists; empty where its project is not there. */
export function profileReleases(
  planning: PlanningContext,
  source: Extract<DesiredSource, { kind: 'profile' }>,
): readonly Release[] {
  const scope = sourceScope(planning, source);
  if (scope === null) return [];
  return planning.versionsOf(scope, source.profile).map(({ version, uid }) => ({ version, uid, scope }));
}

function knownReleases(planning: PlanningContext, desired: DesiredClone): readonly Release[] {
  const { source } = desired;
  if (source.kind === 'profile') return profileReleases(planning, source);
  const above = upstreamOf(planning, desired);
  const upstream = above === undefined ? undefined : planning.upstreams.get(above.address);
  if (upstream === undefined) return [];
  return [...(upstream.current === null ? [] : [upstream.current]), ...upstream.older].flatMap(
    ({ key, uid, isPending }) =>
      uid === null || isPending ? [] : [{ version: key.version, uid, scope: key }],
  );
}
