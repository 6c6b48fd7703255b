// Transactions over one connection that comes and goes. Nothing outlives a transaction on the server: no setting, no named
// statement, no lock of a session. So any pooler may stand between, and a lost connection is simply replaced.

import { StoreError } from '../../store-error.ts';
import type { SqlValue } from '../rows/row.ts';
import { connectPg, type PgLink } from './pg-driver.ts';
import { isAfterFailure, isLost, isUndone, toPgError } from './pg-error.ts';
import { encodeText } from './pg-text.ts';
import type { PgTarget } from './pg-url.ts';

export type Values = Readonly<Record<string, unknown>>;
export type Parameter = SqlValue | readonly string[];

export interface Answer {
  readonly rows: readonly Values[];
  /** Rows that were read or changed. */
  readonly count: number;
}

/** Statements sent without waiting for each other travel together and run in order. */
export type Query = (sql: string, values?: readonly Parameter[]) => Promise<Answer>;

/** `again`: the commit of an earlier try was sent and its answer lost, so that it may have taken effect. */
export type Work<T> = (query: Query, again: boolean) => Promise<T>;

export interface PgSession {
  /** One snapshot, read only. */
  read<T>(work: Work<T>): Promise<T>;
  /** One durable transaction. `work` runs again when the connection was lost: it must look at `again`. */
  write<T>(work: Work<T>): Promise<T>;
  close(): Promise<void>;
}

export interface SessionClock {
  /** Milliseconds since 1970. */
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A server that restarts or fails over is waited for, well below the time after which the lease may be taken. */
const RECONNECT_MS = 30_000;
const UNDONE_TRIES = 8;

/** Who waits for a row outlasts a holder of it that was stopped in the middle of its transaction. */
const LIMITS = `SET LOCAL statement_timeout = '30s'; SET LOCAL lock_timeout = '15s';
  SET LOCAL idle_in_transaction_session_timeout = '10s'`;
const BEGIN = {
  read: `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ${LIMITS}`,
  // A server may confirm commits before they are on disk; read back, because a confirmed intent must survive.
  write: `BEGIN ISOLATION LEVEL READ COMMITTED; ${LIMITS}; SET LOCAL synchronous_commit = on;
  SELECT current_setting('synchronous_commit') AS held`,
} as const;

class Lost extends Error {
  readonly inDoubt: boolean;
  constructor(cause: unknown, inDoubt: boolean) {
    super('the connection was lost', { cause });
    this.inDoubt = inDoubt;
  }
}

/** Connects when first used. */
export function createPgSession(target: PgTarget, clock: SessionClock): PgSession {
  const links = createLinks(target, clock);
  let last: Promise<unknown> = Promise.resolve();
  /** One transaction at a time: there is one connection. */
  const inTurn = <T>(run: () => Promise<T>): Promise<T> => {
    const turn = last.then(run, run);
    last = turn.catch(() => undefined);
    return turn;
  };
  const transact = <T>(kind: keyof typeof BEGIN, work: Work<T>): Promise<T> =>
    inTurn(() => untilDone(clock, target.shown, (again) => once(links, target.shown, kind, work, again)));
  return {
    read: (work) => transact('read', work),
    write: (work) => transact('write', work),
    close: () => inTurn(() => links.close()),
  };
}

async function untilDone<T>(
  clock: SessionClock,
  where: string,
  run: (again: boolean) => Promise<T>,
): Promise<T> {
  // Counted from the loss: a process that was stopped for longer than that has a try left all the same.
  let deadline: number | null = null;
  let again = false;
  for (let tries = 1; ; tries++) {
    try {
      return await run(again);
    } catch (error) {
      const wait = Math.min(100 * 2 ** (tries - 1), 2_000);
      if (error instanceof Lost) deadline ??= clock.now() + RECONNECT_MS;
      const mayRetry =
        error instanceof Lost
          ? clock.now() + wait < (deadline ?? 0)
          : isUndone(error) && tries < UNDONE_TRIES;
      if (!mayRetry) throw toPgError(error instanceof Lost ? error.cause : error, where);
      again ||= error instanceof Lost && error.inDoubt;
      await clock.sleep(wait);
    }
  }
}

async function once<T>(
  links: Links,
  where: string,
  kind: keyof typeof BEGIN,
  work: Work<T>,
  again: boolean,
): Promise<T> {
  const link = await links.get();
  let first: unknown = null;
  const ask = (sql: string, values?: readonly Parameter[]): Promise<Answer> =>
    send(link, sql, values).catch((error: unknown) => {
      if (isLost(error)) throw new Lost(error, false);
      // Statements that travel together fail together; the one that broke the transaction says why.
      first ??= error;
      throw isAfterFailure(error) ? first : error;
    });
  try {
    const begun = await ask(BEGIN[kind]);
    if (kind === 'write') checkSync(begun.rows[0]?.['held'], where);
    const result = await work(ask, again);
    await ask('COMMIT').catch((error: unknown) => {
      throw error instanceof Lost ? new Lost(error.cause, kind === 'write') : error;
    });
    return result;
  } catch (error) {
    if (error instanceof Lost) links.forget();
    else await ask('ROLLBACK').catch(() => links.forget());
    throw error;
  }
}

function checkSync(held: unknown, where: string): void {
  if (held === 'on') return;
  throw new StoreError(
    'unavailable',
    where,
    `the server does not accept synchronous_commit = on and keeps ${String(held)}`,
    {
      hint: 'confirmed writes must survive a power loss; use a server that allows this setting',
    },
  );
}

async function send(link: PgLink, sql: string, values: readonly Parameter[] = []): Promise<Answer> {
  const encoded = values.map((value) =>
    typeof value === 'string' ? encodeText(value) : Array.isArray(value) ? value.map(encodeText) : value,
  );
  const result: unknown = await (values.length === 0
    ? link.client.query(sql)
    : link.client.query(sql, encoded));
  // Several statements in one text give a list of results; the last one matters.
  const final: unknown = Array.isArray(result) ? result.at(-1) : result;
  return toAnswer(final);
}

function toAnswer(result: unknown): Answer {
  if (typeof result !== 'object' || result === null) return { rows: [], count: 0 };
  const rows = 'rows' in result && Array.isArray(result.rows) ? (result.rows as readonly Values[]) : [];
  const count = 'rowCount' in result && typeof result.rowCount === 'number' ? result.rowCount : 0;
  return { rows, count };
}

interface Links {
  get(): Promise<PgLink>;
  forget(): void;
  close(): Promise<void>;
}

function createLinks(target: PgTarget, clock: SessionClock): Links {
  let link: PgLink | null = null;
  let wasConnected = false;
  const forget = (): void => {
    link?.drop();
    link = null;
  };
  return {
    get: async () => {
      try {
        link ??= await connectPg(target, clock);
        wasConnected = true;
        return link;
      } catch (error) {
        // A wrong URL is reported at once; a server that was there is waited for, and one that is starting.
        const isAway = error instanceof StoreError && error.kind === 'unreachable';
        throw isAway && (wasConnected || isStarting(error)) ? new Lost(error, false) : error;
      }
    },
    forget,
    close: async () => {
      const patience = new AbortController();
      const ended = link?.client.end().catch(() => undefined);
      if (ended !== undefined) {
        await Promise.race([ended, clock.sleep(1_000, patience.signal).catch(() => undefined)]);
      }
      patience.abort();
      forget();
    },
  };
}

function isStarting(error: StoreError): boolean {
  const { cause } = error;
  return cause instanceof Error && 'code' in cause && cause.code === '57P03';
}
