// One pack of a layer.
import type {
  AddedPack,
  OverrideRegistry,
  PackOverride,
  PackPosition,
} from '../../content/overrides/overrides.ts';
import { parsePath } from '../../content/parse-path.ts';
import { asRecord } from '../schema-check.ts';
import type { DataPath } from '../source-file.ts';
import { type LayerReading, tellFault } from './layer-reading.ts';
import { readManifest } from './read-manifest.ts';
import {
  checkAdded,
  checkEmpty,
  checkRemove,
  type RawMembers,
  readFile,
  readReplacements,
  readText,
} from './read-parts.ts';
import { readValues } from './read-values.ts';

export function readPack(name: string, raw: RawMembers, path: DataPath, reading: LayerReading): PackOverride {
  const what = `the pack ${JSON.stringify(name)}`;
  checkRemove(raw, what, path, reading);
  checkEmpty(raw, what, path, reading);
  checkAdded(raw, what, path, reading);
  checkAddedBeside(raw, path, reading);
  const { onConflict } = raw;
  const add = raw['add'] === undefined ? undefined : readAdd(asRecord(raw['add']), [...path, 'add'], reading);
  const move =
    raw['move'] === undefined ? undefined : readPosition(asRecord(raw['move']), [...path, 'move'], reading);
  const tag = readText(raw, 'tag', path, reading);
  const registry = readRegistry(raw, path, reading);
  const valuesFile =
    readFile(raw, 'valuesFile', path, reading) ??
    readFile(asRecord(raw['add']), 'valuesFile', [...path, 'add'], reading);
  const values =
    raw['values'] === undefined ? undefined : readValues(raw['values'], [...path, 'values'], reading);
  const manifests = Object.entries(asRecord(raw['manifests'])).map(
    ([key, manifest]) => [key, readManifest(key, manifest, [...path, 'manifests', key], reading)] as const,
  );
  return {
    ...(onConflict === 'keep' || onConflict === 'block' ? { onConflict } : {}),
    optional: raw['optional'] === true,
    remove: raw['remove'] === true,
    ...(add === undefined ? {} : { add }),
    ...(move === undefined ? {} : { move }),
    ...(tag === undefined ? {} : { tag }),
    ...(registry === undefined ? {} : { registry }),
    ...(valuesFile === undefined ? {} : { valuesFile }),
    replace: readReplacements(raw, path, reading),
    unset: readPaths(raw, path, reading),
    ...(values === undefined ? {} : { values }),
    manifests: new Map(manifests),
  };
}

/** What says the same as a member of `add`, or contradicts it. */
function checkAddedBeside(raw: RawMembers, path: DataPath, reading: LayerReading): void {
  if (raw['add'] === undefined) return;
  for (const key of ['move', 'tag', 'registry', 'registryUid'])
    if (raw[key] !== undefined)
      tellFault(
        reading,
        'declare/bad-override',
        `${key} cannot stand beside add`,
        [...path, key],
        key === 'move' ? 'use before or after in add' : `use ${key} in add`,
      );
  if (raw['valuesFile'] !== undefined && asRecord(raw['add'])['valuesFile'] !== undefined)
    tellFault(
      reading,
      'declare/bad-override',
      'valuesFile is given twice',
      [...path, 'valuesFile'],
      'keep one of them',
    );
}

function readAdd(raw: RawMembers, path: DataPath, reading: LayerReading): AddedPack {
  const type = String(raw['type']);
  const registry = readRegistry(raw, path, reading);
  const tag = readText(raw, 'tag', path, reading);
  const position = readPosition(raw, path, reading);
  if (type === 'manifest') {
    for (const key of ['registry', 'registryUid', 'tag'])
      if (raw[key] !== undefined)
        tellFault(
          reading,
          'declare/bad-override',
          `a pack of type manifest has no ${key === 'tag' ? 'tag' : 'registry'}`,
          [...path, key],
          `remove ${key}`,
        );
  } else {
    const missing = [
      ...(registry === undefined ? ['a registry'] : []),
      ...(tag === undefined ? ['a tag'] : []),
    ];
    if (missing.length > 0)
      tellFault(
        reading,
        'declare/bad-override',
        `a pack of type ${type} needs ${missing.join(' and ')}`,
        path,
        'add registry, or registryUid, and tag',
      );
  }
  return {
    type,
    layer: String(raw['layer']),
    tag: tag ?? '',
    ...(registry === undefined ? {} : { registry }),
    ...(position === undefined ? {} : { position }),
  };
}

function readRegistry(raw: RawMembers, path: DataPath, reading: LayerReading): OverrideRegistry | undefined {
  const name = readText(raw, 'registry', path, reading);
  const uid = readText(raw, 'registryUid', path, reading);
  if (name !== undefined && uid !== undefined)
    tellFault(
      reading,
      'declare/bad-override',
      'there are both registry and registryUid',
      [...path, 'registryUid'],
      'keep one of them',
    );
  return name !== undefined ? { name } : uid !== undefined ? { uid } : undefined;
}

function readPosition(raw: RawMembers, path: DataPath, reading: LayerReading): PackPosition | undefined {
  const before = readText(raw, 'before', path, reading);
  const after = readText(raw, 'after', path, reading);
  if (before !== undefined && after !== undefined)
    tellFault(
      reading,
      'declare/bad-override',
      'there are both before and after',
      [...path, 'after'],
      'keep one of them',
    );
  return before !== undefined ? { before } : after !== undefined ? { after } : undefined;
}

function readPaths(raw: RawMembers, path: DataPath, reading: LayerReading): readonly string[] {
  const list = raw['unset'];
  if (!Array.isArray(list)) return [];
  const at = [...path, 'unset'];
  const items = asItems(list);
  return list.map((_, index) => {
    const before = reading.run.faults.count;
    const text = readText(items, String(index), at, reading) ?? '';
    const parsed = parsePath(text);
    if (parsed.status === 'wrong' && reading.run.faults.count === before)
      tellFault(
        reading,
        'declare/bad-path',
        `${JSON.stringify(text.slice(0, 200))} is not a path: ${parsed.message}`,
        [...at, index],
        'use a.b[0], a[name=x] or a[=x]; put a key or a value with other characters than letters, digits, _, - and / in double quotes: options."system.repo", args[="a=1"]',
        'value',
      );
    return text;
  });
}

function asItems(list: readonly unknown[]): RawMembers {
  return Object.fromEntries(list.entries());
}
