// Everything a plan is made from, with the look-ups that its rules need. Rules may ask for what was not read; see `wants`.

import type { Content, Digest } from '../content/content.ts';
import { memoizeWeak } from '../content/memoize.ts';
import type { Desired, DesiredClone } from '../model/desired.ts';
import { keyId, type NaturalKey, type ScopeRef, scopeId } from '../model/natural-key.ts';
import type {
  FormerSource,
  ListedVersion,
  ObjectRead,
  Observed,
  ObservedObject,
  ReadFailure,
  ScopeRead,
} from '../model/observed.ts';
import type { Recorded, RecordedClone } from '../model/recorded.ts';
import type { RateLimits } from '../model/settings.ts';
import type { PlanOptions } from './plan.ts';
import type { Renderer } from './renderer.ts';
import type { Upstream } from './source.ts';
import { baseAddress, isVersioned } from './supersede.ts';

export interface PlanInput {
  readonly desired: Desired;
  readonly recorded: Recorded;
  readonly observed: Observed;
  readonly options: PlanOptions;
  /** For the estimate. */
  readonly rateLimits: RateLimits;
  /** Absent only where no declaration has overrides. */
  readonly render?: Renderer;
  /** Projects that an approved run was to make clones in and did not get to, as approved-joins.ts names them; absent: nobody looked. */
  readonly approvedJoins?: ReadonlySet<string>;
}

/** Something to be read whole before the plan can be made. */
export interface Want {
  readonly uid: string;
  readonly scope: ScopeRef;
}

/** What has a natural key, as far as anybody was asked. A scope that was not listed is not an empty one. */
export type KeyState =
  /** By a list, or by Palette's own word. */
  | { readonly status: 'free' }
  | { readonly status: 'held'; readonly uid: string }
  | { readonly status: 'unreadable'; readonly failure: ReadFailure }
  /** Palette calls it taken, and no list shows by what. */
  | { readonly status: 'hidden' }
  /** It is asked for, unless nothing is read at all. */
  | { readonly status: 'unknown' };

/** What open journal entries say about objects that look changed. */
export interface Unfinished {
  /** Clones whose content an interrupted run of ours was changing: what differs there is no manual edit. */
  readonly updates: ReadonlySet<string>;
  /** Of these, the ones that may have a draft of ours. */
  readonly drafts: ReadonlySet<string>;
}

/** What is desired, recorded and observed, with the look-ups that rules need. */
export interface PlanningContext {
  readonly input: PlanInput;
  readonly observed: Observed;
  readonly options: PlanOptions;
  readonly declared: ReadonlyMap<string, DesiredClone>;
  readonly declaredById: ReadonlyMap<string, readonly DesiredClone[]>;
  /** Rows as the journal and the blocks of the declarations leave them; see recover.ts and refactoring.ts. */
  readonly recorded: ReadonlyMap<string, RecordedClone>;
  readonly recordedByUid: ReadonlyMap<string, RecordedClone>;
  /** Superseded rows by the address of their clone. */
  readonly superseded: ReadonlyMap<string, readonly RecordedClone[]>;
  readonly unfinished: Unfinished;
  /** The address that a row had before this plan moved it, by the one that it gets. */
  readonly formerNames: ReadonlyMap<string, string>;
  /** What clones that were decided already offer to chains, by address. */
  readonly upstreams: Map<string, Upstream>;
  /** Filled by `ask`, by UID. */
  readonly wants: Map<string, Want>;
  /** What has to be looked up beside objects. */
  readonly asks: Asks;
  askRegistries(): void;
  /** undefined: it was not listed, which says nothing of what is in it. */
  scope(ref: ScopeRef): ScopeRead | undefined;
  /** For what only a list tells. */
  askList(ref: ScopeRef): void;
  keyAt(key: NaturalKey): KeyState;
  /** Versions of one name in one scope; empty when there are none or the scope was not listed. */
  versionsOf(ref: ScopeRef, name: string): readonly ListedVersion[];
  namesIn(ref: ScopeRef): Iterable<string>;
  /** The row that holds a natural key. */
  holderOf(key: NaturalKey): RecordedClone | undefined;
  /** UID of the object listed at a natural key; undefined also where its scope was not listed: see `keyAt`. */
  uidAt(key: NaturalKey): string | undefined;
  object(uid: string): ObjectRead | undefined;
  /** The object if it was read whole; else it is asked for and undefined. */
  whole(uid: string, scope: ScopeRef): ObjectRead | undefined;
  /** A content with this digest that was read in this run, whoever has it. */
  contentWith(digest: Digest | null): Content | null;
  /** What the source with this UID has, to be shown only; else it is asked for and null. No decision depends on it. */
  formerSource(uid: string, scope: ScopeRef): FormerSource | null;
  /** The content of an object, from wherever it was read; else it is null, and asked for: of many with one digest, of a few. */
  contentOf(object: ObservedObject): Content | null;
  /** Project name for people. */
  projectName(uid: string | null): string | null;
}

export interface Asks {
  /** An override names one. */
  registries: boolean;
  /** By `scopeId`. */
  readonly lists: Map<string, ScopeRef>;
  /** By `keyId`. */
  readonly keys: Map<string, NaturalKey>;
  /** Sources that were copied before, by UID. */
  readonly formerSources: Map<string, Want>;
}

export function makePlanningContext(
  input: PlanInput,
  rows: readonly RecordedClone[],
  unfinished: Unfinished = { updates: new Set(), drafts: new Set() },
  formerNames: PlanningContext['formerNames'] = new Map(),
): PlanningContext {
  const { observed } = input;
  const wants = new Map<string, Want>();
  const asks = noAsks();
  const lists = indexLists(observed);
  const { contents, readWhole } = indexContents(observed);
  const isNeeded = fewOfEach(readWhole);
  const projectNames = indexProjects(observed);
  const ask = (uid: string, scope: ScopeRef): void => {
    wants.set(uid, { uid, scope });
  };
  const contentWith = (digest: Digest | null): Content | null =>
    digest === null ? null : (contents.get(digest) ?? null);
  return {
    input,
    observed,
    options: input.options,
    ...indexDesired(input.desired),
    ...indexRows(rows),
    holderOf: (key) => holders(rows).get(keyId(key)),
    unfinished,
    formerNames,
    upstreams: new Map(),
    wants,
    asks,
    askRegistries: () => {
      asks.registries = true;
    },
    ...lists,
    askList: (ref) => void asks.lists.set(scopeId(ref), { scope: ref.scope, projectUid: ref.projectUid }),
    keyAt: (key) => {
      const known = keyIn(observed, lists, key);
      if (known.status === 'unknown' && input.options.refresh !== 'none') asks.keys.set(keyId(key), key);
      return known;
    },
    object: (uid) => observed.objects.get(uid),
    whole: (uid, scope) => {
      const read = observed.objects.get(uid);
      if (read !== undefined && (read.status !== 'present' || read.object.digest !== null)) return read;
      ask(uid, scope);
      return undefined;
    },
    contentWith,
    formerSource: (uid, scope) => formerSourceIn(input, asks, { uid, scope }),
    contentOf: (object) => {
      const known = object.content ?? contentWith(object.digest);
      if (known === null && isNeeded(object)) ask(object.uid, object.key);
      return known;
    },
    projectName: (uid) => (uid === null ? null : (projectNames.get(uid) ?? null)),
  };
}

/**
 * Clones of a fleet have one content, so one of them is read for all. Where what is read turns out to be something else, more are read
 * in each round, so that a fleet that was edited in four hundred ways does not take four hundred rounds.
 */
function fewOfEach(readBefore: number): (object: ObservedObject) => boolean {
  const asked = new Map<Digest, Set<string>>();
  return ({ uid, digest }) => {
    if (digest === null) return true;
    const few = asked.get(digest) ?? new Set();
    asked.set(digest, few);
    if (few.size <= readBefore) few.add(uid);
    return few.has(uid);
  };
}

function noAsks(): Asks {
  return { registries: false, lists: new Map(), keys: new Map(), formerSources: new Map() };
}

function formerSourceIn({ observed, options }: PlanInput, asks: Asks, want: Want): FormerSource | null {
  const known = observed.formerSources?.get(want.uid);
  if (known === undefined && options.refresh !== 'none') asks.formerSources.set(want.uid, want);
  return known ?? null;
}

/** These, too, are the same for all contexts of a plan: few plans move rows. */
const indexDesired = memoizeWeak(
  ({ clones }: Desired): Pick<PlanningContext, 'declared' | 'declaredById'> => ({
    declared: new Map(clones.map((clone) => [clone.address, clone])),
    declaredById: groupBy(clones, (clone) => clone.id),
  }),
);

const indexRows = memoizeWeak(
  (rows: readonly RecordedClone[]): Pick<PlanningContext, 'recorded' | 'recordedByUid' | 'superseded'> => ({
    recorded: new Map(rows.map((row) => [row.address, row])),
    recordedByUid: new Map(rows.map((row) => [row.uid, row])),
    superseded: groupBy(
      rows.filter((row) => isVersioned(row.address)),
      (row) => baseAddress(row.address),
    ),
  }),
);

const holders = memoizeWeak(
  (rows: readonly RecordedClone[]): ReadonlyMap<string, RecordedClone> =>
    new Map(rows.map((row) => [keyId(row.key), row])),
);

const indexProjects = memoizeWeak(
  (observed: Observed): ReadonlyMap<string, string> =>
    new Map([...observed.projects].map(([name, uid]) => [uid, name])),
);

type Lists = Pick<PlanningContext, 'scope' | 'versionsOf' | 'namesIn' | 'uidAt'>;

/** One plan makes several contexts over the same observations. */
const indexLists = memoizeWeak((observed: Observed): Lists => {
  const listed = new Map<string, ReadonlyMap<string, readonly ListedVersion[]>>();
  for (const [id, read] of observed.scopes) {
    if (read.status === 'listed')
      listed.set(
        id,
        groupBy(read.versions, (item) => item.name),
      );
  }
  const versionsOf: Lists['versionsOf'] = (ref, name) => listed.get(scopeId(ref))?.get(name) ?? [];
  return {
    scope: (ref) => observed.scopes.get(scopeId(ref)),
    versionsOf,
    namesIn: (ref) => listed.get(scopeId(ref))?.keys() ?? [],
    uidAt: (key) => versionsOf(key, key.name).findLast(({ version }) => version === key.version)?.uid,
  };
});

/** A list says it; else an object that was read and has the key, or Palette's word that it is free. */
function keyIn(observed: Observed, { uidAt }: Lists, key: NaturalKey): KeyState {
  const list = observed.scopes.get(scopeId(key));
  if (list?.status === 'unreadable') return list;
  const uid = list === undefined ? indexKeys(observed).get(keyId(key)) : uidAt(key);
  if (uid !== undefined) return { status: 'held', uid };
  const told = observed.names?.get(keyId(key));
  if (list === undefined) return told === 'free' ? { status: 'free' } : { status: 'unknown' };
  return told === 'taken' ? { status: 'hidden' } : { status: 'free' };
}

const indexKeys = memoizeWeak((observed: Observed): ReadonlyMap<string, string> => {
  const uids = new Map<string, string>();
  for (const read of observed.objects.values()) {
    if (read.status === 'present') uids.set(keyId(read.object.key), read.object.uid);
  }
  return uids;
});

interface Contents {
  readonly contents: ReadonlyMap<Digest, Content>;
  /** How many objects were. */
  readonly readWhole: number;
}

const indexContents = memoizeWeak((observed: Observed): Contents => {
  const contents = new Map<Digest, Content>();
  let readWhole = 0;
  for (const read of observed.objects.values()) {
    if (read.status !== 'present') continue;
    const { digest, content } = read.object;
    if (digest === null || content === null) continue;
    contents.set(digest, content);
    readWhole++;
  }
  return { contents, readWhole };
});

export function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
