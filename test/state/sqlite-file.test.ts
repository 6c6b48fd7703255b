// The state file itself: how it is made, opened and refused.
import { lstat, mkdir, open, readdir, symlink, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hasAcceptedEdit, hasRecordedContent } from '../../src/model/remarks.ts';
import { toCloneColumns } from '../../src/state/storage/rows/clone-row.ts';
import { type Connection, connect, loadDriver } from '../../src/state/storage/sqlite/driver.ts';
import { MIGRATIONS, type Migration } from '../../src/state/storage/sqlite/migrations.ts';
import { openForReading, openForWriting } from '../../src/state/storage/sqlite/sqlite-open.ts';
import { readRecorded } from '../../src/state/storage/sqlite/sqlite-read.ts';
import { openSqliteReader } from '../../src/state/storage/sqlite/sqlite-reader.ts';
import { openSqliteStore } from '../../src/state/storage/sqlite/sqlite-store.ts';
import type { StoreErrorKind } from '../../src/state/store-error.ts';
import { refused } from './refusal.ts';
import { aClone, aHolder, OVERRIDES, put } from './rows.ts';
import { makeScratch, type Scratch } from './scratch.ts';

const SEED = { lineage: 'l', createdAt: '2026-01-01T00:00:00.000Z', tool: 'cloneform 0.1.0' };

let scratch: Scratch;
beforeEach(async () => {
  scratch = await makeScratch();
});
afterEach(() => scratch.end());

/** Changes the closed state file behind the store's back. */
async function tamper(change: (db: Connection) => void): Promise<void> {
  const db = connect(await loadDriver(scratch.path), scratch.path, scratch.path, { timeoutMs: 0 });
  change(db);
  db.close();
}

async function makeState(): Promise<void> {
  const store = await scratch.open();
  const lease = await store.acquire(aHolder('run-1'));
  await store.write(lease, [put(aClone('a'))]);
  await store.release(lease);
  await store.close();
}

describe('a state file that is made', () => {
  test('belongs to its user alone, as do the folder, the lock, the journal and the backups', async () => {
    const store = await scratch.open();
    const lease = await store.acquire(aHolder('run-1'));
    await store.write(lease, [put(aClone('a'))]);
    const backup = await store.backup();
    const modes = new Map<string, string>();
    for (const file of ['.', ...(await readdir(dirname(scratch.path), { recursive: true }))]) {
      modes.set(file, ((await lstat(join(dirname(scratch.path), file))).mode & 0o777).toString(8));
    }
    expect(Object.fromEntries(modes)).toEqual({
      '.': '700',
      'cloneform.db': '600',
      'cloneform.db-journal': '600',
      'cloneform.db.lock': '600',
      backups: '700',
      'backups/cloneform-20260101T000000000Z.db': '600',
    });
    expect(backup).toBe(join(dirname(scratch.path), 'backups', 'cloneform-20260101T000000000Z.db'));
  });

  test('has its promises of durability on the first open and on every later one', async () => {
    await makeState();
    const driver = await loadDriver(scratch.path);
    for (const round of [1, 2]) {
      const db = await openForWriting(driver, scratch.path, MIGRATIONS, SEED);
      const got = [
        'journal_mode',
        'synchronous',
        'fullfsync',
        'foreign_keys',
        'trusted_schema',
        'cell_size_check',
      ].map((name) => db.pragma(name, { simple: true }));
      db.close();
      expect([round, ...got]).toEqual([round, 'truncate', 2, 1, 1, 0, 1]);
    }
  });

  test('is turned back to a rollback journal when somebody left it in WAL mode', async () => {
    await makeState();
    await tamper((db) => db.pragma('journal_mode = WAL'));
    const db = await openForWriting(await loadDriver(scratch.path), scratch.path, MIGRATIONS, SEED);
    expect(readRecorded(db, 'x').clones.length).toBe(1);
    // A file in WAL mode opens with weaker syncs than it was created with.
    expect(db.pragma('journal_mode', { simple: true })).toBe('truncate');
    expect(db.pragma('synchronous', { simple: true })).toBe(2);
    db.close();
  });

  test('carries its mark and its format', async () => {
    await makeState();
    await tamper((db) => {
      expect(db.pragma('application_id', { simple: true })).toBe(0x636c6e66);
      expect(db.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length);
    });
  });
});

describe('reading', () => {
  test('makes no file and no folder', async () => {
    const reader = await scratch.openReader();
    expect(await reader.readRecorded()).toEqual({
      identity: null,
      clones: [],
      openEntries: [],
      outlines: new Map(),
    });
    expect(await reader.readLease()).toBeNull();
    expect(await reader.readRuns(5)).toEqual([]);
    expect(await readdir(scratch.folder)).toEqual([]);
  });

  test('sees an empty file as no state and leaves it empty', async () => {
    await mkdir(dirname(scratch.path));
    await writeFile(scratch.path, '');
    const reader = await scratch.openReader();
    expect((await reader.readRecorded()).identity).toBeNull();
    expect((await lstat(scratch.path)).size).toBe(0);
    expect(await readdir(dirname(scratch.path))).toEqual(['cloneform.db']);
  });

  test('works while a writer holds the lock, sees what it commits, and leaves no file behind', async () => {
    const store = await scratch.open();
    const lease = await store.acquire(aHolder('run-1'));
    const reader = await scratch.openReader();
    const files = await readdir(dirname(scratch.path));
    await store.write(lease, [put(aClone('a'))]);
    expect((await reader.readRecorded()).clones.length).toBe(1);
    expect((await reader.readLease())?.holder.runId).toBe('run-1');
    await reader.close();
    expect(await readdir(dirname(scratch.path))).toEqual(files);
  });

  test('cannot write, whatever it is asked', async () => {
    await makeState();
    const db = openForReading(await loadDriver(scratch.path), scratch.path, MIGRATIONS, SEED);
    expect(() => db?.exec('DELETE FROM clone')).toThrow(expect.objectContaining({ code: 'SQLITE_READONLY' }));
    db?.close();
  });
});

describe('a file that is no state', () => {
  const NOT_OURS: readonly [string, () => Promise<void>, StoreErrorKind][] = [
    ['text', () => writeFile(scratch.path, 'cloneform: 1\n'.repeat(500)), 'not_a_state'],
    ['a folder', () => mkdir(scratch.path), 'not_a_state'],
    ['a symbolic link', () => symlink('elsewhere.db', scratch.path), 'not_a_state'],
    [
      'a SQLite file of another program',
      async () => {
        await writeFile(scratch.path, '');
        await tamper((db) => db.exec('CREATE TABLE notes (text TEXT)'));
      },
      'not_a_state',
    ],
    [
      'a SQLite file with another mark',
      async () => {
        await writeFile(scratch.path, '');
        await tamper((db) => db.exec('PRAGMA application_id = 7; PRAGMA user_version = 1'));
      },
      'not_a_state',
    ],
    [
      'a state with a trigger in it',
      async () => {
        await makeState();
        await tamper((db) => db.exec('CREATE TRIGGER t AFTER INSERT ON clone BEGIN DELETE FROM clone; END'));
      },
      'not_a_state',
    ],
    [
      'a state that was cut short',
      async () => {
        await makeState();
        await truncate(scratch.path, 20_000);
      },
      'corrupt',
    ],
    [
      'a state with a damaged page that no row is read from',
      async () => {
        await makeState();
        let root = 0;
        await tamper((db) => {
          root = Number(
            db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'clone_by_key'").pluck().get(),
          );
        });
        const file = await open(scratch.path, 'r+');
        await file.write(Buffer.alloc(64, 0xa5), 0, 64, (root - 1) * 4096);
        await file.close();
      },
      'corrupt',
    ],
    [
      'a state without its tables',
      async () => {
        await makeState();
        await tamper((db) => db.exec('DROP TABLE clone'));
      },
      'corrupt',
    ],
    [
      'a state with a row that is none',
      async () => {
        await makeState();
        await tamper((db) => db.exec("UPDATE clone SET address = 'no address'"));
      },
      'corrupt',
    ],
  ];

  test.each(NOT_OURS)('%s is refused by writer and reader', async (_name, prepare, kind) => {
    await mkdir(dirname(scratch.path));
    await prepare();
    const read = async (openIt: typeof openSqliteReader): Promise<unknown> => {
      const store = await openIt(scratch.path, scratch.deps);
      try {
        return await store.readRecorded();
      } finally {
        await store.close();
      }
    };
    const error = await refused(read(openSqliteStore), kind);
    expect(error.where).toBe(scratch.path);
    expect(error.hint).not.toBeNull();
    await refused(read(openSqliteReader), kind);
  });

  test('a foreign file is not changed by being refused', async () => {
    await mkdir(dirname(scratch.path));
    await writeFile(scratch.path, '');
    await tamper((db) => db.exec('PRAGMA journal_mode = DELETE; CREATE TABLE notes (text TEXT)'));
    const before = (await lstat(scratch.path)).mtimeMs;
    await refused(scratch.open(), 'not_a_state');
    expect((await lstat(scratch.path)).mtimeMs).toBe(before);
    expect(await readdir(dirname(scratch.path))).toEqual(['cloneform.db']);
  });

  test('a name that ends in a space is refused, because the driver would drop the space', async () => {
    await refused(openSqliteStore(`${scratch.path} `, scratch.deps), 'not_a_state');
  });
});

describe('formats', () => {
  const NOW = MIGRATIONS.length;
  const NEXT: Migration = {
    version: NOW + 1,
    isBreaking: true,
    sql: 'ALTER TABLE clone ADD COLUMN extra TEXT',
  };
  const openAs = async (migrations: readonly Migration[]): Promise<Connection> =>
    openForWriting(await loadDriver(scratch.path), scratch.path, migrations, {
      ...SEED,
      tool: 'cloneform 9.0.0',
    });

  test('a newer breaking format is refused with both versions, by writer and reader', async () => {
    await makeState();
    (await openAs([...MIGRATIONS, NEXT])).close();
    const error = await refused(scratch.open(), 'newer');
    expect(error.message).toBe(
      `the state has format ${NOW + 1}, written by cloneform 9.0.0; this version of cloneform supports formats up to ${NOW}`,
    );
    await refused(scratch.openReader(), 'newer');
  });

  test('a newer format that breaks nothing is used as it is', async () => {
    await makeState();
    (await openAs([...MIGRATIONS, { ...NEXT, isBreaking: false }])).close();
    const store = await scratch.open();
    expect((await store.readRecorded()).clones.length).toBe(1);
  });

  test('an older format is upgraded by a writer, but not under a run that holds the lock', async () => {
    await makeState();
    const holder = await scratch.open();
    const lease = await holder.acquire(aHolder('run-1'));
    await refused(openAs([...MIGRATIONS, NEXT]), 'locked');
    await holder.release(lease);
    const db = await openAs([...MIGRATIONS, NEXT]);
    expect(db.pragma('user_version', { simple: true })).toBe(NOW + 1);
    expect(readRecorded(db, 'x').clones.length).toBe(1);
    db.close();
  });

  test('an older format is read as a current one without a change of the file', async () => {
    await makeState();
    const driver = await loadDriver(scratch.path);
    const db = openForReading(driver, scratch.path, [...MIGRATIONS, NEXT], SEED);
    expect(db?.prepare('SELECT count(extra) FROM clone').pluck().get()).toBe(0);
    db?.close();
    await tamper((found) => expect(found.pragma('user_version', { simple: true })).toBe(NOW));
  });

  test('an older edition may change a row that has remarks: what they were about is gone, and so they do not count', async () => {
    const store = await scratch.open();
    const lease = await store.acquire(aHolder('run-1'));
    const remarks = { accepted: 'sha256:bb', rewritten: { of: 'sha256:bb', digest: 'sha256:b2' } } as const;
    await store.write(lease, [put(aClone('a', { remarks }))]);
    await store.release(lease);
    await store.close();
    await tamper((db) => db.exec("UPDATE clone SET digest = 'sha256:dd' WHERE address = 'a'"));
    const [row] = (await (await scratch.open()).readRecorded()).clones;
    if (row === undefined) throw new Error('the row is lost');
    expect([hasAcceptedEdit(row), hasRecordedContent(row, 'sha256:b2')]).toEqual([false, false]);
    expect(hasRecordedContent(row, 'sha256:dd')).toBe(true);
  });

  test('a step that fails leaves the format as it was', async () => {
    await makeState();
    const bad: Migration = {
      version: NOW + 1,
      isBreaking: true,
      sql: 'CREATE TABLE fresh (a TEXT); ALTER TABLE nowhere ADD COLUMN b',
    };
    await expect(openAs([...MIGRATIONS, bad])).rejects.toMatchObject({ name: 'StoreError' });
    await tamper((db) => {
      expect(db.pragma('user_version', { simple: true })).toBe(NOW);
      expect(db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'fresh'").pluck().get()).toBe(0);
    });
  });

  test('a file of format 1 comes along whole, open entries of its journal too', async () => {
    await mkdir(dirname(scratch.path));
    await writeFile(scratch.path, '');
    const first = MIGRATIONS.slice(0, 1);
    const db = await openForWriting(await loadDriver(scratch.path), scratch.path, first, SEED);
    db.exec(`
      INSERT INTO clone VALUES ('a', 'u1', 'project', 'p1', 'a', '1.0.0', 'edge', 'current', 'created', 's1', 'base', '1.0.0',
        'tenant', NULL, 'sha256:aa', 'sha256:bb', 'sha256:cc', '2026-01-01T00:00:00.000Z', 0, '1.0.0', '2026-01-01T00:00:00.000Z', 3);
      INSERT INTO operation VALUES (7, 'op', 'run', 1, 'b', 'create', 'clone', 'project', 'p1', 'b', '1.0.0', 'edge', NULL, 's1',
        'base', '1.0.0', 'tenant', NULL, 'sha256:aa', '[]', NULL, NULL, NULL, 0, '1.0.0', '2026-01-01T00:00:00.000Z', NULL, NULL, NULL);
    `);
    db.close();
    const store = await scratch.open();
    const recorded = await store.readRecorded();
    expect(recorded.clones).toMatchObject([{ address: 'a', revision: 3, labels: null, description: null }]);
    expect(recorded.openEntries).toMatchObject([{ id: 'op', kind: 'create', step: 'clone' }]);
  });

  test('a file of the format without overrides comes along and is kept as it was; its edition refuses it from then on', async () => {
    await mkdir(dirname(scratch.path));
    await writeFile(scratch.path, '');
    const released = MIGRATIONS.slice(0, 5);
    (await openAs(released)).close();
    const row = { ...aClone('a', { remarks: { held: true } }), revision: 1 };
    const columns = Object.keys(toCloneColumns(row)).filter((column) => column !== 'overrides');
    const sql = `INSERT INTO clone (${columns.join(', ')}) VALUES (${columns.map((column) => `@${column}`).join(', ')})`;
    await tamper((db) => db.prepare(sql).run(toCloneColumns(row)));
    const reader = await scratch.openReader();
    expect((await reader.readRecorded()).clones).toEqual([row]);
    await reader.close();
    await tamper((db) => expect(db.pragma('user_version', { simple: true })).toBe(5));
    const store = await scratch.open();
    const lease = await store.acquire(aHolder('run-1'));
    await store.write(lease, [put(aClone('b', { overrides: OVERRIDES }))]);
    expect((await store.readRecorded()).clones.map(({ overrides }) => overrides)).toEqual([
      undefined,
      OVERRIDES,
    ]);
    await store.close();
    const error = await refused(openAs(released), 'newer');
    expect(error.message).toContain('the state has format 6');
    expect(error.message).toContain('supports formats up to 5');
    // What was kept is a state of that edition still.
    const kept = join(dirname(scratch.path), 'backups', 'cloneform-format-5.db');
    const old = await openForWriting(await loadDriver(kept), kept, released, SEED);
    expect(old.prepare('SELECT address FROM clone').pluck().all()).toEqual(['a']);
    old.close();
  });
});
