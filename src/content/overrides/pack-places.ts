// What overrides decide of each pack, beside what the source has.

import { canonicalJson } from '../canonical-json.ts';
import type { Pack } from '../content.ts';
import type { OnConflict } from './overrides.ts';
import type { ManifestSlot, PackSlot } from './pack-slots.ts';
import type { OverriddenPlace } from './rendered.ts';
import { NOTHING, textPlaces } from './text-places.ts';

/** `before` and `after`: the pack in front of this one, in the source and as wanted; null: it is the first. */
export interface PackFrame {
  readonly slot: PackSlot;
  readonly wanted: Pack;
  readonly onConflict: OnConflict;
  readonly before: string | null;
  readonly after: string | null;
}

export function removedPlace(slot: PackSlot, onConflict: OnConflict): readonly OverriddenPlace[] {
  if (slot.removedAt === null || slot.source === null) return [];
  return [
    {
      ...frameOf(slot.key, 'pack', onConflict),
      path: 'removed',
      source: slot.source.tag,
      wanted: null,
      sourceFact: 'present',
      mayConflict: false,
      place: slot.removedAt,
    },
  ];
}

export function packPlaces(frame: PackFrame): readonly OverriddenPlace[] {
  const { slot, wanted, onConflict } = frame;
  const isNew = slot.addedAt !== null;
  const values = textPlaces(
    {
      pack: slot.key,
      part: 'values',
      onConflict,
      source: isNew ? null : (slot.source?.values ?? null),
      wanted: wanted.values,
    },
    slot.values.touched,
  );
  return [
    ...addedPlace(frame),
    ...fact(frame, 'tag', slot.tagAt, slot.source?.tag, wanted.tag),
    ...fact(frame, 'registry', slot.registryAt, slot.source?.registryUid, wanted.registryUid),
    ...fact(frame, 'position', slot.movedAt, behind(frame.before), behind(frame.after)),
    ...values,
    ...slot.manifests.flatMap((manifest) => manifestPlaces(frame, manifest, isNew)),
  ];
}

function frameOf(pack: string, part: string, onConflict: OnConflict) {
  return { pack, part, onConflict, isSecret: false, isRedundant: false };
}

function behind(name: string | null): string {
  return name === null ? 'first' : `after ${name}`;
}

/** A pack of that name that the source has meanwhile is its fact as a whole. */
function addedPlace({ slot, wanted, onConflict }: PackFrame): readonly OverriddenPlace[] {
  if (slot.addedAt === null) return [];
  const theirs = slot.source === null ? NOTHING : factOf(slot.source);
  return [
    {
      ...frameOf(slot.key, 'pack', onConflict),
      path: 'added',
      source: slot.source?.tag ?? null,
      wanted: wanted.tag,
      sourceFact: theirs,
      mayConflict: true,
      place: slot.addedAt,
      isRedundant: theirs === factOf(wanted),
    },
  ];
}

function factOf({ tag, layer, type, registryUid, values, manifests }: Pack): string {
  const texts = manifests.map(({ name, content }) => [name, content.trim()]);
  return canonicalJson([tag, layer, type, registryUid, values.trim(), texts]);
}

function fact(
  { slot, onConflict }: PackFrame,
  path: string,
  place: OverriddenPlace['place'] | null,
  source: string | undefined,
  wanted: string,
): readonly OverriddenPlace[] {
  if (place === null || slot.addedAt !== null) return [];
  return [
    {
      ...frameOf(slot.key, 'pack', onConflict),
      path,
      source: source ?? null,
      wanted,
      sourceFact: source ?? NOTHING,
      mayConflict: true,
      place,
      isRedundant: source === wanted,
    },
  ];
}

function manifestPlaces(
  { slot, onConflict }: PackFrame,
  { key, source, text, addedAt, removedAt, isRemoved }: ManifestSlot,
  isNewPack: boolean,
): readonly OverriddenPlace[] {
  const part = `manifest ${key}`;
  const frame = { pack: slot.key, part, onConflict, source: isNewPack ? null : source, wanted: text.text };
  if (isRemoved)
    return removedAt === null || source === null
      ? []
      : [
          {
            ...frameOf(slot.key, part, onConflict),
            path: '',
            source: null,
            wanted: null,
            sourceFact: 'present',
            mayConflict: false,
            place: removedAt,
          },
        ];
  if (addedAt === null) return textPlaces(frame, text.touched);
  const whole = textPlaces(frame, [{ how: 'file', path: '', steps: [], place: addedAt }]);
  return whole.map((place) => ({ ...place, mayConflict: !isNewPack }));
}

/** The pack in front of each, by the keys of packs. */
export function predecessors(keys: readonly string[]): ReadonlyMap<string, string | null> {
  return new Map(keys.map((key, index) => [key, keys[index - 1] ?? null]));
}
