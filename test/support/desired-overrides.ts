// Overrides written as plain values, for tests of what becomes of them.
import type {
  ManifestOverride,
  OverrideLayer,
  OverrideMap,
  OverrideValue,
  PackOverride,
  VariableOverride,
} from '../../src/content/overrides/overrides.ts';
import { sha256 } from '../../src/inventory/digest.ts';
import type { DesiredOverrides } from '../../src/model/desired.ts';

export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

export interface PackFacts extends Partial<Omit<PackOverride, 'values' | 'manifests'>> {
  readonly values?: { readonly [key: string]: Plain };
  readonly manifests?: Readonly<Record<string, ManifestOverride | null>>;
}

export interface LayerFacts {
  readonly onConflict?: 'keep' | 'block';
  readonly packs?: Readonly<Record<string, PackFacts | null>>;
  readonly variables?: Readonly<Record<string, VariableOverride | null>>;
}

/** A declaration's `overrides`, one layer for each argument. */
export function someOverrides(...layers: readonly LayerFacts[]): DesiredOverrides {
  return { layers: layers.map(layer), digest: sha256(JSON.stringify(layers)) };
}

/** Values of one pack: what most tests need. */
export function valuesOf(
  pack: string,
  values: { readonly [key: string]: Plain },
  more: PackFacts = {},
): DesiredOverrides {
  return someOverrides({ packs: { [pack]: { ...more, values } } });
}

function layer({ packs = {}, variables = {}, ...facts }: LayerFacts): OverrideLayer {
  return {
    ...facts,
    packs: new Map(
      Object.entries(packs).map(([name, pack]) => [name, pack === null ? null : packOverride(pack)]),
    ),
    variables: new Map(Object.entries(variables)),
  };
}

function packOverride({ values, manifests = {}, ...facts }: PackFacts): PackOverride {
  return {
    optional: false,
    remove: false,
    replace: [],
    unset: [],
    ...facts,
    ...(values === undefined ? {} : { values: mapOf(values) }),
    manifests: new Map(Object.entries(manifests)),
  };
}

function mapOf(values: { readonly [key: string]: Plain }): OverrideMap {
  return {
    kind: 'map',
    entries: Object.entries(values).map(([key, value]) => ({ key, value: valueOf(value) })),
  };
}

function valueOf(value: Plain): OverrideValue {
  if (Array.isArray(value)) return { kind: 'list', items: value.map(valueOf) };
  if (typeof value === 'object' && value !== null) return mapOf(value as { readonly [key: string]: Plain });
  if (typeof value !== 'string')
    return { kind: 'scalar', style: 'plain', source: String(value), value: String(value) };
  return { kind: 'scalar', style: 'quoted', source: JSON.stringify(value), value };
}
