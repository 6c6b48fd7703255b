// One store and one server: rights, formats, wires that are cut at the worst moment, servers that are none.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import pg from 'pg';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PG_MIGRATIONS, type PgMigration } from '../../src/state/storage/postgres/pg-migrations.ts';
import { openPgReader, openPgStore, upgradePgSchema } from '../../src/state/storage/postgres/pg-store.ts';
import { PG_PASSWORD, startPostgres } from '../support/postgres.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { makePgScratch, type PgScratch, pgDeps } from './pg-scratch.ts';
import { refused } from './refusal.ts';
import { aClone, aHolder, anEntry, put } from './rows.ts';

const server = await startPostgres();
const proxy: TcpProxy | null = server === null ? null : await startTcpProxy(server.port);
const admin = new pg.Client({ connectionString: server?.url() ?? '' });
if (server !== null) await admin.connect();
afterAll(async () => {
  await admin.end();
  await proxy?.end();
  await server?.end();
});

let scratch: PgScratch;
beforeEach(async () => {
  scratch = await makePgScratch(server?.url() ?? '');
});
afterEach(() => scratch.end());

/** The server by another user, the password of the tests and so on. */
function urlFor(user: string, query: string): string {
  return `postgres://${user}:${PG_PASSWORD}@127.0.0.1:${server?.port}/postgres?${query}`;
}

async function makeUser(name: string): Promise<void> {
  await admin.query(`CREATE ROLE ${name} LOGIN PASSWORD '${PG_PASSWORD}'`);
}

const NEXT: PgMigration = {
  version: PG_MIGRATIONS.length + 2,
  isBreaking: true,
  isAdditive: false,
  statements: (schema) => [`ALTER TABLE ${schema}.clone ADD COLUMN IF NOT EXISTS more text`],
};

describe.skipIf(server === null)('rights', () => {
  test('whoever may use the tables needs no right to make any', async () => {
    const schema = 'rights';
    const first = await openPgStore(`${scratch.url}&schema=${schema}`, pgDeps);
    await first.close();
    await makeUser('bob');
    const url = urlFor('bob', `schema=${schema}&workspace=bobs`);
    const error = await refused(openPgStore(url, pgDeps), 'denied');
    expect(error.hint).toContain('USAGE on the schema');
    // The schema is there: a right on the database would not help.
    expect(error.hint).not.toMatch(/database/i);
    await admin.query(`GRANT USAGE ON SCHEMA ${schema} TO bob`);
    await admin.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO bob`);
    const store = await openPgStore(url, pgDeps);
    const lease = await store.acquire(aHolder('run-1'));
    await store.write(lease, [put(aClone('a'))]);
    await store.close();
  });

  test('a schema that is there needs no right on the database; a user without any is reported', async () => {
    await makeUser('carol');
    const url = urlFor('carol', 'schema=carols');
    const error = await refused(openPgStore(url, pgDeps), 'denied');
    expect(error.hint).toContain('GRANT CREATE on the database');
    await admin.query('CREATE SCHEMA carols AUTHORIZATION carol');
    await (await openPgStore(url, pgDeps)).close();
  });

  test('a server that takes no writes says so; reading continues', async () => {
    await (await scratch.open()).close();
    await makeUser('dave');
    await admin.query('GRANT USAGE ON SCHEMA cloneform TO dave');
    await admin.query('GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA cloneform TO dave');
    await admin.query('ALTER ROLE dave SET default_transaction_read_only = on');
    const url = urlFor('dave', `workspace=${randomUUID()}`);
    await refused(openPgStore(url, pgDeps), 'read_only');
    const reader = await openPgReader(url, pgDeps);
    expect((await reader.readRecorded()).identity).toBeNull();
    await reader.close();
  });

  test('commits are durable for users whose default is that they are not', async () => {
    await makeUser('erin');
    await admin.query('GRANT USAGE ON SCHEMA cloneform TO erin');
    await admin.query('GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA cloneform TO erin');
    await admin.query('ALTER ROLE erin SET synchronous_commit = off');
    const seen: string[] = [];
    if (proxy !== null) {
      proxy.onSend = (bytes) => {
        seen.push(bytes.toString('latin1'));
        return 'pass';
      };
    }
    const url = urlFor('erin', `workspace=${randomUUID()}`).replace(
      String(server?.port),
      String(proxy?.port),
    );
    const store = await openPgStore(url, pgDeps);
    const lease = await store.acquire(aHolder('run-1'));
    seen.length = 0;
    await store.write(lease, [put(aClone('a'))]);
    await store.close();
    // It is said in the transaction itself, and refused unless the server says it holds.
    expect(seen.filter((text) => text.includes('SET LOCAL synchronous_commit = on'))).toHaveLength(1);
    expect(seen.join('')).not.toMatch(/; SET (?!LOCAL)|PREPARE|LISTEN|advisory|TEMP/);
  });
});

describe.skipIf(server === null)('formats', () => {
  const migrated = (more: PgMigration) => ({ ...pgDeps, migrations: [...PG_MIGRATIONS, more] });

  test('of many that make the tables at once all find them made, and one lineage', async () => {
    const url = `${scratch.url}&schema=made_at_once`;
    let made = 0;
    const deps = { ...pgDeps, newId: () => `lineage-${made++}` };
    const stores = await Promise.all(Array.from({ length: 8 }, () => openPgStore(url, deps)));
    const seen = await Promise.all(
      stores.map(async (store) => (await store.readRecorded()).identity?.lineage),
    );
    expect(new Set(seen).size).toBe(1);
    await Promise.all(stores.map((store) => store.close()));
  });

  test('an older format is upgraded by a writer, not by a reader, and not under a run', async () => {
    const url = `${scratch.url}&schema=older`;
    const store = await openPgStore(url, pgDeps);
    const lease = await store.acquire(aHolder('run-1'));
    await store.write(lease, [put(aClone('a'))]);
    const reader = await openPgReader(url, migrated(NEXT));
    expect((await refused(reader.readRecorded(), 'unavailable')).message).toContain(
      `older format ${NEXT.version - 1}`,
    );
    await reader.close();
    await refused(openPgStore(url, migrated(NEXT)), 'locked');
    await store.release(lease);
    const upgraded = await openPgStore(url, migrated(NEXT));
    expect((await upgraded.readRecorded()).clones.map((clone) => clone.address)).toEqual(['a']);
    await upgraded.close();
    // The old tool has it open still, and must not write into what it does not know.
    await refused(store.acquire(aHolder('run-2')), 'newer');
    await store.close();
    expect((await refused(openPgStore(url, pgDeps), 'newer')).hint).toContain('or newer');
    const late = await openPgReader(url, pgDeps);
    await refused(late.readRecorded(), 'newer');
    await late.close();
  });

  test('an older format that lacks nothing breaking is read, used without a change, and upgraded by the first write', async () => {
    const url = `${scratch.url}&schema=tolerated`;
    const more = migrated({ ...NEXT, isBreaking: false, isAdditive: true });
    const first = await openPgStore(url, pgDeps);
    const before = await first.acquire(aHolder('run-1'));
    await first.write(before, [put(aClone('a'))]);
    const reader = await openPgReader(url, more);
    expect((await reader.readRecorded()).clones).toHaveLength(1);
    expect((await reader.readDump())?.clones).toHaveLength(1);
    await reader.close();
    await first.release(before);
    await first.close();
    const format = async () =>
      (await admin.query('SELECT version::int FROM tolerated.format')).rows[0]?.version;
    const idle = await openPgStore(url, more);
    await idle.release(await idle.acquire(aHolder('run-2')));
    await idle.close();
    expect(await format()).toBe(NEXT.version - 1);
    const writer = await openPgStore(url, more);
    const lease = await writer.acquire(aHolder('run-3'));
    await writer.write(lease, [put(aClone('b'))]);
    expect(await format()).toBe(NEXT.version);
    expect((await writer.readRecorded()).clones).toHaveLength(2);
    await writer.close();
  });

  test('only the owner of the tables may upgrade them: others read, and are reported so when they write', async () => {
    const url = `${scratch.url}&schema=owned`;
    const more = migrated({ ...NEXT, isBreaking: false, isAdditive: true });
    await (await openPgStore(url, pgDeps)).close();
    await makeUser('frank');
    await admin.query('GRANT USAGE ON SCHEMA owned TO frank');
    await admin.query('GRANT ALL ON ALL TABLES IN SCHEMA owned TO frank');
    const franks = urlFor('frank', 'schema=owned&workspace=franks');
    const store = await openPgStore(franks, more);
    const lease = await store.acquire(aHolder('run-1'));
    expect((await store.readRecorded()).clones).toEqual([]);
    const error = await refused(store.write(lease, [put(aClone('a'))]), 'denied');
    expect(error.hint).toContain('state migrate --schema');
    await store.release(lease);
    await store.close();
    expect(await upgradePgSchema(url, more)).toEqual({ from: NEXT.version - 1, to: NEXT.version });
    expect(await upgradePgSchema(url, more)).toEqual({ from: NEXT.version, to: NEXT.version });
    expect(await upgradePgSchema(`${scratch.url}&schema=nowhere`, more)).toBeNull();
    const again = await openPgStore(franks, more);
    await again.write(await again.acquire(aHolder('run-2')), [put(aClone('a'))]);
    await again.close();
  });

  test.each(['format', 'workspace', 'clone', 'outline', 'clone_history', 'operation', 'run', 'run_result'])(
    'a state without its table %s is damaged for everybody, and never taken for none',
    async (table) => {
      const schema = `without_${table}`;
      const url = `${scratch.url}&schema=${schema}`;
      const store = await openPgStore(url, pgDeps);
      await store.write(await store.acquire(aHolder('run-1')), [put(aClone('a'))]);
      await store.close();
      await admin.query(`DROP TABLE ${schema}.${table}`);
      const reader = await openPgReader(url, pgDeps);
      for (const read of [
        () => reader.readRecorded(),
        () => reader.readIdentity(),
        () => reader.readLease(),
        () => reader.readRuns(5),
        () => reader.readDump(),
      ]) {
        const error = await refused(read(), 'not_a_state');
        expect(error.message).toContain(table);
      }
      await reader.close();
      const error = await refused(openPgStore(url, pgDeps), 'not_a_state');
      expect(error.message).toContain(table);
    },
  );

  test('a newer format that breaks nothing is used as it is', async () => {
    const url = `${scratch.url}&schema=newer`;
    await (await openPgStore(url, migrated({ ...NEXT, isBreaking: false, isAdditive: true }))).close();
    const store = await openPgStore(url, pgDeps);
    const lease = await store.acquire(aHolder('run-1'));
    await store.write(lease, [put(aClone('a'))]);
    await store.close();
  });

  test('reading where nothing is makes nothing', async () => {
    const url = `${scratch.url}&schema=nothing_here`;
    const reader = await openPgReader(url, pgDeps);
    expect((await reader.readRecorded()).identity).toBeNull();
    expect([await reader.readLease(), await reader.readRuns(9), await reader.readDump()]).toEqual([
      null,
      [],
      null,
    ]);
    await reader.close();
    const { rows } = await admin.query(`SELECT 1 FROM pg_namespace WHERE nspname = 'nothing_here'`);
    expect(rows).toEqual([]);
  });
});

describe.skipIf(server === null)('a wire that is cut', () => {
  const open = () =>
    openPgStore(scratch.url.replace(String(server?.port), String(proxy?.port)), scratch.deps);
  /** Cuts once, at the chunk that holds this statement. */
  const cutAt = (statement: string, how: 'cut' | 'cut_after_answer'): (() => boolean) => {
    let isCut = false;
    if (proxy !== null) {
      proxy.onSend = (bytes) => {
        if (isCut || !bytes.includes(statement)) return 'pass';
        isCut = true;
        return how;
      };
    }
    return () => isCut;
  };

  test.each([
    ['BEGIN', 'cut'],
    ['BEGIN', 'cut_after_answer'],
    ['FOR UPDATE', 'cut_after_answer'],
    ['INSERT', 'cut'],
    ['INSERT', 'cut_after_answer'],
    ['COMMIT', 'cut'],
    ['COMMIT', 'cut_after_answer'],
  ] as const)('at %s (%s): the write is there once, and so is its answer', async (statement, how) => {
    const store = await open();
    const lease = await store.acquire(aHolder('run-1'));
    await store.write(lease, [put(aClone('before'))]);
    const wasCut = cutAt(statement, how);
    const outcomes = await Promise.allSettled([
      store.write(lease, [put(aClone('a')), { kind: 'open_entry', entry: anEntry('o1') }]),
      store.write(lease, [put(aClone('b', { uid: 'uid-of-before' }))]),
    ]);
    expect(wasCut()).toBe(true);
    expect(outcomes.map((one) => (one.status === 'fulfilled' ? 'done' : one.reason.kind))).toEqual([
      'done',
      'conflict',
    ]);
    const { identity, clones, openEntries } = await store.readRecorded();
    expect([
      identity?.serial,
      clones.map((clone) => `${clone.address} ${clone.revision}`),
      openEntries.length,
    ]).toEqual([2, ['a 1', 'before 1'], 1]);
    await store.close();
  });

  test.each(['cut', 'cut_after_answer'] as const)(
    'at the COMMIT of the lease (%s): it is held by who asked',
    async (how) => {
      const store = await open();
      cutAt('COMMIT', how);
      const lease = await store.acquire(aHolder('run-1'));
      await store.write(lease, [put(aClone('a'))]);
      cutAt('COMMIT', how);
      await store.renew(lease);
      cutAt('COMMIT', how);
      await store.release(lease);
      expect(await store.readLease()).toBeNull();
      await store.close();
    },
  );

  test('while the process was stopped for minutes: it has one more try', async () => {
    let leapMs = 0;
    const clock = { ...pgDeps.clock, now: () => pgDeps.clock.now() + leapMs };
    const url = scratch.url.replace(String(server?.port), String(proxy?.port));
    const store = await openPgStore(url, { ...scratch.deps, clock });
    const lease = await store.acquire(aHolder('run-1'));
    if (proxy !== null) {
      proxy.onSend = () => {
        if (leapMs > 0) return 'pass';
        leapMs = 600_000;
        return 'cut';
      };
    }
    await store.write(lease, [put(aClone('a'))]);
    expect(leapMs).toBe(600_000);
    await store.close();
  });

  test('a failover that lost what was confirmed is noticed before the next write', async () => {
    const store = await scratch.open();
    const lease = await store.acquire(aHolder('run-1'));
    await store.write(lease, [put(aClone('a'))]);
    await store.write(lease, [put(aClone('b'))]);
    const workspace = new URL(scratch.url).searchParams.get('workspace');
    await admin.query('UPDATE cloneform.workspace SET serial = 1 WHERE name = $1', [workspace]);
    const error = await refused(store.write(lease, [put(aClone('c'))]), 'corrupt');
    expect(error.message).toContain('lost confirmed writes');
  });
});

describe('a server that is none', () => {
  /** What it does with whoever connects. */
  async function withServer(
    answer: 'nothing' | 'close' | 'no_tls',
    use: (port: number) => Promise<void>,
  ): Promise<void> {
    const fake = createServer((socket) => {
      socket.on('error', () => undefined);
      if (answer === 'close') socket.destroy();
      if (answer === 'no_tls') socket.on('data', () => socket.write('N'));
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => fake.once('listening', resolve));
    const address = fake.address();
    try {
      await use(typeof address === 'object' && address !== null ? address.port : 0);
    } finally {
      fake.close();
    }
  }

  const hasty = { ...pgDeps, clock: { now: pgDeps.clock.now, sleep: async () => undefined } };

  test('that never answers is given up', async () => {
    await withServer('nothing', async (port) => {
      const error = await refused(openPgStore(`postgres://ann:x@127.0.0.1:${port}/x`, hasty), 'unreachable');
      expect(error.message).toContain('no response within 10 s');
    });
  });

  test('that hangs up is reported as such, and not as a password', async () => {
    await withServer('close', async (port) => {
      const reader = await openPgReader(`postgres://ann:x@127.0.0.1:${port}/x`, pgDeps);
      await refused(reader.readRecorded(), 'unreachable');
      await reader.close();
    });
  });

  test('that speaks no TLS gets no password', async () => {
    await withServer('no_tls', async (port) => {
      const url = `postgres://ann:x@127.0.0.1:${port}/x?sslmode=verify-full`;
      await refused(openPgStore(url, pgDeps), 'tls');
    });
  });
});
