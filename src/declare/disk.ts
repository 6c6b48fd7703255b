// The files that declarations are read from. The only part of this room that touches the disk.

import { lstat, readdir, readFile, realpath, stat } from 'node:fs/promises';
import { byText } from '../model/compare.ts';

export type DiskEntry = { readonly name: string; readonly isFolder: boolean };

export interface DeclareDisk {
  /** Size in bytes and kind, symlinks followed; null when there is nothing. */
  inspect(
    path: string,
  ): Promise<{ readonly bytes: number; readonly kind: 'file' | 'folder' | 'other' } | null>;
  read(path: string): Promise<Uint8Array>;
  /** With symlinks resolved. */
  realPath(path: string): Promise<string>;
  list(path: string): Promise<readonly DiskEntry[]>;
}

export function createDeclareDisk(): DeclareDisk {
  return {
    inspect: async (path) => {
      try {
        const facts = await stat(path);
        return {
          bytes: facts.size,
          kind: facts.isFile() ? 'file' : facts.isDirectory() ? 'folder' : 'other',
        };
      } catch {
        return (await isDangling(path)) ? { bytes: 0, kind: 'other' } : null;
      }
    },
    read: (path) => readFile(path),
    realPath: (path) => realpath(path),
    list: async (path) => {
      const entries = await readdir(path, { withFileTypes: true });
      return entries
        .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }))
        .sort(byText((entry) => entry.name));
    },
  };
}

async function isDangling(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isSymbolicLink();
  } catch {
    return false;
  }
}
