// What the declarations ask for, after includes, variables, defaults and fan-out. One value per clone.

import type { Digest } from '../content/content.ts';
import type { OverridePlace, Overrides } from '../content/overrides/overrides.ts';
import type { Address } from './address.ts';
import type { Diagnostic, Place } from './diagnostic.ts';
import type { Scope } from './natural-key.ts';
import type { DeclaredPolicies } from './policies.ts';
import type { ListedProject, NamedProject } from './project.ts';
import type { ProjectSelector } from './project-selector.ts';
import type { StampPlace } from './stamp.ts';

/** The profile version to copy. */
export type DesiredSource =
  | {
      readonly kind: 'profile';
      readonly profile: string;
      /** Exact version or semver range. */
      readonly version: string;
      readonly scope: Scope;
      /** Project name; null at tenant scope. */
      readonly project: string | null;
    }
  | {
      readonly kind: 'clone';
      readonly clone: string;
      readonly project: string | null;
      readonly version: string;
    };

export interface DesiredTarget {
  readonly name: string;
  /** Strict SemVer, or `source` for the source's own version. */
  readonly version: string;
  readonly scope: Scope;
  /** Project name; null at tenant scope. */
  readonly project: string | null;
  /** The exact set when declared; null: not managed. */
  readonly labels: Readonly<Record<string, string>> | null;
  /** null: not managed. */
  readonly description: string | null;
}

/** Places that later stages need to point at. All optional: a saved plan has none. */
export interface DesiredPlaces {
  readonly declaration: Place;
  readonly profile?: Place;
  readonly sourceVersion?: Place;
  readonly sourceProject?: Place;
  readonly project?: Place;
  readonly version?: Place;
  /** Where a member of the overrides stands. */
  override?(at: OverridePlace): Place | undefined;
}

/** What a declaration changes of its source, and the digest of that: resolved, files by content. */
export interface DesiredOverrides extends Overrides {
  readonly digest: Digest;
}

export interface DesiredClone {
  readonly address: Address;
  readonly id: string;
  readonly source: DesiredSource;
  readonly target: DesiredTarget;
  readonly content: 'snapshot' | 'mirror';
  readonly mirrorBy: 'update' | 'newVersion' | 'recreate';
  readonly retain: 'all' | 'none' | number;
  readonly protect: boolean;
  readonly adopt: boolean;
  /** Where its source is written onto it; absent: nowhere. */
  readonly stamp?: StampPlace;
  /** Absent: it is an exact copy. */
  readonly overrides?: DesiredOverrides;
  readonly places: DesiredPlaces;
  /** For a rollback: what the run had recorded. No other content will do, and state is to say again what was declared then. */
  readonly recorded?: {
    readonly digest: Digest;
    readonly declaredVersion: string;
    /** Of the declarations that the run was applied from; null: not known. */
    readonly commit?: string | null;
    /** The recorded content was made with overrides. */
    readonly hadOverrides?: boolean;
  };
}

export interface MovedBlock {
  readonly from: string;
  readonly to: string;
  readonly place: Place;
}

export interface RemovedBlock {
  readonly clone: string;
  readonly place: Place;
}

export interface ImportBlock {
  readonly to: string;
  readonly uid: string;
  readonly place: Place;
}

/** What becomes of the clone in a project that is no longer selected. */
export type OnLeave = 'block' | 'forget' | 'delete';

/** A declaration that selects its projects, and what it selects. */
export interface ResolvedSelector {
  readonly id: string;
  readonly selector: ProjectSelector;
  readonly onLeave: OnLeave;
  readonly allowEmpty: boolean;
  /** Those that have a desired clone. */
  readonly projects: readonly NamedProject[];
  /** They would be selected, too, and are disabled. */
  readonly disabled: readonly NamedProject[];
  /** Exact names that `perProject` has, and where they stand. */
  readonly named: readonly { readonly name: string; place(): Place }[];
  readonly place: Place;
}

export interface ProjectSelection {
  /** All projects of the tenant, from a list that was read whole. */
  readonly projects: readonly ListedProject[];
  readonly selectors: readonly ResolvedSelector[];
}

export interface Guards {
  /** Projects that join a declaration with a selector that already has clones. */
  readonly maxNewProjects: number;
  readonly maxDeletes: number;
  /** 0–100; counts only from ten clones up, superseded versions not included. */
  readonly maxDeletePercent: number;
}

export interface Desired {
  /** Sorted by address. */
  readonly clones: readonly DesiredClone[];
  readonly moved: readonly MovedBlock[];
  readonly removed: readonly RemovedBlock[];
  readonly imports: readonly ImportBlock[];
  readonly guards: Guards;
  readonly stamp: 'off' | 'labels' | 'annotations';
  /** Absent: no declaration has a selector. */
  readonly selection?: ProjectSelection;
  /** Of the root file; absent: it declares none. */
  readonly policies?: DeclaredPolicies;
  /** Of the declarations; absent: none. */
  readonly warnings?: readonly Diagnostic[];
}
