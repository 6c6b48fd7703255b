// Which profile version a declaration copies. Ranges are sticky: a clone stays where it is while its range allows it.

import semver from 'semver';
import { memoizeWeak } from '../content/memoize.ts';
import type { DesiredClone, DesiredSource } from '../model/desired.ts';
import { selectsAddress } from '../model/glob.ts';
import { keyId, type NaturalKey, projectScope, type ScopeRef, TENANT } from '../model/natural-key.ts';
import { suggester } from '../model/nearest.ts';
import type { ListedVersion, Observed, ReadFailure, ScopeRead } from '../model/observed.ts';
import type { RecordedClone, RecordedSource } from '../model/recorded.ts';
import { toSource, upstreamOf } from './links.ts';
import type { PlanningContext } from './planning-context.ts';
import { siblingSource } from './siblings.ts';
import type { Source } from './source.ts';
import { compareVersions, rangeOf } from './version-range.ts';

type ProfileSource = Extract<DesiredSource, { kind: 'profile' }>;

export type SourceChoice =
  | { readonly status: 'resolved'; readonly source: Source }
  /** The next candidate was not read yet: the planning context asks for it. */
  | { readonly status: 'needs_read' }
  | { readonly status: 'missing'; readonly detail: string; readonly hint: string | null }
  | { readonly status: 'unpublished'; readonly detail: string }
  | { readonly status: 'unreadable'; readonly failure: ReadFailure };

/** The scope that a source is read in; null when its project is not there. */
export function sourceScope(planning: PlanningContext, source: ProfileSource): ScopeRef | null {
  if (source.scope === 'tenant') return TENANT;
  const uid = source.project === null ? undefined : planning.observed.projects.get(source.project);
  return uid === undefined ? null : projectScope(uid);
}

/** Without a look at Palette, what state does not know is not missing. */
export const NOT_ASKED: ReadFailure = {
  code: 'NotRead',
  message: '--refresh none reads nothing from Palette',
};

/** Repeatable: called again once what it asked for was read, until it no longer says `needs_read`. */
export function chooseSource(
  planning: PlanningContext,
  desired: DesiredClone,
  recorded: RecordedClone | undefined,
): SourceChoice {
  const choice = choose(planning, desired, recorded);
  const isUnknown = planning.options.refresh === 'none' && choice.status === 'missing';
  return isUnknown ? { status: 'unreadable', failure: NOT_ASKED } : choice;
}

function choose(
  planning: PlanningContext,
  desired: DesiredClone,
  recorded: RecordedClone | undefined,
): SourceChoice {
  const { source } = desired;
  const sticky = stickySource(planning, desired, recorded);
  if (source.kind === 'clone') return chooseLink(planning, desired, sticky);
  const scope = sourceScope(planning, source);
  if (scope === null) return missingProject(planning, source);
  const list = planning.scope(scope);
  if (list?.status === 'unreadable') return { status: 'unreadable', failure: list.failure };
  const recordedOne = askRecorded(planning, source, scope, sticky);
  if (recordedOne !== null && 'status' in recordedOne) return recordedOne;
  if (list === undefined && recordedOne === null && planning.options.refresh !== 'none') {
    planning.askList(scope);
    return { status: 'needs_read' };
  }
  const listed = planning.versionsOf(scope, source.profile);
  const versions = recordedOne === null ? listed : [...listed, recordedOne];
  if (versions.length === 0) return ifListIsWhole(list, missingProfile(planning, source, scope));
  const candidates = rankCandidates(versions, source.version, ({ name, version, uid }) =>
    isSticky(sticky, { ...scope, name, version }, uid),
  );
  if (candidates.length > 0) return firstPublished(planning, source, scope, candidates);
  const known = versions.map((item) => item.version);
  return ifListIsWhole(list, missingVersion(nameOf(source), source.version, known));
}

/** What is not in a list that lost rows may be there. */
function ifListIsWhole(list: ScopeRead | undefined, missing: SourceChoice): SourceChoice {
  const lost = list?.status === 'listed' ? (list.missing ?? 0) : 0;
  if (lost === 0) return missing;
  const message = `the list of its scope is incomplete: ${lost} of its rows are missing`;
  return { status: 'unreadable', failure: { code: 'IncompleteList', message } };
}

/**
 * The recorded source where no list shows it: a clone stays on it while its range allows, so that no list is needed; and lists lose
 * rows (facts.md section 10, 10), so that it is asked for by its UID before it is called missing. null: it is listed, no longer
 * wanted, gone, or has another name or version now.
 */
function askRecorded(
  planning: PlanningContext,
  { profile, version: wanted }: ProfileSource,
  scope: ScopeRef,
  sticky: RecordedSource | null,
): ListedVersion | Extract<SourceChoice, { status: 'needs_read' | 'unreadable' }> | null {
  const isNothingRead = planning.scope(scope) === undefined && planning.options.refresh === 'none';
  if (sticky === null || isNothingRead) return null;
  const { uid, name, version } = sticky;
  const isElsewhere = sticky.scope !== scope.scope || sticky.projectUid !== scope.projectUid;
  if (isElsewhere || name !== profile || rankCandidates([sticky], wanted, () => false).length === 0)
    return null;
  const listed = planning.versionsOf(scope, profile);
  if (listed.some((item) => item.uid === uid || item.version === version)) return null;
  const read = planning.whole(uid, scope);
  if (read === undefined) return { status: 'needs_read' };
  if (read.status === 'unreadable') return { status: 'unreadable', failure: read.failure };
  const isThere = read.status === 'present' && keyId(read.object.key) === keyId(sticky);
  return isThere ? { name, version, uid, seen: null } : null;
}

function stickySource(
  planning: PlanningContext,
  desired: DesiredClone,
  recorded: RecordedClone | undefined,
): RecordedSource | null {
  const upgrades = planning.options.upgrade.some((glob) => selectsAddress(glob, desired.address));
  return upgrades ? null : (recorded?.source ?? siblingSource(planning, desired));
}

/** The same version of the same profile. An equal version of another one is none to stay on. */
function isSticky(sticky: RecordedSource | null, key: NaturalKey, uid: string | null): boolean {
  if (sticky === null) return false;
  return key.version === sticky.version && (uid === sticky.uid || keyId(key) === keyId(sticky));
}

/** Best first. An exact version stands alone, and so does a kept one. Exact ones match to the letter, legacy ones too. */
function rankCandidates<T extends { readonly version: string }>(
  versions: readonly T[],
  wanted: string,
  isKept: (candidate: T) => boolean,
): readonly T[] {
  const exact = versions.find((item) => item.version === wanted);
  if (exact !== undefined) return versions.filter((item) => item.version === wanted);
  const range = rangeOf(wanted);
  if (range === null) return [];
  const allowed = versions.filter(({ version }) => range(version));
  const kept = allowed.filter(isKept);
  if (kept.length > 0) return kept;
  return allowed.toSorted((a, b) => semver.rcompare(a.version, b.version));
}

/** A clone of a clone: what that one has, or will have once this plan is done. Its current version is preferred. */
function chooseLink(
  planning: PlanningContext,
  desired: DesiredClone,
  sticky: RecordedSource | null,
): SourceChoice {
  const above = upstreamOf(planning, desired);
  const { version: wanted } = desired.source;
  if (above === undefined) return missingLink(planning, desired);
  const upstream = planning.upstreams.get(above.address);
  if (upstream === undefined) return { status: 'needs_read' };
  const { current, older, missing } = upstream;
  if (missing?.unreadable === true)
    return { status: 'unreadable', failure: { code: 'NotRead', message: missing.detail } };
  const versions = [...(current === null ? [] : [current]), ...older].map((source) => ({
    version: source.key.version,
    source,
  }));
  if (current === null) {
    const detail = `its source ${above.address} does not exist: ${missing?.detail ?? 'no run has created it'}`;
    if (versions.length === 0)
      return { status: 'missing', detail, hint: `fix what blocks ${above.address} first` };
  }
  const isKept = ({ source }: (typeof versions)[number]): boolean => isSticky(sticky, source.key, source.uid);
  const ranked = rankCandidates(versions, wanted, isKept);
  const preferred = ranked.find(isKept) ?? ranked.find(({ source }) => source === current) ?? ranked[0];
  if (preferred === undefined)
    return missingVersion(
      above.address,
      wanted,
      versions.map(({ version }) => version),
    );
  const { source } = preferred;
  if (!source.isPublished)
    return { status: 'unpublished', detail: `${above.address} ${source.key.version} is not published` };
  return { status: 'resolved', source };
}

/** Declarations are refused for this when they are read; a clone that is rolled back may still ask for it. */
function missingLink(planning: PlanningContext, { source }: DesiredClone): SourceChoice {
  const name = source.kind === 'clone' ? source.clone : source.profile;
  const selectors = planning.input.desired.selection?.selectors ?? [];
  if (source.project !== null && selectors.some(({ id }) => id === name))
    return {
      status: 'missing',
      detail: `${name} has no clone in project ${JSON.stringify(source.project)}: it does not select that project now`,
      hint: 'let it be selected, or copy the clone of another project',
    };
  return { status: 'missing', detail: `${name} is not declared`, hint: 'declare it, or copy another clone' };
}

function firstPublished(
  planning: PlanningContext,
  source: ProfileSource,
  scope: ScopeRef,
  candidates: readonly ListedVersion[],
): SourceChoice {
  for (const candidate of candidates) {
    const read = planning.whole(candidate.uid, scope);
    if (read === undefined) return { status: 'needs_read' };
    if (read.status === 'unreadable') return { status: 'unreadable', failure: read.failure };
    const found = read.status === 'present' && read.object.isPublished ? toSource(read.object) : null;
    if (found !== null) return { status: 'resolved', source: found };
  }
  const names = candidates.map((item) => item.version).join(', ');
  return { status: 'unpublished', detail: `${nameOf(source)} ${names} is not published` };
}

function missingProject(planning: PlanningContext, source: ProfileSource): SourceChoice {
  return {
    status: 'missing',
    detail: `there is no project ${JSON.stringify(source.project)} for the source ${JSON.stringify(source.profile)}`,
    hint: projectHints(planning.observed)(source.project ?? ''),
  };
}

const NOT_LISTED: ScopeRead = { status: 'listed', versions: [] };

/** Ten thousand clones may miss the same few projects and profiles: each is looked for once. */
export const projectHints = memoizeWeak(({ projects }: Observed) => {
  const names = [...projects.keys()].sort();
  const guessFor = suggester(names);
  return (wanted: string): string => suggestion(guessFor(wanted), names, 'projects');
});

const profileHints = memoizeWeak((list: ScopeRead) => {
  const found = list.status === 'listed' ? list.versions : [];
  const names = [...new Set(found.map(({ name }) => name))].sort();
  const guessFor = suggester(names);
  return (wanted: string): string => suggestion(guessFor(wanted), names, 'profiles');
});

function missingProfile(planning: PlanningContext, source: ProfileSource, scope: ScopeRef): SourceChoice {
  const list = planning.scope(scope);
  const where =
    source.scope === 'tenant' ? 'at tenant scope' : `in project ${JSON.stringify(source.project)}`;
  return {
    status: 'missing',
    detail: `there is no profile ${JSON.stringify(source.profile)} ${where}`,
    hint: profileHints(list ?? NOT_LISTED)(source.profile),
  };
}

export function missingVersion(name: string, wanted: string, versions: readonly string[]): SourceChoice {
  const sorted = versions.toSorted(compareVersions);
  const prereleases = sorted.filter((version) => (semver.prerelease(version) ?? []).length > 0);
  const note =
    prereleases.length === 0
      ? ''
      : `; a range does not match prereleases: declare one exactly (${prereleases.join(', ')})`;
  return {
    status: 'missing',
    detail: `${name} has no version that matches ${JSON.stringify(wanted)}`,
    hint: `it has ${sorted.join(', ')}${note}`,
  };
}

/** "did you mean …" and the list, cut to what a terminal can bear. */
export function suggestion(guess: string | undefined, known: readonly string[], noun: string): string {
  const first = guess === undefined ? '' : `did you mean ${JSON.stringify(guess)}? `;
  if (known.length === 0) return `${first}this key sees no ${noun}`;
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
