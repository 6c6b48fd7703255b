// The commands about runs: what was done, and the way back; and those that help.
import { Argument, type Command } from 'commander';
import { applyFlags, dangerFlags, reportFlag, selectFlags } from './flags.ts';
import { parseCount } from './globals.ts';
import { examples, type Wire } from './wire.ts';

export function addHistoryCommands(program: Command, wire: Wire): void {
  wire(
    program
      .command('history')
      .argument('[run]', 'id of a run, or its beginning')
      .option('--limit <n>', 'how many, newest first (default: 20; the newest 1000 are kept)', parseCount)
      .description('show who ran what, when, from which commit; with a run, what became of it')
      .addHelpText(
        'after',
        examples('cloneform history', 'cloneform history 3f2a91c0', 'cloneform history --json'),
      ),
    async () => (await import('./commands/history.ts')).history,
  );
  wire(
    dangerFlags(reportFlag(applyFlags(selectFlags(program.command('rollback')))))
      .argument('[run]', 'id of a run, or its beginning; the same as --to')
      .option('--to <run>', 'go back to what this run left')
      .option('--undo <run>', 'take back what this run changed, and leave the rest alone')
      .option('-o, --out <file>', 'save the plan and do nothing yet, for cloneform apply FILE')
      .option('--no-preflight', "do not ask Palette's clone/validate about each create")
      .description(
        'undo a run, or go back to what a run left: an ordinary plan, asked for and done as by apply',
      )
      .addHelpText(
        'after',
        examples(
          'cloneform rollback --undo 3f2a91c0',
          'cloneform rollback --to 3f2a91c0 -o back.json --report markdown=back.md',
          "cloneform rollback --undo 3f2a91c0 --target 'edge-*' --auto-approve",
        ),
      ),
    async () => (await import('./commands/rollback.ts')).rollback,
  );
}

export function addHelpCommands(program: Command, wire: Wire): void {
  wire(
    program
      .command('explain')
      .argument('[field]', 'dotted, e.g. clones.source.version; without one: all fields')
      .description('tell what a field of the declarations means: type, default, examples')
      .addHelpText('after', examples('cloneform explain', 'cloneform explain clones.source.version')),
    async () => (await import('./commands/explain.ts')).explain,
  );
  wire(
    program
      .command('completion')
      .addArgument(new Argument('<shell>', 'bash, zsh or fish').choices(['bash', 'zsh', 'fish']))
      .description('print a script that completes commands, flags, values, files, addresses and run ids')
      .addHelpText(
        'after',
        examples(
          'eval "$(cloneform completion bash)"',
          'eval "$(cloneform completion zsh)"',
          'cloneform completion fish | source',
        ),
      ),
    async () => (await import('./commands/completion.ts')).completion,
  );
  // What the scripts ask; not for people.
  wire(
    program.command('complete', { hidden: true }).argument('[words...]').allowUnknownOption(),
    async () => {
      const { complete } = await import('./commands/completion.ts');
      return (context, args) => complete(context, args, program);
    },
  );
}
