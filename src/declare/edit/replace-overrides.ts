// Overrides in the place of what a declaration file says of the same packs and variables: for a manual edit of what is overridden
// already, which nothing beside the old overrides can express.
import { isMap, isScalar } from 'yaml';
import { withoutPaths } from '../../content/overrides/edit-text.ts';
import type { OverrideLayer } from '../../content/overrides/overrides.ts';
import { below } from '../../content/path.ts';
import type { DataPath, SourceFile } from '../source-file.ts';
import { type EditedFile, refused } from './edited.ts';
import { declarationFile, insertOverrides } from './insert-overrides.ts';
import { findGiven } from './obstacles.ts';

/** `clones`, and the id. */
const DECLARATION_LENGTH = 2;

/** Names as the file has them. */
export interface OverrideNames {
  readonly packs: readonly string[];
  readonly variables: readonly string[];
}

/** Which packs and variables the file has overrides for, in this declaration or in this project of it. */
export function ownOverrides(text: string, id: string, project: string | null): OverrideNames {
  const path = overridesPath(id, project);
  const file = declarationFile(text);
  const keys = (member: string): readonly string[] => (file === null ? [] : keysAt(file, [...path, member]));
  return { packs: keys('packs'), variables: keys('variables') };
}

/** `names` go, with all that the file says of them there; then `overrides` are inserted. Maps that lose their last entry go, too. */
export function replaceOverrides(
  text: string,
  id: string,
  project: string | null,
  names: OverrideNames,
  overrides: OverrideLayer,
): EditedFile {
  const file = declarationFile(text);
  if (file === null) return refused('the file is not one of declarations, or has errors');
  const path = overridesPath(id, project);
  const gone = [
    ...names.packs.map((name) => [...path, 'packs', name]),
    ...names.variables.map((name) => [...path, 'variables', name]),
  ];
  for (const at of gone) {
    const obstacle = findGiven(file, at);
    if (obstacle !== null) return refused(obstacle.reason, obstacle.line);
  }
  const without = removed(text, withEmptied(file, gone));
  if (!without.ok || (overrides.packs.size === 0 && overrides.variables.size === 0)) return without;
  return insertOverrides(without.text, id, project, overrides);
}

function overridesPath(id: string, project: string | null): readonly string[] {
  return ['clones', id, ...(project === null ? [] : ['perProject', project]), 'overrides'];
}

/** Instead of all entries of a map, the map: nothing empty is left behind. A declaration itself stays. */
function withEmptied(file: SourceFile, paths: readonly DataPath[]): readonly DataPath[] {
  const byParent = new Map<string, DataPath[]>();
  for (const path of paths) {
    const parent = JSON.stringify(path.slice(0, -1));
    byParent.set(parent, [...(byParent.get(parent) ?? []), path]);
  }
  let isSettled = true;
  const next = [...byParent.values()].flatMap((entries) => {
    const parent = entries[0]?.slice(0, -1) ?? [];
    if (parent.length <= DECLARATION_LENGTH || keysAt(file, parent).length > entries.length) return entries;
    isSettled = false;
    return [parent];
  });
  return isSettled ? next : withEmptied(file, next);
}

function keysAt(file: SourceFile, path: DataPath): readonly string[] {
  const node = file.nodeAt(path);
  return isMap(node) ? node.items.map(({ key }) => String(isScalar(key) ? key.value : key)) : [];
}

function removed(text: string, paths: readonly DataPath[]): EditedFile {
  const written = paths.map((path) => path.reduce<string>((at, key) => below(at, String(key)), ''));
  const { text: edited, failures } = withoutPaths(text, written);
  const [failure] = failures;
  if (failure !== undefined) return refused(failure.message);
  return declarationFile(edited) === null
    ? refused('the overrides that are there cannot be taken out of the file')
    : { ok: true, text: edited };
}
