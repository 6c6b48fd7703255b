// Reading a fresh clone back: it must be where it was asked for, published, and show what its source showed.

import { readObject } from '../inventory/read-object.ts';
import type { ObservedObject } from '../model/observed.ts';
import type { Change } from '../plan/plan.ts';
import type { ApplyDeps } from './deps.ts';
import { cloneScope } from './scopes.ts';

export type ReadBack =
  | { readonly status: 'as_asked'; readonly object: ObservedObject }
  /** It is there, but not as asked: `what` says how. */
  | { readonly status: 'differs'; readonly object: ObservedObject; readonly what: string }
  | { readonly status: 'not_seen'; readonly what: string };

/** A new object may take a moment to be readable. */
const WAITS_MS = [0, 250, 500, 1000, 2000, 4000];

export async function readBack(deps: ApplyDeps, change: Change, uid: string): Promise<ReadBack> {
  const want = deps.verifyWhole ? 'whole' : 'existence';
  let what = 'it cannot be read by its UID yet';
  for (const wait of WAITS_MS) {
    if (wait > 0) await deps.clock.sleep(wait);
    const read = await readObject(deps.client, uid, cloneScope(change.clone), want);
    if (read.status === 'present') return compare(change, read.object);
    if (read.status === 'unreadable') what = `${read.failure.code}: ${read.failure.message}`;
  }
  return { status: 'not_seen', what };
}

function compare(change: Change, object: ObservedObject): ReadBack {
  const faults: string[] = [];
  const { clone } = change;
  if (object.key.name !== clone.name) faults.push(`its name is ${object.key.name}`);
  if (object.key.version !== clone.version) faults.push(`its version is ${object.key.version}`);
  if (object.key.scope !== clone.scope || object.key.projectUid !== clone.projectUid)
    faults.push('it is in another scope');
  if (!object.isPublished) faults.push('it is not published');
  const source = change.preconditions.source;
  const isSame = object.digest === null ? object.shown === source?.shown : object.digest === source?.digest;
  if (!isSame) faults.push('its content is not what the source had when this was planned');
  return faults.length === 0
    ? { status: 'as_asked', object }
    : { status: 'differs', object, what: faults.join('; ') };
}
