// What all routes share: the database, the clock, UIDs, the assumptions, and the rules of visibility and uniqueness.
import semver from 'semver';
import type { Assumptions } from '../palette/assumptions.ts';
import type { ProfileRecord, SandboxDatabase } from './database.ts';
import type { CallConditions } from './deliver.ts';
import { ApiFailure, notFound } from './failure.ts';

export interface Engine {
  readonly db: SandboxDatabase;
  readonly assumptions: Assumptions;
  readonly now: () => number;
  /** 24 hex digits, as Palette's. */
  readonly newUid: () => string;
  readonly tenantUid: string;
  readonly orgName: string;
  /** project-only: the key has no rights at tenant scope. */
  readonly keys: 'all' | 'project-only';
  /** Profiles that the tenant may have, versions counted; null: any number. */
  readonly profileLimit: number | null;
}

/** Project of the request's header; null: tenant scope (facts.md section 3). */
export type RequestScope = string | null;

/** What a route knows of its request beside the request itself. */
export interface SandboxEnv {
  readonly Bindings: CallConditions;
  readonly Variables: { readonly scope: RequestScope };
}

/** Project profiles are seen with their own project's header only; the tenant's from everywhere (facts.md section 1). */
export function visible(engine: Engine, uid: string, scope: RequestScope): ProfileRecord {
  const record = engine.db.get(uid);
  const isSeen = record !== undefined && (record.scope !== 'project' || record.projectUid === scope);
  if (!isSeen) throw notFound('Cluster profile');
  return record;
}

/** With late visibility, an object that was just made is not there yet for whoever asks by its UID. */
export function refuseUnseen(engine: Engine, path: string, lateMs: number): void {
  const uid = lateMs > 0 ? /^\/v1\/clusterprofiles\/([^/]+)/.exec(path)?.[1] : undefined;
  const record = uid === undefined ? undefined : engine.db.get(uid);
  if (record !== undefined && record.createdAt + lateMs > engine.now()) throw notFound('Cluster profile');
}

/** What a key does not see is denied by its UID; with which status is not documented (facts.md section 10, 19). */
export function refuseHidden(engine: Engine, path: string, hidden: CallConditions['hidden']): void {
  const uid = hidden === undefined ? undefined : /^\/v1\/clusterprofiles\/([^/]+)/.exec(path)?.[1];
  const record = uid === undefined ? undefined : engine.db.get(uid);
  if (record === undefined || !isHidden(engine, record, hidden)) return;
  if (engine.assumptions.hiddenByFilter === '404') throw notFound('Cluster profile');
  throw new ApiFailure(403, 'OperationForbidden', 'The cluster profile is not accessible');
}

export function isHidden(
  engine: Engine,
  { name, projectUid }: Pick<ProfileRecord, 'name' | 'projectUid'>,
  hidden: CallConditions['hidden'],
): boolean {
  if (hidden === undefined) return false;
  const project = engine.db.projects().find(({ uid }) => uid === projectUid)?.name;
  return hidden.names.includes(name) || (hidden.project !== null && hidden.project === project);
}

export interface KeyFacts {
  readonly scope: ProfileRecord['scope'];
  readonly projectUid: string | null;
  readonly name: string;
  readonly version: string;
}

/** `own`: the object that may hold the key. */
export function refuseTaken(engine: Engine, key: KeyFacts, own: string | null): void {
  const { db, assumptions } = engine;
  const holder =
    assumptions.uniqueAcrossScopes === 'yes'
      ? db.uidAnywhere(key.name, key.version)
      : db.uidAt(key.scope, key.projectUid, key.name, key.version);
  if (holder === undefined || holder === own) return;
  throw new ApiFailure(
    Number(assumptions.conflictStatus),
    'ClusterProfileAlreadyExists',
    `Cluster profile ${key.name} with version ${key.version} already exists`,
  );
}

/** Strict SemVer since 4.10 (facts.md section 2); "" and absent are 1.0.0. */
export function readVersion(engine: Engine, version: string | undefined): string {
  if (version === undefined || version === '') return '1.0.0';
  if (semver.valid(version) === version) return version;
  const coerced = /^v?\d+\.\d+$/.test(version) ? semver.coerce(version)?.version : undefined;
  if (coerced !== undefined && engine.assumptions.twoPartVersion === 'normalised') return coerced;
  throw new ApiFailure(
    400,
    'InvalidProfileVersion',
    `Profile version ${version} is not a valid semantic version`,
  );
}

export function checkedName(name: unknown): string {
  if (typeof name === 'string' && name.trim() !== '') return name;
  throw new ApiFailure(400, 'InvalidProfileName', 'Profile name is required');
}

/** Palette's clock, on every write; a later write is never earlier. */
export function touched(engine: Engine, record: ProfileRecord): number {
  return Math.max(engine.now(), record.modifiedAt + 1);
}

/**
 * Refuses what a tenant's quota has no room for. That versions count is documented (facts.md section 10, row 17); status and code are
 * not, and are assumed here.
 */
export function refuseOverLimit(engine: Engine): void {
  if (engine.profileLimit === null || engine.db.countProfiles() < engine.profileLimit) return;
  throw new ApiFailure(
    403,
    'ResourceLimitExceeded',
    `The tenant has reached its limit of ${engine.profileLimit} cluster profiles`,
  );
}
