// How the content of a clone is changed: in place, as a new version, or by creating it again (`mirrorBy`).
import semver from 'semver';
import { compareContent } from '../../content/compare-content.ts';
import { markOverrides } from '../../content/overrides/mark-origin.ts';
import type { PackChange } from '../../content/pack-change.ts';
import { assertNever } from '../../model/invariant.ts';
import type { ObservedObject } from '../../model/observed.ts';
import type { RecordedClone } from '../../model/recorded.ts';
import { hasRecordedContent, isAsFound } from '../../model/remarks.ts';
import type { Blocked, ContentReason, CreateVersion, Recreate, UpdateContent } from '../change.ts';
import type { Blocker } from '../plan.ts';
import { acceptedEdit } from './accepted-edit.ts';
import { lockBlockers, sourceBlockers } from './blockers.ts';
import { type CloneContext, isReverted, isToBeProtected, sourceBefore, sourceOf } from './clone-context.ts';
import {
  clonePlanned,
  copiedOf,
  decided,
  declaredMembers,
  factsOf,
  recordedPrecondition,
  seenOf,
  sourcePlanned,
} from './draft.ts';
import { isSourceEdited } from './find-drift.ts';
import { renameBlockers } from './in-place.ts';
import { needsOf, planRecreate, planVersion } from './making.ts';
import { wantedFacts } from './metadata.ts';
import { type BothContents, variableBlockers } from './variable-blockers.ts';
import { overriddenPlaces, overrideBlockers, renderingMembers, wantedContent } from './wanted.ts';

export function planContent(
  context: CloneContext,
  row: RecordedClone,
  object: ObservedObject,
  reason: ContentReason,
): UpdateContent | CreateVersion | Recreate | Blocked {
  const content = contentChanges(context, object);
  if (reason === 'incomplete') return planUpdate(context, row, object, reason, content);
  const edited = [
    ...editedSource(context, row, reason),
    ...handEdited(context, row, object),
    ...acceptedEdit(context, row),
  ];
  // Clones that take over the source's versions have one object for each.
  if (reason === 'overrides_changed' && context.desired.target.version === 'source')
    return planUpdate(context, row, object, reason, content);
  switch (context.desired.mirrorBy) {
    case 'update':
      return planUpdate(context, row, object, reason, content);
    case 'newVersion':
      return planVersion(context, reason, { version: nextFree(context, row), content, blockers: edited });
    case 'recreate':
      return planRecreate(context, row, object, reason, { content, blockers: edited });
    default:
      return assertNever(context.desired.mirrorBy);
  }
}

export function contentChanges(context: CloneContext, object: ObservedObject): readonly PackChange[] {
  const { from, to } = bothContents(context, object);
  return from === null || to === null
    ? []
    : markOverrides(compareContent(from, to), overriddenPlaces(context));
}

function bothContents(context: CloneContext, object: ObservedObject): BothContents {
  return { from: context.planning.contentOf(object), to: wantedContent(context) };
}

/** Labels and description come right in the same change. */
function planUpdate(
  context: CloneContext,
  row: RecordedClone,
  object: ObservedObject,
  reason: ContentReason,
  content: readonly PackChange[],
): UpdateContent | Blocked {
  const { planning, desired, choice } = context;
  return decided<UpdateContent>(
    {
      kind: 'update_content',
      reason,
      address: desired.address,
      clone: clonePlanned(planning, row.key, row.projectName),
      source: sourcePlanned(planning, desired, choice),
      needs: needsOf(context),
      recorded: recordedPrecondition(row),
      protect: isToBeProtected(desired, row),
      uid: row.uid,
      seen: seenOf(object),
      copies: copiedOf(choice),
      before: factsOf(object),
      after: wantedFacts(desired, row, object),
      inUse: object.inUse,
      content,
      ...declaredMembers(desired),
      ...renderingMembers(context, row),
      ...sourceBefore(context),
    },
    [
      ...sourceBlockers(choice),
      ...overrideBlockers(context, row),
      ...editedSource(context, row, reason),
      ...renameBlockers(context, row.key, object),
      ...lockBlockers(object.inUse),
      ...variableBlockers(context, object, bothContents(context, object)),
      ...(reason === 'incomplete' ? notCompletable(context, row, object) : handEdited(context, row, object)),
      ...acceptedEdit(context, row),
      ...foreignDraft(context, row, object),
    ],
  );
}

/** A snapshot is rendered, or reverted, only to what is made of the content that it was made of. A mirror takes the edit over, which is why it changes. */
function editedSource(context: CloneContext, row: RecordedClone, reason: ContentReason): readonly Blocker[] {
  const source = sourceOf(context);
  const { address } = context.desired;
  if (source === null || !isSourceEdited(source, row)) return [];
  const { name, version } = row.source;
  if (reason === 'overrides_changed')
    return [
      {
        by: 'source_edited',
        detail: `its overrides changed, but its source ${name} ${version} was edited since it was cloned`,
        hint: `to take the source as it is now, use --upgrade '${address}'; or restore the content of ${name} ${version} in Palette`,
      },
    ];
  if (!isReverted(context) || reason === 'source_edited') return [];
  return [
    {
      by: 'source_edited',
      detail: `its source ${name} ${version} was edited since it was cloned, so the content to revert to no longer exists`,
      hint: `to take the source as it is now, run cloneform revert '${address}' --upgrade; or restore the content of ${name} ${version} in Palette; or keep the clone as it is: cloneform accept '${address}'`,
    },
  ];
}

/** An upgrade would overwrite what somebody did to a snapshot on purpose; a mirror is there to be restored. */
function handEdited(context: CloneContext, row: RecordedClone, object: ObservedObject): readonly Blocker[] {
  const isUnfinished = row.status === 'incomplete' && isAsFound(row, object.digest);
  const isOurs =
    isUnfinished ||
    hasRecordedContent(row, object.digest) ||
    context.planning.unfinished.updates.has(context.desired.address);
  if (context.desired.content === 'mirror' || isOurs || isReverted(context)) return [];
  return [
    {
      by: 'clone_edited',
      detail: 'it was edited in Palette, and an upgrade would overwrite the edit',
      hint: `to keep the edit, run cloneform accept '${context.desired.address}' --as-override, or declare the source version that the clone has (${row.source.version}); to discard it, run cloneform revert '${context.desired.address}'`,
    },
  ];
}

/** What nobody reviewed is not completed: other content of the source by now, or an edit by hand since. */
function notCompletable(
  context: CloneContext,
  row: RecordedClone,
  object: ObservedObject,
): readonly Blocker[] {
  const source = sourceOf(context);
  const { address } = context.desired;
  const { name, version } = row.source;
  // What an interrupted run of ours has begun to write is no edit by hand.
  const isOurs = context.planning.unfinished.updates.has(address);
  const isEdited = !isOurs && !isAsFound(row, object.digest) && !hasRecordedContent(row, object.digest);
  if (source === null) return [];
  if (source.digest !== row.source.digest && context.desired.recorded === undefined)
    return [
      {
        by: 'clone_edited',
        detail: `it did not turn out as planned, and its source ${name} ${version} no longer has the planned content`,
        hint: `to keep the clone as it is, run cloneform accept '${address}'; to get the planned content, restore the content of ${name} ${version}; or declare another version of the source`,
      },
    ];
  if (!isEdited || context.desired.content === 'mirror' || isReverted(context)) return [];
  return [
    {
      by: 'clone_edited',
      detail:
        'it did not turn out as planned and was then edited in Palette; completing it would overwrite the edit',
      hint: `to keep the clone as it is, run cloneform accept '${address}'; to get the planned content, run cloneform revert '${address}'`,
    },
  ];
}

function foreignDraft(context: CloneContext, row: RecordedClone, object: ObservedObject): readonly Blocker[] {
  // What was made but not published has its content in a draft.
  const isOwn = row.status === 'incomplete' && !object.isPublished;
  if (!object.hasDraft || isOwn || context.planning.unfinished.drafts.has(context.desired.address)) return [];
  return [
    {
      by: 'clone_edited',
      detail: 'it has an unpublished draft',
      hint: 'publish or discard the draft in Palette, then make a new plan',
    },
  ];
}

/** The next patch version that nobody has in this place. */
export function nextFree(context: CloneContext, row: RecordedClone): string {
  const { planning } = context;
  let version = semver.inc(row.key.version, 'patch') ?? context.desired.target.version;
  for (;;) {
    const key = { ...row.key, version };
    if (planning.keyAt(key).status !== 'held' && planning.holderOf(key) === undefined) return version;
    const next = semver.inc(version, 'patch');
    if (next === null) return version;
    version = next;
  }
}
