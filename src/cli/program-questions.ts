// The part of the command table that only asks: where things stand, which have a pack, what copies what, whether all is well.
import type { Command } from 'commander';
import { examples, type Wire } from './wire.ts';

export function addQuestionCommands(program: Command, wire: Wire): void {
  wire(
    program
      .command('status')
      .option(
        '--unmanaged',
        'list what nobody manages in the projects of the clones, too; --fail-on unmanaged counts the same',
      )
      .option('--html <file>', 'write a page too')
      .description('show where each clone stands: version, distance behind its source, in use, drift')
      .addHelpText('after', examples('cloneform status', 'cloneform status --unmanaged --html status.html')),
    async () => (await import('./commands/status.ts')).status,
  );
  wire(
    program
      .command('where')
      .argument('[range]', 'versions of the pack, such as `<3.26`')
      .option('--pack <name>', 'its full name or the name of its chart; `*` and `?` stand for others')
      .description('show which clones and sources have a pack, at which version')
      .addHelpText('after', examples(`cloneform where --pack cni-calico '<3.26'`)),
    async () => (await import('./commands/where.ts')).where,
  );
  wire(
    program
      .command('graph')
      .option('--format <format>', '`mermaid` or `dot` (default: mermaid)')
      .description('show what is copied from what; needs no network')
      .addHelpText(
        'after',
        examples('cloneform graph', 'cloneform graph --format dot | dot -Tsvg > graph.svg'),
      ),
    async () => (await import('./commands/graph.ts')).graph,
  );
  wire(
    program
      .command('doctor')
      .option(
        '--probe <project>',
        'find out in this project, with throw-away profiles, what no document settles about Palette',
      )
      .description(
        'look whether all is well: key, scopes, clock, state, lock, half-done work; and what to do',
      )
      .addHelpText(
        'after',
        examples('cloneform doctor', 'cloneform doctor --json', 'cloneform doctor --probe scratch'),
      ),
    async () => (await import('./commands/doctor.ts')).doctor,
  );
}
