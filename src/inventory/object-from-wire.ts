// One profile as Palette answers it → ObservedObject.
import { byText } from '../content/compare.ts';
import type { Content, Digest } from '../content/content.ts';
import { type NaturalKey, normalVersion, type ScopeRef } from '../model/natural-key.ts';
import type { InUse, NamedRef, ObservedObject } from '../model/observed.ts';
import { readStamp, withoutStamp } from '../model/stamp.ts';
import type { WireMeta, WireProfile, WireRef } from '../palette/wire.ts';
import { toShownContent } from './content-from-wire.ts';
import { contentOutline, shownDigest } from './digest.ts';

/** The object without its whole content. `readIn` is the scope it was read in; annotations overrule it. */
export function toObservedObject(profile: WireProfile, readIn: ScopeRef): ObservedObject {
  return {
    uid: profile.metadata.uid,
    key: toKey(profile, readIn),
    labels: toLabels(profile.metadata.labels),
    ...stampOf(profile.metadata),
    description: profile.metadata.annotations?.['description'] ?? '',
    isPublished: isPublished(profile),
    hasDraft: profile.spec.draft !== undefined && profile.spec.draft !== null,
    createdAt: profile.metadata.creationTimestamp ?? '',
    lastModified: profile.metadata.lastModifiedTimestamp ?? '',
    inUse: toInUse(profile.status ?? {}),
    shown: shownDigest(toShownContent(profile)),
    digest: null,
    content: null,
    outline: null,
  };
}

/** Without our stamp, which is nobody's label. */
export function toLabels(labels: WireMeta['labels']): Readonly<Record<string, string>> {
  return withoutStamp(
    Object.fromEntries(Object.entries(labels ?? {}).map(([key, value]) => [key, value ?? ''])),
  );
}

function stampOf({ labels, annotations }: WireMeta): Pick<ObservedObject, 'stamp'> {
  const stamp = readStamp(labels ?? {}) ?? readStamp(annotations ?? {});
  return stamp === null ? {} : { stamp };
}

export function withContent(object: ObservedObject, digest: Digest, content: Content | null): ObservedObject {
  return { ...object, digest, content, outline: content === null ? null : contentOutline(content) };
}

/** `annotations.scope` says where an object lives; a listing or GET under a project may show the tenant's (facts.md section 1). */
function toKey(profile: WireProfile, readIn: ScopeRef): NaturalKey {
  const scope = profile.metadata.annotations?.['scope'];
  const isTenant =
    scope === 'tenant' || scope === 'system' || (scope !== 'project' && readIn.scope === 'tenant');
  const projectUid = profile.metadata.annotations?.['projectUid'] ?? readIn.projectUid;
  return {
    scope: isTenant ? 'tenant' : 'project',
    projectUid: isTenant ? null : projectUid,
    name: profile.metadata.name,
    version: normalVersion(profile.spec.version ?? profile.spec.published?.profileVersion),
  };
}

/** A PUT makes a draft beside published content, so only the absence of published content counts (facts.md section 1). */
function isPublished(profile: WireProfile): boolean {
  const hasPublished = profile.spec.published !== undefined && profile.spec.published !== null;
  return profile.status?.isPublished === undefined || profile.status.isPublished === null
    ? hasPublished
    : profile.status.isPublished && hasPublished;
}

interface WireUse {
  readonly inUseClusters?: readonly WireRef[] | null | undefined;
  readonly inUseClusterUids?: readonly string[] | null | undefined;
  readonly inUseClusterTemplates?: readonly WireRef[] | null | undefined;
}

/** All three members count: each of them has been the only one filled (facts.md section 4). */
export function toInUse(status: WireUse): InUse {
  const clusters = new Map<string, NamedRef>();
  for (const ref of status.inUseClusters ?? [])
    clusters.set(ref.uid, { uid: ref.uid, name: ref.name ?? ref.uid });
  for (const uid of status.inUseClusterUids ?? []) {
    if (!clusters.has(uid)) clusters.set(uid, { uid, name: uid });
  }
  const templates = (status.inUseClusterTemplates ?? []).map((ref) => ({
    uid: ref.uid,
    name: ref.name ?? ref.uid,
  }));
  return {
    clusters: [...clusters.values()].sort(byText((item) => item.name)),
    templates: templates.sort(byText((item) => item.name)),
  };
}
