// Every store under the one contract.
import { afterAll, describe, expect, test } from 'vitest';
import { makePgScratch } from '../state/pg-scratch.ts';
import { makeScratch } from '../state/scratch.ts';
import { createMemoryStore, newMemory } from '../support/memory-store.ts';
import { startPostgres } from '../support/postgres.ts';
import { startPooler } from '../support/transaction-pooler.ts';
import { describeStore } from './store-contract.ts';

describeStore('in-memory', async () => {
  const state = newMemory('lineage-1');
  const clock = { nowMs: Date.parse('2026-01-01T00:00:00.000Z') };
  const deps = { clock: { now: () => clock.nowMs }, newId: () => 'unused' };
  return {
    clock,
    open: async () => createMemoryStore(deps, state),
    bury: (store) => store.close(),
    end: async () => undefined,
  };
});

describeStore('SQLite', makeScratch);

const server = await startPostgres();
const pooler = server === null ? null : await startPooler(server.socketPath);
afterAll(async () => {
  await pooler?.end();
  await server?.end();
});

describe.skipIf(server === null)('PostgreSQL', () => {
  describeStore('PostgreSQL', async () => makePgScratch(server?.url() ?? ''), { seesDeath: false });

  const pooled = `postgres://ann@127.0.0.1:${pooler?.port}/postgres`;
  describeStore('PostgreSQL behind a transaction pooler', async () => makePgScratch(pooled), {
    seesDeath: false,
  });

  test('the pooler did hand out another backend after each transaction', () => {
    expect(pooler?.switches()).toBeGreaterThan(100);
  });
});
