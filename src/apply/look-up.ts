// After an answer that never came: is the object there, and is it ours? No clone is sent again before this has been asked.

import { readObject } from '../inventory/read-object.ts';
import { readScope } from '../inventory/read-scope.ts';
import { keyId, type NaturalKey, normalVersion } from '../model/natural-key.ts';
import type { ObservedObject } from '../model/observed.ts';
import type { OpenOperation } from '../model/recorded.ts';
import { isOurs } from '../plan/settle.ts';
import type { ApplyDeps } from './deps.ts';

export type LookUp =
  | { readonly status: 'ours'; readonly object: ObservedObject }
  | { readonly status: 'foreign'; readonly uid: string }
  | { readonly status: 'absent' }
  /** It could not be read: still in doubt. */
  | { readonly status: 'unknown' };

/** Waits between looks: lists may show a new object late. */
const WAITS_MS = [0, 500, 1500];

export async function lookUpClone(deps: ApplyDeps, operation: OpenOperation): Promise<LookUp> {
  let last: LookUp = { status: 'unknown' };
  for (const wait of WAITS_MS) {
    if (wait > 0) await deps.clock.sleep(wait);
    last = await lookOnce(deps, operation);
    if (last.status === 'ours' || last.status === 'foreign') return last;
  }
  return last;
}

async function lookOnce(deps: ApplyDeps, operation: OpenOperation): Promise<LookUp> {
  const listed = await uidAtKey(deps, operation.key);
  if (listed === 'unknown') return { status: 'unknown' };
  const { uid } = listed;
  if (uid === undefined) return { status: 'absent' };
  const read = await readObject(deps.client, uid, operation.key, 'whole');
  if (read.status !== 'present') return { status: 'unknown' };
  const { serverDate } = deps.client.stats();
  return isOurs(operation, read.object, serverDate)
    ? { status: 'ours', object: read.object }
    : { status: 'foreign', uid };
}

async function uidAtKey(
  deps: ApplyDeps,
  key: NaturalKey,
): Promise<{ readonly uid: string | undefined } | 'unknown'> {
  const list = await readScope(deps.client, key);
  if (list.status === 'unreadable') return 'unknown';
  const wanted = keyId(key);
  const found = list.versions.find(
    (item) => keyId({ ...key, name: item.name, version: normalVersion(item.version) }) === wanted,
  );
  return { uid: found?.uid };
}
