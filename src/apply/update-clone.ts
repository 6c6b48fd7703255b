// The update saga for metadata: intent → patch → read back → row.
import { readObject } from '../inventory/read-object.ts';
import type { ObservedObject } from '../model/observed.ts';
import type { RecordedClone } from '../model/recorded.ts';
import type { Change } from '../plan/plan.ts';
import { factsOf } from '../plan/rules/draft.ts';
import { sameFacts } from '../plan/rules/metadata.ts';
import { type ApplyDeps, refuse, type SagaResult, write } from './deps.ts';
import { toFailure } from './failures.ts';
import { patchFacts } from './patch-facts.ts';
import { managedAsSet, newOperation } from './rows.ts';
import { cloneScope } from './scopes.ts';

export async function updateClone(deps: ApplyDeps, change: Change, row: RecordedClone): Promise<SagaResult> {
  const { uid, after } = change;
  if (uid === undefined || after === undefined)
    return refuse('NothingToUpdate', 'the plan names no object', null);
  const operation = newOperation(deps, change, 'update', uid);
  await write(deps, { kind: 'open_operation', operation });
  const failure = await patchFacts(deps, change, uid, after);
  const read = await readObject(deps.client, uid, cloneScope(change.clone), 'existence');
  const object = read.status === 'present' ? read.object : null;
  const isDone = failure === null && object !== null && sameFacts(factsOf(object), after);
  const close = {
    kind: 'close_operation',
    id: operation.id,
    outcome: isDone ? 'done' : 'abandoned',
  } as const;
  if (object === null) await write(deps, close);
  else await write(deps, { kind: 'put_clone', clone: refreshedRow(change, row, object) }, close);
  if (failure !== null) return toFailure(failure, uid);
  if (isDone) return { status: 'applied', uid };
  return refuse('NotAsAsked', 'Palette took the change, but does not show it', 'plan again', uid);
}

/**
 * Metadata moves Palette's timestamp, content does not change by it. The timestamp is taken over only while the content is
 * known to be the recorded one: otherwise the next plan has to read it again, or an edit would go unseen.
 */
export function refreshedRow(change: Change, row: RecordedClone, object: ObservedObject): RecordedClone {
  const seen = change.preconditions.observed;
  const isKnown = seen !== null && seen.digest === row.digest && seen.shown === object.shown;
  return {
    ...row,
    key: object.key,
    isProtected: change.protect,
    declaredVersion: change.declaredVersion ?? row.declaredVersion,
    ...managedAsSet(change, object),
    ...(isKnown ? { shown: object.shown, lastModified: object.lastModified } : {}),
  };
}
