// Which part of everything a plan is about: `--target`, `--exclude` and `--project`.
import { parseAddress } from '../model/address.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { matchesGlob, selectsAddress } from '../model/glob.ts';
import { nearest } from '../model/nearest.ts';
import { intended, type PlannedChange, plannedAddress } from './change.ts';
import { upstreamOf } from './links.ts';
import type { PlanOptions } from './plan.ts';
import { groupBy, type PlanningContext } from './planning-context.ts';
import { baseAddress } from './supersede.ts';

export type Selection = Pick<PlanOptions, 'target' | 'exclude' | 'projects'>;

/** Names of the projects of a clone: the declared one, and the one that it was recorded in. */
export type ProjectsOf = (address: string) => readonly string[];

const NO_PROJECTS: ProjectsOf = () => [];

export function projectsIn({
  declared,
  recorded,
}: Pick<PlanningContext, 'declared' | 'recorded'>): ProjectsOf {
  return (address) => {
    const base = baseAddress(address);
    const names = [
      declared.get(base)?.target.project,
      recorded.get(address)?.projectName,
      recorded.get(base)?.projectName,
    ];
    return names.filter((name) => name !== undefined && name !== null);
  };
}

/** Whether anything is left out. */
export function isNarrowed({ target, exclude, projects = [] }: Selection): boolean {
  return target.length > 0 || exclude.length > 0 || projects.length > 0;
}

/** Addresses by which a clone is known that this plan moves: the new one, and the one that it had. */
export type FormerNames = ReadonlyMap<string, string>;

export function formerNames(changes: readonly PlannedChange[]): FormerNames {
  return new Map(
    changes.flatMap((change) =>
      change.kind === 'move' ? [[change.address, change.movedFrom] as const] : [],
    ),
  );
}

/** Either address of a clone that moves chooses it, and either leaves it out. */
export function isSelected(
  { target, exclude, projects = [] }: Selection,
  former: FormerNames,
  address: string,
  projectsOf: ProjectsOf = NO_PROJECTS,
): boolean {
  const old = former.get(address) ?? former.get(baseAddress(address));
  const names = old === undefined ? [address] : [address, old];
  const isNamed = (glob: string): boolean => names.some((name) => selects(glob, name));
  return (
    (target.length === 0 || target.some(isNamed)) &&
    !exclude.some(isNamed) &&
    (projects.length === 0 ||
      projectsOf(address).some((name) => projects.some((glob) => matchesGlob(glob, name))))
  );
}

/** A clone's address selects its superseded versions too. */
function selects(glob: string, address: string): boolean {
  return selectsAddress(glob, address) || selectsAddress(glob, baseAddress(address));
}

/** What has to be looked at: what is selected, and what that copies. null: all of it. */
export function examined(planning: PlanningContext): ReadonlySet<string> | null {
  if (!isNarrowed(planning.options)) return null;
  const projectsOf = projectsIn(planning);
  const addresses = new Set<string>();
  for (const clone of planning.input.desired.clones) {
    if (!isSelected(planning.options, planning.formerNames, clone.address, projectsOf)) continue;
    for (
      let at = upstreamOf(planning, clone);
      at !== undefined && !addresses.has(at.address);
      at = upstreamOf(planning, at)
    )
      addresses.add(at.address);
    addresses.add(clone.address);
  }
  for (const row of planning.recorded.values()) {
    const base = baseAddress(row.address);
    // A chain may copy an older version of what it copies.
    if (addresses.has(base)) addresses.add(row.address);
    else if (isSelected(planning.options, planning.formerNames, row.address, projectsOf))
      addresses.add(row.address).add(base);
  }
  return addresses;
}

/** What is selected, and what selected changes cannot be done without. */
export function selectChanges(
  options: Selection & Pick<PlanOptions, 'revert'>,
  former: FormerNames,
  changes: readonly PlannedChange[],
  projectsOf: ProjectsOf = NO_PROJECTS,
): readonly PlannedChange[] {
  if (!isNarrowed(options)) return changes;
  const isRevert = (options.revert ?? []).length > 0;
  const byAddress = groupBy(changes, plannedAddress);
  const wanted = new Set(
    changes.filter(
      (change) =>
        !(isRevert && isGoing(change)) && isSelected(options, former, plannedAddress(change), projectsOf),
    ),
  );
  for (const change of wanted) {
    for (const address of intended(change).needs)
      for (const needed of byAddress.get(address) ?? []) wanted.add(needed);
  }
  return changes.filter((change) => wanted.has(change));
}

/** Its clone is no longer declared: there is nothing to revert it to, and reverting others takes nothing away. */
function isGoing(change: PlannedChange): boolean {
  const { kind, reason } = intended(change);
  return (
    reason === 'not_declared' || reason === 'project_left' || kind === 'forget_gone' || kind === 'let_go'
  );
}

/** A glob that selects nothing is a slip of the pen, and would read as "no changes". */
export function checkGlobs(planning: PlanningContext): readonly Diagnostic[] {
  const { target, exclude, upgrade, projects = [], revert = [] } = planning.options;
  if ([target, exclude, upgrade, projects, revert].every(({ length }) => length === 0)) return [];
  const declared = [...planning.declared.keys()];
  const removed = planning.input.desired.removed.map(({ clone }) => clone);
  const former = planning.formerNames.values();
  const known = [...new Set([...declared, ...planning.recorded.keys(), ...former, ...removed])];
  return [
    ...unmatched('revert', revert, declared),
    ...unmatched(
      '--target',
      target.filter((glob) => !revert.includes(glob)),
      known,
    ),
    ...unmatched('--exclude', exclude, known),
    ...unmatched('--upgrade', upgrade, declared),
    ...unmatchedProjects(projects, known.flatMap(projectsIn(planning))),
  ];
}

/** Project globs that match none of these names. */
export function unmatchedProjects(globs: readonly string[], names: readonly string[]): readonly Diagnostic[] {
  const known = [...new Set(names)];
  return globs
    .filter((glob) => !known.some((name) => matchesGlob(glob, name)))
    .map((glob) => {
      const guess = nearest(glob, known);
      return {
        code: 'plan/nothing-selected',
        severity: 'error',
        message: `--project ${glob} matches no project that has a clone`,
        hint: guess === undefined ? `projects: ${namesOf(known)}` : `did you mean ${guess}?`,
      } as const;
    });
}

function namesOf(names: readonly string[]): string {
  return `${names.slice(0, 10).join(', ')}${names.length > 10 ? ', …' : ''}`;
}

/** Globs that match none of these addresses. */
export function unmatched(
  flag: string,
  globs: readonly string[],
  known: readonly string[],
): readonly Diagnostic[] {
  return globs
    .filter((glob) => glob !== '*' && !known.some((address) => selectsAddress(glob, address)))
    .map((glob) => {
      const ids = [...new Set(known.map((address) => parseAddress(address)?.id ?? address))];
      const guess = nearest(glob, [...ids, ...known]);
      return {
        code: 'plan/nothing-selected',
        severity: 'error',
        message: `${flag} ${glob} matches no clone`,
        hint: guess === undefined ? `declared: ${namesOf(ids)}` : `did you mean ${guess}?`,
      } as const;
    });
}
