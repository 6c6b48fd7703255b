// The Palette API as the rest of the tool sees it: one method per call, typed, retried and rate-limited inside.
import type { ScopeRef } from '../model/natural-key.ts';
import type { ListedProject, NamedProject } from '../model/project.ts';
import type { Assumptions } from './assumptions.ts';
import type { AllPages } from './paging.ts';
import type {
  WireCloneTarget,
  WireManifest,
  WireMetadataPatch,
  WirePackFault,
  WirePackManifests,
  WireProfile,
  WireProfileRow,
  WireProfileUpdate,
  WireUserInfo,
  WireVariable,
} from './wire.ts';

/** A value and the server's clock when it was given. */
export interface DatedAnswer<T> {
  readonly value: T;
  /** RFC 3339 from the `Date` header; null when the server sent none. */
  readonly serverDate: string | null;
}

/** An entry of Palette's audit. */
export interface AuditEntry {
  /** RFC 3339. */
  readonly at: string;
  /** `create`, `update`, `delete`, `publish`, … */
  readonly action: string;
  /** Who did it: the address or the name of a user, or the name of a service. */
  readonly actor: string;
}

/** The answers to open questions that change what is sent. */
export type ClientAssumptions = Pick<
  Assumptions,
  | 'cloneHeader'
  | 'manifestsBesideDraft'
  | 'validateReportsConflict'
  | 'variablesMoveTimestamp'
  | 'variablesOfUsedProfile'
>;

export interface RequestStats {
  /** Requests sent, retries included, by rate bucket (`clusterprofiles`, `dashboard`, …). */
  readonly sent: Readonly<Record<string, number>>;
  readonly total: number;
  readonly retries: number;
  /** Requests that changed Palette, or may have. */
  readonly written: number;
  /** Answers with status 429. */
  readonly throttled: number;
  /** Median of the last answers' latencies, milliseconds; null before the first answer. */
  readonly latencyMs: number | null;
  /** Palette's clock in its newest answer, RFC 3339; null while no answer had a `Date`. */
  readonly serverDate: string | null;
}

/**
 * Every method rejects with PaletteError only. Reads are retried inside; `clone` and other writes only when they certainly
 * did not take effect. Each call on an object carries the `ProjectUid` of `scope`; `clone` and `validateClone` that of the
 *scope that `facts.cloneHeader` says (facts.md section 9 b).
 */
export interface PaletteClient {
  /** What a probe saw of this Palette, or what is assumed. */
  readonly facts: ClientAssumptions;
  /** For people, e.g. `api.spectrocloud.com` or `sandbox:sandbox.yaml`. */
  readonly host: string;
  stats(): RequestStats;
  /**
   * UID of the project through which this key reads the tenant's profiles, because it has no rights at tenant scope; null while it
   * has, or while nothing of the tenant was read.
   */
  tenantReadThrough(): string | null;
  /** Has `check` asked before each send that changes Palette, after any wait for the rate; what it throws comes out of the call. */
  guardWrites(check: () => Promise<void>): void;
  whoAmI(): Promise<WireUserInfo>;
  listProjects(): Promise<readonly NamedProject[]>;
  /**
   * The same from the list that is paged and counted, with tags and whether they are disabled: for whoever concludes something from a
   * project that is not in it. Not counted: Palette did not say how many there are, so that none is missing is taken on trust.
   */
  countProjects(): Promise<AllPages<ListedProject> & { readonly isCounted: boolean }>;
  /** Registries of packs, those of the tenant and of Palette; several may have one name. */
  listRegistries(): Promise<readonly { readonly uid: string; readonly name: string }[]>;
  /** How many cluster profiles the tenant may have, versions counted; null where Palette does not say (facts.md section 10, row 17). */
  readProfileLimit(tenantUid: string): Promise<number | null>;
  /** All pages. Rows of other scopes are possible: look at `annotations.scope`. */
  listProfiles(scope: ScopeRef): Promise<AllPages<WireProfileRow>>;
  /** The row of one version, which lists show for one version of a name only; undefined: there is no such object. `isOptional`: sent once. */
  getProfileRow(uid: string, scope: ScopeRef, isOptional: boolean): Promise<WireProfileRow | undefined>;
  /** Whether Palette calls a name and version free in a scope, those included that this key is not shown. */
  validateName(scope: ScopeRef, name: string, version: string): Promise<'free' | 'taken'>;
  /** undefined: Palette itself says that it has no such object. Not yet "gone": see model/absence.ts. */
  getProfile(uid: string, scope: ScopeRef): Promise<DatedAnswer<WireProfile> | undefined>;
  /** Texts of all packs. Of which content, where there is a draft beside the published one, is assumed (`manifestsBesideDraft`). */
  getPackManifests(uid: string, scope: ScopeRef): Promise<WirePackManifests | undefined>;
  /** Manifests of one pack, the published text of each beside that of its draft. */
  getManifestsOfPack(
    uid: string,
    scope: ScopeRef,
    pack: string,
  ): Promise<readonly WireManifest[] | undefined>;
  getVariables(uid: string, scope: ScopeRef): Promise<readonly WireVariable[] | undefined>;
  /** Names of the macros of a scope. */
  listMacros(scope: ScopeRef): Promise<readonly string[]>;
  /** The whole content as Palette exports it, JSON. Sensitive values are masked. */
  exportProfile(uid: string, scope: ScopeRef): Promise<unknown>;
  /** Palette's own dry run. Resolves when accepted; a refusal is a PaletteError of kind `status`. */
  validateClone(sourceUid: string, sourceScope: ScopeRef, clone: WireCloneTarget): Promise<void>;
  /** What Palette finds wrong with the packs of a draft; none: nothing (facts.md section 10, row 15). */
  validatePacks(uid: string, scope: ScopeRef, update: WireProfileUpdate): Promise<readonly WirePackFault[]>;
  /**
   * What Palette's audit says of an object, the newest page, as it comes. Sent once: nobody waits for what a run can do without
   * (facts.md section 10, rows 15 and 28).
   */
  readAudits(resourceUid: string, scope: Pick<ScopeRef, 'projectUid'>): Promise<readonly AuditEntry[]>;
  clone(
    sourceUid: string,
    sourceScope: ScopeRef,
    clone: WireCloneTarget,
  ): Promise<DatedAnswer<{ readonly uid: string }> & { readonly auditUid: string | null }>;
  /** Writes a note of 3 to 255 characters on an entry of the audit; sent once. */
  noteAudit(auditUid: string, scope: Pick<ScopeRef, 'projectUid'>, note: string): Promise<void>;
  /** Writes the draft; nothing is live before `publish` (facts.md section 1). */
  putProfile(uid: string, scope: ScopeRef, update: WireProfileUpdate): Promise<DatedAnswer<null>>;
  publish(uid: string, scope: ScopeRef): Promise<DatedAnswer<null>>;
  /** Adds or changes these; others stay. */
  patchVariables(
    uid: string,
    scope: ScopeRef,
    variables: readonly WireVariable[],
  ): Promise<DatedAnswer<null>>;
  /** All variables of the version, in their order. */
  putVariables(uid: string, scope: ScopeRef, variables: readonly WireVariable[]): Promise<DatedAnswer<null>>;
  deleteVariables(uid: string, scope: ScopeRef, names: readonly string[]): Promise<DatedAnswer<null>>;
  patchMetadata(uid: string, scope: ScopeRef, patch: WireMetadataPatch): Promise<DatedAnswer<null>>;
  /** `gone: true` when Palette answered that there is no such object. */
  deleteProfile(uid: string, scope: ScopeRef): Promise<{ readonly gone: boolean }>;
  close(): Promise<void>;
}

/** The calls that reading one version takes. */
export type ProfileReads = Pick<
  PaletteClient,
  'facts' | 'getProfile' | 'getPackManifests' | 'getManifestsOfPack' | 'getVariables'
>;

/** A client that cannot change anything: what read-only use cases are given. */
export type PaletteReader = Omit<
  PaletteClient,
  | 'guardWrites'
  | 'clone'
  | 'putProfile'
  | 'publish'
  | 'patchVariables'
  | 'putVariables'
  | 'deleteVariables'
  | 'patchMetadata'
  | 'deleteProfile'
  | 'noteAudit'
>;
