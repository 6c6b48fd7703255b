// `cloneform completion SHELL` prints a script; that script asks `cloneform complete -- WORDS…` at each TAB.
import type { RootCommand as Root } from '@bomb.sh/tab';
import { Command } from 'commander';
import { loadDeclarations } from '../../flow/planning/declarations.ts';
import { EXIT, type ExitCode, refusal } from '../../flow/refusal.ts';
import { listState } from '../../flow/state/state.ts';
import { type Address, parseAddress } from '../../model/address.ts';
import { type Context, makeContext } from '../context.ts';
import { addGlobalFlags } from '../globals.ts';
import { isAddressArgument } from '../wire.ts';

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
export async function complete(
  context: Context,
  words: readonly string[],
  program: Command,
): Promise<ExitCode> {
  const { RootCommand } = await import('@bomb.sh/tab');
  const { before, rest } = withoutGlobals(words);
  const addresses = await knownAddresses(before === null ? context : makeContext(context.io, before));
  const ids = [...new Set(addresses.map((address) => parseAddress(address)?.id ?? address))];
  const root = new RootCommand();
  addOptions(root, program, ids);
  for (const [name, command] of allCommands(program, '')) {
    const entry = root.command(name, command.description());
    addOptions(entry, command, ids);
    for (const argument of command.registeredArguments) {
      const values = isAddressArgument(argument.name())
        ? addresses.flatMap(forShell)
        : (argument.argChoices ?? []);
      entry.argument(
        argument.name(),
        (offer) => values.forEach((value) => offer(value, '')),
        argument.variadic,
      );
    }
  }
  root.parse([...rest]);
  return EXIT.ok;
}

/** Global flags before the command say which project is meant, and are in the way of whoever looks for the command. */
function withoutGlobals(words: readonly string[]): {
  readonly before: Command | null;
  readonly rest: readonly string[];
} {
  const flags = addGlobalFlags(new Command('cloneform')).exitOverride();
  let at = 0;
  while (at < words.length - 1) {
    const word = words[at] ?? '';
    const option = flags.options.find(({ short, long }) => word === short || word === long);
    if (option === undefined && !/^--[a-z-]+=/.test(word)) break;
    at += option?.required === true ? 2 : 1;
  }
  if (at === 0 || at >= words.length) return { before: null, rest: words };
  try {
    return { before: flags.parse(words.slice(0, at), { from: 'user' }), rest: words.slice(at) };
  } catch {
    return { before: null, rest: words.slice(at) };
  }
}

/** Without the quotes that a shell would take out; what it would take apart is not offered. */
function forShell(address: Address): readonly string[] {
  const { id, project, version } = parseAddress(address) ?? { id: address, project: null, version: null };
  if (project === null) return [address];
  const suffix = version === null ? '' : `@${version}`;
  return /^[\w.-]+$/.test(project) ? [`${id}[${project}]${suffix}`] : [];
}

/** From state, which is near; a TAB must never fail. */
async function knownAddresses({ deps, globals }: Context): Promise<readonly Address[]> {
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
