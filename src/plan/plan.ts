// The plan: a JSON value that says what would be done and why. schemas/plan.v1.json describes it.
// It carries all that apply and the renderers need; nothing here is a secret and no pack values are in it.

import type { Digest } from '../content/content.ts';
import type { DiffDetail, PackChange } from '../content/pack-change.ts';
import type { Address } from '../model/address.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Scope } from '../model/natural-key.ts';
import type { InUse } from '../model/observed.ts';
import type { RecordedOverrides, RecordedSource } from '../model/recorded.ts';
import type { Settings } from '../model/settings.ts';
import type { StampPlace } from '../model/stamp.ts';
import type { ChangeHint, PackFacts } from './pack-facts.ts';
import type { PlannedSelector } from './planned-selector.ts';
import type { PolicyRef, PolicyReport } from './policy-report.ts';
import type { REASONS } from './reasons.ts';
import type { RecordChange } from './record-change.ts';

export type Action =
  | 'create'
  | 'adopt'
  | 'update'
  | 'replace'
  | 'delete'
  | 'forget'
  | 'move'
  | 'resume'
  | 'noop'
  | 'blocked';

export type Reason = (typeof REASONS)[number];

/** In the order in which the first that holds becomes `blockedBy`. */
export const BLOCKERS = [
  'key_taken',
  'exists_unmanaged',
  'content_differs',
  'project_missing',
  'source_missing',
  'unpublished_source',
  'unreadable',
  'protected',
  'in_use',
  'masked_variable',
  'override_failed',
  'override_conflict',
  'clone_edited',
  'accepted_edit',
  'source_edited',
  'project_left',
  'project_renamed',
  'policy',
  'preflight',
  'new_projects',
  'mass_delete',
] as const;
export type BlockedBy = (typeof BLOCKERS)[number];

export interface Blocker {
  readonly by: BlockedBy;
  /** What stands in the way, with names. */
  readonly detail: string;
  /** What to do, as an edit or a command. */
  readonly hint: string | null;
  /** What to write below `imports:` to take the object over as it is. */
  readonly import?: ImportEntry;
  /** The policy that denies it. */
  readonly policy?: PolicyRef;
}

/** An entry of `imports:` in the YAML. */
export interface ImportEntry {
  readonly to: string;
  readonly uid: string;
}

export interface PlannedClone {
  readonly name: string;
  readonly version: string;
  readonly scope: Scope;
  /** Project name. */
  readonly project: string | null;
  /** null at tenant scope, and where the project is not there. */
  readonly projectUid: string | null;
}

export interface PlannedSource {
  /** null until known (a chain whose link is not made yet, or a source that is missing). */
  readonly uid: string | null;
  readonly name: string;
  readonly version: string | null;
  readonly digest: Digest | null;
  readonly scope: Scope;
  readonly project: string | null;
  readonly projectUid: string | null;
  /** For a chain: the address of the clone that is copied. */
  readonly clone?: Address;
}

/** What people see of a clone beside its content. null members are not managed. */
export interface CloneFacts {
  readonly name: string;
  readonly version: string;
  readonly labels: Readonly<Record<string, string>> | null;
  readonly description: string | null;
}

/** What overrides make of a source's content, as hashes: what apply must arrive at and what state then records. */
export interface PlannedRendering extends RecordedOverrides {
  /** Digest of the part of the wanted content that one GET shows. */
  readonly shown: Digest;
}

/** What one override sets. Secrets are masked. */
export interface PlannedOverride {
  readonly pack: string;
  /** `pack`, `values`, `manifest NAME` or `variable NAME`. */
  readonly part: string;
  /** Path within the part; "" is all of it. */
  readonly path: string;
  /** The value of the source; null: it has none there. */
  readonly source: string | null;
  /** The value that is wanted; null: none. */
  readonly wanted: string | null;
  /** The source's value changed since the clone was last written. */
  readonly conflict?: 'kept' | 'blocked';
  /** In a conflict, the value that the source had when the clone was last written; null: none. Absent: no longer known. */
  readonly sourceBefore?: string | null;
  /** In a conflict, the value that the clone has; null: none. Absent: not known. */
  readonly clone?: string | null;
  /** Where it is declared; absent: not known. */
  readonly declaredAt?: { readonly file: string; readonly line: number };
}

/** What must still hold when a change is applied; apply reads it again before the first write. */
export interface Preconditions {
  /** UID and revision of the state row; null: there must be no row. */
  readonly recorded: { readonly uid: string; readonly revision: number } | null;
  /** The observed object; null: the natural key must be free. */
  readonly observed: {
    readonly uid: string;
    readonly digest: Digest | null;
    readonly shown: Digest;
    readonly lastModified: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly description: string;
    readonly published: boolean;
    /** It has content that nobody published yet. */
    readonly draft: boolean;
  } | null;
  /** The source as it was; null where the change needs none. Its UID is null while a chain has yet to make it. */
  readonly source: { readonly uid: string | null; readonly digest: Digest; readonly shown: Digest } | null;
}

export interface ChangeEntry {
  readonly address: Address;
  readonly action: Action;
  readonly reason: Reason;
  readonly blockedBy?: BlockedBy;
  /** All that block it, by name, in the order of precedence. */
  readonly blockers?: readonly BlockedBy[];
  /** The same, with what stands in the way and what to do about it. */
  readonly obstacles?: readonly Blocker[];
  readonly wouldBe?: Exclude<Action, 'blocked'>;
  readonly movedFrom?: Address;
  readonly clone: PlannedClone;
  /** For a delete or forget: the source as recorded. */
  readonly source: PlannedSource;
  /** The recorded source, where the change takes content of another one. */
  readonly sourceBefore?: { readonly name: string; readonly version: string };
  /** Digest of the content in the version that the clone has so far, where the change makes another version beside it. */
  readonly contentBefore?: Digest;
  /** UID of the object that the change is about; absent for a create. */
  readonly uid?: string;
  readonly before?: CloneFacts;
  /** For a delete, forget or move of an object that is not called, labelled or described as it was recorded: how that was. */
  readonly recordedAs?: CloneFacts;
  readonly after?: CloneFacts;
  readonly content?: readonly PackChange[];
  readonly rendering?: PlannedRendering;
  readonly overrides?: readonly PlannedOverride[];
  readonly dropsOverrides?: true;
  readonly inUse?: InUse;
  readonly hints?: readonly ChangeHint[];
  /** Addresses of changes that must be done first. */
  readonly needs: readonly Address[];
  readonly preconditions: Preconditions;
  /** For apply: whether the clone is to be recorded as protected. */
  readonly protect: boolean;
  /** For apply: the version that the declaration asks for (`source` included); absent where nothing is declared. */
  readonly declaredVersion?: string;
  /** For apply: labels and description as declared; null members are not managed. Absent where nothing is declared. */
  readonly manages?: Pick<CloneFacts, 'labels' | 'description'> & { readonly stamp?: StampPlace };
  /** Present where nothing is sent to Palette: what changes in state alone. Only an `update` has it. */
  readonly records?: readonly RecordChange[];
  /** For a replace: the recorded objects that go once the new one is there. */
  readonly replaces?: { readonly uid: string; readonly clone: PlannedClone };
  /** For a resume: the journal entry, and what the look-up said of it. */
  readonly resume?: {
    readonly operation: string;
    /** `wait`: it could not be read, so nothing is done yet. The rest: recover.ts. */
    readonly verdict: 'finish' | 'take_over' | 'continue' | 'retry' | 'confirm_deleted' | 'close' | 'wait';
    readonly source: RecordedSource | null;
  };
}

export const DRIFT_KINDS = [
  'clone_edited',
  'source_edited',
  'source_gone',
  'metadata_edited',
  'renamed',
  'unpublished',
  'gone',
] as const;

export interface Drift {
  readonly address: Address;
  readonly kind: (typeof DRIFT_KINDS)[number];
  readonly detail: string;
  readonly content?: readonly PackChange[];
  /** What can be done about it, as commands. */
  readonly hint?: string;
  /** Who changed the object last, as Palette's audit names them; absent: nobody asked, or it does not say. */
  readonly changedBy?: string;
  /** When, RFC 3339. Together with `changedBy`. */
  readonly changedAt?: string;
}

export interface Summary {
  readonly create: number;
  readonly adopt: number;
  readonly update: number;
  readonly replace: number;
  readonly delete: number;
  readonly forget: number;
  readonly move: number;
  readonly resume: number;
  readonly noop: number;
  readonly blocked: number;
  readonly drift: number;
}

export interface PlanOptions {
  readonly destroy: boolean;
  readonly refresh: 'full' | 'fast' | 'none';
  readonly target: readonly string[];
  readonly exclude: readonly string[];
  /** Globs of `--project`: only clones in these projects. Absent: all. */
  readonly projects?: readonly string[];
  /** Globs of `--upgrade`; `*` for all. */
  readonly upgrade: readonly string[];
  readonly preflight: boolean;
  readonly allowMassDelete: boolean;
  readonly allowDeleteInUse: boolean;
  /** How much of values the plan shows; absent: all but secrets. */
  readonly diff?: DiffDetail;
  /** An upgrade may drop manual edits that were accepted. */
  readonly discardAccepted?: boolean;
  /** Globs of `revert`: clones that get the wanted content, whatever was edited by hand. Absent: none. */
  readonly revert?: readonly string[];
  /** Globs of `--keep-overrides`: of a conflict, the override stays. Absent: none. */
  readonly keepOverrides?: readonly string[];
  /** Set in the plan of a rollback: the run, and whether its end or the time before it is wanted. */
  readonly rollback?: { readonly kind: 'to' | 'undo'; readonly run: string };
  /** `unmanaged` holds all that nobody manages in the projects of the clones, not only what carries the name of a clone. */
  readonly allUnmanaged?: boolean;
}

/** All of it, as it is, without a dry run: what questions about a plan are answered from. */
export const JUST_LOOKING: PlanOptions = {
  destroy: false,
  refresh: 'full',
  target: [],
  exclude: [],
  upgrade: [],
  preflight: false,
  allowMassDelete: false,
  allowDeleteInUse: false,
};

export interface Plan {
  readonly formatVersion: '1.0';
  readonly tool: string;
  /** RFC 3339; null in a plan that was only computed, until the shell stamps it. */
  readonly createdAt: string;
  readonly tenantUid: string;
  readonly host: string;
  readonly state: { readonly lineage: string | null; readonly serial: number };
  /** `sha256:` and 64 hex digits over the work, not over times. */
  readonly checksum: string;
  readonly options: PlanOptions;
  /** Declarations that select their projects, by id. Absent: there are none. */
  readonly selectors?: readonly PlannedSelector[];
  /** In the order of work: creates, updates, …; deletes last. */
  readonly changes: readonly ChangeEntry[];
  readonly drift: readonly Drift[];
  readonly unmanaged: readonly {
    readonly uid: string;
    readonly name: string;
    readonly version: string;
    readonly scope: Scope;
    readonly project: string | null;
  }[];
  /** What takes over all that blocks a change by being there already. Absent: nothing does. */
  readonly imports?: readonly ImportEntry[];
  /** Packs of the contents that changes write or overwrite, by digest; absent: there are none, or none were read. */
  readonly contents?: Readonly<Record<Digest, readonly PackFacts[]>>;
  /** Tags of the projects of changes by UID, as far as they were read; absent: none were. */
  readonly projectTags?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Names of the registries of these packs by UID, as far as they were read; absent: none were. */
  readonly registries?: Readonly<Record<string, string>>;
  /** Absent: there are no policies. */
  readonly policies?: PolicyReport;
  readonly diagnostics: readonly Diagnostic[];
  readonly summary: Summary;
  readonly estimate: { readonly requests: number; readonly seconds: number };
  /** Something to do, and nothing blocked. */
  readonly applyable: boolean;
  /** Everything desired was examined. */
  readonly complete: boolean;
  /** A read failed. */
  readonly errored: boolean;
  /** What apply needs to find Palette and state again without the declarations; paths as seen from the folder of the run. */
  readonly settings?: Settings;
  /** `sha256:…` over all the rest of the document: a saved plan that somebody edited is not applied. */
  readonly seal?: string;
  /** `hmac-sha256:…` over the integrity hash, where the run that saved it had CLONEFORM_PLAN_KEY. */
  readonly signature?: string;
}

/** A plan that can be applied by itself: what `plan -o` writes and `plan --json` prints. */
export interface SavedPlan extends Plan {
  readonly settings: Settings;
  readonly seal: string;
}

export interface ApplyResult {
  readonly address: Address;
  readonly action: Action;
  readonly reason: Reason;
  readonly status: 'applied' | 'failed' | 'skipped' | 'not_started';
  readonly uid?: string;
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly ref: string | null;
    readonly hint: string | null;
  };
  /** Set where it was skipped because the plan blocks it. */
  readonly blockedBy?: BlockedBy;
  /** Why it was skipped, or what the failure means. */
  readonly because?: string;
}

/** What `apply --json` prints: the plan with what became of it. */
export interface AppliedPlan extends Omit<Plan, 'summary'> {
  /** The run that was recorded; absent where nothing was done. */
  readonly run?: AppliedRun;
  readonly results: readonly ApplyResult[];
  readonly summary: Summary & {
    readonly applied: number;
    readonly failed: number;
    readonly skipped: number;
    readonly notStarted: number;
  };
}

export interface AppliedRun {
  readonly id: string;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly elapsedMs: number;
  /** The command that undoes it; null where nothing of it was done. */
  readonly undo: string | null;
}
