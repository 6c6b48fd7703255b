// A secret that is written into YAML stays in version control. Declarations with one still work: charts have harmless keys of such names.
import type { OverrideMap, OverrideScalar, OverrideValue } from '../../content/overrides/overrides.ts';
import { plainScalar } from '../../content/plain-scalar.ts';
import { isSecretMember, looksSecret } from '../../content/secret-keys.ts';
import type { DataPath } from '../source-file.ts';
import { type LayerReading, layerPlace } from './layer-reading.ts';

/** `written`: the scalars that no variable is put into. */
export function warnOfSecrets(
  values: OverrideMap,
  path: DataPath,
  written: ReadonlySet<OverrideValue>,
  reading: LayerReading,
): void {
  const visit = (value: OverrideValue, at: DataPath, isSecret: boolean): void => {
    if (value.kind === 'map') {
      const keys = new Set(value.entries.map(({ key }) => key));
      const parent = String(at.at(-1));
      for (const entry of value.entries)
        visit(entry.value, [...at, entry.key], isSecret || isSecretMember(entry.key, keys, parent));
    } else if (value.kind === 'list')
      for (const [index, item] of value.items.entries()) visit(item, [...at, index], isSecret);
    else if (isSecret && written.has(value) && maySay(value)) warnOfSecret(at, reading);
  };
  visit(values, path, false);
}

export function warnOfVariable(name: string, value: string, path: DataPath, reading: LayerReading): void {
  if (looksSecret(name) && value !== '') warnOfSecret(path, reading);
}

/** true, false, null and the empty text give nothing away. */
function maySay(value: OverrideScalar): boolean {
  if (value.value === '') return false;
  return value.style !== 'plain' || !['bool', 'null'].includes(plainScalar(value.source).type);
}

/** Told at the key, also of an item of a list: what stands behind it on the line is not shown. */
function warnOfSecret(path: DataPath, { run, layer }: LayerReading): void {
  const length = path.findLastIndex((step) => typeof step === 'string') + 1;
  const place = layerPlace(layer, path.slice(0, length), 'key');
  const id = `${place.file}:${place.line}:${place.column}`;
  const name = String(path[length - 1]);
  run.warnings.set(id, {
    code: 'declare/secret-in-override',
    severity: 'warning',
    message: `${JSON.stringify(name)} looks like a secret, and its value is written in YAML`,
    place: { ...place, text: `${place.text.slice(0, place.column - 1)}${name}: ***` },
    hint: 'use a variable: declare it under variables, write ${var.name} here, and set CLONEFORM_VAR_name',
  });
}
