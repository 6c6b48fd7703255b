// Several processes on one state file, and what is left when one of them dies.
import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { connect, loadDriver } from '../../src/state/storage/sqlite/driver.ts';
import { type Actor, type Stage, setStage } from './processes.ts';
import { refused } from './refusal.ts';
import { aHolder } from './rows.ts';
import { backupState, makeScratch, type Scratch } from './scratch.ts';

let stage: Stage;
let scratch: Scratch;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.end());
beforeEach(async () => {
  scratch = await makeScratch();
});
afterEach(() => scratch.end());

const RACE = `
  const store = await openSqliteStore(path, deps);
  print('ready');
  await line();
  print(await store.acquire(rows.aHolder('run-' + process.pid)).then(() => 'won', (error) => error.kind));
  await line();
`;

const HOLD = `
  const store = await openSqliteStore(path, deps);
  const lease = await store.acquire(rows.aHolder('run-1'));
  print('held');
  await line();
`;

test('of processes that race for the lock exactly one wins, on a fresh state too', async () => {
  for (let round = 0; round < 3; round++) {
    const racers = [1, 2, 3, 4].map(() => stage.start(scratch.path, RACE));
    expect(await lineOfEach(racers)).toEqual(['ready', 'ready', 'ready', 'ready']);
    for (const racer of racers) racer.say('go');
    expect((await lineOfEach(racers)).map(String).toSorted((a, b) => a.localeCompare(b))).toEqual([
      'locked',
      'locked',
      'locked',
      'won',
    ]);
    for (const racer of racers) racer.say('end');
    await Promise.all(racers.map((racer) => racer.gone()));
  }
});

test('kill -9 of the holder frees the lock at once, and its lease names it until then', async () => {
  const holder = stage.start(scratch.path, HOLD);
  expect(await holder.nextLine()).toBe('held');
  const store = await scratch.open();
  const error = await refused(store.acquire(aHolder('run-2')), 'locked');
  expect(error.holder?.holder.runId).toBe('run-1');
  holder.process.kill('SIGKILL');
  await holder.gone();
  expect((await store.acquire(aHolder('run-2'))).epoch).toBe(2);
});

test('reading, backing up and opening the state in another process leave the lock with its holder', async () => {
  const holder = stage.start(scratch.path, HOLD);
  expect(await holder.nextLine()).toBe('held');
  await (await scratch.openReader()).readRecorded();
  await backupState(scratch.path, 3, 0);
  await refused((await scratch.open()).acquire(aHolder('run-2')), 'locked');
});

test('a holder that opens its own state again keeps its lock', async () => {
  const store = await scratch.open();
  await store.acquire(aHolder('run-1'));
  await (await scratch.openReader()).close();
  await (await scratch.open()).close();
  await store.backup();
  const other = stage.start(scratch.path, RACE);
  expect(await other.nextLine()).toBe('ready');
  other.say('go');
  expect(await other.nextLine()).toBe('locked');
});

const WRITE_ON = `
  const store = await openSqliteStore(path, deps);
  const lease = await store.acquire(rows.aHolder('run-1'));
  for (let n = 0; ; n++) {
    await Promise.all([0, 1, 2].map((part) => store.write(lease, [
      { kind: 'open_entry', entry: rows.anEntry('o' + n + '-' + part) },
      rows.put(rows.aClone('c' + n + '-' + part)),
    ])));
    print(String(n));
  }
`;

test('kill -9 in the middle of writes loses nothing that was confirmed, and nothing is half there', async () => {
  for (let round = 0; round < 4; round++) {
    const writer = stage.start(scratch.path.replace('.db', `-${round}.db`), WRITE_ON);
    let confirmed = -1;
    for (let seen = 0; seen < 5 + 17 * round; seen++) confirmed = Number(await writer.nextLine());
    writer.process.kill('SIGKILL');
    await writer.gone();
    for (let more = await writer.nextLine(); more !== undefined; more = await writer.nextLine())
      confirmed = Number(more);
    const path = scratch.path.replace('.db', `-${round}.db`);
    // The driver itself runs the check that opening relies on.
    const db = connect(await loadDriver(path), path, path, { timeoutMs: 0 });
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    const count = (table: string): number =>
      Number(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get());
    expect(count('clone')).toBeGreaterThanOrEqual(3 * (confirmed + 1));
    expect(count('clone') % 3).toBe(0);
    expect(count('operation')).toBe(count('clone'));
    db.close();
  }
});

const DIE_INSIDE = `
  const db = new Database(path);
  db.pragma('journal_mode = TRUNCATE');
  db.pragma('cache_size = 2');
  db.exec("BEGIN IMMEDIATE; UPDATE meta SET serial = 999");
  const add = db.prepare("INSERT INTO clone_history (address, run_id, at, row) VALUES ('a', 'r', 't', ?)");
  for (let n = 0; n < 500; n++) add.run('x'.repeat(1000));
  process.kill(process.pid, 'SIGKILL');
  await line();
`;

test('a reader who comes after a death inside a transaction rolls it back and reads what was committed', async () => {
  await (await scratch.open()).close();
  const writer = stage.start(scratch.path, DIE_INSIDE);
  expect(await writer.gone()).toBe('SIGKILL');
  const driver = await loadDriver(scratch.path);
  const bare = connect(driver, scratch.path, scratch.path, { timeoutMs: 0, readonly: true });
  expect(() => bare.pragma('user_version')).toThrow(
    expect.objectContaining({ code: 'SQLITE_READONLY_ROLLBACK' }),
  );
  bare.close();
  const reader = await scratch.openReader();
  expect((await reader.readRecorded()).identity?.serial).toBe(0);
});

const FAIL_TO_WRITE = `
  const store = await openSqliteStore(path, deps);
  const lease = await store.acquire(rows.aHolder('run-1'));
  const big = rows.aClone('big', { projectName: 'x'.repeat(2_000_000) });
  const tell = (doing) => doing.then(() => 'done', (error) => error.kind + ' ' + (error.cause?.code ?? 'refused'));
  print(await tell(store.write(lease, [rows.put(rows.aClone('a'))])));
  print(await tell(store.write(lease, [rows.put(big)])));
  print(await tell(store.write(lease, [rows.put(rows.aClone('b'))])));
  print(await tell(store.readRecorded()));
`;

test('after an I/O error the connection is dead, and the next process finds what was committed', async () => {
  await access(dirname(scratch.folder));
  const writer = stage.start(scratch.path, FAIL_TO_WRITE, 'ulimit -f 1000');
  const told = [
    await writer.nextLine(),
    await writer.nextLine(),
    await writer.nextLine(),
    await writer.nextLine(),
  ];
  expect(told).toEqual([
    'done',
    'unavailable SQLITE_IOERR_WRITE',
    'unavailable refused',
    'unavailable refused',
  ]);
  await writer.gone();
  const store = await scratch.open();
  expect((await store.readRecorded()).clones.map((clone) => clone.address)).toEqual(['a']);
});

function lineOfEach(actors: readonly Actor[]): Promise<(string | undefined)[]> {
  return Promise.all(actors.map((actor) => actor.nextLine()));
}
