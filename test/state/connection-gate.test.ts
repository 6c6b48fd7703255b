// The way to a connection: what happens to the file is reported before what SQLite makes of it.
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createGate } from '../../src/state/storage/sqlite/connection-gate.ts';
import { connect, loadDriver } from '../../src/state/storage/sqlite/driver.ts';
import { watchFile } from '../../src/state/storage/sqlite/state-file.ts';
import { tempDir } from '../support/cli.ts';

test('a file that goes away in the middle of a write is reported as that, not as one that may not be written', async () => {
  const file = path.join(tempDir(), 'state.db');
  writeFileSync(file, '');
  const db = connect(await loadDriver(file), file, file, { timeoutMs: 0 });
  db.exec('CREATE TABLE t (a)');
  const use = createGate(db, file, watchFile(file));
  const write = (): unknown =>
    use(() => {
      rmSync(file);
      return db.exec('INSERT INTO t VALUES (1)');
    });
  expect(write).toThrow(expect.objectContaining({ kind: 'replaced' }));
  db.close();
});
