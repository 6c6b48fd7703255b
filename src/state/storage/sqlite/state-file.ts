// The files of a state on disk: what stands at the path, and how ours are made. Never reads a database file:
// closing a second handle on it would drop SQLite's locks in this process.
import { statSync } from 'node:fs';
import { chmod, type FileHandle, lstat, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf, StoreError } from '../../store-error.ts';
import { toStoreError } from './sqlite-error.ts';

/** Whether there is a state file. Throws StoreError `not_a_state` for links, folders and devices. */
export async function isStateFilePresent(path: string): Promise<boolean> {
  // The driver trims names: what it opened would not be the file whose mode we chose.
  if (path.trim() !== path || path === '')
    throw refuse(path, 'the path of the state starts or ends with a space');
  const found = await statOrNull(path);
  if (found === null) return false;
  if (found.isSymbolicLink()) throw refuse(path, 'the state file is a symbolic link');
  if (!found.isFile()) throw refuse(path, 'the state is not a regular file');
  return true;
}

/** Throws StoreError `replaced` once another file, or none, stands where this one was. Never opens it. */
export function watchFile(path: string): () => void {
  const opened = fileAt(path);
  return () => {
    const now = fileAt(path);
    if (now !== null && opened !== null && now.dev === opened.dev && now.ino === opened.ino) return;
    const what = now === null ? 'was deleted' : 'was replaced by another file';
    throw new StoreError('replaced', path, `the state file ${what} while this run was using it`, {
      hint: 'restore the right file (the folder `backups` next to it has copies), then run the command again',
    });
  };
}

function fileAt(path: string): { readonly dev: bigint; readonly ino: bigint } | null {
  return statSync(path, { bigint: true, throwIfNoEntry: false }) ?? null;
}

/** Makes the folder (0700) and an empty file (0600) where they are missing. SQLite's side files inherit that mode. */
export async function createStateFile(path: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw toStoreError(error, path);
  }
  if (await createPrivateFile(path, path)) await syncFolder(dirname(path));
}

/**
 * Takes an empty file that others can read for itself (0600), as if it had been made here: what will be written into it is not for
 * them, and a checkout that has such a file gives it the mode of all its files. Throws StoreError where the file is somebody else's.
 */
export async function claimEmptyFile(path: string): Promise<void> {
  const found = await statOrNull(path);
  if (found === null || found.size > 0 || (Number(found.mode) & 0o077) === 0) return;
  try {
    await chmod(path, 0o600);
  } catch (error) {
    throw toStoreError(error, path);
  }
}

/** Makes an empty file of mode 0600; false when something stands there already, which is left alone. */
export async function createPrivateFile(file: string, where: string): Promise<boolean> {
  let handle: FileHandle;
  try {
    handle = await open(file, 'wx', 0o600);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw toStoreError(error, where);
  }
  await handle.close();
  return true;
}

/** Makes new names in a folder survive power loss, where the platform can sync folders. */
export async function syncFolder(folder: string): Promise<void> {
  let handle: FileHandle;
  try {
    handle = await open(folder, 'r');
  } catch {
    return;
  }
  try {
    await handle.sync();
  } catch {
    // Some file systems refuse to sync a folder; SQLite syncs it again with its first journal.
  } finally {
    await handle.close();
  }
}

async function statOrNull(path: string): Promise<Awaited<ReturnType<typeof lstat>> | null> {
  try {
    return await lstat(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw toStoreError(error, path);
  }
}

function refuse(path: string, message: string): StoreError {
  return new StoreError('not_a_state', path, message, { hint: 'set state.path to the state file itself' });
}
