// How the content of a clone is changed: in place, as a new version, or by making it anew (`mirrorBy`).
import semver from 'semver';
import { compareContent } from '../../content/compare-content.ts';
import type { PackChange } from '../../content/pack-change.ts';
import { assertNever } from '../../model/invariant.ts';
import type { ObservedObject } from '../../model/observed.ts';
import type { RecordedClone } from '../../model/recorded.ts';
import { hasRecordedContent, isAsFound } from '../../model/remarks.ts';
import type { Blocked, ContentReason, CreateVersion, Recreate, UpdateContent } from '../change.ts';
import type { Blocker } from '../plan.ts';
import { acceptedEdit } from './accepted-edit.ts';
import { lockBlockers, sourceBlockers } from './blockers.ts';
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
import { renameBlockers } from './in-place.ts';
import { needsOf, planRecreate, planVersion } from './making.ts';
import { wantedFacts } from './metadata.ts';
import { type Case, isToBeProtected, sourceOf } from './the-case.ts';
import { type BothContents, variableBlockers } from './variable-blockers.ts';

export function planContent(
  it: Case,
  row: RecordedClone,
  object: ObservedObject,
  reason: ContentReason,
): UpdateContent | CreateVersion | Recreate | Blocked {
  const content = contentChanges(it, object);
  if (reason === 'incomplete') return planUpdate(it, row, object, reason, content);
  const edited = [...handEdited(it, row, object), ...acceptedEdit(it, row)];
  switch (it.desired.mirrorBy) {
    case 'update':
      return planUpdate(it, row, object, reason, content);
    case 'newVersion':
      return planVersion(it, reason, { version: nextFree(it, row), content, blockers: edited });
    case 'recreate':
      return planRecreate(it, row, object, reason, { content, blockers: edited });
    default:
      return assertNever(it.desired.mirrorBy);
  }
}

export function contentChanges(it: Case, object: ObservedObject): readonly PackChange[] {
  const { from, to } = bothContents(it, object);
  return from === null || to === null ? [] : compareContent(from, to);
}

function bothContents(it: Case, object: ObservedObject): BothContents {
  const source = sourceOf(it);
  const to = source?.content ?? it.world.contentWith(source?.digest ?? null);
  return { from: it.world.contentOf(object), to };
}

/** Labels and description come right in the same change. */
function planUpdate(
  it: Case,
  row: RecordedClone,
  object: ObservedObject,
  reason: ContentReason,
  content: readonly PackChange[],
): UpdateContent | Blocked {
  const { world, desired, choice } = it;
  return decided<UpdateContent>(
    {
      kind: 'update_content',
      reason,
      address: desired.address,
      clone: clonePlanned(world, row.key, row.projectName),
      source: sourcePlanned(world, desired, choice),
      needs: needsOf(it),
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
    },
    [
      ...sourceBlockers(choice),
      ...renameBlockers(it, row.key, object),
      ...lockBlockers(object.inUse),
      ...variableBlockers(it, object, bothContents(it, object)),
      ...(reason === 'incomplete' ? notCompletable(it, row, object) : handEdited(it, row, object)),
      ...acceptedEdit(it, row),
      ...foreignDraft(it, row, object),
    ],
  );
}

/** An upgrade would overwrite what somebody did to a snapshot on purpose; a mirror is there to be restored. */
function handEdited(it: Case, row: RecordedClone, object: ObservedObject): readonly Blocker[] {
  const isUnfinished = row.status === 'incomplete' && isAsFound(row, object.digest);
  const isOurs =
    isUnfinished ||
    hasRecordedContent(row, object.digest) ||
    it.world.unfinished.updates.has(it.desired.address);
  if (it.desired.content === 'mirror' || isOurs) return [];
  return [
    {
      by: 'clone_edited',
      detail: 'it was edited in Palette, and an upgrade would overwrite the edit',
      hint: `to keep the edit, declare the source version that the clone has (${row.source.version}); to overwrite it, run cloneform accept '${it.desired.address}' and make a new plan`,
    },
  ];
}

/** What nobody reviewed is not completed: other content of the source by now, or an edit by hand since. */
function notCompletable(it: Case, row: RecordedClone, object: ObservedObject): readonly Blocker[] {
  const source = sourceOf(it);
  const { address } = it.desired;
  const { name, version } = row.source;
  const isEdited = !isAsFound(row, object.digest) && !hasRecordedContent(row, object.digest);
  if (source === null) return [];
  if (source.digest !== row.source.digest && it.desired.recorded === undefined)
    return [
      {
        by: 'clone_edited',
        detail: `it did not turn out as planned, and its source ${name} ${version} no longer has the planned content`,
        hint: `to keep the clone as it is, run cloneform accept '${address}'; to get the planned content, restore the content of ${name} ${version}; or declare another version of the source`,
      },
    ];
  if (!isEdited || it.desired.content === 'mirror') return [];
  return [
    {
      by: 'clone_edited',
      detail:
        'it did not turn out as planned and was then edited in Palette; completing it would overwrite the edit',
      hint: `to keep the clone as it is, run cloneform accept '${address}'; to get the planned content, undo the edit in Palette`,
    },
  ];
}

function foreignDraft(it: Case, row: RecordedClone, object: ObservedObject): readonly Blocker[] {
  // What was made but not published has its content in a draft.
  const isOwn = row.status === 'incomplete' && !object.isPublished;
  if (!object.hasDraft || isOwn || it.world.unfinished.drafts.has(it.desired.address)) return [];
  return [
    {
      by: 'clone_edited',
      detail: 'it has an unpublished draft',
      hint: 'publish or discard the draft in Palette, then make a new plan',
    },
  ];
}

/** The next patch version that nobody has in this place. */
export function nextFree(it: Case, row: RecordedClone): string {
  const { world } = it;
  let version = semver.inc(row.key.version, 'patch') ?? it.desired.target.version;
  for (;;) {
    const key = { ...row.key, version };
    if (world.uidAt(key) === undefined && world.holderOf(key) === undefined) return version;
    const next = semver.inc(version, 'patch');
    if (next === null) return version;
    version = next;
  }
}
