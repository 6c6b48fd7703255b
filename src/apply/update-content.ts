// The update saga for content: intent → set variables → draft → publish → take surplus variables away, or put all in order → read back → labels and
// description → row. Every step can be repeated, so that the next run can do it again from wherever this one ended.

import { isDeepStrictEqual } from 'node:util';
import { readObject } from '../inventory/read-object.ts';
import { readWhole, type WholeProfile } from '../inventory/read-whole.ts';
import type { ObservedObject } from '../model/observed.ts';
import type { OpenEntry, RecordedClone } from '../model/recorded.ts';
import { isMadeOf, remarksBeyondContent, withRemarks } from '../model/remarks.ts';
import type { PaletteError } from '../palette/palette-error.ts';
import type { UpdateContent } from '../plan/change.ts';
import { judgeContent } from '../plan/judge-content.ts';
import { managedAsSet } from '../plan/noted-row.ts';
import { mayHaveDraft } from '../plan/recovered-rows.ts';
import { factsOf } from '../plan/rules/draft.ts';
import { metadataFaults, sameFacts } from '../plan/rules/metadata.ts';
import type { Mutation } from '../state/mutation.ts';
import { type ApplyDeps, refuse, type SagaResult, write } from './deps.ts';
import { attempt, isAboutKey, toFailure } from './failures.ts';
import { type ContentGoal, readWanted, type WantedContent, withOverrides } from './goal.ts';
import { remarkWords } from './make-clone.ts';
import { hintOfLabels, patchFacts } from './patch-facts.ts';
import { newEntry, withDescription } from './rows.ts';
import { cloneScope } from './scopes.ts';
import { sourceOf } from './source-of.ts';
import { targetOf, variableChanges } from './update-body.ts';
import { type ContentWriting, notPublished, writeContent } from './write-content.ts';

export async function updateContent(
  deps: ApplyDeps,
  change: UpdateContent,
  row: RecordedClone,
): Promise<SagaResult> {
  const read = await readWanted(deps, change);
  if (read.status === 'failed') return read.result;
  const { wanted } = read;
  const left = [...deps.state.entries.values()]
    .map(({ entry }) => entry)
    .find((open) => open.kind === 'update' && open.uid === row.uid && open.source !== null);
  const clone = await readWhole(deps.client, row.uid, cloneScope(change.clone));
  const refused = whyNot(change, row, clone, left);
  if (clone === undefined || refused !== null) return refused ?? notThere(row.uid);
  const variables = variableChanges(clone.object.content?.variables ?? [], wanted.content.variables);
  if (variables.masked.length > 0) {
    const message = `the sensitive variables ${variables.masked.join(', ')} would have to be written, but Palette masks their values`;
    return refuse(
      'MaskedVariable',
      message,
      'with mirrorBy: newVersion, Palette copies them itself',
      row.uid,
    );
  }
  const entry = await openUpdate(deps, change, row, wanted.goal, left);
  const isRight = isMadeOf(row, clone.object.digest, wanted.goal.digest);
  const isDone = isRight && clone.object.isPublished && !clone.object.hasDraft;
  const writing: ContentWriting = {
    entry,
    scope: cloneScope(change.clone),
    target: targetOf(clone.profile, clone.object.key.version),
    variables,
    movesStep: true,
  };
  const stopped = isDone ? null : await sendContent(deps, wanted, clone, writing);
  return stopped ?? finishUpdate(deps, change, row, entry, wanted);
}

/** What must still hold. A draft is allowed only where an interrupted run of ours may have left it. */
function whyNot(
  change: UpdateContent,
  row: RecordedClone,
  clone: WholeProfile | undefined,
  left: OpenEntry | undefined,
): SagaResult | null {
  if (clone === undefined) return notThere(row.uid);
  const { object } = clone;
  if (object.digest !== change.seen.digest)
    return refuse(
      'ChangedSincePlan',
      'its content changed after the plan was made',
      'make a new plan',
      row.uid,
    );
  // What was made but not published has its content in a draft.
  const isUnpublished = row.status === 'incomplete' && !object.isPublished;
  const isOwnDraft = isUnpublished || (left !== undefined && mayHaveDraft(left));
  if (object.hasDraft && !isOwnDraft)
    return refuse(
      'ForeignDraft',
      'it has an unpublished draft',
      'publish or discard the draft, then make a new plan',
      row.uid,
    );
  return null;
}

function notThere(uid: string): SagaResult {
  return refuse('NotFound', 'it no longer exists', 'make a new plan', uid);
}

/** Continues with the entry of an interrupted run when it is for the same content. */
async function openUpdate(
  deps: ApplyDeps,
  change: UpdateContent,
  row: RecordedClone,
  goal: ContentGoal,
  left: OpenEntry | undefined,
): Promise<OpenEntry> {
  const isSame =
    left?.source?.digest === sourceOf(deps, change).digest &&
    isDeepStrictEqual(left.overrides, goal.overrides);
  if (left !== undefined && isSame) return left;
  const entry = newEntry(deps, change, 'update', row.uid, goal);
  // A draft of the earlier run may still be there: the new entry has to say so from its first moment.
  const opened = left === undefined ? entry : { ...entry, step: left.step };
  const close =
    left === undefined ? [] : [{ kind: 'close_entry', id: left.id, outcome: 'abandoned' } as const];
  await write(deps, ...close, { kind: 'open_entry', entry: opened });
  return opened;
}

async function sendContent(
  deps: ApplyDeps,
  wanted: WantedContent,
  clone: WholeProfile,
  writing: ContentWriting,
): Promise<SagaResult | null> {
  const { entry, target } = writing;
  const { uid } = target;
  const isFresh = entry.step === 'intent';
  const written = await writeContent(deps, wanted, writing);
  if (written.status === 'written') return null;
  const close = (error: string): Mutation => ({
    kind: 'close_entry',
    id: entry.id,
    outcome: 'refused',
    error,
  });
  if (written.status === 'refused') {
    if (isFresh && written.isUnchanged) await write(deps, close(written.result.error.code));
    return written.result;
  }
  const { step, error, isFirst } = written;
  if (isFirst && isFresh && error.effect === 'none' && (await isUntouched(deps, clone, error))) {
    await write(deps, close(error.code));
    return toFailure(error, uid, 'it was not changed');
  }
  if (step === 'publish' && error.hasOwnBody) return notPublished(deps, wanted, writing, error);
  return toFailure(error, uid, 'it is incomplete; the next run continues from here');
}

/** A no to the key may have come from something on the way, after Palette took the call: then the object is looked at. */
async function isUntouched(deps: ApplyDeps, clone: WholeProfile, error: PaletteError): Promise<boolean> {
  if (!isAboutKey(error)) return true;
  const { uid, key, digest } = clone.object;
  const seen = await attempt(() => readWhole(deps.client, uid, key));
  return seen.ok && seen.value?.object.digest === digest && !seen.value.object.hasDraft;
}

async function finishUpdate(
  deps: ApplyDeps,
  change: UpdateContent,
  row: RecordedClone,
  entry: OpenEntry,
  wanted: WantedContent,
): Promise<SagaResult> {
  const scope = cloneScope(change.clone);
  const source = sourceOf(deps, change);
  const back = await attempt(() => readWhole(deps.client, row.uid, scope));
  if (!back.ok)
    return toFailure(back.error, row.uid, 'it was sent, but could not be read back; the next run checks it');
  if (back.value === undefined) return notThere(row.uid);
  let { object } = back.value;
  // The entry stays open: it says that the draft is ours.
  if (object.hasDraft)
    return refuse(
      'DraftLeft',
      'Palette accepted the publish, but its draft is still not published',
      'the next run writes and publishes it again',
      row.uid,
    );
  const updated = updatedRow(deps, change, row, object, wanted);
  if (updated.status === 'incomplete') return recordDifference(deps, entry, updated);
  const { outline } = object;
  if (outline !== null && object.digest === wanted.goal.digest) deps.outlines.set(object.digest, outline);
  const { after } = change;
  if (!sameFacts(factsOf(object), after) || change.manages.stamp !== undefined) {
    await write(deps, { kind: 'step_entry', id: entry.id, step: 'metadata' });
    const failure = await patchFacts(deps, change, row.uid, after, {
      ...source,
      digest: wanted.goal.digest,
    });
    if (failure !== null)
      return toFailure(
        failure,
        row.uid,
        'its content is as planned, but its labels, description or stamp are not set yet',
      );
    const seen = await readObject(deps.client, row.uid, scope, 'existence');
    if (seen.status === 'present') object = seen.object;
  }
  return recordUpdate(
    deps,
    change,
    entry,
    {
      ...updated,
      key: object.key,
      shown: object.shown,
      lastModified: object.lastModified,
      ...managedAsSet(change.manages, object),
    },
    object,
  );
}

/** The row as planned; incomplete where the object shows something else. */
function updatedRow(
  deps: ApplyDeps,
  change: UpdateContent,
  row: RecordedClone,
  object: ObservedObject,
  { goal, content }: WantedContent,
): RecordedClone {
  const source = sourceOf(deps, change);
  const { isSame, remarks } = judgeContent(goal.digest, content, object);
  const isWritten = isSame && object.isPublished;
  const updated: RecordedClone = {
    ...withOverrides(row, goal),
    key: object.key,
    source,
    digest: goal.digest,
    status: isWritten ? 'current' : 'incomplete',
    shown: object.shown,
    lastModified: isWritten ? object.lastModified : '',
    isProtected: change.protect,
    declaredVersion: change.declaredVersion,
  };
  return withRemarks(updated, { ...remarksBeyondContent(row), ...remarks });
}

async function recordDifference(deps: ApplyDeps, entry: OpenEntry, row: RecordedClone): Promise<SagaResult> {
  await write(
    deps,
    { kind: 'put_clone', clone: row },
    { kind: 'close_entry', id: entry.id, outcome: 'abandoned', error: 'CloneDiffers' },
  );
  const message = 'Palette accepted the update, but does not show the planned content as published';
  return refuse(
    'CloneDiffers',
    message,
    'it is recorded as incomplete: check it, then make a new plan',
    row.uid,
  );
}

/** Labels and description that did not come out as declared are reported now, and set again by the next run. */
async function recordUpdate(
  deps: ApplyDeps,
  change: UpdateContent,
  entry: OpenEntry,
  row: RecordedClone,
  object: ObservedObject,
): Promise<SagaResult> {
  const noted = withDescription(change, row, object);
  await write(
    deps,
    { kind: 'put_clone', clone: noted },
    { kind: 'close_entry', id: entry.id, outcome: 'done' },
  );
  const faults = metadataFaults(change.after, object);
  if (faults.length > 0)
    return refuse(
      'NotAsAsked',
      `its content is as planned, but ${faults.join('; ')}`,
      hintOfLabels(change.after, object),
      row.uid,
    );
  const isSaid = isDeepStrictEqual(noted.remarks?.description, row.remarks?.description);
  const because = isSaid ? null : remarkWords(noted.remarks ?? {});
  return { status: 'applied', uid: row.uid, ...(because === null ? {} : { because }) };
}
