// `values` of a pack: variables put in, every scalar in its spelling, and a warning for each secret that is written out.
import type { OverrideMap, OverrideScalar, OverrideValue } from '../../content/overrides/overrides.ts';
import { Faults } from '../faults.ts';
import { parseSnippet } from '../parse-file.ts';
import type { DataPath } from '../source-file.ts';
import { readKept, readKeptMap } from './kept-values.ts';
import { type LayerReading, tellFault } from './layer-reading.ts';
import { hasVariables, putVariables } from './override-text.ts';
import { warnOfSecrets } from './secret-warnings.ts';

const CONTROL = /(?![\n\t])\p{Cc}/u;
/** Read as YAML, these come to themselves: no need to ask the parser. */
const SIMPLE = /^[A-Za-z0-9_][\w./%+-]*$/;

export function readValues(kept: unknown, path: DataPath, reading: LayerReading): OverrideMap | undefined {
  const written: Written = new Set();
  const values = readKeptMap(kept, path, (scalar, at) => {
    const value = readScalar(scalar, at, reading);
    if (!hasVariables(scalar.source)) written.add(value);
    return value;
  });
  if (values === undefined) return undefined;
  checkKeys(values, path, reading);
  warnOfSecrets(values, path, written, reading);
  return values;
}

/** Scalars that stand in the file as they are. */
export type Written = Set<OverrideValue>;

function readScalar(scalar: OverrideScalar, path: DataPath, reading: LayerReading): OverrideValue {
  const isPlain = scalar.style === 'plain';
  const text = isPlain ? scalar.source : scalar.value;
  const value = putVariables(text, path, reading);
  checkText(value, path, reading);
  if (value === text) return scalar;
  if (!isPlain) return { kind: 'scalar', style: 'text', source: value, value };
  if (SIMPLE.test(value)) return { kind: 'scalar', style: 'plain', source: value, value };
  return readAsYaml(value, path, reading) ?? scalar;
}

/** A plain scalar with variables is whatever its text is in YAML: a number, a list, a map. */
function readAsYaml(text: string, path: DataPath, reading: LayerReading): OverrideValue | undefined {
  const own = new Faults();
  const kept = parseSnippet(text, own);
  if (kept !== undefined) return readKept(kept);
  const why = own.list()[0]?.message ?? 'it is empty';
  const hint = 'put the value in double quotes to use it as text';
  tellFault(
    reading,
    'declare/bad-value',
    `with its variables put in, this is not YAML: ${why}`,
    path,
    hint,
    'value',
  );
  return undefined;
}

export function checkText(text: string, path: DataPath, reading: LayerReading): void {
  if (!CONTROL.test(text)) return;
  tellFault(
    reading,
    'declare/control-character',
    `${path.join('.')} contains a control character`,
    path,
    'remove it; only line breaks and tabs are allowed',
    'value',
  );
}

function checkKeys(value: OverrideValue, path: DataPath, reading: LayerReading): void {
  if (value.kind === 'list')
    for (const [index, item] of value.items.entries()) checkKeys(item, [...path, index], reading);
  if (value.kind !== 'map') return;
  for (const entry of value.entries) {
    const below = [...path, entry.key];
    if (CONTROL.test(entry.key))
      tellFault(
        reading,
        'declare/control-character',
        `a key of ${path.join('.')} contains a control character`,
        below,
        'remove it; only line breaks and tabs are allowed',
      );
    checkKeys(entry.value, below, reading);
  }
}
