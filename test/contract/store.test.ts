// Every store under the one contract.
import { afterAll, describe } from 'vitest';
import { newMemoryState } from '../../src/store/memory-state.ts';
import { createMemoryStore } from '../../src/store/memory-store.ts';
import { makePgScratch } from '../store/pg-scratch.ts';
import { makeScratch } from '../store/scratch.ts';
import { startPostgres } from '../support/postgres.ts';
import { describeStore } from './store-contract.ts';

describeStore('in-memory', async () => {
  const state = newMemoryState('lineage-1');
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
afterAll(() => server?.end());

describe.skipIf(server === null)('PostgreSQL', () => {
  describeStore('PostgreSQL', async () => makePgScratch(server), { seesDeath: false });
});
