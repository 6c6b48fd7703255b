// Use case: declarations for what already exists. Finds objects that nobody manages, and guesses what each was cloned from: the
// oldest other object with the same content. Read-only.

import { compareText } from '../../content/compare.ts';
import { compareContent } from '../../content/compare-content.ts';
import type { Content } from '../../content/content.ts';
import { overridesFor } from '../../content/overrides/from-difference.ts';
import type { OverrideFile, OverrideLayer } from '../../content/overrides/overrides.ts';
import type { PackChange } from '../../content/pack-change.ts';
import { insertOverrides } from '../../declare/edit/insert-overrides.ts';
import { isTargetVersion } from '../../declare/versions.ts';
import { readObject } from '../../inventory/read-object.ts';
import { readScope } from '../../inventory/read-scope.ts';
import { readTenant } from '../../inventory/read-tenant.ts';
import type { Desired } from '../../model/desired.ts';
import type { Found, FoundImports } from '../../model/found-import.ts';
import { matchesGlob } from '../../model/glob.ts';
import { keyId, projectScope, type ScopeRef, scopeId, TENANT } from '../../model/natural-key.ts';
import type { ListedVersion, ObservedObject } from '../../model/observed.ts';
import type { Recorded } from '../../model/recorded.ts';
import type { PaletteReader } from '../../palette/port.ts';
import { readDeclarationFile } from '../declaration-edits.ts';
import type { FlowDeps } from '../deps.ts';
import { folderOf, placeFiles } from '../override-files.ts';
import { type ReadingTally, readEach } from '../reading-progress.ts';
import { EXIT, userError } from '../user-error.ts';

const CONCURRENT_READS = 64;

interface Placed extends ListedVersion {
  readonly scope: ScopeRef;
}

interface Reading {
  readonly client: PaletteReader;
  /** Objects by UID, without their content. */
  readonly shown: Map<string, Promise<ObservedObject | null>>;
  readonly whole: Map<string, Promise<ObservedObject | null>>;
  /** Overrides whose texts stand in files of their own can be written. */
  readonly mayWriteFiles: boolean;
}

/** Fails with UserError when the glob matches nothing that is unmanaged. */
export async function findImports(
  client: PaletteReader,
  desired: Desired,
  recorded: Recorded,
  { glob, mayWriteFiles }: { readonly glob: string; readonly mayWriteFiles: boolean },
  tally: ReadingTally,
): Promise<FoundImports> {
  const { projects } = await readTenant(client);
  const names = new Map(projects.map(({ uid, name }) => [uid, name]));
  const scopes = [TENANT, ...projects.map(({ uid }) => projectScope(uid))];
  const lists = await readEach(
    scopes,
    { tally, part: 'lists', concurrency: CONCURRENT_READS },
    async (scope) => ({ scope, read: await readScope(client, scope) }),
  );
  const all: Placed[] = lists.flatMap(({ scope, read }) =>
    read.status === 'listed' ? read.versions.map((item) => ({ ...item, scope })) : [],
  );
  const unread = lists.flatMap(({ scope, read }) =>
    read.status === 'unreadable'
      ? [scope.projectUid === null ? 'the tenant' : (names.get(scope.projectUid) ?? '')]
      : [],
  );
  const managed = new Set(recorded.clones.map((row) => row.uid));
  const matching = all.filter((item) => matchesGlob(glob, item.name));
  const candidates = matching.filter((item) => !managed.has(item.uid));
  if (candidates.length === 0)
    throw nothingFound(
      glob,
      matching.length === 0 ? 'no profile has a matching name' : 'all matching profiles are already managed',
      unread,
    );
  const reading: Reading = { client, shown: new Map(), whole: new Map(), mayWriteFiles };
  const found = await readEach(
    candidates,
    { tally, part: 'profiles', concurrency: CONCURRENT_READS },
    async (item): Promise<Found> => ({
      ...described(item, names),
      address: declaredAt(desired, item, names),
      isDeclarable: isTargetVersion(item.version),
      ...(await guessSource(reading, item, poolFor(item, all, recorded), names)),
    }),
  );
  const sources = new Set([
    ...found.flatMap(({ source }) => (source === null ? [] : [placeOf(source)])),
    ...knownSources(desired, recorded, names),
  ]);
  const clones = found.filter((item) => !(item.source === null && sources.has(placeOf(item))));
  if (clones.length === 0)
    throw nothingFound(glob, 'all matching profiles are already managed, or are sources of clones', unread);
  return {
    glob,
    found: clones.toSorted(byPlace),
    takenIds: desired.clones.map((clone) => clone.id),
    unread,
  };
}

function byPlace(a: Found, b: Found): number {
  return (
    compareText(a.name, b.name) ||
    compareText(a.project ?? '', b.project ?? '') ||
    compareText(a.version, b.version)
  );
}

function nothingFound(glob: string, why: string, unread: readonly string[]): Error {
  const limits = unread.length === 0 ? '' : `; with this key, ${unread.join(', ')} cannot be read`;
  return userError(
    EXIT.error,
    'plan/nothing-selected',
    `--match ${glob} finds nothing to import: ${why}${limits}`,
    'cloneform inventory lists the existing profiles',
  );
}

function placeOf({ scope, project, name }: Pick<Found, 'scope' | 'project' | 'name'>): string {
  return JSON.stringify([scope, project, name]);
}

/** Places that clones are known to come from: by declaration, and as recorded. */
function knownSources(
  { clones }: Desired,
  recorded: Recorded,
  names: ReadonlyMap<string, string>,
): readonly string[] {
  return [
    ...clones.flatMap(({ source }) =>
      source.kind === 'profile'
        ? [placeOf({ scope: source.scope, project: source.project, name: source.profile })]
        : [],
    ),
    ...recorded.clones.map(({ source: { scope, projectUid, name } }) =>
      placeOf({ scope, project: projectUid === null ? null : (names.get(projectUid) ?? null), name }),
    ),
  ];
}

function described(
  item: Placed,
  names: ReadonlyMap<string, string>,
): Pick<Found, 'uid' | 'name' | 'version' | 'scope' | 'project'> {
  const { uid, name, version, scope } = item;
  return {
    uid,
    name,
    version,
    scope: scope.scope,
    project: scope.projectUid === null ? null : (names.get(scope.projectUid) ?? null),
  };
}

/** The declared clone that asks for this very key, if any: it only needs an imports block. */
function declaredAt(desired: Desired, item: Placed, names: ReadonlyMap<string, string>): string | null {
  const { projectUid } = item.scope;
  const project = projectUid === null ? null : (names.get(projectUid) ?? null);
  const clone = desired.clones.find(
    ({ target }) =>
      target.scope === item.scope.scope &&
      target.project === project &&
      target.name === item.name &&
      (target.version === item.version || target.version === 'source'),
  );
  return clone?.address ?? null;
}

/**
 * Where a clone may come from: the same name in other places, anything at tenant scope, and what others are known to come from.
 * An older version of the same name in the same place is its past, not its source.
 */
function poolFor(item: Placed, all: readonly Placed[], recorded: Recorded): readonly Placed[] {
  const known = new Set(recorded.clones.map((row) => row.source.uid));
  return all.filter(
    (other) =>
      !(other.name === item.name && scopeId(other.scope) === scopeId(item.scope)) &&
      (other.name === item.name || other.scope.scope === 'tenant' || known.has(other.uid)),
  );
}

/**
 * The oldest object with the same content that is older than the clone; at tenant scope before others of that age. Where only the
 * same profile of another project is like it, both were most likely cloned from the tenant's profile of that name and edited alike:
 * that one is the source, and they become one declaration.
 */
async function guessSource(
  reading: Reading,
  item: Placed,
  pool: readonly Placed[],
  names: ReadonlyMap<string, string>,
): Promise<Pick<Found, 'source' | 'closest' | 'overrides'>> {
  const clone = await readOnce(reading, reading.whole, item, 'whole');
  if (clone === null) return { source: null };
  const best = await findEqual(reading, clone, item, pool);
  if (best !== null && !isSibling(best, item)) return { source: described(best, names) };
  const origins = pool.filter((place) => place.name === item.name && place.scope.scope === 'tenant');
  const origin = await withOverrides(reading, item, clone, origins);
  if (origin !== null && origin.overrides !== null)
    return { source: described(origin.place, names), overrides: origin.overrides };
  if (best !== null) return { source: described(best, names) };
  const closest = await withOverrides(reading, item, clone, pool);
  if (closest === null) return { source: null, closest: null };
  const { place, differences, overrides } = closest;
  return overrides === null
    ? { source: null, closest: { place: described(place, names), differences } }
    : { source: described(place, names), overrides };
}

/** The same profile in another project. */
function isSibling({ name, scope }: Placed, item: Placed): boolean {
  return name === item.name && scope.scope === 'project' && item.scope.scope === 'project';
}

async function findEqual(
  reading: Reading,
  clone: ObservedObject,
  item: Placed,
  pool: readonly Placed[],
): Promise<Placed | null> {
  const equal: { readonly place: Placed; readonly object: ObservedObject }[] = [];
  for (const place of pool) {
    const seen = await readOnce(reading, reading.shown, place, 'existence');
    if (
      seen === null ||
      seen.shown !== clone.shown ||
      !isEarlier(place, seen, item, clone) ||
      !seen.isPublished
    )
      continue;
    const object = await readOnce(reading, reading.whole, place, 'whole');
    if (object !== null && object.digest === clone.digest) equal.push({ place, object });
  }
  const [best] = equal.sort(
    (a, b) =>
      compareText(a.object.createdAt, b.object.createdAt) ||
      compareText(b.place.scope.scope, a.place.scope.scope) ||
      compareText(idOf(a.place), idOf(b.place)),
  );
  return best?.place ?? null;
}

/** Of one age, the tenant's is the earlier one, and of siblings one of them, so that nothing comes from itself in a circle. */
function isEarlier(place: Placed, seen: ObservedObject, item: Placed, clone: ObservedObject): boolean {
  if (seen.createdAt !== clone.createdAt) return seen.createdAt < clone.createdAt;
  if (place.scope.scope !== item.scope.scope) return place.scope.scope === 'tenant';
  return !isSibling(place, item) || idOf(place) < idOf(item);
}

function idOf(place: Placed): string {
  return keyId({ ...place, ...place.scope });
}

/** The closest of these, with the overrides that make the clone of it; `overrides` null: none do. */
async function withOverrides(
  reading: Reading,
  item: Placed,
  clone: ObservedObject,
  pool: readonly Placed[],
): Promise<(Closest & { readonly overrides: OverrideLayer | null }) | null> {
  const closest = await findClosest(reading, item, clone, pool);
  if (closest === null) return null;
  const { differences, content } = closest;
  return {
    ...closest,
    overrides:
      differences > MOST_OVERRIDES || clone.content === null
        ? null
        : asOverrides(content, clone.content, reading.mayWriteFiles),
  };
}

/** Beyond this an object is its own, not a copy that somebody edited. */
const MOST_OVERRIDES = 25;

/** Where it is tried whether overrides can be written. */
const TRIAL = 'cloneform: 1\nclones:\n  trial:\n    source: { profile: trial }\n';

/** null where they would need files and none may be written, would hold a secret, or cannot make the content. */
function asOverrides(source: Content, clone: Content, mayWriteFiles: boolean): OverrideLayer | null {
  const difference = overridesFor(source, clone);
  if (difference.status === 'impossible') return null;
  const { layer } = difference;
  if ((!mayWriteFiles && needsFiles(layer)) || hasTagOfManifests(layer)) return null;
  return insertOverrides(TRIAL, 'trial', null, layer).ok ? layer : null;
}

/** Declarations refuse a tag of a pack of manifests, which has none in Palette. */
function hasTagOfManifests({ packs }: OverrideLayer): boolean {
  return [...packs.values()].some((pack) => pack?.add?.type === 'manifest' && pack.tag !== undefined);
}

function needsFiles({ packs }: OverrideLayer): boolean {
  return [...packs.values()].some(
    (pack) =>
      pack?.valuesFile !== undefined ||
      [...(pack?.manifests.values() ?? [])].some((manifest) => manifest !== null && 'file' in manifest),
  );
}

/** So many contents are read to find the nearest one: those of the same name first, then the newest. */
const MOST_COMPARED = 12;

interface Closest {
  readonly place: Placed;
  readonly differences: number;
  readonly content: Content;
}

async function findClosest(
  reading: Reading,
  item: Placed,
  clone: ObservedObject,
  pool: readonly Placed[],
): Promise<Closest | null> {
  const { content } = clone;
  if (content === null) return null;
  const near = pool
    .toSorted(
      (a, b) =>
        Number(b.name === item.name) - Number(a.name === item.name) || compareText(b.version, a.version),
    )
    .slice(0, MOST_COMPARED);
  let closest: Closest | null = null;
  for (const place of near) {
    const object = await readOnce(reading, reading.whole, place, 'whole');
    if (!object?.content || !object.isPublished || !isEarlier(place, object, item, clone)) continue;
    const differences = countDifferences(compareContent(object.content, content));
    if (closest === null || differences < closest.differences)
      closest = { place, differences, content: object.content };
  }
  return closest;
}

function countDifferences(changes: readonly PackChange[]): number {
  return changes.reduce((sum, { edits }) => sum + Math.max(1, edits?.length ?? 0), 0);
}

function readOnce(
  reading: Reading,
  cache: Map<string, Promise<ObservedObject | null>>,
  { uid, scope }: Placed,
  want: 'whole' | 'existence',
): Promise<ObservedObject | null> {
  const known = cache.get(uid);
  if (known !== undefined) return known;
  const read = readObject(reading.client, uid, scope, want).then((answer) =>
    answer.status === 'present' ? answer.object : null,
  );
  cache.set(uid, read);
  return read;
}

/** The YAML with the overrides of each declaration in it, and their files; those that cannot be written are named by id. Writes nothing. */
export async function withImportedOverrides(
  { cwd }: Pick<FlowDeps, 'cwd'>,
  yaml: string,
  overrides: readonly { readonly id: string; readonly layer: OverrideLayer }[],
): Promise<{
  readonly text: string;
  readonly files: readonly OverrideFile[];
  readonly left: readonly string[];
}> {
  let text = yaml;
  const files: OverrideFile[] = [];
  const left: string[] = [];
  const isTaken = async (name: string): Promise<boolean> =>
    files.some((file) => file.name === name) || (await readDeclarationFile({ cwd }, name)) !== null;
  for (const { id, layer } of overrides) {
    const placed = await placeFiles(layer, folderOf(id, null), isTaken);
    const edited = insertOverrides(text, id, null, placed.layer);
    if (edited.ok) {
      text = edited.text;
      files.push(...placed.files);
    } else left.push(id);
  }
  return { text, files, left };
}
