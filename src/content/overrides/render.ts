// Overrides laid over the content of a source: the content that is wanted. Of these two and nothing else, everywhere.
import { VARIABLES } from '../compare-content.ts';
import type { Content, Pack } from '../content.ts';
import { onConflictOf, packLayers, unknownRegistries, variableLayers } from './layers.ts';
import type { OnConflict, Overrides } from './overrides.ts';
import { packPlaces, predecessors, removedPlace } from './pack-places.ts';
import { findPack, type PackSlot } from './pack-slots.ts';
import { PackRenderer } from './render-packs.ts';
import { renderVariables } from './render-variables.ts';
import type { OverriddenPlace, OverrideNote, Registries, Rendering } from './rendered.ts';
import type { Complaint } from './rendered-text.ts';

export function renderOverrides(source: Content, overrides: Overrides, registries: Registries): Rendering {
  const { layers } = overrides;
  const renderer = new PackRenderer(source.packs, registries);
  const keys = renderer.slots.map(({ key }) => key);
  const keyOf = (name: string): string => {
    const found = findPack(keys, name);
    return found.status === 'one' ? found.key : name;
  };
  const packs = packLayers(layers, keyOf);
  const unknown = unknownRegistries(packs, registries);
  if (unknown.length > 0) return { status: 'needs_registries', names: unknown };
  for (const layer of packs) renderer.apply(layer);
  const variables = renderVariables(source.variables, variableLayers(layers), onConflictOf(layers, []));
  const order = renderer.order();
  const failures = [
    ...renderer.failures,
    ...order.failures.map(({ key, message, place }) => ({
      message: `pack ${key}: ${message}`,
      hint: null,
      place,
    })),
    ...renderer.slots.flatMap((slot) => complaints(slot, 'failures')),
    ...variables.failures,
  ];
  if (failures.length > 0) return { status: 'failed', failures: inOrder(failures) };
  const slots = order.keys.flatMap((key) => renderer.slots.filter((slot) => slot.key === key));
  const wanted = slots
    .filter(({ removedAt }) => removedAt === null)
    .map((slot) => ({ slot, pack: packOf(slot) }));
  const conflictOf = (key: string): OnConflict =>
    onConflictOf(
      layers,
      packs.filter(({ name }) => keyOf(name) === key),
    );
  const places = [...placesOf(keys, slots, wanted, conflictOf), ...variables.places];
  const unused = [
    ...renderer.unused,
    ...renderer.slots.flatMap((slot) => complaints(slot, 'unused')),
    ...variables.unused,
  ];
  return {
    status: 'rendered',
    content: { ...source, packs: wanted.map(({ pack }) => pack), variables: variables.variables },
    places,
    notes: notesOf(unused, places),
    withoutUid: new Set(
      wanted.filter(({ slot }) => slot.addedAt ?? slot.tagAt ?? slot.registryAt).map(({ slot }) => slot.key),
    ),
  };
}

interface WantedPack {
  readonly slot: PackSlot;
  readonly pack: Pack;
}

/** `keys`: those of the packs of the source, in their order. */
function placesOf(
  keys: readonly string[],
  slots: readonly PackSlot[],
  wanted: readonly WantedPack[],
  conflictOf: (key: string) => OnConflict,
): readonly OverriddenPlace[] {
  const [before, after] = [predecessors(keys), predecessors(wanted.map(({ slot }) => slot.key))];
  return [
    ...slots.flatMap((slot) => removedPlace(slot, conflictOf(slot.key))),
    ...wanted.flatMap(({ slot, pack }) =>
      packPlaces({
        slot,
        wanted: pack,
        onConflict: conflictOf(slot.key),
        before: before.get(slot.key) ?? null,
        after: after.get(slot.key) ?? null,
      }),
    ),
  ];
}

function notesOf(unused: readonly Complaint[], places: readonly OverriddenPlace[]): readonly OverrideNote[] {
  return inOrder([
    ...unused.map(({ message, place }): OverrideNote => ({ kind: 'override-unused', message, place })),
    ...places.filter(({ isRedundant }) => isRedundant).map(redundant),
  ]);
}

function packOf(slot: PackSlot): Pack {
  const { facts, values, manifests } = slot;
  return {
    ...facts,
    values: values.text,
    manifests: manifests
      .filter(({ isRemoved }) => !isRemoved)
      .map(({ name, text }) => ({ name, content: text.text })),
  };
}

function complaints(slot: PackSlot, which: 'failures' | 'unused'): readonly Complaint[] {
  return [
    ...slot.values[which].map((one) => ({ ...one, message: `pack ${slot.key}: ${one.message}` })),
    ...slot.manifests.flatMap(({ key, text }) =>
      text[which].map((one) => ({ ...one, message: `manifest ${key} of pack ${slot.key}: ${one.message}` })),
    ),
  ];
}

function redundant({ pack, part, path, place }: OverriddenPlace): OverrideNote {
  const where = [pack === VARIABLES ? '' : `pack ${pack}`, part === 'pack' ? '' : part, path].filter(
    (word) => word !== '',
  );
  return { kind: 'override-redundant', message: `${where.join(', ')}: the source has it already`, place };
}

/** By layer, then as they were found. */
function inOrder<T extends { readonly place: { readonly layer: number } }>(all: readonly T[]): readonly T[] {
  return [...all].sort((a, b) => a.place.layer - b.place.layer);
}
