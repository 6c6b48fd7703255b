// The tables of a state file, as a list of numbered steps. A step that was released is never edited again.

export interface Migration {
  readonly version: number;
  /** Tools that do not know this step must not open the file any more. */
  readonly isBreaking: boolean;
  readonly sql: string;
}

const SOURCE_COLUMNS = (rule: 'NOT NULL' | ''): string => `
  source_uid TEXT ${rule}, source_name TEXT ${rule}, source_version TEXT ${rule}, source_scope TEXT ${rule},
  source_project_uid TEXT, source_digest TEXT ${rule}`;

// No unique index over the natural key of `clone`: a row may be out of date while another address takes its key over.
// `history_start` of a run is the history number before it, so that a run that changed nothing has its place too.
const FIRST = `
CREATE TABLE meta (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  lineage TEXT NOT NULL, serial INTEGER NOT NULL, epoch INTEGER NOT NULL,
  tenant_uid TEXT, host TEXT,
  created_at TEXT NOT NULL, tool TEXT NOT NULL, needs_format INTEGER NOT NULL
) STRICT;

CREATE TABLE clone (
  address TEXT PRIMARY KEY, uid TEXT NOT NULL UNIQUE,
  scope TEXT NOT NULL, project_uid TEXT, name TEXT NOT NULL, version TEXT NOT NULL, project_name TEXT,
  status TEXT NOT NULL CHECK (status IN ('current', 'superseded', 'incomplete')),
  provenance TEXT NOT NULL CHECK (provenance IN ('created', 'inferred', 'adopted', 'imported')),
  ${SOURCE_COLUMNS('NOT NULL')},
  digest TEXT NOT NULL, shown TEXT NOT NULL, last_modified TEXT NOT NULL,
  is_protected INTEGER NOT NULL CHECK (is_protected IN (0, 1)),
  declared_version TEXT NOT NULL, recorded_at TEXT NOT NULL, revision INTEGER NOT NULL,
  CHECK ((scope = 'tenant' AND project_uid IS NULL) OR (scope = 'project' AND project_uid IS NOT NULL))
) STRICT;
CREATE INDEX clone_by_key ON clone (scope, project_uid, name, version);

CREATE TABLE clone_history (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  address TEXT NOT NULL, run_id TEXT NOT NULL, at TEXT NOT NULL,
  row TEXT
) STRICT;
CREATE INDEX clone_history_by_address ON clone_history (address, number);
CREATE INDEX clone_history_by_run ON clone_history (run_id, number);

CREATE TABLE operation (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE, run_id TEXT NOT NULL, epoch INTEGER NOT NULL, address TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('create', 'update', 'replace', 'delete')),
  step TEXT NOT NULL CHECK (step IN ('intent', 'clone', 'cloned', 'metadata', 'delete', 'deleted')),
  scope TEXT NOT NULL, project_uid TEXT, name TEXT NOT NULL, version TEXT NOT NULL, project_name TEXT,
  uid TEXT,
  ${SOURCE_COLUMNS('')},
  uids_before TEXT NOT NULL, server_date_before TEXT, labels TEXT, description TEXT,
  is_protected INTEGER NOT NULL CHECK (is_protected IN (0, 1)),
  declared_version TEXT NOT NULL, opened_at TEXT NOT NULL,
  outcome TEXT CHECK (outcome IN ('done', 'refused', 'abandoned')), error TEXT, closed_at TEXT,
  CHECK ((scope = 'tenant' AND project_uid IS NULL) OR (scope = 'project' AND project_uid IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX operation_open_key ON operation (scope, ifnull(project_uid, ''), name, version)
  WHERE outcome IS NULL AND kind IN ('create', 'replace');
CREATE INDEX operation_open ON operation (number) WHERE outcome IS NULL;

CREATE TABLE run (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE, command TEXT NOT NULL, user TEXT NOT NULL, host TEXT NOT NULL,
  started_at TEXT NOT NULL, finished_at TEXT, commit_id TEXT, message TEXT, tool_version TEXT NOT NULL,
  plan_checksum TEXT,
  outcome TEXT NOT NULL CHECK (outcome IN ('running', 'done', 'incomplete', 'interrupted')),
  history_start INTEGER NOT NULL
) STRICT;

CREATE TABLE run_result (
  number INTEGER PRIMARY KEY,
  run_id TEXT NOT NULL REFERENCES run (id),
  address TEXT NOT NULL, action TEXT NOT NULL, reason TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('applied', 'failed', 'skipped', 'not_started')),
  uid TEXT, error TEXT, at TEXT NOT NULL
) STRICT;
CREATE INDEX run_result_by_run ON run_result (run_id, number);

CREATE TABLE lease (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  epoch INTEGER NOT NULL,
  run_id TEXT NOT NULL, user TEXT NOT NULL, host TEXT NOT NULL, pid INTEGER NOT NULL, command TEXT NOT NULL,
  acquired_at TEXT NOT NULL, heartbeat_at TEXT NOT NULL, expires_at TEXT NOT NULL
) STRICT;
`;

// What labels and description were set to, the outlines of recorded contents, and the sagas of mirrors. SQLite cannot
// change a CHECK in place, so the journal's table is created again.
const SECOND = `
ALTER TABLE clone ADD COLUMN labels TEXT;
ALTER TABLE clone ADD COLUMN description TEXT;

CREATE TABLE outline (digest TEXT PRIMARY KEY, parts TEXT NOT NULL) STRICT;

DROP INDEX operation_open_key;
DROP INDEX operation_open;
ALTER TABLE operation RENAME TO operation_1;
CREATE TABLE operation (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE, run_id TEXT NOT NULL, epoch INTEGER NOT NULL, address TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('create', 'update', 'replace', 'recreate', 'delete')),
  step TEXT NOT NULL CHECK (step IN ('intent', 'clone', 'cloned', 'variables', 'draft', 'publish', 'surplus',
    'metadata', 'delete', 'deleted')),
  scope TEXT NOT NULL, project_uid TEXT, name TEXT NOT NULL, version TEXT NOT NULL, project_name TEXT,
  uid TEXT,
  ${SOURCE_COLUMNS('')},
  uids_before TEXT NOT NULL, server_date_before TEXT, labels TEXT, description TEXT,
  is_protected INTEGER NOT NULL CHECK (is_protected IN (0, 1)),
  declared_version TEXT NOT NULL, opened_at TEXT NOT NULL,
  outcome TEXT CHECK (outcome IN ('done', 'refused', 'abandoned')), error TEXT, closed_at TEXT,
  CHECK ((scope = 'tenant' AND project_uid IS NULL) OR (scope = 'project' AND project_uid IS NOT NULL))
) STRICT;
INSERT INTO operation SELECT * FROM operation_1;
DROP TABLE operation_1;
CREATE UNIQUE INDEX operation_open_key ON operation (scope, ifnull(project_uid, ''), name, version)
  WHERE outcome IS NULL AND kind IN ('create', 'replace', 'recreate');
CREATE INDEX operation_open ON operation (number) WHERE outcome IS NULL;
`;

// Where the state was moved to by `state migrate`, so that nobody continues with the old one.
const THIRD = 'ALTER TABLE meta ADD COLUMN moved_to TEXT;';

// What a run was about to do, for those who look back.
const FOURTH = 'ALTER TABLE run ADD COLUMN plan TEXT;';

// What is known of a clone beyond its plan (Remarks in model/recorded.ts), as JSON; null: nothing.
const FIFTH = 'ALTER TABLE clone ADD COLUMN remarks TEXT;';

// What overrides made of a clone (RecordedOverrides in model/recorded.ts), as JSON; null: it is an exact copy. An edition that does not
// know them would take such a clone for drift, and an open entry for done with the source's content.
const SIXTH = `
ALTER TABLE clone ADD COLUMN overrides TEXT;
ALTER TABLE operation ADD COLUMN overrides TEXT;
`;

export const MIGRATIONS: readonly Migration[] = [
  { version: 1, isBreaking: true, sql: FIRST },
  { version: 2, isBreaking: true, sql: SECOND },
  { version: 3, isBreaking: false, sql: THIRD },
  { version: 4, isBreaking: false, sql: FOURTH },
  { version: 5, isBreaking: false, sql: FIFTH },
  { version: 6, isBreaking: true, sql: SIXTH },
];
