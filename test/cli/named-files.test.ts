// A pull request that wants to read what lies on the runner: it names files in YAML, in a seed file, in a plan file, and waits for
// their lines to be quoted in a diagnostic. Nothing of them may be shown, whatever their name.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { sha256 } from '../../src/inventory/digest.ts';
import { addIntegrityHash } from '../../src/plan/integrity-hash.ts';
import { cli as cliProcess, copyExample, tempDir } from '../support/cli.ts';
import { inProcess as cli } from '../support/in-process.ts';

const SECRET = 'sk-f00dfeedf00dfeed-0123456789';
const CLONES = 'clones: { a: { source: { profile: p }, target: { scope: tenant } } }\n';

/** A checkout beside a folder of secrets, and one that a runner leaves in the checkout itself. */
function runner(root: string): { readonly checkout: string; readonly outside: string } {
  const home = tempDir();
  const [checkout, outside] = [path.join(home, 'checkout'), path.join(home, 'secrets')];
  for (const folder of [checkout, outside, path.join(checkout, '.git')]) mkdirSync(folder);
  writeFileSync(path.join(outside, 'key'), `${SECRET}\n`);
  writeFileSync(path.join(outside, 'key.yaml'), `token: ${SECRET}\n`);
  writeFileSync(
    path.join(checkout, '.git', 'config'),
    `[http]\n\textraheader = AUTHORIZATION: basic ${SECRET}\n`,
  );
  writeFileSync(path.join(checkout, 'secret.env'), `${SECRET}\n`);
  writeFileSync(path.join(checkout, 'pairs.env'), `${SECRET}: ${SECRET}\n`);
  writeFileSync(path.join(checkout, 'cloneform.yaml'), root);
  return { checkout, outside };
}

async function attack(
  root: string,
  args: readonly string[] = ['plan'],
  prepare: (checkout: string, outside: string) => void = () => undefined,
): Promise<{ readonly code: number | null; readonly said: string }> {
  const { checkout, outside } = runner(root);
  prepare(checkout, outside);
  const ends = await Promise.all([cli(args, { cwd: checkout }), cli([...args, '--json'], { cwd: checkout })]);
  return { code: ends[0].code, said: ends.map(({ out, err }) => out + err).join('\n') };
}

describe('a file that YAML names', () => {
  test.each([
    ['a sandbox outside', 'palette: { sandbox: ../secrets/key }', 'declare/file-outside'],
    [
      'a sandbox outside with a harmless name',
      'palette: { sandbox: ../secrets/key.yaml }',
      'declare/file-outside',
    ],
    ['a sandbox by its absolute path', 'palette: { sandbox: /etc/passwd }', 'declare/file-outside'],
    ['a sandbox that is hidden', 'palette: { sandbox: .git/config }', 'declare/file-hidden'],
    ['a sandbox that is no YAML', 'palette: { sandbox: secret.env }', 'declare/not-our-format'],
    ['a sandbox that reads as a map', 'palette: { sandbox: pairs.env }', 'declare/not-our-format'],
    ['a certificate outside', 'palette: { host: h.example, caFile: ../secrets/key }', 'declare/file-outside'],
    ['state outside', 'state: { path: ../secrets/state.db }', 'declare/file-outside'],
    ['state in the folder of Git', 'state: { path: .git/state.db }', 'declare/file-hidden'],
    ['an include that is hidden', 'include: [".git/config"]', 'declare/include-hidden'],
    ['an include with a pattern in a hidden folder', 'include: [".git/*"]', 'declare/include-hidden'],
    ['an include that is no YAML', 'include: [secret.env]', 'declare/not-our-format'],
    ['an include that reads as a map', 'include: ["*.env"]', 'declare/not-our-format'],
  ])('%s', async (_, line, code) => {
    const { code: exit, said } = await attack(`cloneform: 1\n${line}\n${CLONES}`);
    expect(said).toContain(code);
    expect(said).not.toContain(SECRET);
    expect(said).not.toContain('root:x:');
    expect(exit).toBe(1);
  });

  test.each([
    ['a sandbox', 'palette: { sandbox: s.yaml }', 's.yaml', 'key.yaml'],
    ['state', 'palette: { sandbox: seed.yaml }\nstate: { path: there/s.db }', 'there', '.'],
  ])('%s through a symbolic link', async (_, line, link, target) => {
    const { code, said } = await attack(`cloneform: 1\n${line}\n${CLONES}`, ['plan'], (checkout, outside) => {
      writeFileSync(path.join(checkout, 'seed.yaml'), 'sandbox: 1\n');
      symlinkSync(path.join(outside, target), path.join(checkout, link));
    });
    expect(said).toContain('declare/file-outside');
    expect(said).not.toContain(SECRET);
    expect(code).toBe(1);
  });

  test.each([
    ['of state', `cloneform: 1\n${CLONES}`, 'declare/file-outside'],
    [
      'of the sandbox',
      'cloneform: 1\npalette: { sandbox: seed.yaml }\nstate: { path: x.db }\n',
      'sandbox/file-outside',
    ],
  ])('the default folder %s that is a link to the outside', async (_, root, code) => {
    let folder = '';
    const { code: exit, said } = await attack(root, ['plan'], (checkout, outside) => {
      folder = outside;
      writeFileSync(path.join(checkout, 'seed.yaml'), 'sandbox: 1\n');
      symlinkSync(outside, path.join(checkout, 'state'));
    });
    expect(said).toContain(code);
    expect(readdirSync(folder).sort()).toEqual(['key', 'key.yaml']);
    expect(exit).toBe(1);
  });

  test('an empty state file that a checkout brings along is for its owner alone once it is used', async () => {
    const cwd = copyExample('quickstart');
    mkdirSync(path.join(cwd, 'state'));
    const file = path.join(cwd, 'state', 'cloneform.db');
    writeFileSync(file, '', { mode: 0o644 });
    expect((await cli(['apply', '--auto-approve'], { cwd })).code).toBe(0);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('state push of a pipe ends at once', async () => {
    const cwd = copyExample('quickstart');
    spawnSync('mkfifo', [path.join(cwd, 'pipe')]);
    const end = await cli(['state', 'push', 'pipe'], { cwd });
    expect(end.err).toContain('pipe is not a state document: it is not a regular file');
    expect(end.code).toBe(1);
  });

  test.each([
    ['an export outside', 'profiles: [{ name: p, export: ../secrets/key }]'],
    ['an export that is hidden', 'profiles: [{ name: p, export: .git/config }]'],
    ['faults outside', 'faults: ../secrets/key'],
  ])('%s, named by a seed file', async (_, line) => {
    const root = `cloneform: 1\npalette: { sandbox: seed.yaml }\n${CLONES}`;
    const { code, said } = await attack(root, ['plan'], (checkout) =>
      writeFileSync(path.join(checkout, 'seed.yaml'), `sandbox: 1\n${line}\n`),
    );
    expect(said).toContain('declare/file-outside');
    expect(said).not.toContain(SECRET);
    expect(code).toBe(1);
  });

  test('the key of this run is masked wherever it stands, also when a file holds it', async () => {
    const { checkout, outside } = runner(`cloneform: 1\ninclude: [more.yaml]\n${CLONES}`);
    writeFileSync(path.join(checkout, 'more.yaml'), `cloneform: 1\nclones: { b: ${SECRET} }\n`);
    const key = path.join(outside, 'key');
    // What masks it is at the edge of the process.
    const end = await cliProcess(['--api-key-file', key, 'validate'], { cwd: checkout });
    expect(end.code).toBe(1);
    expect(end.out + end.err).toContain('declare/secret-in-yaml');
    expect(end.out + end.err).not.toContain(SECRET);
  });

  test('state outside is the choice of the operator, by the environment', async () => {
    const { checkout, outside } = runner(
      `cloneform: 1\npalette: { sandbox: seed.yaml }\nstate: { path: ../x.db }\n`,
    );
    writeFileSync(path.join(checkout, 'seed.yaml'), 'sandbox: 1\n');
    const env = { CLONEFORM_STATE: path.join(outside, 'state.db') };
    expect((await cli(['plan'], { cwd: checkout, env })).code).toBe(0);
  });

  test('a file of our format may have any name, and is quoted then', async () => {
    const { checkout } = runner('cloneform: 1\ninclude: [clones.conf]\n');
    writeFileSync(path.join(checkout, 'clones.conf'), 'cloneform: 1\nclons: {}\n');
    const { out, err } = await cli(['validate'], { cwd: checkout });
    expect(out + err).toContain('2 | clons: {}');
  });
});

describe('a plan file that somebody changed', () => {
  let folder = '';
  let plan: Parameters<typeof addIntegrityHash>[0] & { settings: Parameters<typeof addIntegrityHash>[1] };
  beforeAll(async () => {
    folder = copyExample('quickstart');
    const { out } = await cli(['plan', '--json'], { cwd: folder });
    plan = JSON.parse(out);
  });

  test.each([
    ['sandbox', { palette: { sandbox: '../secrets/key' } }],
    ['sandbox', { palette: { sandbox: '/etc/passwd' } }],
    ['sandbox', { palette: { sandbox: '.git/config' } }],
    ['certificate', { palette: { sandbox: null, host: 'h.example', caFile: '/etc/passwd' } }],
    ['state', { state: { path: '/etc/passwd', url: null } }],
  ] as const)('names a %s elsewhere, under an integrity hash that fits: %j', async (_, change) => {
    const { settings, ...rest } = plan;
    const forged = {
      palette: { ...settings.palette, ...('palette' in change ? change.palette : {}) },
      state: { ...settings.state, ...('state' in change ? change.state : {}) },
    };
    const { checkout } = runner(`cloneform: 1\n${CLONES}`);
    const file = path.join(checkout, 'plan.json');
    writeFileSync(file, JSON.stringify(addIntegrityHash(rest, forged, sha256)));
    const end = await cli(['apply', 'plan.json', '--auto-approve'], {
      cwd: checkout,
      env: { PALETTE_API_KEY: SECRET },
    });
    expect(end.err).toContain('plan/file-outside');
    expect(end.out + end.err).not.toContain('root:x:');
    expect(end.code).toBe(6);
  });

  test('names a certificate elsewhere that PALETTE_CA_FILE overrides', async () => {
    const { settings, ...rest } = plan;
    const palette = { ...settings.palette, sandbox: null, host: 'h.example', caFile: '../secrets/key' };
    const { checkout } = runner(`cloneform: 1\n${CLONES}`);
    const file = path.join(checkout, 'plan.json');
    writeFileSync(file, JSON.stringify(addIntegrityHash(rest, { ...settings, palette }, sha256)));
    const end = await cli(['apply', 'plan.json', '--auto-approve'], {
      cwd: checkout,
      env: { PALETTE_API_KEY: SECRET, PALETTE_HOST: 'h.example', PALETTE_CA_FILE: 'none.pem' },
    });
    expect(end.err).toContain('the CA file none.pem cannot be read');
    expect(end.err).not.toContain('plan/file-outside');
  });
});
