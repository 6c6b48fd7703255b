// The user's cache folder: what is there makes runs quicker, and whatever happens to it no run goes wrong. Reading commands may write
// here: it is no state, and nothing in it is ever shown or sent.
import {
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { getuid, pid, platform } from 'node:process';

export interface UserCache {
  /** null: there is none, or it is not to be trusted. */
  read(name: string): string | null;
  readBytes(name: string): Buffer | null;
  /** Whole or not at all; failing is no fault. */
  write(name: string, data: string | Uint8Array): void;
}

const MAX_FILE_BYTES = 65 * 1024 * 1024;
/** Of all files of a kind: one for each project, the oldest go first. */
const MOST_FILES = 64;
const MOST_BYTES = 256 * 1024 * 1024;

/** `$XDG_CACHE_HOME/cloneform` or `~/.cache/cloneform`; without either nothing is kept. */
export function openUserCache(env: Readonly<Record<string, string | undefined>>): UserCache {
  const folder = folderOf(env);
  if (folder === null) return { read: () => null, readBytes: () => null, write: () => undefined };
  const readBytes = (name: string): Buffer | null => tryTo(() => readOwn(path.join(folder, name))) ?? null;
  return {
    read: (name) => readBytes(name)?.toString('utf8') ?? null,
    readBytes,
    write: (name, data) => {
      tryTo(() => {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        if (!isOurs(statSync(folder))) return;
        const draft = path.join(folder, `${name}.${pid}`);
        writeFileSync(draft, data, { mode: 0o600, flag: 'wx' });
        renameSync(draft, path.join(folder, name));
        sweep(folder);
      });
    },
  };
}

function folderOf(env: Readonly<Record<string, string | undefined>>): string | null {
  const base = env['XDG_CACHE_HOME'] ?? '';
  // Relative ones are to be ignored, says the specification of these folders.
  if (path.isAbsolute(base)) return path.join(base, 'cloneform');
  if (platform === 'win32') {
    const local = env['LOCALAPPDATA'] ?? '';
    return path.isAbsolute(local) ? path.join(local, 'cloneform', 'Cache') : null;
  }
  const home = env['HOME'] ?? '';
  return path.isAbsolute(home) ? path.join(home, '.cache', 'cloneform') : null;
}

/** Others may not have had a hand in it: a file that anybody could write could stand for any declarations. */
function readOwn(file: string): Buffer | null {
  if (!isOurs(statSync(path.dirname(file)))) return null;
  const handle = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    const facts = fstatSync(handle);
    if (!facts.isFile() || !isOurs(facts) || facts.size > MAX_FILE_BYTES) return null;
    return readFileSync(handle);
  } finally {
    closeSync(handle);
  }
}

function isOurs(facts: { readonly uid: number; readonly mode: number }): boolean {
  return getuid === undefined || (facts.uid === getuid() && (facts.mode & 0o022) === 0);
}

function sweep(folder: string): void {
  const files = readdirSync(folder).flatMap((name) => {
    const file = path.join(folder, name);
    const facts = tryTo(() => statSync(file));
    return facts === undefined || !facts.isFile() ? [] : [{ file, at: facts.mtimeMs, bytes: facts.size }];
  });
  let bytes = 0;
  for (const [index, item] of files.sort((a, b) => b.at - a.at).entries()) {
    bytes += item.bytes;
    if (index >= MOST_FILES || bytes > MOST_BYTES) tryTo(() => rmSync(item.file, { force: true }));
  }
}

function tryTo<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
