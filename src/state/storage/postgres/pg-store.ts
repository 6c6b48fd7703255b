// Recorded state in PostgreSQL, for teams: one workspace of one database, read without a lock or written under its lease.

import type { CallOutcome, WriteCall } from '../../batch.ts';
import { createBatchQueue } from '../../batch-queue.ts';
import { checkDump } from '../../dump.ts';
import type { Lease } from '../../lease.ts';
import { latest, makeSeed, NO_STATE } from '../../opening.ts';
import type { StateReader, StateStore, StoreDeps } from '../../port.ts';
import { movedError } from '../../refusals.ts';
import { StoreError } from '../../store-error.ts';
import { type BatchTry, tryBatch } from './pg-batch.ts';
import { readPgDump, replaceAllPg } from './pg-dump.ts';
import { isAbsent } from './pg-error.ts';
import {
  findFormat,
  isNothingThere,
  isTooOld,
  prepareSchema,
  readFormat,
  refuseDamage,
  upgradeSchema,
} from './pg-format.ts';
import { acquirePgLease, breakPgLease, readPgLease, releasePgLease, renewPgLease } from './pg-lease.ts';
import { PG_MIGRATIONS, type PgMigration } from './pg-migrations.ts';
import { type PgPlace, pgPlace } from './pg-place.ts';
import { readPgClonesAfter, readPgIdentity, readPgRecorded, readPgRuns } from './pg-read.ts';
import { createPgSession, type PgSession, type Query } from './pg-session.ts';
import { trimPg } from './pg-trim.ts';
import { mayUsePassword, type PgTarget, parsePgUrl } from './pg-url.ts';

export interface PgDeps extends StoreDeps {
  readonly clock: {
    now(): number;
    sleep(ms: number, signal?: AbortSignal): Promise<void>;
  };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute folder that the certificate files of the URL start from. */
  readonly cwd: string;
  /** The steps of the tables; those of this version unless a test brings others. */
  readonly migrations?: readonly PgMigration[];
  /** SQL for the server's time. */
  readonly serverTime?: () => string;
}

/** Opens the state at `url` for reading: no lock, no write, no table made. An absent one reads as no state. */
export async function openPgReader(url: string, deps: PgDeps): Promise<StateReader> {
  const { session, place } = open(url, deps);
  return {
    ...createPgReader(session, place, deps),
    close: () => session.close(),
  };
}

/** Opens the state at `url` for writing, making or upgrading tables and workspace. Takes no lock yet. Throws StoreError. */
export async function openPgStore(url: string, deps: PgDeps): Promise<StateStore> {
  const { session, place } = open(url, deps);
  const migrations = deps.migrations ?? PG_MIGRATIONS;
  let isCurrent = false;
  try {
    isCurrent = await prepareSchema(session, place, migrations, makeSeed(deps));
    await session.read((query) => refuseMoved(query, place, deps));
  } catch (error) {
    await session.close();
    throw error;
  }
  /** Reading an older format changes nothing in it, and nor does a run that finds nothing to do. The first write upgrades it. */
  const upgrade = async ({ holder }: Lease): Promise<void> => {
    if (isCurrent) return;
    await upgradeSchema(session, place, migrations, makeSeed(deps), holder.runId);
    isCurrent = true;
  };
  const queue = createBatchQueue(createCommit(session, place, upgrade));
  return {
    ...createPgReader(session, place, deps),
    acquire: (holder) => acquirePgLease(session, place, holder),
    renew: (lease) => renewPgLease(session, place, lease),
    release: async (lease) => {
      await queue.settled();
      await releasePgLease(session, place, lease);
    },
    write: (lease, mutations) => queue.write({ lease, mutations }),
    replaceAll: async (lease, dump) => {
      await queue.settled();
      checkDump(place.where, dump);
      await upgrade(lease);
      await session.write((query) => replaceAllPg(query, place, lease, dump));
    },
    trimHistory: async (lease, keep) => {
      await queue.settled();
      await session.write((query) => trimPg(query, place, lease, keep));
    },
    breakLease: () => breakPgLease(session, place),
    // The database has backups of its own, and `state pull` makes a copy.
    backup: async () => null,
    close: async () => {
      await queue.settled();
      await session.close();
    },
  };
}

export interface Upgraded {
  /** Formats; the same where there was nothing to do. */
  readonly from: number;
  readonly to: number;
}

/** Brings the tables at `url` up to the newest format, apart from any run. Makes none: null where there are none. */
export async function upgradePgSchema(url: string, deps: PgDeps): Promise<Upgraded | null> {
  const { session, place } = open(url, deps);
  const migrations = deps.migrations ?? PG_MIGRATIONS;
  try {
    const version = await findFormat(session, place, migrations);
    if (version === 0) return null;
    const to = Math.max(version, latest(migrations));
    if (version < to) await upgradeSchema(session, place, migrations, makeSeed(deps), null);
    return { from: version, to };
  } finally {
    await session.close();
  }
}

function createCommit(
  session: PgSession,
  place: PgPlace,
  upgrade: (lease: Lease) => Promise<void>,
): (calls: readonly WriteCall[]) => Promise<readonly CallOutcome[]> {
  let known = 0;
  return async (calls) => {
    if (calls[0] !== undefined) await upgrade(calls[0].lease);
    let last: BatchTry | null = null;
    const done = await session.write(async (query, again) => {
      last = await tryBatch(query, place, calls, again ? last : null, known);
      return last;
    });
    known = done.serialBefore + (done.outcomes.includes(null) ? 1 : 0);
    return done.outcomes;
  };
}

function open(url: string, deps: PgDeps): { readonly session: PgSession; readonly place: PgPlace } {
  const target = parsePgUrl(url, deps.env, deps.cwd);
  guardPassword(target, url, deps);
  return {
    session: createPgSession(target, deps.clock),
    place: pgPlace(target, deps.serverTime ?? (() => 'clock_timestamp()')),
  };
}

function guardPassword(target: PgTarget, url: string, deps: PgDeps): void {
  if (mayUsePassword(target, deps.env, deps.env['CLONEFORM_STATE'] === url, deps.cwd)) return;
  const place = target.port === undefined ? target.host : `${target.host}:${target.port}`;
  const how = target.tls === null ? ' without TLS' : '';
  throw new StoreError(
    'denied',
    target.shown,
    `PGPASSWORD is not sent to ${place}${how}, which the YAML sets`,
    {
      hint: 'put the whole URL in CLONEFORM_STATE; or set the same server in the environment: PGHOST with PGPORT, or CLONEFORM_ALLOWED_HOSTS=HOST:PORT, and PGSSLMODE=disable or PGSSLROOTCERT if the URL has sslmode=disable or sslrootcert; or use PGPASSFILE',
    },
  );
}

function createPgReader(session: PgSession, place: PgPlace, deps: PgDeps): Omit<StateReader, 'close'> {
  const migrations = deps.migrations ?? PG_MIGRATIONS;
  const read = async <T>(
    work: (query: Query) => Promise<T>,
    otherwise: (none: StateReader) => Promise<T>,
  ): Promise<T> => {
    try {
      return await session.read(async (query) => {
        const version = await readFormat(query, place, migrations);
        if (version === 0) return otherwise(NO_STATE);
        if (isTooOld(version, migrations)) throw olderError(place, version);
        // The look at the tables costs no round trip of its own.
        const [, result] = await Promise.all([
          refuseDamage(query, place),
          work(query),
          refuseMoved(query, place, deps),
        ]);
        return result;
      });
    } catch (error) {
      if (isAbsent(error) && (await isNothingThere(session, place))) return otherwise(NO_STATE);
      throw error;
    }
  };
  return {
    readRecorded: () =>
      read(
        (query) => readPgRecorded(query, place),
        (none) => none.readRecorded(),
      ),
    readIdentity: () =>
      read(
        (query) => readPgIdentity(query, place),
        (none) => none.readIdentity(),
      ),
    readLease: () =>
      read(
        (query) => readPgLease(query, place),
        (none) => none.readLease(),
      ),
    readRuns: (limit) =>
      read(
        (query) => readPgRuns(query, place, limit),
        (none) => none.readRuns(limit),
      ),
    readDump: () =>
      read(
        (query) => readPgDump(query, place),
        (none) => none.readDump(),
      ),
    readClonesAfter: (runId) =>
      read(
        (query) => readPgClonesAfter(query, place, runId),
        (none) => none.readClonesAfter(runId),
      ),
  };
}

/** Throws StoreError `moved` when somebody else continues with this state by now. */
async function refuseMoved(query: Query, place: PgPlace, { mayBeMoved = false }: PgDeps): Promise<void> {
  const { rows } = await query(`SELECT * FROM ${place.table('workspace')} WHERE name = $1`, [
    place.workspace,
  ]);
  const to = rows[0]?.['moved_to'];
  if (typeof to === 'string' && !mayBeMoved) throw movedError(place.where, to);
}

/** Reading must not write, and copying the tables of a team to upgrade the copy would not be cheap. */
function olderError(place: PgPlace, version: number): StoreError {
  return new StoreError('unavailable', place.where, `the state has the older format ${version}`, {
    hint: 'ask the owner of its tables to run cloneform state migrate --schema; until then, use the version that wrote it',
  });
}
