// Projects with their tags, as a table.
import { type ListedProject, tagTexts } from '../../model/project.ts';
import { count } from '../../render/plan-words.ts';
import type { Style } from '../../render/style.ts';
import { renderTable } from '../../render/table.ts';
import { joinLines } from '../../render/wrap.ts';

/** In the order given. */
export function renderProjects(projects: readonly ListedProject[], style: Style): string {
  if (projects.length === 0) return 'This key sees no projects.\n';
  const { head, rows } = renderTable(
    [
      { head: 'PROJECT', cells: projects.map(({ name }) => name), least: 16 },
      {
        head: 'TAGS',
        cells: projects.map((project) => tagTexts(project).join(', ')),
        keep: true,
      },
      { head: 'DISABLED', cells: projects.map(({ isDisabled }) => (isDisabled ? 'yes' : '')), drop: 1 },
      { head: 'UID', cells: projects.map(({ uid }) => uid), drop: 2 },
    ],
    style,
    0,
  );
  return joinLines([head, ...rows.flat(), '', `${count(projects.length, 'project')}.`]);
}
