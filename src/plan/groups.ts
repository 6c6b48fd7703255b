// Changes that are equal but for their project, so that a plan says once what it does four hundred times.
// The document keeps every change; groups are worked out from it wherever they are shown.
import { type Address, parseAddress } from '../model/address.ts';
import { invariant } from '../model/invariant.ts';
import type { InUse, NamedRef } from '../model/observed.ts';
import { isRemoving, isUpdating } from './change.ts';
import { kindOf } from './document.ts';
import type { Action, BlockedBy, ChangeEntry, Drift, Plan, Reason } from './plan.ts';

/** What stands for the project, and for a UID, in the words of a group. */
const PROJECT = '<project>';
const UID = '<UID>';
const UIDS = /(?<![\w-])[0-9a-f]{24}(?![\w-])/g;

/** `T` is a change or a drift, `A` what else was asked to be equal. */
export interface Group<T, A = unknown> {
  /** The address without its project; null: they are of several declarations. */
  readonly id: string | null;
  /** What all of them are. Where they are several, `<project>` and `<UID>` stand where they differ. */
  readonly like: T;
  /** Likewise. */
  readonly also: A;
  /** In the order of work. */
  readonly members: readonly [T, ...T[]];
}

/** A change by itself. */
export function alone<T extends { readonly address: string }, A = null>(like: T, also: A): Group<T, A> {
  return { id: like.address, like, also, members: [like] };
}

/** A group as the document has it. */
export interface PlanGroup {
  /** The address without its project; null: changes of several declarations that the same thing blocks. */
  readonly id: string | null;
  readonly action: Action;
  readonly reason: Reason;
  readonly wouldBe?: Exclude<Action, 'blocked'>;
  readonly blockedBy?: BlockedBy;
  readonly count: number;
  /** Of its changes, in the order of work. */
  readonly addresses: readonly Address[];
}

/** In the order of their first members. `also`: what else must be equal of two changes, such as what became of them. */
export function groupChanges<A>(
  changes: readonly ChangeEntry[],
  also: (change: ChangeEntry) => A,
): readonly Group<ChangeEntry, A>[] {
  const collected = collect(changes, (change) =>
    keyOf(change, { shown: shownOf(change), also: also(change) }),
  );
  return mergeBlocked(collected.map((one) => toChangeGroup(one, also)));
}

/** `also`: as for changes. */
export function groupDrift<A>(drift: readonly Drift[], also: (one: Drift) => A): readonly Group<Drift, A>[] {
  return collect(drift, (one) => keyOf(one, { shown: one, also: also(one) })).map(({ key, members }) => {
    const [first] = members;
    if (members.length === 1) return { ...alone(first, also(first)), id: idOf(first) };
    const marked = readKey<Drift, A>(key);
    return { id: idOf(first), like: { ...first, ...marked.shown }, also: marked.also, members };
  });
}

/** As the document has them. No-ops are not worth a group. */
export function toPlanGroups(changes: readonly ChangeEntry[]): readonly PlanGroup[] {
  return groupChanges(
    changes.filter(({ action }) => action !== 'noop'),
    () => null,
  ).map(({ id, members }) => {
    const { action, reason, wouldBe, blockedBy } = members[0];
    return {
      id,
      action,
      reason,
      ...(wouldBe === undefined ? {} : { wouldBe }),
      ...(blockedBy === undefined ? {} : { blockedBy }),
      count: members.length,
      addresses: members.map(({ address }) => address),
    };
  });
}

/** The plan with its groups beside its changes. A document with an integrity hash stays as it is. */
export function withGroups<T extends Plan>(plan: T): T & { readonly groups?: readonly PlanGroup[] } {
  return plan.seal === undefined ? { ...plan, groups: toPlanGroups(plan.changes) } : plan;
}

interface Collected<T> {
  readonly key: string;
  readonly members: [T, ...T[]];
}

function collect<T>(items: readonly T[], keyOfItem: (item: T) => string): readonly Collected<T>[] {
  const groups = new Map<string, Collected<T>>();
  for (const item of items) {
    const key = keyOfItem(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { key, members: [item] });
    else group.members.push(item);
  }
  return [...groups.values()];
}

function toChangeGroup<A>(
  { key, members }: Collected<ChangeEntry>,
  also: (change: ChangeEntry) => A,
): Group<ChangeEntry, A> {
  const [first] = members;
  const id = idOf(first);
  if (members.length === 1) return { ...alone(first, also(first)), id };
  const marked = readKey<ChangeEntry, A>(key);
  const inUse = first.inUse === undefined ? {} : { inUse: allInUse(members) };
  return { id, like: toLike(first, marked.shown, inUse), also: marked.also, members };
}

/** An entry with what a reader sees, and none of what belongs to one object. */
function toLike(first: ChangeEntry, shown: Partial<ChangeEntry>, more: Partial<ChangeEntry>): ChangeEntry {
  const { address, action, reason, clone, source, needs, preconditions, protect } = first;
  const replaces = shown.replaces === undefined ? {} : { replaces: { ...shown.replaces, uid: UID } };
  const own = { address, action, reason, clone, source, needs, preconditions, protect };
  return { ...own, ...shown, ...replaces, ...more };
}

/** `edge-base` of `edge-base["oslo"]`; a superseded version keeps its `@`. */
function idOf({ address }: { readonly address: string }): string {
  const parts = parseAddress(address);
  if (parts === undefined) return address;
  return parts.version === null ? parts.id : `${parts.id}@${parts.version}`;
}

/** Words of people could pose as the marks; what is of no fan-out is equal to nothing but itself. */
function keyOf({ address }: { readonly address: string }, facts: object): string {
  const project = parseAddress(address)?.project ?? null;
  const raw = JSON.stringify(facts);
  if (project === null || raw.includes(PROJECT) || raw.includes(UID))
    return JSON.stringify({ only: address, raw });
  const marked = marker(project);
  return JSON.stringify(facts, (_, value: unknown) => (typeof value === 'string' ? marked(value) : value));
}

interface Marked<T, A> {
  readonly shown: Partial<T>;
  readonly also: A;
}

function readKey<T, A>(key: string): Marked<T, A> {
  const marked: Partial<Marked<T, A>> = JSON.parse(key);
  invariant(marked.shown !== undefined, 'only changes of a fan-out are grouped');
  return marked as Marked<T, A>;
}

/** Puts the marks where the project, or a UID, stands as a word of its own. */
function marker(project: string): (text: string) => string {
  const escaped = JSON.stringify(project).slice(1, -1);
  const words = [...new Set([escaped, project])].map((word) =>
    word.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`),
  );
  const word = new RegExp(
    String.raw`(?<![\p{L}\p{N}_.-])(?:${words.join('|')})(?![\p{L}\p{N}_-]|\.[\p{L}\p{N}])`,
    'gu',
  );
  return (text) => {
    const marked = text.includes(project) || text.includes(escaped) ? text.replaceAll(word, PROJECT) : text;
    return marked.replaceAll(UIDS, UID);
  };
}

/** All that a reader sees of a change. What is not named here is part of it, so that nothing new is overlooked. */
function shownOf(change: ChangeEntry): Partial<ChangeEntry> {
  const { preconditions: _, uid: _uid, rendering: _r, declaredVersion: _v, manages: _m, ...shown } = change;
  const { clone, source, replaces, before, recordedAs, inUse, resume, ...rest } = shown;
  const kind = kindOf(change);
  return {
    ...rest,
    clone: placed(clone),
    source: { ...placed(source), uid: null, digest: null },
    ...(resume === undefined ? {} : { resume: { ...resume, operation: '', source: null } }),
    ...(replaces === undefined ? {} : { replaces: { uid: '', clone: placed(replaces.clone) } }),
    // Of what else goes or comes, nobody is shown how it is now.
    ...(before !== undefined && (isUpdating({ kind }) || recordedAs !== undefined)
      ? { before, ...(recordedAs === undefined ? {} : { recordedAs }) }
      : {}),
    ...(inUse === undefined ? {} : { inUse: isRemoving({ kind }) ? inUse : whetherUsed(inUse) }),
  };
}

function placed<T extends { readonly projectUid: string | null }>(place: T): T {
  return { ...place, projectUid: null };
}

/** Each clone of a fleet has clusters of its own; whether it has any is what counts. */
function whetherUsed({ clusters, templates }: InUse): InUse {
  const some = (refs: readonly NamedRef[]): readonly NamedRef[] =>
    refs.length === 0 ? [] : [{ uid: '', name: '' }];
  return { clusters: some(clusters), templates: some(templates) };
}

function allInUse(members: readonly ChangeEntry[]): InUse {
  const all = (which: keyof InUse): readonly NamedRef[] => [
    ...new Map(members.flatMap(({ inUse }) => inUse?.[which] ?? []).map((ref) => [ref.uid, ref])).values(),
  ];
  return { clusters: all('clusters'), templates: all('templates') };
}

/** What blocks changes of several declarations in the same words, such as too many deletes, is one cause: reported once with all it hits. */
function mergeBlocked<A>(groups: readonly Group<ChangeEntry, A>[]): readonly Group<ChangeEntry, A>[] {
  const keys = new Map(groups.map((group, index) => [group, causeOf(group) ?? String(index)]));
  return collect(groups, (group) => keys.get(group) ?? '').map(({ members: [first, ...others] }) => {
    if (others.length === 0) return first;
    const all = others.flatMap(({ members }) => members);
    return {
      ...first,
      id: others.every(({ id }) => id === first.id) ? first.id : null,
      like: toLike(first.like, shownOf(first.like), { needs: [] }),
      members: [...first.members, ...all],
    };
  });
}

/** null: nothing blocks it. */
function causeOf({ like, also }: Group<ChangeEntry>): string | null {
  if (like.action !== 'blocked' || like.obstacles === undefined) return null;
  const { address: _, clone: _c, source: _s, replaces: _r, needs: _n, ...rest } = shownOf(like);
  return JSON.stringify({ ...rest, also });
}
