// The first minutes of a new user, and the commands that only look.
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/plan/plan.ts';
import { cli, cliJson, cliList, copyExample, ROOT, tempDir } from '../support/cli.ts';

describe('init', () => {
  test('with a sandbox: plan and apply work at once', async () => {
    const cwd = tempDir();
    const end = await cli(['init', 'try-out', '--sandbox'], { cwd });
    expect(end.code).toBe(0);
    expect(end.out).toContain('Next: cloneform -C try-out plan');
    expect(end.out).toContain('CLONEFORM_STATE');
    const project = { cwd: path.join(cwd, 'try-out') };
    expect((await cliJson<Plan>(['plan'], project)).value.summary).toMatchObject({ create: 2, blocked: 0 });
    expect((await cli(['apply', '--auto-approve'], project)).code).toBe(0);
  });

  test('without: what it writes is valid', async () => {
    const cwd = tempDir();
    await cli(['init'], { cwd });
    expect((await cli(['validate'], { cwd })).code).toBe(0);
    expect(readFileSync(path.join(cwd, '.gitignore'), 'utf8')).toContain('state/');
  });

  test('never overwrites', async () => {
    const cwd = tempDir({ 'cloneform.yaml': '# mine\n' });
    const end = await cliJson<{ written: string[]; kept: string[] }>(['init'], { cwd });
    expect(end.value).toMatchObject({ written: ['.gitignore'], kept: ['cloneform.yaml'] });
    expect(readFileSync(path.join(cwd, 'cloneform.yaml'), 'utf8')).toBe('# mine\n');
  });
});

describe('looking', () => {
  test('state show, a misspelt address, state rm', async () => {
    const cwd = copyExample('quickstart');
    await cli(['apply', '--auto-approve'], { cwd });
    const shown = await cli(['state', 'show', 'edge-next'], { cwd });
    expect(shown.out).toContain('2.1.0-rc.1');
    const wrong = await cli(['state', 'show', 'edge-nxt'], { cwd });
    expect(wrong.code).toBe(1);
    expect(wrong.err).toContain('did you mean edge-next?');
    expect((await cli(['state', 'rm', 'edge-next'], { cwd })).code).toBe(0);
    const plan = await cliJson<Plan>(['plan'], { cwd });
    expect(plan.value.changes.find((change) => change.address === 'edge-next')).toMatchObject({
      action: 'blocked',
      blockedBy: 'exists_unmanaged',
      wouldBe: 'create',
    });
  });

  test('an emptied file is an error, not a plan to delete everything', async () => {
    const cwd = copyExample('quickstart');
    await cli(['apply', '--auto-approve'], { cwd });
    writeFileSync(
      path.join(cwd, 'cloneform.yaml'),
      'cloneform: 1\npalette: { sandbox: sandbox.yaml }\nclones: {}\n',
    );
    for (const args of [['plan'], ['apply', '--auto-approve']]) {
      const end = await cliJson<{ error: { code: string; diagnostics: { hint: string }[] } }>(args, { cwd });
      expect(end.code).toBe(1);
      expect(end.value.error.code).toBe('plan/nothing-declared');
      expect(end.value.error.diagnostics[0]?.hint).toContain('cloneform destroy');
    }
    expect((await cliList<unknown>(['state', 'list'], { cwd })).value).toHaveLength(4);
  });

  test('sandbox reset says what state still lists, and the next plan creates it again', async () => {
    const cwd = copyExample('quickstart');
    await cli(['apply', '--auto-approve'], { cwd });
    const end = await cli(['sandbox', 'reset'], { cwd });
    expect([end.code, end.out]).toEqual([0, expect.stringContaining('still lists 4 clones')]);
    expect((await cliJson<Plan>(['plan'], { cwd })).value.summary).toMatchObject({ create: 4, blocked: 0 });
  });

  test('a state that was lost is said plainly', async () => {
    const cwd = copyExample('quickstart');
    await cli(['apply', '--auto-approve'], { cwd });
    const end = await cli(['plan'], { cwd, env: { CLONEFORM_STATE: path.join(cwd, 'elsewhere.db') } });
    expect(end.out).toContain('plan/state-absent');
    expect(end.out.replaceAll(/\s+/g, ' ')).toContain('CLONEFORM_STATE');
  });

  test('without its state nobody can tell drift: exit 1; status says that there is no state', async () => {
    const cwd = copyExample('quickstart');
    await cli(['apply', '--auto-approve'], { cwd });
    const lost = { cwd, env: { CLONEFORM_STATE: path.join(cwd, 'elsewhere.db') } };
    const end = await cli(['drift'], lost);
    expect([end.code, end.out]).toEqual([1, expect.stringContaining('plan/state-absent')]);
    expect(end.out).toContain('Drift cannot be determined');
    expect(end.out).not.toContain('No drift');
    const { code, value } = await cliJson<Plan>(['drift'], lost);
    expect([code, value.diagnostics.map((item) => item.code)]).toEqual([1, ['plan/state-absent']]);
    expect((await cli(['plan', '--fail-on', 'drift'], lost)).code).toBe(1);
    const status = await cli(['status'], lost);
    const said = status.out.replaceAll(/\s+/g, ' ');
    expect([status.code, said]).toEqual([0, expect.stringContaining('there is no state')]);
    expect(said).toContain('4 of their names exist in Palette');
    expect(said).not.toContain('missing');
    expect((await cli(['drift'], { cwd })).code).toBe(0);
  });

  test('where nothing was made yet there is nothing that could have drifted', async () => {
    const cwd = copyExample('quickstart');
    const end = await cli(['drift'], { cwd });
    expect([end.code, end.out]).toEqual([0, expect.stringContaining('State is empty')]);
  });

  test('before each apply that changes something, state is backed up', async () => {
    const cwd = copyExample('quickstart');
    await cli(['apply', '--auto-approve'], { cwd });
    await cli(['destroy', '--auto-approve'], { cwd });
    const backups = path.join(cwd, 'state', 'backups');
    const [name = ''] = readdirSync(backups);
    expect(statSync(path.join(backups, name)).mode & 0o777).toBe(0o600);
  });

  test('variables: flag over file over environment over default', async () => {
    const cwd = copyExample('fan-out');
    writeFileSync(path.join(cwd, 'vars.yaml'), 'env: file\n');
    const name = async (args: readonly string[], env = {}): Promise<string | undefined> =>
      (await cliJson<Plan>(['plan', ...args], { cwd, env })).value.changes[0]?.clone.name;
    const env = { CLONEFORM_VAR_env: 'environment' };
    expect(await name([])).toBe('monitoring-dev');
    expect(await name([], env)).toBe('monitoring-environment');
    expect(await name(['--var-file', 'vars.yaml'], env)).toBe('monitoring-file');
    expect(await name(['--var-file', 'vars.yaml', '--var', 'env=flag'], env)).toBe('monitoring-flag');
  });

  test('the version, three ways', async () => {
    const cwd = tempDir();
    for (const args of [['version'], ['--version'], ['-V']])
      expect((await cli(args, { cwd })).out).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect((await cliJson<{ version: string }>(['version'], { cwd })).value.version).toMatch(/^\d/);
  });

  test.each([
    'init',
    'validate',
    'plan',
    'apply',
    'destroy',
    'show',
    'inventory',
    'version',
    'state list',
    'state show',
    'state rm',
    'sandbox serve',
    'sandbox reset',
    'sandbox show',
  ])('%s --help teaches by example, within 80 columns', async (command) => {
    const end = await cli([...command.split(' '), '--help'], { cwd: tempDir() });
    expect(end.code).toBe(0);
    expect(end.out).toContain(`$ cloneform ${command}`);
    expect(end.out.split('\n').filter((line) => line.length > 80)).toEqual([]);
    const root = await cli(['--help'], { cwd: tempDir() });
    expect(root.out.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(root.out).toContain(command.split(' ')[0]);
  });

  test.each([
    [['plan', '--bogus']],
    [['pln']],
    [['--lock-timeout', 'soon', 'plan']],
    [['apply', '--parallelism', '0']],
    [['state', 'show']],
  ])('wrong usage exits 64 and says why: %j', async (args) => {
    const end = await cli(args, { cwd: tempDir() });
    expect(end.code).toBe(64);
    expect(end.err).toContain('error:');
    const asJson = await cliJson<{ error: { code: string } }>(args, { cwd: tempDir() });
    expect(asJson.value.error.code).toBe('cli/usage');
  });

  test('a global flag works before and after the command, and no color is there without a terminal', async () => {
    const cwd = copyExample('quickstart');
    const before = await cli(['-C', cwd, '--no-color', 'validate'], { cwd: '/' });
    const after = await cli(['validate', '-C', cwd], { cwd: '/' });
    expect(before.out).toBe(after.out);
    expect((await cli(['plan'], { cwd })).out).not.toContain('\u001b[');
    expect(existsSync(path.join(cwd, 'state', 'cloneform.db'))).toBe(false);
  });
});

test('the bundle is ASCII: it is read as if every byte were a character', () => {
  const bytes = readFileSync(path.join(ROOT, 'dist', 'cli', 'run-process.js'));
  expect(bytes.findIndex((byte) => byte > 127)).toBe(-1);
});
