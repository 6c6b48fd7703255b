// An API key has no place in YAML. Found by the names that it goes by; its value is never shown.
import type { Faults } from './faults.ts';
import { isOverride, type Position, positionBelow } from './overrides/position.ts';
import { type DataPath, eachKey, isQuotable, type SourceFile } from './source-file.ts';

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

/** `above`: the path of the map that the tree of `file` is, where that is a part of a file. */
export function findSecrets(file: SourceFile, faults: Faults, above: DataPath = []): void {
  eachKey(file.root, (key, below) => {
    const name = String(key.value);
    if (!isKeyName(name)) return;
    const path = [...above, ...below];
    if (path.at(-1) === 'labels' || path[0] === 'variables') return;
    // There, a warning asks for a variable (overrides/secret-warnings.ts): many charts have such keys.
    if (isOverride(positionOf(path))) return;
    const place = file.placeAt(key.range?.[0] ?? 0);
    const text = `${place.text.slice(0, place.column - 1 + name.length)}: ***`;
    const hint = 'remove it, also from the version history; set PALETTE_API_KEY or use --api-key-file FILE';
    faults.add(
      'declare/secret-in-yaml',
      `${JSON.stringify(name)} must not be in YAML`,
      { ...place, text },
      hint,
    );
  });
}

function positionOf(path: DataPath): Position {
  return path.reduce<Position>(positionBelow, 'file');
}

export function isKeyName(name: string): boolean {
  return KEY_NAMES.has(name.toLowerCase().replaceAll(/[_-]/g, ''));
}

/** The key of this very run, whatever it stands under. `redact` takes it out of a text. */
export function findKeyItself(
  name: string,
  bytes: Uint8Array,
  redact: (text: string) => string,
  faults: Faults,
): void {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  const safe = redact(text);
  if (safe === text) return;
  const lines = text.split('\n');
  const line = safe.split('\n').findIndex((shown, index) => shown !== lines[index]);
  const shown = safe.split('\n')[line] ?? '';
  faults.add(
    'declare/secret-in-yaml',
    'this is the Palette API key',
    {
      file: name,
      line: line + 1,
      column: Math.max(0, shown.indexOf('***')) + 1,
      text: isQuotable(name) ? shown.slice(0, 200) : '',
    },
    'remove it, also from the version history, and replace the key with a new one',
  );
}
