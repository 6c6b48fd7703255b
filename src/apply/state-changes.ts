// Changes that only state sees: moved and forgotten rows, settled journal entries, and what a no-op leaves to note.

import { readObject } from '../inventory/read-object.ts';
import { invariant } from '../model/invariant.ts';
import type { OpenOperation, RecordedClone } from '../model/recorded.ts';
import type { Change } from '../plan/plan.ts';
import { settledRow } from '../plan/settle.ts';
import { supersede } from '../plan/supersede.ts';
import type { Mutation } from '../store/port.ts';
import { type ApplyDeps, refuse, type SagaResult, write } from './deps.ts';
import { putAside } from './replace-clone.ts';

export async function moveRow(deps: ApplyDeps, change: Change): Promise<SagaResult> {
  invariant(change.movedFrom !== undefined, 'a move has a from');
  await write(deps, { kind: 'move_clone', from: change.movedFrom, to: change.address });
  return { status: 'applied', uid: change.uid ?? null };
}

export async function forgetRow(deps: ApplyDeps, change: Change): Promise<SagaResult> {
  await write(deps, { kind: 'remove_clone', address: change.address });
  return { status: 'applied', uid: change.uid ?? null };
}

/** Writes down what the planner settled; the object is read once more, so that state never says more than was seen. */
export async function resumeOperation(deps: ApplyDeps, change: Change): Promise<SagaResult> {
  const { resume } = change;
  const operation = deps.recorded.openOperations.find((open) => open.id === resume?.operation);
  invariant(resume !== undefined && operation !== undefined, 'a resume has a journal entry');
  if (resume.verdict === 'confirm_deleted') {
    await write(deps, { kind: 'remove_clone', address: operation.address }, close(operation, 'done'));
    return { status: 'applied', uid: operation.uid };
  }
  // The entry stays open: the clone that follows goes on with it, and a late answer of then is still ours.
  if (resume.verdict === 'retry') return { status: 'applied', uid: null };
  if (resume.verdict !== 'finish' && resume.verdict !== 'take_over') {
    await write(deps, close(operation, 'abandoned'));
    return { status: 'applied', uid: null };
  }
  const read = await readObject(deps.client, change.uid ?? '', operation.key, 'whole');
  const row = read.status === 'present' ? settledRow(operation, resume.verdict, read.object) : null;
  if (row === null) return refuse('NotSeen', 'what the interrupted run made could not be read', 'try again');
  await write(deps, ...putSettled(deps, row), close(operation, 'done'));
  return { status: 'applied', uid: row.uid };
}

function putSettled(deps: ApplyDeps, row: RecordedClone): readonly Mutation[] {
  const before = deps.rows.get(row.address);
  if (before === undefined || before.uid === row.uid) return [{ kind: 'put_clone', clone: row }];
  return putAside(before, supersede(before, new Set(deps.rows.keys())), row);
}

function close(operation: OpenOperation, outcome: 'done' | 'abandoned'): Mutation {
  return { kind: 'close_operation', id: operation.id, outcome };
}

/** What a no-op teaches: protection as declared, and a newer timestamp over content that is still the recorded one. */
export function noteOf(change: Change, row: RecordedClone): Mutation | null {
  const seen = change.preconditions.observed;
  const isMoved = seen !== null && seen.digest === row.digest && seen.lastModified !== row.lastModified;
  const isReflagged = change.protect !== row.isProtected;
  const isReversioned =
    change.declaredVersion !== undefined && change.declaredVersion !== row.declaredVersion;
  if (!isMoved && !isReflagged && !isReversioned) return null;
  return {
    kind: 'put_clone',
    clone: {
      ...row,
      isProtected: change.protect,
      declaredVersion: change.declaredVersion ?? row.declaredVersion,
      ...(isMoved ? { lastModified: seen.lastModified, shown: seen.shown } : {}),
    },
  };
}
