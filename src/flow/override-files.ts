// Files for whole texts of overrides: where they stand, and under which names.
import type { OverrideFile, OverrideLayer } from '../content/overrides/overrides.ts';
import { invariant } from '../model/invariant.ts';

/** As declarations name it: from the folder of the root file. */
export function folderOf(id: string, project: string | null): string {
  return `overrides/${fileName(project === null ? id : `${id}-${project}`)}`;
}

function fileName(name: string): string {
  return name.replace(/[^\w.-]+/g, '-').replace(/^[.-]+/, '') || 'overrides';
}

/** The layer with its whole texts in files below `folder`, under names that are not taken. Writes nothing. */
export async function placeFiles(
  layer: OverrideLayer,
  folder: string,
  isTaken: (name: string) => Promise<boolean>,
): Promise<{ readonly layer: OverrideLayer; readonly files: readonly OverrideFile[] }> {
  const files: OverrideFile[] = [];
  const place = async (name: string, { text }: OverrideFile): Promise<OverrideFile> => {
    for (let count = 1; ; count++) {
      const full = `${folder}/${fileName(name)}${count === 1 ? '' : `-${count}`}.yaml`;
      if (files.some((file) => file.name === full) || (await isTaken(full))) continue;
      const file = { name: full, text };
      files.push(file);
      return file;
    }
  };
  const packs = new Map<string, OverrideLayer['packs'] extends ReadonlyMap<string, infer P> ? P : never>();
  for (const [name, pack] of layer.packs) {
    invariant(pack !== null, 'a difference drops no layer');
    const manifests = new Map(pack.manifests);
    for (const [manifest, change] of pack.manifests)
      if (change !== null && change.kind !== 'remove' && change.file !== undefined)
        manifests.set(manifest, { ...change, file: await place(`${name}-${manifest}`, change.file) });
    const { valuesFile } = pack;
    const values = valuesFile === undefined ? {} : { valuesFile: await place(name, valuesFile) };
    packs.set(name, { ...pack, manifests, ...values });
  }
  return { layer: { ...layer, packs }, files };
}
