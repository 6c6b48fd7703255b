// State in PostgreSQL through the real command: the same work as with a file, and what is said when it cannot be had.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { StateListRow } from '../../src/render/state-text.ts';
import { type CliEnd, type CliOptions, cli, cliJson, cliList, tempDir } from '../support/cli.ts';
import { PG_PASSWORD, startPostgres } from '../support/postgres.ts';

const server = await startPostgres();
afterAll(() => server?.end());

const SANDBOX = 'sandbox: 1\nprojects: [dev, prod]\nprofiles: [{ name: base, versions: [1.0.0] }]\n';
const yaml = (url: string): string => `cloneform: 1
palette: { sandbox: sandbox.yaml }
state: { url: "${url}" }
clones:
  one: { source: { profile: base }, target: { name: one, scope: project, projects: [dev, prod] } }
`;

function aProject(url: string, env: Readonly<Record<string, string>> = {}): CliOptions {
  return { cwd: tempDir({ 'cloneform.yaml': yaml(url), 'sandbox.yaml': SANDBOX }), env };
}

/** As people write it: the password is in the environment, not in the URL. */
const bare = (query: string): string => server?.url(query).replace(`:${PG_PASSWORD}`, '') ?? '';
const WITH_PASSWORD = { PGPASSWORD: PG_PASSWORD };

const told: CliEnd[] = [];
async function run(args: readonly string[], options: CliOptions): Promise<CliEnd> {
  const end = await cli(args, options);
  told.push(end);
  return end;
}

describe.skipIf(server === null)('state.url', () => {
  test('plan finds nothing and makes nothing; apply records; list and plan read it from another folder', async () => {
    const url = bare('workspace=main&schema=team_a');
    const here = aProject(url, WITH_PASSWORD);
    const before = await run(['plan', '--detailed-exitcode'], here);
    expect([before.code, before.err]).toEqual([2, '']);
    expect((await cliList(['state', 'list'], here)).value).toEqual([]);
    const applied = await run(['apply', '--auto-approve'], here);
    expect([applied.code, applied.err]).toMatchObject([0, expect.not.stringContaining('error')]);
    const { value } = await cliList<StateListRow>(['state', 'list'], here);
    expect(value.map((row) => row.address)).toEqual(['one["dev"]', 'one["prod"]']);
    expect((await run(['plan', '--detailed-exitcode'], here)).code).toBe(0);
    // Another runner has no file of this state at all.
    const there = aProject(url, WITH_PASSWORD);
    expect((await cliList(['state', 'list'], there)).value).toEqual(value);
    const removed = await run(['state', 'rm', 'one["dev"]'], there);
    expect(removed.code).toBe(0);
    expect((await cliList<unknown>(['state', 'list'], here)).value).toHaveLength(1);
  });

  test('workspaces of one database know nothing of each other, and the environment chooses', async () => {
    const here = aProject('postgres://nobody@db.invalid/x', {
      ...WITH_PASSWORD,
      CLONEFORM_STATE: bare('workspace=green'),
    });
    expect((await run(['apply', '--auto-approve'], here)).code).toBe(0);
    const other = { ...here, env: { ...WITH_PASSWORD, CLONEFORM_STATE: bare('workspace=blue') } };
    expect((await cliList(['state', 'list'], here)).value).toHaveLength(2);
    expect((await cliList(['state', 'list'], other)).value).toEqual([]);
  });

  test('a URL with its password in it works, and TLS is verified against a named authority', async () => {
    const url = `postgres://ann:${PG_PASSWORD}@localhost:${server?.port}/postgres?workspace=tls&sslmode=verify-full`;
    const trusted = aProject(`${url}&sslrootcert=${server?.caFile}`);
    expect((await run(['apply', '--auto-approve'], trusted)).code).toBe(0);
    const end = await run(['plan'], aProject(url));
    expect([end.code, end.err]).toMatchObject([1, expect.stringContaining('(store/tls)')]);
    expect(end.err).toContain('sslrootcert=FILE');
    const elsewhere = url.replace('localhost', '127.0.0.1');
    const wrongName = await run(['plan'], aProject(`${elsewhere}&sslrootcert=${server?.caFile}`));
    expect([wrongName.code, wrongName.err]).toMatchObject([1, expect.stringContaining('(store/tls)')]);
  });

  test.each<[string, () => string, Record<string, string>, number, string]>([
    ['a wrong password', () => bare('workspace=x'), { PGPASSWORD: 'wrong' }, 3, 'store/denied'],
    ['no password', () => bare('workspace=x'), { PGPASSFILE: '/nowhere' }, 3, 'store/denied'],
    ['a server that is not there', () => 'postgres://ann@127.0.0.1:1/x', {}, 1, 'store/unreachable'],
    [
      'no such database',
      () => bare('').replace('/postgres', '/nothing'),
      WITH_PASSWORD,
      1,
      'store/unavailable',
    ],
    ['a parameter that nobody knows', () => bare('worksapce=x'), WITH_PASSWORD, 1, 'store/unavailable'],
    ['a schema that is no name', () => bare('schema=a%22b'), WITH_PASSWORD, 1, 'store/unavailable'],
    ['a weaker TLS than verified', () => bare('sslmode=prefer'), WITH_PASSWORD, 1, 'store/unavailable'],
    [
      'PGPASSWORD for a host of YAML',
      () => 'postgres://ann@db.attacker.example/x',
      WITH_PASSWORD,
      3,
      'store/denied',
    ],
  ])('%s is reported with what to do', async (_name, url, env, code, kind) => {
    const options = aProject(url(), { ...env, COLUMNS: '80' });
    const end = await run(['state', 'list'], options);
    expect([end.code, end.err]).toMatchObject([code, expect.stringContaining(`(${kind})`)]);
    expect(end.err).toMatch(/\n {2}= \S/);
    expect(Math.max(...end.err.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('a held workspace is reported with its holder, and lost tables of another program are left alone', async () => {
    const { Client } = (await import('pg')).default;
    const client = new Client({ connectionString: server?.url() });
    await client.connect();
    try {
      const here = aProject(bare('workspace=held'), WITH_PASSWORD);
      expect((await run(['apply', '--auto-approve'], here)).code).toBe(0);
      await client.query(`UPDATE cloneform.workspace SET lease_run_id = 'r', lease_user = 'bob', lease_host = 'ci-7', lease_pid = 7,
        lease_command = 'apply', acquired_at = now(), heartbeat_at = now(), expires_at = now() + interval '60 s' WHERE name = 'held'`);
      const end = await run(['apply', '--auto-approve'], here);
      expect([end.code, end.err]).toMatchObject([7, expect.stringContaining('bob on ci-7, process 7')]);
      await client.query(
        'CREATE SCHEMA theirs; CREATE TABLE theirs.format (id int); INSERT INTO theirs.format VALUES (1)',
      );
      const foreign = await run(['apply', '--auto-approve'], aProject(bare('schema=theirs'), WITH_PASSWORD));
      expect([foreign.code, foreign.err]).toMatchObject([1, expect.stringContaining('(store/not-a-state)')]);
    } finally {
      await client.end();
    }
  });

  test('doctor, check, backup and unlock work there as on a file; a lease that may live is asked about', async () => {
    const { Client } = (await import('pg')).default;
    const client = new Client({ connectionString: server?.url() });
    await client.connect();
    try {
      const here = aProject(bare('workspace=looked_after'), WITH_PASSWORD);
      expect((await run(['apply', '--auto-approve'], here)).code).toBe(0);
      const well = await run(['doctor'], here);
      expect([well.code, well.out]).toMatchObject([0, expect.stringContaining('No problems found.')]);
      expect((await run(['state', 'check'], here)).code).toBe(0);
      const backup = await run(['state', 'backup', 'copy.db'], here);
      expect([backup.code, backup.err]).toMatchObject([64, expect.stringContaining('state pull --out FILE')]);
      await client.query(`UPDATE cloneform.workspace SET lease_run_id = 'r', lease_user = 'bob', lease_host = 'ci-7', lease_pid = 7,
        lease_command = 'apply', acquired_at = now(), heartbeat_at = now(), expires_at = now() + interval '60 s' WHERE name = 'looked_after'`);
      const held = await run(['doctor'], here);
      expect(held.out).toContain('bob on ci-7');
      const unasked = await run(['state', 'unlock'], here);
      expect([unasked.code, unasked.err]).toMatchObject([
        64,
        expect.stringContaining('bob on ci-7, process 7'),
      ]);
      expect((await run(['state', 'unlock', '--auto-approve'], here)).code).toBe(0);
      expect((await run(['state', 'unlock'], here)).out).toContain('not locked');
      expect((await run(['apply', '--auto-approve'], here)).code).toBe(0);
    } finally {
      await client.end();
    }
  });

  test('an older format is planned with as it is; state migrate --schema upgrades it apart from any apply', async () => {
    const { Client } = (await import('pg')).default;
    const client = new Client({ connectionString: server?.url() });
    await client.connect();
    try {
      const here = aProject(bare('schema=older_cli'), WITH_PASSWORD);
      expect((await run(['state', 'migrate', '--schema'], here)).code).toBe(1);
      expect((await run(['apply', '--auto-approve'], here)).code).toBe(0);
      // As an earlier edition left it.
      await client.query('ALTER TABLE older_cli.clone DROP COLUMN remarks');
      await client.query('ALTER TABLE older_cli.clone DROP COLUMN overrides');
      await client.query('ALTER TABLE older_cli.operation DROP COLUMN overrides');
      await client.query('UPDATE older_cli.format SET version = 4, needs_format = 2');
      const format = async () => (await client.query('SELECT version::int FROM older_cli.format')).rows[0];
      for (const args of [
        ['plan', '--detailed-exitcode'],
        ['drift'],
        ['status'],
        ['state', 'list'],
        ['history'],
        ['apply', '--auto-approve'],
      ])
        expect([args, (await run(args, here)).code]).toEqual([args, 0]);
      expect(await format()).toEqual({ version: 4 });
      const upgraded = await run(['state', 'migrate', '--schema'], here);
      expect([upgraded.code, upgraded.out]).toEqual([0, expect.stringMatching(/from format 4 to \d/)]);
      expect((await format())?.version).toBeGreaterThan(4);
      expect((await run(['state', 'migrate', '--schema'], here)).out).toContain('nothing was changed');
      expect((await run(['state', 'migrate'], here)).code).toBe(64);
    } finally {
      await client.end();
    }
  });

  test.each(['workspace', 'operation', 'run'])(
    'without its table %s a state is reported by every command, never as none and never as a fault of the tool',
    async (table) => {
      const { Client } = (await import('pg')).default;
      const client = new Client({ connectionString: server?.url() });
      await client.connect();
      try {
        const schema = `no_${table}`;
        const here = aProject(bare(`schema=${schema}`), WITH_PASSWORD);
        expect((await run(['apply', '--auto-approve'], here)).code).toBe(0);
        await client.query(`DROP TABLE ${schema}.${table}`);
        for (const args of [
          ['plan'],
          ['drift'],
          ['history'],
          ['state', 'list'],
          ['apply', '--auto-approve'],
        ]) {
          const end = await run(args, here);
          expect([args, end.code, end.err]).toEqual([
            args,
            1,
            expect.stringContaining('(store/not-a-state)'),
          ]);
        }
        const doctor = await run(['doctor'], here);
        expect([doctor.code, doctor.out]).toEqual([1, expect.stringContaining('store/not-a-state')]);
      } finally {
        await client.end();
      }
    },
  );

  test('no password was printed by any of this', () => {
    expect(told.length).toBeGreaterThan(15);
    expect(JSON.stringify(told)).not.toContain(PG_PASSWORD);
  });

  test('a fault in YAML beside the URL does not show its password', async () => {
    const url = server?.url() ?? '';
    const cwd = tempDir({
      'cloneform.yaml': `cloneform: 1\nstate: { url: "${url}", path: x,\n  color: red }\n`,
    });
    const end = await cli(['validate'], { cwd });
    expect(end.code).toBe(1);
    expect(end.err).toContain('color');
    expect(end.err).not.toContain(PG_PASSWORD);
    writeFileSync(path.join(cwd, 'cloneform.yaml'), `cloneform: 1\nstate: { url: "x${url}" }\n`);
    const bad = await cliJson(['validate'], { cwd });
    expect([bad.code, JSON.stringify(bad.value)]).toMatchObject([
      1,
      expect.not.stringContaining(PG_PASSWORD),
    ]);
  });
});

test('where pg is not installed the error says what to do, and a file needs no pg', async () => {
  const cwd = tempDir({
    'without-pg.cjs': `const { Module } = require('node:module');
      const find = Module._resolveFilename;
      Module._resolveFilename = (name, ...rest) => find.call(Module, name === 'pg' ? 'no-such-module' : name, ...rest);`,
    'cloneform.yaml': yaml('postgres://ann@127.0.0.1:1/x'),
    'sandbox.yaml': SANDBOX,
  });
  const env = { NODE_OPTIONS: `--require ${path.join(cwd, 'without-pg.cjs')}` };
  const end = await cli(['state', 'list'], { cwd, env });
  expect([end.code, end.err]).toMatchObject([1, expect.stringContaining('(store/unavailable)')]);
  expect(end.err).toContain('npm install pg');
  const file = await cli(['state', 'list'], { cwd, env: { ...env, CLONEFORM_STATE: 'state/x.db' } });
  expect(file).toMatchObject({ code: 0, err: '' });
});
