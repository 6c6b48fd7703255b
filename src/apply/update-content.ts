// The update saga for content: intent → set variables → draft → publish → take surplus variables away, or put all in order → read back → labels and
// description → row. Every step can be repeated, so that the next run can do it again from wherever this one ended.

import type { Content } from '../content/content.ts';
import { readObject } from '../inventory/read-object.ts';
import { readWhole, type WholeProfile } from '../inventory/read-whole.ts';
import type { ScopeRef } from '../model/natural-key.ts';
import type { ObservedObject } from '../model/observed.ts';
import type { OpenOperation, OperationStep, RecordedClone } from '../model/recorded.ts';
import { isMadeOf, remarksBeyondContent, withRemarks } from '../model/remarks.ts';
import type { PaletteError } from '../palette/palette-error.ts';
import type { WireProfileUpdate } from '../palette/wire.ts';
import type { UpdateContent } from '../plan/change.ts';
import { judgeContent } from '../plan/judge-content.ts';
import { managedAsSet } from '../plan/noted-row.ts';
import { factsOf } from '../plan/rules/draft.ts';
import { metadataFaults, sameFacts } from '../plan/rules/metadata.ts';
import { type ApplyDeps, refuse, type SagaResult, write } from './deps.ts';
import { attempt, isAboutKey, toFailure } from './failures.ts';
import { remarkWords } from './make-clone.ts';
import { hintOfLabels, patchFacts } from './patch-facts.ts';
import { newOperation, sourceOf, withDescription } from './rows.ts';
import { cloneScope } from './scopes.ts';
import { readSource } from './source-content.ts';
import { updateBody, type VariableChanges, variableChanges } from './update-body.ts';

const MAX_SENDS = 3;

/** Of what Palette finds wrong with packs. */
const SHOWN_FAULTS = 5;

export async function updateContent(
  deps: ApplyDeps,
  change: UpdateContent,
  row: RecordedClone,
): Promise<SagaResult> {
  const source = await readSource(deps, change);
  if (source.status === 'failed') return source.result;
  const left = [...deps.state.operations.values()]
    .map(({ operation }) => operation)
    .find((open) => open.kind === 'update' && open.uid === row.uid && open.source !== null);
  const clone = await readWhole(deps.client, row.uid, cloneScope(change.clone));
  const refused = whyNot(change, row, clone, left);
  if (clone === undefined || refused !== null) return refused ?? notThere(row.uid);
  const variables = variableChanges(source.whole, clone);
  if (variables.masked.length > 0) {
    const message = `the sensitive variables ${variables.masked.join(', ')} would have to be written, but Palette masks their values`;
    return refuse(
      'MaskedVariable',
      message,
      'with mirrorBy: newVersion, Palette copies them itself',
      row.uid,
    );
  }
  const operation = await openUpdate(deps, change, row, left);
  const isRight = isMadeOf(row, clone.object.digest, sourceOf(deps, change).digest);
  const isDone = isRight && clone.object.isPublished && !clone.object.hasDraft;
  const stopped = isDone ? null : await sendContent(deps, change, operation, source.whole, clone, variables);
  return stopped ?? finishUpdate(deps, change, row, operation, source.whole.object.content);
}

/** What must still hold. A draft is allowed only where an interrupted run of ours may have left it. */
function whyNot(
  change: UpdateContent,
  row: RecordedClone,
  clone: WholeProfile | undefined,
  left: OpenOperation | undefined,
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
  const isOwnDraft = row.status === 'incomplete' && !object.isPublished;
  if (object.hasDraft && left === undefined && !isOwnDraft)
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
  left: OpenOperation | undefined,
): Promise<OpenOperation> {
  if (left !== undefined && left.source?.digest === change.copies.digest) return left;
  const operation = newOperation(deps, change, 'update', row.uid);
  // A draft of the earlier run may still be there: the new entry has to say so from its first moment.
  const opened = left === undefined ? operation : { ...operation, step: left.step };
  const close =
    left === undefined ? [] : [{ kind: 'close_operation', id: left.id, outcome: 'abandoned' } as const];
  await write(deps, ...close, { kind: 'open_operation', operation: opened });
  return opened;
}

async function sendContent(
  deps: ApplyDeps,
  change: UpdateContent,
  operation: OpenOperation,
  source: WholeProfile,
  clone: WholeProfile,
  variables: VariableChanges,
): Promise<SagaResult | null> {
  const { client } = deps;
  const uid = clone.object.uid;
  const scope = cloneScope(change.clone);
  const isFresh = operation.step === 'intent';
  const steps: readonly { readonly step: OperationStep; readonly send: () => Promise<unknown> }[] = [
    ...(variables.set.length === 0
      ? []
      : [{ step: 'variables' as const, send: () => client.patchVariables(uid, scope, variables.set) }]),
    { step: 'draft', send: () => client.putProfile(uid, scope, updateBody(source, clone)) },
    { step: 'publish', send: () => client.publish(uid, scope) },
    ...lastSteps(client, uid, scope, variables),
  ];
  for (const [index, { step, send }] of steps.entries()) {
    await write(deps, { kind: 'step_operation', id: operation.id, step });
    const error = await sendStep(deps, clone, send);
    if (error === null) continue;
    if (index === 0 && isFresh && error.effect === 'none' && (await isUntouched(deps, clone, error))) {
      await write(deps, { kind: 'close_operation', id: operation.id, outcome: 'refused', error: error.code });
      return toFailure(error, uid, 'it was not changed');
    }
    if (step === 'publish' && error.hasOwnBody)
      return notPublished(deps, change, error, updateBody(source, clone));
    return toFailure(error, uid, 'it is incomplete; the next run continues from here');
  }
  return null;
}

/** Once no pack names them any more: what is surplus goes; where the order is another, all are put, which takes it away, too. */
function lastSteps(
  client: ApplyDeps['client'],
  uid: string,
  scope: ScopeRef,
  { order, remove }: VariableChanges,
): readonly { readonly step: OperationStep; readonly send: () => Promise<unknown> }[] {
  if (order.length > 0) return [{ step: 'surplus', send: () => client.putVariables(uid, scope, order) }];
  return remove.length === 0
    ? []
    : [{ step: 'surplus', send: () => client.deleteVariables(uid, scope, remove) }];
}

/**
 * A publish can fail on content, and leaves a draft (facts.md section 10, row 27). Where Palette's message names no pack of it, its check
 * of packs is asked which one it is: one request, and only then.
 */
async function notPublished(
  deps: ApplyDeps,
  change: UpdateContent,
  error: PaletteError,
  update: WireProfileUpdate,
): Promise<SagaResult> {
  const { uid } = update.metadata;
  const found = namesPack(error, update) ? '' : await packFaults(deps, change, update);
  const because = `its draft is written, but Palette does not publish it: ${error.message}${found}; the published content is unchanged, and the next run continues with the draft`;
  return toFailure(error, uid, because);
}

function namesPack({ message }: PaletteError, { spec }: WireProfileUpdate): boolean {
  return spec.template.packs.some(({ name }) => message.includes(name));
}

/** Without an answer, the refusal itself is all there is to say. */
async function packFaults(
  deps: ApplyDeps,
  change: UpdateContent,
  update: WireProfileUpdate,
): Promise<string> {
  const asked = await attempt(() =>
    deps.client.validatePacks(update.metadata.uid, cloneScope(change.clone), update),
  );
  if (!asked.ok || asked.value.length === 0) return '';
  const shown = asked.value.slice(0, SHOWN_FAULTS).map(({ pack, message }) => `pack ${pack}: ${message}`);
  const more = asked.value.length > SHOWN_FAULTS ? `; … (${asked.value.length} in total)` : '';
  return ` (${shown.join('; ')}${more})`;
}

/** A no to the key may have come from something on the way, after Palette took the call: then the object is looked at. */
async function isUntouched(deps: ApplyDeps, clone: WholeProfile, error: PaletteError): Promise<boolean> {
  if (!isAboutKey(error)) return true;
  const { uid, key, digest } = clone.object;
  const seen = await attempt(() => readWhole(deps.client, uid, key));
  return seen.ok && seen.value?.object.digest === digest && !seen.value.object.hasDraft;
}

/** Sending the same again does no harm, but not blindly: first the object is looked at, so that none is written that is gone. */
async function sendStep(
  deps: ApplyDeps,
  clone: WholeProfile,
  send: () => Promise<unknown>,
): Promise<PaletteError | null> {
  for (let sends = 1; ; sends++) {
    const sent = await attempt(send);
    if (sent.ok) return null;
    if (sent.error.effect === 'none' || sends === MAX_SENDS || deps.isStopping()) return sent.error;
    const { uid, key } = clone.object;
    const seen = await attempt(() => deps.client.getProfile(uid, key));
    if (!seen.ok || seen.value === undefined) return sent.error;
  }
}

async function finishUpdate(
  deps: ApplyDeps,
  change: UpdateContent,
  row: RecordedClone,
  operation: OpenOperation,
  planned: Content | null,
): Promise<SagaResult> {
  const scope = cloneScope(change.clone);
  const source = sourceOf(deps, change);
  const back = await attempt(() => readWhole(deps.client, row.uid, scope));
  if (!back.ok)
    return toFailure(back.error, row.uid, 'it was sent, but could not be read back; the next run checks it');
  if (back.value === undefined) return notThere(row.uid);
  let { object } = back.value;
  const updated = updatedRow(deps, change, row, object, planned);
  if (updated.status === 'incomplete') return recordDifference(deps, operation, updated);
  const { outline } = object;
  if (outline !== null && object.digest === source.digest) deps.outlines.set(source.digest, outline);
  const { after } = change;
  if (!sameFacts(factsOf(object), after) || change.manages.stamp !== undefined) {
    await write(deps, { kind: 'step_operation', id: operation.id, step: 'metadata' });
    const failure = await patchFacts(deps, change, row.uid, after, source);
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
    operation,
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
  planned: Content | null,
): RecordedClone {
  const source = sourceOf(deps, change);
  const { isSame, remarks } = judgeContent(source.digest, planned, object);
  const isWritten = isSame && object.isPublished;
  const updated: RecordedClone = {
    ...row,
    key: object.key,
    source,
    digest: source.digest,
    status: isWritten ? 'current' : 'incomplete',
    shown: object.shown,
    lastModified: isWritten ? object.lastModified : '',
    isProtected: change.protect,
    declaredVersion: change.declaredVersion,
  };
  return withRemarks(updated, { ...remarksBeyondContent(row), ...remarks });
}

async function recordDifference(
  deps: ApplyDeps,
  operation: OpenOperation,
  row: RecordedClone,
): Promise<SagaResult> {
  await write(
    deps,
    { kind: 'put_clone', clone: row },
    { kind: 'close_operation', id: operation.id, outcome: 'abandoned', error: 'CloneDiffers' },
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
  operation: OpenOperation,
  row: RecordedClone,
  object: ObservedObject,
): Promise<SagaResult> {
  const noted = withDescription(change, row, object);
  await write(
    deps,
    { kind: 'put_clone', clone: noted },
    { kind: 'close_operation', id: operation.id, outcome: 'done' },
  );
  const faults = metadataFaults(change.after, object);
  if (faults.length > 0)
    return refuse(
      'NotAsAsked',
      `its content is as planned, but ${faults.join('; ')}`,
      hintOfLabels(change.after, object),
      row.uid,
    );
  const because =
    noted.remarks?.description === row.remarks?.description ? null : remarkWords(noted.remarks ?? {});
  return { status: 'applied', uid: row.uid, ...(because === null ? {} : { because }) };
}
