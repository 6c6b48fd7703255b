// Opens a state file: the promises of durability set and read back, its format checked, its pages checked.

import { latest, type Seed } from '../../opening.ts';
import { lockedError } from '../../refusals.ts';
import { codeOf, StoreError } from '../../store-error.ts';
import { backupFormat } from './backup.ts';
import { type Connection, connect, type Driver } from './driver.ts';
import { checkFormat, migrate } from './file-format.ts';
import { tryKernelLock } from './kernel-lock.ts';
import type { Migration } from './migrations.ts';
import { guard, toStoreError } from './sqlite-error.ts';

/** Milliseconds to wait for another connection's transaction, which lasts a few of them. */
const BUSY_MS = 5_000;

/**
 * Set and read back on every open. `synchronous` must be set again each time: builds of SQLite differ in the default,
 * and only FULL with TRUNCATE keeps a committed intent through a power loss.
 */
const WRITER_PRAGMAS = {
  journal_mode: 'truncate',
  synchronous: 2,
  fullfsync: 1,
  foreign_keys: 1,
  trusted_schema: 0,
  cell_size_check: 1,
} as const;
const READER_PRAGMAS = { query_only: 1, foreign_keys: 1, trusted_schema: 0, cell_size_check: 1 } as const;

/** Opens for writing and brings the file to the newest format, a copy beside it where older editions refuse that. The file must exist; it may be empty. */
export async function openForWriting(
  driver: Driver,
  path: string,
  migrations: readonly Migration[],
  seed: Seed,
): Promise<Connection> {
  const db = connect(driver, path, path, { timeoutMs: BUSY_MS });
  try {
    const version = guard(path, () => {
      const found = checkFormat(db, path, migrations);
      holdPragmas(db, path, WRITER_PRAGMAS);
      checkPages(db, path);
      return found;
    });
    if (version < latest(migrations)) await upgrade(driver, db, path, migrations, seed, version);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Opens for reading only; null when nothing was ever written to the file. An older format is read as a current one. */
export function openForReading(
  driver: Driver,
  path: string,
  migrations: readonly Migration[],
  seed: Seed,
): Connection | null {
  const db = connectReader(driver, path);
  try {
    return guard(path, () => {
      const version = checkFormat(db, path, migrations);
      if (version === 0) {
        db.close();
        return null;
      }
      holdPragmas(db, path, READER_PRAGMAS);
      checkPages(db, path);
      return version < latest(migrations) ? upgradedCopy(driver, db, migrations, seed) : db;
    });
  } catch (error) {
    db.close();
    throw error;
  }
}

function connectReader(driver: Driver, path: string): Connection {
  const db = connect(driver, path, path, { readonly: true, timeoutMs: BUSY_MS });
  try {
    db.pragma('user_version');
    return db;
  } catch (error) {
    db.close();
    if (codeOf(error) !== 'SQLITE_READONLY_ROLLBACK') throw toStoreError(error, path);
  }
  // A writer died inside a transaction. Nobody can read the file before its journal was rolled back, and that takes a
  // connection that may write: opened for this alone, it restores the last committed state and changes nothing else.
  const repair = connect(driver, path, path, { timeoutMs: BUSY_MS });
  try {
    guard(path, () => repair.pragma('user_version'));
  } finally {
    repair.close();
  }
  return connect(driver, path, path, { readonly: true, timeoutMs: BUSY_MS });
}

async function upgrade(
  driver: Driver,
  db: Connection,
  path: string,
  migrations: readonly Migration[],
  seed: Seed,
  version: number,
): Promise<void> {
  // A fresh file has no holder yet; an older one must not change its format under a run that is writing.
  const lock = version === 0 ? null : await tryKernelLock(driver, path);
  if (version > 0 && lock === null) throw lockedError(path, null);
  try {
    // Nobody goes back from a breaking step: the edition that wrote the file would refuse it.
    const isBreaking = migrations.some((step) => step.isBreaking && step.version > version);
    if (version > 0 && isBreaking) await backupFormat(db, path, version);
    guard(path, () => migrate(db, migrations, seed));
  } finally {
    lock?.release();
  }
}

/** Reading must not write, so the steps that are missing are made on a copy in memory. */
function upgradedCopy(
  driver: Driver,
  db: Connection,
  migrations: readonly Migration[],
  seed: Seed,
): Connection {
  const bytes = db.serialize();
  db.close();
  const copy = new driver(bytes);
  migrate(copy, migrations, seed);
  return copy;
}

function holdPragmas(db: Connection, where: string, wanted: Readonly<Record<string, string | number>>): void {
  for (const [name, value] of Object.entries(wanted)) {
    db.pragma(`${name} = ${value}`);
    const got: unknown = db.pragma(name, { simple: true });
    if (got === value) continue;
    throw new StoreError(
      'unavailable',
      where,
      `SQLite does not accept ${name} = ${value} and keeps ${String(got)}`,
      {
        hint: 'move the state file to a local disk',
      },
    );
  }
}

function checkPages(db: Connection, where: string): void {
  const verdict: unknown = db.pragma('quick_check(1)', { simple: true });
  if (verdict === 'ok') return;
  throw new StoreError('corrupt', where, `the state file is damaged: ${String(verdict)}`, {
    hint: 'restore the newest file in the folder `backups` next to it',
  });
}
