// Changes that only state sees: moved and forgotten rows, recovered journal entries, and what a no-op leaves to note.

import { isDeepStrictEqual } from 'node:util';
import type { Content } from '../content/content.ts';
import { readObject } from '../inventory/read-object.ts';
import { invariant } from '../model/invariant.ts';
import type { ObservedObject } from '../model/observed.ts';
import { makesObject, type OpenEntry, type RecordedClone } from '../model/recorded.ts';
import type { ForgetGone, LetGo, Move, Noop, RecordOnly, Reinstate, Resume } from '../plan/change.ts';
import { notedRow, recordChanges } from '../plan/noted-row.ts';
import { continuedAs, recoveredRows } from '../plan/recovered-rows.ts';
import { supersede } from '../plan/supersede.ts';
import type { Mutation } from '../state/mutation.ts';
import { type ApplyDeps, refuse, type SagaResult, write } from './deps.ts';
import { attempt } from './failures.ts';
import { closeMade } from './pending-create.ts';
import { madeUid } from './source-of.ts';

export async function moveRow(deps: ApplyDeps, { address, movedFrom, uid }: Move): Promise<SagaResult> {
  await write(deps, { kind: 'move_clone', from: movedFrom, to: address });
  return { status: 'applied', uid };
}

/** A superseded version becomes the current one, and the current one superseded. State only. */
export async function reinstateRow(
  deps: ApplyDeps,
  change: Reinstate,
  row: RecordedClone,
): Promise<SagaResult> {
  const older = deps.state.clones.get(change.movedFrom);
  if (older === undefined)
    return refuse('NotRecorded', `${change.address} no longer has that version`, 'make a new plan');
  const others = [...deps.state.clones.values()].filter(
    (other) => other.uid !== row.uid && other.uid !== older.uid,
  );
  const aside = supersede(row, new Set(others.map((other) => other.address)));
  const back: RecordedClone = {
    ...older,
    address: change.address,
    status: 'current',
    isProtected: change.protect,
    declaredVersion: change.declaredVersion,
  };
  await write(
    deps,
    { kind: 'remove_clone', address: older.address },
    { kind: 'remove_clone', address: row.address },
    { kind: 'put_clone', clone: aside },
    { kind: 'put_clone', clone: back },
  );
  return { status: 'applied', uid: back.uid };
}

export async function forgetRow(deps: ApplyDeps, { address, uid }: ForgetGone | LetGo): Promise<SagaResult> {
  await write(deps, { kind: 'remove_clone', address });
  return { status: 'applied', uid };
}

/** Writes down what became of a journal entry; the object is read once more, so that state never says more than was seen. */
export async function resumeEntry(deps: ApplyDeps, change: Resume): Promise<SagaResult> {
  const { resume } = change;
  const found = deps.recorded.openEntries.find((open) => open.id === resume.operation);
  invariant(found !== undefined, 'a resume has a journal entry');
  // What came late to a clone that moved on since has an address of its own.
  const entry: OpenEntry = { ...found, address: change.address };
  if (resume.verdict === 'confirm_deleted') {
    const removals = recoveredRows(deps.state, entry, resume.verdict, null, null) ?? [];
    await write(deps, ...removals, close(entry, 'done'));
    return { status: 'applied', uid: entry.uid };
  }
  // The entry stays open: the clone that follows continues with it, and a late answer of then is still ours.
  if (resume.verdict === 'retry') return { status: 'applied', uid: null };
  if (!['finish', 'take_over', 'continue'].includes(resume.verdict)) {
    await write(deps, close(entry, 'abandoned'));
    return { status: 'applied', uid: null };
  }
  const read = change.uid === null ? null : await readObject(deps.client, change.uid, entry.key, 'whole');
  const object = read?.status === 'present' ? read.object : null;
  const planned = object === null ? null : await plannedContent(deps, entry, object);
  const rows = recoveredRows(deps.state, entry, resume.verdict, object, planned);
  if (object === null || rows === null)
    return refuse('NotSeen', 'the result of the interrupted run could not be read', 'try again');
  const isUnnamed = entry.uid !== object.uid;
  const isInDoubt = makesObject(entry) && (isUnnamed || entry.step === 'clone');
  await write(
    deps,
    ...rows,
    ...closeMade(deps, { entry, isInDoubt }, object.uid),
    ...(resume.verdict === 'continue'
      ? [{ kind: 'open_entry', entry: continuedAs(entry, object, deps.newId()) } as const]
      : []),
  );
  return { status: 'applied', uid: object.uid };
}

/** What it was to have: the source's content, or what overrides make of it; read only where the object has something else: the same values in another form are no difference. */
async function plannedContent(
  deps: ApplyDeps,
  { address, source, overrides }: OpenEntry,
  object: ObservedObject,
): Promise<Content | null> {
  if (source === null || (overrides?.wanted ?? source.digest) === object.digest) return null;
  const read = await readObject(deps.client, source.uid, source, 'whole');
  if (read.status !== 'present' || read.object.digest !== source.digest) return null;
  const { content } = read.object;
  if (overrides === undefined || content === null) return content;
  const rendered = await attempt(() => deps.renderWanted(address, { content, digest: source.digest }));
  const made = rendered.ok && rendered.value?.status === 'rendered' ? rendered.value : null;
  return made?.rendering.wanted === overrides.wanted ? made.content : null;
}

function close(entry: OpenEntry, outcome: 'done' | 'abandoned'): Mutation {
  return { kind: 'close_entry', id: entry.id, outcome };
}

/** Changes of state alone, without a call. The plan has read the object, and apply of a saved one again. */
export async function recordRow(
  deps: ApplyDeps,
  change: RecordOnly,
  row: RecordedClone,
): Promise<SagaResult> {
  await write(deps, {
    kind: 'put_clone',
    clone: notedRow(change, row, change.source.uid ?? madeUid(deps, change)),
  });
  return { status: 'applied', uid: row.uid };
}

/** What a no-op leaves to note beside other work: a newer timestamp over content that is still the recorded one. */
export function noteOf(change: Noop, row: RecordedClone): Mutation | null {
  const clone = notedRow(change, row);
  if (recordChanges(row, clone).length > 0 || isDeepStrictEqual(clone, row)) return null;
  return { kind: 'put_clone', clone };
}
