// Changes as entries of the plan document (plan.v1.json), and back. Only here does an action with a reason mean a kind of change:
// whoever holds an entry asks `kindOf` or `readChange`. Members are written in the order in which they always were, so that the same
// plan has the same bytes.

import { memoizeWeak } from '../content/memoize.ts';
import { assertNever, invariant } from '../model/invariant.ts';
import {
  type Adopt,
  type Blocked,
  type Change,
  type Draft,
  intended,
  type Kind,
  type PlannedChange,
} from './change.ts';
import type { Action, Blocker, ChangeEntry } from './plan.ts';

const ACTIONS = {
  create: 'create',
  create_version: 'create',
  adopt: 'adopt',
  update_content: 'update',
  update_metadata: 'update',
  record: 'update',
  replace: 'replace',
  recreate: 'replace',
  delete: 'delete',
  forget_gone: 'forget',
  let_go: 'forget',
  move: 'move',
  reinstate: 'move',
  resume: 'resume',
  noop: 'noop',
} as const satisfies Record<Kind, Exclude<Action, 'blocked'>>;

/** The kind of change that an entry is, or would be if nothing blocked it. */
export function kindOf(entry: Pick<ChangeEntry, 'action' | 'wouldBe' | 'reason' | 'records'>): Kind {
  const { reason } = entry;
  const action = intendedAction(entry);
  switch (action) {
    case 'create':
      return reason === 'new' || reason === 'gone' ? 'create' : 'create_version';
    case 'update':
      return updateOf(entry);
    case 'replace':
      return reason === 'target_changed' ? 'replace' : 'recreate';
    case 'forget':
      return reason === 'gone' ? 'forget_gone' : 'let_go';
    case 'move':
      return reason === 'reinstated' ? 'reinstate' : 'move';
    case 'adopt':
    case 'delete':
    case 'resume':
    case 'noop':
      return action;
    default:
      return assertNever(action);
  }
}

function updateOf({ reason, records }: Pick<ChangeEntry, 'reason' | 'records'>): Kind {
  if (records !== undefined) return 'record';
  return reason === 'metadata' ? 'update_metadata' : 'update_content';
}

/** What a blocked entry would be; the action itself for all others. */
export function intendedAction(entry: Pick<ChangeEntry, 'action' | 'wouldBe'>): Exclude<Action, 'blocked'> {
  return entry.action === 'blocked' ? (entry.wouldBe ?? 'noop') : entry.action;
}

/** Whether apply does it: a no-op is nothing to do, and a blocked change is not done. */
export function isWork({ action }: Pick<ChangeEntry, 'action'>): boolean {
  return action !== 'noop' && action !== 'blocked';
}

/** Whether it takes an object away from Palette when it is done. Blocked changes are not done. */
export function takesAway({ action }: Pick<ChangeEntry, 'action'>): boolean {
  return action === 'delete' || action === 'replace';
}

/** Whether apply would do anything. */
export function hasWork(entries: readonly Pick<ChangeEntry, 'action'>[]): boolean {
  return entries.some(isWork);
}

/**
 * The members of each kind of change in the order of the document, behind those that all have; `?`: it may be absent. `seen` and `copies`
 * stand among the preconditions.
 */
const MEMBERS = {
  create: ['copies', 'after', 'declaredVersion', 'manages', 'rendering?', 'overrides?'],
  create_version: [
    'copies',
    'after',
    'declaredVersion',
    'manages',
    'content?',
    'contentBefore?',
    'rendering?',
    'overrides?',
    'sourceBefore?',
  ],
  adopt: [
    'seen',
    'copies',
    'uid',
    'before',
    'inUse',
    'declaredVersion',
    'manages',
    'content?',
    'rendering?',
    'overrides?',
  ],
  update_content: [
    'seen',
    'copies',
    'uid',
    'before',
    'after',
    'inUse',
    'content',
    'declaredVersion',
    'manages',
    'rendering?',
    'overrides?',
    'sourceBefore?',
  ],
  update_metadata: [
    'seen',
    'uid',
    'declaredVersion',
    'manages',
    'before',
    'after',
    'rendering?',
    'overrides?',
    'dropsOverrides?',
  ],
  record: [
    'seen',
    'copies?',
    'uid',
    'inUse?',
    'declaredVersion?',
    'manages?',
    'before',
    'after',
    'records',
    'rendering?',
    'overrides?',
    'dropsOverrides?',
  ],
  replace: [
    'seen',
    'copies',
    'uid',
    'before',
    'after',
    'inUse',
    'replaces',
    'declaredVersion',
    'manages',
    'rendering?',
    'overrides?',
  ],
  recreate: [
    'seen',
    'copies',
    'uid',
    'before',
    'after',
    'inUse',
    'content',
    'replaces',
    'declaredVersion',
    'manages',
    'rendering?',
    'overrides?',
    'sourceBefore?',
  ],
  delete: ['seen', 'uid', 'before?', 'inUse?', 'recordedAs?', 'content?'],
  forget_gone: ['seen?', 'uid', 'before?', 'recordedAs?', 'content?'],
  let_go: ['seen?', 'uid', 'before?', 'recordedAs?', 'content?'],
  move: ['seen?', 'uid', 'movedFrom', 'before?', 'recordedAs?', 'content?'],
  reinstate: [
    'seen?',
    'uid',
    'movedFrom',
    'declaredVersion',
    'manages',
    'before?',
    'recordedAs?',
    'content?',
  ],
  resume: ['seen?', 'resume', 'uid?', 'declaredVersion'],
  noop: [
    'seen?',
    'uid',
    'inUse?',
    'declaredVersion?',
    'manages?',
    'rendering?',
    'overrides?',
    'dropsOverrides?',
  ],
} as const satisfies FieldNames;

type FieldNames = { readonly [K in Kind]: readonly (Own<K> | `${Own<K>}?`)[] };

type KeysOf<T> = T extends unknown ? keyof T & string : never;
type Own<K extends Kind> = Exclude<
  KeysOf<Extract<Change, { kind: K }>>,
  'kind' | 'reason' | 'address' | 'clone' | 'source' | 'needs' | 'recorded' | 'protect' | 'hints'
>;
type Member = Exclude<Own<Kind>, 'seen' | 'copies'>;

const NAMES = mapKinds((members) => members.map(plain).filter(isMember));
const REQUIRED = mapKinds((members) => members.filter((name) => !name.endsWith('?')).map(plain));

function mapKinds<T>(work: (members: readonly string[]) => T): Readonly<Record<Kind, T>> {
  const pairs = Object.entries(MEMBERS).map(([kind, members]) => [kind, work(members)]);
  return Object.fromEntries(pairs) as Record<Kind, T>;
}

function plain(name: string): Own<Kind> {
  return name.replace('?', '') as Own<Kind>;
}

function isMember(name: Own<Kind>): name is Member {
  return name !== 'seen' && name !== 'copies';
}

/** The first thing that must be known before this can be done, and is not; null: all of it is. */
export function findMissing(draft: Draft): Own<Kind> | null {
  const values: Partial<Record<Own<Kind>, unknown>> = draft;
  return REQUIRED[draft.kind].find((name) => values[name] == null) ?? null;
}

/** The entry of a change. */
export function toEntry(planned: PlannedChange): ChangeEntry {
  const change = intended(planned);
  const { seen = null, copies = null }: Partial<Pick<Draft<Adopt>, 'seen' | 'copies'>> = change;
  const blocked = planned.kind === 'blocked' ? blockedMembers(planned) : {};
  const isFoundLast = planned.kind === 'blocked' && planned.isFoundLast;
  const { address, reason, clone, source, needs, recorded, protect, hints } = change;
  return {
    address,
    action: ACTIONS[change.kind],
    reason,
    ...(isFoundLast ? {} : blocked),
    clone,
    source,
    needs,
    preconditions: { recorded, observed: seen, source: copies },
    protect,
    ...ownMembers(change),
    ...(hints === undefined ? {} : { hints }),
    ...(isFoundLast ? blocked : {}),
  };
}

function blockedMembers({ change, blockers }: Blocked): Partial<ChangeEntry> {
  return {
    action: 'blocked',
    blockedBy: blockers[0].by,
    blockers: [...new Set(blockers.map(({ by }) => by))],
    wouldBe: ACTIONS[change.kind],
    obstacles: blockers,
  };
}

function ownMembers(change: Draft): Partial<Pick<ChangeEntry, Member>> {
  const values: Partial<Record<Member, unknown>> = change;
  const members: Partial<Record<Member, unknown>> = {};
  for (const name of NAMES[change.kind]) if (values[name] != null) members[name] = values[name];
  return members as Partial<Pick<ChangeEntry, Member>>;
}

/** What an entry that is not blocked stands for. Of a plan file, `findMissing(draftOf(entry))` is asked first. */
export const readChange = memoizeWeak((entry: ChangeEntry): Change => {
  const change = draftOf(entry);
  const missing = findMissing(change);
  invariant(missing === null, `${entry.address}: the plan does not say its ${missing}`);
  return change as Change;
});

/** The same for all entries. */
export function readPlanned(entry: ChangeEntry): PlannedChange {
  if (entry.action !== 'blocked') return readChange(entry);
  const change = draftOf(entry);
  const { obstacles, blockers = [] } = entry;
  const [first, ...others] = obstacles ?? blockers.map((by): Blocker => ({ by, detail: by, hint: null }));
  invariant(first !== undefined, `${entry.address} is blocked by nothing`);
  return { kind: 'blocked', change, blockers: [first, ...others], isFoundLast: false };
}

/** An entry as far as it says what it is; a blocked one as what it would be. */
export function draftOf(entry: ChangeEntry): Draft {
  const { address, reason, clone, source, needs, preconditions, protect, hints } = entry;
  const { recorded, observed, source: copies } = preconditions;
  const kind = kindOf(entry);
  const members: Partial<Record<Member, unknown>> = {};
  for (const name of NAMES[kind]) if (entry[name] !== undefined) members[name] = entry[name];
  const draft = {
    kind,
    reason,
    address,
    clone,
    source,
    needs,
    recorded,
    protect,
    seen: observed,
    ...(copies === null ? {} : { copies }),
    ...(hints === undefined ? {} : { hints }),
    ...members,
  };
  // The schema has checked each member; which of them belong together is in the table above.
  return draft as unknown as Draft;
}
