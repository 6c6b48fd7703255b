// Where the cursor stands on a command line: after which command, at which option or argument. Reads the same table as the parser, but
// bears with lines that are not finished.
import type { Argument, Command, Option } from 'commander';

export interface CursorPlace {
  /** The command whose words come here; the program where none was named. */
  readonly command: Command;
  /** Options before and at the cursor that every command takes, as words, to be parsed for `-C` and `-f`. */
  readonly globals: readonly string[];
  /** What is completed. */
  readonly at:
    | { readonly kind: 'value'; readonly option: Option; readonly typed: string; readonly prefix: string }
    | { readonly kind: 'option'; readonly typed: string }
    | {
        readonly kind: 'word';
        readonly typed: string;
        readonly argument: Argument | null;
        readonly isFirst: boolean;
      };
}

/** `words`: after the name of the program; the last one is at the cursor. */
export function findCursor(program: Command, words: readonly string[]): CursorPlace {
  const before = words.slice(0, -1).map(withoutQuotes);
  const typed = withoutQuotes(words.at(-1) ?? '');
  const globals: string[] = [];
  let command = program;
  let position = 0;
  for (let at = 0; at < before.length; at++) {
    const word = before[at] ?? '';
    if (word === '--') {
      position += before.length - at - 1;
      return { command, globals, at: cursorAt(command, typed, position, true) };
    }
    if (!isOption(word)) {
      const child = position === 0 ? command.commands.find((item) => item.name() === word) : undefined;
      if (child === undefined) position++;
      command = child ?? command;
      continue;
    }
    const found = readOption(command, word);
    if (found === null) continue;
    const values = found.value === null && takesWord(found.option, before[at + 1]) ? 1 : 0;
    if (at + values >= before.length)
      return { command, globals, at: { kind: 'value', option: found.option, typed, prefix: '' } };
    if (program.options.includes(found.option)) globals.push(...before.slice(at, at + 1 + values));
    at += values;
  }
  return { command, globals, at: cursorAt(command, typed, position, false) };
}

function isOption(word: string): boolean {
  return word.startsWith('-') && word.length > 1;
}

function cursorAt(
  command: Command,
  typed: string,
  position: number,
  isOnlyWords: boolean,
): CursorPlace['at'] {
  if (!isOnlyWords && typed.startsWith('-')) {
    const equals = typed.indexOf('=');
    const found = equals === -1 ? null : readOption(command, typed);
    if (found === null) return { kind: 'option', typed };
    const prefix = typed.slice(0, equals + 1);
    return { kind: 'value', option: found.option, typed: typed.slice(equals + 1), prefix };
  }
  const last = command.registeredArguments.at(-1);
  const argument = command.registeredArguments[position] ?? (last?.variadic === true ? last : undefined);
  return { kind: 'word', typed, argument: argument ?? null, isFirst: position === 0 };
}

/** The options of a command and of those above it. */
export function optionsOf(command: Command): readonly Option[] {
  const own = command.createHelp().visibleOptions(command);
  return command.parent === null ? own : [...own, ...optionsOf(command.parent).filter(isNotHelp)];
}

function isNotHelp({ long }: Option): boolean {
  return long !== '--help';
}

/** `value`: what stands in the same word. */
function readOption(
  command: Command,
  word: string,
): { readonly option: Option; readonly value: string | null } | null {
  const equals = word.startsWith('--') ? word.indexOf('=') : -1;
  const name = word.startsWith('--') ? (equals === -1 ? word : word.slice(0, equals)) : word.slice(0, 2);
  const option = optionsOf(command).find(({ long, short }) => long === name || short === name);
  if (option === undefined) return null;
  if (equals !== -1) return { option, value: word.slice(equals + 1) };
  return { option, value: word.startsWith('--') || word.length === 2 ? null : word.slice(2) };
}

/** Whether the option takes the next word; at the cursor (`next` is missing) an optional value may still come. */
function takesWord(option: Option, next: string | undefined): boolean {
  if (option.required) return true;
  return option.optional && next !== undefined && !next.startsWith('-');
}

/** Shells hand words over as they were typed. */
function withoutQuotes(word: string): string {
  return word.replace(/^(['"])(.*?)\1?$/, '$2').replaceAll(/\\(.)/g, '$1');
}
