// The lock that the kernel keeps: an open exclusive transaction on a side file. It is gone the moment its holder dies.

import { codeOf } from '../../store-error.ts';
import { type Connection, connect, type Driver } from './driver.ts';
import { toStoreError } from './sqlite-error.ts';
import { createPrivateFile } from './state-file.ts';

/** Rides over the moment in which somebody looks whether the lock is held (inspect.ts). Milliseconds. */
const LOOK_MS = 50;

export interface KernelLock {
  release(): void;
}

/** Takes the lock at once or gives null. The side file is never removed: that would let two runs lock two files. */
export async function tryKernelLock(driver: Driver, path: string): Promise<KernelLock | null> {
  const file = `${path}.lock`;
  await createPrivateFile(file, path);
  const db = connect(driver, file, path, { timeoutMs: LOOK_MS });
  try {
    // In memory, or SQLite would lay an empty journal file beside the lock.
    db.pragma('journal_mode = MEMORY');
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (isBusy(error)) return null;
    throw toStoreError(error, path);
  }
  return { release: () => releaseLock(db) };
}

function releaseLock(db: Connection): void {
  // Closing ends the transaction, and with it the lock.
  db.close();
}

function isBusy(error: unknown): boolean {
  return codeOf(error)?.startsWith('SQLITE_BUSY') === true;
}
