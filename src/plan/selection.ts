// Declarations that select their projects: which projects joined, left or are disabled, and what becomes of clones there.

import { memoizeWeak } from '../content/memoize.ts';
import { formatAddress, parseAddress } from '../model/address.ts';
import type { Desired, ResolvedSelector } from '../model/desired.ts';
import type { ListedProject, NamedProject } from '../model/project.ts';
import type { RecordedClone } from '../model/recorded.ts';
import type { PlannedSelector } from './planned-selector.ts';
import type { PlanningContext } from './planning-context.ts';
import { baseAddress } from './supersede.ts';

/** What a recorded clone is, that a declaration with a selector does not have among its clones. */
export type Whereabouts =
  | { readonly status: 'left'; readonly selector: ResolvedSelector; readonly project: ListedProject }
  | { readonly status: 'disabled'; readonly selector: ResolvedSelector; readonly project: ListedProject }
  /** Its project is selected, and has another clone of the declaration. */
  | { readonly status: 'second'; readonly selector: ResolvedSelector; readonly project: ListedProject }
  /** Its project is not in the list. */
  | { readonly status: 'unlisted'; readonly selector: ResolvedSelector };

interface Index {
  readonly selectors: ReadonlyMap<string, ResolvedSelector>;
  readonly projects: ReadonlyMap<string, ListedProject>;
}

const indexed = memoizeWeak(
  ({ selection }: Desired): Index => ({
    selectors: new Map(selection?.selectors.map((one) => [one.id, one])),
    projects: new Map(selection?.projects.map((project) => [project.uid, project])),
  }),
);

/** Tenant-scope clones are in no project. */
export function selectorOf(desired: Desired, { address, key }: RecordedClone): ResolvedSelector | undefined {
  if (key.projectUid === null) return undefined;
  return indexed(desired).selectors.get(parseAddress(address)?.id ?? '');
}

export function listedProject(desired: Desired, uid: string | null): ListedProject | undefined {
  return uid === null ? undefined : indexed(desired).projects.get(uid);
}

/** null: its declaration has no selector. For a clone whose address is not declared. */
export function whereaboutsOf(desired: Desired, row: RecordedClone): Whereabouts | null {
  const selector = selectorOf(desired, row);
  if (selector === undefined) return null;
  const project = listedProject(desired, row.key.projectUid);
  if (project === undefined) return { status: 'unlisted', selector };
  if (project.isDisabled) return { status: 'disabled', selector, project };
  const isSelected = selector.projects.some(({ uid }) => uid === project.uid);
  return { status: isSelected ? 'second' : 'left', selector, project };
}

/** Nothing is done to clones in disabled projects, nor asked about them: what Palette answers there is not documented. */
export function isKeptUnread(desired: Desired, row: RecordedClone): boolean {
  return (
    selectorOf(desired, row) !== undefined && listedProject(desired, row.key.projectUid)?.isDisabled === true
  );
}

/** `held`: addresses of clones that are recorded under another one, and stay there. */
export function plannedSelectors(
  planning: PlanningContext,
  held: ReadonlySet<string>,
): readonly PlannedSelector[] {
  const { desired } = planning.input;
  const { selectors = [] } = desired.selection ?? {};
  const away = rowsAway(planning);
  return selectors.map((one) => {
    const { id, selector, onLeave, projects, disabled } = one;
    const rows = away.get(id) ?? [];
    const at = (status: Whereabouts['status']): readonly NamedProject[] =>
      rows.flatMap((found) => (found.status === status && 'project' in found ? [found.project] : []));
    const hasClone = ({ name }: NamedProject): boolean => {
      const address = formatAddress(id, name);
      return planning.recorded.has(address) || held.has(address);
    };
    return {
      id,
      selector,
      onLeave,
      projects,
      joined: projects.filter((project) => !hasClone(project)),
      left: byName(at('left')),
      disabled: byName([...disabled, ...at('disabled')]),
    };
  });
}

function rowsAway({
  input,
  declared,
  recorded,
}: PlanningContext): ReadonlyMap<string, readonly Whereabouts[]> {
  const away = new Map<string, Whereabouts[]>();
  for (const row of recorded.values()) {
    if (declared.has(baseAddress(row.address))) continue;
    const found = whereaboutsOf(input.desired, row);
    if (found === null) continue;
    away.set(found.selector.id, [...(away.get(found.selector.id) ?? []), found]);
  }
  return away;
}

/** Each once. */
function byName(projects: readonly NamedProject[]): readonly NamedProject[] {
  const once = new Map(projects.map(({ uid, name }) => [uid, { uid, name }]));
  return [...once.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
