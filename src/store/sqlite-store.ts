// Recorded state in one SQLite file: the store that writes it, and the reader that takes no lock.
import { invariant } from '../model/invariant.ts';
import { backupConnection } from './backup.ts';
import { type Connection, type Driver, loadDriver } from './driver.ts';
import { createGroupCommit } from './group-commit.ts';
import { MIGRATIONS } from './migrations.ts';
import type { StateReader, StateStore } from './port.ts';
import { endsConnection, guard } from './sqlite-error.ts';
import { createSqliteLock, type Use } from './sqlite-lock.ts';
import { openForReading, openForWriting } from './sqlite-open.ts';
import { readClonesAfter, readLease, readRecorded, readRuns } from './sqlite-read.ts';
import { commitWave } from './sqlite-write.ts';
import { createStateFile, isStateFilePresent } from './state-file.ts';
import type { Seed } from './state-format.ts';
import { StoreError } from './store-error.ts';

/** How many online backups are kept beside the state. */
const BACKUPS_KEPT = 10;

export interface StoreDeps {
  /** Milliseconds since 1970. */
  readonly clock: { now(): number };
  /** A fresh random identifier: names the lineage of a new state. */
  readonly newId: () => string;
  readonly toolVersion: string;
}

/** Opens the state at `path` for writing, making file and folder when absent. Takes no lock yet. Throws StoreError. */
export async function openSqliteStore(path: string, deps: StoreDeps): Promise<StateStore> {
  const driver = await loadDriver(path);
  if (!(await isStateFilePresent(path))) await createStateFile(path);
  const db = await openForWriting(driver, path, MIGRATIONS, makeSeed(deps));
  return createSqliteStore(driver, db, path, deps);
}

/** Opens the state at `path` for reading: no lock, no write, no new file. A missing file reads as no state. */
export async function openSqliteReader(path: string, deps: StoreDeps): Promise<StateReader> {
  if (!(await isStateFilePresent(path))) return NO_STATE;
  const driver = await loadDriver(path);
  const db = openForReading(driver, path, MIGRATIONS, makeSeed(deps));
  return db === null ? NO_STATE : createReader(db, path);
}

/** The store over a connection that `openForWriting` made; the store owns and closes it. */
export function createSqliteStore(driver: Driver, db: Connection, path: string, deps: StoreDeps): StateStore {
  const { clock } = deps;
  const use = createGate(db, path);
  const writer = { db, where: path, statements: new Map() };
  const group = createGroupCommit((calls) => use(() => commitWave(writer, calls, clock.now())));
  const lock = createSqliteLock({ driver, db, path, use, clock });
  return {
    ...createReader(db, path, use),
    acquire: lock.acquire,
    renew: lock.renew,
    release: async (lease) => {
      group.flush();
      await lock.release(lease);
    },
    write: (lease, mutations) => group.write({ lease, mutations }),
    breakLease: lock.breakLease,
    backup: async () => backupConnection(db, path, BACKUPS_KEPT, clock),
    close: async () => {
      group.flush();
      lock.drop();
      db.close();
    },
  };
}

/** Lets through what uses the connection, until an error after which SQLite does not answer for what is on disk. */
function createGate(db: Connection, path: string): Use {
  let isDead = false;
  return (run) => {
    invariant(db.open, 'the state is used after it was closed');
    if (isDead) {
      throw new StoreError(
        'unavailable',
        path,
        'the disk failed earlier in this run, so the state is not used any more',
        {
          hint: 'check the disk and run the command again',
        },
      );
    }
    return guard(path, () => {
      try {
        return run();
      } catch (error) {
        isDead = endsConnection(error);
        throw error;
      }
    });
  };
}

function createReader(db: Connection, path: string, use: Use = createGate(db, path)): StateReader {
  return {
    readRecorded: async () => use(() => readRecorded(db, path)),
    readLease: async () => use(() => readLease(db, path)),
    readRuns: async (limit) => use(() => readRuns(db, path, limit)),
    readClonesAfter: async (runId) => use(() => readClonesAfter(db, path, runId)),
    close: async () => {
      db.close();
    },
  };
}

function makeSeed(deps: StoreDeps): Seed {
  return {
    lineage: deps.newId(),
    createdAt: new Date(deps.clock.now()).toISOString(),
    toolVersion: deps.toolVersion,
  };
}

const NO_STATE: StateReader = {
  readRecorded: async () => ({ identity: null, clones: [], openOperations: [] }),
  readLease: async () => null,
  readRuns: async () => [],
  readClonesAfter: async () => null,
  close: async () => undefined,
};
