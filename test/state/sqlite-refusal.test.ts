// What disk, permissions and installation refuse, and the StoreError that comes of it.
import { chmod, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { geteuid, seteuid } from 'node:process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connect, explainBinary, loadDriver, refuseDriver } from '../../src/state/storage/sqlite/driver.ts';
import { MIGRATIONS } from '../../src/state/storage/sqlite/migrations.ts';
import { toStoreError } from '../../src/state/storage/sqlite/sqlite-error.ts';
import { openForWriting } from '../../src/state/storage/sqlite/sqlite-open.ts';
import { createSqliteStore, openSqliteStore } from '../../src/state/storage/sqlite/sqlite-store.ts';
import type { StoreErrorKind } from '../../src/state/store-error.ts';
import { codeOf } from '../../src/state/store-error.ts';
import { refused } from './refusal.ts';
import { aClone, aHolder, put } from './rows.ts';
import { makeScratch, type Scratch } from './scratch.ts';

const SEED = { lineage: 'l', createdAt: '2026-01-01T00:00:00.000Z', tool: 'cloneform 0.1.0' };

let scratch: Scratch;
beforeEach(async () => {
  scratch = await makeScratch();
});
afterEach(() => scratch.end());

async function makeState(): Promise<void> {
  const store = await scratch.open();
  const lease = await store.acquire(aHolder('run-1'));
  await store.write(lease, [put(aClone('a'))]);
  await store.release(lease);
  await store.close();
}

describe('what the system refuses', () => {
  test('a folder and a file without write permission are read_only, and readable', async () => {
    await makeState();
    const folder = dirname(scratch.path);
    await rm(`${scratch.path}.lock`);
    await chmod(scratch.folder, 0o755);
    await chmod(scratch.path, 0o444);
    await chmod(folder, 0o555);
    await asOrdinaryUser(async () => {
      const store = await scratch.open();
      await refused(store.acquire(aHolder('run-2')), 'read_only');
      await refused(openSqliteStore(join(folder, 'new.db'), scratch.deps), 'read_only');
      await refused(openSqliteStore(join(folder, 'new', 'new.db'), scratch.deps), 'read_only');
      const reader = await scratch.openReader();
      expect((await reader.readRecorded()).clones.length).toBe(1);
    });
    await chmod(folder, 0o755);
  });

  test('a write that meets a file turned read-only is refused as such', async () => {
    await makeState();
    const driver = await loadDriver(scratch.path);
    const db = connect(driver, scratch.path, scratch.path, { timeoutMs: 0, readonly: true });
    const store = createSqliteStore(driver, db, scratch.path, scratch.deps);
    await refused(store.acquire(aHolder('run-2')), 'read_only');
    await store.close();
  });

  test('a full disk refuses the whole batch, keeps what was committed, and lets continue once there is space', async () => {
    const driver = await loadDriver(scratch.path);
    await (await scratch.open()).close();
    const db = await openForWriting(driver, scratch.path, MIGRATIONS, SEED);
    const store = createSqliteStore(driver, db, scratch.path, scratch.deps);
    const lease = await store.acquire(aHolder('run-1'));
    await store.write(lease, [put(aClone('a'))]);
    db.pragma(`max_page_count = ${Number(db.pragma('page_count', { simple: true })) + 1}`);
    const big = put(aClone('big', { projectName: 'x'.repeat(50_000) }));
    const batch = [
      store.write(lease, [put(aClone('b'))]),
      store.write(lease, [big]),
      store.write(lease, [put(aClone('c'))]),
    ];
    await Promise.all(batch.map((one) => refused(one, 'disk_full')));
    expect((await store.readRecorded()).clones.map((clone) => clone.address)).toEqual(['a']);
    db.pragma('max_page_count = 100000');
    await store.write(lease, [big]);
    expect((await store.readRecorded()).clones.map((clone) => clone.address)).toEqual(['a', 'big']);
    await store.close();
  });

  test('a state that is busy for longer than we wait is unavailable, not damaged', async () => {
    await makeState();
    const driver = await loadDriver(scratch.path);
    const other = connect(driver, scratch.path, scratch.path, { timeoutMs: 0 });
    other.exec('BEGIN EXCLUSIVE');
    const db = connect(driver, scratch.path, scratch.path, { timeoutMs: 0 });
    const store = createSqliteStore(driver, db, scratch.path, scratch.deps);
    await refused(store.readRecorded(), 'unavailable');
    other.close();
    expect((await store.readRecorded()).clones.length).toBe(1);
    await store.close();
  });

  test.each<[string, unknown, StoreErrorKind]>([
    ['SQLITE_FULL', withCode('SQLITE_FULL'), 'disk_full'],
    ['ENOSPC', withCode('ENOSPC'), 'disk_full'],
    ['EROFS', withCode('EROFS'), 'read_only'],
    ['SQLITE_READONLY_DIRECTORY', withCode('SQLITE_READONLY_DIRECTORY'), 'read_only'],
    ['SQLITE_IOERR_FSYNC', withCode('SQLITE_IOERR_FSYNC'), 'unavailable'],
    ['SQLITE_CORRUPT_INDEX', withCode('SQLITE_CORRUPT_INDEX'), 'corrupt'],
    ['SQLITE_NOTADB', withCode('SQLITE_NOTADB'), 'not_a_state'],
    ['SQLITE_CONSTRAINT_UNIQUE', withCode('SQLITE_CONSTRAINT_UNIQUE'), 'conflict'],
    ['a missing binary', Object.assign(new Error('x'), { tries: [] }), 'unavailable'],
    ['a binary for another Node', withCode('ERR_DLOPEN_FAILED'), 'unavailable'],
    ['a code that nobody knows', withCode('EWHATEVER'), 'unavailable'],
  ])('%s is reported by its code', (_name, error, kind) => {
    expect(toStoreError(error, 'here')).toMatchObject({
      name: 'StoreError',
      kind,
      where: 'here',
      cause: error,
    });
  });

  test('a row that breaks a rule of its table is our fault', () => {
    expect(toStoreError(withCode('SQLITE_CONSTRAINT_CHECK'), 'here')).toMatchObject({
      name: 'InvariantError',
    });
  });

  test('a binary of another Node is explained by both module versions, and the command names the folder', () => {
    const cause = withCode('ERR_DLOPEN_FAILED');
    cause.message =
      "The module 'x.node' was compiled against a different Node.js version using NODE_MODULE_VERSION 108. This version of Node.js requires NODE_MODULE_VERSION 115.";
    const node = { node: '20.20.2', modules: '115' };
    const { why, hint } = explainBinary(cause, node, '/opt/my tool/node_modules/better-sqlite3');
    expect(why).toBe(
      'it was compiled for another Node version: it has module version 108, but Node 20.20.2 needs 115',
    );
    expect(hint).toContain('npm rebuild --prefix "/opt/my tool" better-sqlite3');
    expect(explainBinary(cause, node, null).hint).toContain('`npm rebuild better-sqlite3');
  });

  test.each([
    ['20.20.2', '9', '12.11.1', null],
    ['22.14.0', '10', '12.11.1', null],
    ['24.19.0', '10', '12.11.1', 'install better-sqlite3@13'],
    ['22.13.1', '9', '13.2.0', 'install better-sqlite3@12'],
    ['22.14.0', '10', '13.2.0', null],
    ['24.19.0', '10', '13.2.0', null],
    ['20.20.2', undefined, '14.0.0', 'use Node 22.14 or newer'],
  ])('Node %s (Node-API %s) with better-sqlite3 %s: %s', (node, napi, version, hint) => {
    const refusal = refuseDriver({ node, ...(napi === undefined ? {} : { napi }) }, version);
    if (hint === null) expect(refusal).toBeNull();
    else expect(refusal?.hint).toContain(hint);
  });
});

function withCode(code: string): Error {
  return Object.assign(new Error('x'), { code });
}

/** Root may write anywhere: for the length of `run` this process is nobody in particular. */
async function asOrdinaryUser(run: () => Promise<void>): Promise<void> {
  const me = geteuid?.();
  if (me !== 0 || seteuid === undefined) return run();
  seteuid(65_534);
  try {
    await run();
  } finally {
    seteuid(me);
  }
}

test('codes are read from errors only', () => {
  expect([codeOf({ code: 'X' }), codeOf(new Error('x')), codeOf(withCode('X'))]).toEqual([null, null, 'X']);
});
