// One declared clone and all that bears on it: what every rule about it looks at.
import type { DesiredClone } from '../../model/desired.ts';
import { selectsAddress } from '../../model/glob.ts';
import { keyId, type NaturalKey } from '../../model/natural-key.ts';
import type { RecordedClone } from '../../model/recorded.ts';
import type { UpdateContent } from '../change.ts';
import { chooseSource, type SourceChoice } from '../choose-source.ts';
import type { PlanningContext } from '../planning-context.ts';
import type { Source } from '../source.ts';

export interface CloneContext {
  readonly planning: PlanningContext;
  readonly desired: DesiredClone;
  readonly row: RecordedClone | undefined;
  readonly choice: SourceChoice;
  /** Target version with `source` resolved; null while the source is unknown. */
  readonly version: string | null;
  /** null while project or version is unknown. */
  readonly key: NaturalKey | null;
}

export function makeCloneContext(
  planning: PlanningContext,
  desired: DesiredClone,
  row: RecordedClone | undefined,
): CloneContext {
  const choice = chooseSource(planning, desired, row);
  const version = wantedVersion(desired, choice, row);
  const key = targetKey(planning, desired, version);
  return { planning, desired, row, choice: asRecorded(planning, desired, choice, key, row), version, key };
}

/** A source that has other content by now is none for a rollback, unless the clone itself still has what is wanted. */
function asRecorded(
  planning: PlanningContext,
  desired: DesiredClone,
  choice: SourceChoice,
  key: NaturalKey | null,
  row: RecordedClone | undefined,
): SourceChoice {
  const wanted = desired.recorded?.digest;
  // Overrides are rendered first; wanted.ts says what does not fit then.
  if (desired.overrides !== undefined || desired.recorded?.hadOverrides === true) return choice;
  if (wanted === undefined || choice.status !== 'resolved' || choice.source.digest === wanted) return choice;
  const read =
    row === undefined || key === null || keyId(row.key) !== keyId(key) ? undefined : planning.object(row.uid);
  if (read?.status === 'present' && read.object.digest === wanted) return choice;
  const { name, version } = choice.source.key;
  return {
    status: 'missing',
    detail: `${name} ${version} was changed since, and the content recorded by the run no longer exists`,
    hint: `restore the old content of ${name} ${version}, or exclude this clone with --exclude '${desired.address}'`,
  };
}

export function sourceOf(context: Pick<CloneContext, 'choice'>): Source | null {
  return context.choice.status === 'resolved' ? context.choice.source : null;
}

/** Somebody asked for the wanted content, whatever was edited by hand (`revert`). */
export function isReverted({ planning, desired }: Pick<CloneContext, 'planning' | 'desired'>): boolean {
  const { revert = [] } = planning.options;
  return revert.some((glob) => selectsAddress(glob, desired.address));
}

/** Protected by its declaration or by `state protect`: what is to be recorded. */
export function isToBeProtected(desired: DesiredClone, row: RecordedClone | undefined): boolean {
  return desired.protect || row?.remarks?.held === true;
}

/**
 * Protected in YAML or in state means protected. Taking `protect: true` away counts once it is recorded, which takes a run that does
 * nothing else to the clone.
 */
export function isProtectedNow(desired: DesiredClone, row: RecordedClone): boolean {
  return desired.protect || row.isProtected;
}

/** With `newVersion` the declared version is where counting starts; snapshots count too, by their upgrades. */
export function countsVersions(desired: DesiredClone): boolean {
  return desired.mirrorBy === 'newVersion';
}

/** For `newVersion` the declared version is a base: while it is unchanged, the recorded current one is wanted. */
function wantedVersion(
  desired: DesiredClone,
  choice: SourceChoice,
  row: RecordedClone | undefined,
): string | null {
  const declared = desired.target.version;
  if (declared === 'source')
    return choice.status === 'resolved' ? choice.source.key.version : (row?.key.version ?? null);
  const isBase = countsVersions(desired) && row?.declaredVersion === declared;
  return isBase ? row.key.version : declared;
}

function targetKey(
  planning: PlanningContext,
  desired: DesiredClone,
  version: string | null,
): NaturalKey | null {
  const { scope, project, name } = desired.target;
  if (version === null) return null;
  if (scope === 'tenant') return { scope, projectUid: null, name, version };
  const projectUid = project === null ? undefined : planning.observed.projects.get(project);
  return projectUid === undefined ? null : { scope, projectUid, name, version };
}

/** Same name in the same place, whatever the version. */
export function isSamePlace(a: NaturalKey, b: NaturalKey): boolean {
  return a.name === b.name && a.scope === b.scope && a.projectUid === b.projectUid;
}

/** By what people call it: an object that was deleted and made again under the same name and version is no upgrade. */
export function isSameVersion(source: Source, row: RecordedClone): boolean {
  const { name, version, scope, projectUid } = row.source;
  const { key } = source;
  return key.name === name && key.version === version && key.scope === scope && key.projectUid === projectUid;
}

/** What the content came from so far, where that is another profile or version. */
export function sourceBefore({
  row,
  choice,
}: Pick<CloneContext, 'row' | 'choice'>): Pick<UpdateContent, 'sourceBefore'> {
  if (row === undefined || choice.status !== 'resolved') return {};
  const { name, version } = row.source;
  const { key } = choice.source;
  return key.name === name && key.version === version ? {} : { sourceBefore: { name, version } };
}
