// The create saga: intent → clone → labels and description → read back → row. Each step is in the journal before it is sent.
import { keyId } from '../model/natural-key.ts';
import type { ObservedObject } from '../model/observed.ts';
import type { OpenOperation, Provenance } from '../model/recorded.ts';
import type { PaletteError } from '../palette/palette-error.ts';
import type { Change } from '../plan/plan.ts';
import type { Mutation } from '../store/port.ts';
import { type ApplyDeps, leftOpen, type SagaResult, write } from './deps.ts';
import { attempt, hadNoEffect, isConflict, toFailure } from './failures.ts';
import { lookUpClone } from './look-up.ts';
import { patchFacts } from './patch-facts.ts';
import { readBack } from './read-back.ts';
import { type NewRow, newOperation, newRow, sourceOf } from './rows.ts';
import { cloneTarget, keyOf, sourceScopeOf } from './scopes.ts';

/** How the row gets into state: a replace has its old row to put aside in the same transaction. */
export type PutRow = (row: NewRow) => readonly Mutation[];

type Made =
  | { readonly status: 'made'; readonly uid: string; readonly provenance: Provenance }
  | { readonly status: 'failed'; readonly result: SagaResult };

/** Sends of one clone, look-ups between them included. */
const MAX_SENDS = 3;

export async function makeClone(
  deps: ApplyDeps,
  change: Change,
  kind: 'create' | 'replace',
  putRow: PutRow,
): Promise<SagaResult> {
  const left = leftAtKey(deps, change);
  const goesOn = left !== null && left.source?.digest === change.preconditions.source?.digest;
  const operation = goesOn ? left : newOperation(deps, change, kind, null);
  if (!goesOn) {
    const close =
      left === null ? [] : [{ kind: 'close_operation', id: left.id, outcome: 'abandoned' } as const];
    await write(deps, ...close, { kind: 'open_operation', operation });
  }
  return cloneInto(deps, change, operation, goesOn, putRow);
}

/** The part of the saga behind its intent. `wasInDoubt`: an earlier answer may still turn out to have been a yes. */
export async function cloneInto(
  deps: ApplyDeps,
  change: Change,
  operation: OpenOperation,
  wasInDoubt: boolean,
  putRow: PutRow,
): Promise<SagaResult> {
  const made = await sendClone(deps, change, operation, wasInDoubt);
  if (made.status === 'failed') return made.result;
  await write(deps, { kind: 'step_operation', id: operation.id, step: 'cloned', uid: made.uid });
  return finishClone(deps, change, operation, made, putRow);
}

/** The entry of an earlier run at this very key: its answer may still turn out to have been a yes. */
function leftAtKey(deps: ApplyDeps, change: Change): OpenOperation | null {
  const wanted = keyId(keyOf(change.clone));
  const open = leftOpen(deps).find(
    (item) =>
      (item.kind === 'create' || item.kind === 'replace' || item.kind === 'recreate') &&
      item.uid === null &&
      item.address === change.address &&
      keyId(item.key) === wanted,
  );
  return open ?? null;
}

async function sendClone(
  deps: ApplyDeps,
  change: Change,
  operation: OpenOperation,
  wasInDoubt: boolean,
): Promise<Made> {
  const { uid: sourceUid } = sourceOf(deps, change);
  let isInDoubt = wasInDoubt;
  for (let sends = 1; ; sends++) {
    const sent = await attempt(() =>
      deps.client.clone(sourceUid, sourceScopeOf(change), cloneTarget(change.clone)),
    );
    if (sent.ok) return { status: 'made', uid: sent.value.value.uid, provenance: 'created' };
    if (hadNoEffect(sent.error) && !isInDoubt) return refused(deps, operation, sent.error);
    isInDoubt = true;
    const found = await lookUpClone(deps, operation);
    if (found.status === 'ours') return { status: 'made', uid: found.object.uid, provenance: 'inferred' };
    if (found.status === 'foreign') return notProvablyOurs(deps, operation, sent.error, found.uid);
    const mayResend =
      found.status === 'absent' && sends < MAX_SENDS && !deps.isStopping() && sent.error.kind !== 'aborted';
    if (!mayResend) return stillInDoubt(sent.error);
  }
}

/** A definite no: nothing was made, so the entry can be closed. */
async function refused(deps: ApplyDeps, operation: OpenOperation, error: PaletteError): Promise<Made> {
  await write(deps, { kind: 'close_operation', id: operation.id, outcome: 'refused', error: error.code });
  const because = isConflict(error)
    ? 'an object that cloneform does not know is at this name and version'
    : undefined;
  return { status: 'failed', result: toFailure(error, null, because) };
}

/** Something is at the key, but other content, another time, or no clock to compare: it is not taken for ours. */
async function notProvablyOurs(
  deps: ApplyDeps,
  operation: OpenOperation,
  error: PaletteError,
  uid: string,
): Promise<Made> {
  await write(deps, { kind: 'close_operation', id: operation.id, outcome: 'refused', error: error.code });
  const because = `an object is at this name and version now (UID ${uid}), and it cannot be proven to be this clone; look at it, then delete it or take it over`;
  return { status: 'failed', result: toFailure(error, null, because) };
}

function stillInDoubt(error: PaletteError): Made {
  const because =
    'Palette gave no answer, so it may have been made; the next run looks before it sends anything again';
  return { status: 'failed', result: toFailure(error, null, because) };
}

async function finishClone(
  deps: ApplyDeps,
  change: Change,
  operation: OpenOperation,
  made: Extract<Made, { status: 'made' }>,
  putRow: PutRow,
): Promise<SagaResult> {
  if (change.after !== undefined && (change.after.labels !== null || change.after.description !== null)) {
    const patched = await patchFacts(deps, change, made.uid, change.after);
    if (patched !== null)
      return toFailure(patched, made.uid, 'the clone is there; its labels or description are not set yet');
  }
  const back = await readBack(deps, change, made.uid);
  if (back.status === 'not_seen') {
    const message = `the clone was made (UID ${made.uid}), but ${back.what}`;
    return failed('CloneNotSeen', message, 'the next run goes on from here', made.uid);
  }
  await write(deps, ...closeWith(deps, change, operation, back.object, made.provenance, putRow));
  if (back.status === 'differs') {
    const hint = 'it is recorded as it is; look at it, then plan again';
    return failed('CloneDiffers', `the clone was made (UID ${made.uid}), but ${back.what}`, hint, made.uid);
  }
  return { status: 'applied', uid: made.uid };
}

function closeWith(
  deps: ApplyDeps,
  change: Change,
  operation: OpenOperation,
  object: ObservedObject,
  provenance: Provenance,
  putRow: PutRow,
): readonly Mutation[] {
  return [
    ...putRow(newRow(deps, change, object, provenance)),
    { kind: 'close_operation', id: operation.id, outcome: 'done' },
  ];
}

function failed(code: string, message: string, hint: string, uid: string): SagaResult {
  return { status: 'failed', uid, error: { code, message, ref: null, hint } };
}
