// How a text indents: new lines are made like the lines around them.
import type { Layout } from './emit.ts';
import { column } from './text-edit.ts';
import type { MapEntry, TextMap, TextNode, TextTree } from './text-tree.ts';

/** By the nearest example: a member of the map itself, else the first and least nested in the text; else two columns, lists too. */
export function layoutIn(tree: TextTree, map: TextMap | null): Layout {
  let steps: Partial<Layout> = {};
  for (const { members } of nearestFirst(tree.root, map)) {
    for (const member of members) steps = { ...stepBelow(tree, member), ...steps };
    if (steps.step !== undefined && steps.listStep !== undefined) break;
  }
  return { step: 2, listStep: 2, ...steps };
}

function* nearestFirst(root: TextNode, map: TextMap | null): Generator<TextMap> {
  if (map !== null) yield map;
  const open = [root];
  for (const node of open) {
    if (node.kind === 'map') yield node;
    if (node.kind === 'map' || node.kind === 'list') for (const { value } of node.members) open.push(value);
  }
}

/** How much deeper the value of a key stands, where it has lines of its own. */
function stepBelow({ text }: TextTree, { start, value }: MapEntry): Partial<Layout> {
  if ((value.kind !== 'map' && value.kind !== 'list') || value.isFlow) return {};
  const by = column(text, value.body) - column(text, start);
  return value.kind === 'list' ? { listStep: by } : { step: by };
}
