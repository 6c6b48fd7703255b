// What state knows: the clones of earlier runs, and the calls of runs that did not end well.

import type { Digest } from '../content/content.ts';
import type { Outline } from '../content/outline.ts';
import type { Address } from './address.ts';
import type { NaturalKey, Scope } from './natural-key.ts';

/** How an object came under management. `inferred`: its create was in doubt and the look-up found it. */
export type Provenance = 'created' | 'inferred' | 'adopted' | 'imported';

export interface RecordedSource {
  readonly uid: string;
  readonly name: string;
  readonly version: string;
  readonly scope: Scope;
  readonly projectUid: string | null;
  /** The source's digest when it was last copied or accepted. */
  readonly digest: Digest;
}

/**
 * What is known of a clone beyond what was planned for it. Each remark names what it is about and holds only as long as the row
 * still has that, because an older edition of the tool changes rows without knowing remarks.
 */
export interface Remarks {
  /** Palette wrote the content with the digest `of` with other text but the same YAML values: `digest` is what it shows. */
  readonly rewritten?: { readonly of: Digest; readonly digest: Digest };
  /** Digest of a manual edit that `accept` made the baseline: an upgrade would drop it. */
  readonly accepted?: Digest;
  /** Of an incomplete clone: the digest that it had instead of the planned one when it was last read. */
  readonly found?: Digest;
  /** Palette changed the declared description `of`; `shown` is what it made of it. */
  readonly description?: { readonly of: string; readonly shown: string };
  /** `state protect` protects it, whatever its declaration says. */
  readonly held?: true;
}

/** What overrides made of the source's content when the clone was last written. Hashes only. */
export interface RecordedOverrides {
  /** Of the rendering (state/FORMAT.md): another one renders again. */
  readonly format: number;
  /** Of the overrides, resolved. */
  readonly digest: Digest;
  /** Of the source's content that they were applied to. */
  readonly source: Digest;
  /** Of the content that they made of it. */
  readonly wanted: Digest;
  /** Hash of what the source had at each place that an override decides, by the place: tells a conflict. */
  readonly places: Readonly<Record<string, string>>;
}

export interface RecordedClone {
  readonly address: Address;
  readonly uid: string;
  readonly key: NaturalKey;
  /** Name of the target project when recorded; null at tenant scope. For people only. */
  readonly projectName: string | null;
  /** `incomplete`: Palette has it, but not as planned; `digest`, `labels` and `description` say what was planned. */
  readonly status: 'current' | 'superseded' | 'incomplete';
  readonly provenance: Provenance;
  readonly source: RecordedSource;
  /** Digest of the content that it should have: as planned, or as accepted. */
  readonly digest: Digest;
  /** See ObservedObject.shown. */
  readonly shown: Digest;
  /** Palette's lastModifiedTimestamp when `digest` was read. */
  readonly lastModified: string;
  readonly isProtected: boolean;
  /** Version the declaration asked for when this was recorded. */
  readonly declaredVersion: string;
  /** Labels and description as last declared and set; null: not managed. Tells an edit in Palette from one in YAML. */
  readonly labels: Readonly<Record<string, string>> | null;
  readonly description: string | null;
  /** When it was made or taken over, RFC 3339, our clock. */
  readonly recordedAt: string;
  /** Absent: it is an exact copy of its source. */
  readonly overrides?: RecordedOverrides;
  /** What is known beyond the plan; absent: nothing. */
  readonly remarks?: Remarks;
  /** Counts up with each write of this row. */
  readonly revision: number;
}

export type EntryKind = 'create' | 'update' | 'replace' | 'recreate' | 'delete';

/** Whether it is about to make an object at its natural key: one open journal entry at a time may. */
export function makesObject({ kind }: { readonly kind: EntryKind }): boolean {
  return kind === 'create' || kind === 'replace' || kind === 'recreate';
}

/** How far the call of an entry got. Written before the call it names is sent. */
export type EntryStep =
  | 'intent'
  | 'clone'
  | 'cloned'
  | 'variables'
  | 'draft'
  | 'publish'
  | 'surplus'
  | 'metadata'
  | 'delete'
  | 'deleted';

/** One journaled change that is not closed: its outcome is in doubt or its last steps are missing. */
export interface OpenEntry {
  readonly id: string;
  readonly runId: string;
  readonly address: Address;
  readonly kind: EntryKind;
  readonly step: EntryStep;
  /** Natural key that the call creates, or the key of what it deletes or updates. */
  readonly key: NaturalKey;
  readonly projectName: string | null;
  /** UID of the object once known. */
  readonly uid: string | null;
  readonly source: RecordedSource | null;
  /** What overrides are to make of the source; absent: nothing, it becomes an exact copy. */
  readonly overrides?: RecordedOverrides;
  /** UIDs seen at the natural key before the intent: what exists later and not in this list may be ours. */
  readonly uidsBefore: readonly string[];
  /** Server `Date` of the last answer before the intent, RFC 3339; null: nothing may be inferred. */
  readonly serverDateBefore: string | null;
  /** What is still to be done after the clone call. */
  readonly labels: Readonly<Record<string, string>> | null;
  readonly description: string | null;
  readonly isProtected: boolean;
  readonly declaredVersion: string;
  readonly openedAt: string;
}

export interface StateIdentity {
  /** Random, made with the state. */
  readonly lineage: string;
  /** Counts up with each committed write. */
  readonly serial: number;
  /** null until the first write bound the state to a tenant. */
  readonly tenantUid: string | null;
  readonly host: string | null;
}

export interface Recorded {
  /** null: there is no state yet. */
  readonly identity: StateIdentity | null;
  /** Sorted by address. */
  readonly clones: readonly RecordedClone[];
  readonly openEntries: readonly OpenEntry[];
  /** Outlines of the contents that clones and sources had when they were recorded, by digest. */
  readonly outlines: ReadonlyMap<Digest, Outline>;
  /** Set while another run holds the lock: what it has begun is not all recorded yet. */
  readonly running?: RunningRun;
  /** Set where a newer state was in use here before: this one was put back from a backup, or is an old copy. */
  readonly older?: OlderState;
}

/** A run that is in progress while something else reads the state. */
export interface RunningRun {
  readonly command: string;
  readonly user: string;
  readonly host: string;
  /** RFC 3339. */
  readonly since: string;
}

/** A state that is older than what was last seen at its place. */
export interface OlderState {
  readonly serial: number;
  readonly seenSerial: number;
  /** RFC 3339. */
  readonly seenAt: string;
}
