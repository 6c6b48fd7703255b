// What is left of the layers once `null` has dropped what earlier ones say, and what holds for all of them.
import type { OnConflict, OverrideLayer, PackOverride, VariableOverride } from './overrides.ts';
import type { Registries } from './rendered.ts';

export interface PackLayer {
  readonly layer: number;
  /** As the layer names it. */
  readonly name: string;
  readonly override: PackOverride;
}

export interface VariableLayer {
  readonly layer: number;
  readonly name: string;
  readonly override: VariableOverride;
}

/** `keyOf`: one key for all names of a pack. */
export function packLayers(
  layers: readonly OverrideLayer[],
  keyOf: (name: string) => string,
): readonly PackLayer[] {
  let found: PackLayer[] = [];
  for (const [layer, { packs }] of layers.entries()) {
    for (const [name, override] of packs) {
      if (override === null) found = found.filter((earlier) => keyOf(earlier.name) !== keyOf(name));
      else {
        const dropped = [...override.manifests].flatMap(([manifest, what]) =>
          what === null ? [manifest] : [],
        );
        found = found.map((earlier) =>
          keyOf(earlier.name) === keyOf(name) ? withoutManifests(earlier, dropped) : earlier,
        );
        found.push({ layer, name, override });
      }
    }
  }
  return found;
}

function withoutManifests(layer: PackLayer, dropped: readonly string[]): PackLayer {
  if (!dropped.some((name) => layer.override.manifests.has(name))) return layer;
  const manifests = new Map([...layer.override.manifests].filter(([name]) => !dropped.includes(name)));
  return { ...layer, override: { ...layer.override, manifests } };
}

export function variableLayers(layers: readonly OverrideLayer[]): readonly VariableLayer[] {
  let found: VariableLayer[] = [];
  for (const [layer, { variables }] of layers.entries()) {
    for (const [name, override] of variables) {
      if (override === null) found = found.filter((earlier) => earlier.name !== name);
      else found.push({ layer, name, override });
    }
  }
  return found;
}

/** What the last layer that speaks of the pack says of it, else what the last layer says of all. */
export function onConflictOf(layers: readonly OverrideLayer[], packs: readonly PackLayer[]): OnConflict {
  return (
    packs.findLast(({ override }) => override.onConflict !== undefined)?.override.onConflict ??
    layers.findLast(({ onConflict }) => onConflict !== undefined)?.onConflict ??
    'keep'
  );
}

/** Names of registries whose UIDs are not known yet. */
export function unknownRegistries(packs: readonly PackLayer[], known: Registries): readonly string[] {
  const names = packs.flatMap(({ override: { registry, add } }) =>
    [registry, add?.registry].flatMap((one) => (one !== undefined && 'name' in one ? [one.name] : [])),
  );
  return [...new Set(names)].filter((name) => !known.has(name));
}
