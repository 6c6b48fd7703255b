// The recreate saga: make sure that Palette would clone it, delete, confirm, clone again. One entry of the journal, which
// precedes the delete; from there on the next run continues with the clone, whatever dies.
import { readObject } from '../inventory/read-object.ts';
import type { OpenEntry, RecordedClone } from '../model/recorded.ts';
import type { Recreate } from '../plan/change.ts';
import { refusalOf, sendDelete, wantedOf } from './delete-clone.ts';
import { type ApplyDeps, refuse, type SagaResult, write } from './deps.ts';
import { attempt, toFailure } from './failures.ts';
import { cloneInto, readPlannedContent } from './make-clone.ts';
import { openPending } from './pending-create.ts';
import { newEntry } from './rows.ts';
import { cloneTarget, sourceScopeOf } from './scopes.ts';
import { readSource } from './source-content.ts';
import { sourceOf } from './source-of.ts';

export async function recreateClone(
  deps: ApplyDeps,
  change: Recreate,
  row: RecordedClone,
): Promise<SagaResult> {
  const source = await readSource(deps, change);
  if (source.status === 'failed') return source.result;
  const planned = await readPlannedContent(deps, change);
  if (planned.status === 'failed') return planned;
  const refused = await whyNot(deps, change, row);
  if (refused !== null) return refused;
  const fresh: OpenEntry = {
    ...newEntry(deps, change, 'recreate', null, planned.goal),
    step: 'delete',
    uidsBefore: [row.uid],
  };
  const pending = await openPending(deps, fresh);
  const { entry } = pending;
  const left = await sendDelete(deps, { uid: row.uid, scope: row.key, entry });
  if (left !== null) return left;
  if (!pending.isInDoubt) await write(deps, { kind: 'step_entry', id: entry.id, step: 'deleted' });
  return cloneInto(deps, change, planned, pending, (made) => [{ kind: 'put_clone', clone: made }]);
}

/** The old object as it was planned, not in use, and a clone that Palette would accept under another version. */
async function whyNot(deps: ApplyDeps, change: Recreate, row: RecordedClone): Promise<SagaResult | null> {
  const doomed = { uid: row.uid, seen: change.seen, named: change.before };
  const read = await readObject(deps.client, row.uid, row.key, wantedOf(doomed));
  if (read.status === 'unreadable')
    return refuse(read.failure.code, read.failure.message, 'nothing was deleted', row.uid);
  if (read.status === 'not_found')
    return refuse('NotFound', 'it no longer exists', 'make a new plan', row.uid);
  const refusal = refusalOf(deps, doomed, read.object);
  if (refusal !== null) return refusal;
  const scratch = { ...cloneTarget(change.clone), version: scratchVersion(change.clone.version) };
  const { uid } = sourceOf(deps, change);
  const asked = await attempt(() => deps.client.validateClone(uid, sourceScopeOf(change), scratch));
  return asked.ok ? null : toFailure(asked.error, row.uid, 'nothing was deleted');
}

/** A version that nobody has: the real one is taken until the delete. */
function scratchVersion(version: string): string {
  return version.replace(/([-+].*)?$/, '-cloneform.check');
}
