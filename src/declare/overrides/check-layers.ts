// What only all layers of a clone together show: a pack that is added twice, or changed after an earlier layer removed it.
import type { DesiredOverrides } from '../../model/desired.ts';
import type { Faults } from '../faults.ts';
import { layerPlace } from './layer-reading.ts';
import type { LayerSource } from './layers.ts';

export function checkLayers(
  { layers }: Pick<DesiredOverrides, 'layers'>,
  sources: readonly LayerSource[],
  faults: Faults,
): void {
  /** Where the last layer that says something of a pack added or removed it. */
  const before = new Map<string, { readonly what: 'add' | 'remove'; readonly layer: number }>();
  for (const [index, layer] of layers.entries()) {
    for (const [name, pack] of layer.packs) {
      const known = before.get(name);
      if (pack === null) before.delete(name);
      else if (pack.add !== undefined) {
        if (known?.what === 'add') tell(name, 'added twice', [known.layer, index], sources, faults);
        before.set(name, { what: 'add', layer: index });
      } else if (pack.remove) before.set(name, { what: 'remove', layer: index });
      else if (known?.what === 'remove' && !pack.optional)
        tell(name, 'both removed and changed', [known.layer, index], sources, faults);
    }
  }
}

function tell(
  name: string,
  what: string,
  [first, second]: readonly [number, number],
  sources: readonly LayerSource[],
  faults: Faults,
): void {
  const [before, after] = [sources[first], sources[second]];
  if (before === undefined || after === undefined) return;
  const path = ['packs', name];
  const { file, line } = layerPlace(before, path, 'key');
  faults.add(
    what === 'added twice' ? 'declare/added-twice' : 'declare/removed-and-changed',
    `the pack ${JSON.stringify(name)} is ${what}`,
    layerPlace(after, path, 'key'),
    `the first is at ${file}:${line}; ${name}: null in a later layer drops what earlier ones say`,
  );
}
