// What became of a clone that an earlier run asked for. Any answer that did not come may still turn out to have been a yes,
// even after its object was made by another send or was deleted again: so an entry is never closed early. It stays in doubt,
// silently, until nothing can arrive any more (recover.ts), and what shows up late is known for ours.
import { keyId } from '../model/natural-key.ts';
import type { ObservedObject } from '../model/observed.ts';
import type { OpenEntry } from '../model/recorded.ts';
import type { PlanningContext } from './planning-context.ts';
import { countsVersions } from './rules/clone-context.ts';

export type Resolution =
  /** Palette said which object it is, and it is there. */
  | { readonly verdict: 'finish'; readonly object: ObservedObject }
  /** No answer came, but the object is there and provably ours. */
  | { readonly verdict: 'take_over'; readonly object: ObservedObject }
  /** It is there and ours, but overrides are not applied to it completely: it is updated. */
  | { readonly verdict: 'continue'; readonly object: ObservedObject }
  /** Nothing is at the key, and a declaration still wants it there. */
  | { readonly verdict: 'retry' }
  /** A declaration wants it, and the place could not be read. */
  | { readonly verdict: 'wait' }
  /** Certainly nothing of ours is on the way. */
  | { readonly verdict: 'close' }
  /** Nothing to do or to tell; it stays in the journal. `mayEnd`: once late answers are out of the question. */
  | { readonly verdict: 'in_doubt'; readonly mayEnd: boolean; readonly unproven: ObservedObject | null };

const STILL_IN_DOUBT = { verdict: 'in_doubt', mayEnd: true, unproven: null } as const;
const UNSEEN = { ...STILL_IN_DOUBT, mayEnd: false } as const;

/** Server clocks are compared with this much slack, as their `Date` header has whole seconds. */
const SLACK_MS = 2000;

export function resolveInDoubt(planning: PlanningContext, entry: OpenEntry): Resolution {
  const named = entry.uid === null ? undefined : planning.object(entry.uid);
  if (named?.status === 'unreadable') return unread(planning, entry);
  if (named?.status === 'present' && isNamed(planning, entry, named.object))
    return found('finish', entry, named.object);
  const old = planning.recorded.get(entry.address);
  const uid = planning.uidAt(entry.key);
  const isOldThere = entry.kind === 'recreate' && old !== undefined && uid === old.uid;
  // Its clone is sent only once the old object is gone.
  if (isOldThere && (entry.step === 'intent' || entry.step === 'delete')) return { verdict: 'close' };
  return uid === undefined ? resolveAbsent(planning, entry) : resolveFound(planning, entry, uid);
}

/** A copy is complete once it is there. With overrides it is when it has what they make, published and without a draft. */
function found(verdict: 'finish' | 'take_over', entry: OpenEntry, object: ObservedObject): Resolution {
  const isDone = entry.overrides === undefined || hasWanted(entry, object);
  return { verdict: isDone ? verdict : 'continue', object };
}

/** What the entry was to make of the object is there, published and without a draft. */
export function hasWanted({ source, overrides }: OpenEntry, object: ObservedObject): boolean {
  const wanted = overrides?.wanted ?? source?.digest;
  return object.digest === wanted && object.isPublished && !object.hasDraft;
}

/** A UID in an answer is believed when it leads to what was asked for. After a rename the key is free, and the time tells. */
function isNamed(planning: PlanningContext, entry: OpenEntry, object: ObservedObject): boolean {
  if (planning.recordedByUid.has(object.uid)) return false;
  if (keyId(object.key) === keyId(entry.key)) return true;
  const isKeyFree = planning.uidAt(entry.key) === undefined;
  return isKeyFree && isInWindow(entry, object, planning.observed.serverDate);
}

function resolveFound(planning: PlanningContext, entry: OpenEntry, uid: string): Resolution {
  if (planning.recordedByUid.has(uid)) return STILL_IN_DOUBT;
  const read = planning.object(uid);
  if (read?.status !== 'present') return unread(planning, entry);
  const { object } = read;
  const { serverDate } = planning.observed;
  if (isOurs(entry, object, serverDate)) return found('take_over', entry, object);
  return isNotOurs(entry, object, serverDate)
    ? STILL_IN_DOUBT
    : { verdict: 'in_doubt', mayEnd: false, unproven: object };
}

/** A project that is gone took what was in it along; any other scope must have been listed before something is called absent. */
function resolveAbsent(planning: PlanningContext, entry: OpenEntry): Resolution {
  const { key } = entry;
  if (planning.options.refresh === 'none') return unread(planning, entry);
  const isProjectGone = key.projectUid !== null && planning.projectName(key.projectUid) === null;
  if (isProjectGone) return { verdict: 'close' };
  const list = planning.scope(key);
  if (list?.status !== 'listed') return unread(planning, entry);
  // A list that lost rows may have lost this one: then Palette has to call the name free.
  const isCertain = (list.missing ?? 0) === 0 || planning.observed.names?.get(keyId(key)) === 'free';
  if (!isCertain) return unread(planning, entry);
  return isWanted(planning, entry) ? { verdict: 'retry' } : STILL_IN_DOUBT;
}

function unread(planning: PlanningContext, entry: OpenEntry): Resolution {
  return isWanted(planning, entry) ? { verdict: 'wait' } : UNSEEN;
}

/** A declaration still asks for this key at this address. */
export function isWanted(planning: PlanningContext, { address, key }: OpenEntry): boolean {
  const desired = planning.declared.get(address);
  if (desired === undefined) return false;
  const wanted = desired.target;
  const projectUid =
    wanted.project === null ? null : (planning.observed.projects.get(wanted.project) ?? null);
  const isSamePlace = wanted.scope === key.scope && projectUid === key.projectUid && wanted.name === key.name;
  const isAnyVersion = wanted.version === 'source' || countsVersions(desired);
  return isSamePlace && (isAnyVersion || wanted.version === key.version);
}

type Evidence = Pick<OpenEntry, 'serverDateBefore' | 'source' | 'overrides' | 'uidsBefore'>;

/** Absent before, the same content as the source or as its overrides make of it, and made between the clocks of the intent and of this look-up. */
export function isOurs(entry: Evidence, object: ObservedObject, serverDate: string | null): boolean {
  const { source, overrides, uidsBefore } = entry;
  if (source === null || uidsBefore.includes(object.uid)) return false;
  if (object.digest !== source.digest && object.digest !== overrides?.wanted) return false;
  return isInWindow(entry, object, serverDate);
}

/** It was there before, or was made at another time; without clocks neither is certain. */
export function isNotOurs(entry: Evidence, object: ObservedObject, serverDate: string | null): boolean {
  if (entry.uidsBefore.includes(object.uid)) return true;
  const isDated = entry.serverDateBefore !== null && serverDate !== null;
  return isDated && !isInWindow(entry, object, serverDate);
}

/** Without both of the server's clocks nothing is inferred. */
function isInWindow(
  { serverDateBefore }: Pick<Evidence, 'serverDateBefore'>,
  object: ObservedObject,
  serverDate: string | null,
): boolean {
  if (serverDateBefore === null || serverDate === null) return false;
  const created = Date.parse(object.createdAt);
  return created >= Date.parse(serverDateBefore) - SLACK_MS && created <= Date.parse(serverDate) + SLACK_MS;
}
