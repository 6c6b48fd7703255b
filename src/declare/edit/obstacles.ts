// What must not be edited by a tool: what an alias stands for, what a variable gives, what says that something is not there.
import { isAlias, isMap, isScalar, isSeq, type Node } from 'yaml';
import type { OverrideMap, OverrideValue } from '../../content/overrides/overrides.ts';
import { hasVariables } from '../overrides/override-text.ts';
import type { SourceFile } from '../source-file.ts';

export interface Obstacle {
  readonly reason: string;
  readonly line: number;
}

/** In the way of merging `values` into what stands at `path`; null: nothing. */
export function findObstacle(
  file: SourceFile,
  path: readonly string[],
  values: OverrideMap,
): Obstacle | null {
  for (let length = 1; length <= path.length; length++) {
    const at = path.slice(0, length);
    const node = file.nodeAt(at);
    if (node === undefined) return null;
    const found = ofMap(file, node, at);
    if (found !== null) return found;
  }
  return below(file, path, values);
}

/** What in the value at `path`, or on the way to it, an alias or a variable gives; null: it is all written there. */
export function findGiven(file: SourceFile, path: readonly string[]): Obstacle | null {
  for (let length = 1; length < path.length; length++) {
    const node = file.nodeAt(path.slice(0, length));
    if (node !== undefined && isAlias(node)) return inherited(file, node, path.slice(0, length));
  }
  const given = variableIn(file.nodeAt(path), file.text);
  return given === null ? null : obstacle(file, given, path, 'holds what a variable or an alias gives');
}

function below(file: SourceFile, path: readonly string[], values: OverrideMap): Obstacle | null {
  for (const { key, value } of values.entries) {
    const at = [...path, key];
    const node = file.nodeAt(at);
    if (node === undefined) continue;
    const found = ofMember(file, node, at, value);
    if (found !== null) return found;
  }
  return null;
}

function ofMember(
  file: SourceFile,
  node: Node | null,
  path: readonly string[],
  value: OverrideValue,
): Obstacle | null {
  if (isAlias(node)) return inherited(file, node, path);
  if (value.kind === 'map' && isMap(node)) return ofRemoved(file, node, path) ?? below(file, path, value);
  const isName = ['packs', 'manifests', 'variables'].includes(path.at(-2) ?? '');
  if (isName && isScalar(node))
    return obstacle(file, node, path, 'is null there, which drops what earlier layers say');
  const variable = variableIn(node, file.text);
  return variable === null ? null : obstacle(file, variable, path, 'is given by a variable');
}

/** A pack that is removed there has no values to change. */
function ofRemoved(file: SourceFile, node: Node, path: readonly string[]): Obstacle | null {
  const isPack = path.at(-2) === 'packs';
  if (!isPack || file.nodeAt([...path, 'remove']) === undefined) return null;
  return obstacle(file, node, path, 'is removed there');
}

function ofMap(file: SourceFile, node: Node | null, path: readonly string[]): Obstacle | null {
  if (isAlias(node)) return inherited(file, node, path);
  return isMap(node) ? null : obstacle(file, node, path, 'is not a map');
}

function inherited(
  file: SourceFile,
  node: Node & { readonly source: string },
  path: readonly string[],
): Obstacle {
  return obstacle(
    file,
    node,
    path,
    `comes from the alias *${node.source}, which stands for what others use, too`,
  );
}

function obstacle(file: SourceFile, node: Node | null, path: readonly string[], why: string): Obstacle {
  return { reason: `${path.join('.')} ${why}`, line: file.placeAt(node?.range?.[0] ?? 0).line };
}

/** The first scalar that a variable gives, or that an alias brings. */
function variableIn(node: unknown, text: string): Node | null {
  if (isAlias(node)) return node;
  if (isScalar(node)) {
    const [from, to] = node.range ?? [0, 0];
    return hasVariables(text.slice(from, to)) ? node : null;
  }
  const items = isMap(node) ? node.items.map(({ value }) => value) : isSeq(node) ? node.items : [];
  for (const item of items) {
    const found = variableIn(item, text);
    if (found !== null) return found;
  }
  return null;
}
