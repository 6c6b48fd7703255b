// One manifest of a pack of a layer.
import type { ManifestOverride } from '../../content/overrides/overrides.ts';
import { asRecord } from '../schema-check.ts';
import type { DataPath } from '../source-file.ts';
import { type LayerReading, tellFault } from './layer-reading.ts';
import { checkAdded, checkEmpty, checkRemove, readFile, readReplacements } from './read-parts.ts';

/** null: what earlier layers say of it is dropped. */
export function readManifest(
  name: string,
  manifest: unknown,
  path: DataPath,
  reading: LayerReading,
): ManifestOverride | null {
  if (manifest === null) return null;
  const raw = asRecord(manifest);
  const what = `the manifest ${JSON.stringify(name)}`;
  checkRemove(raw, what, path, reading);
  checkEmpty(raw, what, path, reading);
  checkAdded(raw, what, path, reading);
  const optional = raw['optional'] === true;
  if (raw['remove'] === true) return { kind: 'remove', optional };
  const file = readFile(raw, 'file', path, reading);
  const replace = readReplacements(raw, path, reading);
  if (raw['add'] !== true)
    return {
      kind: 'change',
      optional,
      ...(file === undefined ? {} : { file }),
      ...(replace.length === 0 ? {} : { replace }),
    };
  if (raw['file'] === undefined)
    tellFault(reading, 'declare/bad-override', `${what} is added without a file`, path, 'add file');
  if (replace.length > 0)
    tellFault(
      reading,
      'declare/bad-override',
      `${what} is added, so there is nothing to replace`,
      [...path, 'replace'],
      'change the file, or remove add',
    );
  return { kind: 'add', file: file ?? { name: '', text: '' } };
}
