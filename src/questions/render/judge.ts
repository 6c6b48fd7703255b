// What a clone should hold, as it is printed: all of it or single packs, secrets masked unless somebody asked for them.
import type { Content, Pack, Variable } from '../../content/content.ts';
import { maskedContent } from '../../content/masked-content.ts';
import { namesOfPack } from '../../content/pack-names.ts';
import type { OverrideSet, ThreeSides } from '../../flow/planning/three-sides.ts';
import { EXIT, userError } from '../../flow/user-error.ts';
import { matchesGlob } from '../../model/glob.ts';
import type { NaturalKey } from '../../model/natural-key.ts';
import { nearest } from '../../model/nearest.ts';
import type { PlannedClone } from '../../plan/plan.ts';

export interface RenderQuestion {
  /** A glob over names of packs; null: everything. */
  readonly pack: string | null;
  readonly showSecrets: boolean;
}

type RenderedPack = Pick<Pack, 'name' | 'tag' | 'layer' | 'type' | 'registryUid' | 'values' | 'manifests'>;

export interface RenderedClone {
  readonly address: string;
  readonly clone: Omit<PlannedClone, 'projectUid'>;
  readonly source: Pick<NaturalKey, 'name' | 'version'>;
  /** Of the whole wanted content. */
  readonly digest: string;
  readonly hasSecretsMasked: boolean;
  readonly overrides: readonly OverrideSet[];
  readonly packs: readonly RenderedPack[];
  /** null: only packs were asked for. */
  readonly variables: readonly Variable[] | null;
}

/** Fails with UserError where no pack has the name. */
export function judgeRender(sides: ThreeSides, { pack, showSecrets }: RenderQuestion): RenderedClone {
  const { desired, clone, source, wanted } = sides;
  const { projectUid: _uid, ...place } = clone;
  const { packs, variables } = showSecrets ? wanted.content : maskedContent(wanted.content);
  const named = packsNamed(packs, pack);
  const names = new Set(named.map(({ name }) => name));
  return {
    address: desired.address,
    clone: place,
    source: { name: source.key.name, version: source.key.version },
    digest: wanted.digest,
    hasSecretsMasked: !showSecrets,
    overrides: pack === null ? wanted.overrides : wanted.overrides.filter((item) => names.has(item.pack)),
    packs: named.map(({ name, tag, layer, type, registryUid, values, manifests }) => ({
      name,
      tag,
      layer,
      type,
      registryUid,
      values,
      manifests,
    })),
    variables: pack === null ? variables : null,
  };
}

function packsNamed(packs: Content['packs'], glob: string | null): readonly Pack[] {
  if (glob === null) return packs;
  const named = packs.filter(({ name }) => namesOfPack(name).some((one) => matchesGlob(glob, one)));
  if (named.length > 0) return named;
  const names = [...new Set(packs.map(({ name }) => name))];
  const guess = nearest(glob, names);
  throw userError(
    EXIT.error,
    'plan/no-such-pack',
    `the clone has no pack ${JSON.stringify(glob)}`,
    guess === undefined ? `it has ${names.join(', ')}` : `did you mean ${guess}?`,
  );
}
