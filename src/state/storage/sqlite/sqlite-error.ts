// What SQLite and the file system refuse, told by code, as StoreErrors.
import { InvariantError } from '../../../model/invariant.ts';
import { codeOf, StoreError, type StoreErrorKind } from '../../store-error.ts';

interface Meaning {
  readonly kind: StoreErrorKind;
  readonly message: string;
  readonly hint?: string;
}

const READ_ONLY: Meaning = {
  kind: 'read_only',
  message: 'the state cannot be written here',
  hint: 'give this user write permission on the file and its folder',
};
const DISK_FULL: Meaning = {
  kind: 'disk_full',
  message: 'there is no disk space left to write the state',
  hint: 'free some space and run the command again; nothing was partly written',
};
const NOT_A_STATE: Meaning = {
  kind: 'not_a_state',
  message: 'this file is not a SQLite database',
  hint: 'set state.path to a cloneform state file, or to a file that does not exist yet',
};
const CORRUPT: Meaning = {
  kind: 'corrupt',
  message: 'the state file is damaged',
  hint: 'restore the newest file in the folder `backups` next to it',
};
const NO_BINARY: Meaning = {
  kind: 'unavailable',
  message: 'better-sqlite3 is installed without a binary for this Node',
  hint: 'run `npm rebuild better-sqlite3 --ignore-scripts=false`; if npm blocks install scripts, first run `npm install-scripts approve better-sqlite3`',
};

/** By result code; an extended SQLite code falls back to the code that it extends. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  SQLITE_FULL: DISK_FULL,
  ENOSPC: DISK_FULL,
  EDQUOT: DISK_FULL,
  SQLITE_READONLY: READ_ONLY,
  SQLITE_PERM: READ_ONLY,
  EACCES: READ_ONLY,
  EPERM: READ_ONLY,
  EROFS: READ_ONLY,
  SQLITE_NOTADB: NOT_A_STATE,
  SQLITE_CORRUPT: CORRUPT,
  SQLITE_ERROR: { ...CORRUPT, message: 'the tables of this file are not the tables of a state' },
  SQLITE_BUSY: {
    kind: 'unavailable',
    message: 'the state file is in use by another program',
    hint: 'close the program that has it open, then run the command again',
  },
  SQLITE_LOCKED: { kind: 'unavailable', message: 'the state file is in use by another connection' },
  SQLITE_IOERR: {
    kind: 'unavailable',
    message: 'the disk failed while the state was being read or written',
    hint: 'check the disk; the next run checks in Palette what was done',
  },
  SQLITE_CANTOPEN: {
    kind: 'unavailable',
    message: 'the state file cannot be opened',
    hint: 'check that this user can read it and write to its folder',
  },
  SQLITE_CONSTRAINT_UNIQUE: { kind: 'conflict', message: 'the state already has a row with this key' },
  SQLITE_CONSTRAINT_PRIMARYKEY: { kind: 'conflict', message: 'the state already has a row with this key' },
  SQLITE_CONSTRAINT_FOREIGNKEY: {
    kind: 'conflict',
    message: 'the state lacks the row that this row refers to',
  },
  ENOTDIR: { kind: 'unavailable', message: 'a part of the path of the state file is not a folder' },
  ENAMETOOLONG: { kind: 'unavailable', message: 'the path of the state file is too long' },
};

/** Turns a foreign error into ours; what is ours, or nothing we know, comes back as it is. */
export function toStoreError(error: unknown, where: string): unknown {
  if (error instanceof StoreError || error instanceof InvariantError) return error;
  const code = codeOf(error);
  const meaning = isWithoutBinary(error) ? NO_BINARY : code === null ? undefined : meaningOf(code);
  if (meaning !== undefined) {
    const hint = meaning.hint === undefined ? {} : { hint: meaning.hint };
    return new StoreError(meaning.kind, where, meaning.message, { ...hint, cause: error });
  }
  if (code?.startsWith('SQLITE_CONSTRAINT') === true) {
    return new InvariantError('a row violates a constraint of its table', { cause: error });
  }
  if (code === null) return error;
  return new StoreError('unavailable', where, `the state file cannot be used (${code})`, { cause: error });
}

/** After these SQLite itself no longer promises what is on disk: the connection must not be used again. */
export function endsConnection(error: unknown): boolean {
  const code = codeOf(error instanceof StoreError ? error.cause : error);
  return code !== null && /^SQLITE_(IOERR|CORRUPT|NOTADB|NOMEM|INTERNAL|PROTOCOL)/.test(code);
}

/** Runs something that touches disk or database. Throws StoreError, InvariantError, or what is not known here. */
export function guard<T>(where: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw toStoreError(error, where);
  }
}

function meaningOf(code: string): Meaning | undefined {
  return MEANINGS[code] ?? MEANINGS[code.split('_').slice(0, 2).join('_')];
}

/** The compiled part of the module is missing (the loader of native modules lists where it looked), or is for another Node. */
export function isWithoutBinary(error: unknown): boolean {
  return (error instanceof Error && 'tries' in error) || codeOf(error) === 'ERR_DLOPEN_FAILED';
}
