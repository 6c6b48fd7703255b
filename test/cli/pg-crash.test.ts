// The database of the state dies in the middle of an apply. What Palette has and what state says agree afterwards.

import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, describe, expect, test } from 'vitest';
import type { Plan } from '../../src/plan/plan.ts';
import type { StateListRow } from '../../src/render/state-text.ts';
import { type CliOptions, cli, cliJson, cliList, startCli, tempDir } from '../support/cli.ts';
import { PG_PASSWORD, type PgServer, startPostgres } from '../support/postgres.ts';

const server = await startPostgres();
afterAll(() => server?.end());

const PROJECTS = ['a', 'b', 'c', 'd', 'e'];
const SANDBOX = `sandbox: 1\nlatency: 20ms\nprojects: [${PROJECTS.join(', ')}]\nprofiles: [{ name: base, versions: [1.0.0] }]\n`;
const CLONES = 8;
const yaml = `cloneform: 1\npalette: { rateLimits: off }\nclones:\n${Array.from(
  { length: CLONES },
  (_, n) =>
    `  c${n}: { source: { profile: base }, target: { name: c${n}, scope: project, projects: [${PROJECTS.join(', ')}], labels: { n: "${n}" } } }\n`,
).join('')}`;

interface World {
  readonly options: CliOptions;
  /** Names made in Palette so far. */
  made(): Promise<readonly { readonly uid: string; readonly name: string }[]>;
  close(): Promise<void>;
}

async function aWorld(database: PgServer, workspace: string): Promise<World> {
  const seat = tempDir({
    'cloneform.yaml': 'cloneform: 1\npalette: { sandbox: sandbox.yaml }\n',
    'sandbox.yaml': SANDBOX,
  });
  const palette = startCli(['sandbox', 'serve', '--json'], { cwd: seat });
  const url = await new Promise<string>((resolve) => {
    let out = '';
    palette.stdout?.on('data', (chunk: Buffer) => {
      out += chunk.toString('utf8');
      const found = /"url": "([^"]+)"/.exec(out)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  const env = {
    PALETTE_HOST: url,
    PALETTE_API_KEY: 'a-key-for-tests',
    PGPASSWORD: PG_PASSWORD,
    CLONEFORM_STATE: database.url(`workspace=${workspace}`).replace(`:${PG_PASSWORD}`, ''),
  };
  const options = { cwd: tempDir({ 'cloneform.yaml': yaml }), env };
  return {
    options,
    made: async () => {
      const { value } = await cliList<{ readonly uid: string; readonly name: string }>(
        ['inventory'],
        options,
      );
      return value.filter((profile) => profile.name !== 'base');
    },
    close: () =>
      new Promise((resolve) => {
        palette.once('close', () => resolve());
        palette.kill('SIGTERM');
      }),
  };
}

/** Starts an apply; `midway` resolves when some of its clones are recorded. */
function startApply(database: PgServer, workspace: string, options: CliOptions) {
  const child = startCli(['apply', '--auto-approve', '--parallelism', '2'], options);
  let err = '';
  child.stdout?.resume();
  child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString('utf8')));
  const end = new Promise<{ code: number | null; err: string }>((resolve) =>
    child.once('close', (code) => resolve({ code, err })),
  );
  return { child, end, recorded: (count: number) => untilRecorded(database, workspace, count) };
}

async function untilRecorded(database: PgServer, workspace: string, count: number): Promise<void> {
  const client = new pg.Client({ connectionString: database.url() });
  await client.connect();
  try {
    for (let seen = -1; seen < count; ) {
      const { rows } = await client
        .query(`SELECT count(*)::int AS n FROM cloneform.clone WHERE workspace = $1`, [workspace])
        .catch(() => ({ rows: [] }));
      seen = Number(rows[0]?.n ?? 0);
      await wait(20);
    }
  } finally {
    await client.end();
  }
}

/** One right clone per address, and none in Palette that state does not know. */
async function expectSettled(world: World): Promise<void> {
  const { value: rows } = await cliList<StateListRow>(['state', 'list'], world.options);
  expect(rows).toHaveLength(PROJECTS.length * CLONES);
  expect((await world.made()).map((profile) => profile.uid).sort()).toEqual(
    rows.map((row) => row.uid).sort(),
  );
  const again = await cliJson<Plan>(['plan', '--detailed-exitcode'], world.options);
  expect(again.value.changes.filter((change) => change.action !== 'noop')).toEqual([]);
}

describe.skipIf(server === null)('the database dies', () => {
  const database = server as PgServer;

  test('and comes back: the apply waits for it and ends well', async () => {
    const world = await aWorld(database, 'back');
    try {
      const run = startApply(database, 'back', world.options);
      for (const count of [8]) {
        await run.recorded(count);
        await database.crash();
        await database.start();
      }
      const end = await run.end;
      expect([end.code, end.err]).toMatchObject([0, expect.not.stringContaining(PG_PASSWORD)]);
      await expectSettled(world);
    } finally {
      await world.close();
    }
  });

  test('and the run dies with it: the next run, once the lease is over, settles what was left open', async () => {
    const world = await aWorld(database, 'both');
    try {
      for (const count of [5]) {
        const run = startApply(database, 'both', world.options);
        await run.recorded(count);
        await database.crash();
        run.child.kill('SIGKILL');
        expect((await run.end).code).toBeNull();
        await database.start();
        const refused = await cli(['apply', '--auto-approve'], world.options);
        expect([refused.code, refused.err]).toMatchObject([7, expect.stringContaining('(store/locked)')]);
        await letTheLeaseRunOut(database, 'both');
      }
      expect((await cli(['apply', '--auto-approve'], world.options)).code).toBe(0);
      await expectSettled(world);
    } finally {
      await world.close();
    }
  });

  test('and nobody dies, but one run is stopped past its lease: the next finishes, the old one is fenced', async () => {
    const world = await aWorld(database, 'stopped');
    try {
      const old = startApply(database, 'stopped', world.options);
      await old.recorded(2);
      old.child.kill('SIGSTOP');
      await letTheLeaseRunOut(database, 'stopped');
      const next = await cli(['apply', '--auto-approve'], world.options);
      expect([next.code, next.err]).toMatchObject([0, expect.not.stringContaining('error')]);
      old.child.kill('SIGCONT');
      const end = await old.end;
      expect([1, 4]).toContain(end.code);
      expect(end.err).toContain('store/fenced');
      await expectSettled(world);
    } finally {
      await world.close();
    }
  });
});

/** A minute of the server's clock, for those who cannot wait. */
async function letTheLeaseRunOut(database: PgServer, workspace: string): Promise<void> {
  const client = new pg.Client({ connectionString: database.url() });
  await client.connect();
  await client.query('UPDATE cloneform.workspace SET expires_at = clock_timestamp() WHERE name = $1', [
    workspace,
  ]);
  await client.end();
}
