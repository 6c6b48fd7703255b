// Newer versions that a clone can copy, and in a chain the links that have to move before it can: one answer for `outdated`,
// `status` and `plan --upgrade`.
import semver from 'semver';
import type { DesiredClone } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { selectsAddress } from '../model/glob.ts';
import type { RecordedClone } from '../model/recorded.ts';
import { upstreamOf } from './links.ts';
import type { PlanningContext } from './planning-context.ts';
import { allowsVersion, compareVersions } from './version-range.ts';

/** Versions that there are of what a declared clone copies, and those that it offers once the links above have moved. */
export function versionsAhead(planning: PlanningContext, address: string): readonly string[] {
  const desired = planning.declared.get(address);
  if (desired === undefined) return [];
  const { source } = desired;
  if (source.kind === 'clone') {
    const above = upstreamOf(planning, desired);
    if (above === undefined) return [];
    const next = above.target.version === 'source' ? highestAllowed(planning, above) : null;
    const offered = offeredBy(planning, above.address);
    return next === null || offered.includes(next) ? offered : [...offered, next];
  }
  const projectUid = source.project === null ? null : planning.observed.projects.get(source.project);
  if (projectUid === undefined) return [];
  return planning.versionsOf({ scope: source.scope, projectUid }, source.profile).map((item) => item.version);
}

/** Without prereleases, lowest first. */
export function releasesOf(versions: readonly string[]): readonly string[] {
  const released = versions.filter((version) => semver.prerelease(version) === null);
  return released.toSorted(compareVersions);
}

/** Recorded clones whose source has newer releases, as far as the lists that were read say. */
export function countBehind(planning: PlanningContext): number {
  const isBehind = ([address, row]: readonly [string, RecordedClone]): boolean =>
    releasesOf(versionsAhead(planning, address)).some(
      (release) => compareVersions(release, row.source.version) > 0,
    );
  return [...planning.recorded].filter(isBehind).length;
}

/** As this plan leaves it. */
function offeredBy(planning: PlanningContext, address: string): readonly string[] {
  const upstream = planning.upstreams.get(address);
  const all = [...(upstream?.current ? [upstream.current] : []), ...(upstream?.older ?? [])];
  return all.map(({ key }) => key.version);
}

/** As state has it, before any plan is applied. */
function recordedOf(planning: PlanningContext, address: string): readonly string[] {
  const row = planning.recorded.get(address);
  const older = planning.superseded.get(address) ?? [];
  return [...(row === undefined ? [] : [row]), ...older].map(({ key }) => key.version);
}

function highestAllowed(planning: PlanningContext, desired: DesiredClone): string | null {
  const ahead = versionsAhead(planning, desired.address);
  const allowed = ahead.filter((version) => allowsVersion(desired.source.version, version));
  return allowed.toSorted(compareVersions).at(-1) ?? null;
}

/** Links above a clone that lack the version it could move to. */
interface LinksToMove {
  readonly version: string;
  /** The one that has to move before the others. */
  readonly first: DesiredClone;
  /** `first` among them, the nearest first. */
  readonly links: readonly DesiredClone[];
}

function linksToMove(
  planning: PlanningContext,
  desired: DesiredClone,
  versionsOf: (planning: PlanningContext, address: string) => readonly string[],
): LinksToMove | null {
  const row = planning.recorded.get(desired.address);
  if (row === undefined) return null;
  const version = highestAllowed(planning, desired);
  if (version === null || compareVersions(version, row.source.version) <= 0) return null;
  const links: DesiredClone[] = [];
  for (let at = upstreamOf(planning, desired); at !== undefined; at = upstreamOf(planning, at)) {
    if (versionsOf(planning, at.address).includes(version)) break;
    links.push(at);
  }
  const first = links.at(-1);
  return first === undefined ? null : { version, first, links };
}

/** Address of the link that has to move before this clone can take the newest version that its range allows; null: none has to. */
export function firstToMove(planning: PlanningContext, address: string): string | null {
  const desired = planning.declared.get(address);
  return desired === undefined ? null : (linksToMove(planning, desired, recordedOf)?.first.address ?? null);
}

/** `--upgrade` of a link whose newer version the links above do not have and do not get by this plan: "no changes" alone would mislead. */
export function noteChainsThatWait(planning: PlanningContext): readonly Diagnostic[] {
  const { upgrade } = planning.options;
  const isUpgraded = ({ address }: DesiredClone): boolean =>
    upgrade.some((glob) => selectsAddress(glob, address));
  return planning.input.desired.clones.filter(isUpgraded).flatMap((desired): readonly Diagnostic[] => {
    const found = linksToMove(planning, desired, offeredBy);
    // Where it was asked to move and does not, its own entry says why.
    if (found === null || isUpgraded(found.first)) return [];
    const { version, first, links } = found;
    const names = links.map(({ address }) => address).reverse();
    return [
      {
        code: 'plan/upgrade-waits',
        severity: 'warning',
        message: `${desired.address} cannot be upgraded to ${version} yet: ${first.address} must be upgraded first`,
        hint: `upgrade the chain in order (${[...names, desired.address].join(', ')}): start with cloneform plan --upgrade='${first.address}', or upgrade all with --upgrade`,
      },
    ];
  });
}

/** major, minor, patch, prerelease; `other` for versions that are not SemVer; null where there is nothing newer. */
export function jumpOf(from: string | null, to: string | null): string | null {
  if (from === null || to === null || from === to) return null;
  const [a, b] = [semver.parse(from), semver.parse(to)];
  if (a === null || b === null) return 'other';
  const kind = b.compare(a) > 0 ? semver.diff(a, b) : null;
  return kind?.replace(/^pre(?=major|minor|patch)/, '') ?? null;
}
