// Recorded state in one SQLite file: the store that writes it.

import { createBatchQueue } from '../../batch-queue.ts';
import { checkDump } from '../../dump.ts';
import { makeSeed } from '../../opening.ts';
import type { StateStore, StoreDeps } from '../../port.ts';
import { backupConnection } from './backup.ts';
import { createGate } from './connection-gate.ts';
import { type Connection, type Driver, loadDriver } from './driver.ts';
import { MIGRATIONS } from './migrations.ts';
import { replaceAll } from './sqlite-dump.ts';
import { guard } from './sqlite-error.ts';
import { createSqliteLock } from './sqlite-lock.ts';
import { openForWriting } from './sqlite-open.ts';
import { createReader, refuseMoved } from './sqlite-reader.ts';
import { trimSqlite } from './sqlite-trim.ts';
import { commitBatch } from './sqlite-write.ts';
import { claimEmptyFile, createStateFile, isStateFilePresent, watchFile } from './state-file.ts';

/** How many online backups are kept beside the state. */
const BACKUPS_KEPT = 10;

/** Opens the state at `path` for writing, making file and folder when absent. Takes no lock yet. Throws StoreError. */
export async function openSqliteStore(path: string, deps: StoreDeps): Promise<StateStore> {
  const driver = await loadDriver(path);
  if (await isStateFilePresent(path)) await claimEmptyFile(path);
  else await createStateFile(path);
  const db = await openForWriting(driver, path, MIGRATIONS, makeSeed(deps));
  try {
    guard(path, () => refuseMoved(db, path, deps));
  } catch (error) {
    db.close();
    throw error;
  }
  return createSqliteStore(driver, db, path, deps);
}

/** The store over a connection that `openForWriting` made; the store owns and closes it. */
export function createSqliteStore(driver: Driver, db: Connection, path: string, deps: StoreDeps): StateStore {
  const { clock } = deps;
  const use = createGate(db, path, watchFile(path));
  const writer = { db, where: path, statements: new Map() };
  const queue = createBatchQueue(async (calls) => use(() => commitBatch(writer, calls, clock.now())));
  const lock = createSqliteLock({ driver, db, path, use, clock });
  return {
    ...createReader(db, path, use),
    acquire: lock.acquire,
    renew: lock.renew,
    release: async (lease) => {
      await queue.settled();
      await lock.release(lease);
    },
    write: (lease, mutations) => queue.write({ lease, mutations }),
    replaceAll: async (lease, dump) => {
      await queue.settled();
      checkDump(path, dump);
      use(() => replaceAll(db, path, lease, dump));
    },
    trimHistory: async (lease, keep) => {
      await queue.settled();
      use(() => trimSqlite(db, path, lease, keep));
    },
    breakLease: lock.breakLease,
    backup: async () => backupConnection(db, path, BACKUPS_KEPT, clock),
    close: async () => {
      await queue.settled();
      lock.drop();
      db.close();
    },
  };
}
