// A selector of projects, as it was written. Which projects it means: model/project-selector.ts.
import type { OnLeave } from '../model/desired.ts';
import type { Place } from '../model/diagnostic.ts';
import { matchesGlob } from '../model/glob.ts';
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
  checkGlobs(origin, 'match', textsIn(match), faults);
  checkGlobs(origin, 'exclude', textsIn(exclude), faults);
  checkTags(origin, Object.keys(asRecord(tags)), faults);
  if (allowEmpty !== true) checkContradiction(origin, textsIn(match), textsIn(exclude), faults);
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

/** What people write for globs in other tools. It would fit nothing, silently: an `exclude` that excludes nothing reaches far. */
const NO_GLOB: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/^\s|\s$/, 'it begins or ends with a space'],
  [/^!/, 'a leading ! does not exclude'],
  [/[[\]]/, '[ ] is no set of characters'],
  [/[{}]/, '{ } is no list of choices'],
  [/[\\^$|()+]/, 'it is no regular expression'],
];

function checkGlobs(origin: Origin, member: string, globs: readonly string[], faults: Faults): void {
  for (const [index, glob] of globs.entries()) {
    const found = NO_GLOB.find(([pattern]) => pattern.test(glob));
    if (found === undefined) continue;
    faults.add(
      'declare/bad-glob',
      `${member}: ${JSON.stringify(glob)} is no glob over names of projects: ${found[1]}`,
      placeIn(origin, ['target', 'projects', member, index]),
      'only * (any characters) and ? (one character) are special: write one glob for each case, use exclude for exceptions, and ? for a character that is not allowed here',
    );
  }
}

/** In Palette's console a tag is `tier:edge`; in YAML, as in its API, that is a key and a value. */
function checkTags(origin: Origin, tags: readonly string[], faults: Faults): void {
  for (const tag of tags) {
    const [key = '', ...value] = tag.split(':');
    if (value.length === 0) continue;
    faults.add(
      'declare/bad-tag',
      `tags: ${JSON.stringify(tag)} is no name of a tag: it has a colon`,
      placeIn(origin, ['target', 'projects', 'tags', tag], 'key'),
      `write its value behind it: ${key.trim()}: ${value.join(':').trim() || 'spectro__tag'}`,
    );
  }
}

/** Where each glob of `match` is covered by one of `exclude`, there is no name that both allow. */
function checkContradiction(
  origin: Origin,
  match: readonly string[],
  exclude: readonly string[],
  faults: Faults,
): void {
  const globs = match.length === 0 ? ['*'] : match;
  const covering = globs.map((glob) => exclude.findIndex((other) => covers(other, glob)));
  const [first] = covering;
  if (first === undefined || covering.includes(-1)) return;
  faults.add(
    'declare/selects-nothing',
    `exclude leaves nothing of what match selects: ${JSON.stringify(exclude[first])} covers ${JSON.stringify(globs[0])}`,
    placeIn(origin, ['target', 'projects', 'exclude', first]),
    'remove one of them; to let all projects leave, add allowEmpty: true',
  );
}

/** Whether every name that fits `glob` fits `other`. Only where that is plain: no where there may be doubt. */
function covers(other: string, glob: string): boolean {
  if (other === glob) return true;
  const isPlain = !other.includes('?') || !/[*?]/.test(glob);
  return isPlain && matchesGlob(other, glob);
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
