// Palette's answers → Content: absent, null and "" are one thing here, so that they can never look like a difference.
import type { Content, Pack, Variable } from '../content/content.ts';
import { namesOfPack } from '../content/pack-names.ts';
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

/** Joins the three reads into the whole content. */
export function toContent(
  shown: ShownContent,
  manifests: WirePackManifests,
  variables: readonly WireVariable[],
): Content {
  const texts = manifestsOfPacks(shown.packs, manifests.spec?.packs ?? []);
  return {
    ...shown,
    packs: shown.packs.map((pack) => ({ ...pack, manifests: texts.get(pack) ?? pack.manifests })),
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

type WirePack = NonNullable<NonNullable<WirePackManifests['spec']>['packs']>[number];

/**
 * A chart that a profile has twice comes under its full name (`<display name>--<chart name>`) or under the chart's
 * (facts.md section 10): the full name decides; what it leaves open, the order of packs does.
 */
function manifestsOfPacks(
  packs: readonly Pack[],
  answers: readonly WirePack[],
): ReadonlyMap<Pack, Pack['manifests']> {
  const found = new Map<Pack, Pack['manifests']>();
  const left = [...answers];
  const take = (isSame: (pack: Pack, names: readonly string[]) => boolean): void => {
    for (const pack of packs) {
      if (found.has(pack)) continue;
      const at = left.findIndex((answer) => isSame(pack, namesInAnswer(answer)));
      const [answer] = at === -1 ? [] : left.splice(at, 1);
      if (answer !== undefined) found.set(pack, toManifests(answer));
    }
  };
  take((pack, names) => pack.name.includes('--') && names.includes(pack.name));
  take((pack, names) => names.includes(pack.name));
  take((pack, names) => namesOfPack(pack.name).some((name) => names.includes(name)));
  return found;
}

function namesInAnswer({ spec, metadata }: WirePack): readonly string[] {
  const names = [spec?.name, metadata?.name].filter(
    (name) => typeof name === 'string' && name !== '',
  ) as string[];
  const display = spec?.displayName;
  return typeof display === 'string' && display !== ''
    ? [...names, ...names.map((name) => `${display}--${name}`)]
    : names;
}

function toManifests({ spec }: WirePack): Pack['manifests'] {
  return (spec?.manifests ?? []).map((manifest) => ({
    name: manifest.name ?? '',
    content: manifest.content ?? '',
  }));
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
