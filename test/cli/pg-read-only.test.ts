// The roles that state/README.md tells an administrator to make: the one for pull requests reads and cannot write.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import { afterAll, describe, expect, test } from 'vitest';
import { type CliOptions, cli, cliList, ROOT, tempDir } from '../support/cli.ts';
import { startPostgres } from '../support/postgres.ts';

const server = await startPostgres();
afterAll(() => server?.end());

const YAML = `cloneform: 1
palette: { sandbox: sandbox.yaml }
clones:
  one: { source: { profile: base }, target: { name: one, scope: project, projects: [dev, prod] } }
`;
const SANDBOX = 'sandbox: 1\nprojects: [dev, prod]\nprofiles: [{ name: base, versions: [1.0.0] }]\n';

/** The first block makes the roles, the second is for tables that exist already. */
const [MAKE_ROLES = '', FOR_EXISTING = ''] = [
  ...readFileSync(path.join(ROOT, 'state', 'README.md'), 'utf8').matchAll(/```sql\n([\s\S]*?)```/g),
].map(([, sql]) => sql);

async function asAdmin(sql: string): Promise<void> {
  const client = new Client({ connectionString: server?.url() });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

describe.skipIf(server === null)('a role that can only read', () => {
  const as = (cwd: string, role: string, password: string): CliOptions => ({
    cwd,
    env: {
      CLONEFORM_STATE: `postgres://${role}@127.0.0.1:${server?.port}/postgres`,
      PGPASSWORD: password,
    },
  });
  test('plans before the first apply, and after it what the writer recorded; every write is refused and changes nothing', async () => {
    const cwd = tempDir({ 'cloneform.yaml': YAML, 'sandbox.yaml': SANDBOX });
    const reader = as(cwd, 'cloneform_plan', 'CHANGE-ME-2');
    const writer = as(cwd, 'cloneform_apply', 'CHANGE-ME-1');
    await asAdmin(MAKE_ROLES);
    expect((await cli(['plan', '--detailed-exitcode'], reader)).code).toBe(2);
    const early = await cli(['apply', '--auto-approve'], reader);
    expect([early.code, early.err]).toEqual([3, expect.stringContaining('store/denied')]);
    expect((await cli(['plan', '--detailed-exitcode'], writer)).code).toBe(2);

    expect((await cli(['apply', '--auto-approve'], writer)).code).toBe(0);
    for (const args of [['plan', '--detailed-exitcode'], ['drift'], ['status'], ['history']])
      expect([args, (await cli(args, reader)).code]).toEqual([args, 0]);
    expect((await cliList<unknown>(['state', 'list'], reader)).value).toHaveLength(2);

    // One clone less is declared: there is something to delete.
    writeFileSync(path.join(cwd, 'cloneform.yaml'), YAML.replace('[dev, prod] }', '[dev] }'));
    expect((await cli(['plan', '--detailed-exitcode'], reader)).code).toBe(2);
    for (const args of [
      ['apply', '--auto-approve'],
      ['state', 'rm', 'one["dev"]'],
    ]) {
      const end = await cli(args, reader);
      expect([args, end.code, end.err]).toEqual([args, 3, expect.stringContaining('store/denied')]);
      expect(end.err).not.toMatch(/\n\s+at /);
    }
    expect((await cliList<unknown>(['state', 'list'], writer)).value).toHaveLength(2);
    // Nothing was deleted in Palette either: with both declared again, all is as it was.
    writeFileSync(path.join(cwd, 'cloneform.yaml'), YAML);
    expect((await cli(['plan', '--detailed-exitcode'], reader)).code).toBe(0);
    await asAdmin(FOR_EXISTING);
    expect((await cli(['plan', '--detailed-exitcode'], reader)).code).toBe(0);
  });
});
