// Which profile version a declaration copies. Ranges are sticky: a clone stays where it is while its range allows it.

import semver from 'semver';
import { compareText } from '../model/compare.ts';
import type { DesiredClone, DesiredSource } from '../model/desired.ts';
import { selectsAddress } from '../model/glob.ts';
import { projectScope, type ScopeRef, TENANT } from '../model/natural-key.ts';
import { nearest } from '../model/nearest.ts';
import type { ListedVersion, ObservedObject, ReadFailure } from '../model/observed.ts';
import type { RecordedClone } from '../model/recorded.ts';
import type { World } from './world.ts';

type ProfileSource = Extract<DesiredSource, { kind: 'profile' }>;

export type SourceChoice =
  | { readonly status: 'resolved'; readonly object: ObservedObject; readonly scope: ScopeRef }
  /** The next candidate was not read yet: read it and ask again. */
  | { readonly status: 'needs_read'; readonly uid: string; readonly scope: ScopeRef }
  | { readonly status: 'missing'; readonly detail: string; readonly hint: string | null }
  | { readonly status: 'unpublished'; readonly detail: string }
  | { readonly status: 'unreadable'; readonly failure: ReadFailure }
  /** Another declaration's clone: not resolved by this tool yet. */
  | { readonly status: 'chained' };

/** The scope that a source is read in; null when its project is not there. */
export function sourceScope(world: World, source: ProfileSource): ScopeRef | null {
  if (source.scope === 'tenant') return TENANT;
  const uid = source.project === null ? undefined : world.observed.projects.get(source.project);
  return uid === undefined ? null : projectScope(uid);
}

/** Pure and repeatable: called again with more read until it no longer says `needs_read`. */
export function chooseSource(
  world: World,
  desired: DesiredClone,
  recorded: RecordedClone | undefined,
): SourceChoice {
  const { source } = desired;
  if (source.kind === 'clone') return { status: 'chained' };
  const scope = sourceScope(world, source);
  if (scope === null) return missingProject(world, source);
  const list = world.scope(scope);
  if (list?.status === 'unreadable') return { status: 'unreadable', failure: list.failure };
  const versions = world.versionsOf(scope, source.profile);
  if (versions.length === 0) return missingProfile(world, source, scope);
  const candidates = rankCandidates(versions, source.version, stickyVersion(world, desired, recorded));
  if (candidates.length === 0) return missingVersion(source, versions);
  return firstPublished(world, source, scope, candidates);
}

function stickyVersion(
  world: World,
  desired: DesiredClone,
  recorded: RecordedClone | undefined,
): string | null {
  const upgrades = world.options.upgrade.some((glob) => selectsAddress(glob, desired.address));
  return recorded === undefined || upgrades ? null : recorded.source.version;
}

/** Best first. An exact version stands alone, and so does a sticky one. Exact ones match to the letter, legacy ones too. */
export function rankCandidates(
  versions: readonly ListedVersion[],
  wanted: string,
  sticky: string | null,
): readonly ListedVersion[] {
  const exact = versions.filter((item) => item.version === wanted);
  if (exact.length > 0) return exact;
  const range = semver.validRange(wanted) === null ? null : new semver.Range(wanted);
  if (range === null) return [];
  const allowed = versions.filter((item) => semver.valid(item.version) !== null && range.test(item.version));
  const kept = allowed.filter((item) => item.version === sticky);
  if (kept.length > 0) return kept;
  return allowed.toSorted((a, b) => semver.rcompare(a.version, b.version));
}

function firstPublished(
  world: World,
  source: ProfileSource,
  scope: ScopeRef,
  candidates: readonly ListedVersion[],
): SourceChoice {
  for (const candidate of candidates) {
    const read = world.object(candidate.uid);
    if (read === undefined) return { status: 'needs_read', uid: candidate.uid, scope };
    if (read.status === 'unreadable') return { status: 'unreadable', failure: read.failure };
    if (read.status === 'present' && read.object.isPublished)
      return { status: 'resolved', object: read.object, scope };
  }
  const names = candidates.map((item) => item.version).join(', ');
  return { status: 'unpublished', detail: `${nameOf(source)} ${names} is not published` };
}

function missingProject(world: World, source: ProfileSource): SourceChoice {
  const guess = nearest(source.project ?? '', world.observed.projects.keys());
  return {
    status: 'missing',
    detail: `there is no project ${JSON.stringify(source.project)} for the source ${JSON.stringify(source.profile)}`,
    hint: suggestion(guess, [...world.observed.projects.keys()], 'projects'),
  };
}

function missingProfile(world: World, source: ProfileSource, scope: ScopeRef): SourceChoice {
  const names = [...new Set(world.namesIn(scope))].sort();
  const where =
    source.scope === 'tenant' ? 'at tenant scope' : `in project ${JSON.stringify(source.project)}`;
  return {
    status: 'missing',
    detail: `there is no profile ${JSON.stringify(source.profile)} ${where}`,
    hint: suggestion(nearest(source.profile, names), names, 'profiles'),
  };
}

function missingVersion(source: ProfileSource, versions: readonly ListedVersion[]): SourceChoice {
  const sorted = versions.map((item) => item.version).toSorted(compareVersions);
  const prereleases = sorted.filter((version) => (semver.prerelease(version) ?? []).length > 0);
  const note =
    prereleases.length === 0
      ? ''
      : `; a range leaves prereleases out: name one exactly (${prereleases.join(', ')})`;
  return {
    status: 'missing',
    detail: `${nameOf(source)} has no version that ${JSON.stringify(source.version)} allows`,
    hint: `it has ${sorted.join(', ')}${note}`,
  };
}

function compareVersions(a: string, b: string): number {
  const left = semver.parse(a);
  const right = semver.parse(b);
  if (left !== null && right !== null) return left.compare(right);
  return compareText(a, b);
}

/** "did you mean …" and the list, cut to what a terminal can bear. */
export function suggestion(guess: string | undefined, known: readonly string[], noun: string): string {
  const first = guess === undefined ? '' : `did you mean ${JSON.stringify(guess)}? `;
  if (known.length === 0) return `${first}there are no ${noun} to be seen with this key`;
  const shown = known
    .slice(0, 20)
    .map((name) => JSON.stringify(name))
    .join(', ');
  const more = known.length > 20 ? ` and ${known.length - 20} more` : '';
  return `${first}${noun}: ${shown}${more}`;
}

function nameOf(source: ProfileSource): string {
  return JSON.stringify(source.profile);
}
