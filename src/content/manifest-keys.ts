// Manifests of one pack by name. Palette allows two of one name; the later ones are distinguished by a number.
import type { Manifest } from './content.ts';
import { uniqueKeys } from './unique-keys.ts';

/** The first has the key `name`, the next `name#2`, …; a key that is in use already is passed over (state/FORMAT.md). */
export function byManifestKey(manifests: readonly Manifest[]): ReadonlyMap<string, string> {
  const keys = uniqueKeys(manifests.map(({ name }) => name));
  return new Map(manifests.map(({ content }, index) => [keys[index] ?? '', content.trim()]));
}
