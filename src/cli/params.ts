// Flags and arguments of commands: how commander shows each of them, and the type that the command's code gets.
import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { EXIT, userError } from '../flow/user-error.ts';
import { fromShell } from '../model/address.ts';

export interface Param<T> {
  readonly kind: 'flag' | 'argument';
  /** As help shows it: `--html <file>`, `[run]`. */
  readonly usage: string;
  readonly about: string;
  /** Called by commander with each value as it is typed. */
  readonly parse?: (typed: string, before: unknown) => unknown;
  readonly fallback?: string;
  readonly choices?: readonly string[];
  /** From what commander made of it: undefined where it was not given. Fails with UserError. */
  readonly read: (raw: unknown) => T;
}

export type Params = Readonly<Record<string, Param<unknown>>>;

/** What the code of a command gets: for each flag and argument a value of its type. */
export type Input<P extends Params> = { readonly [K in keyof P]: ReturnType<P[K]['read']> };

/** `--destroy`: true where it is given. */
export function on(usage: string, about: string): Param<boolean> {
  return { kind: 'flag', usage, about, read: (raw) => raw === true };
}

/** `--no-preflight`: false where it is given. */
export function off(usage: string, about: string): Param<boolean> {
  return { kind: 'flag', usage, about, read: (raw) => raw !== false };
}

export function value(usage: string, about: string): Param<string | undefined> {
  return { kind: 'flag', usage, about, read: textOf };
}

export function valueOr(usage: string, about: string, fallback: string): Param<string> {
  return { kind: 'flag', usage, about, fallback, read: (raw) => textOf(raw) ?? fallback };
}

/** A flag that may be repeated. */
export function values(usage: string, about: string): Param<readonly string[]> {
  return { kind: 'flag', usage, about, parse: collect, read: listOf };
}

/** Globs over addresses as they come from a shell. Where the value is left out: all addresses. */
export function globs(usage: string, about: string): Param<readonly string[]> {
  const read = (raw: unknown): readonly string[] => (raw === true ? ['*'] : listOf(raw).map(fromShell));
  return { kind: 'flag', usage, about, parse: collect, read };
}

/** A whole number from 1 up. */
export function wholeNumber(usage: string, about: string): Param<number | undefined> {
  const read = (raw: unknown): number | undefined => (typeof raw === 'number' ? raw : undefined);
  return { kind: 'flag', usage, about, parse: parseCount, read };
}

/** Milliseconds of `500ms`, `30s`, `2m`, `12h`, `7d` or plain `0`. */
export function durationOr<T>(usage: string, about: string, fallback: T): Param<number | T> {
  const read = (raw: unknown): number | T => (typeof raw === 'number' ? raw : fallback);
  return { kind: 'flag', usage, about, parse: parseDuration, read };
}

export function wordOf<const T extends string>(
  usage: string,
  allowed: readonly T[],
  about: string,
): Param<T | undefined> {
  const read = (raw: unknown): T | undefined => {
    const typed = textOf(raw);
    return typed === undefined ? undefined : readWord(usage, allowed, typed);
  };
  return { kind: 'flag', usage, about, read };
}

/** Words with commas between them; may be repeated. */
export function wordsOf<const T extends string>(
  usage: string,
  allowed: readonly T[],
  about: string,
): Param<ReadonlySet<T>> {
  const read = (raw: unknown): ReadonlySet<T> => {
    const words = listOf(raw).flatMap((item) => item.split(','));
    const named = words.map((word) => word.trim()).filter((word) => word !== '');
    return new Set(named.map((word) => readWord(usage, allowed, word)));
  };
  return { kind: 'flag', usage, about, parse: collect, read };
}

/** `<file>`: commander refuses a command without it. */
export function argument(usage: string, about: string): Param<string> {
  return { kind: 'argument', usage, about, read: (raw) => textOf(raw) ?? '' };
}

/** `[run]` */
export function optional(usage: string, about: string): Param<string | undefined> {
  return { kind: 'argument', usage, about, read: textOf };
}

export function optionalOr(usage: string, about: string, fallback: string): Param<string> {
  return { ...valueOr(usage, about, fallback), kind: 'argument' };
}

/** `<shell>`: commander refuses what is not one of them. */
export function choice<const T extends string>(
  usage: string,
  choices: readonly T[],
  about: string,
): Param<T> {
  return {
    kind: 'argument',
    usage,
    about,
    choices,
    read: (raw) => readWord(usage, choices, textOf(raw) ?? ''),
  };
}

/** `[words...]` */
export function many(usage: string, about: string): Param<readonly string[]> {
  return { kind: 'argument', usage, about, read: listOf };
}

/** An argument that is an address, as it comes from a shell. */
export function address(usage: string, about: string): Param<string> {
  return { kind: 'argument', usage, about, read: (raw) => fromShell(textOf(raw) ?? '') };
}

export function optionalAddress(usage: string, about: string): Param<string | undefined> {
  const { read } = address(usage, about);
  return { kind: 'argument', usage, about, read: (raw) => (raw === undefined ? undefined : read(raw)) };
}

/** `<address...>` or `[address...]`: addresses, or globs over them. */
export function addresses(usage: string, about: string): Param<readonly string[]> {
  return { ...globs(usage, about), kind: 'argument' };
}

/** Adds them to a command, in the order of the record. */
export function declareParams(params: Params, command: Command): Command {
  for (const { kind, usage, about, parse, fallback, choices } of Object.values(params)) {
    if (kind === 'argument') {
      const item = new Argument(usage, about).default(fallback);
      command.addArgument(choices === undefined ? item : item.choices(choices));
    } else {
      const item = new Option(usage, about).default(fallback);
      command.addOption(parse === undefined ? item : item.argParser(parse));
    }
  }
  return command;
}

/** What was given on the command line, once commander has parsed it. Fails with UserError. */
export function readInput<P extends Params>(params: P, command: Command): Input<P> {
  const flags: Readonly<Record<string, unknown>> = command.optsWithGlobals();
  let position = 0;
  const entries = Object.entries(params).map(([name, { kind, usage, read }]) => {
    const raw: unknown =
      kind === 'argument' ? command.processedArgs[position++] : flags[new Option(usage).attributeName()];
    return [name, read(raw)];
  });
  // Each entry has the type that its own `read` gives it, which fromEntries cannot know.
  return Object.fromEntries(entries) as Input<P>;
}

function readWord<T extends string>(usage: string, allowed: readonly T[], typed: string): T {
  const word = allowed.find((item) => item === typed);
  if (word !== undefined) return word;
  const message = `${new Option(usage).long} accepts ${allowed.join(', ')}, not ${JSON.stringify(typed)}`;
  throw userError(EXIT.usage, 'cli/usage', message);
}

/** Whether each use of it adds a value. */
export function isRepeatable({ parseArg }: Option): boolean {
  return parseArg === collect;
}

function collect(typed: string, before: unknown): readonly string[] {
  return [...listOf(before), typed];
}

function parseCount(typed: string): number {
  if (!/^[1-9]\d{0,3}$/.test(typed)) throw new InvalidArgumentError('must be a whole number of at least 1');
  return Number(typed);
}

function textOf(raw: unknown): string | undefined {
  return typeof raw === 'string' ? raw : undefined;
}

function listOf(raw: unknown): readonly string[] {
  return Array.isArray(raw) ? raw.filter((item) => typeof item === 'string') : [];
}

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function parseDuration(typed: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(typed) ?? [];
  if (amount === undefined || (unit === undefined && amount !== '0'))
    throw new InvalidArgumentError('must be a duration such as 500ms, 30s, 2m, 12h or 7d');
  return Number(amount) * (UNITS_MS[unit ?? 's'] ?? 1000);
}
