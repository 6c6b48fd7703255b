// What only all declarations together show: two at one key, references to nobody, circles.

import { memoizeWeak } from '../content/memoize.ts';
import { parseAddress } from '../model/address.ts';
import type { DesiredClone } from '../model/desired.ts';
import { suggester } from '../model/nearest.ts';
import type { Faults } from './faults.ts';

/** A clone of a clone is called what that one is called, unless it says otherwise. `open`: ids of declarations that select their projects. Faults for unknown ids and circles. */
export function nameClones(
  clones: readonly DesiredClone[],
  faults: Faults,
  open: ReadonlySet<string> = new Set(),
): readonly DesiredClone[] {
  const byId = new Map<string, DesiredClone[]>();
  for (const clone of clones) {
    const siblings = byId.get(clone.id);
    if (siblings === undefined) byId.set(clone.id, [clone]);
    else siblings.push(clone);
  }
  checkReferences(clones, byId, open, faults);
  const known = new Map<string, string>();
  return clones.map((clone) => {
    if (clone.target.name !== '') return clone;
    return { ...clone, target: { ...clone.target, name: nameAbove(clone, byId, known) } };
  });
}

/** `known`: names of ids that were looked up already, so that a long chain is walked once. */
function nameAbove(
  clone: DesiredClone,
  byId: ReadonlyMap<string, readonly DesiredClone[]>,
  known: Map<string, string>,
): string {
  const seen = new Set<string>();
  let current: DesiredClone | undefined = clone;
  while (current !== undefined && current.target.name === '' && !seen.has(current.id)) {
    const before = known.get(current.id);
    if (before !== undefined) return rememberAll(seen, before, known);
    seen.add(current.id);
    current = current.source.kind === 'clone' ? byId.get(current.source.clone)?.[0] : undefined;
  }
  return rememberAll(seen, current?.target.name ?? clone.id, known);
}

function rememberAll(ids: Iterable<string>, name: string, known: Map<string, string>): string {
  for (const id of ids) known.set(id, name);
  return name;
}

function checkReferences(
  clones: readonly DesiredClone[],
  byId: ReadonlyMap<string, readonly DesiredClone[]>,
  open: ReadonlySet<string>,
  faults: Faults,
): void {
  const checked = new Set<string>();
  const straight = new Set<string>();
  const guessFor = suggester(byId.keys());
  const guessProject = memoizeWeak((above: readonly DesiredClone[]) => suggester(projectsOf(above)));
  const circling = new Set<string>();
  for (const clone of clones) {
    if (clone.source.kind !== 'clone' || checked.has(clone.id)) continue;
    checked.add(clone.id);
    const { source } = clone;
    const above = open.has(source.clone) ? 'open' : byId.get(source.clone);
    if (above === undefined) {
      const guess = guessFor(source.clone);
      const hint =
        guess === undefined
          ? `declared: ${[...byId.keys()].slice(0, 10).join(', ')}`
          : `did you mean ${JSON.stringify(guess)}?`;
      faults.add(
        'declare/unknown-clone',
        `${clone.id} copies ${JSON.stringify(source.clone)}, which is not declared`,
        clone.places.declaration,
        hint,
      );
      continue;
    }
    // One circle is one fault, at the first of its members.
    if (circling.has(clone.id)) continue;
    const circle = findCircle(clone.id, byId, straight);
    if (circle !== null) {
      for (const id of circle) circling.add(id);
      faults.add(
        'declare/circle',
        `these declarations copy each other in a cycle: ${shorten(circle).join(' → ')}`,
        clone.places.declaration,
        'let one of them copy a profile instead of a clone',
      );
    } else checkLink(clone, source, above, guessProject, faults);
  }
}

/** `above`: the clones of what is copied; open: its projects are selected. */
function checkLink(
  { id, places }: DesiredClone,
  { clone, project }: Extract<DesiredClone['source'], { kind: 'clone' }>,
  above: readonly DesiredClone[] | 'open',
  guessProject: (above: readonly DesiredClone[]) => (wanted: string) => string | undefined,
  faults: Faults,
): void {
  if (project === null && (above === 'open' || above.length > 1)) {
    const message = `${clone} has clones in several projects`;
    faults.add('declare/which-clone', message, places.declaration, 'choose one of them with source.project');
    return;
  }
  // Projects that are selected come and go: the plan says where one that is copied is missing.
  if (above === 'open' || project === null || above.some(({ target }) => target.project === project)) return;
  faults.add(
    'declare/no-such-clone',
    `${id} copies the clone of ${clone} in project ${JSON.stringify(project)}, which is not declared`,
    places.sourceProject ?? places.declaration,
    cloneHint(project, above, guessProject(above)),
  );
}

/** Where the clones of a declaration are, for one that is copied from elsewhere. */
function cloneHint(
  wanted: string,
  clones: readonly DesiredClone[],
  guessFor: (wanted: string) => string | undefined,
): string {
  const projects = projectsOf(clones);
  if (projects.length === 0) return 'its clone is at tenant scope: remove source.project';
  if (clones.some(({ address, id }) => address === id))
    return `its only clone is in project ${JSON.stringify(projects[0])}: remove source.project`;
  const guess = guessFor(wanted);
  const shown = projects.slice(0, 20).map((name) => JSON.stringify(name));
  const list = `its projects: ${shown.join(', ')}${projects.length > 20 ? ', …' : ''}`;
  return guess === undefined ? list : `did you mean ${JSON.stringify(guess)}? ${list}`;
}

function projectsOf(clones: readonly DesiredClone[]): readonly string[] {
  return clones.flatMap(({ target }) => (target.project === null ? [] : [target.project]));
}

/** Both ends of a long circle, and how many there are between them. */
function shorten(circle: readonly string[]): readonly string[] {
  if (circle.length <= 12) return circle;
  return [...circle.slice(0, 8), `… ${circle.length - 10} more …`, ...circle.slice(-2)];
}

/** `straight`: ids that are known to lead to a profile or to nobody. */
function findCircle(
  start: string,
  byId: ReadonlyMap<string, readonly DesiredClone[]>,
  straight: Set<string>,
): readonly string[] | null {
  const path = new Set([start]);
  for (let at = start; ; ) {
    const source = byId.get(at)?.[0]?.source;
    if (source?.kind !== 'clone' || straight.has(source.clone)) {
      for (const id of path) straight.add(id);
      return null;
    }
    if (source.clone === start) return [...path, start];
    if (path.has(source.clone)) return null;
    path.add(source.clone);
    at = source.clone;
  }
}

/** Both places are named: the fault stands at the second, and the first is in its hint. */
export function checkNaturalKeys(clones: readonly DesiredClone[], faults: Faults): void {
  const holders = new Map<string, DesiredClone>();
  for (const clone of clones) {
    const { scope, project, name, version } = clone.target;
    const key = JSON.stringify([scope, project, name, version, version === 'source' ? clone.source : null]);
    const first = holders.get(key);
    if (first === undefined) {
      holders.set(key, clone);
      continue;
    }
    // A project that is listed twice is an error of its own.
    if (first.address === clone.address) continue;
    const where = project === null ? 'at tenant scope' : `in project ${JSON.stringify(project)}`;
    const { file, line } = first.places.declaration;
    faults.add(
      'declare/same-key',
      `${clone.address} and ${first.address} both declare ${name} ${version} ${where}`,
      clone.places.declaration,
      `${first.address} is declared at ${file}:${line}; give one of them another name or version`,
    );
  }
}

export function checkAddress(text: string): boolean {
  return parseAddress(text) !== undefined;
}
