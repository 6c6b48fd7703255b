// Online copies of a state file, made by SQLite itself: a copy made by reading the file could catch half a change.
import { chmod, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Connection, connect, loadDriver } from './driver.ts';
import { toStoreError } from './sqlite-error.ts';
import { createPrivateFile, syncFolder } from './state-file.ts';

interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
}

/** Copies the state to a file of the user's choice, which must not exist. Throws StoreError. */
export async function copyState(path: string, target: string): Promise<void> {
  const db = connect(await loadDriver(path), path, path, { readonly: true, timeoutMs: 5_000 });
  try {
    await copyTo(db, target);
    await syncFolder(dirname(target));
  } catch (error) {
    throw toStoreError(error, path);
  } finally {
    db.close();
  }
}

/**
 * Copies the state into the folder `backups` beside it and gives the copy's path. What is written over `db` during the copy is part of it.
 * Throws StoreError.
 */
export async function backupConnection(
  db: Connection,
  path: string,
  keep: number,
  clock: Clock,
): Promise<string> {
  const target = await copyBeside(db, path, backupName(basename(path), clock.now()));
  await removeOldest(dirname(target), basename(path), keep).catch((error: unknown) => {
    throw toStoreError(error, path);
  });
  return target;
}

/** Keeps the state as editions before a breaking format can use it: `<state>-format-<number>.db`, which is not counted nor removed. */
export async function backupFormat(db: Connection, path: string, version: number): Promise<string> {
  return copyBeside(db, path, `${stemOf(basename(path))}format-${version}.db`);
}

async function copyBeside(db: Connection, path: string, name: string): Promise<string> {
  const folder = join(dirname(path), 'backups');
  const target = join(folder, name);
  const draft = `${target}.part`;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await rm(draft, { force: true });
    await createPrivateFile(draft, path);
    await copyTo(db, draft);
    await rename(draft, target);
    await syncFolder(folder);
    return target;
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw toStoreError(error, path);
  }
}

/** `<state>-<UTC time>.db`: the order of the names is the order in time. */
export function backupName(stateName: string, nowMs: number): string {
  const time = new Date(nowMs).toISOString().replace(/[-:.]/g, '');
  return `${stemOf(stateName)}${time}.db`;
}

function stemOf(stateName: string): string {
  return `${stateName.replace(/\.db$/, '')}-`;
}

/** Which of a folder's files are backups of this state beyond the newest `keep`. */
export function chooseOldest(files: readonly string[], stateName: string, keep: number): readonly string[] {
  const stem = stemOf(stateName);
  const ours = files.filter(
    (file) => file.startsWith(stem) && /^\d{8}T\d{9}Z\.db$/.test(file.slice(stem.length)),
  );
  return ours.sort().reverse().slice(Math.max(0, keep));
}

async function copyTo(db: Connection, file: string): Promise<void> {
  await db.backup(file);
  await chmod(file, 0o600);
  // SQLite has closed the copy by now, so another handle on it drops no lock.
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function removeOldest(folder: string, stateName: string, keep: number): Promise<void> {
  for (const file of chooseOldest(await readdir(folder), stateName, keep))
    await rm(join(folder, file), { force: true });
}
