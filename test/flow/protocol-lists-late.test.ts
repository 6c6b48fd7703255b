// As protocol-lists-at-once.test.ts, where lists show new objects late; and some histories on a state file.
import path from 'node:path';
import { test } from 'vitest';
import { openSqliteStore } from '../../src/state/storage/sqlite/sqlite-store.ts';
import { tempDir } from '../support/cli.ts';
import { checkModel } from '../support/protocol/check-model.ts';

test('histories where lists show new objects late', async () => {
  await checkModel({ lists: 'late', runs: 5000 });
}, 1_200_000);

test('histories on a state file', async () => {
  const folder = tempDir();
  let files = 0;
  const openStore = (clock: { now(): number }): ReturnType<typeof openSqliteStore> =>
    openSqliteStore(path.join(folder, `${++files}`, 'state.db'), {
      clock,
      newId: () => `lineage-${files}`,
      tool: 'cloneform test',
    });
  await checkModel({ lists: 'at once', runs: 30, openStore });
}, 1_200_000);
