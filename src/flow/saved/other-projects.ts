// Projects of a saved plan: which ones a declaration selects is looked up again, before anything is applied.
import { readProjectsWhole } from '../../inventory/read-tenant.ts';
import type { Desired } from '../../model/desired.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { ListedProject, NamedProject } from '../../model/project.ts';
import { selectProjects } from '../../model/project-selector.ts';
import type { PaletteReader } from '../../palette/port.ts';
import type { Plan } from '../../plan/plan.ts';
import type { PlannedSelector } from '../../plan/planned-selector.ts';
import type { Selectable } from '../planning/desired.ts';

/** null: the list is incomplete. Absent: nobody needs it. */
type Projects = readonly ListedProject[] | null | undefined;

/** The projects, where the plan or the declarations select any, read once; and what is desired for them, where that can be told. */
export async function readSelection(
  client: Pick<PaletteReader, 'countProjects'>,
  { selectors = [] }: Pick<Plan, 'selectors'>,
  declared: Selectable | null,
): Promise<{ readonly projects: Projects; readonly declared: Desired | null }> {
  const isSelecting = declared !== null && declared.selecting.length > 0;
  if (selectors.length === 0 && !isSelecting)
    return { projects: undefined, declared: declared?.desired ?? null };
  const projects = await readProjectsWhole(client);
  if (!isSelecting || projects === null) return { projects, declared: declared?.desired ?? null };
  const resolved = await declared.select({ from: 'palette', projects });
  return { projects, declared: resolved.ok ? resolved.value : null };
}

/** Reasons to apply nothing (exit 6): other projects are selected now than when the plan was made. */
export function findOtherProjects(
  selectors: readonly PlannedSelector[],
  projects: Projects,
): readonly Diagnostic[] {
  if (selectors.length === 0 || projects === undefined) return [];
  if (projects === null)
    return [stale('the list of projects is incomplete, so it cannot be checked which ones are selected')];
  return selectors.flatMap((planned) => {
    const whats = differences(planned, projects);
    const more = whats.length > MOST_TOLD ? `, and ${whats.length - MOST_TOLD} more` : '';
    return whats.length === 0
      ? []
      : [stale(`${planned.id} selects other projects now: ${whats.slice(0, MOST_TOLD).join(', ')}${more}`)];
  });
}

const MOST_TOLD = 5;

function stale(message: string): Diagnostic {
  return { code: 'plan/stale-projects', severity: 'error', message, hint: 'make a new plan' };
}

function differences(planned: PlannedSelector, projects: readonly ListedProject[]): readonly string[] {
  const meant = selectProjects(planned.selector, projects);
  const before = new Map(planned.projects.map((project) => [project.uid, project]));
  const now = new Map(meant.filter(({ isDisabled }) => !isDisabled).map((project) => [project.uid, project]));
  const disabled = new Set(projects.flatMap(({ uid, isDisabled }) => (isDisabled ? [uid] : [])));
  return [
    ...[...now.values()].flatMap((project) => whatIsNew(project, before.get(project.uid))),
    ...[...before.values()].flatMap(({ uid, name }) =>
      now.has(uid) ? [] : [`${name} ${disabled.has(uid) ? 'is disabled' : 'is no longer selected'}`],
    ),
    ...planned.left.flatMap(({ uid, name }) => {
      if (now.has(uid)) return [];
      if (disabled.has(uid)) return [`${name} is disabled`];
      return projects.some((project) => project.uid === uid) ? [] : [`${name} is no longer in the list`];
    }),
  ];
}

function whatIsNew({ name }: NamedProject, before: NamedProject | undefined): readonly string[] {
  if (before === undefined) return [`${name} is selected`];
  return before.name === name ? [] : [`${before.name} is called ${name}`];
}
