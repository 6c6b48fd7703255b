// Reads Palette as far as a plan needs: identity, projects, the recorded clones, their sources, the lists that nothing else can stand in
// for, and then what the planner asks for.

import pMap from 'p-map';
import { memoizeWeak } from '../../content/memoize.ts';
import { coversOrder } from '../../content/outline.ts';
import {
  type Missing,
  mayBeAbsent,
  projectWitness,
  readAbsence,
  readName,
  type Witnesses,
} from '../../inventory/read-absence.ts';
import { readMacroNames } from '../../inventory/read-macros.ts';
import { type RawRead, readObject } from '../../inventory/read-object.ts';
import { readScope } from '../../inventory/read-scope.ts';
import { readTenant } from '../../inventory/read-tenant.ts';
import type { Desired } from '../../model/desired.ts';
import {
  keyId,
  type NaturalKey,
  projectScope,
  type ScopeRef,
  scopeId,
  TENANT,
} from '../../model/natural-key.ts';
import type {
  FormerSource,
  ObjectRead,
  Observed,
  PackStages,
  ReadFailure,
  ScopeRead,
} from '../../model/observed.ts';
import type { OpenEntry, Recorded, RecordedClone } from '../../model/recorded.ts';
import { expectedDigest } from '../../model/remarks.ts';
import type { PaletteReader } from '../../palette/port.ts';
import { type Decided, examinedOf, findSources } from '../../plan/decide.ts';
import type { PlanOptions } from '../../plan/plan.ts';
import type { PlanInput } from '../../plan/planning-context.ts';
import type { ReadingTally } from '../reading-progress.ts';
import { createLimiter } from './limiter.ts';
import { type Listing, scopesToList, toScope } from './observe-lists.ts';
import { listedByUid, unchangedInList } from './observe-recorded.ts';
import { registriesByName } from './registries.ts';

/** Reads under way at once; the rate buckets decide how fast they really go. */
const CONCURRENT_READS = 64;
const CONCURRENCY = { concurrency: CONCURRENT_READS };

export interface ObserveInput {
  readonly client: PaletteReader;
  readonly desired: Desired;
  readonly recorded: Recorded;
  readonly options: PlanOptions;
  readonly list?: readonly Listing[];
  readonly tally: ReadingTally;
}

/** What was read so far; each round adds to it. */
export interface Reading {
  readonly input: ObserveInput;
  readonly tenantUid: string;
  readonly projects: ReadonlyMap<string, string>;
  readonly scopes: Map<string, ScopeRead>;
  readonly objects: Map<string, ObjectRead>;
  readonly macros: Map<string, ReadonlySet<string>>;
  readonly projectTags: Map<string, Readonly<Record<string, string>>>;
  readonly registryNames: Map<string, string>;
  readonly packStages: Map<string, PackStages>;
  readonly names: Map<string, 'free' | 'taken' | ReadFailure>;
  /** null: not read. */
  registries: ReadonlyMap<string, string | null> | null;
  readonly formerSources: Map<string, FormerSource | null>;
  /** UIDs that the planner asked for and got. */
  readonly asked: Set<string>;
  readonly places: ReadonlyMap<string, NaturalKey>;
  /** Each scope once. */
  readonly list: Witnesses['list'];
  readonly project: Witnesses['project'];
}

/** The first round. Fails with PaletteError only where nothing at all can be planned: identity, projects, a key that is not accepted. */
export async function beginReading(input: ObserveInput): Promise<Reading> {
  const { user, projects } = await readTenant(input.client, input.desired.selection?.projects);
  const byName = new Map(projects.map(({ name, uid }) => [name, uid]));
  const scopes = new Map<string, ScopeRead>();
  const reading: Reading = {
    input,
    tenantUid: user.tenantUid,
    projects: byName,
    scopes,
    places: placesOf(input, byName),
    list: readerOfLists(input, byName, scopes),
    project: projectWitness(input.client, new Set(byName.values())),
    objects: new Map(),
    macros: new Map(),
    projectTags: new Map(input.desired.selection?.projects.map(({ uid, tags }) => [uid, tags] as const)),
    registryNames: new Map(),
    packStages: new Map(),
    names: new Map(),
    registries: null,
    formerSources: new Map(),
    asked: new Set(),
  };
  const raw = await readRecordedAndLists(reading);
  await pMap(raw, ({ row, read }) => takeIn(reading, row.uid, row.key, read), CONCURRENCY);
  await readJournaled(reading);
  return reading;
}

/** What was observed so far. */
export function toObserved(reading: Reading): Observed {
  const { client } = reading.input;
  return {
    tenantUid: reading.tenantUid,
    host: client.host,
    serverDate: client.stats().serverDate,
    projects: reading.projects,
    scopes: reading.scopes,
    objects: reading.objects,
    names: reading.names,
    ...(reading.registries === null ? {} : { registries: reading.registries }),
    formerSources: reading.formerSources,
    preflight: new Map(),
    variablesOfUsedProfile: client.facts.variablesOfUsedProfile,
    macros: reading.macros,
    projectTags: reading.projectTags,
    registryNames: reading.registryNames,
    packStages: reading.packStages,
  };
}

type RowRead = { readonly row: RecordedClone; readonly read: RawRead };

/**
 * Side by side, as lists and objects have rates of their own; sources as soon as it is known which. With `fast` the rows of a scope that
 * is listed wait for its list, because that tells what need not be read.
 */
async function readRecordedAndLists(reading: Reading): Promise<readonly RowRead[]> {
  const { input, projects } = reading;
  const { outlines } = input.recorded;
  const { rows, clones } = examinedOf(toInput(reading));
  // The order of its variables is in no digest of an earlier edition: so it is read once more.
  const isKnown = (row: RecordedClone): boolean => coversOrder(outlines.get(row.digest));
  const scopes = scopesToList({ ...input, projects, rows, clones, isKnown });
  const lists = new Map([...scopes].map(([id, scope]) => [id, reading.list(scope)]));
  const [raw] = await Promise.all([
    readRecorded(reading, rows, isKnown, lists),
    readSourcesEarly(reading),
    ...lists.values(),
  ]);
  return raw;
}

function readRecorded(
  { input: { client, options, tally } }: Reading,
  rows: readonly RecordedClone[],
  isKnownRow: (row: RecordedClone) => boolean,
  lists: ReadonlyMap<string, Promise<ScopeRead>>,
): Promise<readonly RowRead[]> {
  const limit = createLimiter(CONCURRENT_READS);
  const listed = memoizeWeak((read: ScopeRead) => listedByUid([read]));
  const readRow = async (row: RecordedClone): Promise<RowRead> => {
    const isKnown = isKnownRow(row);
    if (options.refresh === 'fast' && isKnown) {
      const list = await lists.get(scopeId(row.key));
      const object = list === undefined ? null : unchangedInList(row, listed(list).get(row.uid));
      if (object !== null) return { row, read: { status: 'present', object } };
    }
    const want = isKnown ? { ...row, digest: expectedDigest(row) } : 'whole';
    return { row, read: await limit(() => readObject(client, row.uid, row.key, want)) };
  };
  tally.expect('clones', rows.length);
  return Promise.all(rows.map((row) => tally.count('clones', readRow(row))));
}

/** Sources are known by state, or once their lists are: clones need not be waited for. */
async function readSourcesEarly(reading: Reading): Promise<void> {
  const own = new Set(reading.input.recorded.clones.map((row) => row.uid));
  for (;;) {
    const found = findSources(toInput(reading));
    // Candidates are read one by one: only a GET tells what is published.
    const wants = found.wants.filter(({ uid }) => !own.has(uid));
    if (!(await readMore(reading, { ...found, wants }))) return;
  }
}

/** What was read is taken in as it is; what was not found is gone only by all the evidence. */
async function takeIn(reading: Reading, uid: string, scope: ScopeRef, read: RawRead): Promise<void> {
  reading.objects.set(uid, mayBeAbsent(read) ? await confirmMissing(reading, uid, scope, read) : read);
}

async function confirmMissing(
  reading: Reading,
  uid: string,
  scope: ScopeRef,
  read: Missing['read'],
): Promise<ObjectRead> {
  const { scope: kind, projectUid } = scope;
  const place = reading.places.get(uid) ?? { scope: kind, projectUid, name: null, version: null };
  const row = rowsByUid(reading.input.recorded).get(uid);
  const source = row === undefined ? {} : { source: { uid: row.source.uid, scope: row.source } };
  const absence = await readAbsence(reading.input.client, { uid, place, read, ...source }, reading);
  return absence.status === 'gone' ? absence : { status: 'unreadable', failure: absence.failure };
}

/** Lists that were read serve. Of projects that nobody names any more, what is listed is evidence and nothing else. */
function readerOfLists(
  { client, tally }: ObserveInput,
  projects: ReadonlyMap<string, string>,
  scopes: Map<string, ScopeRead>,
): Reading['list'] {
  const known = new Set(projects.values());
  const lists = new Map<string, Promise<ScopeRead>>();
  return (scope) => {
    const id = scopeId(scope);
    const before = lists.get(id);
    if (before !== undefined) return before;
    tally.expect('lists', 1);
    const reading = tally.count('lists', readScope(client, scope)).then((read) => {
      if (scope.projectUid === null || known.has(scope.projectUid)) scopes.set(id, read);
      return read;
    });
    lists.set(id, reading);
    return reading;
  };
}

const rowsByUid = memoizeWeak(
  ({ clones }: Recorded): ReadonlyMap<string, RecordedClone> => new Map(clones.map((row) => [row.uid, row])),
);

/** Natural keys of what is known by UID: clones, their sources, what the journal and `imports` name. */
function placesOf(
  { desired, recorded: { clones, openEntries } }: ObserveInput,
  projects: ReadonlyMap<string, string>,
): ReadonlyMap<string, NaturalKey> {
  const targets = new Map(
    desired.imports.length === 0
      ? []
      : desired.clones.map(({ address, target }) => [address as string, target]),
  );
  return new Map([
    ...desired.imports.flatMap(({ to, uid }) => {
      const target = targets.get(to);
      const scope = target === undefined ? null : toScope(projects, target.scope, target.project);
      if (target === undefined || scope === null || target.version === 'source') return [];
      return [[uid, { ...scope, name: target.name, version: target.version }] as const];
    }),
    ...clones.map(({ source }) => [source.uid, source] as const),
    ...openEntries.flatMap(({ uid, key }) => (uid === null ? [] : [[uid, key] as const])),
    ...clones.map(({ uid, key }) => [uid, key] as const),
  ]);
}

/** What interrupted runs may have made: what an answer named, and what is at the key. */
async function readJournaled(reading: Reading): Promise<void> {
  const { client, recorded } = reading.input;
  const named = recorded.openEntries.flatMap((entry) =>
    [entry.uid, listedUid(reading, entry)].flatMap((uid) =>
      uid === null || uid === undefined || reading.objects.has(uid) ? [] : [[uid, entry.key] as const],
    ),
  );
  await pMap(
    new Map(named),
    async ([uid, scope]) => {
      await takeIn(reading, uid, scope, await readObject(client, uid, scope, 'whole'));
    },
    CONCURRENCY,
  );
  await readNames(reading);
}

/** Where a list lost rows, Palette is asked whether a key that it does not show is free. */
async function readNames(reading: Reading): Promise<void> {
  const keys = reading.input.recorded.openEntries.flatMap((entry) => {
    const list = reading.scopes.get(scopeId(entry.key));
    const isLossy = list?.status === 'listed' && (list.missing ?? 0) > 0;
    return isLossy && listedUid(reading, entry) === undefined ? [entry.key] : [];
  });
  await pMap(
    keys,
    async (key) => reading.names.set(keyId(key), await readName(reading.input.client, key)),
    CONCURRENCY,
  );
}

function listedUid(reading: Reading, entry: OpenEntry): string | undefined {
  const list = reading.scopes.get(scopeId(entry.key));
  if (list?.status !== 'listed') return undefined;
  const { name, version } = entry.key;
  return list.versions.find((item) => item.name === name && item.version === version)?.uid;
}

/** Reads what the planner asks for, once; false: all of it was read before. */
export async function readMore(
  reading: Reading,
  { wants, wantsLists }: Pick<Decided, 'wants' | 'wantsLists'>,
): Promise<boolean> {
  const lists = wantsLists.filter((scope) => !reading.scopes.has(scopeId(scope)));
  const fresh = wants.filter(({ uid }) => !reading.asked.has(uid));
  const { client, tally } = reading.input;
  tally.expect('profiles', fresh.length);
  await Promise.all(lists.map(reading.list));
  await pMap(
    fresh,
    async ({ uid, scope }) => {
      reading.asked.add(uid);
      const read = await tally.count('profiles', readObject(client, uid, scope, 'whole'));
      await takeIn(reading, uid, scope, read);
    },
    CONCURRENCY,
  );
  return fresh.length > 0 || lists.length > 0;
}

/** Reads the names of registries, once; false: they were read before. */
export async function readRegistries(reading: Reading): Promise<boolean> {
  if (reading.registries !== null) return false;
  reading.registries = await registriesByName(reading.input.client);
  return true;
}

/** Only to be shown: what cannot be read, or is no longer there, is not known. False: all of them were read before. */
export async function readFormerSources(
  { input: { client, tally }, formerSources }: Reading,
  { wantsFormerSources }: Pick<Decided, 'wantsFormerSources'>,
): Promise<boolean> {
  const fresh = wantsFormerSources.filter(({ uid }) => !formerSources.has(uid));
  tally.expect('profiles', fresh.length);
  await pMap(
    fresh,
    async ({ uid, scope }) => {
      const read = await tally.count('profiles', readObject(client, uid, scope, 'whole'));
      const { digest = null, content = null } = read.status === 'present' ? read.object : {};
      formerSources.set(uid, digest === null || content === null ? null : { digest, content });
    },
    CONCURRENCY,
  );
  return fresh.length > 0;
}

/** Names of the macros of scopes, `""` for the tenant. Only for hints: what cannot be read says nothing. */
export async function readMacros(reading: Reading, scopes: ReadonlySet<string>): Promise<void> {
  await pMap(
    scopes,
    async (uid) => {
      const names = await readMacroNames(reading.input.client, uid === '' ? TENANT : projectScope(uid));
      if (names !== null) reading.macros.set(uid, names);
    },
    CONCURRENCY,
  );
}

function toInput(reading: Reading): PlanInput {
  const { desired, recorded, options } = reading.input;
  return { desired, recorded, observed: toObserved(reading), options, rateLimits: 'off' };
}
