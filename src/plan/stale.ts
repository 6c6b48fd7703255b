// Whether the changes of a saved plan still rest on what they were planned on: recorded row, observed object, its use, publication,
// source, free key. Per change, so that what happened elsewhere does not matter. Decides only: flow/saved/check-plan.ts reads.
import type { Diagnostic, DiagnosticCode } from '../model/diagnostic.ts';
import { assertNever } from '../model/invariant.ts';
import { keyId, type NaturalKey, type ScopeRef, scopeId } from '../model/natural-key.ts';
import type { NamedRef, ObservedObject, ReadFailure } from '../model/observed.ts';
import { makesObject, type OpenEntry, type RecordedClone } from '../model/recorded.ts';
import {
  type Change,
  type Copied,
  isMoving,
  isRemoving,
  isUpdating,
  type SeenObject,
  type Updating,
} from './change.ts';
import { isWork, readChange } from './document.ts';
import { isOurs } from './in-doubt.ts';
import type { Plan } from './plan.ts';
import { keyOf } from './rules/draft.ts';
import { sameLabels } from './rules/metadata.ts';
import { baseAddress } from './supersede.ts';

/** One object as it is now. */
export type NowRead =
  | { readonly status: 'present'; readonly object: ObservedObject }
  /** For an object that the plan calls gone: it is, by all the evidence. */
  | { readonly status: 'not_found' }
  | { readonly status: 'unreadable'; readonly failure: ReadFailure };

/** Who has a natural key now: a UID, nobody (null), or it could not be told. */
export type Holder = string | null | ReadFailure;

export interface Now {
  readonly rows: readonly RecordedClone[];
  readonly openEntries: readonly OpenEntry[];
  readonly serverDate: string | null;
  object(uid: string): NowRead | undefined;
  holder(key: NaturalKey): Holder;
}

/** An object to read. `known`: its content need not be read again while Palette shows the same. */
export interface NeededObject {
  readonly uid: string;
  readonly scope: ScopeRef;
  readonly known: SeenObject | null;
  /** Set for an object whose absence the plan rests on: where it was. */
  readonly gone?: NaturalKey;
}

/** What apply would do, of a plan whose entries say all that it needs. */
export function workOf(plan: Pick<Plan, 'changes'>): readonly Change[] {
  return plan.changes.filter(isWork).map(readChange);
}

/** Objects whose state now has to be known, each once. */
export function neededObjects(plan: Plan): readonly NeededObject[] {
  const needed = new Map<string, NeededObject>();
  const add = (uid: string, scope: ScopeRef, known: SeenObject | null): void => {
    // A source is read whole; that serves for its own change too.
    if (!needed.has(uid) || known === null) needed.set(uid, { uid, scope, known });
  };
  for (const change of workOf(plan)) {
    const [seen, copies] = [seenBy(change), copiedBy(change)];
    if (seen !== null) add(seen.uid, observedScope(change), seen);
    if (copies !== null && copies.uid !== null && !isPending(change))
      add(copies.uid, { scope: change.source.scope, projectUid: change.source.projectUid }, null);
    if (change.kind === 'forget_gone') {
      const { uid } = change;
      const gone = keyOf(change.clone);
      needed.set(uid, { uid, scope: gone, known: null, gone });
    }
  }
  return [...needed.values()];
}

/** Scopes that must be listed: what an interrupted run made may be at its key, and only a list says which object that is. */
export function neededScopes(openEntries: readonly OpenEntry[]): readonly ScopeRef[] {
  const keys = openEntries.filter(makesObject).map(({ key }) => key);
  return [
    ...new Map(
      keys.map(({ scope, projectUid }) => [scopeId({ scope, projectUid }), { scope, projectUid }]),
    ).values(),
  ];
}

/** Natural keys that must be free, or still held by the clone itself. */
export function neededKeys(plan: Plan): readonly NaturalKey[] {
  return workOf(plan).flatMap((change) => wantedKeys(change).map(({ key }) => key));
}

/** Everything that no longer holds, in the order of the plan; empty: the plan can be applied. */
export function findStale(plan: Plan, now: Now): readonly Diagnostic[] {
  const rows = {
    byAddress: new Map(now.rows.map((row) => [row.address as string, row])),
    byUid: new Map(now.rows.map((row) => [row.uid, row])),
  };
  const touched = new Set<string>();
  const recovered = new Set(plan.changes.flatMap((change) => change.resume?.operation ?? []));
  return workOf(plan).flatMap((change) => {
    const recorded = rowFaults(change, rows, touched);
    const faults = [
      ...journalFaults(plan, recovered, change, now),
      ...recorded,
      ...objectFaults(change, now),
      ...sourceFaults(change, now),
      // What was recorded since has its place since, too.
      ...(recorded.length > 0 ? [] : keyFaults(change, now)),
    ];
    touched.add(change.address);
    if (isMoving(change)) touched.add(change.movedFrom);
    return faults.map(
      ({ code, what }): Diagnostic => ({ code, severity: 'error', message: `${change.address}: ${what}` }),
    );
  });
}

interface Fault {
  readonly code: DiagnosticCode;
  readonly what: string;
}

const fault = (name: string, what: string): Fault => ({ code: `plan/stale-${name}`, what });

function unreadable(what: string, { code, message }: ReadFailure): Fault {
  return { code: 'plan/unreadable', what: `${what} could not be read: ${code}: ${message}` };
}

/** Its own entry must still be open, and no other run may have left something at the address since. */
function journalFaults(
  plan: Plan,
  recovered: ReadonlySet<string>,
  change: Change,
  now: Now,
): readonly Fault[] {
  if (change.kind !== 'resume') {
    const base = baseAddress(change.address);
    // Entries of clones that were asked for stay open for a while without anything to do, and an update continues with the entry of an
    // interrupted one, without a word in the plan: only what came later counts.
    const isNew = (open: OpenEntry): boolean => open.kind === 'delete' || open.openedAt > plan.createdAt;
    const isLeft = now.openEntries.some(
      (open) => baseAddress(open.address) === base && !recovered.has(open.id) && isNew(open),
    );
    return isLeft ? [fault('journal', 'another run has been interrupted here since')] : [];
  }
  const { resume, seen } = change;
  const open = now.openEntries.find(({ id }) => id === resume.operation);
  if (open === undefined)
    return [fault('journal', 'another run has recovered what the interrupted run left')];
  if (open.uid !== null || !makesObject(open) || seen !== null) return [];
  const holder = now.holder(open.key);
  if (holder !== null && typeof holder !== 'string') return [unreadable('its place', holder)];
  const read = holder === null ? undefined : now.object(holder);
  return read?.status === 'present' && isOurs(open, read.object, now.serverDate)
    ? [fault('journal', 'the object of the interrupted run has appeared in Palette since')]
    : [];
}

/** What an earlier change of the same plan writes is not compared: its row will be another one by then. */
function rowFaults(
  change: Change,
  rows: {
    readonly byAddress: ReadonlyMap<string, RecordedClone>;
    readonly byUid: ReadonlyMap<string, RecordedClone>;
  },
  touched: ReadonlySet<string>,
): readonly Fault[] {
  const wanted = change.recorded;
  const before = isMoving(change) ? change.movedFrom : change.address;
  if (change.kind === 'resume' || touched.has(before)) return [];
  const there = rows.byAddress.get(change.address);
  if (change.kind === 'move' && there !== undefined && !touched.has(change.address))
    return [fault('row', 'its new address has been taken since')];
  if (wanted === null)
    return there === undefined ? [] : [fault('row', `another run has recorded it since (UID ${there.uid})`)];
  const row = rows.byUid.get(wanted.uid);
  if (row === undefined) return [fault('row', 'it is no longer recorded')];
  return row.revision === wanted.revision ? [] : [fault('row', 'another run has updated its record since')];
}

function objectFaults(change: Change, now: Now): readonly Fault[] {
  const seen = seenBy(change);
  if (seen === null) return goneFaults(change, now);
  const read = now.object(seen.uid);
  if (read === undefined || read.status === 'not_found')
    return [fault('object', 'it is no longer in Palette')];
  if (read.status === 'unreadable') return [unreadable('it', read.failure)];
  const { object } = read;
  return [...contentFaults(seen, object), ...factFaults(change, seen, object), ...useFaults(change, object)];
}

/** A row is forgotten because its object is gone: it must be gone still. */
function goneFaults(change: Change, now: Now): readonly Fault[] {
  if (change.kind !== 'forget_gone') return [];
  const read = now.object(change.uid);
  if (read?.status === 'unreadable') return [unreadable('it', read.failure)];
  return read?.status === 'present' ? [fault('object', 'it is back in Palette')] : [];
}

function contentFaults(seen: SeenObject, object: ObservedObject): readonly Fault[] {
  const isSame =
    seen.digest === null || object.digest === null
      ? seen.shown === object.shown
      : seen.digest === object.digest;
  return [
    ...(isSame ? [] : [fault('object', 'its content has changed in Palette since')]),
    ...(seen.published === object.isPublished
      ? []
      : [
          fault(
            'publication',
            object.isPublished ? 'it has been published since' : 'it is no longer published',
          ),
        ]),
    ...(object.hasDraft && !seen.draft ? [fault('publication', 'a draft of it has been created since')] : []),
  ];
}

function factFaults(change: Change, seen: SeenObject, object: ObservedObject): readonly Fault[] {
  const { name, version } = object.key;
  const before = 'before' in change ? change.before : undefined;
  const isRenamed = before !== undefined && (before.name !== name || before.version !== version);
  return [
    ...(isRenamed ? [fault('object', `it is now named ${name} ${version} in Palette`)] : []),
    ...(sameLabels(seen.labels, object.labels)
      ? []
      : [fault('object', 'its labels have changed in Palette since')]),
    ...(seen.description.trim() === object.description.trim()
      ? []
      : [fault('object', 'its description has changed in Palette since')]),
  ];
}

/** Whoever came to use it was not in the plan that was reviewed. */
function useFaults(change: Change, object: ObservedObject): readonly Fault[] {
  if (!isRemoving(change) && !isUpdating(change)) return [];
  const inUse = 'inUse' in change ? change.inUse : undefined;
  if (inUse === undefined) return [];
  const known = new Set([...inUse.clusters, ...inUse.templates].map(({ uid }) => uid));
  const fresh = (refs: readonly NamedRef[]): readonly NamedRef[] => refs.filter(({ uid }) => !known.has(uid));
  const names = (refs: readonly NamedRef[]): string => refs.map((ref) => ref.name || ref.uid).join(', ');
  const [clusters, templates] = [fresh(object.inUse.clusters), fresh(object.inUse.templates)];
  return [
    ...(clusters.length === 0
      ? []
      : [fault('use', `clusters have started to use it since: ${names(clusters)}`)]),
    ...(templates.length === 0
      ? []
      : [fault('use', `cluster templates have been linked to it since: ${names(templates)}`)]),
  ];
}

function sourceFaults(change: Change, now: Now): readonly Fault[] {
  const copies = copiedBy(change);
  if (copies === null || copies.uid === null || isPending(change)) return [];
  const name = `its source ${change.source.name} ${change.source.version ?? ''}`.trimEnd();
  const read = now.object(copies.uid);
  if (read === undefined || read.status === 'not_found')
    return [fault('source', `${name} is no longer in Palette`)];
  if (read.status === 'unreadable') return [unreadable(name, read.failure)];
  if (read.object.digest === null || !read.object.isPublished)
    return [fault('publication', `${name} is no longer published`)];
  return read.object.digest === copies.digest ? [] : [fault('source', `${name} has changed since`)];
}

/** A source that this very plan makes or changes first. */
function isPending({ source, needs }: Change): boolean {
  return source.clone !== undefined && needs.includes(source.clone);
}

interface WantedKey {
  readonly key: NaturalKey;
  /** The object that may have it; null: nobody. */
  readonly own: string | null;
}

function wantedKeys(change: Change): readonly WantedKey[] {
  const key = keyOf(change.clone);
  switch (change.kind) {
    case 'create':
    case 'create_version':
    case 'replace':
      return [{ key, own: null }];
    case 'recreate':
      return [{ key, own: change.uid }];
    case 'update_content':
    case 'update_metadata':
    case 'record':
      return renamedKeys(change, key);
    case 'adopt':
    case 'delete':
    case 'forget_gone':
    case 'let_go':
    case 'move':
    case 'reinstate':
    case 'resume':
    case 'noop':
      return [];
    default:
      return assertNever(change);
  }
}

function renamedKeys({ before, uid }: Updating, key: NaturalKey): readonly WantedKey[] {
  return before.name === key.name && before.version === key.version ? [] : [{ key, own: uid }];
}

/** The object that it was planned on; null: none, or it was not read. */
function seenBy(change: Change): SeenObject | null {
  return 'seen' in change ? change.seen : null;
}

/** What must still be as it was planned, of a source. */
function copiedBy(change: Change): Copied | null {
  return 'copies' in change ? (change.copies ?? null) : null;
}

function keyFaults(change: Change, now: Now): readonly Fault[] {
  return wantedKeys(change).flatMap(({ key, own }) => {
    const holder = now.holder(key);
    if (holder !== null && typeof holder !== 'string') return [unreadable('the list of its scope', holder)];
    if (holder === null || holder === own) return [];
    return [fault('key', `${key.name} ${key.version} now exists (UID ${holder})`)];
  });
}

/** A replaced object is where the old declaration had it. */
function observedScope(change: Change): ScopeRef {
  const { scope, projectUid } = 'replaces' in change ? change.replaces.clone : change.clone;
  return { scope, projectUid };
}

/** Distinct natural keys of open entries whose object is not known: something may have appeared there. */
export function doubtfulKeys(openEntries: readonly OpenEntry[]): readonly NaturalKey[] {
  const keys = openEntries.filter((open) => makesObject(open) && open.uid === null).map(({ key }) => key);
  return [...new Map(keys.map((key) => [keyId(key), key])).values()];
}
