// What a plan does: one case for each kind of work, with exactly the fields that carrying it out needs and that must still hold then.
// `document.ts` writes cases as entries of plan.v1.json and reads them back; nothing else knows how the document names them.
import type { Digest } from '../content/content.ts';
import type { PackChange } from '../content/pack-change.ts';
import type { Address } from '../model/address.ts';
import type { InUse } from '../model/observed.ts';
import type { ChangeHint } from './pack-facts.ts';
import type {
  Blocker,
  ChangeEntry,
  CloneFacts,
  PlannedClone,
  PlannedOverride,
  PlannedRendering,
  PlannedSource,
  Preconditions,
} from './plan.ts';
import type { RecordChange } from './record-change.ts';

/** The object as the plan saw it. */
export type SeenObject = NonNullable<Preconditions['observed']>;

/** What is copied, as the plan saw it. Its UID is null while a chain has yet to make it. */
export type Copied = NonNullable<Preconditions['source']>;

/** Labels and description as declared; null members are not managed. */
export type Managed = NonNullable<ChangeEntry['manages']>;

export type ContentReason =
  | 'incomplete'
  | 'source_upgraded'
  | 'source_edited'
  | 'overrides_changed'
  | 'clone_edited';

/** Of a declaration with overrides. */
interface Overridden {
  /** What they make of the source; absent: the content is that of the source. */
  readonly rendering?: PlannedRendering;
  /** What each of them sets, for people. */
  readonly overrides?: readonly PlannedOverride[];
}

/** Of a change that keeps the content: what state then records of overrides. */
interface KeepsContent extends Overridden {
  /** The declaration has no overrides any more. Without this and without `rendering`, the recorded ones stay. */
  readonly dropsOverrides?: true;
}

interface Common {
  readonly address: Address;
  /** What the clone will be; for what goes, what it is. */
  readonly clone: PlannedClone;
  /** What the clone will be a copy of; for what goes, what was recorded. */
  readonly source: PlannedSource;
  /** Addresses of changes that must be done first. */
  readonly needs: readonly Address[];
  /** UID and revision of the state row; null: there is none, or an earlier change of the same plan writes it. */
  readonly recorded: Preconditions['recorded'];
  /** Whether the clone is, or will be, recorded as protected. */
  readonly protect: boolean;
  /** What is said about it, and holds nothing up. */
  readonly hints?: readonly ChangeHint[];
}

interface Declared {
  /** The version that the declaration asks for (`source` included). */
  readonly declaredVersion: string;
  readonly manages: Managed;
}

/** It changes or takes an object that is there. */
interface Present {
  readonly uid: string;
  readonly seen: SeenObject;
}

/** The content comes from its source, which may be another one than before. */
interface Follows {
  /** The recorded source, where its name or version differs. */
  readonly sourceBefore?: NonNullable<ChangeEntry['sourceBefore']>;
}

/** It makes an object. */
interface Makes extends Common, Declared, Overridden {
  readonly copies: Copied;
  readonly after: CloneFacts;
}

/** A clone that is not there. */
export interface Create extends Makes {
  readonly kind: 'create';
  readonly reason: 'new' | 'gone';
}

/** Another version beside the recorded object, which becomes superseded. */
export interface CreateVersion extends Makes, Follows {
  readonly kind: 'create_version';
  readonly reason: 'new_version' | Exclude<ContentReason, 'incomplete'>;
  /** Of the recorded object; absent where it was not read. */
  readonly contentBefore?: Digest;
  readonly content?: readonly PackChange[];
}

/** Takes over an existing object. */
export interface Adopt extends Common, Declared, Present, Overridden {
  readonly kind: 'adopt';
  readonly reason: 'equal_content' | 'imports_block';
  readonly copies: Copied;
  readonly before: CloneFacts;
  readonly inUse: InUse;
  readonly content?: readonly PackChange[];
}

/** Changes content in place; labels and description come right in the same change. */
export interface UpdateContent extends Common, Declared, Present, Overridden, Follows {
  readonly kind: 'update_content';
  readonly reason: ContentReason;
  readonly copies: Copied;
  readonly before: CloneFacts;
  readonly after: CloneFacts;
  readonly inUse: InUse;
  readonly content: readonly PackChange[];
}

/** Sets name, version, labels or description. */
export interface UpdateMetadata extends Common, Declared, Present, KeepsContent {
  readonly kind: 'update_metadata';
  readonly reason: 'metadata';
  readonly before: CloneFacts;
  readonly after: CloneFacts;
}

/** Changes state alone: nothing is sent. */
export interface RecordOnly extends Common, Partial<Declared>, Present, KeepsContent {
  readonly kind: 'record';
  readonly reason: 'metadata' | Exclude<ContentReason, 'incomplete'>;
  readonly records: readonly RecordChange[];
  /** Set where it records something of the source, which must then still hold. */
  readonly copies?: Copied;
  readonly before: CloneFacts;
  readonly after: CloneFacts;
  readonly inUse?: InUse;
}

interface Replaces extends Makes, Present {
  readonly before: CloneFacts;
  readonly inUse: InUse;
  /** The object that goes. */
  readonly replaces: { readonly uid: string; readonly clone: PlannedClone };
}

/** The same clone in another place: the new object is made first, then the old one is deleted. */
export interface Replace extends Replaces {
  readonly kind: 'replace';
  readonly reason: 'target_changed';
}

/** The same name and version: the object is deleted first, then cloned again. */
export interface Recreate extends Replaces, Follows {
  readonly kind: 'recreate';
  readonly reason: Exclude<ContentReason, 'incomplete'>;
  readonly content: readonly PackChange[];
}

/** What people must see of an object that goes, or that goes by another address: how it is now, beside how it was recorded. */
interface Parting {
  /** Absent where it was not read. */
  readonly before?: CloneFacts;
  /** Set where it is not called, labelled or described as it was recorded. */
  readonly recordedAs?: CloneFacts;
  /** What was edited since its content was recorded. */
  readonly content?: readonly PackChange[];
}

export interface Delete extends Common, Present, Parting {
  readonly kind: 'delete';
  readonly reason: 'not_declared' | 'project_left' | 'replaced' | 'retention';
  readonly inUse?: InUse;
}

/** Its object is gone, so its row goes. */
export interface ForgetGone extends Common, Parting {
  readonly kind: 'forget_gone';
  readonly reason: 'gone';
  readonly uid: string;
  readonly seen: SeenObject | null;
}

/** A `removed` block lets go of it, or its project is no longer selected: its row goes, its object stays. */
export interface LetGo extends Common, Parting {
  readonly kind: 'let_go';
  readonly reason: 'removed_block' | 'project_left';
  readonly uid: string;
  readonly seen: SeenObject | null;
}

/** The same object under a new address. */
export interface Move extends Common, Parting {
  readonly kind: 'move';
  readonly reason: 'same_object' | 'moved_block';
  readonly uid: string;
  readonly seen: SeenObject | null;
  readonly movedFrom: Address;
}

/** A superseded version becomes the current one again, and the current one superseded. */
export interface Reinstate extends Common, Declared, Parting {
  readonly kind: 'reinstate';
  readonly reason: 'reinstated';
  readonly uid: string;
  readonly seen: SeenObject | null;
  readonly movedFrom: Address;
}

export type Verdict = NonNullable<ChangeEntry['resume']>['verdict'];

/** Carries out what became of a journal entry that an earlier run left open. */
export interface Resume extends Common {
  readonly kind: 'resume';
  readonly reason: 'interrupted';
  readonly resume: NonNullable<ChangeEntry['resume']>;
  /** The object that was found; null: none was. */
  readonly uid: string | null;
  readonly seen: SeenObject | null;
  readonly declaredVersion: string;
}

/** Nothing to do. It may leave a note in state: a newer timestamp over content that is still the recorded one. */
export interface Noop extends Common, Partial<Declared>, KeepsContent {
  readonly kind: 'noop';
  readonly reason: 'unchanged' | 'retained_in_use' | 'project_disabled';
  readonly uid: string;
  /** null: it was not read. */
  readonly seen: SeenObject | null;
  readonly inUse?: InUse;
}

export type Change =
  | Create
  | CreateVersion
  | Adopt
  | UpdateContent
  | UpdateMetadata
  | RecordOnly
  | Replace
  | Recreate
  | Delete
  | ForgetGone
  | LetGo
  | Move
  | Reinstate
  | Resume
  | Noop;

export type Kind = Change['kind'];

/** What must be known before a change can be done. A blocked one may lack it. */
export type Known = 'uid' | 'seen' | 'copies' | 'before' | 'inUse';

/** A change of which not everything may be known. */
export type Draft<C extends Change = Change> = C extends Change
  ? { readonly [K in keyof C]: K extends Known ? C[K] | null : C[K] }
  : never;

/** What stands in the way of a change. */
export interface Blocked<C extends Change = Change> {
  readonly kind: 'blocked';
  /** What it would be. */
  readonly change: Draft<C>;
  /** In the order of precedence; at least one. */
  readonly blockers: readonly [Blocker, ...Blocker[]];
  /** Only the whole plan shows it; the document then has the blockers at the end of the entry. */
  readonly isFoundLast: boolean;
}

export type PlannedChange = Change | Blocked;

/** What a change is, or would be if nothing blocked it. */
export function intended(planned: PlannedChange): Draft {
  return planned.kind === 'blocked' ? planned.change : planned;
}

export function isBlocked<T extends { readonly kind: Kind | 'blocked' }>(
  planned: T,
): planned is Extract<T, { kind: 'blocked' }> {
  return planned.kind === 'blocked';
}

export function plannedAddress(planned: PlannedChange): Address {
  return intended(planned).address;
}

type OfKind<K extends Kind> = Extract<Change, { kind: K }>;
type Some = { readonly kind: Kind | 'blocked' };

/** It makes an object in Palette. */
export type Making = OfKind<'create' | 'create_version' | 'replace' | 'recreate'>;

/** It writes content of its source into Palette. */
export type Copying = OfKind<Making['kind'] | 'update_content'>;

/** An object is no longer in Palette, or not at its place, once it is done. */
export type Removing = OfKind<'delete' | 'replace' | 'recreate'>;

/** It changes an object in place, or what state records of it. */
export type Updating = OfKind<'update_content' | 'update_metadata' | 'record'>;

/** The row of an object goes, or goes to another address. */
export type Leaving = OfKind<'delete' | 'forget_gone' | 'let_go' | 'move' | 'reinstate'>;

// Each asks of a change that is not blocked, or with `intended` of what a blocked one would be.

export function isMaking<T extends Some>(change: T): change is T & { kind: Making['kind'] } {
  return is(change, 'create', 'create_version', 'replace', 'recreate');
}

export function isCopying<T extends Some>(change: T): change is T & { kind: Copying['kind'] } {
  return isMaking(change) || change.kind === 'update_content';
}

export function isRemoving<T extends Some>(change: T): change is T & { kind: Removing['kind'] } {
  return is(change, 'delete', 'replace', 'recreate');
}

export function isUpdating<T extends Some>(change: T): change is T & { kind: Updating['kind'] } {
  return is(change, 'update_content', 'update_metadata', 'record');
}

export function isLeaving<T extends Some>(change: T): change is T & { kind: Leaving['kind'] } {
  return is(change, 'delete', 'forget_gone', 'let_go', 'move', 'reinstate');
}

export function isMoving<T extends Some>(change: T): change is T & { kind: 'move' | 'reinstate' } {
  return is(change, 'move', 'reinstate');
}

function is({ kind }: Some, ...kinds: readonly Kind[]): boolean {
  return kinds.some((one) => one === kind);
}

/** Palette can be asked beforehand whether it would make the object. Of one that is created again at its own key it would say that the key is taken. */
export function isAskedAbout<T extends Some>(
  change: T,
): change is T & { kind: 'create' | 'create_version' | 'replace' } {
  return is(change, 'create', 'create_version', 'replace');
}
