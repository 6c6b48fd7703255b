// The files that declarations are read from. The only part of this room that touches the disk. It waits for each call: nothing else
// is to be done meanwhile, and a hundred small files are read in a third of the time.

import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
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
        const facts = statSync(path);
        return {
          bytes: facts.size,
          kind: facts.isFile() ? 'file' : facts.isDirectory() ? 'folder' : 'other',
        };
      } catch {
        return isDangling(path) ? { bytes: 0, kind: 'other' } : null;
      }
    },
    read: async (path) => readFileSync(path),
    realPath: async (path) => realpathSync(path),
    list: async (path) => {
      const entries = readdirSync(path, { withFileTypes: true });
      return entries
        .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }))
        .sort(byText((entry) => entry.name));
    },
  };
}

function isDangling(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}
