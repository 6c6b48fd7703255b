// The command table: names, flags and help. Each command's code is loaded only when it is run.
import { Command } from 'commander';
import type { ExitCode } from '../flow/refusal.ts';
import { makeContext } from './context.ts';
import {
  applyFlags,
  dangerFlags,
  diffFlag,
  failFlag,
  outcomeFlags,
  planFlags,
  reportFlag,
  selectFlags,
} from './flags.ts';
import { addGlobalFlags } from './globals.ts';
import { type Io, pageColumns } from './io.ts';
import { addQuestionCommands } from './program-questions.ts';
import { addHelpCommands, addHistoryCommands } from './program-runs.ts';
import { addStateCommands } from './program-state.ts';
import { VERSION } from './version.ts';
import { type Action, examples, readArgs, type Wire } from './wire.ts';

export interface Exits {
  exit(code: ExitCode): void;
  /** What commander has to say about wrong usage. */
  usage(text: string): void;
}

export function buildProgram(io: Io, exits: Exits): Command {
  const program = addGlobalFlags(new Command('cloneform'))
    .description('Keeps clones of Palette cluster profiles in step with YAML in version control.')
    .version(VERSION, '-V, --version', 'print the version')
    .configureOutput({ writeOut: (text) => io.writeOut(text), writeErr: (text) => exits.usage(text) })
    .configureHelp({ helpWidth: Math.min(pageColumns(io), 100), showGlobalOptions: true })
    .addHelpText('after', EXAMPLES)
    .showSuggestionAfterError(true)
    .exitOverride();
  const wire = (command: Command, load: () => Promise<Action>): Command =>
    command.action(async (...args: unknown[]) => {
      const self = args.at(-1);
      if (!(self instanceof Command)) return;
      const context = makeContext(io, self);
      const action = await load();
      exits.exit(await action(context, readArgs(self), self.optsWithGlobals()));
    });
  addMainCommands(program, wire);
  addLookCommands(program, wire);
  addQuestionCommands(program, wire);
  addHistoryCommands(program, wire);
  addContentCommands(program, wire);
  addStateCommands(program, wire);
  addSandboxCommands(program, wire);
  addHelpCommands(program, wire);
  return inGroups(program);
}

/** What people look for together. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  'Declarations:': ['init', 'validate', 'explain'],
  'Plan and apply:': ['plan', 'apply', 'destroy', 'show'],
  'What changed, what is behind:': ['drift', 'accept', 'outdated', 'status', 'where', 'graph'],
  'What is there already:': ['inventory', 'import'],
  'Runs and state:': ['history', 'rollback', 'state', 'doctor'],
};

function inGroups(program: Command): Command {
  const groups = Object.keys(GROUPS);
  const groupOf = (command: Command): number =>
    groups.findIndex((group) => GROUPS[group]?.includes(command.name()));
  for (const command of program.commands) command.helpGroup(groups[groupOf(command)] ?? OTHER);
  // The help lists groups in the order of their first command.
  const rank = (command: Command): number => (groupOf(command) + groups.length + 1) % (groups.length + 1);
  (program.commands as Command[]).sort((a, b) => rank(a) - rank(b));
  const help = new Command('help').argument('[command]').description('display help for command');
  return program.addHelpCommand(help.helpGroup(OTHER));
}

const OTHER = 'Other:';

function addMainCommands(program: Command, wire: Wire): void {
  wire(
    program
      .command('init')
      .argument('[dir]', 'folder to start in', '.')
      .option('--sandbox', 'start on the embedded Palette, without an account')
      .description('write a commented cloneform.yaml and a .gitignore; never overwrites')
      .addHelpText('after', examples('cloneform init', 'cloneform init --sandbox try-out')),
    async () => (await import('./commands/init.ts')).init,
  );
  wire(
    program
      .command('validate')
      .description('check the declarations; needs no network')
      .addHelpText('after', examples('cloneform validate', 'cloneform validate --var env=prod --json')),
    async () => (await import('./commands/validate.ts')).validate,
  );
  wire(
    dangerFlags(reportFlag(failFlag(planFlags(program.command('plan')))))
      .option('-o, --out <file>', 'save the plan, for cloneform apply FILE')
      .option('--destroy', 'plan of nothing desired')
      .option('--detailed-exitcode', 'exit 2 when there is anything to do')
      .description('show what apply would do')
      .addHelpText(
        'after',
        examples(
          'cloneform plan',
          'cloneform plan -o plan.json',
          'cloneform plan --detailed-exitcode --json',
          'cloneform plan --report markdown=plan.md --report html=plan.html',
        ),
      ),
    async () => (await import('./commands/plan.ts')).plan,
  );
  wire(
    dangerFlags(reportFlag(outcomeFlags(applyFlags(planFlags(program.command('apply'))))))
      .argument('[planfile]', 'a plan that was saved with plan -o; the declarations are not read')
      .option('--destroy', 'apply a plan of nothing desired')
      .description('do it: asks for `yes` on a terminal')
      .addHelpText(
        'after',
        examples(
          'cloneform apply',
          'cloneform apply plan.json',
          'cloneform apply --auto-approve --message "edge rollout"',
          'cloneform apply --expect sha256:…',
        ),
      ),
    async () => (await import('./commands/apply.ts')).apply,
  );
  wire(
    dangerFlags(reportFlag(outcomeFlags(applyFlags(planFlags(program.command('destroy'))))))
      .description('delete every recorded clone: plan and apply of nothing desired')
      .addHelpText('after', examples('cloneform plan --destroy', 'cloneform destroy')),
    async () => (await import('./commands/apply.ts')).destroy,
  );
}

function addLookCommands(program: Command, wire: Wire): void {
  wire(
    reportFlag(failFlag(selectFlags(program.command('drift'))))
      .description('show what changed in Palette although nobody changed the declarations; exit 2 on drift')
      .addHelpText('after', examples('cloneform drift', 'cloneform drift --json --fail-on drift,unmanaged')),
    async () => (await import('./commands/plan.ts')).drift,
  );
  wire(
    program
      .command('outdated')
      .description('show how far clones are behind their sources')
      .addHelpText('after', examples('cloneform outdated', 'cloneform outdated --json')),
    async () => (await import('./commands/outdated.ts')).outdated,
  );
  wire(
    diffFlag(program.command('show'))
      .argument('[planfile]', 'a saved plan, stale or not; without one: the recorded state')
      .option('--format <format>', '`text`, `json`, `markdown` or `html` (default: text)')
      .description('show a saved plan, or the recorded state')
      .addHelpText(
        'after',
        examples(
          'cloneform show',
          'cloneform show plan.json',
          'cloneform show plan.json --format html > plan.html',
        ),
      ),
    async () => (await import('./commands/show.ts')).show,
  );
  wire(
    program
      .command('inventory')
      .option('--project <project>', 'only this project')
      .description('list profiles and versions in Palette: scope, published, in use, managed')
      .addHelpText('after', examples('cloneform inventory', 'cloneform inventory --project edge-dev --json')),
    async () => (await import('./commands/inventory.ts')).inventory,
  );
  wire(
    program
      .command('version')
      .description('print the version')
      .addHelpText('after', examples('cloneform version', 'cloneform version --json')),
    async () => (await import('./commands/version.ts')).version,
  );
}

function addContentCommands(program: Command, wire: Wire): void {
  wire(
    program
      .command('accept')
      .argument('<address...>', 'clones whose drift is wanted; globs are allowed')
      .description('record the content that a clone has now as what it should be; changes state only')
      .addHelpText(
        'after',
        examples(`cloneform accept 'edge-base["edge-dev"]'`, `cloneform accept 'edge-*'`),
      ),
    async () => (await import('./commands/accept.ts')).accept,
  );
  wire(
    program
      .command('import')
      .argument('[address]', 'a declared clone')
      .argument('[uid]', 'UID of the object in Palette that it is')
      .option('--all', 'write declarations for what nobody manages yet')
      .option('--match <glob>', 'with --all: names of profiles')
      .option(
        '--write <file>',
        'with --all: the YAML file to write, never over another one; without it, the YAML is printed',
      )
      .description('bring existing objects under management')
      .addHelpText(
        'after',
        examples(
          `cloneform import 'edge-base["edge-dev"]' 690b0c2d5e4f3a2b1c0d9e8f`,
          `cloneform import --all --match 'edge-*' --write clones/edge.yaml`,
        ),
      ),
    async () => (await import('./commands/import.ts')).importCommand,
  );
}

function addSandboxCommands(program: Command, wire: Wire): void {
  const sandbox = program
    .command('sandbox')
    .description('the embedded Palette of this project (palette.sandbox)');
  wire(
    sandbox
      .command('serve')
      .option('--port <n>', 'port on loopback; 0 takes a free one', '0')
      .option('--faults <file>', 'what goes wrong on the way, to rehearse with; see examples/rehearsal')
      .description('serve it over HTTP on loopback, for other tools')
      .addHelpText(
        'after',
        examples('cloneform sandbox serve --port 8700', 'cloneform sandbox serve --faults faults.yaml'),
      ),
    async () => (await import('./commands/sandbox-serve.ts')).sandboxServe,
  );
  wire(
    sandbox
      .command('reset')
      .description('back to what its seed file says')
      .addHelpText('after', examples('cloneform sandbox reset')),
    async () => (await import('./commands/sandbox-reset.ts')).sandboxReset,
  );
  wire(
    sandbox
      .command('show')
      .option('--format <format>', '`text`, `json`, `markdown` or `html` (default: text)')
      .description('its projects and profiles')
      .addHelpText('after', examples('cloneform sandbox show', 'cloneform sandbox show --json')),
    async () => (await import('./commands/sandbox-show.ts')).sandboxShow,
  );
}

const EXAMPLES = `
Start:
  $ cloneform init --sandbox try-out   a project that needs no account
  $ cloneform -C try-out plan          what would be done
  $ cloneform -C try-out apply         do it

Exit codes: 0 done or nothing to do, 1 error, 2 changes (plan
--detailed-exitcode), 3 authentication, 4 apply incomplete, 5 blocked,
6 stale plan or checksum, 7 state is locked, 64 wrong usage, 130 interrupted.
`;
