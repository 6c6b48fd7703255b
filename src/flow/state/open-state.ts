// The state that settings name, for reading or for writing under its lock.
import { invariant } from '../../model/invariant.ts';
import type { Settings, StateSettings } from '../../model/settings.ts';
import type { Lease } from '../../state/lease.ts';
import type { StateReader, StateStore, StoreDeps } from '../../state/port.ts';
import { judgeAge } from '../../state/seen-book.ts';
import { StoreError } from '../../state/store-error.ts';
import type { FlowDeps } from '../deps.ts';
import { HEARTBEAT_MS, keepLease } from './keep-lease.ts';
import { readSeen, watchAge, withAge } from './last-seen.ts';

/** Takes no lock, writes nothing, creates no file. */
export async function withReader<T>(
  deps: FlowDeps & Pick<StoreDeps, 'mayBeMoved'>,
  settings: Settings,
  use: (reader: StateReader) => Promise<T>,
): Promise<T> {
  const book = readSeen(deps, settings.state);
  const reader = await openReader(deps, settings.state);
  try {
    return await use(withAge(reader, (identity) => judgeAge(book, identity)));
  } finally {
    await reader.close();
  }
}

export interface Locked {
  readonly store: StateStore;
  readonly lease: Lease;
  readonly runId: string;
  /** Asked right before each call that changes Palette; throws StoreError once lease or state is lost. */
  readonly mayWrite: () => Promise<void>;
  /** A state that was put back from a backup is trusted from now on. */
  readonly trustState: () => Promise<void>;
}

/** Takes the lock before anything is read; waits for it up to `lockTimeoutMs`. The lease is kept alive while `use` runs. */
export async function withLock<T>(
  deps: FlowDeps & Pick<StoreDeps, 'mayBeMoved'>,
  settings: Settings,
  command: string,
  lockTimeoutMs: number,
  use: (locked: Locked) => Promise<T>,
): Promise<T> {
  const store = await openStore(deps, settings.state);
  try {
    const runId = deps.newId();
    const lease = await acquire(deps, store, command, runId, lockTimeoutMs);
    const kept = keepLease(deps.clock, store, lease);
    const heart = setInterval(() => void kept.beat(), HEARTBEAT_MS);
    heart.unref();
    const { state } = settings;
    try {
      const aged = await watchAge(deps, state, readSeen(deps, state), kept.store);
      try {
        return await use({
          store: aged.store,
          lease,
          runId,
          mayWrite: kept.mayWrite,
          trustState: aged.trustState,
        });
      } finally {
        await aged.remember();
      }
    } finally {
      clearInterval(heart);
      await store.release(lease).catch(() => undefined);
    }
  } finally {
    await store.close();
  }
}

async function acquire(
  deps: FlowDeps,
  store: StateStore,
  command: string,
  runId: string,
  lockTimeoutMs: number,
): Promise<Lease> {
  const { user, hostname, pid } = deps.process;
  const deadline = deps.clock.now() + lockTimeoutMs;
  for (let isFirst = true; ; isFirst = false) {
    try {
      return await store.acquire({ runId, user, host: hostname, pid, command });
    } catch (error) {
      const isHeld = error instanceof StoreError && error.kind === 'locked';
      if (!isHeld || deps.clock.now() >= deadline) throw error;
      if (isFirst) deps.waiting?.(error.holder, lockTimeoutMs);
      await deps.clock.sleep(Math.min(500, Math.max(50, deadline - deps.clock.now())), deps.signal);
    }
  }
}

async function openReader(
  deps: FlowDeps & Pick<StoreDeps, 'mayBeMoved'>,
  { path, url }: StateSettings,
): Promise<StateReader> {
  if (url !== null) return (await import('../../state/storage/postgres/pg-store.ts')).openPgReader(url, deps);
  const { openSqliteReader } = await import('../../state/storage/sqlite/sqlite-reader.ts');
  return openSqliteReader(requirePath(path), deps);
}

export async function openStore(
  deps: FlowDeps & Pick<StoreDeps, 'mayBeMoved'>,
  { path, url }: StateSettings,
): Promise<StateStore> {
  if (url !== null) return (await import('../../state/storage/postgres/pg-store.ts')).openPgStore(url, deps);
  const { openSqliteStore } = await import('../../state/storage/sqlite/sqlite-store.ts');
  return openSqliteStore(requirePath(path), deps);
}

function requirePath(path: string | null): string {
  invariant(path !== null, 'a state has a path or a URL');
  return path;
}
