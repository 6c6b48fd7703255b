// What has to be sent to make one profile's content another's: the draft, and the variables to set, to take away and to put in order.

import type { Variable } from '../content/content.ts';
import { variableSteps } from '../content/variable-steps.ts';
import type { WholeProfile } from '../inventory/read-whole.ts';
import type { WireProfileUpdate, WireVariable } from '../palette/wire.ts';

type WirePack = WireProfileUpdate['spec']['template']['packs'][number];

/** Manifests keep the UID that the clone has for them, so that they are changed and not made twice. */
export function updateBody(source: WholeProfile, clone: WholeProfile): WireProfileUpdate {
  const { metadata, spec } = clone.profile;
  const content = source.object.content;
  const packUids = new Map(
    (source.profile.spec.published?.packs ?? []).map((pack) => [pack.name, pack.packUid]),
  );
  return {
    metadata: { name: metadata.name, uid: metadata.uid },
    spec: {
      version: spec.version ?? clone.object.key.version,
      template: {
        type: content?.type ?? '',
        packs: (content?.packs ?? []).map((pack): WirePack => {
          const uid = packUids.get(pack.name) ?? '';
          return {
            name: pack.name,
            tag: pack.tag,
            ...(pack.layer === '' ? {} : { layer: pack.layer }),
            ...(pack.type === '' ? {} : { type: pack.type }),
            registryUid: pack.registryUid,
            ...(uid === '' ? {} : { uid }),
            values: pack.values,
            manifests: withUids(pack.manifests, manifestUids(clone, pack.name)),
          };
        }),
      },
    },
  };
}

function manifestUids(clone: WholeProfile, packName: string): readonly { name: string; uid: string }[] {
  const pack = clone.profile.spec.published?.packs?.find((item) => item.name === packName);
  return (pack?.manifests ?? []).map(({ name, uid }) => ({ name: name ?? '', uid: uid ?? '' }));
}

/** Of manifests that share a name, each gets a UID of its own. */
function withUids(
  manifests: readonly { readonly name: string; readonly content: string }[],
  known: readonly { readonly name: string; readonly uid: string }[],
): WirePack['manifests'] {
  const left = [...known];
  return manifests.map(({ name, content }) => {
    const at = left.findIndex((item) => item.name === name && item.uid !== '');
    const [found] = at === -1 ? [] : left.splice(at, 1);
    return found === undefined ? { name, content } : { name, uid: found.uid, content };
  });
}

export interface VariableChanges {
  readonly set: readonly WireVariable[];
  readonly remove: readonly string[];
  /** All of them, where their order has to change; else empty. */
  readonly order: readonly WireVariable[];
  /** Sensitive ones that would have to be written although only their mask is known. */
  readonly masked: readonly string[];
}

export function variableChanges(source: WholeProfile, clone: WholeProfile): VariableChanges {
  const { set, remove, order, masked } = variableSteps(
    clone.object.content?.variables ?? [],
    source.object.content?.variables ?? [],
  );
  return { set: set.map(toWire), remove, order: order.map(toWire), masked };
}

/** Every member is given, so that none of the old ones stays; only what has no empty value is left out. */
function toWire(variable: Variable): WireVariable {
  const { format, inputType, ...rest } = variable;
  return {
    ...rest,
    ...(format === '' ? {} : { format }),
    ...(inputType === '' ? {} : { inputType }),
  };
}
