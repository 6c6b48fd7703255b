// What a database file is to us: nothing yet, a state of some format, or somebody else's. And how it becomes current.
import { latest, type Seed } from '../../opening.ts';
import { StoreError } from '../../store-error.ts';
import type { Connection } from './driver.ts';
import type { Migration } from './migrations.ts';

/** "clnf": marks a SQLite file as a cloneform state. */
export const APPLICATION_ID = 0x63_6c_6e_66;

export interface FileFacts {
  readonly applicationId: number;
  readonly userVersion: number;
  readonly tables: number;
  /** Triggers and views: a state has none, and they would run as soon as we write. */
  readonly activeParts: number;
}

export type FileKind =
  | { readonly kind: 'empty' }
  | { readonly kind: 'state'; readonly version: number }
  | { readonly kind: 'foreign' };

export function readFileFacts(db: Connection): FileFacts {
  // One snapshot: another process may be making the tables at this moment.
  const read = db.transaction(() => ({
    applicationId: numberOf(db.pragma('application_id', { simple: true })),
    userVersion: numberOf(db.pragma('user_version', { simple: true })),
    tables: count(db, "type = 'table'"),
    activeParts: count(db, "type IN ('trigger', 'view')"),
  }));
  return read.deferred();
}

export function classifyFile(facts: FileFacts): FileKind {
  if (facts.applicationId === APPLICATION_ID && facts.userVersion > 0 && facts.activeParts === 0) {
    return { kind: 'state', version: facts.userVersion };
  }
  const isEmpty =
    facts.applicationId === 0 && facts.userVersion === 0 && facts.tables === 0 && facts.activeParts === 0;
  return { kind: isEmpty ? 'empty' : 'foreign' };
}

/** The file's format version, 0 when empty. Throws StoreError `not_a_state`, or `newer` for one we must not touch. */
export function checkFormat(db: Connection, where: string, migrations: readonly Migration[]): number {
  const found = classifyFile(readFileFacts(db));
  if (found.kind === 'foreign') {
    throw new StoreError('not_a_state', where, 'this SQLite file belongs to another program', {
      hint: 'set state.path to a cloneform state file, or to a file that does not exist yet',
    });
  }
  if (found.kind === 'empty') return 0;
  if (found.version > latest(migrations)) refuseBreaking(db, where, latest(migrations));
  return found.version;
}

/** Brings the file up to the newest format, all steps in one transaction; does nothing when it already exists. */
export function migrate(db: Connection, migrations: readonly Migration[], seed: Seed): void {
  const upgrade = db.transaction(() => {
    // Read inside the transaction: another process may have been quicker.
    const from = numberOf(db.pragma('user_version', { simple: true }));
    const pending = migrations.filter((step) => step.version > from);
    if (pending.length === 0) return;
    for (const step of pending) db.exec(step.sql);
    if (from === 0) insertMeta(db, seed);
    const needs = Math.max(0, ...pending.filter((step) => step.isBreaking).map((step) => step.version));
    db.prepare('UPDATE meta SET tool = ?, needs_format = max(needs_format, ?)').run(seed.tool, needs);
    db.pragma(`application_id = ${APPLICATION_ID}`);
    db.pragma(`user_version = ${latest(migrations)}`);
  });
  upgrade.immediate();
}

function insertMeta(db: Connection, seed: Seed): void {
  const sql = `INSERT INTO meta (one, lineage, serial, epoch, created_at, tool, needs_format)
    VALUES (1, ?, 0, 0, ?, ?, 0)`;
  db.prepare(sql).run(seed.lineage, seed.createdAt, seed.tool);
}

/** A newer format is fine as long as its makers did not mark it as breaking for tools like this one. */
function refuseBreaking(db: Connection, where: string, known: number): void {
  const meta: unknown = db.prepare('SELECT needs_format, tool FROM meta').get();
  const needs =
    typeof meta === 'object' && meta !== null && 'needs_format' in meta ? meta.needs_format : null;
  const tool =
    typeof meta === 'object' && meta !== null && 'tool' in meta ? String(meta.tool) : 'a newer cloneform';
  if (typeof needs === 'number' && needs <= known) return;
  const message = `the state has format ${String(needs)}, written by ${tool}; this version of cloneform supports formats up to ${known}`;
  throw new StoreError('newer', where, message, { hint: `use ${tool} or newer` });
}

function count(db: Connection, condition: string): number {
  return numberOf(db.prepare(`SELECT count(*) FROM sqlite_schema WHERE ${condition}`).pluck().get());
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : Number.NaN;
}
