// `cloneform completion SHELL` prints a script; that script asks `cloneform complete -- WORDS…` at each TAB.
import type { RootCommand as Root } from '@bomb.sh/tab';
import type { Command } from 'commander';
import { loadDeclarations } from '../../flow/planning/declarations.ts';
import { EXIT, type ExitCode, refusal } from '../../flow/refusal.ts';
import { listState } from '../../flow/state/state.ts';
import { parseAddress } from '../../model/address.ts';
import type { Context } from '../context.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

export async function completion(_context: Context, args: readonly string[]): Promise<ExitCode> {
  const shell = SHELLS.find((name) => name === args[0]);
  if (shell === undefined)
    throw refusal(
      EXIT.usage,
      'cli/usage',
      `completion takes ${SHELLS.join(', ')}, not ${JSON.stringify(args[0])}`,
    );
  const { RootCommand } = await import('@bomb.sh/tab');
  new RootCommand().setup('cloneform', 'cloneform', shell);
  return EXIT.ok;
}

/** Options that take globs over addresses; an id stands for all of its addresses, and needs no quotes in any shell. */
const GLOBS = new Set(['target', 'exclude', 'upgrade']);
/** Arguments that are addresses. */
const ADDRESSES = new Set(['address', 'from']);

export async function complete(
  context: Context,
  words: readonly string[],
  program: Command,
): Promise<ExitCode> {
  const { RootCommand } = await import('@bomb.sh/tab');
  const addresses = await knownAddresses(context);
  const ids = [...new Set(addresses.map((address) => parseAddress(address)?.id ?? address))];
  const root = new RootCommand();
  addOptions(root, program, ids);
  for (const [name, command] of allCommands(program, '')) {
    const entry = root.command(name, command.description());
    addOptions(entry, command, ids);
    for (const argument of command.registeredArguments) {
      const values = ADDRESSES.has(argument.name()) ? addresses : (argument.argChoices ?? []);
      entry.argument(
        argument.name(),
        (offer) => values.forEach((value) => offer(value, '')),
        argument.variadic,
      );
    }
  }
  root.parse([...words]);
  return EXIT.ok;
}

/** From state, which is near; a TAB must never fail. */
async function knownAddresses({ deps, globals }: Context): Promise<readonly string[]> {
  try {
    const { settings } = await loadDeclarations(deps, globals);
    return (await listState(deps, settings)).map(({ address }) => address);
  } catch {
    return [];
  }
}

type Entry = Pick<Root, 'option'>;

function addOptions(entry: Entry, command: Command, ids: readonly string[]): void {
  for (const option of command.createHelp().visibleOptions(command)) {
    const name = option.long?.slice(2);
    if (name === undefined) continue;
    const short = option.short?.slice(1);
    const values = GLOBS.has(name) ? ids : (option.argChoices ?? []);
    const takesValue = option.required || option.optional;
    if (takesValue)
      entry.option(name, option.description, (offer) => values.forEach((value) => offer(value, '')), short);
    else if (short === undefined) entry.option(name, option.description);
    else entry.option(name, option.description, short);
  }
}

function allCommands(command: Command, prefix: string): readonly (readonly [string, Command])[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .filter((child) => child.name() !== 'help')
    .flatMap((child) => {
      const name = prefix === '' ? child.name() : `${prefix} ${child.name()}`;
      return [[name, child] as const, ...allCommands(child, name)];
    });
}
