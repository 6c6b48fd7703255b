// How a text indents: new lines are made like the lines around them.
import type { Layout } from './emit.ts';
import { column } from './text-edit.ts';
import type { MapEntry, TextMap, TextNode, TextTree } from './text-tree.ts';

/** By the nearest example: a member of the map itself, else the first in the text; else two columns, lists too. */
export function layoutIn(tree: TextTree, map: TextMap | null): Layout {
  const near = map === null ? {} : stepsOf(tree, [map], false);
  const far = near.step === undefined || near.listStep === undefined ? stepsOf(tree, [tree.root], true) : {};
  return { step: near.step ?? far.step ?? 2, listStep: near.listStep ?? far.listStep ?? 2 };
}

interface Steps {
  readonly step?: number;
  readonly listStep?: number;
}

function stepsOf(tree: TextTree, from: readonly TextNode[], isDeep: boolean): Steps {
  let steps: Steps = {};
  const open = [...from];
  for (let node = open.shift(); node !== undefined; node = open.shift()) {
    if (node.kind !== 'map' && node.kind !== 'list') continue;
    if (node.kind === 'map' && !node.isFlow)
      for (const member of node.members) steps = { ...stepBelow(tree, member), ...steps };
    if (isDeep) open.push(...node.members.map(({ value }) => value));
    if (steps.step !== undefined && steps.listStep !== undefined) break;
  }
  return steps;
}

/** How much deeper the value of a key stands, where it stands below it. */
function stepBelow({ text }: TextTree, { start, value }: MapEntry): Steps {
  if ((value.kind !== 'map' && value.kind !== 'list') || value.isFlow) return {};
  if (!text.slice(start, value.start).includes('\n')) return {};
  const by = column(text, value.start) - column(text, start);
  if (value.kind === 'list') return { listStep: by };
  return by > 0 ? { step: by } : {};
}
