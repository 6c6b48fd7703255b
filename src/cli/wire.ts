// What an entry of the command table is made of.
import type { Command } from 'commander';
import type { ExitCode } from '../flow/refusal.ts';
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
