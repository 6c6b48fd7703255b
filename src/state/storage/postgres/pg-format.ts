// Which format the tables of a schema have, and how they become current.

import type { Seed } from '../../opening.ts';
import { latest } from '../../opening.ts';
import { StoreError } from '../../store-error.ts';
import { type Row, textOf, toRow, wholeOf } from '../rows/row.ts';
import { isAbsent, needing } from './pg-error.ts';
import type { PgMigration } from './pg-migrations.ts';
import { type PgPlace, TABLES } from './pg-place.ts';
import type { PgSession, Query } from './pg-session.ts';

/** Marks the schema as ours. */
const APPLICATION = 'cloneform';

/** The format of the schema; 0: there is none yet. Throws StoreError `not_a_state`, or `newer` for one we must not touch. */
export async function readFormat(
  query: Query,
  place: PgPlace,
  migrations: readonly PgMigration[],
): Promise<number> {
  const { rows } = await query(`SELECT * FROM ${place.table('format')}`);
  if (rows[0] === undefined) return 0;
  const row = toRow(place.where, 'format', rows[0]);
  if (row.values['application'] !== APPLICATION) throw foreign(place);
  refuseNewer(row, latest(migrations));
  return wholeOf(row, 'version');
}

/** The same in a transaction of its own, for a schema that may not be there. Throws StoreError `not_a_state` for half of a state. */
export async function findFormat(
  session: PgSession,
  place: PgPlace,
  migrations: readonly PgMigration[],
): Promise<number> {
  const read = () =>
    session.read(async (query) => {
      const version = await readFormat(query, place, migrations);
      if (version > 0) await refuseDamage(query, place);
      return version;
    });
  return read().catch(async (error: unknown) => {
    if (!isAbsent(error)) throw error;
    // Between the two another process may have made the tables.
    return (await isNothingThere(session, place)) ? 0 : read();
  });
}

/** Whether a step that is missing in tables of this format keeps everybody from using them. Without one, null reads for new columns. */
export function isTooOld(version: number, migrations: readonly PgMigration[]): boolean {
  return migrations.some((step) => !step.isAdditive && step.version > version);
}

/** Throws StoreError `not_a_state` when tables are missing: what is left of a state is not to be taken for one, nor for nothing. */
export async function refuseDamage(query: Query, place: PgPlace): Promise<void> {
  const found = await findTables(query, place);
  const missing = TABLES.filter((name) => !found.includes(name));
  if (missing.length > 0) throw damage(place, missing);
}

/**
 * After a query found no table: whether the schema holds no table of a state at all, so that there is no state yet. Throws StoreError
 * `not_a_state` where some are there and others are missing.
 */
export async function isNothingThere(session: PgSession, place: PgPlace): Promise<boolean> {
  const found = await session.read((query) => findTables(query, place));
  // The first step of those who make a state is this table alone.
  if (found.every((name) => name === 'format')) return true;
  const missing = TABLES.filter((name) => !found.includes(name));
  if (missing.length > 0) throw damage(place, missing);
  return false;
}

async function findTables(query: Query, place: PgPlace): Promise<readonly string[]> {
  const { rows } = await query(
    'SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = $1 AND tablename = ANY($2)',
    [schemaName(place), TABLES],
  );
  return rows.map((row) => String(row['tablename']));
}

function damage(place: PgPlace, missing: readonly string[]): StoreError {
  const what = missing.length === 1 ? `the table ${missing[0]} is` : `the tables ${missing.join(', ')} are`;
  return new StoreError('not_a_state', place.where, `${what} missing from the state`, {
    hint: 'restore the database from its backup; if the other tables belong to another program, use a separate schema: ?schema=NAME',
  });
}

function schemaName({ schema }: PgPlace): string {
  return schema.slice(1, -1);
}

/**
 * Makes tables and workspace where there are none. Tables of an older format stay as they are while the steps that are missing only add
 * columns: they are upgraded with the first write (`upgradeSchema`). The answer: whether they are current.
 */
export async function prepareSchema(
  session: PgSession,
  place: PgPlace,
  migrations: readonly PgMigration[],
  seed: Seed,
): Promise<boolean> {
  const version = await findFormat(session, place, migrations);
  if (version === 0) await makeSchema(session, place, seed);
  const mustUpgrade = version === 0 || isTooOld(version, migrations);
  if (mustUpgrade && version < latest(migrations))
    await session.write((query) => migrate(query, place, migrations, seed, null));
  await session.write((query) => makeWorkspace(query, place, seed));
  return mustUpgrade || version >= latest(migrations);
}

/** Brings the tables up to the newest format. `holder`: the run that asks for it under its own lease. The answer: from which format. */
export async function upgradeSchema(
  session: PgSession,
  place: PgPlace,
  migrations: readonly PgMigration[],
  seed: Seed,
  holder: string | null,
): Promise<number> {
  return session.write((query) => migrate(query, place, migrations, seed, holder));
}

async function makeSchema(session: PgSession, place: PgPlace, seed: Seed): Promise<void> {
  const make = async (query: Query): Promise<void> => {
    // Asked first: making one needs a right on the database, even where it already exists.
    const { rows } = await query('SELECT 1 AS found FROM pg_catalog.pg_namespace WHERE nspname = $1', [
      schemaName(place),
    ]);
    if (rows.length === 0)
      await needing('schema', place, () => query(`CREATE SCHEMA IF NOT EXISTS ${place.schema}`));
    await needing('tables', place, () =>
      query(`CREATE TABLE IF NOT EXISTS ${place.table('format')} (
      one bigint PRIMARY KEY, application text NOT NULL, version bigint NOT NULL, needs_format bigint NOT NULL, tool text NOT NULL)`),
    );
    await query(
      `INSERT INTO ${place.table('format')} (one, application, version, needs_format, tool) VALUES (1, $1, 0, 0, $2)
      ON CONFLICT (one) DO NOTHING`,
      [APPLICATION, seed.tool],
    );
  };
  try {
    await session.write(make);
  } catch (error) {
    // Of several that make it at once the server refuses all but one, IF NOT EXISTS or not.
    if (!(error instanceof StoreError && error.kind === 'conflict')) throw error;
    await session.write(make);
  }
}

/** Under the lock of the format's row, so that one process at a time does it. */
async function migrate(
  query: Query,
  place: PgPlace,
  migrations: readonly PgMigration[],
  seed: Seed,
  holder: string | null,
): Promise<number> {
  const { rows } = await query(`SELECT * FROM ${place.table('format')} WHERE one = 1 FOR UPDATE`);
  const row = toRow(place.where, 'format', rows[0]);
  if (row.values['application'] !== APPLICATION) throw foreign(place);
  // Read under the lock: another process may have been quicker.
  const from = wholeOf(row, 'version');
  const pending = migrations.filter((step) => step.version > from);
  if (pending.length === 0) return from;
  if (from > 0) await refuseWhileHeld(query, place, holder);
  await needing(from === 0 ? 'tables' : 'owner', place, async () => {
    for (const step of pending) {
      for (const statement of step.statements(place.schema)) await query(statement);
    }
  });
  const needs = Math.max(
    wholeOf(row, 'needs_format'),
    ...pending.filter((step) => step.isBreaking).map((step) => step.version),
  );
  await query(
    `UPDATE ${place.table('format')} SET version = $1, needs_format = $2, tool = $3 WHERE one = 1`,
    [latest(migrations), needs, seed.tool],
  );
  return from;
}

/** A run of an older version must not lose its tables under it. */
async function refuseWhileHeld(query: Query, place: PgPlace, holder: string | null): Promise<void> {
  const { rows } = await query(
    `SELECT name, lease_run_id, expires_at > ${place.now()} AS is_alive FROM ${place.table('workspace')} FOR UPDATE`,
  );
  const held = rows.find(
    (row) => row['lease_run_id'] !== null && row['lease_run_id'] !== holder && row['is_alive'] === 't',
  );
  if (held === undefined) return;
  throw new StoreError(
    'locked',
    place.where,
    `the tables have an older format, and a run holds the workspace ${String(held['name'])}`,
    { hint: 'run the command again when that run has ended; read-only commands work in the meantime' },
  );
}

async function makeWorkspace(query: Query, place: PgPlace, seed: Seed): Promise<void> {
  const table = place.table('workspace');
  const { rows } = await query(`SELECT 1 AS found FROM ${table} WHERE name = $1`, [place.workspace]);
  if (rows.length > 0) return;
  await query(
    `INSERT INTO ${table} (name, lineage, serial, epoch, last_number, created_at, tool) VALUES ($1, $2, 0, 0, 0, $3, $4)
    ON CONFLICT (name) DO NOTHING`,
    [place.workspace, seed.lineage, seed.createdAt, seed.tool],
  );
}

/** A newer format is fine as long as its makers did not mark it as breaking for tools like this one. */
function refuseNewer(row: Row, known: number): void {
  const needs = wholeOf(row, 'needs_format');
  if (needs <= known) return;
  const tool = textOf(row, 'tool');
  const message = `the state has format ${needs}, written by ${tool}; this version of cloneform supports formats up to ${known}`;
  throw new StoreError('newer', row.where, message, { hint: `use ${tool} or newer` });
}

function foreign(place: PgPlace): StoreError {
  return new StoreError('not_a_state', place.where, 'the tables in this schema belong to another program', {
    hint: 'use a separate schema: ?schema=NAME in state.url',
  });
}
