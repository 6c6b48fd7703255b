// Stored versions → what Palette answers: the whole object, a row of a list, an export.
import type { ProfileHead, ProfileRecord } from './database.ts';
import type { Engine } from './engine.ts';
import {
  maskVariables,
  PACK_STAGES,
  type PackStage,
  type StoredContent,
  type StoredPack,
} from './profile-content.ts';

export const NEVER = '0001-01-01T00:00:00.000Z';

export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

function metadata(engine: Engine, head: Omit<ProfileHead, 'summary' | 'isPublished' | 'hasDraft'>): object {
  return {
    annotations: {
      ...head.annotations,
      scope: head.scope,
      tenantUid: engine.tenantUid,
      ...(head.projectUid === null ? {} : { projectUid: head.projectUid }),
    },
    creationTimestamp: isoTime(head.createdAt),
    deletionTimestamp: NEVER,
    labels: head.labels,
    lastModifiedTimestamp: isoTime(head.modifiedAt),
    name: head.name,
    uid: head.uid,
  };
}

/** GET /v1/clusterprofiles/{uid} */
export function profileAnswer(engine: Engine, record: ProfileRecord): object {
  const { published, draft, inUse } = record;
  return {
    metadata: metadata(engine, record),
    spec: {
      version: record.version,
      versions: engine.db.siblings(record.scope, record.projectUid, record.name),
      ...(published === null ? {} : { published: template(record, published) }),
      ...(draft === null ? {} : { draft: template(record, draft) }),
    },
    status: {
      hasUserMacros: false,
      inUseClusterTemplates: inUse.templates.map((ref) => ({
        ...ref,
        kind: 'clustertemplate',
        projectUid: record.projectUid ?? '',
      })),
      inUseClusterUids: inUse.clusters.map((ref) => ref.uid),
      inUseClusters: inUse.clusters.map((ref) => ({
        ...ref,
        kind: 'spectrocluster',
        projectUid: record.projectUid ?? '',
        tenantUid: engine.tenantUid,
      })),
      isPublished: published !== null,
    },
  };
}

function template(record: ProfileRecord, content: StoredContent): object {
  return {
    cloudType: content.cloudType,
    name: record.name,
    packs: content.packs.map((pack) => ({
      layer: pack.layer,
      manifests: pack.manifests.map(({ name, uid }) => ({ kind: 'manifest', name, uid })),
      name: pack.name,
      packUid: pack.packUid,
      registryUid: pack.registryUid,
      tag: pack.tag,
      type: pack.type,
      values: pack.values,
      version: pack.version,
    })),
    profileVersion: record.version,
    type: content.type,
    uid: record.uid,
  };
}

/** A row of POST /v1/dashboard/clusterprofiles: all versions of one name; `shown` is the one the row speaks of. */
export function summaryRow(
  engine: Engine,
  shown: ProfileHead,
  group: readonly ProfileHead[],
  latest: string,
): object {
  const part = {
    cloudType: shown.summary.cloudType,
    type: shown.summary.type,
    packs: shown.summary.packs.map(packSummary),
  };
  return {
    metadata: metadata(engine, shown),
    specSummary: {
      ...(shown.isPublished ? { published: part } : { draft: part }),
      version: latest,
      versions: group.map(({ uid, version }) => ({ uid, version })),
    },
    status: {
      fips: { mode: 'none' },
      inUseClusterTemplates: shown.inUse.templates,
      inUseClusterUids: shown.inUse.clusters.map((ref) => ref.uid),
      inUseClusters: shown.inUse.clusters,
      isPublished: shown.isPublished,
      pack: stagesOf(shown.summary.packs),
    },
  };
}

function packSummary({ stage: _stage, ...pack }: ProfileHead['summary']['packs'][number]): object {
  return { ...pack, displayName: pack.name };
}

function stagesOf(packs: ProfileHead['summary']['packs']): object {
  const count = (stage: PackStage): number => packs.filter((pack) => pack.stage === stage).length;
  return Object.fromEntries(PACK_STAGES.map((stage) => [stage, count(stage)]));
}

/** GET …/packs/manifests: values and manifest text, but no tag (facts.md section 3). Of which content beside a draft, is assumed. */
export function packManifestsAnswer(engine: Engine, record: ProfileRecord): object {
  const { published, draft } = record;
  const content =
    engine.assumptions.manifestsBesideDraft === 'draft' ? (draft ?? published) : (published ?? draft);
  return {
    metadata: metadata(engine, record),
    spec: {
      packs: (content?.packs ?? []).map((pack) => ({
        metadata: { name: pack.name, uid: pack.packUid },
        spec: {
          layer: pack.layer,
          manifests: pack.manifests,
          name: pack.name,
          registryUid: pack.registryUid,
          type: pack.type,
          values: pack.values,
          version: pack.version,
        },
      })),
    },
  };
}

/** GET …/packs/{packName}/manifests: the published text of each manifest, and that of its draft; undefined: no such pack. */
export function manifestsOfPackAnswer({ published, draft }: ProfileRecord, pack: string): object | undefined {
  const [live, drafted] = [published, draft].map((content) =>
    content?.packs.find(({ name }) => name === pack),
  );
  if (live === undefined && drafted === undefined) return undefined;
  const all = new Map(
    [...(live?.manifests ?? []), ...(drafted?.manifests ?? [])].map((one) => [one.uid, one]),
  );
  const part = (of: StoredPack | undefined, uid: string): { content: string; digest: string } | undefined => {
    const found = of?.manifests.find((one) => one.uid === uid);
    return found === undefined ? undefined : { content: found.content, digest: '' };
  };
  return {
    items: [...all.values()].map(({ name, uid }) => ({
      metadata: { name, uid },
      spec: { published: part(live, uid), draft: part(drafted, uid) },
    })),
  };
}

/** GET …/export: the file that Palette writes; no UIDs, sensitive defaults masked. */
export function exportDocument(engine: Engine, record: ProfileRecord): object {
  const content = record.published ?? record.draft;
  return {
    metadata: {
      name: record.name,
      description: record.annotations['description'] ?? '',
      labels: record.labels,
    },
    spec: {
      version: record.version,
      template: {
        type: content?.type ?? '',
        cloudType: content?.cloudType ?? '',
        packs: (content?.packs ?? []).map(exportPack),
      },
      variables: maskVariables(record.variables, engine.assumptions.maskLiteral),
    },
  };
}

function exportPack(pack: StoredPack): object {
  return {
    name: pack.name,
    type: pack.type,
    layer: pack.layer,
    version: pack.version,
    ...(pack.tag === '' ? {} : { tag: pack.tag }),
    values: pack.values,
    registry: {
      metadata: {
        uid: pack.registryUid,
        name: pack.registryName,
        kind: pack.registryUid === '' ? '' : 'pack',
        isPrivate: false,
      },
    },
    ...(pack.manifests.length === 0
      ? {}
      : { manifests: pack.manifests.map(({ name, content }) => ({ name, content })) }),
  };
}
