// A workspace of its own in the server of the test file, and the stores that a test opened on it.
import { randomUUID } from 'node:crypto';
import { systemClock } from '../../src/palette/clock.ts';
import type { StateReader, StateStore } from '../../src/state/port.ts';
import { openPgReader, openPgStore, type PgDeps } from '../../src/state/storage/postgres/pg-store.ts';

export interface PgScratch {
  readonly url: string;
  /** What the server's clock is taken to say. */
  readonly clock: { nowMs: number };
  readonly deps: PgDeps;
  open(): Promise<StateStore>;
  bury(store: StateStore): Promise<void>;
  openReader(): Promise<StateReader>;
  end(): Promise<void>;
}

export const pgDeps: PgDeps = {
  clock: systemClock(),
  newId: () => 'lineage-1',
  tool: 'cloneform 0.1.0',
  env: {},
  cwd: '/',
};

export async function makePgScratch(base: string, more: Partial<PgDeps> = {}): Promise<PgScratch> {
  const url = `${base}?workspace=${randomUUID()}`;
  const clock = { nowMs: Date.parse('2026-01-01T00:00:00.000Z') };
  const deps: PgDeps = { ...pgDeps, serverTime: () => `to_timestamp(${clock.nowMs / 1000})`, ...more };
  const opened: StateReader[] = [];
  const keep = <T extends StateReader>(store: T): T => {
    opened.push(store);
    return store;
  };
  return {
    url,
    clock,
    deps,
    open: async () => keep(await openPgStore(url, deps)),
    bury: async (store) => {
      await store.close();
      clock.nowMs += 60_000;
    },
    openReader: async () => keep(await openPgReader(url, deps)),
    end: async () => {
      for (const store of opened) await store.close();
    },
  };
}
