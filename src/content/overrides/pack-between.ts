// Overrides that make one pack of another one, or a new one.
import type { Manifest, Pack } from '../content.ts';
import { uniqueKeys } from '../unique-keys.ts';
import type { ManifestOverride, PackOverride, PackPosition } from './overrides.ts';
import { manifestTextBetween, type TextBetween, valuesTextBetween } from './text-between.ts';

const EMPTY: PackOverride = { optional: false, remove: false, replace: [], unset: [], manifests: new Map() };

export const REMOVED: PackOverride = { ...EMPTY, remove: true };

/** What no override can say of a pack. */
export interface Inexpressible {
  readonly reason: string;
}

export function newPack(key: string, pack: Pack, position: PackPosition | undefined): PackOverride {
  const { type, layer, tag, registryUid, values, manifests } = pack;
  return {
    ...EMPTY,
    add: {
      type,
      layer,
      tag,
      ...(registryUid === '' ? {} : { registry: { uid: registryUid } }),
      ...(position === undefined ? {} : { position }),
    },
    ...(values.trim() === '' ? {} : { valuesFile: { name: fileName(key), text: values } }),
    manifests: new Map(
      manifests.map(({ name, content }): [string, ManifestOverride] => [
        name,
        { kind: 'add', file: { name: fileName(key, name), text: content } },
      ]),
    ),
  };
}

/** Type and layer of a pack cannot be overridden: a new pack takes its place. */
export function isOtherPack(before: Pack, after: Pack): boolean {
  return before.type !== after.type || before.layer !== after.layer;
}

/** null: there is no difference. */
export function packBetween(
  key: string,
  before: Pack,
  after: Pack,
  position: PackPosition | undefined,
): PackOverride | Inexpressible | null {
  if (before.registryUid !== after.registryUid && after.registryUid === '')
    return { reason: `pack ${key} no longer has a registry` };
  const manifests = manifestsBetween(key, before.manifests, after.manifests);
  if (manifests === null) return { reason: `the manifests of pack ${key} have another order` };
  const facts: Partial<PackOverride> = {
    ...(before.tag === after.tag ? {} : { tag: after.tag }),
    ...(before.registryUid === after.registryUid ? {} : { registry: { uid: after.registryUid } }),
    ...(position === undefined ? {} : { move: position }),
    ...textMembers(valuesTextBetween(before.values, after.values, fileName(key))),
  };
  const isSame = Object.keys(facts).length === 0 && manifests.size === 0;
  return isSame ? null : { ...EMPTY, ...facts, manifests };
}

function textMembers(text: TextBetween | null): Partial<PackOverride> {
  if (text === null) return {};
  const { file, replace, unset, values } = text;
  return {
    replace,
    unset,
    ...(file === undefined ? {} : { valuesFile: file }),
    ...(values === undefined ? {} : { values }),
  };
}

/** null: in another order than overrides can give them. */
function manifestsBetween(
  pack: string,
  before: readonly Manifest[],
  after: readonly Manifest[],
): ReadonlyMap<string, ManifestOverride> | null {
  const [had, has] = [byKey(before), byKey(after)];
  const kept = [...had.keys()].filter((key) => has.has(key));
  const added = [...has.keys()].filter((key) => !had.has(key));
  if ([...kept, ...added].some((key, index) => [...has.keys()][index] !== key)) return null;
  const found = new Map<string, ManifestOverride>();
  for (const key of had.keys()) if (!has.has(key)) found.set(key, { kind: 'remove', optional: false });
  for (const [key, text] of has) {
    const old = had.get(key);
    const name = fileName(pack, key);
    const between = old === undefined ? null : manifestTextBetween(old, text, name);
    if (old === undefined) found.set(key, { kind: 'add', file: { name, text } });
    else if (between !== null)
      found.set(key, {
        kind: 'change',
        optional: false,
        ...(between.file === undefined ? {} : { file: between.file }),
        ...(between.replace.length === 0 ? {} : { replace: between.replace }),
      });
  }
  return found;
}

function byKey(manifests: readonly Manifest[]): ReadonlyMap<string, string> {
  const keys = uniqueKeys(manifests.map(({ name }) => name));
  return new Map(manifests.map(({ content }, index) => [keys[index] ?? '', content]));
}

/** A name for a file with this text; where it is written is not decided here. */
function fileName(...parts: readonly string[]): string {
  return `${parts.map((part) => part.replaceAll(/[^\w.-]+/g, '-')).join('-')}.yaml`;
}
