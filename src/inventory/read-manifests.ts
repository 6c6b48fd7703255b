// The texts of the manifests that a version has published, whatever draft there is beside them.
import type { ScopeRef } from '../model/natural-key.ts';
import { PaletteError } from '../palette/palette-error.ts';
import type { ProfileReads } from '../palette/port.ts';
import type { WireManifest, WirePackManifests, WirePackRef, WireProfile } from '../palette/wire.ts';

/**
 * One request, but where a draft stands beside published content: which of the two it shows then is not documented (assumption
 * `manifestsBesideDraft`), so each pack with manifests is asked by itself. That answer keeps the texts apart, and is what the Terraform
 * provider reads (facts.md sections 3 and 5). undefined: Palette denies the object.
 */
export async function readManifests(
  client: ProfileReads,
  profile: WireProfile,
  uid: string,
  scope: ScopeRef,
): Promise<WirePackManifests | undefined> {
  const { published, draft } = profile.spec;
  const isCertain = client.facts.manifestsBesideDraft === 'published';
  if (isCertain || published === undefined || published === null || draft === undefined || draft === null)
    return client.getPackManifests(uid, scope);
  const packs = (published.packs ?? []).filter(({ manifests }) => (manifests ?? []).length > 0);
  const read = packs.map(async (pack) => {
    const answered = (await client.getManifestsOfPack(uid, scope, pack.name)) ?? [];
    return { spec: { name: pack.name, manifests: publishedTexts(uid, pack, answered) } };
  });
  return { spec: { packs: await Promise.all(read) } };
}

type Texts = readonly { readonly name: string; readonly content: string }[];

function publishedTexts(
  uid: string,
  { name: pack, manifests }: WirePackRef,
  answered: readonly WireManifest[],
): Texts {
  return (manifests ?? []).map((manifest) => {
    const name = manifest.name ?? '';
    const found =
      answered.find(({ metadata }) => manifest.uid !== undefined && metadata?.uid === manifest.uid) ??
      answered.find(({ metadata }) => metadata?.name === name);
    const text = found?.spec?.published;
    if (text === undefined || text === null) throw hiddenByDraft(uid, pack, name);
    return { name, content: text.content ?? '' };
  });
}

/** Nothing is concluded from a text that may be that of the draft. */
function hiddenByDraft(uid: string, pack: string, name: string): PaletteError {
  return new PaletteError({
    kind: 'decode',
    code: 'HiddenByDraft',
    method: 'GET',
    path: `/v1/clusterprofiles/${uid}/packs/${encodeURIComponent(pack)}/manifests`,
    effect: 'none',
    message: `it has an unpublished draft, and Palette does not show the published text of manifest ${name} of pack ${pack}`,
    hint: 'publish or discard the draft in Palette, then try again',
  });
}
