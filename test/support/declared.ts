// Declarations read inside the process, from files in memory.
import path from 'node:path';
import type { DeclareDisk } from '../../src/declare/disk.ts';
import { type Declarations, readDeclarations } from '../../src/declare/read-declarations.ts';
import type { Result } from '../../src/model/diagnostic.ts';

/** Files in memory below /p. */
export function aDisk(files: Readonly<Record<string, string>>): DeclareDisk {
  const full = new Map(Object.entries(files).map(([name, text]) => [path.join('/p', name), text]));
  const isFolder = (where: string): boolean => [...full.keys()].some((name) => name.startsWith(`${where}/`));
  return {
    inspect: async (where) => {
      const text = full.get(where);
      if (text !== undefined) return { bytes: text.length, kind: 'file' };
      return isFolder(where) ? { bytes: 0, kind: 'folder' } : null;
    },
    read: async (where) => new TextEncoder().encode(full.get(where) ?? ''),
    realPath: async (where) => where,
    list: async (where) => {
      const names = [...full.keys()]
        .filter((name) => name.startsWith(`${where}/`))
        .map((name) => name.slice(where.length + 1).split('/')[0] ?? '');
      return [...new Set(names)].sort().map((name) => ({ name, isFolder: isFolder(path.join(where, name)) }));
    },
  };
}

/** `more`: what the command line and the environment say. */
export function read(
  files: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
  more: { readonly vars?: Readonly<Record<string, string>>; readonly varFiles?: readonly string[] } = {},
): Promise<Result<Declarations>> {
  const input = { rootDir: '/p', file: 'cloneform.yaml', vars: {}, varFiles: [], env, ...more };
  return readDeclarations(input, aDisk(files));
}

/** What must be valid. */
export async function good(...args: Parameters<typeof read>): Promise<Declarations> {
  const result = await read(...args);
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  return result.value;
}
