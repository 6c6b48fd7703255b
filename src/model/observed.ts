// What Palette has, as far as a plan needs to know. Built by inventory, read by plan.

import type { Content, Digest } from '../content/content.ts';
import type { Outline } from '../content/outline.ts';
import type { NaturalKey } from './natural-key.ts';
import type { Stamp } from './stamp.ts';

export interface NamedRef {
  readonly uid: string;
  readonly name: string;
}

/** Who uses a profile version. Template-linked versions are locked by Palette (facts.md section 0, item 3). */
export interface InUse {
  readonly clusters: readonly NamedRef[];
  readonly templates: readonly NamedRef[];
}

/** One profile version as read by its UID. */
export interface ObservedObject {
  readonly uid: string;
  readonly key: NaturalKey;
  /** Without our stamp. */
  readonly labels: Readonly<Record<string, string>>;
  /** What it carries of its source and of the state that made it. */
  readonly stamp?: Stamp;
  readonly description: string;
  readonly isPublished: boolean;
  readonly hasDraft: boolean;
  /** RFC 3339, Palette's clock. */
  readonly createdAt: string;
  readonly lastModified: string;
  readonly inUse: InUse;
  /** Digest of the part that one GET shows; changes of it show even where `lastModified` stands still. */
  readonly shown: Digest;
  /** Digest of the whole content; null when it was not read. */
  readonly digest: Digest | null;
  /** Present only when it was read in this run; its outline with it. */
  readonly content: Content | null;
  readonly outline: Outline | null;
}

/** Why something could not be read: not "gone", just unknown. */
export interface ReadFailure {
  /** Palette's error code, or one of ours for the network. */
  readonly code: string;
  readonly message: string;
}

/** Content that was copied once. */
export interface FormerSource {
  readonly digest: Digest;
  readonly content: Content;
}

export type ObjectRead =
  | { readonly status: 'present'; readonly object: ObservedObject }
  /** By all the evidence (absence.ts). */
  | { readonly status: 'gone' }
  | { readonly status: 'unreadable'; readonly failure: ReadFailure };

/** One version in a list. */
export interface ListedVersion {
  readonly name: string;
  readonly version: string;
  readonly uid: string;
  /** What its row of the list tells; null where the row speaks of another version of that name. */
  readonly seen: SeenInList | null;
}

/** The part of a list's row that is about one version. */
export interface SeenInList
  extends Pick<ObservedObject, 'labels' | 'description' | 'isPublished' | 'lastModified' | 'inUse'> {
  /** Absent: the row does not count them. */
  readonly packStages?: PackStages;
}

/** How many packs of a profile are on their way out (facts.md section 10, rows 9 and 25). */
export interface PackStages {
  readonly deprecated: number;
  readonly disabled: number;
  readonly deleted: number;
}

export type ScopeRead =
  | {
      readonly status: 'listed';
      readonly versions: readonly ListedVersion[];
      /** Rows that Palette counts and did not give; absent: it was read whole. */
      readonly missing?: number;
    }
  | { readonly status: 'unreadable'; readonly failure: ReadFailure };

export type PreflightAnswer =
  | { readonly status: 'accepted' }
  /** `isTaken`: something has the name and version already. */
  | { readonly status: 'refused'; readonly code: string; readonly message: string; readonly isTaken?: true }
  /** It was asked, and what came back says nothing about the question. */
  | { readonly status: 'unanswered'; readonly code: string; readonly message: string };

export interface ProfileQuota {
  readonly limit: number;
  /** What lists and reads of this run showed: at least so many are there. */
  readonly known: number;
  /** Addresses whose change has no room while its old object exists; absent: none. */
  readonly crowded?: ReadonlySet<string>;
}

export interface Observed {
  readonly tenantUid: string;
  readonly host: string;
  /** Palette's clock when this was read, RFC 3339; null when it sends none: nothing is inferred then. */
  readonly serverDate: string | null;
  /** Project UID by exact name. */
  readonly projects: ReadonlyMap<string, string>;
  /** By `scopeId`. A scope that nobody needed is absent. */
  readonly scopes: ReadonlyMap<string, ScopeRead>;
  /** By UID: recorded clones, sources, and whatever else was read. */
  readonly objects: ReadonlyMap<string, ObjectRead>;
  /** Whether variables of a profile in use can be changed (the assumption of that name); absent: refused. */
  readonly variablesOfUsedProfile?: 'refused' | 'allowed';
  /** UIDs of registries by name, null for a name that several have; absent: they were not read. */
  readonly registries?: ReadonlyMap<string, string | null>;
  /**
   * By `keyId`: what validate/name says of keys that the journal names and a list that lost rows does not show, and which keys for new
   * objects Palette calls free or taken.
   */
  readonly names?: ReadonlyMap<string, 'free' | 'taken' | ReadFailure>;
  /** Palette's own word on a planned create, by address; absent when it was not asked. */
  readonly preflight: ReadonlyMap<string, PreflightAnswer>;
  /** Cluster profiles that the tenant may have, versions counted, and how many are known to be there; absent: not asked, or unreadable. */
  readonly quota?: ProfileQuota;
  /**
   * By UID: sources that clones were made of before, where an override is in conflict with the source of now; null: not readable, or no
   * longer there. They are only shown.
   */
  readonly formerSources?: ReadonlyMap<string, FormerSource | null>;
  /** Names of the macros of a project by its UID, `""` for the tenant's; absent when they were not read. */
  readonly macros: ReadonlyMap<string, ReadonlySet<string>>;
  /** Tags of projects by UID; absent: they were not read. A project that is not in it is not known. */
  readonly projectTags?: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** Names of registries by UID; absent: they were not read. */
  readonly registryNames?: ReadonlyMap<string, string>;
  /** By UID of a source that was asked about; what lists say of others is in `scopes`. */
  readonly packStages?: ReadonlyMap<string, PackStages>;
}
