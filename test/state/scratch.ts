// A scratch folder with one state file in it, and the stores that a test opened on it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StateReader, StateStore, StoreDeps } from '../../src/state/port.ts';
import { backupConnection } from '../../src/state/storage/sqlite/backup.ts';
import { connect, loadDriver } from '../../src/state/storage/sqlite/driver.ts';
import { openSqliteReader } from '../../src/state/storage/sqlite/sqlite-reader.ts';
import { openSqliteStore } from '../../src/state/storage/sqlite/sqlite-store.ts';

export interface Scratch {
  readonly folder: string;
  readonly path: string;
  readonly clock: { nowMs: number };
  readonly deps: StoreDeps;
  open(): Promise<StateStore>;
  bury(store: StateStore): Promise<void>;
  openReader(): Promise<StateReader>;
  end(): Promise<void>;
}

export async function makeScratch(): Promise<Scratch> {
  const folder = await mkdtemp(join(tmpdir(), 'cloneform-store-'));
  const path = join(folder, 'state', 'cloneform.db');
  const clock = { nowMs: Date.parse('2026-01-01T00:00:00.000Z') };
  const deps: StoreDeps = {
    clock: { now: () => clock.nowMs },
    newId: () => 'lineage-1',
    tool: 'cloneform 0.1.0',
  };
  const opened: StateReader[] = [];
  const keep = <T extends StateReader>(store: T): T => {
    opened.push(store);
    return store;
  };
  return {
    folder,
    path,
    clock,
    deps,
    open: async () => keep(await openSqliteStore(path, deps)),
    bury: (store) => store.close(),
    openReader: async () => keep(await openSqliteReader(path, deps)),
    end: async () => {
      for (const store of opened) await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A backup as a run makes one, by somebody who has nothing else open. */
export async function backupState(path: string, keep: number, nowMs: number): Promise<string> {
  const db = connect(await loadDriver(path), path, path, { readonly: true, timeoutMs: 5_000 });
  try {
    return await backupConnection(db, path, keep, { now: () => nowMs });
  } finally {
    db.close();
  }
}
