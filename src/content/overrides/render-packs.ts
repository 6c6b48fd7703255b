// The packs of a source with overrides laid over them, layer by layer.
import type { Pack } from '../content.ts';
import { uniqueKeys } from '../unique-keys.ts';
import type { PackLayer } from './layers.ts';
import type { AddedPack, ManifestOverride, OverridePlace, OverrideRegistry } from './overrides.ts';
import { type Ordered, orderPacks } from './pack-order.ts';
import { findPack, type ManifestSlot, newSlot, type PackSlot, slotOf } from './pack-slots.ts';
import type { Registries } from './rendered.ts';
import { type Complaint, member, RenderedText } from './rendered-text.ts';

export class PackRenderer {
  readonly failures: Complaint[] = [];
  readonly unused: Complaint[] = [];
  readonly #registries: Registries;
  /** In the order of the source, then of being added or moved. */
  #slots: PackSlot[];

  constructor(packs: readonly Pack[], registries: Registries) {
    this.#registries = registries;
    const keys = uniqueKeys(packs.map(({ name }) => name));
    this.#slots = packs.map((pack, index) => slotOf(keys[index] ?? pack.name, pack));
  }

  get slots(): readonly PackSlot[] {
    return this.#slots;
  }

  apply({ layer, name, override }: PackLayer): void {
    const at: OverridePlace = { layer, path: ['packs', name] };
    const slot =
      override.add === undefined
        ? this.#find(name, override.optional, at)
        : this.#add(name, override.add, at);
    if (slot === undefined) return;
    if (override.remove) {
      slot.removedAt = member(at, 'remove');
      return;
    }
    if (override.tag !== undefined) {
      slot.facts = { ...slot.facts, tag: override.tag, resolvedVersion: '' };
      slot.tagAt = member(at, 'tag');
    }
    if (override.registry !== undefined) {
      slot.facts = { ...slot.facts, registryUid: this.#registry(override.registry, member(at, 'registry')) };
      slot.registryAt = member(at, 'registry');
    }
    if (override.move !== undefined) this.#place(slot, override.move, member(at, 'move'));
    slot.values.apply({ ...override, file: override.valuesFile }, at, 'valuesFile');
    for (const [manifest, what] of override.manifests)
      if (what !== null) this.#manifest(slot, manifest, what, member(at, 'manifests', manifest));
  }

  /** Also says what cannot be placed. */
  order(): Ordered {
    const keys = this.#slots.map(({ key }) => key);
    return orderPacks(
      this.#slots.map(({ key, position, movedAt, addedAt }) => ({
        key,
        position,
        place: movedAt ?? addedAt,
      })),
      (name) => {
        const found = findPack(keys, name);
        return found.status === 'one' ? found.key : undefined;
      },
    );
  }

  #find(name: string, optional: boolean, at: OverridePlace): PackSlot | undefined {
    const found = findPack(
      this.#slots.map(({ key }) => key),
      name,
    );
    if (found.status === 'several') {
      this.#fail(`pack ${name} may be ${found.keys.join(' or ')}`, 'Give the full name of the pack.', at);
      return undefined;
    }
    const slot = found.status === 'one' ? this.#slots.find(({ key }) => key === found.key) : undefined;
    if (slot !== undefined && slot.removedAt === null) return slot;
    const message =
      slot === undefined ? `the source has no pack ${name}` : `pack ${name} is removed by an earlier layer`;
    if (optional) this.unused.push({ message, hint: null, place: at });
    else this.#fail(message, this.#hintFor(name, slot), at);
    return undefined;
  }

  #hintFor(name: string, slot: PackSlot | undefined): string {
    if (slot !== undefined)
      return `Write "${name}: null" in the later layer to drop what earlier layers say of it.`;
    const names = this.#slots.map(({ key }) => key).join(', ');
    return `Set optional: true if the source may lack it. ${names === '' ? 'The source has no packs' : `Its packs: ${names}`}.`;
  }

  /** A pack of that name in the source makes way for the new one. */
  #add(name: string, added: AddedPack, at: OverridePlace): PackSlot {
    const place = member(at, 'add');
    const found = findPack(
      this.#slots.map(({ key }) => key),
      name,
    );
    const old =
      found.status === 'one' && found.key === name ? this.#slots.find(({ key }) => key === name) : undefined;
    const registryUid =
      added.registry === undefined ? '' : this.#registry(added.registry, member(place, 'registry'));
    const { type, layer, tag } = added;
    const facts = { name, tag, layer, type, registryUid, resolvedVersion: '', isInvalid: false };
    const slot = newSlot(name, old?.source ?? null, facts, place);
    slot.position = added.position ?? null;
    this.#slots = [...this.#slots.filter((other) => other !== old), slot];
    return slot;
  }

  /** The later in the list, the later among several at one anchor. */
  #place(slot: PackSlot, position: PackSlot['position'], at: OverridePlace): void {
    slot.position = position;
    slot.movedAt = at;
    this.#slots = [...this.#slots.filter((other) => other !== slot), slot];
  }

  #registry(registry: OverrideRegistry, at: OverridePlace): string {
    if ('uid' in registry) return registry.uid;
    const uid = this.#registries.get(registry.name) ?? null;
    if (uid === null)
      this.#fail(`no registry ${registry.name}, or several of that name`, 'Give its UID as registryUid.', at);
    return uid ?? '';
  }

  #manifest(slot: PackSlot, name: string, what: ManifestOverride, at: OverridePlace): void {
    const found = slot.manifests.find((manifest) => manifest.key === name);
    if (what.kind === 'add') {
      const text = new RenderedText(what.file.text);
      const added: ManifestSlot = {
        name: found?.name ?? name,
        key: name,
        source: found?.source ?? null,
        text,
        isRemoved: false,
        addedAt: at,
        removedAt: null,
      };
      slot.manifests =
        found === undefined
          ? [...slot.manifests, added]
          : slot.manifests.map((old) => (old === found ? added : old));
      return;
    }
    if (found === undefined || found.isRemoved) {
      const message =
        found === undefined
          ? `pack ${slot.key} has no manifest ${name}`
          : `manifest ${name} of pack ${slot.key} is removed by an earlier layer`;
      if (what.optional) this.unused.push({ message, hint: null, place: at });
      else this.#fail(message, 'Set optional: true if the source may lack it, or add: true to add it.', at);
    } else if (what.kind === 'remove') {
      found.isRemoved = true;
      found.removedAt = at;
    } else found.text.apply(what, at, 'file');
  }

  #fail(message: string, hint: string | null, place: OverridePlace): void {
    this.failures.push({ message, hint, place });
  }
}
