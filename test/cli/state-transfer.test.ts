// A whole state carried by the real command: pulled, pushed, moved into PostgreSQL and back, with nothing lost.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compileSchema } from '../../src/declare/compile-schema.ts';
import type { StateDocument } from '../../src/flow/state/state-document.ts';
import type { Migrated, Pushed } from '../../src/flow/state/state-transfer.ts';
import { type CliOptions, cli, cliJson, cliList, tempDir } from '../support/cli.ts';
import { PG_PASSWORD, startPostgres } from '../support/postgres.ts';

const server = await startPostgres();
afterAll(() => server?.end());

const SANDBOX = 'sandbox: 1\nprojects: [dev, prod]\nprofiles: [{ name: base, versions: [1.0.0] }]\n';
const yaml = (state: string, labels = ''): string => `cloneform: 1
palette: { sandbox: sandbox.yaml }
${state}
clones:
  one: { source: { profile: base }, target: { name: one, scope: project, projects: [dev, prod]${labels} } }
`;
const DEFAULT = '# nothing said about state';

const ENV = { PGPASSWORD: PG_PASSWORD };
const template = { cwd: mkdtempSync(path.join(tmpdir(), 'cloneform-template-')), env: ENV };
afterAll(() => rmSync(template.cwd, { recursive: true, force: true }));
beforeAll(() => applyTwice(template));

async function applyTwice(options: CliOptions): Promise<void> {
  writeFileSync(path.join(options.cwd, 'sandbox.yaml'), SANDBOX);
  for (const labels of ['', ', labels: { team: edge }']) {
    write(options, yaml(DEFAULT, labels));
    expect((await cli(['apply', '--auto-approve'], options)).code).toBe(0);
  }
}

/** A project with two runs behind it; each is a copy of the same. */
function aProject(): CliOptions {
  const cwd = tempDir();
  cpSync(template.cwd, cwd, { recursive: true });
  return { cwd, env: ENV };
}

function write({ cwd }: CliOptions, text: string): void {
  writeFileSync(path.join(cwd, 'cloneform.yaml'), text);
}

async function pull(options: CliOptions): Promise<StateDocument> {
  const end = await cli(['state', 'pull'], options);
  expect(end).toMatchObject({ code: 0, err: '' });
  return JSON.parse(end.out);
}

/** All but what a move may change: who wrote it, and the count of writes. */
function essence({ tool: _tool, ...document }: StateDocument): unknown {
  return { ...document, identity: { ...document.identity, serial: 0 } };
}

describe('state pull and push', () => {
  test('the document is one of its schema, holds journal, runs and history, and no content', async () => {
    const options = aProject();
    const document = await pull(options);
    const validate = await compileSchema('state.v1.json');
    expect([validate(document), validate.errors]).toEqual([true, null]);
    expect(document).toMatchObject({ formatVersion: '1.0', identity: { tenantUid: expect.any(String) } });
    const { clones, runs, operations, history } = document;
    expect([clones.length, runs.length, operations.length > 2, history.length > 2]).toEqual([
      2,
      2,
      true,
      true,
    ]);
    const end = await cli(['state', 'pull', '-o', 'state.json'], options);
    expect(end).toMatchObject({ code: 0, err: '' });
    expect(end.out).toMatch(/^Wrote state\.json: 2 clones, 2 runs, /);
    expect(JSON.parse(readFileSync(path.join(options.cwd, 'state.json'), 'utf8'))).toEqual(document);
  });

  test('pushed where nothing is, it is the state; plan finds nothing to do', async () => {
    const options = aProject();
    const document = await pull(options);
    writeFileSync(path.join(options.cwd, 'state.json'), JSON.stringify(document));
    const fresh = { ...options, env: { ...options.env, CLONEFORM_STATE: 'other/new.db' } };
    const { code, value } = await cliJson<Pushed>(['state', 'push', 'state.json'], fresh);
    expect([code, value.isChanged, value.serial]).toEqual([0, true, document.identity.serial]);
    expect(await pull(fresh)).toEqual(document);
    expect((await cli(['plan', '--detailed-exitcode'], fresh)).code).toBe(0);
    const again = await cli(['state', 'push', 'state.json'], fresh);
    expect(again).toMatchObject({ code: 0, out: expect.stringContaining('already contains exactly this') });
  });

  test('an older document is refused, and with --force what was there is kept in a backup', async () => {
    const options = aProject();
    writeFileSync(path.join(options.cwd, 'old.json'), JSON.stringify(await pull(options)));
    expect((await cli(['state', 'rm', 'one["dev"]'], options)).code).toBe(0);
    const newer = await pull(options);
    const refused = await cli(['state', 'push', 'old.json'], options);
    expect(refused).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('(store/older-document)'),
    });
    expect(refused.err).toContain('--force');
    expect(await pull(options)).toEqual(newer);
    const { value } = await cliJson<Pushed>(['state', 'push', 'old.json', '--force'], options);
    expect(value.serial).toBe(newer.identity.serial + 1);
    expect(value.backup).toContain('backups');
    expect((await cliList<unknown>(['state', 'list'], options)).value).toHaveLength(2);
  });

  test('what is no state, or not this one, is refused and changes nothing', async () => {
    const cases: readonly [string, (document: StateDocument) => string, string][] = [
      [
        'another state',
        (d) => JSON.stringify({ ...d, identity: { ...d.identity, lineage: 'x' } }),
        'store/other-lineage',
      ],
      ['half a document', (d) => JSON.stringify(d).slice(0, 500), 'store/not-a-state'],
      ['a newer format', (d) => JSON.stringify({ ...d, formatVersion: '2.0' }), 'store/not-a-state'],
      ['a key that nobody knows', (d) => JSON.stringify({ ...d, more: 1 }), 'store/not-a-state'],
      [
        'a digest that is none',
        (d) => JSON.stringify({ ...d, clones: d.clones.map((c) => ({ ...c, digest: 'x' })) }),
        'store/not-a-state',
      ],
      [
        'two clones at one UID',
        (d) =>
          JSON.stringify({
            ...d,
            clones: d.clones.map((c) => ({ ...c, uid: 'x' })),
            identity: { ...d.identity, serial: 99 },
          }),
        'store/not-a-state',
      ],
    ];
    const options = aProject();
    const document = await pull(options);
    for (const [name, change, code] of cases) {
      writeFileSync(path.join(options.cwd, 'bad.json'), change(document));
      const end = await cli(['state', 'push', 'bad.json', '--force'], options);
      expect([name, end]).toMatchObject([
        name,
        { code: 1, out: '', err: expect.stringContaining(`(${code})`) },
      ]);
    }
    expect(await pull(options)).toEqual(document);
  });

  test('a state whose new place is lost can be read out and put back by force', async () => {
    const options = aProject();
    const original = await pull(options);
    expect((await cli(['state', 'migrate', 'gone.db'], options)).code).toBe(0);
    rmSync(path.join(options.cwd, 'gone.db'));
    const refused = await cli(['plan'], options);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('(store/moved)') });
    expect(refused.err).toContain('state push --force');
    expect((await cli(['state', 'pull', '-o', 'state.json'], options)).code).toBe(0);
    expect((await cli(['state', 'push', 'state.json'], options)).err).toContain('(store/moved)');
    expect((await cli(['state', 'push', 'state.json', '--force'], options)).code).toBe(0);
    expect(essence(await pull(options))).toEqual(essence(original));
    expect((await cli(['plan', '--detailed-exitcode'], options)).code).toBe(0);
  });

  test('where there is no state and where there is no file', async () => {
    const options = { cwd: tempDir({ 'cloneform.yaml': yaml(DEFAULT), 'sandbox.yaml': SANDBOX }) };
    expect(await cli(['state', 'pull'], options)).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('(store/no-state)'),
    });
    expect(await cli(['state', 'push', 'no.json'], options)).toMatchObject({
      code: 1,
      err: expect.stringContaining('(store/no-document)'),
    });
    expect(await cli(['state', 'migrate', 'x.db'], options)).toMatchObject({
      code: 1,
      err: expect.stringContaining('(store/no-state)'),
    });
  });
});

describe.skipIf(server === null)('state migrate', () => {
  const url = (workspace: string): string =>
    server?.url(`workspace=${workspace}`).replace(`:${PG_PASSWORD}`, '') ?? '';

  test('into PostgreSQL and back: nothing is lost, and the state that was left is not used any more', async () => {
    const options = aProject();
    const original = await pull(options);
    const there = await cli(['state', 'migrate', url('edge')], options);
    expect(there).toMatchObject({ code: 0, err: '' });
    expect(there.out).toContain('read back and verified: equal');
    expect(there.out).toContain(`add this line to cloneform.yaml\n  state: { url: "${url('edge')}" }`);
    const left = await cli(['plan'], options);
    expect(left).toMatchObject({ code: 1, out: '', err: expect.stringContaining('(store/moved)') });
    expect(left.err).toContain('workspace=edge');
    expect((await cli(['apply', '--auto-approve'], options)).err).toContain('(store/moved)');

    write(options, yaml(`state: { url: "${url('edge')}" }`, ', labels: { team: edge }'));
    expect(essence(await pull(options))).toEqual(essence(original));
    expect((await cli(['plan', '--detailed-exitcode'], options)).code).toBe(0);
    write(options, yaml(`state: { url: "${url('edge')}" }`, ', labels: { team: core }'));
    expect((await cli(['apply', '--auto-approve'], options)).code).toBe(0);
    const later = await pull(options);
    expect(later.runs).toHaveLength(3);

    const back = await cliJson<Migrated>(['state', 'migrate', 'state/cloneform.db'], options);
    expect(back).toMatchObject({
      code: 0,
      value: { to: 'state/cloneform.db', counts: { clones: 2, runs: 3 }, edit: { kind: 'line', line: 3 } },
    });
    expect((await cli(['state', 'list'], options)).err).toContain('(store/moved)');
    write(options, yaml(DEFAULT, ', labels: { team: core }'));
    expect(essence(await pull(options))).toEqual(essence(later));
    expect((await cli(['plan', '--detailed-exitcode'], options)).code).toBe(0);
  });

  test('a place that holds another state, or is the same one, is refused; nothing is marked', async () => {
    const options = aProject();
    const other = { cwd: tempDir(), env: ENV };
    await applyTwice(other);
    expect((await cli(['state', 'migrate', url('taken')], other)).code).toBe(0);
    const end = await cli(['state', 'migrate', url('taken')], options);
    expect(end).toMatchObject({ code: 1, out: '', err: expect.stringContaining('(store/other-lineage)') });
    const same = await cli(['state', 'migrate', 'state/cloneform.db'], options);
    expect(same).toMatchObject({ code: 64, out: '' });
    expect((await cli(['plan', '--detailed-exitcode'], options)).code).toBe(0);
  });

  test('chosen by the environment, it is the environment that has to change; no password is printed', async () => {
    const options = aProject();
    const chosen = { ...options, env: { ...options.env, CLONEFORM_STATE: 'state/cloneform.db' } };
    const end = await cli(['state', 'migrate', server?.url('workspace=env') ?? ''], chosen);
    expect(end).toMatchObject({ code: 0, err: '', out: expect.stringContaining('set CLONEFORM_STATE to') });
    expect(end.out).not.toContain(PG_PASSWORD);
    const moved = { ...options, env: { ...options.env, CLONEFORM_STATE: url('env') } };
    expect((await cli(['plan', '--detailed-exitcode'], moved)).code).toBe(0);
    expect((await cli(['plan'], options)).err).not.toContain(PG_PASSWORD);
  });
});
