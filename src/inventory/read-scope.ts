// Lists one scope: every profile version in it, by name, version and UID.
import { normalVersion, type ScopeRef } from '../model/natural-key.ts';
import type { ListedVersion, PackStages, ScopeRead, SeenInList } from '../model/observed.ts';
import { endsRun, PaletteError } from '../palette/palette-error.ts';
import type { PaletteReader } from '../palette/port.ts';
import type { WireProfileRow } from '../palette/wire.ts';
import { toInUse, toLabels } from './object-from-wire.ts';
import { toReadFailure } from './read-object.ts';

/** A failed list is a value here: only what needs this scope is held up by it. */
export async function readScope(
  client: Pick<PaletteReader, 'listProfiles'>,
  scope: ScopeRef,
): Promise<ScopeRead> {
  try {
    const { rows, missing } = await client.listProfiles(scope);
    const versions = rows.filter((row) => isInScope(row, scope)).flatMap(toVersions);
    return { status: 'listed', versions, ...(missing === 0 ? {} : { missing }) };
  } catch (error) {
    if (error instanceof PaletteError && !endsRun(error)) {
      return { status: 'unreadable', failure: toReadFailure(error) };
    }
    throw error;
  }
}

/** A listing under a project also shows tenant and system profiles; server filters are not relied on (facts.md sections 1, 3). */
export function isInScope(row: WireProfileRow, scope: ScopeRef): boolean {
  const annotated = row.metadata.annotations?.['scope'] ?? '';
  if (annotated !== '' && annotated !== scope.scope) return false;
  const projectUid = row.metadata.annotations?.['projectUid'] ?? '';
  return scope.scope !== 'project' || projectUid === '' || projectUid === scope.projectUid;
}

/** One row stands for a name; `versions` names each object of it, in no reliable order (facts.md section 1). */
export function toVersions(row: WireProfileRow): readonly ListedVersion[] {
  const { name, uid: shownUid } = row.metadata;
  const versions = row.specSummary?.versions ?? [];
  if (versions.length === 0) {
    return [{ name, version: normalVersion(row.specSummary?.version), uid: shownUid, seen: toSeen(row) }];
  }
  return versions.map(({ uid, version }) => ({
    name,
    version: normalVersion(version),
    uid,
    seen: uid === shownUid ? toSeen(row) : null,
  }));
}

/** null where the row does not say when the object was changed last. */
function toSeen(row: WireProfileRow): SeenInList | null {
  const lastModified = row.metadata.lastModifiedTimestamp ?? '';
  if (lastModified === '') return null;
  return {
    labels: toLabels(row.metadata.labels),
    description: row.metadata.annotations?.['description'] ?? '',
    isPublished: row.status?.isPublished ?? true,
    lastModified,
    inUse: toInUse(row.status ?? {}),
    ...stagesIn(row),
  };
}

/** Nothing but hints is made of them, so that what is no number spoils no list. */
function stagesIn({ status }: WireProfileRow): Pick<SeenInList, 'packStages'> {
  const { pack } = status ?? {};
  if (typeof pack !== 'object' || pack === null) return {};
  const count = (value: unknown): number => (typeof value === 'number' ? value : 0);
  return {
    packStages: {
      deprecated: count(pack.deprecated),
      disabled: count(pack.disabled),
      deleted: count(pack.deleted),
    },
  };
}

/** Stages of the packs of one version, where no list told them; null where they cannot be read: they only serve for hints. */
export async function readPackStages(
  client: Pick<PaletteReader, 'getProfileRow'>,
  uid: string,
  scope: ScopeRef,
  isOptional: boolean,
): Promise<PackStages | null> {
  try {
    const row = await client.getProfileRow(uid, scope, isOptional);
    return row === undefined ? null : (stagesIn(row).packStages ?? null);
  } catch (error) {
    if (error instanceof PaletteError && !endsRun(error)) return null;
    throw error;
  }
}
