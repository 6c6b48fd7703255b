// Use cases that keep a state safe: a copy of it to a file, and a lock taken away from a holder that will not come back.
import path from 'node:path';
import type { Settings } from '../../model/settings.ts';
import type { LeaseInfo } from '../../state/lease.ts';
import { copyState } from '../../state/storage/sqlite/backup.ts';
import { createPrivateFile } from '../../state/storage/sqlite/state-file.ts';
import type { FlowDeps } from '../deps.ts';
import { EXIT, userError } from '../user-error.ts';
import { openStore, withReader } from './open-state.ts';
import { showState } from './state-transfer.ts';

export interface BackedUp {
  readonly file: string;
  readonly serial: number;
  readonly clones: number;
}

/** A whole copy, made by SQLite itself; never over another file. Takes no lock: a run may be under way. */
export async function backupTo(deps: FlowDeps, settings: Settings, file: string): Promise<BackedUp> {
  const from = settings.state.path;
  if (from === null)
    throw userError(
      EXIT.usage,
      'cli/usage',
      'a state in PostgreSQL must be backed up with its database',
      'to write it to a document, use cloneform state pull --out FILE',
    );
  const recorded = await withReader(deps, settings, (reader) => reader.readRecorded());
  if (recorded.identity === null)
    throw userError(
      EXIT.error,
      'store/no-state',
      `there is no state at ${showState(deps, settings.state)}`,
      'the first `cloneform apply` creates it',
    );
  const target = path.resolve(deps.cwd, file);
  if (!(await createPrivateFile(target, target)))
    throw userError(
      EXIT.error,
      'store/file-exists',
      `${file} already exists`,
      'choose a file name that does not exist yet',
    );
  await copyState(from, target);
  return { file, serial: recorded.identity.serial, clones: recorded.clones.length };
}

export interface Unlocked {
  /** null: nobody held it. */
  readonly evicted: LeaseInfo | null;
  readonly isDeclined: boolean;
}

/** Shows whom it evicts and asks. Throws StoreError `locked` while the holder is seen to live on this host. */
export async function unlockState(
  deps: FlowDeps,
  settings: Settings,
  ask: (held: LeaseInfo) => Promise<boolean>,
): Promise<Unlocked> {
  const held = await withReader(deps, settings, (reader) => reader.readLease());
  const file = settings.state.path;
  if (file !== null) {
    const { refuseWhileLocked } = await import('../../state/storage/sqlite/inspect.ts');
    await refuseWhileLocked(file, held);
  }
  if (held === null) return { evicted: null, isDeclined: false };
  if (!(await ask(held))) return { evicted: held, isDeclined: true };
  const store = await openStore(deps, settings.state);
  try {
    const now = await store.readLease();
    if (now !== null && now.epoch !== held.epoch)
      throw userError(
        EXIT.locked,
        'store/locked',
        'another run took the lock in the meantime',
        'run cloneform state unlock again to see who holds it',
      );
    return { evicted: await store.breakLease(), isDeclined: false };
  } finally {
    await store.close();
  }
}
