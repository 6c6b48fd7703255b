// A row of the command table: names, help, and the code that is loaded when the command is run.
import type { Command } from 'commander';
import type { ExitCode } from '../flow/user-error.ts';
import type { Output } from '../questions/answer.ts';
import type { Context } from './context.ts';
import { declareParams, type Input, type Params, readInput } from './params.ts';

/** The code of a command. One that prints as it goes has only its exit code left to answer with. */
export type Handler<I> = (context: Context, input: I) => Promise<Output | ExitCode>;

type Loader<P extends Params> = () => Promise<Handler<Input<P>>>;

interface CommandSpec<P extends Params, L extends Loader<P>> {
  readonly name: string;
  readonly about: string;
  readonly params: P;
  readonly examples: readonly string[];
  /** Not in help; takes options that it does not know as words. */
  readonly isHidden?: true;
  readonly load: L;
}

/** What the code of a command takes beside its context. */
type Taken<L extends () => unknown> =
  Awaited<ReturnType<L>> extends (context: never, ...rest: infer R) => unknown
    ? R extends readonly [infer I]
      ? keyof I
      : never
    : never;

/** Help must not list a flag that the code never looks at: a row that does asks for a member that nobody can write. */
type WithoutIgnored<P extends Params, L extends () => unknown> = [Exclude<keyof P, Taken<L>>] extends [never]
  ? unknown
  : { readonly ignoredByItsCode: Exclude<keyof P, Taken<L>> };

/** Runs the code of a command that was named on the command line. */
export type Runner = (command: Command, handle: (context: Context) => Promise<Output | ExitCode>) => void;

/** A row whose types are known to itself alone. */
export interface CommandRow {
  addTo(parent: Command, runner: Runner): Command;
}

/** A command; the table does not compile where its code wants anything else than its flags and arguments, or ignores one of them. */
export function command<P extends Params, L extends Loader<P>>(
  spec: CommandSpec<P, L> & WithoutIgnored<P, L>,
): CommandRow {
  const { name, about, params, examples, isHidden = false, load } = spec;
  return {
    addTo: (parent, runner) => {
      const made = declareParams(params, parent.command(name, { hidden: isHidden }));
      made.description(about).allowUnknownOption(isHidden);
      if (examples.length > 0) made.addHelpText('after', exampleText(examples));
      runner(made, async (context) => {
        const handle = await load();
        return handle(context, readInput(params, made));
      });
      return made;
    },
  };
}

/** Commands under one name, such as `state`. */
export function family(name: string, about: string, rows: readonly CommandRow[]): CommandRow {
  return {
    addTo: (parent, runner) => {
      const made = parent.command(name).description(about);
      for (const row of rows) row.addTo(made, runner);
      return made;
    },
  };
}

function exampleText(lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}\n`;
}
