// The create saga: intent → clone → overrides (fill-clone.ts) → labels and description → read back → row. Each step is in the journal
// before it is sent.

import { keyId } from '../model/natural-key.ts';
import type { OpenEntry, Provenance, Remarks } from '../model/recorded.ts';
import { deniesObject, isConflict, PaletteError } from '../palette/palette-error.ts';
import type { Making } from '../plan/change.ts';
import { continuedAs } from '../plan/recovered-rows.ts';
import { importHint } from '../plan/rules/blockers.ts';
import { keyOf } from '../plan/rules/draft.ts';
import type { Mutation } from '../state/mutation.ts';
import { type ApplyDeps, type FailedSaga, refuse, type SagaResult, write } from './deps.ts';
import { attempt, hadNoEffect, isAboutKey, isOwn500, isRefusedUnseen, toFailure } from './failures.ts';
import { fillClone, maskedRefusal } from './fill-clone.ts';
import { goalOf, readWanted } from './goal.ts';
import { type LookUp, lookUpClone } from './look-up.ts';
import { patchFacts } from './patch-facts.ts';
import { closeMade, namedStep, openPending, type PendingCreate, unname } from './pending-create.ts';
import { type PlannedContent, type ReadBack, readBack } from './read-back.ts';
import { madeRow, type NewRow, newEntry } from './rows.ts';
import { cloneTarget, sourceScopeOf } from './scopes.ts';
import { sourceOf } from './source-of.ts';

/** How the row gets into state: a replace has its old row to put aside in the same transaction. */
export type PutRow = (row: NewRow) => readonly Mutation[];

type Made =
  | {
      readonly status: 'made';
      readonly uid: string;
      readonly provenance: Provenance;
      /** The entry of Palette's audit that the answer named. */
      readonly auditUid?: string | null;
    }
  | { readonly status: 'failed'; readonly result: SagaResult };

/** Sends of one clone, look-ups between them included. */
const MAX_SENDS = 3;

export async function makeClone(
  deps: ApplyDeps,
  change: Making,
  kind: 'create' | 'replace',
  putRow: PutRow,
): Promise<SagaResult> {
  const planned = await readPlannedContent(deps, change);
  if (planned.status === 'failed') return planned;
  const pending = await openPending(deps, newEntry(deps, change, kind, null, planned.goal));
  return cloneInto(deps, change, planned, pending, putRow);
}

/** What the clone is to have. Where overrides make it, the source is read and rendered before anything is sent. */
export async function readPlannedContent(
  deps: ApplyDeps,
  change: Making,
): Promise<(PlannedContent & { readonly status: 'known' }) | FailedSaga> {
  if (change.rendering === undefined) return { status: 'known', goal: goalOf(deps, change), wanted: null };
  const read = await readWanted(deps, change);
  if (read.status === 'failed') return read.result;
  const { wanted } = read;
  return maskedRefusal(wanted) ?? { status: 'known', goal: wanted.goal, wanted };
}

/** The part of the saga behind its intent. */
export async function cloneInto(
  deps: ApplyDeps,
  change: Making,
  planned: PlannedContent,
  pending: PendingCreate,
  putRow: PutRow,
): Promise<SagaResult> {
  const made = await sendClone(deps, change, pending);
  if (made.status === 'failed') return made.result;
  await write(deps, namedStep(pending, made.uid));
  return finishClone(deps, change, planned, { pending, made }, putRow);
}

async function sendClone(deps: ApplyDeps, change: Making, pending: PendingCreate): Promise<Made> {
  const { uid: sourceUid } = sourceOf(deps, change);
  for (let sends = 1; ; sends++) {
    const sent = await sendOnce(deps, change, sourceUid);
    if (!(sent instanceof PaletteError)) return { status: 'made', provenance: 'created', ...sent };
    const isRefused = hadNoEffect(sent);
    if (isRefused && isRefusedUnseen(sent)) return refused(deps, pending, sent, null);
    if (!isRefused) pending.isInDoubt = true;
    const found = await lookUpClone(deps, pending.entry, waitsFor(pending, sent, isRefused));
    if (found.status === 'ours') {
      // The answer was a no, yet it is there: something between us and Palette sent it twice.
      pending.isInDoubt = true;
      return { status: 'made', uid: found.object.uid, provenance: 'inferred' };
    }
    if (found.status === 'foreign') return refused(deps, pending, sent, found);
    if (isRefused) return refused(deps, pending, sent, found);
    const mayResend =
      found.status === 'absent' &&
      sends < MAX_SENDS &&
      !deps.isStopping() &&
      sent.kind !== 'aborted' &&
      !isOwn500(sent);
    if (!mayResend) return stillInDoubt(change, sent);
  }
}

/** The UID of the new object, or why there is none. One that was there before is no answer to this call. */
async function sendOnce(
  deps: ApplyDeps,
  change: Making,
  sourceUid: string,
): Promise<{ readonly uid: string; readonly auditUid: string | null } | PaletteError> {
  const sent = await attempt(() =>
    deps.client.clone(sourceUid, sourceScopeOf(change), cloneTarget(change.clone)),
  );
  if (!sent.ok) return sent.error;
  const { uid } = sent.value.value;
  if (deps.knownUids.has(uid)) {
    return new PaletteError({
      kind: 'decode',
      code: 'WrongUid',
      method: 'POST',
      path: `/v1/clusterprofiles/${sourceUid}/clone`,
      effect: 'unknown',
      message: `Palette's response to the clone call names an object that existed before (UID ${uid})`,
    });
  }
  deps.knownUids.add(uid);
  return { uid, auditUid: sent.value.auditUid };
}

/** A no to what may be there already is most likely said because of it, whatever its status and code: then its list is waited for. */
function waitsFor(
  { isInDoubt }: PendingCreate,
  error: PaletteError,
  isRefused: boolean,
): Parameters<typeof lookUpClone>[2] {
  if (isConflict(error) || (isRefused && isInDoubt)) return 'taken';
  return isRefused && !isAboutKey(error) ? 'once' : 'lost';
}

/**
 * A definite no ends this attempt; it ends the intent only where no earlier attempt is in doubt, and where what is at the key,
 * if anything, cannot be ours.
 */
async function refused(
  deps: ApplyDeps,
  { entry, isInDoubt }: PendingCreate,
  error: PaletteError,
  found: Exclude<LookUp, { status: 'ours' }> | null,
): Promise<Made> {
  const isSettled =
    found === null ||
    (found.status === 'foreign' && found.certain) ||
    (found.status === 'absent' && !isConflict(error));
  if (isSettled && !isInDoubt)
    await write(deps, { kind: 'close_entry', id: entry.id, outcome: 'refused', error: error.code });
  const failure = toFailure(error, null, whyRefused(error, found));
  const hint = found?.status === 'foreign' ? importHint(entry.address, found.uid) : null;
  return { status: 'failed', result: hint === null ? failure : withHint(failure, hint) };
}

function withHint(result: SagaResult, hint: string): SagaResult {
  return result.status === 'failed' ? { ...result, error: { ...result.error, hint } } : result;
}

function whyRefused(
  error: PaletteError,
  found: Exclude<LookUp, { status: 'ours' }> | null,
): string | undefined {
  if (found?.status === 'foreign')
    return found.certain
      ? `an unmanaged object already has this name and version (UID ${found.uid})`
      : `an object now has this name and version (UID ${found.uid}), but it cannot be proven to be this clone`;
  return isConflict(error)
    ? 'an object has this name and version, but no list shows it yet; the next run checks again'
    : undefined;
}

function stillInDoubt(change: Making, error: PaletteError): Made {
  const { name, version } = change.clone;
  const what =
    error.status === null
      ? `Palette did not respond, so ${name} ${version} may have been created`
      : `the response (status ${error.status}) does not say whether ${name} ${version} was created`;
  const because = `${what}; the next run checks before it sends anything again`;
  return { status: 'failed', result: toFailure(error, null, because) };
}

const NOT_SET = 'the clone exists, but its labels, description or stamp are not set yet';

interface MadeClone {
  readonly pending: PendingCreate;
  readonly made: Extract<Made, { status: 'made' }>;
}

async function finishClone(
  deps: ApplyDeps,
  change: Making,
  planned: PlannedContent,
  { pending, made }: MadeClone,
  putRow: PutRow,
): Promise<SagaResult> {
  const { uid } = made;
  const { wanted } = planned;
  const isSure = made.provenance === 'created' && !pending.isInDoubt;
  const filled = wanted === null ? 'filled' : await fillClone(deps, change, pending, { uid, isSure }, wanted);
  if (typeof filled !== 'string') return filled;
  const patched = filled === 'filled' ? await setFacts(deps, change, uid, planned) : null;
  if (patched !== null && !deniesObject(patched)) return toFailure(patched, uid, NOT_SET);
  const back: ReadBack =
    filled === 'filled'
      ? await readBack(deps, change, uid, planned)
      : { status: 'not_seen', what: 'it cannot be read by its UID yet' };
  const isMisnamed = back.status !== 'not_seen' && keyId(back.object.key) !== keyId(keyOf(change.clone));
  if (back.status === 'not_seen' || isMisnamed) {
    const other = await otherThanNamed(deps, pending, made);
    if (other !== null) return finishClone(deps, change, planned, other, putRow);
    const what =
      back.status === 'not_seen' ? back.what : `that UID belongs to another object: ${whatOf(back)}`;
    const message = `Palette accepted the clone call and returned UID ${uid}, but ${what}`;
    return refuse('CloneNotSeen', message, 'the next run continues from here', uid);
  }
  // It was not there yet when it should have got them.
  if (patched !== null) return toFailure(patched, uid, NOT_SET);
  return recordMade(deps, change, planned, { pending, made }, back, putRow);
}

async function recordMade(
  deps: ApplyDeps,
  change: Making,
  planned: PlannedContent,
  { pending, made: { uid, provenance, auditUid = null } }: MadeClone,
  back: Exclude<ReadBack, { status: 'not_seen' }>,
  putRow: PutRow,
): Promise<SagaResult> {
  const rows = putRow(madeRow(deps, change, back, provenance, planned.goal));
  await write(
    deps,
    ...rows,
    ...closeMade(deps, pending, uid),
    ...closeLost(deps, change, uid),
    ...continuation(deps, pending, planned, back),
  );
  // Last, and once: an answer that named another object says nothing of its audit either. A run that dies before leaves no note, and
  // no later run has the UID of the entry.
  if (auditUid !== null) await deps.noteClone?.(auditUid, change.clone);
  if (back.status === 'differs') {
    const hint = `it is recorded as incomplete: check it, then run cloneform apply to complete it, or cloneform accept '${change.address}' to keep it as it is`;
    return refuse('CloneDiffers', `the clone was created (UID ${uid}), but ${back.what}`, hint, uid);
  }
  const because = remarkWords(back.remarks);
  return { status: 'applied', uid, ...(because === null ? {} : { because }) };
}

/** An interrupted update of the object that this one takes the place of has nothing to continue with. */
function closeLost(deps: ApplyDeps, { address }: Making, uid: string): readonly Mutation[] {
  return [...deps.state.entries.values()].flatMap(({ entry }) =>
    entry.kind === 'update' && entry.address === address && entry.uid !== uid
      ? [{ kind: 'close_entry', id: entry.id, outcome: 'abandoned' } as const]
      : [],
  );
}

/** A draft that Palette did not publish, whatever it answered, is ours: the next run continues with it. */
function continuation(
  deps: ApplyDeps,
  { entry }: PendingCreate,
  { wanted }: PlannedContent,
  { object }: Exclude<ReadBack, { status: 'not_seen' }>,
): readonly Mutation[] {
  if (wanted === null || !object.hasDraft) return [];
  const written: OpenEntry = { ...entry, step: 'publish' };
  return [{ kind: 'open_entry', entry: continuedAs(written, object, deps.newId()) }];
}

/** Labels, description and stamp, where there are any. */
async function setFacts(
  deps: ApplyDeps,
  change: Making,
  uid: string,
  { goal }: PlannedContent,
): Promise<PaletteError | null> {
  const { after, manages } = change;
  const stamped = { ...sourceOf(deps, change), digest: goal.digest };
  return after.labels !== null || after.description !== null || manages.stamp !== undefined
    ? patchFacts(deps, change, uid, after, stamped)
    : null;
}

/** What Palette did to texts that were sent, to be said once; null: nothing. */
export function remarkWords({ description }: Remarks): string | null {
  return description === undefined
    ? null
    : `Palette stores its description without line breaks: ${JSON.stringify(description.shown)}; this is not treated as a difference`;
}

function whatOf(back: Awaited<ReturnType<typeof readBack>>): string {
  return back.status === 'as_planned' ? '' : back.what;
}

/** An answer may name the wrong object: what is at the key counts, if it is ours. */
async function otherThanNamed(
  deps: ApplyDeps,
  pending: PendingCreate,
  made: Extract<Made, { status: 'made' }>,
): Promise<MadeClone | null> {
  const found = await lookUpClone(deps, pending.entry, 'once');
  if (found.status !== 'ours' || found.object.uid === made.uid) return null;
  const next = await unname(deps, pending, made.uid);
  await write(deps, namedStep(next, found.object.uid));
  return { pending: next, made: { status: 'made', uid: found.object.uid, provenance: 'inferred' } };
}
