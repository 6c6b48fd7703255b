// The disk with some files as they would be: declarations are read of it before anything is written.
import path from 'node:path';
import type { DeclareDisk } from '../../declare/disk.ts';

/** `edited`: texts by absolute path below `root`; files and folders that are not there yet count, too. */
export function withEdited(
  disk: DeclareDisk,
  root: string,
  edited: ReadonlyMap<string, string>,
): DeclareDisk {
  const bytesOf = (file: string): Uint8Array | undefined => {
    const text = edited.get(file);
    return text === undefined ? undefined : new TextEncoder().encode(text);
  };
  return {
    inspect: async (file) => {
      const bytes = bytesOf(file);
      return bytes === undefined ? disk.inspect(file) : { bytes: bytes.length, kind: 'file' };
    },
    read: async (file, maxBytes) => bytesOf(file) ?? disk.read(file, maxBytes),
    realPath: async (file) =>
      edited.has(file) && (await disk.inspect(file)) === null
        ? path.join(await disk.realPath(root), path.relative(root, file))
        : disk.realPath(file),
    list: async (folder) => {
      const entries = new Map((await disk.list(folder)).map((entry) => [entry.name, entry]));
      for (const file of edited.keys()) {
        const [name, ...deeper] = path.relative(folder, file).split(path.sep);
        if (name === undefined || name === '..' || entries.has(name)) continue;
        entries.set(name, { name, isFolder: deeper.length > 0 });
      }
      return [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    },
  };
}
