// The sandbox's own SQLite file: projects and profile versions, one row each. Survives between commands.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import type { ListedProject } from '../model/project.ts';
import type { WireVariable } from '../palette/wire.ts';
import type { PackStage, StoredContent, StoredUse } from './profile-content.ts';

export interface ProfileRecord {
  readonly uid: string;
  readonly scope: 'tenant' | 'project' | 'system';
  readonly projectUid: string | null;
  readonly name: string;
  readonly version: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly published: StoredContent | null;
  readonly draft: StoredContent | null;
  readonly variables: readonly WireVariable[];
  readonly inUse: StoredUse;
}

/** What lists show of a version: everything but its content. */
export type ProfileHead = Omit<ProfileRecord, 'published' | 'draft' | 'variables'> & {
  readonly isPublished: boolean;
  readonly hasDraft: boolean;
  /** cloud type, profile type and packs by name, of the published content (else of the draft). */
  readonly summary: Pick<StoredContent, 'cloudType' | 'type'> & { readonly packs: readonly PackSummary[] };
};

export interface PackSummary {
  readonly name: string;
  readonly tag: string;
  readonly version: string;
  readonly layer: string;
  readonly type: string;
  readonly packUid: string;
  readonly stage?: PackStage;
}

type ProjectFacts = Pick<ListedProject, 'tags' | 'isDisabled'>;

export interface AuditRecord {
  readonly uid: string;
  readonly resourceUid: string;
  readonly action: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly actor: string;
  readonly userMsg: string;
}

export interface SandboxDatabase {
  getMeta(key: string): string | undefined;
  setMeta(key: string, value: string): void;
  projects(): readonly ListedProject[];
  hasProject(uid: string): boolean;
  addProject(uid: string, name: string): void;
  /** What is left out stays as it is. */
  describeProject(uid: string, facts: Partial<ProjectFacts>): void;
  renameProject(uid: string, name: string): void;
  /** With everything in it. */
  removeProject(uid: string): void;
  get(uid: string): ProfileRecord | undefined;
  /** UIDs and versions of one name in one scope. */
  siblings(
    scope: string,
    projectUid: string | null,
    name: string,
  ): readonly { readonly uid: string; readonly version: string }[];
  uidAt(scope: string, projectUid: string | null, name: string, version: string): string | undefined;
  uidAnywhere(name: string, version: string): string | undefined;
  /** Heads of the scopes that a listing sees, by name and age. */
  heads(projectUid: string | null): readonly ProfileHead[];
  /** Versions of profiles, all scopes. */
  countProfiles(): number;
  put(record: ProfileRecord): void;
  remove(uid: string): void;
  clear(): void;
  /** The newest first, at most 50. */
  audits(resourceUid: string): readonly AuditRecord[];
  /** A UID that is null is made here. */
  addAudit(entry: Omit<AuditRecord, 'userMsg' | 'uid'> & { readonly uid: string | null }): void;
  /** False: there is no such entry. */
  noteAudit(uid: string, userMsg: string): boolean;
  transaction<T>(work: () => T): T;
  close(): void;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS project (uid TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE IF NOT EXISTS profile (
    uid TEXT PRIMARY KEY, scope TEXT NOT NULL, project_uid TEXT NOT NULL, name TEXT NOT NULL, version TEXT NOT NULL,
    head TEXT NOT NULL, body TEXT NOT NULL, created_at INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX IF NOT EXISTS profile_key ON profile (scope, project_uid, name, version);
  CREATE INDEX IF NOT EXISTS profile_name ON profile (name, version);
  CREATE TABLE IF NOT EXISTS audit (
    uid TEXT PRIMARY KEY, resource_uid TEXT NOT NULL, action TEXT NOT NULL, at INTEGER NOT NULL, actor TEXT NOT NULL,
    user_msg TEXT NOT NULL DEFAULT ''
  ) STRICT;
  CREATE INDEX IF NOT EXISTS audit_resource ON audit (resource_uid, at);
`;

export function openDatabase(dbPath: string): SandboxDatabase {
  if (dbPath !== ':memory:') mkdirSync(path.dirname(dbPath), { recursive: true });
  const db = new Database(dbPath);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  db.pragma('busy_timeout = 5000');
  db.exec(SCHEMA);
  return {
    ...metaOf(db),
    ...projectsOf(db),
    ...profilesOf(db),
    ...auditsOf(db),
    transaction: (work) => db.transaction(work).immediate(),
    close: () => void db.close(),
  };
}

function metaOf(db: Database.Database): Pick<SandboxDatabase, 'getMeta' | 'setMeta'> {
  const get = db.prepare<[string], { value: string }>('SELECT value FROM meta WHERE key = ?');
  const set = db.prepare(
    'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  );
  return { getMeta: (key) => get.get(key)?.value, setMeta: (key, value) => void set.run(key, value) };
}

function auditsOf(db: Database.Database): Pick<SandboxDatabase, 'audits' | 'addAudit' | 'noteAudit'> {
  const all = db.prepare<[string], AuditRecord>(
    `SELECT uid, resource_uid AS resourceUid, action, at, actor, user_msg AS userMsg FROM audit
     WHERE resource_uid = ? ORDER BY at DESC, rowid DESC LIMIT 50`,
  );
  const add = db.prepare(
    `INSERT OR IGNORE INTO audit (uid, resource_uid, action, at, actor)
     VALUES (ifnull(?, printf('aaaaaaaaaaaa%012x', (SELECT ifnull(max(rowid), 0) + 1 FROM audit))), ?, ?, ?, ?)`,
  );
  const note = db.prepare('UPDATE audit SET user_msg = ? WHERE uid = ?');
  return {
    audits: (resourceUid) => all.all(resourceUid),
    addAudit: ({ uid, resourceUid, action, at, actor }) => void add.run(uid, resourceUid, action, at, actor),
    noteAudit: (uid, userMsg) => note.run(userMsg, uid).changes > 0,
  };
}

function projectsOf(
  db: Database.Database,
): Pick<
  SandboxDatabase,
  'projects' | 'hasProject' | 'addProject' | 'describeProject' | 'renameProject' | 'removeProject'
> {
  const all = db.prepare<[], { uid: string; name: string; facts: string | null }>(
    "SELECT uid, name, (SELECT value FROM meta WHERE key = 'project:' || uid) AS facts FROM project ORDER BY name",
  );
  const meta = metaOf(db);
  const factsOf = (json: string | null | undefined): ProjectFacts => ({
    tags: {},
    isDisabled: false,
    ...JSON.parse(json ?? '{}'),
  });
  const one = db.prepare<[string], { uid: string }>('SELECT uid FROM project WHERE uid = ?');
  const add = db.prepare('INSERT INTO project (uid, name) VALUES (?, ?)');
  const rename = db.prepare('UPDATE project SET name = ? WHERE uid = ?');
  const remove = db.prepare('DELETE FROM project WHERE uid = ?');
  const empty = db.prepare("DELETE FROM profile WHERE scope = 'project' AND project_uid = ?");
  return {
    removeProject: (uid) => {
      empty.run(uid);
      remove.run(uid);
    },
    projects: () => all.all().map(({ uid, name, facts }) => ({ uid, name, ...factsOf(facts) })),
    hasProject: (uid) => one.get(uid) !== undefined,
    addProject: (uid, name) => void add.run(uid, name),
    describeProject: (uid, facts) => {
      const key = `project:${uid}`;
      meta.setMeta(key, JSON.stringify({ ...factsOf(meta.getMeta(key)), ...facts }));
    },
    renameProject: (uid, name) => void rename.run(name, uid),
  };
}

type ProfileMethods = Pick<
  SandboxDatabase,
  'get' | 'siblings' | 'uidAt' | 'uidAnywhere' | 'heads' | 'countProfiles' | 'put' | 'remove' | 'clear'
>;

interface Row {
  readonly uid: string;
  readonly head: string;
  readonly body: string;
}

function profilesOf(db: Database.Database): ProfileMethods {
  const get = db.prepare<[string], Row>('SELECT uid, head, body FROM profile WHERE uid = ?');
  const siblings = db.prepare<[string, string, string], { uid: string; version: string }>(
    'SELECT uid, version FROM profile WHERE scope = ? AND project_uid = ? AND name = ? ORDER BY created_at, uid',
  );
  const at = db.prepare<[string, string, string, string], { uid: string }>(
    'SELECT uid FROM profile WHERE scope = ? AND project_uid = ? AND name = ? AND version = ?',
  );
  const anywhere = db.prepare<[string, string], { uid: string }>(
    'SELECT uid FROM profile WHERE name = ? AND version = ?',
  );
  const heads = db.prepare<[string], { head: string }>(
    "SELECT head FROM profile WHERE scope <> 'project' OR project_uid = ? ORDER BY name, created_at, uid",
  );
  const count = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM profile');
  const put = db.prepare(
    `INSERT INTO profile (uid, scope, project_uid, name, version, head, body, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (uid) DO UPDATE SET name = excluded.name, version = excluded.version, head = excluded.head, body = excluded.body`,
  );
  const remove = db.prepare('DELETE FROM profile WHERE uid = ?');
  return {
    get: (uid) => toRecord(get.get(uid)),
    siblings: (scope, projectUid, name) => siblings.all(scope, projectUid ?? '', name),
    uidAt: (scope, projectUid, name, version) => at.get(scope, projectUid ?? '', name, version)?.uid,
    uidAnywhere: (name, version) => anywhere.get(name, version)?.uid,
    heads: (projectUid) => heads.all(projectUid ?? '').map((row): ProfileHead => JSON.parse(row.head)),
    countProfiles: () => count.get()?.n ?? 0,
    put: (record) => {
      const { published, draft, variables, ...head } = record;
      const { uid, scope, projectUid, name, version, createdAt } = head;
      put.run(
        uid,
        scope,
        projectUid ?? '',
        name,
        version,
        JSON.stringify(toHead(record)),
        JSON.stringify({ published, draft, variables }),
        createdAt,
      );
    },
    remove: (uid) => void remove.run(uid),
    clear: () => void db.exec('DELETE FROM profile; DELETE FROM project; DELETE FROM meta'),
  };
}

function toRecord(row: Row | undefined): ProfileRecord | undefined {
  if (row === undefined) return undefined;
  const {
    isPublished: _published,
    hasDraft: _draft,
    summary: _summary,
    ...head
  }: ProfileHead = JSON.parse(row.head);
  const body: Pick<ProfileRecord, 'published' | 'draft' | 'variables'> = JSON.parse(row.body);
  return { ...head, ...body };
}

export function toHead(record: ProfileRecord): ProfileHead {
  const { published, draft, variables: _variables, ...head } = record;
  const content = published ?? draft;
  return {
    ...head,
    isPublished: published !== null,
    hasDraft: draft !== null,
    summary: {
      cloudType: content?.cloudType ?? '',
      type: content?.type ?? '',
      packs: (content?.packs ?? []).map(({ name, tag, version, layer, type, packUid, stage }) => ({
        name,
        tag,
        version,
        layer,
        type,
        packUid,
        ...(stage === undefined ? {} : { stage }),
      })),
    },
  };
}
