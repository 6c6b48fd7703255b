// The command table as a page.
import type { Command } from 'commander';
import { buildProgram } from '../../src/cli/program.ts';
import { cell } from './table.ts';

export function commandsPage(): string {
  let notes = '';
  const io = { writeOut: (text: string) => (notes += text), columns: 100, env: {} } as never;
  const program = buildProgram(io, { exit: () => undefined, usage: () => undefined });
  const lines = [
    '# Commands',
    '',
    'Made from the command table; `cloneform COMMAND --help` says the same. Global flags stand before or after the command.',
    '',
    ...optionsOf(program),
    ...commandsOf(program).flatMap(({ command, path }) => section(command, path, () => helpNotes(command))),
  ];
  return `${lines.join('\n').trimEnd()}\n`;

  function helpNotes(command: Command): string {
    notes = '';
    command.outputHelp();
    const at = notes.search(/^Examples?:/m);
    return at === -1 ? '' : notes.slice(at);
  }
}

interface Placed {
  readonly command: Command;
  readonly path: string;
}

/** Leaves only: `state` itself does nothing. */
function commandsOf(parent: Command, path = ''): readonly Placed[] {
  return parent
    .createHelp()
    .visibleCommands(parent)
    .filter((command) => command.name() !== 'help')
    .flatMap((command) => {
      const name = `${path}${command.name()}`;
      return command.commands.length > 0 ? commandsOf(command, `${name} `) : [{ command, path: name }];
    });
}

function section(command: Command, path: string, notes: () => string): readonly string[] {
  const args = command.registeredArguments.map((argument) => {
    const name = argument.variadic ? `${argument.name()}…` : argument.name();
    return argument.required ? name.toUpperCase() : `[${name.toUpperCase()}]`;
  });
  const examples = notes()
    .split('\n')
    .filter((line) => /^\s*(\$ )?cloneform /.test(line))
    .map((line) => line.trim().replace(/^\$ /, ''));
  return [
    `## ${path}`,
    '',
    `\`cloneform ${[path, ...args].join(' ')}\`: ${command.description()}.`,
    '',
    ...command.registeredArguments.map(
      (argument) => `- \`${argument.name().toUpperCase()}\`: ${argument.description}`,
    ),
    ...(command.registeredArguments.length > 0 ? [''] : []),
    ...optionsOf(command),
    ...(examples.length > 0 ? ['```sh', ...examples, '```', ''] : []),
  ];
}

function optionsOf(command: Command): readonly string[] {
  const options = command.options.filter((option) => !option.hidden);
  if (options.length === 0) return [];
  const rows = options.map(
    (option) => `| \`${option.flags.replaceAll('|', '\\|')}\` | ${cell(option.description)} |`,
  );
  return ['| flag | |', '|---|---|', ...rows, ''];
}
