// Several processes on one workspace of PostgreSQL, and a server that goes away under them.
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Lease } from '../../src/state/lease.ts';
import type { StateStore } from '../../src/state/port.ts';
import { openPgReader, openPgStore } from '../../src/state/storage/postgres/pg-store.ts';
import { startPostgres } from '../support/postgres.ts';
import { makePgScratch, type PgScratch, pgDeps } from './pg-scratch.ts';
import { type Actor, type Stage, setStage } from './processes.ts';
import { refused } from './refusal.ts';
import { aClone, aHolder, anEntry, put } from './rows.ts';

const server = await startPostgres();
let stage: Stage;
let scratch: PgScratch;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(async () => {
  await stage.end();
  await server?.end();
});
beforeEach(async () => {
  // The server's own clock: what expires here, expires there.
  scratch = await makePgScratch(server?.url() ?? '', { serverTime: () => 'clock_timestamp()' });
});
afterEach(() => scratch.end());

async function asAdmin<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: server?.url() ?? '' });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const RACE = `
  const store = await openPgStore(path, deps);
  print('ready');
  for (let round = 0; ; round++) {
    await line();
    const lease = await store.acquire(rows.aHolder('run-' + process.pid + '-' + round)).catch((error) => error.kind);
    print(typeof lease === 'string' ? lease : 'won');
    await line();
    if (typeof lease !== 'string') await store.release(lease);
    print('done');
  }
`;

const HOLD = `
  const store = await openPgStore(path, deps);
  const lease = await store.acquire(rows.aHolder('run-1'));
  await store.write(lease, [rows.put(rows.aClone('mine'))]);
  print('held');
  await line();
  const tell = (doing) => doing.then(() => 'done', (error) => error.kind);
  print(await tell(store.write(lease, [rows.put(rows.aClone('late'))])));
  print(await tell(store.renew(lease)));
  print(await tell(store.release(lease)));
`;

describe.skipIf(server === null)('processes on PostgreSQL', () => {
  test('of twenty processes that race for the lease exactly one wins each round, on a fresh schema too', async () => {
    const url = `${scratch.url}&schema=race`;
    const racers = Array.from({ length: 20 }, () => stage.start(url, RACE));
    expect(new Set(await lineOfEach(racers))).toEqual(new Set(['ready']));
    for (let round = 0; round < 8; round++) {
      for (const racer of racers) racer.say('go');
      const told = await lineOfEach(racers);
      expect(told.filter((line) => line === 'won')).toHaveLength(1);
      expect(told.filter((line) => line === 'locked')).toHaveLength(19);
      for (const racer of racers) racer.say('end');
      expect(new Set(await lineOfEach(racers))).toEqual(new Set(['done']));
    }
    const reader = await openPgReader(url, pgDeps);
    expect((await reader.readRecorded()).identity?.lineage).toBe('lineage-1');
    expect(await reader.readLease()).toBeNull();
    await reader.close();
    for (const racer of racers) racer.process.kill('SIGKILL');
  });

  test('a holder that was stopped past its lease and runs on is fenced, and the new holder is not disturbed', async () => {
    const holder = stage.start(scratch.url, HOLD);
    expect(await holder.nextLine()).toBe('held');
    const store = await scratch.open();
    const error = await refused(store.acquire(aHolder('run-2', 'beta')), 'locked');
    expect(error.holder?.holder.runId).toBe('run-1');
    holder.process.kill('SIGSTOP');
    await asAdmin((client) =>
      client.query(`UPDATE cloneform.workspace SET expires_at = clock_timestamp() WHERE name = $1`, [
        new URL(scratch.url).searchParams.get('workspace'),
      ]),
    );
    const lease = await store.acquire(aHolder('run-2', 'beta'));
    await store.write(lease, [put(aClone('theirs'))]);
    holder.process.kill('SIGCONT');
    holder.say('continue');
    expect([await holder.nextLine(), await holder.nextLine(), await holder.nextLine()]).toEqual([
      'fenced',
      'fenced',
      'done',
    ]);
    await store.write(lease, [put(aClone('theirs2'))]);
    const { clones } = await store.readRecorded();
    expect(clones.map((clone) => clone.address)).toEqual(['mine', 'theirs', 'theirs2']);
    expect((await store.readLease())?.holder.runId).toBe('run-2');
  });

  test('backends that are terminated again and again lose no write and double none', async () => {
    const store = await scratch.open();
    const lease = await store.acquire(aHolder('run-1'));
    const writing = writeUntil(store, lease, 60);
    await asAdmin(async (client) => {
      const kill = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'cloneform'`;
      while (writing.done < 60) {
        const before = writing.done;
        await client.query(kill);
        await writing.past(Math.min(60, before + 3));
      }
    });
    await writing.end;
    await expectExact(store, 60);
  });

  test('kill -9 of the server in the middle of writes: what was confirmed is there, and the writer continues', async () => {
    const store = await scratch.open();
    const lease = await store.acquire(aHolder('run-1'));
    const writing = writeUntil(store, lease, 40);
    for (const at of [5, 20]) {
      await writing.past(at);
      await server?.crash();
      await server?.start();
    }
    await writing.end;
    await expectExact(store, 40);
    await store.renew(lease);
    await store.release(lease);
    await expect(store.acquire(aHolder('run-2'))).resolves.toBeDefined();
  });

  test('a server that stays away is reported as such, in bounded time, and the next run finds the lease', async () => {
    const clock = { now: pgDeps.clock.now, leapMs: 0 };
    const deps = {
      ...pgDeps,
      // Waiting between tries costs no real time here.
      clock: {
        now: () => clock.now() + clock.leapMs,
        sleep: async (ms: number, signal?: AbortSignal) => {
          if (signal !== undefined) return pgDeps.clock.sleep(ms, signal);
          clock.leapMs += ms;
        },
      },
    };
    const store = await openPgStore(scratch.url, deps);
    const lease = await store.acquire(aHolder('run-1'));
    await server?.crash();
    await refused(store.write(lease, [put(aClone('a'))]), 'unreachable');
    expect(clock.leapMs).toBeLessThan(31_000);
    await server?.start();
    await store.write(lease, [put(aClone('a'))]);
    await store.close();
    expect((await (await scratch.open()).readLease())?.holder.runId).toBe('run-1');
  });
});

interface Writing {
  readonly done: number;
  /** Resolves once that many writes are confirmed. */
  past(count: number): Promise<void>;
  readonly end: Promise<void>;
}

/** Writes batches one after the other. */
function writeUntil(store: StateStore, lease: Lease, count: number): Writing {
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  let done = 0;
  const write = async (): Promise<void> => {
    for (let n = 0; n < count; n++) {
      const entry = anEntry(`o${n}`);
      await store.write(lease, [{ kind: 'open_entry', entry }, put(aClone(`c${n}`))]);
      done = n + 1;
      for (const one of waiting) if (one.count <= done) one.resolve();
    }
  };
  return {
    get done() {
      return done;
    },
    past: async (at) => {
      if (done < at) await new Promise<void>((resolve) => void waiting.push({ count: at, resolve }));
    },
    end: write(),
  };
}

/** Each batch once: the serial counts them, no row was written twice, the history has one entry per row. */
async function expectExact(store: StateStore, count: number): Promise<void> {
  const { identity, clones, openEntries } = await store.readRecorded();
  expect([identity?.serial, clones.length, openEntries.length]).toEqual([count, count, count]);
  expect(new Set(clones.map((clone) => clone.revision))).toEqual(new Set([1]));
}

function lineOfEach(actors: readonly Actor[]): Promise<(string | undefined)[]> {
  return Promise.all(actors.map((actor) => actor.nextLine()));
}
