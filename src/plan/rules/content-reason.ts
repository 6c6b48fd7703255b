// Whether the content of a clone has to change, and why. Decides only; content-change.ts says how.
import type { Digest } from '../../content/content.ts';
import { selectsAddress } from '../../model/glob.ts';
import type { ObservedObject } from '../../model/observed.ts';
import type { RecordedClone } from '../../model/recorded.ts';
import { hasAcceptedEdit, hasRecordedContent, isMadeOf } from '../../model/remarks.ts';
import type { ContentReason } from '../change.ts';
import type { Source } from '../source.ts';
import { type CloneContext, isReverted, isSameVersion, sourceOf } from './clone-context.ts';
import { isLeftAlone, overridesChanged, wantedDigest } from './wanted.ts';

/**
 * null: the content stays. A mirror is left alone exactly when the digests of clone and source are equal; a snapshot follows
 * only a source that moved to another version, which somebody declared or asked for, and loses an edit only by `revert`.
 */
export function contentReason(
  context: CloneContext,
  row: RecordedClone,
  object: ObservedObject,
): ContentReason | null {
  const { recorded } = context.desired;
  if (recorded !== undefined) return rollbackReason(context, recorded.digest, row, object);
  const source = sourceOf(context);
  if (row.status === 'incomplete' && completes(context, row, source)) return 'incomplete';
  if (source === null || object.digest === null) return null;
  if (staysAsItIs(context, row, object, source))
    return isDraftLeft(context, object) ? leftDraftReason(context, row, source) : null;
  return context.desired.content === 'mirror'
    ? mirrorReason(context, row, source)
    : snapshotReason(context, row, object, source);
}

/**
 * An interrupted run of ours wrote a draft that nobody published. What was read of manifests may be the draft's (which of the two Palette
 * answers with is not documented), and as soon as no journal entry tells of it, the draft is a foreign one that blocks the next update.
 */
function isDraftLeft(context: CloneContext, object: ObservedObject): boolean {
  return object.hasDraft && context.planning.unfinished.drafts.has(context.desired.address);
}

/** The wanted content is written and published once more, which leaves no draft. */
function leftDraftReason(context: CloneContext, row: RecordedClone, source: Source): ContentReason | null {
  if (context.desired.content === 'mirror') {
    const reason = mirrorReason(context, row, source);
    return reason === 'clone_edited' ? 'incomplete' : reason;
  }
  return source.digest === row.source.digest ? 'incomplete' : null;
}

/** It has what is wanted, or nobody asked for anything else. */
function staysAsItIs(
  context: CloneContext,
  row: RecordedClone,
  object: ObservedObject,
  source: Source,
): boolean {
  if (isLeftAlone(context, row) && !isRetaken(context, row, source)) return true;
  const wanted = wantedDigest(context, row);
  const isComplete = row.status !== 'incomplete' && object.isPublished;
  return wanted === null || (isComplete && isMadeOf(row, object.digest, wanted));
}

function mirrorReason(context: CloneContext, row: RecordedClone, source: Source): ContentReason {
  if (!isSameVersion(source, row)) return 'source_upgraded';
  if (source.digest !== row.source.digest) return 'source_edited';
  return overridesChanged(context.desired, row) ? 'overrides_changed' : 'clone_edited';
}

function snapshotReason(
  context: CloneContext,
  row: RecordedClone,
  object: ObservedObject,
  source: Source,
): ContentReason | null {
  const isOther = source.digest !== row.source.digest;
  const isHalfDone = context.planning.unfinished.updates.has(context.desired.address);
  if (!isSameVersion(source, row) && (isOther || isHalfDone)) return 'source_upgraded';
  if (isRetaken(context, row, source)) return 'source_edited';
  if (overridesChanged(context.desired, row)) return 'overrides_changed';
  return isEditReverted(context, row, object) ? 'clone_edited' : null;
}

/** `revert` was asked for, and the clone was edited by hand, accepted or not. */
export function isEditReverted(context: CloneContext, row: RecordedClone, object: ObservedObject): boolean {
  const isAsMade = hasRecordedContent(row, object.digest) && !hasAcceptedEdit(row) && object.isPublished;
  return isReverted(context) && !isAsMade;
}

/** `--upgrade` takes the source as it is now, also under the same version. */
function isRetaken({ planning, desired }: CloneContext, row: RecordedClone, source: Source): boolean {
  return (
    source.digest !== row.source.digest &&
    planning.options.upgrade.some((glob) => selectsAddress(glob, desired.address))
  );
}

/**
 * A clone that did not turn out as planned is completed, and nothing else is done with it. Only a mirror continues with what its source
 * has by now, and a snapshot with another version of it that somebody asked for.
 */
function completes(context: CloneContext, row: RecordedClone, source: Source | null): boolean {
  if (source === null) return true;
  if (overridesChanged(context.desired, row)) return false;
  if (context.desired.content === 'mirror') return source.digest === row.source.digest;
  return isSameVersion(source, row);
}

/** Back to the content of then, whatever its source has now; what cannot be had is blocked for want of a source. */
function rollbackReason(
  { desired }: CloneContext,
  wanted: Digest,
  row: RecordedClone,
  object: ObservedObject,
): ContentReason | null {
  if (object.digest === null) return null;
  const isWanted = isMadeOf(row, object.digest, wanted);
  if (isWanted && object.isPublished && row.status !== 'incomplete') return null;
  if (desired.source.version !== row.source.version) return 'source_upgraded';
  if (isWanted) return 'incomplete';
  return hasRecordedContent(row, object.digest) ? 'source_edited' : 'clone_edited';
}
