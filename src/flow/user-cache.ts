// The user's cache folder: what is kept there makes runs quicker, and whatever happens to it no run goes wrong. Reading commands may write
// here: it is no state, and nothing in it is ever shown or sent. A folder inside the checkout is not used: whoever sends a pull request
// could have written it (on GitLab, caches usually lie there).
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { getuid, pid, platform } from 'node:process';

type Env = Readonly<Record<string, string | undefined>>;

export interface UserCache {
  /** null: there is none, or it is not to be trusted. */
  read(name: string): string | null;
  /** Whole or not at all; failing is no fault. */
  write(name: string, data: string): void;
}

const MAX_FILE_BYTES = 65 * 1024 * 1024;
/** Of all files of a kind: one for each project, the oldest go first. */
const MOST_FILES = 64;
const MOST_BYTES = 256 * 1024 * 1024;

/**
 * `$XDG_CACHE_HOME/cloneform` or `~/.cache/cloneform`; without either nothing is kept. `folders`: absolute, where the run works; a
 * cache in the checkout of one of them is not used.
 */
export function openUserCache(env: Env, folders: readonly string[]): UserCache {
  const folder = outside(folderOf(env), folders);
  if (folder === null) return { read: () => null, write: () => undefined };
  return {
    read: (name) => tryTo(() => readOwn(path.join(folder, name)))?.toString('utf8') ?? null,
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

const KEY_BYTES = 32;

/**
 * A secret of this user on this machine, made when it is first asked for: whoever can write into the cache folder alone cannot
 * authenticate what they write. In `$XDG_STATE_HOME/cloneform` or `~/.local/state/cloneform`; null: there is no such place, or it is
 * not to be trusted.
 */
export function readUserKey(env: Env, folders: readonly string[]): Buffer | null {
  const folder = outside(stateFolderOf(env), folders);
  if (folder === null) return null;
  const file = path.join(folder, 'cache.key');
  const known = tryTo(() => readOwn(file));
  if (known?.length === KEY_BYTES) return known;
  tryTo(() => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (known !== undefined) rmSync(file, { force: true });
    writeFileSync(file, randomBytes(KEY_BYTES), { mode: 0o600, flag: 'wx' });
  });
  // Read back: another run may have made one at the same moment.
  const made = tryTo(() => readOwn(file));
  return made?.length === KEY_BYTES ? made : null;
}

/** Whether this is a run of CI, as every CI says: its folders are kept from run to run by rules that others write. */
export function isCi(env: Env): boolean {
  return !['', '0', 'false'].includes(env['CI'] ?? '');
}

/** The folder unless it lies in the checkout of one of `folders`, links followed. */
function outside(folder: string | null, folders: readonly string[]): string | null {
  if (folder === null) return null;
  const place = realPlace(folder);
  const isInside = folders.some((at) => {
    const relative = path.relative(checkoutOf(realPlace(at)), place);
    return relative.split(path.sep)[0] !== '..' && !path.isAbsolute(relative);
  });
  return isInside ? null : folder;
}

/** The nearest folder that Git knows as a checkout, else the folder itself. */
function checkoutOf(folder: string): string {
  for (let at = folder; ; at = path.dirname(at)) {
    if (existsSync(path.join(at, '.git'))) return at;
    if (path.dirname(at) === at) return folder;
  }
}

/** With links resolved as far as the path exists. */
function realPlace(folder: string): string {
  const real = tryTo(() => realpathSync(folder));
  if (real !== undefined || path.dirname(folder) === folder) return real ?? folder;
  return path.join(realPlace(path.dirname(folder)), path.basename(folder));
}

function folderOf(env: Env): string | null {
  const base = env['XDG_CACHE_HOME'] ?? '';
  // The specification of these folders says to ignore relative ones.
  if (path.isAbsolute(base)) return path.join(base, 'cloneform');
  if (platform === 'win32') return below(env['LOCALAPPDATA'], 'cloneform', 'Cache');
  return below(env['HOME'], '.cache', 'cloneform');
}

function stateFolderOf(env: Env): string | null {
  const base = env['XDG_STATE_HOME'] ?? '';
  if (path.isAbsolute(base)) return path.join(base, 'cloneform');
  if (platform === 'win32') return below(env['LOCALAPPDATA'], 'cloneform', 'State');
  return below(env['HOME'], '.local', 'state', 'cloneform');
}

function below(base: string | undefined, ...parts: readonly string[]): string | null {
  return base !== undefined && path.isAbsolute(base) ? path.join(base, ...parts) : null;
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
