// Which projects a declaration selects, and who joined and left: a part of the plan document.
import type { OnLeave } from '../model/desired.ts';
import type { NamedProject } from '../model/project.ts';
import type { ProjectSelector } from '../model/project-selector.ts';

/** Projects are in the order of their names. */
export interface PlannedSelector {
  /** Id of the declaration. */
  readonly id: string;
  readonly selector: ProjectSelector;
  readonly onLeave: OnLeave;
  /** Those that it selects, with the ones that joined. */
  readonly projects: readonly NamedProject[];
  /** Selected, without a recorded clone so far. */
  readonly joined: readonly NamedProject[];
  /** No longer selected, with a recorded clone. */
  readonly left: readonly NamedProject[];
  /** They keep their clone, and get none. */
  readonly disabled: readonly NamedProject[];
}
