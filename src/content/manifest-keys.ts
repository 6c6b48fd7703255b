// Manifests of one pack by name. Palette allows two of one name; the later ones are told apart by a number.
import type { Manifest } from './content.ts';

/** The first has the key `name`, the next `name#2`, …; a key that is in use already is passed over (store/FORMAT.md). */
export function byManifestKey(manifests: readonly Manifest[]): ReadonlyMap<string, string> {
  const contents = new Map<string, string>();
  for (const manifest of manifests) {
    let key = manifest.name;
    for (let n = 2; contents.has(key); n++) key = `${manifest.name}#${n}`;
    contents.set(key, manifest.content.trim());
  }
  return contents;
}
