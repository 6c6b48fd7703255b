// What state would record although nothing is sent to Palette: one function for the planner, which shows it, and for apply, which
// writes it, so that no run records what no plan has shown.
import { canonicalJson } from '../content/canonical-json.ts';
import type { Digest } from '../content/content.ts';
import type { ObservedObject } from '../model/observed.ts';
import type { RecordedClone } from '../model/recorded.ts';
import { hasRecordedContent, isMadeOf } from '../model/remarks.ts';
import type { Managed, Noop, RecordOnly, UpdateMetadata } from './change.ts';
import type { RecordChange } from './record-change.ts';
import { meansSame, sameLabels } from './rules/metadata.ts';

type Noted = Noop | UpdateMetadata | RecordOnly;

/**
 * The row as a change leaves it that sends nothing: name and version as they are in Palette, the project's present name,
 * protection, version, labels and description as declared, a source that goes by another version or UID although its content is
 * the clone's, and a newer timestamp over content that is still the recorded one. `sourceUid` stands for that of a source that
 * the same run makes first; null: nothing is recorded of it.
 */
export function notedRow(
  change: Noted,
  row: RecordedClone,
  sourceUid: string | null = change.source.uid,
): RecordedClone {
  const { seen, manages } = change;
  const isMoved =
    seen !== null && hasRecordedContent(row, seen.digest) && seen.lastModified !== row.lastModified;
  const { scope, projectUid, name, version } = change.clone;
  return {
    ...(change.dropsOverrides === true ? withoutOverrides(row) : row),
    ...(seen === null ? {} : { key: { scope, projectUid, name, version } }),
    projectName: change.clone.project ?? row.projectName,
    isProtected: change.protect,
    declaredVersion: change.declaredVersion ?? row.declaredVersion,
    ...(seen === null || manages === undefined ? {} : managedAsSet(manages, seen)),
    ...(isMoved ? { lastModified: seen.lastModified, shown: seen.shown } : {}),
    ...notedSource(change, row, sourceUid),
    ...notedOverrides(change),
  };
}

/** UID, for the planner, of a source that its plan has yet to make. */
export const PENDING = '';

/** What is managed and is as declared; the rest is not recorded as set. */
export function managedAsSet(
  { labels, description }: Pick<Managed, 'labels' | 'description'>,
  object: Pick<ObservedObject, 'labels' | 'description'>,
): Pick<RecordedClone, 'labels' | 'description'> {
  return {
    labels: labels !== null && sameLabels(labels, object.labels) ? labels : null,
    description: description !== null && meansSame(description, object.description) ? description : null,
  };
}

function withoutOverrides(row: RecordedClone): RecordedClone {
  const { overrides: _overrides, ...rest } = row;
  return rest;
}

/** Empty where what is recorded stays. */
function notedOverrides({ rendering }: Noted): Pick<RecordedClone, 'overrides'> {
  if (rendering === undefined) return {};
  const { shown: _shown, ...overrides } = rendering;
  return { overrides };
}

/** What a clone of the source with this digest should have; null: not known without rendering. */
function wantedOf({ rendering, dropsOverrides }: Noted, row: RecordedClone, digest: Digest): Digest | null {
  if (rendering !== undefined) return rendering.wanted;
  if (row.overrides === undefined || dropsOverrides === true) return digest;
  return row.overrides.source === digest ? row.overrides.wanted : null;
}

function notedSource(
  change: Noted,
  row: RecordedClone,
  uid: string | null,
): Partial<Pick<RecordedClone, 'source' | 'digest' | 'shown' | 'lastModified'>> {
  const { source, seen } = change;
  const { name, version, digest, scope, projectUid } = source;
  if (uid === null || version === null || digest === null || seen === null) return {};
  const now = { uid, name, version, scope, projectUid, digest };
  const wanted = wantedOf(change, row, digest);
  if (wanted !== null && isMadeOf(row, seen.digest, wanted)) {
    const { shown, lastModified } = seen;
    return { source: now, digest: wanted, shown, lastModified };
  }
  return digest === row.source.digest ? { source: now } : {};
}

/** What people would see of the difference between two rows of one object; timestamps are not among it. */
export function recordChanges(before: RecordedClone, after: RecordedClone): readonly RecordChange[] {
  const changes: RecordChange[] = [];
  const add = (what: RecordChange['what'], from: string | null, to: string | null): void => {
    if (from !== to) changes.push({ what, from, to });
  };
  add('name', before.key.name, after.key.name);
  add('version', before.key.version, after.key.version);
  add('project', before.projectName, after.projectName);
  changes.push(...sourceChanges(before, after));
  add('overrides', before.overrides?.digest ?? null, after.overrides?.digest ?? null);
  add('protected', String(before.isProtected), String(after.isProtected));
  add('declaredVersion', before.declaredVersion, after.declaredVersion);
  add('labels', labelsText(before.labels), labelsText(after.labels));
  add('description', before.description, after.description);
  return changes;
}

/** By what people call it where that differs, else by its UID, else by its content. */
export function sourceChanges(before: RecordedClone, after: RecordedClone): readonly RecordChange[] {
  const [was, is] = [before.source, after.source];
  const place = (source: RecordedClone['source']): string =>
    `${source.name} ${source.version}${source.projectUid === null ? '' : ` (project ${source.projectUid})`}`;
  const isSamePlace = was.projectUid === is.projectUid;
  if (was.name !== is.name || was.version !== is.version || !isSamePlace) {
    const text = isSamePlace ? (source: typeof was): string => `${source.name} ${source.version}` : place;
    return [{ what: 'source', from: text(was), to: text(is) }];
  }
  if (was.uid !== is.uid)
    return [{ what: 'sourceUid', from: was.uid, to: is.uid === PENDING ? null : is.uid }];
  if (was.digest !== is.digest) return [{ what: 'sourceContent', from: was.digest, to: is.digest }];
  return before.digest === after.digest ? [] : [{ what: 'content', from: before.digest, to: after.digest }];
}

function labelsText(labels: RecordedClone['labels']): string | null {
  return labels === null ? null : canonicalJson(labels);
}
