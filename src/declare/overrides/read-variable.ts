// One variable of the profile in a layer.
import type { VariableMembers, VariableOverride } from '../../content/overrides/overrides.ts';
import { asRecord } from '../schema-check.ts';
import type { DataPath } from '../source-file.ts';
import type { LayerReading } from './layer-reading.ts';
import { hasVariables } from './override-text.ts';
import { checkAdded, checkEmpty, checkRemove, type RawMembers, readText } from './read-parts.ts';
import { warnOfVariable } from './secret-warnings.ts';

/** null: what earlier layers say of it is dropped. */
export function readVariable(
  name: string,
  variable: unknown,
  path: DataPath,
  reading: LayerReading,
): VariableOverride | null {
  if (variable === null) return null;
  const raw = asRecord(variable);
  const what = `the variable ${JSON.stringify(name)}`;
  checkRemove(raw, what, path, reading);
  checkEmpty(raw, what, path, reading);
  checkAdded(raw, what, path, reading);
  const optional = raw['optional'] === true;
  if (raw['remove'] === true) return { kind: 'remove', optional };
  const members = readMembers(raw, path, reading);
  const value = raw['defaultValue'];
  if (typeof value === 'string' && !hasVariables(value))
    warnOfVariable(name, value, [...path, 'defaultValue'], reading);
  return raw['add'] === true ? { kind: 'add', members } : { kind: 'change', optional, members };
}

const TEXTS = ['displayName', 'description', 'format', 'defaultValue', 'regex', 'inputType'] as const;
const FLAGS = ['required', 'immutable', 'hidden'] as const;

function readMembers(raw: RawMembers, path: DataPath, reading: LayerReading): VariableMembers {
  const texts = TEXTS.flatMap((key) => {
    const text = readText(raw, key, path, reading);
    return text === undefined ? [] : [[key, text] as const];
  });
  const flags = FLAGS.flatMap((key) => (typeof raw[key] === 'boolean' ? [[key, raw[key]] as const] : []));
  const options = readOptions(raw, path, reading);
  return {
    ...Object.fromEntries(texts),
    ...Object.fromEntries(flags),
    ...(options === undefined ? {} : { options }),
  };
}

function readOptions(raw: RawMembers, path: DataPath, reading: LayerReading): VariableMembers['options'] {
  const list = raw['options'];
  if (!Array.isArray(list)) return undefined;
  return list.map((item, index) => {
    const option = asRecord(item);
    const text = (key: string): string => readText(option, key, [...path, 'options', index], reading) ?? '';
    return { value: text('value'), label: text('label'), description: text('description') };
  });
}
