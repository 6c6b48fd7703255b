// What PostgreSQL and the network refuse, told by code, as StoreErrors.
import { InvariantError } from '../../../model/invariant.ts';
import { codeOf, StoreError, type StoreErrorKind } from '../../store-error.ts';

interface Meaning {
  readonly kind: StoreErrorKind;
  readonly message: string;
  readonly hint: string;
}

const UNREACHABLE: Meaning = {
  kind: 'unreachable',
  message: 'the PostgreSQL server cannot be reached',
  hint: 'check the host and port in state.url, and that the server is running; then run the command again',
};
const DENIED: Meaning = {
  kind: 'denied',
  message: 'the PostgreSQL server rejected the user or the password',
  hint: 'check the user in state.url, PGPASSWORD and PGPASSFILE',
};
const BAD_CERTIFICATE: Meaning = {
  kind: 'tls',
  message: 'the certificate of the PostgreSQL server is not trusted',
  hint: 'set its certificate authority with ?sslrootcert=FILE in state.url or PGSSLROOTCERT; the host must match the certificate',
};
const NOT_A_STATE: Meaning = {
  kind: 'not_a_state',
  message: 'the tables in this schema are not the tables of a state, or some are missing',
  hint: 'restore the database from its backup; if the tables belong to another program, use a separate schema: ?schema=NAME in state.url',
};
const CONFLICT: Meaning = {
  kind: 'conflict',
  message: 'the state already has this record',
  hint: 'the state has changed; make a new plan',
};

/** By SQLSTATE, or by its class of two characters. */
const SQL_MEANINGS: Readonly<Record<string, Meaning>> = {
  '08': UNREACHABLE,
  '28': DENIED,
  '3D000': {
    kind: 'unavailable',
    message: 'the server has no database with this name',
    hint: 'create it (`createdb NAME`), or fix state.url',
  },
  '42501': {
    kind: 'denied',
    message: 'this database user has insufficient privileges for the state',
    hint: 'reading needs USAGE on the schema and SELECT on its tables, writing INSERT, UPDATE and DELETE, too; see state/README.md',
  },
  '3F000': NOT_A_STATE,
  '42P01': NOT_A_STATE,
  '42703': NOT_A_STATE,
  '42804': NOT_A_STATE,
  // Tables or columns of other kinds and types than those of a state.
  '42809': NOT_A_STATE,
  '42846': NOT_A_STATE,
  '42883': NOT_A_STATE,
  '42P10': NOT_A_STATE,
  '22P02': NOT_A_STATE,
  '23502': NOT_A_STATE,
  '23505': CONFLICT,
  '42P06': CONFLICT,
  '42P07': CONFLICT,
  '42710': CONFLICT,
  '25006': {
    kind: 'read_only',
    message: 'the server does not accept writes: it is a replica or read-only',
    hint: 'use the primary server in state.url',
  },
  '53100': {
    kind: 'disk_full',
    message: 'the disk of the database server is full',
    hint: 'free some space there and run the command again; nothing was partly written',
  },
  '53': {
    kind: 'unreachable',
    message: 'the PostgreSQL server has reached its connection limit',
    hint: 'run the command again later, raise max_connections, or use a pooler',
  },
  '57014': {
    kind: 'unavailable',
    message: 'the database took too long to respond',
    hint: 'check its load, then run the command again',
  },
  '55P03': {
    kind: 'unavailable',
    message: 'another transaction keeps a row of the state locked',
    hint: 'look for a hanging session in pg_stat_activity, then run the command again',
  },
  '57P': UNREACHABLE,
  '25P03': UNREACHABLE,
  XX: {
    kind: 'corrupt',
    message: 'the database reports damage',
    hint: 'restore the database from its backup; see state/README.md',
  },
};

const CERTIFICATE_CODES =
  /^(?:ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|EPROTO)/;
const NETWORK_CODES = /^(?:ECONN|ENOTFOUND|EAI_|ETIMEDOUT|EHOST|ENET|EPIPE|ENOENT|EACCES|EADDR)/;

/** Turns a foreign error into ours; what is ours comes back as it is. */
export function toPgError(error: unknown, where: string): unknown {
  if (error instanceof StoreError || error instanceof InvariantError) return error;
  const code = codeOf(error);
  if (code === null) return fail(UNREACHABLE, where, error, 'the connection was closed');
  if (CERTIFICATE_CODES.test(code)) return fail(BAD_CERTIFICATE, where, error, code);
  if (NETWORK_CODES.test(code)) return fail(UNREACHABLE, where, error, code);
  const meaning = SQL_MEANINGS[code] ?? SQL_MEANINGS[code.slice(0, 3)] ?? SQL_MEANINGS[code.slice(0, 2)];
  if (meaning !== undefined) return fail(meaning, where, error, code);
  return new InvariantError(`the database refused a statement (${code})`, { cause: error });
}

/** The connection is gone, or of no more use. An error of pg itself carries no code and is always about that. */
export function isLost(error: unknown): boolean {
  const code = codeOf(error);
  return code === null || NETWORK_CODES.test(code) || /^(?:08|57P|25P03|53300|40003)/.test(code);
}

/** Another transaction was quicker and the server undid ours: it may simply run again. */
export function isUndone(error: unknown): boolean {
  const code = codeOf(error);
  return code === '40001' || code === '40P01';
}

/** The transaction had failed before this statement. */
export function isAfterFailure(error: unknown): boolean {
  return codeOf(error) === '25P02';
}

/** No schema or table of this name. */
export function isAbsent(error: unknown): boolean {
  const code = codeOf(error instanceof StoreError ? error.cause : error);
  return code === '42P01' || code === '3F000';
}

/** What a statement needs that not every user of a state needs, and how to get it. */
const RIGHTS = {
  schema: {
    message: 'this user is not allowed to create the schema of the state',
    hint: 'let an administrator run CREATE SCHEMA … AUTHORIZATION with this user, or GRANT CREATE on the database; later commands do not need it',
  },
  tables: {
    message: 'this user is not allowed to create tables in the schema of the state',
    hint: 'GRANT USAGE, CREATE ON SCHEMA … to this user, or let the first command be that of a user who may; later commands do not need it',
  },
  owner: {
    message: 'this user is not allowed to upgrade the tables of the state: only their owner is',
    hint: 'run cloneform state migrate --schema once as the owner of the tables; read-only commands work until then',
  },
} as const;

/** Says of a refusal which right `work` needs. */
export async function needing<T>(
  right: keyof typeof RIGHTS,
  { where }: { readonly where: string },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (codeOf(error) !== '42501') throw error;
    const { message, hint } = RIGHTS[right];
    throw new StoreError('denied', where, `${message} (42501)`, { hint, cause: error });
  }
}

function fail({ kind, message, hint }: Meaning, where: string, cause: unknown, code: string): StoreError {
  return new StoreError(kind, where, `${message} (${code})`, { hint, cause });
}
