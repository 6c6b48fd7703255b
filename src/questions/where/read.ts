// Reads the packs of all clones and of the sources of clones.

import { byText } from '../../content/compare.ts';
import { namesOfPack } from '../../content/pack-names.ts';
import { type ReadingTally, readEach } from '../../flow/reading-progress.ts';
import { type PacksOf, packsInRow, readPacks } from '../../inventory/read-packs.ts';
import { isInScope } from '../../inventory/read-scope.ts';
import { readTenant } from '../../inventory/read-tenant.ts';
import type { Desired } from '../../model/desired.ts';
import { matchesGlob } from '../../model/glob.ts';
import {
  type NaturalKey,
  normalVersion,
  projectScope,
  type ScopeRef,
  scopeId,
  TENANT,
} from '../../model/natural-key.ts';
import type { Recorded } from '../../model/recorded.ts';
import type { PaletteReader } from '../../palette/port.ts';
import type { WireProfileRow } from '../../palette/wire.ts';
import { answerWhere, type Where, type WhereQuestion, type WhereRow } from './judge.ts';

const CONCURRENT_READS = 64;

/** One request for each page of the lists, and one for each object whose list row does not name its packs. */
export async function findWhere(
  client: PaletteReader,
  desired: Desired,
  recorded: Recorded,
  question: WhereQuestion,
  tally: ReadingTally,
): Promise<Where> {
  const { projects } = await readTenant(client);
  const names = new Map(projects.map(({ uid, name }) => [uid, name]));
  const rows = await readLists(client, scopesOf(desired, recorded, names), tally);
  const objects = [...clonesOf(recorded), ...sourcesOf(desired, recorded, rows, names)];
  const inRows = new Map(rows.map(({ row }) => [row.metadata.uid, packsInRow(row)]));
  let unread = 0;
  const found = await readEach(
    objects,
    { tally, part: 'profiles', concurrency: CONCURRENT_READS },
    async (object): Promise<readonly WhereRow[]> => {
      const has = inRows.get(object.uid) ?? (await readPacks(client, object.uid, object.key));
      if (has === null) unread++;
      return has === null ? [] : toRows(object, has, names, question.pack);
    },
  );
  return answerWhere(found.flat(), question, { examined: objects.length, unread });
}

interface Listed {
  readonly scope: ScopeRef;
  readonly row: WireProfileRow;
}

interface Looked {
  readonly kind: WhereRow['kind'];
  readonly address: string | null;
  readonly uid: string;
  readonly key: NaturalKey;
}

async function readLists(
  client: PaletteReader,
  scopes: readonly ScopeRef[],
  tally: ReadingTally,
): Promise<readonly Listed[]> {
  const lists = await readEach(
    scopes,
    { tally, part: 'lists', concurrency: CONCURRENT_READS },
    async (scope) =>
      (await client.listProfiles(scope)).rows
        .filter((row) => isInScope(row, scope))
        .map((row) => ({ scope, row })),
  );
  return lists.flat();
}

/** Of what is recorded and of declared sources; projects that are gone are not asked. */
function scopesOf(
  desired: Desired,
  recorded: Recorded,
  names: ReadonlyMap<string, string>,
): readonly ScopeRef[] {
  const all: readonly ScopeRef[] = [
    ...recorded.clones.flatMap((row) => [row.key, row.source]),
    ...desired.clones.flatMap(({ source }) => {
      const scope = source.kind === 'profile' ? scopeNamed(source.project, names) : null;
      return scope === null ? [] : [scope];
    }),
  ].map(({ projectUid }) => (projectUid === null ? TENANT : projectScope(projectUid)));
  const there = all.filter(({ projectUid }) => projectUid === null || names.has(projectUid));
  return [...new Map(there.map((scope) => [scopeId(scope), scope])).values()];
}

function scopeNamed(project: string | null, names: ReadonlyMap<string, string>): ScopeRef | null {
  if (project === null) return TENANT;
  const uid = [...names].find(([, name]) => name === project)?.[0];
  return uid === undefined ? null : projectScope(uid);
}

function clonesOf({ clones }: Recorded): readonly Looked[] {
  return clones.map((row) => ({ kind: 'clone', address: row.address, uid: row.uid, key: row.key }));
}

/** What clones were copied from, and what there is of declared sources in the lists. A clone that is copied is a clone. */
function sourcesOf(
  desired: Desired,
  recorded: Recorded,
  rows: readonly Listed[],
  names: ReadonlyMap<string, string>,
): readonly Looked[] {
  const clones = new Set(recorded.clones.map((row) => row.uid));
  const sources = new Map<string, Looked>();
  const put = (uid: string, key: NaturalKey): void => {
    if (!clones.has(uid)) sources.set(uid, { kind: 'source', address: null, uid, key });
  };
  for (const { source } of recorded.clones) put(source.uid, source);
  const declared = new Set(
    desired.clones.flatMap(({ source }) => {
      const scope = source.kind === 'profile' ? scopeNamed(source.project, names) : null;
      return scope === null || source.kind !== 'profile'
        ? []
        : [JSON.stringify([scopeId(scope), source.profile])];
    }),
  );
  for (const { scope, row } of rows) {
    const { name, uid } = row.metadata;
    if (!declared.has(JSON.stringify([scopeId(scope), name]))) continue;
    const versions = row.specSummary?.versions ?? [];
    const all = versions.length > 0 ? versions : [{ uid, version: row.specSummary?.version }];
    for (const item of all) put(item.uid, { ...scope, name, version: normalVersion(item.version) });
  }
  return [...sources.values()].toSorted(byText((source) => source.uid));
}

function toRows(
  object: Looked,
  { packs, clusters }: PacksOf,
  names: ReadonlyMap<string, string>,
  glob: string,
): readonly WhereRow[] {
  const { kind, address, uid, key } = object;
  return packs
    .filter((pack) => namesOfPack(pack.name).some((name) => matchesGlob(glob, name)))
    .map((pack) => ({
      kind,
      address,
      uid,
      name: key.name,
      version: key.version,
      scope: key.scope,
      project: key.projectUid === null ? null : (names.get(key.projectUid) ?? key.projectUid),
      pack: pack.name,
      tag: pack.tag,
      resolved: pack.resolved,
      clusters,
    }));
}
