// Loads pg, only when a state URL is used, and opens one connection. What goes wrong until it stands is reported here.
import { readFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import { type ConnectionOptions, checkServerIdentity } from 'node:tls';
import type pg from 'pg';
import { codeOf, StoreError } from '../../store-error.ts';
import { toPgError } from './pg-error.ts';
import { decodeText } from './pg-text.ts';
import type { PgTarget, PgTls } from './pg-url.ts';

export interface PgLink {
  readonly client: pg.Client;
  /** Ends it at once, whatever it is doing. */
  drop(): void;
}

export interface Wait {
  /** Rejects with the signal's reason when it is aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

const CONNECT_MS = 10_000;
/** Longer than any statement may take on the server: reached only when the network swallows the answer. */
const ANSWER_MS = 45_000;

/** Throws StoreError: `unreachable`, `denied`, `tls` or `unavailable`. */
export async function connectPg(target: PgTarget, clock: Wait): Promise<PgLink> {
  const driver = await loadPg(target.shown);
  const seen = { closed: false, tls: false };
  const socket = new Socket();
  socket.once('close', () => {
    seen.closed = true;
  });
  const client = new driver.Client({
    ...toConfig(target),
    ssl: target.tls === null ? false : await toTlsOptions(target, target.tls, seen),
    stream: () => socket,
  });
  // Without a listener the loss of an idle connection would end the process. The next use of it fails by itself.
  client.on('error', () => undefined);
  const timer = new AbortController();
  try {
    await Promise.race([
      client.connect(),
      clock.sleep(CONNECT_MS, timer.signal).then(() => {
        throw unreachable(target, `no response within ${CONNECT_MS / 1000} s`);
      }),
    ]);
    return { client, drop: () => socket.destroy() };
  } catch (error) {
    socket.destroy();
    throw explain(error, target, seen);
  } finally {
    timer.abort();
  }
}

async function loadPg(where: string): Promise<typeof pg> {
  try {
    return (await import('pg')).default;
  } catch (cause) {
    throw new StoreError('unavailable', where, 'state.url needs the module pg, which is not installed', {
      hint: 'run `npm install pg` where cloneform is installed (it is optional), or use state.path',
      cause,
    });
  }
}

function toConfig(target: PgTarget): pg.ClientConfig {
  const { host, port, user, database, password, options } = target;
  return {
    host,
    port,
    user,
    database,
    password,
    options,
    application_name: 'cloneform',
    client_encoding: 'UTF8',
    query_timeout: ANSWER_MS,
    keepAlive: true,
    // Statements of one step travel together; a transaction is three or four round trips.
    pipeline: true,
    types: { getTypeParser: (oid: number) => parserOf(oid) },
  };
}

/** 20 int8, 21 int2, 23 int4: all that we keep fit a double. INTEGER is int8 on some servers of this protocol. */
function parserOf(oid: number): (text: string) => unknown {
  return oid === 20 || oid === 21 || oid === 23 ? Number : decodeText;
}

async function toTlsOptions(
  target: PgTarget,
  tls: PgTls,
  seen: { tls: boolean },
): Promise<ConnectionOptions> {
  const [ca, cert, key] = await Promise.all([
    readPem(tls.caFile, target),
    readPem(tls.certFile, target),
    readPem(tls.keyFile, target),
  ]);
  return {
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    ...(ca === null ? {} : { ca }),
    ...(cert === null ? {} : { cert }),
    ...(key === null ? {} : { key }),
    checkServerIdentity: (_host, certificate) => {
      seen.tls = true;
      // The host of the URL itself: for an address the name that arrives here depends on who opened the socket.
      return checkServerIdentity(target.host, certificate);
    },
  };
}

async function readPem(file: string | null, target: PgTarget): Promise<string | null> {
  if (file === null) return null;
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new StoreError('tls', target.shown, `${file} cannot be read (${codeOf(cause) ?? 'unknown'})`, {
      hint: 'check sslrootcert, sslcert and sslkey of state.url, and PGSSLROOTCERT',
      cause,
    });
  }
}

/** pg gives no code to what it finds out itself, so what was seen on the way tells it. */
function explain(error: unknown, target: PgTarget, seen: { closed: boolean; tls: boolean }): unknown {
  if (error instanceof StoreError) return error;
  if (codeOf(error) !== null) return toPgError(error, target.shown);
  if (target.tls !== null && !seen.tls) {
    return new StoreError('tls', target.shown, 'the server does not speak TLS', {
      hint: 'turn on TLS in the server (ssl = on), or use sslmode=disable in state.url to connect without encryption',
      cause: error,
    });
  }
  if (seen.closed) return unreachable(target, 'it closed the connection');
  return new StoreError('denied', target.shown, 'the server requires a password and none was given', {
    hint: 'set PGPASSWORD, or set PGPASSFILE to a password file',
    cause: error,
  });
}

function unreachable(target: PgTarget, why: string): StoreError {
  return new StoreError('unreachable', target.shown, `the PostgreSQL server cannot be used: ${why}`, {
    hint: 'check the host and port in state.url, and that the server is running',
  });
}
