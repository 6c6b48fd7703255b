// After an answer that never came: is the object there, and is it ours? No clone is sent again before this has been asked.

import { readName } from '../inventory/read-absence.ts';
import { readObject } from '../inventory/read-object.ts';
import { keyId, type NaturalKey, normalVersion } from '../model/natural-key.ts';
import type { ObservedObject } from '../model/observed.ts';
import type { OpenEntry } from '../model/recorded.ts';
import { isNotOurs, isOurs } from '../plan/in-doubt.ts';
import type { ApplyDeps } from './deps.ts';

export type LookUp =
  | { readonly status: 'ours'; readonly object: ObservedObject }
  /** `certain`: it cannot be ours, by its UID or the time of its making. */
  | { readonly status: 'foreign'; readonly uid: string; readonly certain: boolean }
  | { readonly status: 'absent' }
  /** It could not be read: still in doubt. */
  | { readonly status: 'unknown' };

/** How long to look. Lists may show a new object late; that it is there is known where the key is taken. */
const WAITS_MS = {
  once: [0],
  lost: [0, 500, 1500],
  taken: [0, 500, 1000, 2000, 4000, 8000],
} as const;

export async function lookUpClone(
  deps: ApplyDeps,
  entry: OpenEntry,
  waits: keyof typeof WAITS_MS,
): Promise<LookUp> {
  let last: LookUp = { status: 'unknown' };
  for (const wait of WAITS_MS[waits]) {
    if (wait > 0) await deps.clock.sleep(wait);
    last = await lookOnce(deps, entry);
    if (last.status === 'ours' || last.status === 'foreign') return last;
  }
  return last;
}

async function lookOnce(deps: ApplyDeps, entry: OpenEntry): Promise<LookUp> {
  const listed = await uidAtKey(deps, entry.key);
  if (listed === 'unknown') return { status: 'unknown' };
  const { uid } = listed;
  if (uid === undefined) return { status: listed.isCertain ? 'absent' : 'unknown' };
  const read = await readObject(deps.client, uid, entry.key, 'whole');
  if (read.status !== 'present') return { status: 'unknown' };
  const { serverDate } = deps.client.stats();
  if (isOurs(entry, read.object, serverDate)) return { status: 'ours', object: read.object };
  return { status: 'foreign', uid, certain: isNotOurs(entry, read.object, serverDate) };
}

async function uidAtKey(
  deps: ApplyDeps,
  key: NaturalKey,
): Promise<{ readonly uid: string | undefined; readonly isCertain: boolean } | 'unknown'> {
  const list = await deps.witnesses.list(key);
  if (list.status === 'unreadable') return 'unknown';
  const wanted = keyId(key);
  const found = list.versions.find(
    (item) => keyId({ ...key, name: item.name, version: normalVersion(item.version) }) === wanted,
  );
  // A list that lost rows may have lost this one: then Palette has to call the name free.
  const isLossy = found === undefined && (list.missing ?? 0) > 0;
  return { uid: found?.uid, isCertain: !isLossy || (await readName(deps.client, key)) === 'free' };
}
