// What the recovery of a journal entry does to the rows of state: the planner looks ahead with it, and apply writes it.

import type { Content } from '../content/content.ts';
import { parseAddress } from '../model/address.ts';
import type { ObservedObject } from '../model/observed.ts';
import type { OpenOperation, RecordedClone } from '../model/recorded.ts';
import { remarksBeyondContent, withRemarks } from '../model/remarks.ts';
import type { Mutation } from '../state/mutation.ts';
import type { StateView } from '../state/view.ts';
import type { Verdict } from './change.ts';
import { judgeContent } from './judge-content.ts';
import { managedAsSet } from './noted-row.ts';
import { putAside, supersede } from './supersede.ts';

/**
 * The rows that a verdict leaves. `planned`: the content that it was to have, where it is known. null: the verdict needs an object that could
 * not be read.
 */
export function recoveredRows(
  state: Pick<StateView, 'clones' | 'byUid'>,
  operation: OpenOperation,
  verdict: Verdict,
  object: ObservedObject | null,
  planned: Content | null,
): readonly Mutation[] | null {
  if (verdict === 'confirm_deleted') {
    // The row may have got another address since.
    const row = operation.uid === null ? undefined : state.byUid.get(operation.uid);
    return row === undefined ? [] : [{ kind: 'remove_clone', address: row.address }];
  }
  if (verdict !== 'finish' && verdict !== 'take_over' && verdict !== 'continue') return [];
  const before = state.clones.get(operation.address);
  const row = object === null ? null : recoveredRow(operation, verdict, object, before, planned);
  if (row === null) return null;
  // What a recreate replaced is gone; anything else is put aside.
  if (before === undefined || operation.kind === 'recreate' || before.uid === row.uid)
    return [{ kind: 'put_clone', clone: row }];
  return putAside(before, supersede(before, state.clones), row);
}

/**
 * The row of the object. It says what was planned; an object that has something else is incomplete.
 */
function recoveredRow(
  operation: OpenOperation,
  verdict: Verdict,
  object: ObservedObject,
  before: RecordedClone | undefined,
  planned: Content | null,
): RecordedClone | null {
  const { source, overrides } = operation;
  if (source === null) return null;
  const digest = overrides?.wanted ?? source.digest;
  const { isSame, remarks } = judgeContent(digest, planned, object);
  const isAsPlanned = isSame && object.isPublished && verdict !== 'continue';
  const common = {
    uid: object.uid,
    key: object.key,
    source,
    digest,
    shown: object.shown,
    lastModified: isAsPlanned ? object.lastModified : '',
    isProtected: operation.isProtected,
    declaredVersion: operation.declaredVersion,
    ...managedAsSet(operation, object),
    ...(overrides === undefined ? {} : { overrides }),
  };
  if (operation.kind === 'update' && before !== undefined) {
    const { overrides: _old, ...rest } = before;
    const updated: RecordedClone = { ...rest, ...common, key: before.key, status: 'current' };
    return withRemarks(updated, { ...remarksBeyondContent(before), ...remarks });
  }
  const row: RecordedClone = {
    ...common,
    address: operation.address,
    projectName: operation.projectName,
    status: statusOf(operation, isAsPlanned),
    provenance: verdict === 'finish' || operation.uid === object.uid ? 'created' : 'inferred',
    recordedAt: operation.openedAt,
    revision: 0,
  };
  const held = before?.remarks?.held;
  return withRemarks(row, held === undefined ? remarks : { ...remarks, held });
}

/**
 * The entry under which the clone is updated from now on, in place of the one that made it. A draft counts as ours from the step on that
 * writes it, and where the step says something else: that the clone call may still arrive.
 */
export function continuedAs(
  operation: OpenOperation,
  { uid, key }: Pick<ObservedObject, 'uid' | 'key'>,
  id: string,
): OpenOperation {
  return {
    ...operation,
    id,
    kind: 'update',
    step: mayHaveDraft(operation) ? 'draft' : 'variables',
    key,
    uid,
    uidsBefore: [],
  };
}

export function mayHaveDraft({ step, overrides, uid }: OpenOperation): boolean {
  const isUntold = step === 'clone' && overrides !== undefined && uid !== null;
  return isUntold || step === 'draft' || step === 'publish' || step === 'surplus' || step === 'metadata';
}

function statusOf({ address }: OpenOperation, isAsPlanned: boolean): RecordedClone['status'] {
  if (parseAddress(address)?.version !== null) return 'superseded';
  return isAsPlanned ? 'current' : 'incomplete';
}
