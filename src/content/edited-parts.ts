// What was edited, by name alone: for an earlier content of which only the hashes of its parts are known.

import { ORDER_OF_VARIABLES, PROFILE, VARIABLES } from './compare-content.ts';
import { changedParts, type Outline, partKey } from './outline.ts';
import type { PackChange } from './pack-change.ts';

/** The parts that differ, without what was or is in them. */
export function nameEdits(before: Outline, after: Outline): readonly PackChange[] {
  const parts = changedParts(before, after);
  const isOtherSet = [...parts].some(
    (part) => part.startsWith('["variable",') && Object.hasOwn(before, part) !== Object.hasOwn(after, part),
  );
  return [...parts].sort().flatMap((part): readonly PackChange[] => {
    const [kind, name = '', what, manifest = ''] = JSON.parse(part) as readonly string[];
    const how = !Object.hasOwn(before, part) ? 'added' : Object.hasOwn(after, part) ? 'changed' : 'removed';
    if (kind === 'variable') return [edit(VARIABLES, `${name} ${how}`)];
    // What came or went is said by name, and an outline of an earlier edition does not know the order.
    if (kind === 'variables')
      return how === 'changed' && !isOtherSet ? [edit(VARIABLES, ORDER_OF_VARIABLES)] : [];
    if (kind !== 'pack') return [edit(PROFILE, 'order of packs')];
    if (what === undefined) return [edit(name, how === 'changed' ? 'tag, layer, type or registry' : how)];
    // Of a pack that came or went, that is said once.
    const pack = partKey('pack', name);
    if (!Object.hasOwn(before, pack) || !Object.hasOwn(after, pack)) return [];
    return [edit(name, what === 'manifest' ? `manifest ${manifest} ${how}` : `values ${how}`)];
  });
}

function edit(pack: string, change: string): PackChange {
  return { pack, change, from: null, to: null };
}
