// Which projects a selector means: one glob, every tag, no exclude. Decided in the client, as Palette's list filters by name only
// (facts.md section 3).
import { matchesGlob } from './glob.ts';
import type { ListedProject } from './project.ts';

export interface ProjectSelector {
  /** Globs over names; empty: any name. */
  readonly match: readonly string[];
  /** By name of the tag, the values of which a project must have one. */
  readonly tags: Readonly<Record<string, readonly string[]>>;
  /** Globs over names. */
  readonly exclude: readonly string[];
}

/** Those that a selector means, disabled ones too, by name. */
export function selectProjects(
  selector: ProjectSelector,
  projects: readonly ListedProject[],
): readonly ListedProject[] {
  return projects
    .filter((project) => whyNotSelected(selector, project) === null)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What keeps a project from being selected, as the end of a sentence about it; null: it is selected. */
export function whyNotSelected(
  { match, tags, exclude }: ProjectSelector,
  { name, tags: own }: ListedProject,
): string | null {
  if (match.length > 0 && !match.some((glob) => matchesGlob(glob, name)))
    return 'its name fits no glob of match';
  for (const [tag, values] of Object.entries(tags)) {
    const value = Object.hasOwn(own, tag) ? own[tag] : undefined;
    if (value === undefined) return `it has no tag ${tag}`;
    if (!values.includes(value)) return `its tag ${tag} is ${JSON.stringify(value)}`;
  }
  const excluded = exclude.find((glob) => matchesGlob(glob, name));
  return excluded === undefined ? null : `exclude names ${JSON.stringify(excluded)}`;
}
