// Clones of renamed projects: a declaration that selects its projects has its clones at the present names, so that they move with
// them. Where two projects swapped names nothing moves by itself, as state has one clone at an address.
import { type Address, formatAddress, parseAddress } from '../model/address.ts';
import type { Desired, ResolvedSelector } from '../model/desired.ts';
import type { RecordedClone } from '../model/recorded.ts';
import type { Blocker } from './plan.ts';
import { listedProject, selectorOf } from './selection.ts';

/** All rows of one clone, and where they go. */
export interface Renamed {
  readonly from: Address;
  readonly to: Address;
  readonly rows: readonly RecordedClone[];
}

export interface RenamedProjects {
  /** In an order in which each finds its new address free. */
  readonly moves: readonly Renamed[];
  readonly blocked: readonly (Renamed & { readonly blocker: Blocker })[];
}

type Candidate = Renamed & { readonly selector: ResolvedSelector };

/** `groups`: rows by the address of their clone. `isDeclared`: of addresses. */
export function findRenamed(
  desired: Desired,
  groups: ReadonlyMap<string, readonly RecordedClone[]>,
  isDeclared: (address: string) => boolean,
): RenamedProjects {
  const candidates = findCandidates(desired, groups, isDeclared);
  const blocked = new Map<string, Renamed & { readonly blocker: Blocker }>();
  const block = (candidate: Candidate, blocker: Blocker): void => {
    blocked.set(candidate.from, { ...candidate, blocker });
    candidates.delete(candidate.from);
  };
  for (const candidate of candidates.values()) {
    const entry = candidate.selector.named.find(({ name }) => name === projectIn(candidate.from));
    if (entry !== undefined) block(candidate, namedInPerProject(candidate, entry.place()));
  }
  for (const candidate of candidates.values()) {
    const circle = circleFrom(candidate, candidates);
    for (const member of circle) block(member, swapped(circle));
  }
  const moves: Renamed[] = [];
  const taken = new Set(groups.keys());
  while (candidates.size > 0) {
    const ready = [...candidates.values()].find(({ to }) => !taken.has(to));
    const next = ready ?? [...candidates.values()].find(({ to }) => !candidates.has(to));
    // No circle is left: the end of each chain is free, or held by a clone that stays.
    if (next === undefined) break;
    candidates.delete(next.from);
    const holder = blocked.get(next.to);
    if (ready !== undefined) {
      moves.push(next);
      taken.delete(next.from);
      taken.add(next.to);
    } else if (holder !== undefined) blocked.set(next.from, { ...next, blocker: waiting(next, holder) });
  }
  return { moves, blocked: [...blocked.values()] };
}

/** Where another clone has the new address and stays there, this one is a second one in its project. */
function findCandidates(
  desired: Desired,
  groups: ReadonlyMap<string, readonly RecordedClone[]>,
  isDeclared: (address: string) => boolean,
): Map<string, Candidate> {
  const found = new Map<string, Candidate>();
  for (const [base, rows] of groups) {
    const row = rows.find(({ address }) => address === base) ?? rows[0];
    const selector = row === undefined ? undefined : selectorOf(desired, row);
    const project = row === undefined ? undefined : listedProject(desired, row.key.projectUid);
    if (selector === undefined || project === undefined || project.isDisabled) continue;
    const to = formatAddress(selector.id, project.name);
    // A clone from before there was a selector goes by its place, like any other (refactoring.ts).
    if (to === base || projectIn(base) === null || !isDeclared(to)) continue;
    found.set(base, { from: base as Address, to, rows, selector });
  }
  return found;
}

function projectIn(address: string): string | null {
  return parseAddress(address)?.project ?? null;
}

/** Empty: following it ends. */
function circleFrom(first: Candidate, candidates: ReadonlyMap<string, Candidate>): readonly Candidate[] {
  const seen: Candidate[] = [];
  let at: Candidate | undefined = first;
  while (at !== undefined && !seen.includes(at)) {
    seen.push(at);
    at = candidates.get(at.to);
  }
  return at === first ? seen : [];
}

function namedInPerProject(
  { from, to }: Candidate,
  { file, line }: { readonly file: string; readonly line: number },
): Blocker {
  const [old, name] = [from, to].map((address) => JSON.stringify(projectIn(address)));
  return {
    by: 'project_renamed',
    detail: `project ${old} is called ${name} now, and perProject still names ${old} (${file}:${line})`,
    hint: `rename that entry to ${name}, or remove it; the clone then moves to ${to}`,
  };
}

function swapped(circle: readonly Candidate[]): Blocker {
  const names = circle.map(({ from }) => projectIn(from)).join(', ');
  const [first] = circle;
  const spare = `${first?.selector.id ?? 'clone'}-swap`;
  const last = circle.at(-1);
  const moves = [
    [last?.from, spare],
    ...circle
      .slice(0, -1)
      .reverse()
      .map(({ from, to }) => [from, to]),
    [spare, last?.to],
  ].map(([from, to]) => `cloneform state mv '${from}' '${to}'`);
  return {
    by: 'project_renamed',
    detail: `the projects ${names} swapped names`,
    hint: `to let each clone follow its project, run ${moves.join(' && ')}`,
  };
}

function waiting({ to }: Candidate | Renamed, holder: Renamed): Blocker {
  return {
    by: 'project_renamed',
    detail: `its project has the name of ${to}, which cannot move to ${holder.to} yet`,
    hint: `fix what blocks ${holder.to} first`,
  };
}
