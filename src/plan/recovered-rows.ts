// What the recovery of a journal entry does to the rows of state: the planner looks ahead with it, and apply writes it.

import type { Content } from '../content/content.ts';
import { parseAddress } from '../model/address.ts';
import type { ObservedObject } from '../model/observed.ts';
import type { OpenEntry, RecordedClone } from '../model/recorded.ts';
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
  entry: OpenEntry,
  verdict: Verdict,
  object: ObservedObject | null,
  planned: Content | null,
): readonly Mutation[] | null {
  if (verdict === 'confirm_deleted') {
    // The row may have got another address since.
    const row = entry.uid === null ? undefined : state.byUid.get(entry.uid);
    return row === undefined ? [] : [{ kind: 'remove_clone', address: row.address }];
  }
  if (verdict !== 'finish' && verdict !== 'take_over' && verdict !== 'continue') return [];
  const before = state.clones.get(entry.address);
  const row = object === null ? null : recoveredRow(entry, verdict, object, before, planned);
  if (row === null) return null;
  // What a recreate replaced is gone; anything else is put aside.
  if (before === undefined || entry.kind === 'recreate' || before.uid === row.uid)
    return [{ kind: 'put_clone', clone: row }];
  return putAside(before, supersede(before, state.clones), row);
}

/**
 * The row of the object. It says what was planned; an object that has something else is incomplete.
 */
function recoveredRow(
  entry: OpenEntry,
  verdict: Verdict,
  object: ObservedObject,
  before: RecordedClone | undefined,
  planned: Content | null,
): RecordedClone | null {
  const { source, overrides } = entry;
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
    isProtected: entry.isProtected,
    declaredVersion: entry.declaredVersion,
    ...managedAsSet(entry, object),
    ...(overrides === undefined ? {} : { overrides }),
  };
  if (entry.kind === 'update' && before !== undefined) {
    const { overrides: _old, ...rest } = before;
    const updated: RecordedClone = { ...rest, ...common, key: before.key, status: 'current' };
    return withRemarks(updated, { ...remarksBeyondContent(before), ...remarks });
  }
  const row: RecordedClone = {
    ...common,
    address: entry.address,
    projectName: entry.projectName,
    status: statusOf(entry, isAsPlanned),
    provenance: verdict === 'finish' || entry.uid === object.uid ? 'created' : 'inferred',
    recordedAt: entry.openedAt,
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
  entry: OpenEntry,
  { uid, key }: Pick<ObservedObject, 'uid' | 'key'>,
  id: string,
): OpenEntry {
  return {
    ...entry,
    id,
    kind: 'update',
    step: mayHaveDraft(entry) ? 'draft' : 'variables',
    key,
    uid,
    uidsBefore: [],
  };
}

export function mayHaveDraft({ step, overrides, uid }: OpenEntry): boolean {
  const isUntold = step === 'clone' && overrides !== undefined && uid !== null;
  return isUntold || step === 'draft' || step === 'publish' || step === 'surplus' || step === 'metadata';
}

function statusOf({ address }: OpenEntry, isAsPlanned: boolean): RecordedClone['status'] {
  if (parseAddress(address)?.version !== null) return 'superseded';
  return isAsPlanned ? 'current' : 'incomplete';
}
