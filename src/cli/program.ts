// The command line for commander, made from the command table. Each command's code is loaded only when it is run.
import { Command } from 'commander';
import type { ExitCode } from '../flow/user-error.ts';
import { EXIT } from '../flow/user-error.ts';
import { VERSION } from '../model/version.ts';
import { type CommandRow, command, type Runner } from './command.ts';
import { makeContext } from './context.ts';
import { GLOBAL_FLAGS } from './globals.ts';
import { type Io, pageColumns } from './io.ts';
import { declareParams, many } from './params.ts';
import { DECLARATIONS, PLAN_AND_APPLY } from './table/declarations.ts';
import { OTHER } from './table/other.ts';
import { CHANGED_AND_BEHIND, THERE_ALREADY } from './table/questions.ts';
import { RUNS_AND_STATE } from './table/state.ts';

export interface Exits {
  exit(code: ExitCode): void;
  /** What commander has to say about wrong usage. */
  usage(text: string): void;
}

/** What people look for together, as help lists it. */
const TABLE: readonly (readonly [string, readonly CommandRow[]])[] = [
  ['Declarations:', DECLARATIONS],
  ['Plan and apply:', PLAN_AND_APPLY],
  ['Drift and versions:', CHANGED_AND_BEHIND],
  ['Existing objects:', THERE_ALREADY],
  ['Runs and state:', RUNS_AND_STATE],
  ['Other:', OTHER],
];

export function buildProgram(io: Io, exits: Exits): Command {
  const program = declareParams(GLOBAL_FLAGS, new Command('cloneform'))
    .description('Keeps clones of Palette cluster profiles in step with YAML in version control.')
    .version(VERSION, '-V, --version', 'print the version')
    .configureOutput({ writeOut: (text) => io.writeOut(text), writeErr: (text) => exits.usage(text) })
    .configureHelp({ helpWidth: Math.min(pageColumns(io), 100), showGlobalOptions: true })
    .addHelpText('after', EXAMPLES)
    .showSuggestionAfterError(true)
    .exitOverride();
  const runner: Runner = (made, handle) =>
    made.action(async () => {
      const context = makeContext(io, made);
      const answer = await handle(context);
      if (typeof answer === 'number') return exits.exit(answer);
      context.answer(answer.value, () => answer.text(context.style));
      exits.exit(answer.exitCode ?? EXIT.ok);
    });
  for (const [title, rows] of TABLE) {
    for (const row of rows) row.addTo(program, runner).helpGroup(title);
  }
  completer(program).addTo(program, runner);
  const help = new Command('help').argument('[command]').description('show help for a command');
  return program.addHelpCommand(help.helpGroup('Other:'));
}

/** What the completion scripts ask; not for people. */
function completer(program: Command): CommandRow {
  return command({
    name: 'complete',
    isHidden: true,
    about: '',
    params: { words: many('[words...]', '') },
    examples: [],
    load: async () => {
      const { complete } = await import('./commands/completion.ts');
      return (context, { words }) => complete(context, words, program);
    },
  });
}

const EXAMPLES = `
Start:
  $ cloneform init --sandbox try-out   a project that needs no account
  $ cloneform -C try-out plan          preview the changes
  $ cloneform -C try-out apply         apply them

Exit codes: 0 success or nothing to do, 1 error, 2 changes (plan
--detailed-exitcode), 3 authentication, 4 apply incomplete, 5 blocked,
6 stale plan or checksum, 7 state is locked, 64 wrong usage, 130 interrupted.
`;
