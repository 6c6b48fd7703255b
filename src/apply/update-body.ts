// What has to be sent to make one profile's content another's: the draft, and the variables to set, to take away and to put in order.

import type { Variable } from '../content/content.ts';
import { variableSteps } from '../content/variable-steps.ts';
import type { WireProfile, WireProfileUpdate, WireTemplate, WireVariable } from '../palette/wire.ts';
import type { WantedContent } from './goal.ts';

type WirePack = WireProfileUpdate['spec']['template']['packs'][number];

/** The object that a draft is written into. */
export interface UpdateTarget {
  readonly uid: string;
  readonly name: string;
  readonly version: string;
  /** Sent back as they are: whether PUT keeps those that it is not sent is open (`putKeepsAnnotations`). */
  readonly annotations: Readonly<Record<string, string>>;
  /** Its packs, of which the UIDs of manifests are taken. */
  readonly packs: NonNullable<WireTemplate['packs']>;
}

/** Palette writes these itself (facts.md section 1). */
const OF_PALETTE = new Set(['scope', 'projectUid', 'tenantUid']);

/** As Palette shows it. The manifests of a draft that was begun are known in the draft alone. */
export function targetOf({ metadata, spec }: WireProfile, version: string): UpdateTarget {
  const annotations = Object.entries(metadata.annotations ?? {}).flatMap(([key, value]) =>
    typeof value === 'string' && !OF_PALETTE.has(key) ? [[key, value] as const] : [],
  );
  return {
    uid: metadata.uid,
    name: metadata.name,
    version: spec.version ?? version,
    annotations: Object.fromEntries(annotations),
    packs: (spec.draft ?? spec.published)?.packs ?? [],
  };
}

/** Manifests keep the UID that the clone has for them, so that they are changed and not made twice. */
export function updateBody(
  { content, source, withoutUid }: Pick<WantedContent, 'content' | 'source' | 'withoutUid'>,
  target: UpdateTarget,
): WireProfileUpdate {
  const { uid, name, version, annotations } = target;
  const packUids = new Map(
    (source.profile.spec.published?.packs ?? []).map((pack) => [pack.name, pack.packUid]),
  );
  return {
    metadata: { name, uid, ...(Object.keys(annotations).length === 0 ? {} : { annotations }) },
    spec: {
      version,
      template: {
        type: content.type,
        packs: content.packs.map((pack): WirePack => {
          const packUid = withoutUid.has(pack.name) ? '' : (packUids.get(pack.name) ?? '');
          return {
            name: pack.name,
            tag: pack.tag,
            ...(pack.layer === '' ? {} : { layer: pack.layer }),
            ...(pack.type === '' ? {} : { type: pack.type }),
            registryUid: pack.registryUid,
            ...(packUid === '' ? {} : { uid: packUid }),
            values: pack.values,
            manifests: withUids(pack.manifests, manifestUids(target, pack.name)),
          };
        }),
      },
    },
  };
}

function manifestUids(
  { packs }: UpdateTarget,
  packName: string,
): readonly { readonly name: string; readonly uid: string }[] {
  const pack = packs.find((item) => item.name === packName);
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

/** From what the object has to what is wanted. */
export function variableChanges(from: readonly Variable[], to: readonly Variable[]): VariableChanges {
  const { set, remove, order, masked } = variableSteps(from, to);
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
