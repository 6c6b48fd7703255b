// Which projects declarations select, in words.
import type { NamedProject } from '../model/project.ts';
import type { PlannedSelector } from '../plan/planned-selector.ts';
import { count } from './plan-words.ts';

export const SELECTORS_TITLE = 'Selected projects';

/** Names in one list; a plan has all of them in its JSON. */
const MOST_NAMES = 20;

/** One sentence for each declaration. */
export function selectorLines(selectors: readonly PlannedSelector[]): readonly string[] {
  return selectors.map(({ id, projects, joined, left, disabled, onLeave }) =>
    [
      `${id}: ${count(projects.length, 'project')}`,
      ...named('joined', joined, ''),
      ...named('left', left, ` (onLeave: ${onLeave})`),
      ...named('disabled', disabled, ''),
    ].join('; '),
  );
}

function named(word: string, projects: readonly NamedProject[], after: string): readonly string[] {
  if (projects.length === 0) return [];
  const names = projects.slice(0, MOST_NAMES).map(({ name }) => name);
  const more = projects.length - names.length;
  return [`${projects.length} ${word}${after}: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`];
}
