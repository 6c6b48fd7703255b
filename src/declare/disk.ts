// The files that declarations are read from. The only part of this room that touches the disk. It waits for each call: nothing else
// is to be done meanwhile, and a hundred small files are read in a third of the time.

import {
  closeSync,
  constants,
  type Dirent,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { byText } from '../content/compare.ts';

export type DiskEntry = { readonly name: string; readonly isFolder: boolean };

export interface DeclareDisk {
  /** Size in bytes and kind, symlinks followed; null when there is nothing. */
  inspect(
    path: string,
  ): Promise<{ readonly bytes: number; readonly kind: 'file' | 'folder' | 'other' } | null>;
  /** Rejects when it is no regular file, or has more than `maxBytes`. */
  read(path: string, maxBytes: number): Promise<Uint8Array>;
  /** With symlinks resolved. */
  realPath(path: string): Promise<string>;
  /** Nothing where it cannot be read. */
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
    read: async (path, maxBytes) => readRegular(path, maxBytes),
    realPath: async (path) => realpathSync(path),
    list: async (path) => {
      const entries = listOrNothing(path);
      return entries
        .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }))
        .sort(byText((entry) => entry.name));
    },
  };
}

/** Looks at what was opened, not at what the name stood for before: a pipe would never end, and a device has no size. */
function readRegular(path: string, maxBytes: number): Uint8Array {
  const handle = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const facts = fstatSync(handle);
    if (!facts.isFile() || facts.size > maxBytes) throw new Error(`${path} is no file of that size`);
    const bytes = Buffer.alloc(facts.size);
    return bytes.subarray(0, readSync(handle, bytes, 0, facts.size, 0));
  } finally {
    closeSync(handle);
  }
}

function isDangling(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

function listOrNothing(path: string): readonly Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** The whole file; null: there is none, it is no regular file, or it is larger than `maxBytes`. */
export async function readRegularFile(
  disk: DeclareDisk,
  file: string,
  maxBytes: number,
): Promise<Uint8Array | null> {
  const facts = await disk.inspect(file);
  const isFit = facts?.kind === 'file' && facts.bytes <= maxBytes;
  return isFit ? disk.read(file, maxBytes).catch(() => null) : null;
}
