// Remembers which serial of a state was last used at its place, so that one put back from a backup is noticed and not trusted.
// Kept twice: beside the state file, which travels with it to other machines, and in the user's cache folder, which stays as it is when
// the whole folder of the state is put back. The one in the cache is of this host and this place alone: a copy elsewhere is no older one.
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { sha256 } from '../../inventory/digest.ts';
import type { OlderState, Recorded, StateIdentity } from '../../model/recorded.ts';
import type { StateSettings } from '../../model/settings.ts';
import type { StateReader, StateStore } from '../../state/port.ts';
import { formatBook, judgeAge, newestBook, noteSeen, type SeenBook } from '../../state/seen-book.ts';
import { readSeenFile, writeSeenFile } from '../../state/seen-file.ts';
import { withoutPassword } from '../../state/storage/postgres/pg-url.ts';
import type { FlowDeps } from '../deps.ts';
import { openUserCache } from '../user-cache.ts';

/** To be asked before the state is opened: what a run writes meanwhile must not look like what was seen before. */
export function readSeen(deps: FlowDeps, settings: StateSettings): SeenBook {
  const beside = settings.path === null ? null : readSeenFile(settings.path);
  return newestBook([beside, openUserCache(deps.env, [deps.cwd]).read(nameInCache(deps, settings))]);
}

/** The same reader, whose records say when they are older than what was seen. */
export function withAge<T extends StateReader>(
  reader: T,
  ageOf: (identity: StateIdentity | null) => OlderState | null,
): T {
  return {
    ...reader,
    readRecorded: async (): Promise<Recorded> => {
      const recorded = await reader.readRecorded();
      const older = ageOf(recorded.identity);
      return older === null ? recorded : { ...recorded, older };
    },
  };
}

export interface AgedStore {
  readonly store: StateStore;
  /** From now on what is recorded is trusted: it was compared with Palette, or the user said so. */
  readonly trustState: () => Promise<void>;
  /** To be called before the lock is given back. Never throws. */
  readonly remember: () => Promise<void>;
}

/** Remembers what the store holds after the first write and at the end. To be made under the lock. */
export async function watchAge(
  deps: FlowDeps,
  settings: StateSettings,
  book: SeenBook,
  store: StateStore,
): Promise<AgedStore> {
  // Judged once, as it was found: an older state does not get newer by being written.
  let older = judgeAge(book, await store.readIdentity());
  let isNoted = false;
  const remember = async (): Promise<void> => {
    const identity = await store.readIdentity().catch(() => null);
    if (identity === null) return;
    const now = new Date(deps.clock.now()).toISOString();
    const text = formatBook(noteSeen(readSeen(deps, settings), identity, older, now), now);
    if (settings.path !== null) writeSeenFile(settings.path, text);
    openUserCache(deps.env, [deps.cwd]).write(nameInCache(deps, settings), text);
  };
  const noteFirst = async (): Promise<void> => {
    if (isNoted) return;
    isNoted = true;
    await remember();
  };
  const aged = withAge(store, () => older);
  return {
    store: {
      ...aged,
      write: async (lease, mutations) => {
        await store.write(lease, mutations);
        await noteFirst();
      },
      replaceAll: async (lease, dump) => {
        await store.replaceAll(lease, dump);
        older = judgeAge(book, dump.identity);
      },
    },
    trustState: async () => {
      if (older === null) return;
      older = null;
      await remember();
    },
    remember,
  };
}

function nameInCache(deps: FlowDeps, { path: file, url }: StateSettings): string {
  const place = url === null ? realPlace(file ?? '') : withoutPassword(url);
  return `seen-${sha256(JSON.stringify([deps.process.hostname, place]))
    .replaceAll(/[^0-9a-f]/g, '')
    .slice(0, 32)}`;
}

function realPlace(file: string): string {
  try {
    return path.join(realpathSync(path.dirname(file)), path.basename(file));
  } catch {
    return file;
  }
}
