// What an entry of the command table is made of.
import type { Command } from 'commander';
import type { ExitCode } from '../flow/refusal.ts';
import { fromShell } from '../model/address.ts';
import type { Context } from './context.ts';

export type Action = (
  context: Context,
  args: readonly string[],
  flags: Readonly<Record<string, unknown>>,
) => Promise<ExitCode>;

/** Joins a command to its code, which is loaded when it is run. */
export type Wire = (command: Command, load: () => Promise<Action>) => Command;

export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}\n`;
}

export function isAddressArgument(name: string | undefined): boolean {
  return name === 'address' || name === 'from' || name === 'to';
}

export function readArgs({ args, registeredArguments }: Command): readonly string[] {
  const last = registeredArguments.at(-1);
  return args.map((arg, n) =>
    isAddressArgument((registeredArguments[n] ?? last)?.name()) ? fromShell(arg) : arg,
  );
}
