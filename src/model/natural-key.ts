// Where an object lives in Palette, and the key that is unique there.

export type Scope = 'project' | 'tenant';

/** A scope that can be listed. `projectUid` is null at tenant scope and never null at project scope. */
export interface ScopeRef {
  readonly scope: Scope;
  readonly projectUid: string | null;
}

/** (scope, project UID, name, version): unique in Palette, by assumption A1. */
export interface NaturalKey extends ScopeRef {
  readonly name: string;
  readonly version: string;
}

export const TENANT: ScopeRef = { scope: 'tenant', projectUid: null };

export function projectScope(projectUid: string): ScopeRef {
  return { scope: 'project', projectUid };
}

/** A map key for a scope; distinct scopes give distinct texts. */
export function scopeId(ref: ScopeRef): string {
  return ref.scope === 'tenant' ? 'tenant' : `project:${ref.projectUid ?? ''}`;
}

/** What `scopeId` was made from. */
export function scopeFromId(id: string): ScopeRef {
  return id === 'tenant' ? TENANT : projectScope(id.slice('project:'.length));
}

/** A map key for a natural key; distinct keys give distinct texts. */
export function keyId(key: NaturalKey): string {
  return JSON.stringify([key.scope, key.projectUid, key.name, key.version]);
}

/** Palette keeps "" for profiles older than versions; it means 1.0.0 (facts.md section 1). */
export function normalVersion(version: string | null | undefined): string {
  return version === undefined || version === null || version === '' ? '1.0.0' : version;
}
