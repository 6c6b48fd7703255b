// The one way to use a connection: foreign errors become ours, and a connection that failed is not used again.
import { invariant } from '../../../model/invariant.ts';
import { StoreError } from '../../store-error.ts';
import type { Connection } from './driver.ts';
import { endsConnection, guard } from './sqlite-error.ts';

/** Runs what uses the connection. Throws StoreError. */
export type Use = <T>(run: () => T) => T;

/**
 * Lets through what uses the connection, until an error after which SQLite does not answer for what is on disk.
 * `ensureInPlace` throws when the file is not the one that was opened any more: SQLite itself would not notice.
 */
export function createGate(db: Connection, path: string, ensureInPlace: () => void = () => undefined): Use {
  let isDead = false;
  return (run) => {
    invariant(db.open, 'the state was used after it was closed');
    if (isDead) {
      throw new StoreError(
        'unavailable',
        path,
        'the disk failed earlier in this run, so the state is no longer used',
        {
          hint: 'check the disk and run the command again',
        },
      );
    }
    return guard(path, () => {
      ensureInPlace();
      try {
        return run();
      } catch (error) {
        isDead = endsConnection(error);
        // Taken away in the middle of it: what SQLite says of a file that is gone sounds like a file that may not be written.
        ensureInPlace();
        throw error;
      }
    });
  };
}
