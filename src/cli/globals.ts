// The flags that every command takes, before or after its name.
import path from 'node:path';
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { CommonOptions } from '../flow/deps.ts';

export interface Globals extends CommonOptions {
  /** Absolute folder of `-C`. */
  readonly dir: string;
  readonly json: boolean;
  readonly color: boolean;
  readonly quiet: boolean;
  readonly logLevel: LogLevel;
}

const LOG_LEVELS = ['off', 'info', 'trace'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export function addGlobalFlags(program: Command): Command {
  return program
    .option('-C, --chdir <dir>', 'work in this folder', '.')
    .option('-f, --file <file>', 'the root file', 'cloneform.yaml')
    .option('--var <name=value>', 'set a variable; may be repeated', collect)
    .option('--var-file <file>', 'a YAML or JSON file of variables; may be repeated', collect)
    .option('--api-key-file <file>', 'read the Palette API key from this file instead of PALETTE_API_KEY')
    .option('--json', 'print exactly one JSON document on standard output')
    .option('--no-color', 'no colour; NO_COLOR does the same')
    .option('--quiet', 'no progress on standard error')
    .option(
      '--log-level <level>',
      'verbosity on standard error: `off`, `info` or `trace`',
      parseLogLevel,
      'off',
    )
    .option(
      '--lock-timeout <time>',
      'how long to wait for the state lock, e.g. 30s (default: 0s)',
      parseDuration,
    );
}

/** Flags as parsed; `--var` and `--log-level` are checked here, the rest by commander. */
export function readGlobals(command: Command, cwd: string): Globals {
  const flags: Record<string, unknown> = command.optsWithGlobals();
  const dir = path.resolve(cwd, text(flags['chdir']) ?? '.');
  return {
    dir,
    file: text(flags['file']) ?? 'cloneform.yaml',
    vars: Object.fromEntries(list(flags['var']).map(parseVar)),
    varFiles: list(flags['varFile']),
    apiKeyFile: text(flags['apiKeyFile']) ?? null,
    json: flags['json'] === true,
    color: flags['color'] !== false,
    quiet: flags['quiet'] === true,
    logLevel: isLogLevel(flags['logLevel']) ? flags['logLevel'] : 'off',
    lockTimeoutMs: typeof flags['lockTimeout'] === 'number' ? flags['lockTimeout'] : 0,
  };
}

export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** Milliseconds of `500ms`, `30s`, `2m` or plain `0`. */
export function parseDuration(value: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m)?$/.exec(value);
  if (match?.[1] === undefined || (match[2] === undefined && match[1] !== '0')) {
    throw new InvalidArgumentError('write a time such as 500ms, 30s or 2m');
  }
  const unit = { ms: 1, s: 1000, m: 60_000 }[match[2] ?? 's'] ?? 1000;
  return Number(match[1]) * unit;
}

export function parseCount(value: string): number {
  if (!/^[1-9]\d{0,3}$/.test(value)) throw new InvalidArgumentError('write a whole number from 1 up');
  return Number(value);
}

function parseLogLevel(value: string): LogLevel {
  if (!isLogLevel(value)) throw new InvalidArgumentError(`one of ${LOG_LEVELS.join(', ')}`);
  return value;
}

function isLogLevel(value: unknown): value is LogLevel {
  return LOG_LEVELS.some((level) => level === value);
}

function parseVar(pair: string): readonly [string, string] {
  const at = pair.indexOf('=');
  if (at < 1) throw new InvalidArgumentError(`--var takes name=value, not ${JSON.stringify(pair)}`);
  return [pair.slice(0, at), pair.slice(at + 1)];
}

export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function list(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
