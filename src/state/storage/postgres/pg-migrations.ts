// The tables of a state in PostgreSQL, as a list of numbered steps. A step that was released is never edited again.
// A number means the same facts as in a SQLite file; the first format of PostgreSQL is 2. Each step can be repeated, because
// not every server of this protocol undoes a half-made one. Only what CockroachDB and YugabyteDB have too is used.

export interface PgMigration {
  readonly version: number;
  /** Tools that do not know this step must not use the tables any more. */
  readonly isBreaking: boolean;
  /** What it adds reads as null where it is missing: tools that know the step can read, and plan with, tables that lack it. */
  readonly isAdditive: boolean;
  readonly statements: (schema: string) => readonly string[];
}

const SOURCE = (rule: 'NOT NULL' | ''): string =>
  ['uid', 'name', 'version', 'scope', 'digest'].map((part) => `source_${part} text ${rule}`).join(', ');

const SECOND = (schema: string): readonly string[] => [
  `CREATE TABLE IF NOT EXISTS ${schema}.workspace (
    name text PRIMARY KEY,
    lineage text NOT NULL, serial bigint NOT NULL, epoch bigint NOT NULL, last_number bigint NOT NULL,
    tenant_uid text, host text, created_at text NOT NULL, tool text NOT NULL,
    lease_run_id text, lease_user text, lease_host text, lease_pid bigint, lease_command text,
    acquired_at timestamptz, heartbeat_at timestamptz, expires_at timestamptz)`,
  `CREATE TABLE IF NOT EXISTS ${schema}.clone (
    workspace text NOT NULL, address text NOT NULL, uid text NOT NULL,
    scope text NOT NULL, project_uid text, name text NOT NULL, version text NOT NULL, project_name text,
    status text NOT NULL, provenance text NOT NULL, ${SOURCE('NOT NULL')}, source_project_uid text,
    digest text NOT NULL, shown text NOT NULL, last_modified text NOT NULL, is_protected bigint NOT NULL,
    declared_version text NOT NULL, labels text, description text, recorded_at text NOT NULL, revision bigint NOT NULL,
    PRIMARY KEY (workspace, address), UNIQUE (workspace, uid))`,
  `CREATE TABLE IF NOT EXISTS ${schema}.outline (
    workspace text NOT NULL, digest text NOT NULL, parts text NOT NULL, PRIMARY KEY (workspace, digest))`,
  `CREATE TABLE IF NOT EXISTS ${schema}.clone_history (
    workspace text NOT NULL, number bigint NOT NULL, address text NOT NULL, run_id text NOT NULL, at text NOT NULL, "row" text,
    PRIMARY KEY (workspace, number))`,
  `CREATE INDEX IF NOT EXISTS clone_history_by_run ON ${schema}.clone_history (workspace, run_id, number)`,
  // open_key: the natural key that an open operation is about to take, else null; so no partial index is needed.
  `CREATE TABLE IF NOT EXISTS ${schema}.operation (
    workspace text NOT NULL, number bigint NOT NULL, id text NOT NULL, run_id text NOT NULL, epoch bigint NOT NULL,
    address text NOT NULL, kind text NOT NULL, step text NOT NULL,
    scope text NOT NULL, project_uid text, name text NOT NULL, version text NOT NULL, project_name text, uid text,
    ${SOURCE('')}, source_project_uid text,
    uids_before text NOT NULL, server_date_before text, labels text, description text, is_protected bigint NOT NULL,
    declared_version text NOT NULL, opened_at text NOT NULL, outcome text, error text, closed_at text, open_key text,
    PRIMARY KEY (workspace, number), UNIQUE (workspace, id), UNIQUE (workspace, open_key))`,
  `CREATE TABLE IF NOT EXISTS ${schema}.run (
    workspace text NOT NULL, number bigint NOT NULL, id text NOT NULL, command text NOT NULL, "user" text NOT NULL,
    host text NOT NULL, started_at text NOT NULL, finished_at text, commit_id text, message text, tool_version text NOT NULL,
    plan_checksum text, outcome text NOT NULL, history_start bigint NOT NULL,
    PRIMARY KEY (workspace, number), UNIQUE (workspace, id))`,
  `CREATE TABLE IF NOT EXISTS ${schema}.run_result (
    workspace text NOT NULL, number bigint NOT NULL, run_id text NOT NULL, address text NOT NULL, action text NOT NULL,
    reason text NOT NULL, status text NOT NULL, uid text, error text, at text NOT NULL,
    PRIMARY KEY (workspace, number))`,
  `CREATE INDEX IF NOT EXISTS run_result_by_run ON ${schema}.run_result (workspace, run_id, number)`,
];

const THIRD = (schema: string): readonly string[] => [
  `ALTER TABLE ${schema}.workspace ADD COLUMN IF NOT EXISTS moved_to text`,
];

const FOURTH = (schema: string): readonly string[] => [
  `ALTER TABLE ${schema}.run ADD COLUMN IF NOT EXISTS plan text`,
];

const FIFTH = (schema: string): readonly string[] => [
  `ALTER TABLE ${schema}.clone ADD COLUMN IF NOT EXISTS remarks text`,
];

const SIXTH = (schema: string): readonly string[] => [
  `ALTER TABLE ${schema}.clone ADD COLUMN IF NOT EXISTS overrides text`,
  `ALTER TABLE ${schema}.operation ADD COLUMN IF NOT EXISTS overrides text`,
];

export const PG_MIGRATIONS: readonly PgMigration[] = [
  { version: 2, isBreaking: true, isAdditive: false, statements: SECOND },
  { version: 3, isBreaking: false, isAdditive: true, statements: THIRD },
  { version: 4, isBreaking: false, isAdditive: true, statements: FOURTH },
  { version: 5, isBreaking: false, isAdditive: true, statements: FIFTH },
  { version: 6, isBreaking: true, isAdditive: true, statements: SIXTH },
];
