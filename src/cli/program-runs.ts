// The commands about runs: what was done, and the way back.
import type { Command } from 'commander';
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
      .argument('<run>', 'id of a run, or its beginning')
      .option('--no-preflight', "do not ask Palette's clone/validate about each create")
      .description('go back to what a run had recorded: an ordinary plan, asked for and done as by apply')
      .addHelpText(
        'after',
        examples(
          'cloneform rollback 3f2a91c0',
          "cloneform rollback 3f2a91c0 --target 'edge-*' --auto-approve",
        ),
      ),
    async () => (await import('./commands/rollback.ts')).rollback,
  );
}
