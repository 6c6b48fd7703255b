// The journal of a clone that is asked for: one open entry per natural key, which inherits the doubts of the one before it.
import { keyId } from '../model/natural-key.ts';
import type { OpenOperation } from '../model/recorded.ts';
import type { Mutation } from '../state/mutation.ts';
import { type ApplyDeps, isoNow, write } from './deps.ts';

export interface PendingCreate {
  readonly operation: OpenOperation;
  /** An answer that never came may still turn out to have been a yes. */
  isInDoubt: boolean;
}

/**
 * Opens the entry. One that is still open at this key, whichever address it was for, goes over into it in the same
 * transaction: absent was the key before the first of their sends, and what is known not to be ours stays known.
 */
export async function openPending(deps: ApplyDeps, fresh: OpenOperation): Promise<PendingCreate> {
  const left = leftAtKey(deps, fresh);
  if (left === undefined) {
    await write(deps, { kind: 'open_operation', operation: fresh });
    return { operation: fresh, isInDoubt: false };
  }
  const operation: OpenOperation = {
    ...fresh,
    step: 'clone',
    serverDateBefore: left.serverDateBefore ?? fresh.serverDateBefore,
    uidsBefore: [...new Set([...left.uidsBefore, ...fresh.uidsBefore])],
  };
  await write(
    deps,
    { kind: 'close_operation', id: left.id, outcome: 'abandoned' },
    { kind: 'open_operation', operation },
  );
  return { operation, isInDoubt: true };
}

function leftAtKey(deps: ApplyDeps, fresh: OpenOperation): OpenOperation | undefined {
  const { makers, operations } = deps.state;
  const id = makers.get(keyId(fresh.key));
  return id === undefined ? undefined : operations.get(id)?.operation;
}

/** Palette named the object. `clone` beside a UID says that an earlier send may still arrive. */
export function namedStep({ operation, isInDoubt }: PendingCreate, uid: string): Mutation {
  return { kind: 'step_operation', id: operation.id, step: isInDoubt ? 'clone' : 'cloned', uid };
}

/**
 * Closes the entry of an object that is recorded now. Where another send may still arrive, once the object is gone again,
 * a new entry watches the key: it knows this object, and that it is not what it waits for.
 */
export function closeMade(
  deps: Pick<ApplyDeps, 'newId' | 'runId' | 'clock'>,
  { operation, isInDoubt }: PendingCreate,
  uid: string,
): readonly Mutation[] {
  const close: Mutation = { kind: 'close_operation', id: operation.id, outcome: 'done' };
  return isInDoubt
    ? [close, { kind: 'open_operation', operation: { ...reopened(deps, operation, uid), kind: 'create' } }]
    : [close];
}

/** The answer named an object that is not this one: the entry continues without it. */
export async function unname(deps: ApplyDeps, pending: PendingCreate, uid: string): Promise<PendingCreate> {
  const operation = reopened(deps, pending.operation, uid);
  await write(
    deps,
    { kind: 'close_operation', id: pending.operation.id, outcome: 'abandoned', error: 'WrongUid' },
    { kind: 'open_operation', operation },
  );
  return { operation, isInDoubt: true };
}

function reopened(
  deps: Pick<ApplyDeps, 'newId' | 'runId' | 'clock'>,
  operation: OpenOperation,
  uid: string,
): OpenOperation {
  return {
    ...operation,
    id: deps.newId(),
    runId: deps.runId,
    step: 'clone',
    uid: null,
    uidsBefore: [...new Set([...operation.uidsBefore, uid])],
    openedAt: isoNow(deps),
  };
}

/** How long an answer can be late: the request, and what stands between us and Palette, have given up long before. */
const LATE_MS = 15 * 60_000;

/** Ends a watch in which nothing can arrive any more. */
export function isOver({ openedAt }: OpenOperation, nowMs: number): boolean {
  return nowMs - Date.parse(openedAt) > LATE_MS;
}
