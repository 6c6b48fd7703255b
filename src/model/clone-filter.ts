// Which clones a command is about and lists: by address, by project, and by what is wrong with them. One meaning for all commands.
import { formatAddress, parseAddress } from './address.ts';
import { matchesGlob, selectsAddress } from './glob.ts';

export const CLONE_STATES = ['blocked', 'incomplete', 'drifted', 'behind'] as const;
export type CloneState = (typeof CLONE_STATES)[number];

/** Addresses and projects narrow: what they leave out is not even read. States choose among the rest: any of them is enough. */
export interface CloneFilter {
  /** Globs; empty: all addresses. */
  readonly addresses: readonly string[];
  /** Globs; empty: all projects, and tenant scope. */
  readonly projects: readonly string[];
  /** Empty: all states. */
  readonly states: readonly CloneState[];
}

/** The filter as flags and arguments give it; a command has some of the states. */
export interface FilterInput extends Partial<Readonly<Record<CloneState, boolean>>> {
  readonly addresses: readonly string[];
  readonly project: readonly string[];
}

export function toCloneFilter(input: FilterInput): CloneFilter {
  const { addresses, project } = input;
  return { addresses, projects: project, states: CLONE_STATES.filter((state) => input[state] === true) };
}

export interface PlacedClone {
  readonly address: string;
  /** null: at tenant scope. */
  readonly project: string | null;
}

/** Whether addresses and projects select it. The address of a clone selects its superseded versions too. */
export function isWithin(
  { addresses, projects }: Pick<CloneFilter, 'addresses' | 'projects'>,
  { address, project }: PlacedClone,
): boolean {
  const names = [address, currentAddress(address)];
  return (
    (addresses.length === 0 || addresses.some((glob) => names.some((name) => selectsAddress(glob, name)))) &&
    (projects.length === 0 || (project !== null && projects.some((glob) => matchesGlob(glob, project))))
  );
}

/** Whether it has one of the states. */
export function hasState({ states }: Pick<CloneFilter, 'states'>, has: ReadonlySet<CloneState>): boolean {
  return states.length === 0 || states.some((state) => has.has(state));
}

/** The filter as flags, to say what was asked for; '' where it leaves nothing out. */
export function filterWords({ addresses, projects, states }: CloneFilter): string {
  return [
    ...addresses,
    ...projects.map((glob) => `--project ${glob}`),
    ...states.map((state) => `--${state}`),
  ].join(' ');
}

function currentAddress(address: string): string {
  const parts = parseAddress(address);
  return parts === undefined ? address : formatAddress(parts.id, parts.project);
}
