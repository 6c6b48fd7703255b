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

/** Whether `<<` brings the key, or brings what cannot be told. Each node is looked at once, however many aliases lead to it. */
export function mergedHas(map: TextMap, key: string, isQuoted: boolean): boolean {
  const brought = new Set<TextNode>(merged(map));
  for (const node of brought) {
    if (node.kind === 'alias' && node.target !== null) brought.add(node.target);
    else if (node.kind === 'list') for (const { value } of node.members) brought.add(value);
    else if (node.kind !== 'map' || findEntry(node, key, isQuoted) !== undefined) return true;
    else for (const value of merged(node)) brought.add(value);
  }
  return false;
}

function merged({ members }: TextMap): readonly TextNode[] {
  return members.flatMap(({ isMerge, value }) => (isMerge ? [value] : []));
}

/**
 * The anchor that an alias elsewhere uses, as a reason: of the node itself, or of anything within, when all of it goes. An alias within
 * the node itself does not count: it goes, too.
 */
export function anchorInUse(tree: TextTree, node: TextNode, how: 'self' | 'deep'): string | null {
  if (tree.used.size === 0) return null;
  if (how === 'self') return node.anchor !== null && tree.used.has(node) ? reason(node.anchor) : null;
  const inside = new Set<TextNode | null>(nodesIn(node));
  for (const other of nodesIn(tree.root))
    if (other.kind === 'alias' && inside.has(other.target) && !inside.has(other)) return reason(other.name);
  return null;
}

function reason(anchor: string): string {
  return `the anchor &${anchor} stands there, and an alias uses it`;
}

function* nodesIn(node: TextNode): Generator<TextNode> {
  yield node;
  if (node.kind === 'map' || node.kind === 'list')
    for (const { value } of node.members) yield* nodesIn(value);
}
