// The real command in a real process, built as it is shipped.
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { closeAfterTest } from './leftovers.ts';
import { ROOT } from './root.ts';

export { ROOT };

const MAIN = path.join(ROOT, 'dist', 'cli', 'main.js');

export interface CliEnd {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface CliOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Another build's entry than this clone's. */
  readonly main?: string;
}

/** Nothing of the environment that could change an answer goes along, and the user's own folders are left alone. */
export function cleanEnv(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const { PATH = '', HOME = '' } = process.env;
  const own = path.join(ROOT, '.cache', 'tests');
  return { PATH, HOME, COLUMNS: '80', XDG_CACHE_HOME: own, XDG_STATE_HOME: path.join(own, 'state'), ...more };
}

/**
 * A script for bash, without what the user has bash read at its start: it reads that for a script, too, when its input is a socket,
 * which the pipes of Node are.
 */
export function bashArgs(script: string, ...flags: readonly string[]): string[] {
  return ['--noprofile', '--norc', ...flags, '-c', script];
}

export function startCli(args: readonly string[], options: CliOptions): ReturnType<typeof spawn> {
  return spawn(process.execPath, [options.main ?? MAIN, ...args], {
    cwd: options.cwd,
    env: cleanEnv(options.env),
    stdio: 'pipe',
  });
}

export function cli(args: readonly string[], options: CliOptions): Promise<CliEnd> {
  return new Promise((resolve, reject) => {
    const child = startCli(args, options);
    const texts = { out: '', err: '' };
    child.stdout?.on('data', (chunk: Buffer) => (texts.out += chunk.toString('utf8')));
    child.stderr?.on('data', (chunk: Buffer) => (texts.err += chunk.toString('utf8')));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...texts }));
    child.stdin?.end(options.input ?? '');
  });
}

/** The JSON document that --json promises to be the whole of standard output. */
export async function cliJson<T>(
  args: readonly string[],
  options: CliOptions,
): Promise<{ code: number | null; value: T }> {
  const end = await cli([...args, '--json'], options);
  return { code: end.code, value: JSON.parse(end.out) };
}

/** What the document of a list command lists. */
export function listIn<T>(value: unknown): readonly T[] {
  const { clones, runs, profiles } = value as Readonly<Record<string, readonly T[]>>;
  const list = clones ?? runs ?? profiles;
  if (list === undefined) throw new Error(`no list in ${JSON.stringify(value)}`);
  return list;
}

/** The list that `state list`, `status`, `outdated`, `history` or `inventory` prints. */
export async function cliList<T>(
  args: readonly string[],
  options: CliOptions,
): Promise<{ code: number | null; value: readonly T[] }> {
  const { code, value } = await cliJson(args, options);
  return { code, value: listIn(value) };
}

/** A folder that is gone after the test. */
export function tempDir(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'cloneform-'));
  closeAfterTest(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  return folder;
}

export function copyExample(name: string): string {
  const folder = tempDir();
  cpSync(path.join(ROOT, 'examples', name), folder, {
    recursive: true,
    filter: (source) => path.basename(source) !== 'state',
  });
  return folder;
}
