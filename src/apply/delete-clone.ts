// The delete saga: re-read → intent → delete → confirm. Only what state owns, only as it was planned, never in use.

import { type KnownContent, readObject } from '../inventory/read-object.ts';
import type { Address } from '../model/address.ts';
import type { ScopeRef } from '../model/natural-key.ts';
import type { ObservedObject } from '../model/observed.ts';
import type { OpenEntry } from '../model/recorded.ts';
import type { SeenObject } from '../plan/change.ts';
import type { CloneFacts } from '../plan/plan.ts';
import { sameLabels } from '../plan/rules/metadata.ts';
import { confirmGone, type Leaving, whyNotGone } from './confirm-gone.ts';
import { type ApplyDeps, refuse, type SagaResult, write } from './deps.ts';
import { attempt, isAboutKey, isOwn500, toFailure } from './failures.ts';

export interface Doomed {
  /** Address of the row that goes. */
  readonly address: Address;
  readonly uid: string;
  readonly scope: ScopeRef;
  /** How it looked when this was planned. */
  readonly seen: SeenObject;
  /** What it was called then; null: not known. */
  readonly named: Pick<CloneFacts, 'name' | 'version'> | null;
  readonly entry: OpenEntry;
  /** What it was copied from. */
  readonly source: NonNullable<Leaving['source']>;
}

const MAX_SENDS = 3;

export async function deleteClone(deps: ApplyDeps, doomed: Doomed): Promise<SagaResult> {
  const { uid, address, entry } = doomed;
  const read = await readObject(deps.client, uid, doomed.scope, wantedOf(doomed));
  if (read.status === 'present') {
    const refusal = refusalOf(deps, doomed, read.object);
    if (refusal !== null) return refusal;
    await write(deps, { kind: 'open_entry', entry });
    const failure = await sendDelete(deps, doomed);
    if (failure !== null) return failure;
    await write(
      deps,
      { kind: 'remove_clone', address },
      { kind: 'close_entry', id: entry.id, outcome: 'done' },
    );
    return { status: 'applied', uid };
  }
  const left = await whyNotGone(deps, { uid, key: entry.key, source: doomed.source }, read);
  if (left !== null) return left;
  await write(deps, { kind: 'remove_clone', address });
  return { status: 'applied', uid, because: 'it was already gone' };
}

/** What has to be read to know that it is still as it was planned: its content, too, where the plan knew that. */
export function wantedOf({ seen }: Pick<Doomed, 'seen'>): KnownContent | 'existence' {
  if (seen.digest === null) return 'existence';
  return { digest: seen.digest, shown: seen.shown, lastModified: seen.lastModified };
}

/** Why it may not go after all: it changed, or somebody uses it. */
export function refusalOf(
  deps: Pick<ApplyDeps, 'allowDeleteInUse'>,
  { uid, seen, named }: Pick<Doomed, 'uid' | 'seen' | 'named'>,
  object: ObservedObject,
): SagaResult | null {
  const changed = [...(named === null ? [] : renamed(named, object)), ...changesSince(seen, object)];
  if (changed.length > 0) {
    const message = `it changed after the plan was made: ${changed.join('; ')}`;
    return refuse('ChangedSincePlan', message, 'make a new plan and review it', uid);
  }
  const { inUse } = object;
  const users = [...inUse.templates, ...(deps.allowDeleteInUse ? [] : inUse.clusters)];
  if (users.length === 0) return null;
  const names = users.map((user) => user.name).join(', ');
  return refuse('InUse', `it is now in use by ${names}`, 'make a new plan', uid);
}

function renamed(
  { name, version }: NonNullable<Doomed['named']>,
  { key }: ObservedObject,
): readonly string[] {
  return name === key.name && version === key.version ? [] : [`it is now named ${key.name} ${key.version}`];
}

function changesSince(seen: SeenObject, object: ObservedObject): readonly string[] {
  const isSame =
    seen.digest === null || object.digest === null
      ? seen.shown === object.shown
      : seen.digest === object.digest;
  return [
    ...(isSame ? [] : ['its content was edited']),
    ...(sameLabels(seen.labels, object.labels) ? [] : ['its labels were changed']),
    ...(seen.description.trim() === object.description.trim() ? [] : ['its description was changed']),
    ...(seen.published === object.isPublished
      ? []
      : [`it ${object.isPublished ? 'was published' : 'is no longer published'}`]),
    ...(object.hasDraft && !seen.draft ? ['a draft of it was created'] : []),
  ];
}

/** Sends the delete and makes sure that the object is gone; null when it is. A definite no closes the entry. */
export async function sendDelete(
  deps: ApplyDeps,
  doomed: Pick<Doomed, 'uid' | 'scope' | 'entry'>,
): Promise<SagaResult | null> {
  for (let sends = 1; ; sends++) {
    const sent = await attempt(() => deps.client.deleteProfile(doomed.uid, doomed.scope));
    if (sent.ok) break;
    if (sent.error.effect === 'none') {
      if ((isOwn500(sent.error) || isAboutKey(sent.error)) && (await isNotFound(deps, doomed))) break;
      // An entry that took over the doubts of an earlier one keeps them.
      if (doomed.entry.step === 'clone') return toFailure(sent.error, doomed.uid);
      await write(deps, {
        kind: 'close_entry',
        id: doomed.entry.id,
        outcome: 'refused',
        error: sent.error.code,
      });
      return toFailure(sent.error, doomed.uid);
    }
    const read = await readObject(deps.client, doomed.uid, doomed.scope, 'existence');
    if (read.status === 'not_found') break;
    if (sends === MAX_SENDS || deps.isStopping())
      return toFailure(sent.error, doomed.uid, 'the next run recovers it');
  }
  return confirmGone(deps, { uid: doomed.uid, key: doomed.entry.key });
}

async function isNotFound(deps: ApplyDeps, { uid, scope }: Pick<Doomed, 'uid' | 'scope'>): Promise<boolean> {
  return (await readObject(deps.client, uid, scope, 'existence')).status === 'not_found';
}
