// Reads what a saved plan rests on, all of it before the first write, and says what no longer holds.
import pMap from 'p-map';
import type { Digest } from '../../content/content.ts';
import type { Outline } from '../../content/outline.ts';
import { projectWitness, readAbsence, sharedLists, type Witnesses } from '../../inventory/read-absence.ts';
import { type RawRead, readObject } from '../../inventory/read-object.ts';
import { readScope } from '../../inventory/read-scope.ts';
import { HIDDEN } from '../../model/absence.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { keyId, type NaturalKey, type ScopeRef, scopeId } from '../../model/natural-key.ts';
import type { ReadFailure, ScopeRead } from '../../model/observed.ts';
import type { Recorded } from '../../model/recorded.ts';
import type { PaletteReader } from '../../palette/port.ts';
import type { Plan } from '../../plan/plan.ts';
import {
  doubtfulKeys,
  findStale,
  type Holder,
  type NeededObject,
  type NowRead,
  neededKeys,
  neededObjects,
  neededScopes,
} from '../../plan/stale.ts';
import { proveFree } from '../planning/observe-keys.ts';
import { UNCOUNTED } from '../reading-progress.ts';

const CONCURRENT_READS = 64;

const HIDDEN_KEY: ReadFailure = {
  code: 'NameTaken',
  message: `Palette does not show what has the name: it is ${HIDDEN}`,
};

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

/** Costs one GET per object, a question about each name that must be free (lists where these cost less), and three reads per source. */
export async function checkPlan(client: PaletteReader, plan: Plan, recorded: Recorded): Promise<CheckedPlan> {
  const scopes: Scopes = new Map();
  const names: Names = new Map();
  const objects = new Map<string, NowRead>();
  const { openEntries } = recorded;
  const witnesses: Witnesses = { list: sharedLists(client), project: projectWitness(client) };
  const read = async (needed: NeededObject): Promise<void> => {
    objects.set(needed.uid, await readNeeded(client, needed, witnesses));
  };
  const list = async (scope: ScopeRef): Promise<void> => {
    scopes.set(scopeId(scope), await readScope(client, scope));
  };
  await Promise.all([
    pMap(neededScopes(openEntries), list, { concurrency: CONCURRENT_READS }),
    pMap(neededObjects(plan), read, { concurrency: CONCURRENT_READS }),
  ]);
  const seen = keysOf(objects.values());
  const open = neededKeys(plan).filter((key) => !scopes.has(scopeId(key)) && !seen.has(keyId(key)));
  await proveFree({ client, tally: UNCOUNTED, names, list }, open);
  const holder = indexHolders(scopes, names, seen);
  const doubtful = doubtfulKeys(openEntries).flatMap((key) => {
    const uid = holder(key);
    return typeof uid === 'string' && !objects.has(uid) ? [{ uid, scope: key, known: null }] : [];
  });
  await pMap(doubtful, read, { concurrency: CONCURRENT_READS });
  const faults = findStale(plan, {
    rows: recorded.clones,
    openEntries,
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

type Scopes = Map<string, ScopeRead>;
type Names = Map<string, 'free' | 'taken' | ReadFailure>;

/** UIDs of what was read, by `keyId`. */
function keysOf(reads: Iterable<NowRead>): ReadonlyMap<string, string> {
  const uids = new Map<string, string>();
  for (const read of reads) {
    if (read.status === 'present') uids.set(keyId(read.object.key), read.object.uid);
  }
  return uids;
}

function indexHolders(
  scopes: Scopes,
  names: Names,
  seen: ReadonlyMap<string, string>,
): (key: NaturalKey) => Holder {
  const uids = new Map<string, string>();
  for (const [id, list] of scopes) {
    if (list.status !== 'listed') continue;
    for (const { name, version, uid } of list.versions) uids.set(JSON.stringify([id, name, version]), uid);
  }
  return (key) => {
    const id = scopeId(key);
    const list = scopes.get(id);
    const told = names.get(keyId(key));
    if (list === undefined) {
      const unknown = { code: 'NotRead', message: `${keyId(key)} was not looked up` };
      return seen.get(keyId(key)) ?? (told === 'free' ? null : unknown);
    }
    if (list.status === 'unreadable') return list.failure;
    const uid = uids.get(JSON.stringify([id, key.name, key.version]));
    return uid ?? (told === 'taken' ? HIDDEN_KEY : null);
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
