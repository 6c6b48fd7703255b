// Members that packs, manifests and variables share: texts, files, replacements, flags.
import type { OverrideFile, Replacement } from '../../content/overrides/overrides.ts';
import { asRecord } from '../schema-check.ts';
import type { DataPath } from '../source-file.ts';
import { type LayerReading, layerPlace, tellFault } from './layer-reading.ts';
import { putVariables } from './override-text.ts';
import { checkText } from './read-values.ts';

export type RawMembers = Readonly<Record<string, unknown>>;

/** The text at a member, with its variables; undefined: there is none. */
export function readText(
  raw: RawMembers,
  key: string,
  path: DataPath,
  reading: LayerReading,
): string | undefined {
  const text = raw[key];
  if (typeof text !== 'string') return undefined;
  const at = [...path, key];
  const value = putVariables(text, at, reading);
  checkText(value, at, reading);
  return value;
}

/** A file that was loaded before (read-layer.ts). */
export function readFile(
  raw: RawMembers,
  key: string,
  path: DataPath,
  reading: LayerReading,
): OverrideFile | undefined {
  const { run, layer } = reading;
  const before = run.faults.count;
  const name = readText(raw, key, path, reading);
  // A wrong name is the only fault to report: the file cannot be looked for.
  if (name === undefined || run.faults.count > before) return undefined;
  return run.files.get(name, () => layerPlace(layer, [...path, key]), run.faults);
}

export function readReplacements(
  raw: RawMembers,
  path: DataPath,
  reading: LayerReading,
): readonly Replacement[] {
  const list = raw['replace'];
  if (!Array.isArray(list)) return [];
  return list.map((item, index) => {
    const replacement = asRecord(item);
    const at = [...path, 'replace', index];
    const find = readText(replacement, 'find', at, reading) ?? '';
    if (find === '')
      tellFault(
        reading,
        'declare/bad-value',
        'find is empty',
        at,
        'write the text that is to be replaced',
        'value',
      );
    return {
      find,
      with: readText(replacement, 'with', at, reading) ?? '',
      count: typeof replacement['count'] === 'number' ? replacement['count'] : 1,
    };
  });
}

/** `remove` says all there is to say; only `optional` can stand beside it. */
export function checkRemove(raw: RawMembers, what: string, path: DataPath, reading: LayerReading): void {
  if (raw['remove'] !== true) return;
  const others = Object.keys(raw).filter((key) => key !== 'remove' && key !== 'optional');
  const [first] = others;
  if (first === undefined) return;
  tellFault(
    reading,
    'declare/removed-and-changed',
    `${what} is removed, but ${others.join(', ')} ${others.length === 1 ? 'changes' : 'change'} it`,
    [...path, first],
    'keep remove, or the rest',
  );
}

/** Only `optional`: nothing is done with what the source may lack. */
export function checkEmpty(raw: RawMembers, what: string, path: DataPath, reading: LayerReading): void {
  if (Object.keys(raw).some((key) => key !== 'optional')) return;
  const message = `the override of ${what} is empty`;
  tellFault(reading, 'declare/empty-override', message, path, 'say what is different, or remove it');
}

export function checkAdded(raw: RawMembers, what: string, path: DataPath, reading: LayerReading): void {
  if (raw['add'] === undefined || raw['optional'] === undefined) return;
  const message = `${what} is added, so it cannot be optional`;
  tellFault(reading, 'declare/bad-override', message, [...path, 'optional'], 'remove optional');
}
