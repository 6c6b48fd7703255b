// What the terminal, a pipe and the environment say about how text looks, and words that were typed wrong.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { bashArgs, cleanEnv, cli, cliJson, copyExample, ROOT, tempDir } from '../support/cli.ts';

const MAIN = path.join(ROOT, 'dist', 'cli', 'main.js');
const hasScript = spawnSync('script', ['--version']).status === 0;

/** Output of a shell line on a pseudo-terminal. */
function onTerminal(line: string, cwd: string, env: Readonly<Record<string, string>> = {}): string {
  const { stdout } = spawnSync('script', ['-qec', line, '/dev/null'], {
    cwd,
    env: cleanEnv({ TERM: 'xterm', ...env }),
    encoding: 'utf8',
  });
  return stdout.replaceAll('\r', '');
}

const widest = (text: string): number => Math.max(...text.split('\n').map((line) => line.length));

/** An address and a comment that take more than 80 columns. */
const LONG = tempName(90);
const YAML = `cloneform: 1
palette: { sandbox: sandbox.yaml }
clones:
  base: { source: { profile: base }, target: { name: ${LONG}, scope: tenant } }
`;
const SANDBOX = 'sandbox: 1\nprofiles: [{ name: base, versions: [1.0.0] }]\n';

function tempName(length: number): string {
  return 'long-name-'.repeat(length).slice(0, length).replace(/-$/, 'x');
}

function project(): string {
  return tempDir({ 'cloneform.yaml': YAML, 'sandbox.yaml': SANDBOX });
}

test('what goes into a pipe is neither wrapped nor cut, unless COLUMNS says how wide it is', async () => {
  const cwd = project();
  const piped = await cli(['explain'], { cwd, env: { COLUMNS: '' } });
  expect(piped.out).not.toContain('…');
  expect(widest(piped.out)).toBeGreaterThan(120);
  const narrow = await cli(['explain'], { cwd, env: { COLUMNS: '100' } });
  expect(widest(narrow.out)).toBeLessThanOrEqual(100);
  const wide = await cli(['explain', 'palette.host'], { cwd, env: { COLUMNS: '1000' } });
  expect(wide.out.split('\n')[1]).toBe(
    (await cli(['explain', 'palette.host'], { cwd, env: { COLUMNS: '' } })).out.split('\n')[1],
  );
  const failed = await cli(['plan', '-f', `${LONG}/none.yaml`], { cwd, env: { COLUMNS: '' } });
  expect(failed.err.split('\n')[0]).toContain(LONG);
  for (const nonsense of ['0', '-1', 'wide', ''])
    expect((await cli(['explain'], { cwd, env: { COLUMNS: nonsense } })).out).toBe(piped.out);
});

test.runIf(hasScript)('a terminal that has no size is taken for one of 80 columns', () => {
  const cwd = project();
  const line = `stty rows 0 cols 0; '${process.execPath}' '${MAIN}' explain --no-color`;
  const text = onTerminal(line, cwd, { COLUMNS: '' });
  expect(widest(text)).toBeGreaterThan(70);
  expect(widest(text)).toBeLessThanOrEqual(80);
  expect(widest(onTerminal(line.replace('cols 0', 'cols 60'), cwd, { COLUMNS: '' }))).toBeLessThanOrEqual(60);
  expect(widest(onTerminal(line, cwd, { COLUMNS: '120' }))).toBeGreaterThan(100);
  expect(onTerminal(line.replace('explain', 'plan --help'), cwd)).toContain('show what apply would do');
});

test('FORCE_COLOR gives color to a pipe; NO_COLOR and --no-color win over it', async () => {
  const cwd = project();
  const colors = async (env: Record<string, string>, ...args: string[]): Promise<boolean> =>
    (await cli(['plan', ...args], { cwd, env })).out.includes('\u001b[');
  expect(await colors({})).toBe(false);
  expect(await colors({ FORCE_COLOR: '1' })).toBe(true);
  expect(await colors({ FORCE_COLOR: '0' })).toBe(false);
  expect(await colors({ FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false);
  expect(await colors({ FORCE_COLOR: '1' }, '--no-color')).toBe(false);
});

test.runIf(hasScript)('no warning of Node reaches the user', () => {
  const cwd = project();
  for (const args of ['plan', '--help', 'plan --bogus', 'state list']) {
    const text = onTerminal(`'${process.execPath}' '${MAIN}' ${args}`, cwd, {
      NO_COLOR: '1',
      FORCE_COLOR: '1',
    });
    expect(text).not.toMatch(/\(node:\d+\)|Warning:/);
    expect(text.length).toBeGreaterThan(10);
  }
});

test('what Node says about certificates comes without its name and number', async () => {
  const env = {
    NODE_EXTRA_CA_CERTS: '/no/such/file',
    PALETTE_HOST: 'https://127.0.0.1:9',
    PALETTE_API_KEY: 'k',
  };
  const cwd = tempDir({
    'cloneform.yaml':
      'cloneform: 1\npalette: { retries: 0 }\nclones: { a: { source: { profile: b }, target: { scope: tenant, name: c } } }\n',
  });
  const end = await cli(['plan'], { cwd, env });
  expect(end.err).not.toContain('(node:');
});

test('reports and pages have the mode that the umask gives; a plan is its owner’s alone', () => {
  const cwd = copyExample('quickstart');
  const line = `umask 022; '${process.execPath}' '${MAIN}' plan -o plan.json --report markdown=plan.md --report html=plan.html && '${process.execPath}' '${MAIN}' status --html status.html`;
  const { status } = spawnSync('bash', bashArgs(line), { cwd, env: cleanEnv() });
  expect(status).toBe(0);
  const mode = (name: string): string => (statSync(path.join(cwd, name)).mode & 0o777).toString(8);
  expect(['plan.md', 'plan.html', 'status.html', 'plan.json'].map(mode)).toEqual([
    '644',
    '644',
    '644',
    '600',
  ]);
});

test.each([
  [['--var', 'n', 'validate'], '--var must be name=value, not "n"'],
  [['validate', '-var', 'n=1'], 'write --var'],
  [['plan', '-out=plan.json'], 'write --out=plan.json'],
  [['apply', '-auto-approve'], 'write --auto-approve'],
  [['pl\u001b[31mn'], "unknown command 'pl\\u{1b}[31mn'"],
  [['plan', '--bo\u001b[31mgus'], "unknown option '--bo\\u{1b}[31mgus'"],
  [['plan', '-o'], "option '-o, --out <file>' argument missing"],
])('%j is refused in words, without what a terminal would obey', async (args, words) => {
  const cwd = copyExample('quickstart');
  const end = await cli(args, { cwd });
  expect([end.code, end.out]).toEqual([64, '']);
  expect(end.err).toContain(words);
  expect(end.err.split('\n').join('')).not.toMatch(/\p{Cc}/u);
  const { value } = await cliJson<{ error: { code: string; message: string } }>(args, { cwd });
  expect(value.error.code).toBe('cli/usage');
  expect(value.error.message).not.toBe('');
});

test('values and files that begin like a long option are left alone', async () => {
  const cwd = copyExample('quickstart');
  expect((await cli(['plan', '-oplan.json'], { cwd })).code).toBe(0);
  expect((await cli(['validate', '-fcloneform.yaml'], { cwd })).code).toBe(0);
});

test('the help of a command lists the global options, within 80 columns', async () => {
  const end = await cli(['state', 'list', '--help'], { cwd: tempDir() });
  expect(end.out).toContain('Global Options:');
  expect(end.out).toContain('--api-key-file <file>');
  expect(widest(end.out)).toBeLessThanOrEqual(80);
});
