// Palette as state remembers it: all of it for `--refresh none`, and with `fast` the clones whose row of the list did not change.
import { scopeId, TENANT } from '../../model/natural-key.ts';
import type {
  InUse,
  ListedVersion,
  ObjectRead,
  Observed,
  ObservedObject,
  ScopeRead,
} from '../../model/observed.ts';
import type { Recorded, RecordedClone } from '../../model/recorded.ts';
import { expectedDescription, expectedDigest } from '../../model/remarks.ts';

const NOBODY: InUse = { clusters: [], templates: [] };

/** Sources as they were when they were last copied; of two memories of one source the newer counts. */
export function observeRecorded(recorded: Recorded): Observed {
  const objects = new Map<string, ObjectRead>();
  const listed = new Map<string, ListedVersion[]>([[scopeId(TENANT), []]]);
  const put = (object: ObservedObject): void => {
    objects.set(object.uid, { status: 'present', object });
    const { name, version } = object.key;
    const id = scopeId(object.key);
    const versions = listed.get(id) ?? [];
    versions.push({ name, version, uid: object.uid, seen: null });
    listed.set(id, versions);
  };
  for (const row of recorded.clones) if (!objects.has(row.uid)) put(asRecorded(row));
  for (const row of recorded.clones.toSorted((a, b) => (a.recordedAt < b.recordedAt ? 1 : -1))) {
    if (objects.has(row.source.uid)) continue;
    const { uid, digest, ...key } = row.source;
    put({ ...asRecorded(row), uid, key, digest, labels: {}, description: '' });
  }
  const names = recorded.clones.flatMap(({ projectName, key }) =>
    projectName === null || key.projectUid === null ? [] : [[projectName, key.projectUid] as const],
  );
  return {
    tenantUid: recorded.identity?.tenantUid ?? '',
    host: recorded.identity?.host ?? '',
    serverDate: null,
    projects: new Map(names),
    scopes: new Map(
      [...listed].map(([id, versions]): [string, ScopeRead] => [id, { status: 'listed', versions }]),
    ),
    objects,
    preflight: new Map(),
    macros: new Map(),
  };
}

function asRecorded(row: RecordedClone): ObservedObject {
  return {
    uid: row.uid,
    key: row.key,
    labels: row.labels ?? {},
    description: expectedDescription(row),
    isPublished: true,
    hasDraft: false,
    createdAt: '',
    lastModified: row.lastModified,
    inUse: NOBODY,
    shown: row.shown,
    digest: expectedDigest(row),
    content: null,
    outline: null,
  };
}

export function listedByUid(scopes: Iterable<ScopeRead>): ReadonlyMap<string, ListedVersion> {
  const byUid = new Map<string, ListedVersion>();
  for (const scope of scopes) {
    if (scope.status !== 'listed') continue;
    for (const item of scope.versions) byUid.set(item.uid, item);
  }
  return byUid;
}

/**
 * The clone as recorded where its row of the list did not change since; null where it has to be read. Which version the row of
 * a name speaks of is open (facts.md section 9 f): of the others, superseded ones are taken as they were, current ones read.
 */
export function unchangedInList(
  row: RecordedClone,
  listed: ListedVersion | undefined,
): ObservedObject | null {
  if (listed === undefined || listed.name !== row.key.name || listed.version !== row.key.version) return null;
  if (listed.seen === null) return row.status === 'superseded' ? asRecorded(row) : null;
  const isUnchanged = row.lastModified !== '' && listed.seen.lastModified === row.lastModified;
  return isUnchanged ? { ...asRecorded(row), ...listed.seen } : null;
}
