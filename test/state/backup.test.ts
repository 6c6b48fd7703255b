// Online backups: complete, rotated, and never half there.
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { chooseOldest } from '../../src/state/storage/sqlite/backup.ts';
import { openSqliteReader } from '../../src/state/storage/sqlite/sqlite-reader.ts';
import { refused } from './refusal.ts';
import { aClone, aHolder, put } from './rows.ts';
import { backupState, makeScratch, type Scratch } from './scratch.ts';

let scratch: Scratch;
beforeEach(async () => {
  scratch = await makeScratch();
});
afterEach(() => scratch.end());

test('a backup is a state of its own with the same rows, taken while the state is locked', async () => {
  const store = await scratch.open();
  const lease = await store.acquire(aHolder('run-1'));
  await store.write(lease, [put(aClone('a'))]);
  const copy = await store.backup();
  await store.write(lease, [put(aClone('b'))]);
  const reader = await openSqliteReader(copy ?? '', scratch.deps);
  expect((await reader.readRecorded()).clones.map((clone) => clone.address)).toEqual(['a']);
  await reader.close();
});

test('the newest backups are kept, older ones removed, other files left alone', async () => {
  await (await scratch.open()).close();
  const folder = join(dirname(scratch.path), 'backups');
  await mkdir(folder);
  await writeFile(join(folder, 'notes.txt'), 'mine');
  const made: string[] = [];
  for (let day = 0; day < 5; day++) {
    scratch.clock.nowMs += 86_400_000;
    made.push(await backupState(scratch.path, 3, scratch.clock.nowMs));
  }
  const expected = ['notes.txt', ...made.slice(2).map((file) => file.slice(folder.length + 1))];
  expect((await readdir(folder)).sort()).toEqual(expected.sort());
});

test('what belongs to another state is never rotated away', () => {
  const files = [
    'a-20260101T000000000Z.db',
    'a-20260102T000000000Z.db',
    'a-b-20250101T000000000Z.db',
    'a-old.db',
  ];
  expect(chooseOldest(files, 'a.db', 1)).toEqual(['a-20260101T000000000Z.db']);
});

test('a backup that cannot be made leaves nothing behind', async () => {
  await (await scratch.open()).close();
  await writeFile(join(dirname(scratch.path), 'backups'), 'a file where the folder should be');
  await refused(backupState(scratch.path, 3, 0), 'unavailable');
  expect((await readdir(dirname(scratch.path))).sort()).not.toContainEqual(expect.stringContaining('.part'));
});
