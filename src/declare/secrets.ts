// An API key has no place in YAML. Found by the names that it goes by; its value is never shown.
import { isScalar } from 'yaml';
import type { Faults } from './faults.ts';
import { mapsOf, type SourceFile } from './source-file.ts';

const KEY_NAMES = new Set([
  'apikey',
  'paletteapikey',
  'spectrocloudapikey',
  'token',
  'authtoken',
  'jwt',
  'password',
  'secret',
]);

export function findSecrets(file: SourceFile, faults: Faults): void {
  for (const { keys, path } of mapsOf(file.root)) {
    if (path.at(-1) === 'labels' || path[0] === 'variables') continue;
    for (const key of keys) {
      if (!isScalar(key)) continue;
      const name = String(key.value);
      if (!KEY_NAMES.has(name.toLowerCase().replaceAll(/[_-]/g, ''))) continue;
      const place = file.placeAt(key.range?.[0] ?? 0);
      const text = `${place.text.slice(0, place.column - 1 + name.length)}: ***`;
      const hint =
        'take it out, and out of the history too; set PALETTE_API_KEY, or name a file with --api-key-file';
      faults.add(
        'declare/secret-in-yaml',
        `${JSON.stringify(name)} does not belong in YAML`,
        { ...place, text },
        hint,
      );
    }
  }
}
