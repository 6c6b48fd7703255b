// The delete saga: re-read → intent → delete → confirm. Only what state owns, only as it was planned, never in use.

import { readObject } from '../inventory/read-object.ts';
import type { Address } from '../model/address.ts';
import type { ScopeRef } from '../model/natural-key.ts';
import type { InUse } from '../model/observed.ts';
import type { OpenOperation } from '../model/recorded.ts';
import type { Preconditions } from '../plan/plan.ts';
import { type ApplyDeps, refuse, type SagaResult, write } from './deps.ts';
import { attempt, isOwn500, toFailure } from './failures.ts';

export interface Doomed {
  /** Address of the row that goes. */
  readonly address: Address;
  readonly uid: string;
  readonly scope: ScopeRef;
  /** How it looked when this was planned; null: only its use is checked. */
  readonly seen: Preconditions['observed'];
  readonly operation: OpenOperation;
}

const MAX_SENDS = 3;
const CONFIRM_WAITS_MS = [0, 250, 1000, 3000];

export async function deleteClone(deps: ApplyDeps, doomed: Doomed): Promise<SagaResult> {
  const { uid, address, operation } = doomed;
  const read = await readObject(deps.client, uid, doomed.scope, 'existence');
  if (read.status === 'unreadable')
    return refuse(read.failure.code, read.failure.message, 'it was not deleted', uid);
  if (read.status === 'present') {
    const refusal = refusalOf(deps, doomed, read.object.shown, read.object.inUse);
    if (refusal !== null) return refusal;
    await write(deps, { kind: 'open_operation', operation });
    const failure = await sendDelete(deps, doomed);
    if (failure !== null) return failure;
    await write(
      deps,
      { kind: 'remove_clone', address },
      { kind: 'close_operation', id: operation.id, outcome: 'done' },
    );
    return { status: 'applied', uid };
  }
  await write(deps, { kind: 'remove_clone', address });
  return { status: 'applied', uid, because: 'it was gone already' };
}

/** Why it may not go after all: it changed, or somebody uses it. */
export function refusalOf(
  deps: ApplyDeps,
  doomed: Pick<Doomed, 'uid' | 'seen'>,
  shown: string,
  inUse: InUse,
): SagaResult | null {
  const { uid } = doomed;
  if (doomed.seen !== null && doomed.seen.shown !== shown) {
    return refuse(
      'ChangedSincePlan',
      'its content changed after this was planned',
      'plan again and look at it',
      uid,
    );
  }
  const users = [...inUse.templates, ...(deps.allowDeleteInUse ? [] : inUse.clusters)];
  if (users.length === 0) return null;
  const names = users.map((user) => user.name).join(', ');
  return refuse('InUse', `it is in use by ${names} since this was planned`, 'plan again', uid);
}

/** Sends the delete and makes sure that the object is gone; null when it is. A definite no closes the entry. */
export async function sendDelete(
  deps: ApplyDeps,
  doomed: Pick<Doomed, 'uid' | 'scope' | 'operation'>,
): Promise<SagaResult | null> {
  for (let sends = 1; ; sends++) {
    const sent = await attempt(() => deps.client.deleteProfile(doomed.uid, doomed.scope));
    if (sent.ok) break;
    if (sent.error.effect === 'none') {
      if (isOwn500(sent.error) && (await isNotFound(deps, doomed))) break;
      // An entry that took over the doubts of an earlier one keeps them.
      if (doomed.operation.step === 'clone') return toFailure(sent.error, doomed.uid);
      await write(deps, {
        kind: 'close_operation',
        id: doomed.operation.id,
        outcome: 'refused',
        error: sent.error.code,
      });
      return toFailure(sent.error, doomed.uid);
    }
    const read = await readObject(deps.client, doomed.uid, doomed.scope, 'existence');
    if (read.status === 'not_found') break;
    if (sends === MAX_SENDS || deps.isStopping())
      return toFailure(sent.error, doomed.uid, 'the next run settles it');
  }
  return confirmGone(deps, doomed);
}

async function isNotFound(deps: ApplyDeps, { uid, scope }: Pick<Doomed, 'uid' | 'scope'>): Promise<boolean> {
  return (await readObject(deps.client, uid, scope, 'existence')).status === 'not_found';
}

async function confirmGone(
  deps: ApplyDeps,
  doomed: Pick<Doomed, 'uid' | 'scope'>,
): Promise<SagaResult | null> {
  for (const wait of CONFIRM_WAITS_MS) {
    if (wait > 0) await deps.clock.sleep(wait);
    const read = await readObject(deps.client, doomed.uid, doomed.scope, 'existence');
    if (read.status === 'not_found') return null;
  }
  return refuse(
    'StillThere',
    'Palette took the delete, but still shows it',
    'the next run looks again',
    doomed.uid,
  );
}
