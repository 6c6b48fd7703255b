// The journal of a clone that is asked for: one open entry per natural key, which inherits the doubts of the one before it.
import { keyId } from '../model/natural-key.ts';
import type { OpenEntry } from '../model/recorded.ts';
import type { Mutation } from '../state/mutation.ts';
import { type ApplyDeps, isoNow, write } from './deps.ts';

export interface PendingCreate {
  readonly entry: OpenEntry;
  /** An answer that never came may still turn out to have been a yes. */
  isInDoubt: boolean;
}

/**
 * Opens the entry. One that is still open at this key, whichever address it was for, goes over into it in the same
 * transaction: absent was the key before the first of their sends, and what is known not to be ours stays known.
 */
export async function openPending(deps: ApplyDeps, fresh: OpenEntry): Promise<PendingCreate> {
  const left = leftAtKey(deps, fresh);
  if (left === undefined) {
    await write(deps, { kind: 'open_entry', entry: fresh });
    return { entry: fresh, isInDoubt: false };
  }
  const entry: OpenEntry = {
    ...fresh,
    step: 'clone',
    serverDateBefore: left.serverDateBefore ?? fresh.serverDateBefore,
    uidsBefore: [...new Set([...left.uidsBefore, ...fresh.uidsBefore])],
  };
  await write(
    deps,
    { kind: 'close_entry', id: left.id, outcome: 'abandoned' },
    { kind: 'open_entry', entry },
  );
  return { entry, isInDoubt: true };
}

function leftAtKey(deps: ApplyDeps, fresh: OpenEntry): OpenEntry | undefined {
  const { makers, entries } = deps.state;
  const id = makers.get(keyId(fresh.key));
  return id === undefined ? undefined : entries.get(id)?.entry;
}

/** Palette named the object. `clone` beside a UID says that an earlier send may still arrive. */
export function namedStep({ entry, isInDoubt }: PendingCreate, uid: string): Mutation {
  return { kind: 'step_entry', id: entry.id, step: isInDoubt ? 'clone' : 'cloned', uid };
}

/**
 * Closes the entry of an object that is recorded now. Where another send may still arrive, once the object is gone again,
 * a new entry watches the key: it knows this object, and that it is not what it waits for.
 */
export function closeMade(
  deps: Pick<ApplyDeps, 'newId' | 'runId' | 'clock'>,
  { entry, isInDoubt }: PendingCreate,
  uid: string,
): readonly Mutation[] {
  const close: Mutation = { kind: 'close_entry', id: entry.id, outcome: 'done' };
  return isInDoubt
    ? [close, { kind: 'open_entry', entry: { ...reopened(deps, entry, uid), kind: 'create' } }]
    : [close];
}

/** The answer named an object that is not this one: the entry continues without it. */
export async function unname(deps: ApplyDeps, pending: PendingCreate, uid: string): Promise<PendingCreate> {
  const entry = reopened(deps, pending.entry, uid);
  await write(
    deps,
    { kind: 'close_entry', id: pending.entry.id, outcome: 'abandoned', error: 'WrongUid' },
    { kind: 'open_entry', entry },
  );
  return { entry, isInDoubt: true };
}

function reopened(
  deps: Pick<ApplyDeps, 'newId' | 'runId' | 'clock'>,
  entry: OpenEntry,
  uid: string,
): OpenEntry {
  return {
    ...entry,
    id: deps.newId(),
    runId: deps.runId,
    step: 'clone',
    uid: null,
    uidsBefore: [...new Set([...entry.uidsBefore, uid])],
    openedAt: isoNow(deps),
  };
}

/** How long an answer can be late: the request, and what stands between us and Palette, have given up long before. */
const LATE_MS = 15 * 60_000;

/** Ends a watch in which nothing can arrive any more. */
export function isOver({ openedAt }: OpenEntry, nowMs: number): boolean {
  return nowMs - Date.parse(openedAt) > LATE_MS;
}
