// Long options with one dash, as Terraform writes them. Read as short ones, `-out=plan.json` would be `-o` with the file `ut=plan.json`.
import type { Command } from 'commander';
import { EXIT, userError } from '../flow/user-error.ts';

/** Fails with UserError where a word before `--` is a long option but for its second dash. */
export function refuseOneDash(program: Command, argv: readonly string[]): void {
  const end = argv.indexOf('--');
  const known = longOptions(program);
  for (const word of end === -1 ? argv : argv.slice(0, end)) {
    const name = /^-([a-z][a-z-]+)(?:=|$)/.exec(word)?.[1];
    if (name === undefined || !known.has(name)) continue;
    const dashed = `--${name}`;
    throw userError(
      EXIT.usage,
      'cli/usage',
      `unknown option -${name}: long options start with two dashes`,
      `write ${dashed}${word.slice(name.length + 1)}`,
    );
  }
}

function longOptions(command: Command): ReadonlySet<string> {
  const own = command.options.flatMap(({ long }) =>
    long === null || long === undefined ? [] : [long.slice(2)],
  );
  return new Set(['help', ...own, ...command.commands.flatMap((child) => [...longOptions(child)])]);
}
