// The answer of `cloneform status`: what --json prints, and what text and page are made of.
import type { CloneFilter } from '../../model/clone-filter.ts';
import type { NamedRef } from '../../model/observed.ts';
import type { Action, BlockedBy, Drift, Plan } from '../../plan/plan.ts';
import type { LateCluster } from './superseded.ts';

export interface StatusCell {
  readonly address: string;
  /** Project name; null at tenant scope. */
  readonly project: string | null;
  readonly name: string;
  /** null: there is none yet. */
  readonly version: string | null;
  readonly uid: string | null;
  /**
   * `missing`: not made yet, or gone. `unrecorded`: Palette has an object at its name, and state does not know it. `incomplete`: an
   * interrupted run left work undone, or it did not turn out as planned. `unreadable`: the clone or its source could not be read.
   */
  readonly status: 'current' | 'missing' | 'unrecorded' | 'incomplete' | 'unreadable';
  readonly source: { readonly name: string; readonly version: string | null };
  /** Released versions of the source that are higher than the one it has, or will be there once the links above have moved. */
  readonly behind: number;
  readonly latest: string | null;
  /** major, minor, patch, prerelease, other; null: not behind. */
  readonly jump: string | null;
  /** Address of the link of a chain that has to move before this one can; null: none has to. */
  readonly waitsFor: string | null;
  readonly clusters: readonly NamedRef[];
  readonly drift: readonly Drift['kind'][];
  /** What the next apply would do. */
  readonly action: Action;
  readonly blockedBy: BlockedBy | null;
  /** Superseded versions that are kept. */
  readonly older: number;
  readonly isProtected: boolean;
  /** When it was made or taken over, RFC 3339; null: it is not recorded. */
  readonly recordedAt: string | null;
  /** Its page in Palette's console; null: `palette.consoleUrl` is not declared, or it is at tenant scope. */
  readonly consoleLink: string | null;
}

export interface StatusRow {
  readonly id: string;
  /** False: recorded, but declared no more. */
  readonly isDeclared: boolean;
  readonly cells: readonly StatusCell[];
}

export interface Status {
  readonly tool: string;
  readonly createdAt: string;
  readonly tenantUid: string;
  readonly host: string;
  /** Names of the projects that are listed; null stands for the tenant, and comes first. */
  readonly projects: readonly (string | null)[];
  /** What the filter leaves. */
  readonly declarations: readonly StatusRow[];
  /** What was asked for. */
  readonly filter: CloneFilter;
  /** Clones that are listed, of all that are declared or recorded. */
  readonly shown: { readonly clones: number; readonly of: number };
  /** False: there is no state to know the clones by. */
  readonly hasState: boolean;
  /** Of what addresses and projects select: states change what is listed, not what counts. */
  readonly summary: {
    readonly clones: number;
    readonly projects: number;
    readonly upToDate: number;
    readonly blocked: number;
    readonly behind: number;
    readonly drifted: number;
    readonly halfDone: number;
    readonly missing: number;
    readonly unrecorded: number;
    readonly unreadable: number;
    /** Nothing is wrong with them, but the next apply changes them. */
    readonly pending: number;
    readonly clusters: number;
  };
  /** Of the same clones, each counted once, in its gravest state. */
  readonly standings: Readonly<Record<string, number>>;
  /** Clusters that still use a superseded version. */
  readonly lateClusters: readonly LateCluster[];
  /** All that `--fail-on unmanaged` counts. null: not asked for. */
  readonly unmanaged: Plan['unmanaged'] | null;
  /** A read failed. */
  readonly errored: boolean;
}
