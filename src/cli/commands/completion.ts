// `cloneform completion SHELL` prints a script; that script asks `cloneform complete -- WORDS…` at each TAB.
import { Command, type Option } from 'commander';
import { loadDeclarations } from '../../flow/planning/declarations.ts';
import { declaredVariables } from '../../flow/planning/declared-variables.ts';
import { desiredOffline } from '../../flow/planning/desired.ts';
import { listRuns } from '../../flow/state/runs.ts';
import { listState } from '../../flow/state/state.ts';
import { EXIT, type ExitCode } from '../../flow/user-error.ts';
import { type Address, parseAddress } from '../../model/address.ts';
import { readFields } from '../../questions/explain/read.ts';
import { FORMATS } from '../../render/report.ts';
import { type CursorPlace, findCursor, optionsOf } from '../complete-words.ts';
import { type Directive, FILES, NO_FILES, NO_SPACE, SCRIPTS, type Shell } from '../completion-scripts.ts';
import { type Context, makeContext } from '../context.ts';
import { GLOBAL_FLAGS } from '../globals.ts';
import { declareParams } from '../params.ts';

export async function completion({ io }: Context, input: { readonly shell: Shell }): Promise<ExitCode> {
  io.writeOut(SCRIPTS[input.shell]);
  return EXIT.ok;
}

interface Candidate {
  readonly value: string;
  readonly about?: string;
}

interface Offer {
  readonly candidates: readonly Candidate[];
  readonly directive: Directive;
}

const NOTHING: Offer = { candidates: [], directive: NO_FILES };
const ANY_FILE: Offer = { candidates: [], directive: FILES };

/** Answers a TAB. Never fails: what cannot be read is not offered. */
export async function complete(
  { io }: Context,
  words: readonly string[],
  program: Command,
): Promise<ExitCode> {
  const place = findCursor(program, words);
  const { candidates, directive } = await offerAt(place, () => contextOf(io, place.globals));
  const { at } = place;
  const start = at.kind === 'value' ? at.prefix : '';
  const lines = candidates
    .filter(({ value }) => value.startsWith(at.typed))
    .map(({ value, about = '' }) => `${start}${value}\t${about.replaceAll(/\s+/g, ' ')}`);
  io.writeOut([...lines, `:${directive}`, ''].join('\n'));
  return EXIT.ok;
}

/** Global flags on the line say which project is meant. */
function contextOf(io: Context['io'], globals: readonly string[]): Context {
  const flags = declareParams(GLOBAL_FLAGS, new Command('cloneform'))
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  try {
    return makeContext(io, flags.parse([...globals], { from: 'user' }));
  } catch {
    return makeContext(io, declareParams(GLOBAL_FLAGS, new Command('cloneform')));
  }
}

async function offerAt({ command, at }: CursorPlace, context: () => Context): Promise<Offer> {
  switch (at.kind) {
    case 'option':
      return { candidates: optionsOf(command).flatMap(asCandidate), directive: NO_FILES };
    case 'value':
      return offerValue(at.option, at.typed, context);
    case 'word': {
      const children = command.createHelp().visibleCommands(command);
      if (children.length > 0 && at.isFirst)
        return {
          candidates: children.map((child) => ({ value: child.name(), about: child.description() })),
          directive: NO_FILES,
        };
      if (at.argument === null) return NOTHING;
      const { argChoices } = at.argument;
      if (argChoices !== undefined) return choices(argChoices);
      return offerNamed(at.argument.name(), context);
    }
  }
}

function asCandidate({ long, short, description }: Option): readonly Candidate[] {
  const value = long ?? short;
  return value === undefined ? [] : [{ value, about: description }];
}

function choices(values: readonly string[]): Offer {
  return { candidates: [...new Set(values)].map((value) => ({ value })), directive: NO_FILES };
}

/** By what the table calls the value, such as `<file>`; else the words that its description puts in code. */
async function offerValue(option: Option, typed: string, context: () => Context): Promise<Offer> {
  const name = /[<[]([^>\]]+)[>\]]/.exec(option.flags)?.[1] ?? '';
  if (name === 'format=file') {
    if (typed.includes('=')) return ANY_FILE;
    return { candidates: FORMATS.map((format) => ({ value: `${format}=` })), directive: NO_SPACE };
  }
  if (name === 'name=value') {
    if (typed.includes('=')) return NOTHING;
    const names = await variablesIn(context());
    return { candidates: names.map((value) => ({ value: `${value}=` })), directive: NO_SPACE };
  }
  const known =
    option.argChoices ?? [...option.description.matchAll(/`([a-z]+)`/g)].map(([, word = '']) => word);
  return known.length > 0 ? choices(known) : offerNamed(name, context);
}

async function offerNamed(name: string, context: () => Context): Promise<Offer> {
  switch (name) {
    case 'file':
    case 'dir':
    case 'planfile':
    case 'target':
    case 'checksum':
      return ANY_FILE;
    case 'address':
    case 'from':
    case 'to':
      return choices((await addressesIn(context())).flatMap(forShell));
    case 'glob':
      return choices((await addressesIn(context())).map((address) => parseAddress(address)?.id ?? address));
    case 'run':
      return { candidates: await runsIn(context()), directive: NO_FILES };
    case 'project':
      return choices(await projectsIn(context()));
    case 'field':
      return choices((await readFields()).map(({ path }) => path));
    default:
      return NOTHING;
  }
}

/** Without the quotes that a shell would take out; what it would take apart is not offered. */
function forShell(address: Address): readonly string[] {
  const { id, project, version } = parseAddress(address) ?? { id: address, project: null, version: null };
  if (project === null) return [address];
  const suffix = version === null ? '' : `@${version}`;
  return /^[\w.-]+$/.test(project) ? [`${id}[${project}]${suffix}`] : [];
}

/** From state, which is near. */
function addressesIn({ deps, globals }: Context): Promise<readonly Address[]> {
  return orNothing(async () => {
    const { settings } = await loadDeclarations(deps, globals);
    return (await listState(deps, settings)).map(({ address }) => address);
  });
}

function projectsIn({ deps, globals }: Context): Promise<readonly string[]> {
  return orNothing(async () => {
    const { settings, declared } = await loadDeclarations(deps, globals);
    const desired = await desiredOffline({ ...deps, warn: () => undefined }, settings, declared);
    return desired.clones.flatMap(({ target }) => target.project ?? []);
  });
}

function variablesIn({ deps, globals }: Context): Promise<readonly string[]> {
  return orNothing(() => declaredVariables(deps, globals));
}

const MOST_RUNS = 20;
/** Of an id: enough to name one run. */
const RUN_CHARACTERS = 8;

function runsIn({ deps, globals }: Context): Promise<readonly Candidate[]> {
  return orNothing(async () => {
    const { settings } = await loadDeclarations(deps, globals);
    const runs = await listRuns(deps, settings, MOST_RUNS);
    return runs.map(({ id, command, startedAt }) => ({
      value: id.slice(0, RUN_CHARACTERS),
      about: `${command}, ${startedAt}`,
    }));
  });
}

async function orNothing<T>(read: () => Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await read();
  } catch {
    return [];
  }
}
