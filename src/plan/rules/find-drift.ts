// What changed in Palette although nobody changed the declaration, with the parts of the content that differ.

import { compareContent, compareParts } from '../../content/compare-content.ts';
import type { Content, Digest } from '../../content/content.ts';
import { nameEdits } from '../../content/edited-parts.ts';
import { changedParts, type Outline } from '../../content/outline.ts';
import type { PackChange } from '../../content/pack-change.ts';
import type { ObservedObject } from '../../model/observed.ts';
import type { RecordedClone } from '../../model/recorded.ts';
import { expectedDescription, hasRecordedContent, isAsFound, isMadeOf } from '../../model/remarks.ts';
import type { Drift } from '../plan.ts';
import type { PlanningContext } from '../planning-context.ts';
import { NOT_AS_PLANNED } from '../reasons.ts';
import type { Source } from '../source.ts';
import { stillDeclares } from '../still-declares.ts';
import { type CloneContext, isSameVersion, sourceOf } from './clone-context.ts';
import { withEditHint } from './edit-hint.ts';
import { sameLabels } from './metadata.ts';
import { wantedContent } from './wanted.ts';

export function findDrift(
  context: CloneContext,
  row: RecordedClone,
  object: ObservedObject,
): readonly Drift[] {
  const { address } = context.desired;
  const drift = findObjectDrift(context.planning, managedRow(context, row), object, () =>
    wantedContent(context),
  );
  if (context.choice.status === 'missing' && stillDeclares(context.planning, context.desired, row))
    drift.push({ address, kind: 'source_gone', detail: context.choice.detail });
  drift.push(...sourceEdits(context, row, object));
  if (!object.isPublished) drift.push(unpublished(address));
  return drift.map((item) => withEditHint(context, row, item));
}

/** What the declaration no longer names is nobody's business, from the plan on that says so. */
function managedRow({ desired: { target } }: CloneContext, row: RecordedClone): RecordedClone {
  const { labels, description } = row;
  return {
    ...row,
    labels: target.labels === null ? null : labels,
    description: target.description === null ? null : description,
  };
}

/** The same for a clone that goes: what it copied does not matter any more, what it has become does. */
export function findDriftOfLeaving(
  planning: PlanningContext,
  row: RecordedClone,
  object: ObservedObject,
): readonly Drift[] {
  const drift = findObjectDrift(planning, row, object, () =>
    row.overrides === undefined ? planning.contentWith(row.source.digest) : null,
  );
  if (!object.isPublished) drift.push(unpublished(row.address));
  return drift;
}

function unpublished(address: Drift['address']): Drift {
  return { address, kind: 'unpublished', detail: 'it has no published content' };
}

/** `other`: a content that stands for the recorded one where that cannot be read any more. */
function findObjectDrift(
  planning: PlanningContext,
  row: RecordedClone,
  object: ObservedObject,
  other: () => Content | null,
): Drift[] {
  const { address } = row;
  const drift: Drift[] = [];
  if (object.key.name !== row.key.name || object.key.version !== row.key.version) {
    const now = `${object.key.name} ${object.key.version}`;
    drift.push({
      address,
      kind: 'renamed',
      detail: `${row.key.name} ${row.key.version} is now named ${now} in Palette`,
    });
  }
  const edited = metadataEdited(row, object);
  if (edited.length > 0) {
    drift.push({
      address,
      kind: 'metadata_edited',
      detail: `its ${edited.join(' and ')} ${edited.length > 1 || edited.includes('labels') ? 'differ' : 'differs'} from what was set`,
    });
  }
  if (isContentEdited(planning, row, object)) {
    drift.push({
      address,
      kind: 'clone_edited',
      detail:
        row.status === 'incomplete' && isAsFound(row, object.digest)
          ? NOT_AS_PLANNED
          : 'its content no longer matches what was recorded',
      ...cloneEdits(planning, row, object, other),
    });
  }
  return drift;
}

function isContentEdited(planning: PlanningContext, row: RecordedClone, object: ObservedObject): boolean {
  const isOtherContent = object.digest !== null && !hasRecordedContent(row, object.digest);
  return isOtherContent && !planning.unfinished.updates.has(row.address);
}

/** Against what was set last, so that an edit in YAML is no drift. What is not declared is nobody's business here. */
function metadataEdited(row: RecordedClone, object: ObservedObject): readonly string[] {
  const edited: string[] = [];
  if (row.labels !== null && !sameLabels(row.labels, object.labels)) edited.push('labels');
  const { description } = row;
  if (description !== null) {
    const asSet = [description, expectedDescription(row)].map((text) => text.trim());
    if (!asSet.includes(object.description.trim())) edited.push('description');
  }
  return edited;
}

function cloneEdits(
  planning: PlanningContext,
  row: RecordedClone,
  object: ObservedObject,
  other: () => Content | null,
): Pick<Drift, 'content'> {
  const now = planning.contentOf(object);
  return now === null ? {} : editsSince(planning, row.digest, { now, outline: object.outline, other });
}

/** A source that this plan itself changes (a chain) was not edited by anybody. */
function sourceEdits(context: CloneContext, row: RecordedClone, object: ObservedObject): readonly Drift[] {
  const source = sourceOf(context);
  if (source === null || source.isPending || !isSourceEdited(source, row)) return [];
  const { name, version } = row.source;
  const now = source.content ?? context.planning.contentWith(source.digest);
  // An unedited clone still has what the source had.
  const other = (): Content | null =>
    isMadeOf(row, object.digest, row.source.digest)
      ? context.planning.contentOf(object)
      : row.overrides === undefined
        ? (object.content ?? null)
        : null;
  const read = source.uid === null ? undefined : context.planning.object(source.uid);
  const outline = read?.status === 'present' ? read.object.outline : null;
  return [
    {
      address: context.desired.address,
      kind: 'source_edited',
      detail: `${name} ${version} changed after it was cloned`,
      ...(now === null ? {} : editsSince(context.planning, row.source.digest, { now, outline, other })),
    },
  ];
}

export function isSourceEdited(source: Source, row: RecordedClone): boolean {
  return isSameVersion(source, row) && source.digest !== row.source.digest;
}

/**
 * What was edited since a content had this digest. Where that content is still to be read somewhere it is compared with as
 * it was; else what `other` has stands for it, and the recorded outline tells which differences are of this side. Without either
 * the outlines still tell the names of what was edited.
 */
function editsSince(
  planning: PlanningContext,
  digest: Digest,
  sides: { readonly now: Content; readonly outline: Outline | null; readonly other: () => Content | null },
): { readonly content?: readonly PackChange[] } {
  const before = planning.contentWith(digest);
  if (before !== null) return { content: compareContent(before, sides.now) };
  const recorded = planning.input.recorded.outlines.get(digest);
  const other = sides.other();
  if (other === null) {
    const isKnown = recorded !== undefined && sides.outline !== null;
    return isKnown ? { content: nameEdits(recorded, sides.outline) } : {};
  }
  if (recorded === undefined || sides.outline === null) return { content: compareContent(other, sides.now) };
  return { content: compareParts(other, sides.now, changedParts(recorded, sides.outline)) };
}
