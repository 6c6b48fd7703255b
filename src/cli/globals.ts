// The flags that every command takes, before or after its name.
import path from 'node:path';
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { CommonOptions } from '../flow/deps.ts';
import { durationOr, off, on, type Params, readInput, value, valueOr, values } from './params.ts';

export interface Globals extends CommonOptions {
  /** Absolute folder of `-C`. */
  readonly dir: string;
  readonly json: boolean;
  readonly color: boolean;
  readonly quiet: boolean;
  /** Each change by itself, where equal ones are else reported once. */
  readonly verbose: boolean;
  readonly logLevel: LogLevel;
}

const LOG_LEVELS = ['off', 'info', 'trace'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export const GLOBAL_FLAGS = {
  chdir: valueOr('-C, --chdir <dir>', 'run in this folder', '.'),
  file: valueOr('-f, --file <file>', 'the root file of the declarations', 'cloneform.yaml'),
  vars: values('--var <name=value>', 'set a variable; may be repeated'),
  varFiles: values('--var-file <file>', 'a YAML or JSON file of variables; may be repeated'),
  apiKeyFile: value(
    '--api-key-file <file>',
    'read the Palette API key from this file instead of PALETTE_API_KEY',
  ),
  json: on('--json', 'print one JSON document on standard output'),
  color: off('--no-color', 'no color; NO_COLOR does the same'),
  quiet: on('--quiet', 'no progress on standard error'),
  verbose: on('--verbose', 'list each change by itself, where equal ones are otherwise listed once'),
  logLevel: {
    kind: 'flag',
    usage: '--log-level <level>',
    about: 'verbosity on standard error: `off`, `info` or `trace`',
    parse: parseLogLevel,
    fallback: 'off',
    read: (raw: unknown): LogLevel => (isLogLevel(raw) ? raw : 'off'),
  },
  lockTimeoutMs: durationOr(
    '--lock-timeout <time>',
    'how long to wait for the state lock, e.g. 30s (default: 0s)',
    0,
  ),
} as const satisfies Params;

/** Flags as parsed; `--var` is checked here, the rest by commander. */
export function readGlobals(command: Command, cwd: string): Globals {
  const { chdir, vars, apiKeyFile, ...rest } = readInput(GLOBAL_FLAGS, command);
  return {
    ...rest,
    dir: path.resolve(cwd, chdir),
    vars: Object.fromEntries(vars.map(parseVar)),
    apiKeyFile: apiKeyFile ?? null,
  };
}

function parseLogLevel(typed: string): LogLevel {
  if (!isLogLevel(typed)) throw new InvalidArgumentError(`must be one of ${LOG_LEVELS.join(', ')}`);
  return typed;
}

function isLogLevel(raw: unknown): raw is LogLevel {
  return LOG_LEVELS.some((level) => level === raw);
}

function parseVar(pair: string): readonly [string, string] {
  const at = pair.indexOf('=');
  if (at < 1) throw new InvalidArgumentError(`--var must be name=value, not ${JSON.stringify(pair)}`);
  return [pair.slice(0, at), pair.slice(at + 1)];
}
