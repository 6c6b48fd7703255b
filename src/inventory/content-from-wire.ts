// Palette's answers → Content: absent, null and "" are one thing here, so that they can never look like a difference.
import type { Content, Pack, Variable } from '../content/content.ts';
import type {
  WirePackManifests,
  WirePackRef,
  WireProfile,
  WireTemplate,
  WireVariable,
} from '../palette/wire.ts';

/** What one GET shows: manifests have names but no text yet, variables are not there. */
export type ShownContent = Pick<Content, 'cloudType' | 'type' | 'packs'>;

/** The published content; a profile that was never published shows its draft (facts.md section 1). */
export function toShownContent(profile: WireProfile): ShownContent {
  const template: WireTemplate = profile.spec.published ?? profile.spec.draft ?? {};
  return {
    cloudType: template.cloudType ?? '',
    type: template.type ?? '',
    packs: (template.packs ?? []).map(toPack),
  };
}

/** Joins the three reads into the whole content. Packs are matched by name, which is unique in a profile. */
export function toContent(
  shown: ShownContent,
  manifests: WirePackManifests,
  variables: readonly WireVariable[],
): Content {
  const texts = manifestTexts(manifests);
  return {
    ...shown,
    packs: shown.packs.map((pack) => ({ ...pack, manifests: texts.get(pack.name) ?? pack.manifests })),
    variables: variables.map(toVariable),
  };
}

function toPack(wire: WirePackRef): Pack {
  return {
    name: wire.name,
    tag: wire.tag ?? '',
    layer: wire.layer ?? '',
    type: wire.type ?? '',
    registryUid: wire.registryUid ?? '',
    values: wire.values ?? '',
    manifests: (wire.manifests ?? []).map((manifest) => ({ name: manifest.name ?? '', content: '' })),
    resolvedVersion: wire.version ?? '',
    isInvalid: wire.isInvalid ?? false,
  };
}

function manifestTexts(wire: WirePackManifests): ReadonlyMap<string, Pack['manifests']> {
  const texts = new Map<string, Pack['manifests']>();
  for (const pack of wire.spec?.packs ?? []) {
    const name = pack.spec?.name ?? pack.metadata?.name;
    if (name === undefined || name === null) continue;
    texts.set(
      name,
      (pack.spec?.manifests ?? []).map((manifest) => ({
        name: manifest.name ?? '',
        content: manifest.content ?? '',
      })),
    );
  }
  return texts;
}

function toVariable(wire: WireVariable): Variable {
  return {
    name: wire.name,
    displayName: wire.displayName ?? '',
    description: wire.description ?? '',
    format: wire.format ?? '',
    defaultValue: wire.defaultValue ?? '',
    regex: wire.regex ?? '',
    required: wire.required ?? false,
    immutable: wire.immutable ?? false,
    hidden: wire.hidden ?? false,
    isSensitive: wire.isSensitive ?? false,
    inputType: wire.inputType ?? '',
    options: (wire.options ?? []).map((option) => ({
      value: option.value,
      label: option.label ?? '',
      description: option.description ?? '',
    })),
  };
}
