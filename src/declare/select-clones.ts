// Selectors, once it is known which projects there are: the clones that they ask for.
import type { Desired, DesiredClone, ResolvedSelector } from '../model/desired.ts';
import type { Diagnostic, Place, Result } from '../model/diagnostic.ts';
import type { ListedProject, NamedProject } from '../model/project.ts';
import { type ProjectSelector, selectProjects } from '../model/project-selector.ts';
import { assemble, openIds, withWarnings } from './assemble.ts';
import { checkBlocks } from './check-blocks.ts';
import { nameClones } from './cross-checks.ts';
import { Faults } from './faults.ts';
import { type GatherContext, type Gathered, resolverFor, type SelectingSpread } from './gather-clones.ts';

/** A declaration that selects its projects, as it was written. */
export interface Selecting {
  readonly id: string;
  readonly selector: ProjectSelector;
  readonly place: () => Place;
}

export function toSelecting({ declaration, selector }: SelectingSpread): Selecting {
  return { id: declaration.id, selector: selector.selector, place: selector.place };
}

/** What selectors are resolved with. */
export type ChosenProjects =
  /** All that there are, from a list that was read whole. */
  | { readonly from: 'palette'; readonly projects: readonly ListedProject[] }
  /** Without a look at Palette: names of those that have a recorded clone, by the id of its declaration. */
  | { readonly from: 'state'; readonly byId: ReadonlyMap<string, readonly string[]> };

/** Without a look at Palette there is no selection: nobody knows who joined or left. */
export async function selectedDesired(
  gathered: Gathered,
  before: GatherContext,
  chosen: ChosenProjects,
): Promise<Result<Desired>> {
  const faults = new Faults();
  const warnings = new Map<string, Diagnostic>(before.warnings);
  const perProject = gathered.perProject.again(faults, warnings);
  const resolver = resolverFor({ ...before, faults, warnings });
  const clones: DesiredClone[] = [...gathered.clones];
  const selectors: ResolvedSelector[] = [];
  for (const spread of gathered.selecting) {
    if (chosen.from === 'state') {
      const names = chosen.byId.get(spread.declaration.id) ?? [];
      clones.push(...(await resolver.resolveAll(spread.clonesIn(names))));
      continue;
    }
    const resolved = resolveSelector(spread, chosen.projects);
    checkTags(resolved, chosen.projects, faults);
    checkEmpty(resolved, chosen.projects, faults);
    const selected = namesOf(resolved.projects);
    perProject.checkSelected(spread.declaration, [...selected, ...namesOf(resolved.disabled)]);
    clones.push(...(await resolver.resolveAll(spread.clonesIn(selected))));
    selectors.push(resolved);
  }
  const open = openIds(gathered);
  const desired = assemble(nameClones(clones, faults, open), before.loaded, faults);
  checkBlocks(desired, faults, chosen.from === 'state' ? open : new Set());
  if (chosen.from === 'palette') perProject.checkDefaults();
  if (!faults.isEmpty) return { ok: false, diagnostics: faults.list() };
  const selection = chosen.from === 'state' ? {} : { selection: { projects: chosen.projects, selectors } };
  const value = withWarnings({ ...desired, ...selection }, warnings);
  return { ok: true, value, warnings: value.warnings ?? [] };
}

function resolveSelector(
  { declaration, selector: declared }: SelectingSpread,
  projects: readonly ListedProject[],
): ResolvedSelector {
  const { selector, onLeave, allowEmpty } = declared;
  const meant = selectProjects(selector, projects);
  const named = (isDisabled: boolean): ResolvedSelector['projects'] =>
    meant.filter((project) => project.isDisabled === isDisabled).map(({ uid, name }) => ({ uid, name }));
  return {
    id: declaration.id,
    selector,
    onLeave,
    allowEmpty,
    projects: named(false),
    disabled: named(true),
    named: declaration.layers.entries
      .filter(({ isGlob }) => !isGlob)
      .map(({ key, file, path }) => ({ name: key, place: () => file.place(path, 'key') })),
    get place() {
      return declared.place();
    },
  };
}

const MOST_SHOWN = 10;

function namesOf(projects: readonly NamedProject[]): readonly string[] {
  return projects.map(({ name }) => name);
}

/**
 * That the list of projects has their tags is an assumption (`projectTags`). Where it shows none at all, a selector by tags is not
 * taken to select nothing, not even where that is allowed: every clone of it would have left.
 */
function checkTags(
  { id, selector, place, allowEmpty }: ResolvedSelector,
  projects: readonly ListedProject[],
  faults: Faults,
): void {
  const isByTags = Object.keys(selector.tags).length > 0;
  if (!isByTags || !allowEmpty || projects.some(({ tags }) => Object.keys(tags).length > 0)) return;
  faults.add(
    'declare/no-project-tags',
    `${id} selects its projects by tags, but Palette's list of ${projects.length} projects shows no tags at all`,
    place,
    'see cloneform inventory --projects; if the projects do have tags, select them with match; to let all of them leave, use exclude: ["*"]',
  );
}

/** Says which part of the selector leaves nothing. */
function checkEmpty(
  { id, selector, place, projects: selected, disabled, allowEmpty }: ResolvedSelector,
  projects: readonly ListedProject[],
  faults: Faults,
): void {
  if (selected.length + disabled.length > 0 || allowEmpty) return;
  const fitting = (part: Partial<ProjectSelector>): number =>
    selectProjects({ match: [], tags: {}, exclude: [], ...part }, projects).length;
  const parts = [
    ...(selector.match.length > 0 ? [`${fitting({ match: selector.match })} fit match`] : []),
    ...(Object.keys(selector.tags).length > 0 ? [`${fitting({ tags: selector.tags })} have the tags`] : []),
    ...(selector.exclude.length > 0
      ? [`${projects.length - fitting({ exclude: selector.exclude })} are excluded`]
      : []),
  ];
  const names = namesOf(projects).toSorted();
  const shown = names.slice(0, MOST_SHOWN).join(', ');
  faults.add(
    'declare/no-project-selected',
    `${id} selects no project: of ${projects.length} projects, ${parts.join(', ')}`,
    place,
    `projects: ${shown}${names.length > MOST_SHOWN ? ', …' : ''}; to allow it, use allowEmpty: true`,
  );
}
