// The rows of the inventory: a version of a profile each, and which recorded clone it is.
import { compareText } from '../../content/compare.ts';
import { toInUse } from '../../inventory/object-from-wire.ts';
import { toVersions } from '../../inventory/read-scope.ts';
import type { ScopeRef } from '../../model/natural-key.ts';
import type { WireProfileRow } from '../../palette/wire.ts';

export interface InventoryRow {
  readonly uid: string;
  readonly name: string;
  readonly version: string;
  readonly scope: string;
  readonly project: string | null;
  readonly projectUid: string | null;
  /** null: a list does not tell. */
  readonly published: boolean | null;
  /** Clusters and templates; null: a list does not tell. */
  readonly inUse: number | null;
  /** Address of the recorded clone that it is. */
  readonly managedBy: string | null;
}

export interface Inventory {
  /** By scope, name and version. */
  readonly rows: readonly InventoryRow[];
  /** Scopes that this key may not read, in words, with the reason. */
  readonly unread: readonly { readonly scope: string; readonly why: string }[];
}

/** Publication and use are known for single-version rows only: which version a grouped row speaks of is open (facts.md section 9 f). */
export function toRows(
  row: WireProfileRow,
  scope: ScopeRef,
  project: string | null,
  managed: ReadonlyMap<string, string>,
): readonly InventoryRow[] {
  const versions = toVersions(row);
  const isSingle = versions.length === 1;
  const use = toInUse(row.status ?? {});
  return versions.map(({ uid, name, version }) => ({
    uid,
    name,
    version,
    scope: scope.scope,
    project,
    projectUid: scope.projectUid,
    published: isSingle ? (row.status?.isPublished ?? null) : null,
    inUse: isSingle ? use.clusters.length + use.templates.length : null,
    managedBy: managed.get(uid) ?? null,
  }));
}

/** By scope, name and version. */
export function compareRows(a: InventoryRow, b: InventoryRow): number {
  return (
    compareText(
      a.scope === 'tenant' ? '' : `p${a.project ?? ''}`,
      b.scope === 'tenant' ? '' : `p${b.project ?? ''}`,
    ) ||
    compareText(a.name, b.name) ||
    compareText(a.version, b.version)
  );
}
