// What makes a place ambiguous: a key that stands there twice, one that an alias brings, an anchor that others use.

import type { MapEntry, TextMap, TextNode, TextTree } from './text-tree.ts';
import { keyMeaning } from './tree-builder.ts';

/** Keys compare as Helm reads them; one that is spelled the same counts as well. */
export function findEntry(map: TextMap, key: string, isQuoted: boolean): MapEntry | 'twice' | undefined {
  const meaning = keyMeaning(key, isQuoted);
  const found = map.members.filter(
    (entry) => !entry.isMerge && (entry.meaning === meaning || (!isQuoted && entry.key === key)),
  );
  return found.length > 1 ? 'twice' : found[0];
}

/** Whether `<<` brings the key, or brings what cannot be told. */
export function mergedHas(map: TextMap, key: string, isQuoted: boolean): boolean {
  return map.members.some(({ isMerge, value }) => isMerge && bringsKey(value, key, isQuoted, 0));
}

function bringsKey(node: TextNode, key: string, isQuoted: boolean, depth: number): boolean {
  if (depth > 20) return true;
  if (node.kind === 'alias') return node.target === null || bringsKey(node.target, key, isQuoted, depth + 1);
  if (node.kind === 'list')
    return node.members.some(({ value }) => bringsKey(value, key, isQuoted, depth + 1));
  if (node.kind !== 'map') return true;
  return findEntry(node, key, isQuoted) !== undefined || mergedHas(node, key, isQuoted);
}

/**
 * The anchor that an alias elsewhere uses, as a reason: of the node itself, or of anything within, when all of it goes. An alias within
 * the node itself does not count: it goes, too.
 */
export function anchorInUse(tree: TextTree, node: TextNode, how: 'self' | 'deep'): string | null {
  if (tree.used.size === 0) return null;
  if (how === 'self') return node.anchor !== null && tree.used.has(node) ? reason(node.anchor) : null;
  const inside = new Set(nodesIn(node));
  const outside = [...nodesIn(tree.root)].filter((other) => !inside.has(other));
  const lost = outside.find(
    (other) => other.kind === 'alias' && other.target !== null && inside.has(other.target),
  );
  return lost?.kind === 'alias' ? reason(lost.name) : null;
}

function reason(anchor: string): string {
  return `the anchor &${anchor} stands there, and an alias uses it`;
}

function* nodesIn(node: TextNode): Generator<TextNode> {
  yield node;
  if (node.kind === 'map' || node.kind === 'list')
    for (const { value } of node.members) yield* nodesIn(value);
}
