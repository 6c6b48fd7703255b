// Where the clones of a declaration are: in one project, in a list of them, or in those that a selector means.
import type { Scope } from '../model/natural-key.ts';
import type { Faults } from './faults.ts';
import { type Origin, placeIn } from './origin.ts';
import { type DeclaredSelector, readSelector } from './project-selector.ts';

type Values = Readonly<Record<string, unknown>>;

/** At most one of them; none at tenant scope. */
export interface TargetProjects {
  readonly project: string | null;
  readonly projects: readonly string[] | null;
  readonly selector: DeclaredSelector | null;
}

/** Faults where project and scope do not go together. */
export function toProjects(origin: Origin, target: Values, scope: Scope, faults: Faults): TargetProjects {
  const project = typeof target['project'] === 'string' ? target['project'] : null;
  const listed = target['projects'];
  const projects = Array.isArray(listed) ? listed.map(String) : null;
  const selector = readSelector(origin, target, faults);
  const isFannedOut = projects !== null || selector !== null;
  if (project !== null && isFannedOut) {
    faults.add(
      'declare/project-and-projects',
      'target has both project and projects',
      placeIn(origin, ['target', 'projects'], 'key'),
      'keep one of them',
    );
  }
  if (scope === 'tenant' && (project !== null || isFannedOut)) {
    const member = project === null ? 'projects' : 'project';
    faults.add(
      'declare/project-without-scope',
      `target.${member} is set, but the target is at tenant scope`,
      placeIn(origin, ['target', member], 'key'),
      'set scope: project, or remove it',
    );
    return { project: null, projects: null, selector: null };
  }
  if (scope === 'project' && project === null && !isFannedOut) {
    faults.add(
      'declare/no-project',
      'a target at project scope needs its project',
      placeIn(origin, ['target', 'scope']),
      'add target.project or target.projects',
    );
  }
  checkTwice(origin, projects ?? [], faults);
  return { project, projects, selector };
}

function checkTwice(origin: Origin, projects: readonly string[], faults: Faults): void {
  const seen = new Set<string>();
  for (const [index, name] of projects.entries()) {
    if (!seen.has(name)) {
      seen.add(name);
      continue;
    }
    faults.add(
      'declare/duplicate-project',
      `the project ${JSON.stringify(name)} is listed twice`,
      placeIn(origin, ['target', 'projects', index]),
      'keep one of them',
    );
  }
}
