// Reads recorded state out of one SQLite file: takes no lock, writes nothing, makes no file.

import { makeSeed, NO_STATE } from '../../opening.ts';
import type { StateReader, StoreDeps } from '../../port.ts';
import { movedError } from '../../refusals.ts';
import { createGate, type Use } from './connection-gate.ts';
import { type Connection, loadDriver } from './driver.ts';
import { MIGRATIONS } from './migrations.ts';
import { readDump } from './sqlite-dump.ts';
import { guard } from './sqlite-error.ts';
import { openForReading } from './sqlite-open.ts';
import { readClonesAfter, readIdentity, readLease, readRecorded, readRuns } from './sqlite-read.ts';
import { isStateFilePresent } from './state-file.ts';

/** Opens the state at `path` for reading: no lock, no write, no new file. A missing file reads as no state. */
export async function openSqliteReader(path: string, deps: StoreDeps): Promise<StateReader> {
  if (!(await isStateFilePresent(path))) return NO_STATE;
  const driver = await loadDriver(path);
  const db = openForReading(driver, path, MIGRATIONS, makeSeed(deps));
  if (db === null) return NO_STATE;
  try {
    guard(path, () => refuseMoved(db, path, deps));
  } catch (error) {
    db.close();
    throw error;
  }
  return createReader(db, path);
}

export function createReader(db: Connection, path: string, use: Use = createGate(db, path)): StateReader {
  return {
    readRecorded: async () => use(() => readRecorded(db, path)),
    readIdentity: async () => use(() => readIdentity(db, path)),
    readLease: async () => use(() => readLease(db, path)),
    readRuns: async (limit) => use(() => readRuns(db, path, limit)),
    readClonesAfter: async (runId) => use(() => readClonesAfter(db, path, runId)),
    readDump: async () => use(() => readDump(db, path)),
    close: async () => {
      db.close();
    },
  };
}

/** Throws StoreError `moved` when somebody else continues with this state by now. */
export function refuseMoved(db: Connection, path: string, { mayBeMoved = false }: StoreDeps): void {
  const to: unknown = db.prepare('SELECT moved_to FROM meta').pluck().get();
  if (typeof to === 'string' && !mayBeMoved) throw movedError(path, to);
}
