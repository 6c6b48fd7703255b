// One `overrides` as it was written → a layer, for the clone in one project.
import type { OverrideLayer } from '../../content/overrides/overrides.ts';
import { asRecord } from '../schema-check.ts';
import type { DataPath } from '../source-file.ts';
import { type LayerReading, tellFault } from './layer-reading.ts';
import { putVariables } from './override-text.ts';
import { readPack } from './read-pack.ts';
import { readVariable } from './read-variable.ts';

export async function readLayer(reading: LayerReading): Promise<OverrideLayer> {
  const { values } = reading.layer;
  for (const [name, path] of filesOf(values)) await reading.run.files.load(putVariables(name, path, reading));
  const { onConflict } = values;
  return {
    ...(onConflict === 'keep' || onConflict === 'block' ? { onConflict } : {}),
    packs: eachOf(values, 'packs', reading, (name, pack, path) =>
      pack === null ? null : readPack(name, asRecord(pack), path, reading),
    ),
    variables: eachOf(values, 'variables', reading, (name, variable, path) =>
      readVariable(name, variable, path, reading),
    ),
  };
}

function eachOf<T>(
  values: Readonly<Record<string, unknown>>,
  section: 'packs' | 'variables',
  reading: LayerReading,
  read: (name: string, value: unknown, path: DataPath) => T,
): ReadonlyMap<string, T> {
  return new Map(
    Object.entries(asRecord(values[section])).map(([name, value]) => {
      const path = [section, name];
      checkName(name, path, reading);
      return [name, read(name, value, path)] as const;
    }),
  );
}

const CONTROL = /\p{Cc}/u;

function checkName(name: string, path: DataPath, reading: LayerReading): void {
  if (name === '' || CONTROL.test(name))
    tellFault(
      reading,
      'declare/bad-name',
      `${JSON.stringify(name)} cannot be a name here`,
      path,
      'use the name that the profile has',
    );
}

/** The files that a layer names, as they are written, with the paths of their names. */
function filesOf(values: Readonly<Record<string, unknown>>): readonly (readonly [string, DataPath])[] {
  const found: (readonly [string, DataPath])[] = [];
  const look = (raw: unknown, key: string, path: DataPath): void => {
    const name = asRecord(raw)[key];
    if (typeof name === 'string') found.push([name, [...path, key]]);
  };
  for (const [name, pack] of Object.entries(asRecord(values['packs']))) {
    const path = ['packs', name];
    const { add, manifests } = asRecord(pack);
    look(pack, 'valuesFile', path);
    look(add, 'valuesFile', [...path, 'add']);
    for (const [key, manifest] of Object.entries(asRecord(manifests)))
      look(manifest, 'file', [...path, 'manifests', key]);
  }
  return found;
}
