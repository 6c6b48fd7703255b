// Declarations that select their projects, and projects that are called otherwise by now: for tests of the planner.
import type { Desired, OnLeave } from '../../src/model/desired.ts';
import type { NamedProject } from '../../src/model/project.ts';
import { aClone, aDesired, type CloneFacts, PLACE } from './a-world.ts';

export interface SelectionFacts {
  /** Present names of projects, by the names that they had: project `a` has the UID `p-a`, whatever it is called now. */
  readonly names: Readonly<Record<string, string>>;
  /** Present names of projects that are disabled. */
  readonly disabled?: readonly string[];
  /** Present names of projects that are selected; absent: all. */
  readonly selected?: readonly string[];
  /** Projects that `perProject` names. */
  readonly named?: readonly string[];
  readonly onLeave?: OnLeave;
  readonly clone?: CloneFacts;
}

/** Where the selector stands; `perProject` stands one line below. */
export const SELECTOR_PLACE = { ...PLACE, line: 5 };

/** One declaration, `fan`, with a clone in each project that it selects. */
export function aSelection(facts: SelectionFacts): Desired {
  const { names, disabled = [], selected = Object.values(names), named = [], onLeave = 'block' } = facts;
  const projects = Object.entries(names).map(([old, name]) => ({
    uid: `p-${old}`,
    name,
    tags: {},
    isDisabled: disabled.includes(name),
  }));
  const meant = (isDisabled: boolean): readonly NamedProject[] =>
    projects
      .filter((project) => selected.includes(project.name) && project.isDisabled === isDisabled)
      .map(({ uid, name }) => ({ uid, name }));
  const clones = meant(false).map(({ name }) =>
    aClone('fan', { ...facts.clone, target: { name: 'fan', ...facts.clone?.target, project: name } }, true),
  );
  return {
    ...aDesired(...clones),
    selection: {
      projects,
      selectors: [
        {
          id: 'fan',
          selector: { match: [...selected], tags: {}, exclude: [] },
          onLeave,
          allowEmpty: true,
          projects: meant(false),
          disabled: meant(true),
          named: named.map((name) => ({ name, place: () => ({ ...PLACE, line: 6 }) })),
          place: SELECTOR_PLACE,
        },
      ],
    },
  };
}

/** The projects of Palette, by their present names. */
export function projectsOf({ selection }: Desired): ReadonlyMap<string, string> {
  return new Map(selection?.projects.map(({ uid, name }) => [name, uid]));
}
