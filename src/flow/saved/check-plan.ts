// Reads what a saved plan rests on, all of it before the first write, and says what no longer holds.
import pMap from 'p-map';
import type { Digest } from '../../content/content.ts';
import type { Outline } from '../../content/outline.ts';
import { projectWitness, readAbsence, sharedLists, type Witnesses } from '../../inventory/read-absence.ts';
import { type RawRead, readObject } from '../../inventory/read-object.ts';
import { readScope } from '../../inventory/read-scope.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { keyId, type NaturalKey, scopeId } from '../../model/natural-key.ts';
import type { ScopeRead } from '../../model/observed.ts';
import type { Recorded } from '../../model/recorded.ts';
import type { PaletteReader } from '../../palette/port.ts';
import type { Plan } from '../../plan/plan.ts';
import {
  doubtfulKeys,
  findStale,
  type Holder,
  type NeededObject,
  type NowRead,
  neededObjects,
  neededScopes,
} from '../../plan/stale.ts';

const CONCURRENT_READS = 64;

export interface CheckedPlan {
  /** Empty: every change can be applied. */
  readonly faults: readonly Diagnostic[];
  /** Of the contents that were read on the way. */
  readonly outlines: ReadonlyMap<Digest, Outline>;
  /** UIDs of all that was there. */
  readonly knownUids: ReadonlySet<string>;
}

/** Of a plan that is refused for other reasons. */
export const UNCHECKED: CheckedPlan = { faults: [], outlines: new Map(), knownUids: new Set() };

/** Costs one GET per object, the lists of the scopes where a key must be free, and three reads per source. */
export async function checkPlan(client: PaletteReader, plan: Plan, recorded: Recorded): Promise<CheckedPlan> {
  const scopes = new Map<string, ScopeRead>();
  const objects = new Map<string, NowRead>();
  const { openOperations } = recorded;
  const witnesses: Witnesses = { list: sharedLists(client), project: projectWitness(client) };
  const read = async (needed: NeededObject): Promise<void> => {
    objects.set(needed.uid, await readNeeded(client, needed, witnesses));
  };
  await Promise.all([
    pMap(
      neededScopes(plan, openOperations),
      async (scope) => {
        scopes.set(scopeId(scope), await readScope(client, scope));
      },
      { concurrency: CONCURRENT_READS },
    ),
    pMap(neededObjects(plan), read, { concurrency: CONCURRENT_READS }),
  ]);
  const holder = indexHolders(scopes);
  const doubtful = doubtfulKeys(openOperations).flatMap((key) => {
    const uid = holder(key);
    return typeof uid === 'string' && !objects.has(uid) ? [{ uid, scope: key, known: null }] : [];
  });
  await pMap(doubtful, read, { concurrency: CONCURRENT_READS });
  const faults = findStale(plan, {
    rows: recorded.clones,
    openOperations,
    serverDate: client.stats().serverDate,
    object: (uid) => objects.get(uid),
    holder,
  });
  return { faults, outlines: outlinesOf(objects.values()), knownUids: uidsOf(scopes.values(), objects) };
}

async function readNeeded(
  client: PaletteReader,
  needed: NeededObject,
  witnesses: Witnesses,
): Promise<NowRead> {
  const { uid, gone } = needed;
  const read = await readOne(client, needed);
  if (gone === undefined || read.status === 'present') return read;
  const absence = await readAbsence(client, { uid, place: gone, read }, witnesses);
  return absence.status === 'gone'
    ? { status: 'not_found' }
    : { status: 'unreadable', failure: absence.failure };
}

function readOne(client: PaletteReader, { uid, scope, known }: NeededObject): Promise<RawRead> {
  if (known === null || known.digest === null) return readObject(client, uid, scope, 'whole');
  const { digest, shown, lastModified } = known;
  return readObject(client, uid, scope, { digest, shown, lastModified });
}

function indexHolders(scopes: ReadonlyMap<string, ScopeRead>): (key: NaturalKey) => Holder {
  const uids = new Map<string, string>();
  for (const [id, list] of scopes) {
    if (list.status !== 'listed') continue;
    for (const { name, version, uid } of list.versions) uids.set(JSON.stringify([id, name, version]), uid);
  }
  return (key) => {
    const id = scopeId(key);
    const list = scopes.get(id);
    if (list === undefined) return { code: 'NotRead', message: `${keyId(key)} was not looked up` };
    if (list.status === 'unreadable') return list.failure;
    return uids.get(JSON.stringify([id, key.name, key.version])) ?? null;
  };
}

function uidsOf(scopes: Iterable<ScopeRead>, objects: ReadonlyMap<string, NowRead>): ReadonlySet<string> {
  const listed = [...scopes].flatMap((list) =>
    list.status === 'listed' ? list.versions.map(({ uid }) => uid) : [],
  );
  const read = [...objects].flatMap(([uid, { status }]) => (status === 'not_found' ? [] : [uid]));
  return new Set([...listed, ...read]);
}

function outlinesOf(reads: Iterable<NowRead>): ReadonlyMap<Digest, Outline> {
  const outlines = new Map<Digest, Outline>();
  for (const read of reads) {
    if (read.status !== 'present') continue;
    const { digest, outline } = read.object;
    if (digest !== null && outline !== null) outlines.set(digest, outline);
  }
  return outlines;
}
