// A selector of projects, as it was written. Which projects it means: model/project-selector.ts.
import type { OnLeave } from '../model/desired.ts';
import type { Place } from '../model/diagnostic.ts';
import type { ProjectSelector } from '../model/project-selector.ts';
import type { Faults } from './faults.ts';
import { type Origin, placeIn } from './origin.ts';
import { asRecord } from './schema-check.ts';

type Values = Readonly<Record<string, unknown>>;

export interface DeclaredSelector {
  readonly selector: ProjectSelector;
  readonly onLeave: OnLeave;
  readonly allowEmpty: boolean;
  readonly place: () => Place;
}

/** null: `target.projects` is no selector. */
export function readSelector(origin: Origin, target: Values, faults: Faults): DeclaredSelector | null {
  const { projects, onLeave, allowEmpty } = target;
  const isSelector = typeof projects === 'object' && projects !== null && !Array.isArray(projects);
  if (!isSelector) {
    checkUnused(origin, target, faults);
    return null;
  }
  const { match, tags, exclude } = asRecord(projects);
  return {
    selector: {
      match: textsIn(match),
      tags: Object.fromEntries(
        Object.entries(asRecord(tags)).map(([tag, value]) => [
          tag,
          typeof value === 'string' ? [value] : textsIn(value),
        ]),
      ),
      exclude: textsIn(exclude),
    },
    onLeave: onLeave === 'forget' || onLeave === 'delete' ? onLeave : 'block',
    allowEmpty: allowEmpty === true,
    place: () => placeIn(origin, ['target', 'projects'], 'key'),
  };
}

/** In the defaults these two are for the declarations that have a selector; written in one that has none, they do nothing. */
function checkUnused(origin: Origin, target: Values, faults: Faults): void {
  for (const member of ['onLeave', 'allowEmpty']) {
    const path = [...origin.path, 'target', member];
    if (target[member] === undefined || !origin.file.has(path)) continue;
    faults.add(
      'declare/no-selector',
      `target.${member} is set, but target.projects is no selector`,
      origin.file.place(path, 'key'),
      'select the projects, for example projects: { match: [edge-*] }, or remove it',
    );
  }
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
