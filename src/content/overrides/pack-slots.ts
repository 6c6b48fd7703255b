// The packs of a profile while overrides are applied to them: where each stands, and by which names it is found.
import type { Manifest, Pack } from '../content.ts';
import { uniqueKeys } from '../unique-keys.ts';
import type { OverridePlace, PackPosition } from './overrides.ts';
import { RenderedText } from './rendered-text.ts';

/** A manifest of a pack; `source` is null for an added one. */
export interface ManifestSlot {
  readonly name: string;
  /** The name; of several with one name the later ones are `name#2`, … */
  readonly key: string;
  readonly source: string | null;
  text: RenderedText;
  isRemoved: boolean;
  addedAt: OverridePlace | null;
  removedAt: OverridePlace | null;
}

export interface PackSlot {
  /** Its name; of several with one name the later ones are `name#2`, … */
  readonly key: string;
  /** null: the source has no such pack. */
  readonly source: Pack | null;
  facts: Omit<Pack, 'values' | 'manifests'>;
  values: RenderedText;
  manifests: ManifestSlot[];
  position: PackPosition | null;
  addedAt: OverridePlace | null;
  removedAt: OverridePlace | null;
  movedAt: OverridePlace | null;
  tagAt: OverridePlace | null;
  registryAt: OverridePlace | null;
}

export function slotOf(key: string, pack: Pack): PackSlot {
  const { values, manifests, ...facts } = pack;
  return {
    key,
    source: pack,
    facts,
    values: new RenderedText(values),
    manifests: manifestSlots(manifests),
    ...UNTOUCHED,
  };
}

export function newSlot(
  key: string,
  source: Pack | null,
  facts: PackSlot['facts'],
  addedAt: OverridePlace,
): PackSlot {
  return { key, source, facts, values: new RenderedText(''), manifests: [], ...UNTOUCHED, addedAt };
}

const UNTOUCHED = {
  position: null,
  addedAt: null,
  removedAt: null,
  movedAt: null,
  tagAt: null,
  registryAt: null,
};

/** Two manifests of one name: the later one is `name#2`. */
function manifestSlots(manifests: readonly Manifest[]): ManifestSlot[] {
  const keys = uniqueKeys(manifests.map(({ name }) => name));
  return manifests.map(({ name, content }, index) => ({
    name,
    key: keys[index] ?? name,
    source: content,
    text: new RenderedText(content),
    isRemoved: false,
    addedAt: null,
    removedAt: null,
  }));
}

export type FoundPack =
  | { readonly status: 'one'; readonly key: string }
  | { readonly status: 'none' }
  | { readonly status: 'several'; readonly keys: readonly string[] };

/** By its name; else by the display name or the chart name in `<display name>--<chart name>` (facts.md section 10). */
export function findPack(keys: readonly string[], name: string): FoundPack {
  if (keys.includes(name)) return { status: 'one', key: name };
  const found = keys.filter((key) => partsOf(key).includes(name));
  const [key] = found;
  if (key === undefined) return { status: 'none' };
  return found.length === 1 ? { status: 'one', key } : { status: 'several', keys: found };
}

function partsOf(name: string): readonly string[] {
  const parts: string[] = [];
  for (let at = name.indexOf('--', 1); at !== -1; at = name.indexOf('--', at + 1))
    parts.push(name.slice(0, at), name.slice(at + 2));
  return parts;
}
