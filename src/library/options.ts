// Options as a program gives them → checked, so that a slip is a sentence and no surprise; and the flags that they stand for.
import type { CommonOptions as GivenOptions } from '../../types/index.js';
import type { CommonOptions } from '../flow/deps.ts';
import { EXIT, type UserError, userError } from '../flow/user-error.ts';
import { nearest } from '../model/nearest.ts';

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isTexts: Check = (value) => Array.isArray(value) && value.every(isText);
const isFlag: Check = (value) => typeof value === 'boolean';
const isFunction: Check = (value) => typeof value === 'function';
const isAmount: Check = (value) => Number.isInteger(value) && Number(value) >= 0;
const isCount: Check = (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 9999;
const isRecord: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const isTextRecord: Check = (value) => isRecord(value) && Object.values(value as object).every(isText);
const isSignal: Check = (value) => value instanceof AbortSignal;
const oneOf =
  (...words: readonly string[]): Check =>
  (value) =>
    words.some((word) => word === value);

interface Kind {
  /** Completes "must be …". */
  readonly words: string;
  readonly check: Check;
}

const TEXT: Kind = { words: 'a string', check: isText };
const TEXTS: Kind = { words: 'an array of strings', check: isTexts };
const FLAG: Kind = { words: 'true or false', check: isFlag };

const COMMON: Readonly<Record<string, Kind>> = {
  directory: TEXT,
  file: TEXT,
  variables: { words: 'an object of strings', check: isTextRecord },
  varFiles: TEXTS,
  env: { words: 'an object of environment variables', check: isRecord },
  apiKey: TEXT,
  apiKeyFile: TEXT,
  host: TEXT,
  signal: { words: 'an AbortSignal', check: isSignal },
  onWarning: { words: 'a function', check: isFunction },
};

const FAIL_ON_WORDS = oneOf('drift', 'unmanaged', 'blocked');

const SELECTION: Readonly<Record<string, Kind>> = {
  ...COMMON,
  target: TEXTS,
  exclude: TEXTS,
  refresh: { words: 'full, fast or none', check: oneOf('full', 'fast', 'none') },
  diff: { words: 'values, keys or none', check: oneOf('values', 'keys', 'none') },
  failOn: {
    words: 'an array of drift, unmanaged and blocked',
    check: (value) => Array.isArray(value) && value.every(FAIL_ON_WORDS),
  },
};

const PLANNING: Readonly<Record<string, Kind>> = {
  ...SELECTION,
  upgrade: TEXTS,
  keepOverrides: TEXTS,
  discardAccepted: FLAG,
  locked: FLAG,
  preflight: FLAG,
  policy: TEXTS,
  destroy: FLAG,
  dangerousAllowMassDelete: FLAG,
  dangerousDeleteInUse: FLAG,
};

const OPTIONS = {
  plan: { ...PLANNING, out: TEXT },
  apply: {
    ...PLANNING,
    autoApprove: FLAG,
    expect: TEXT,
    planFile: TEXT,
    approve: { words: 'a function', check: isFunction },
    skipBlocked: FLAG,
    parallelism: { words: 'a whole number from 1 to 9999', check: isCount },
    verify: { words: 'full or shown', check: oneOf('full', 'shown') },
    message: TEXT,
    lockTimeoutMs: { words: 'a whole number of milliseconds', check: isAmount },
  },
  drift: { ...SELECTION, addresses: TEXTS, project: TEXTS },
  render: { ...COMMON, address: TEXT, pack: TEXT, showSecrets: FLAG },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Kind>>>>;

export type FunctionName = keyof typeof OPTIONS;

/** Fails with UserError (exit 64) for an option that there is not, and for one of another type. */
export function checkOptions(name: FunctionName, options: unknown): void {
  if (!isRecord(options)) throw wrong(`${name}() needs an object of options`, 'at least { directory }');
  const known: Readonly<Record<string, Kind>> = OPTIONS[name];
  const given = Object.entries(options as object);
  for (const [option, value] of given) {
    const kind = Object.hasOwn(known, option) ? known[option] : undefined;
    if (kind === undefined) {
      const guess = nearest(option, Object.keys(known));
      const hint = guess === undefined ? undefined : `did you mean ${guess}?`;
      throw wrong(`${name}() has no option ${JSON.stringify(option)}`, hint);
    }
    if (value !== undefined && !kind.check(value)) throw wrong(`${name}(): ${option} must be ${kind.words}`);
  }
  for (const option of name === 'render' ? ['directory', 'address'] : ['directory'])
    if (given.every(([key, value]) => key !== option || value === undefined))
      throw wrong(`${name}() needs the option ${option}`);
  const { apiKey, apiKeyFile } = Object.fromEntries(given);
  if (apiKey !== undefined && apiKeyFile !== undefined)
    throw wrong(`${name}(): apiKey and apiKeyFile exclude each other`);
}

function wrong(message: string, hint?: string): UserError {
  return userError(EXIT.usage, 'cli/usage', message, hint);
}

/** What use cases call the global flags. */
export function toCommon(options: GivenOptions & { readonly lockTimeoutMs?: number }): CommonOptions {
  return {
    file: options.file ?? 'cloneform.yaml',
    vars: options.variables ?? {},
    varFiles: options.varFiles ?? [],
    apiKeyFile: options.apiKeyFile ?? null,
    lockTimeoutMs: options.lockTimeoutMs ?? 0,
  };
}
