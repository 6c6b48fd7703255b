// Looks at a state file without taking part: its modes, every page of it, whether a living process has its lock, its backups.
import { lstat, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { LeaseInfo } from '../../lease.ts';
import { lockedError } from '../../refusals.ts';
import { codeOf } from '../../store-error.ts';
import { chooseOldest } from './backup.ts';
import { connect, loadDriver } from './driver.ts';
import { guard } from './sqlite-error.ts';

export interface FileInspection {
  /** Of the thorough check; empty: all is well, or there is no file. */
  readonly damage: readonly string[];
  readonly openModes: readonly { readonly file: string; readonly mode: string }[];
  readonly kernelLock: 'held' | 'free';
  readonly backups: { readonly count: number; readonly newest: string | null };
}

export async function inspectStateFile(path: string): Promise<FileInspection> {
  return {
    damage: await checkWholeFile(path),
    openModes: await findOpenModes(path),
    kernelLock: (await isKernelLockHeld(path)) ? 'held' : 'free',
    backups: await findBackups(path),
  };
}

/** Newest last. */
export async function findBackups(path: string): Promise<FileInspection['backups']> {
  const folder = join(dirname(path), 'backups');
  const files = await readdir(folder).catch(() => [] as string[]);
  const [newest] = chooseOldest(files, basename(path), 0);
  return {
    count: chooseOldest(files, basename(path), 0).length,
    newest: newest === undefined ? null : join(folder, newest),
  };
}

/** Whether a living process of this host has the lock. Makes no file, and keeps nobody out for longer than the look takes. */
export async function isKernelLockHeld(path: string): Promise<boolean> {
  const file = `${path}.lock`;
  if ((await modeOf(file)) === null) return false;
  const db = connect(await loadDriver(path), file, path, { readonly: true, timeoutMs: 0 });
  try {
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    return false;
  } catch (error) {
    if (codeOf(error)?.startsWith('SQLITE_BUSY') === true) return true;
    throw error;
  } finally {
    db.close();
  }
}

/** Throws StoreError `locked` while a living process of this host has the lock. `held`: the lease that it wrote down. */
export async function refuseWhileLocked(path: string, held: LeaseInfo | null): Promise<void> {
  if (await isKernelLockHeld(path)) throw lockedError(path, held);
}

async function checkWholeFile(path: string): Promise<readonly string[]> {
  if ((await modeOf(path)) === null) return [];
  const db = connect(await loadDriver(path), path, path, { readonly: true, timeoutMs: 5_000 });
  try {
    const lines: unknown = guard(path, () => db.prepare('PRAGMA integrity_check(10)').pluck().all());
    const found = Array.isArray(lines) ? lines.map(String) : [];
    return found.length === 1 && found[0] === 'ok' ? [] : found;
  } finally {
    db.close();
  }
}

/** Who may read a state learns names and digests; who may write it decides what is deleted next. */
async function findOpenModes(path: string): Promise<FileInspection['openModes']> {
  const found: { file: string; mode: string }[] = [];
  for (const file of [path, `${path}.lock`]) {
    const mode = await modeOf(file);
    if (mode !== null && (mode & 0o077) !== 0) found.push({ file, mode: (mode & 0o777).toString(8) });
  }
  return found;
}

async function modeOf(file: string): Promise<number | null> {
  try {
    return (await lstat(file)).mode;
  } catch {
    return null;
  }
}
