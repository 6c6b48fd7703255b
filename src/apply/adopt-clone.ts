// Taking an object over: read once more, and recorded if it is still what the plan saw. Nothing is sent that changes Palette.
import { readObject } from '../inventory/read-object.ts';
import type { Adopt } from '../plan/change.ts';
import { type ApplyDeps, refuse, type SagaResult, write } from './deps.ts';
import { adoptedRow } from './rows.ts';
import { cloneScope } from './scopes.ts';

export async function adoptClone(deps: ApplyDeps, change: Adopt): Promise<SagaResult> {
  const { uid, seen } = change;
  const read = await readObject(deps.client, uid, cloneScope(change.clone), 'whole');
  if (read.status === 'unreadable')
    return refuse(read.failure.code, read.failure.message, 'it was not adopted', uid);
  if (read.status === 'not_found')
    return refuse('NotFound', 'the object to adopt no longer exists', 'make a new plan', uid);
  const { object } = read;
  if (object.digest !== seen.digest)
    return refuse('ChangedSincePlan', 'its content changed after the plan was made', 'make a new plan', uid);
  const provenance = change.reason === 'imports_block' ? 'imported' : 'adopted';
  if (object.outline !== null && object.digest !== null) deps.outlines.set(object.digest, object.outline);
  await write(deps, { kind: 'put_clone', clone: adoptedRow(deps, change, object, provenance) });
  return { status: 'applied', uid };
}
