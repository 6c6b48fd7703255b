// A path → the member of a map or list that it leads to, through the texts of literal blocks, too.
import type { PathStep } from '../parse-path.ts';
import { type LiteralBlock, literalBlock } from './literal-block.ts';
import { anchorInUse, findEntry, mergedHas } from './obstacles.ts';
import {
  isNull,
  type ListItem,
  type MapEntry,
  type TextList,
  type TextMap,
  type TextNode,
  type TextTree,
} from './text-tree.ts';

export type Located =
  | {
      readonly status: 'found';
      /** The text that it is in, and the blocks around that text, the outermost first. */
      readonly tree: TextTree;
      readonly blocks: readonly LiteralBlock[];
      readonly parent: TextMap | TextList;
      readonly member: MapEntry | ListItem;
      /** The entry of a map whose value the parent is; null: it is an item, or the text itself. */
      readonly holder: MapEntry | null;
      /** An anchor above it that an alias uses: a change here changes what the alias reads. */
      readonly shared: string | null;
    }
  | { readonly status: 'absent' }
  | { readonly status: 'blocked'; readonly reason: string };

export function locate(tree: TextTree, steps: readonly PathStep[]): Located {
  let [at, node] = [tree, tree.root];
  const blocks: LiteralBlock[] = [];
  let holder: MapEntry | null = null;
  let shared: string | null = null;
  let found: Located = { status: 'absent' };
  for (const step of steps) {
    if (node.kind === 'scalar' && !isNull(node)) {
      const block = literalBlock(at, node);
      if (block === undefined) return { status: 'blocked', reason: 'the path leads through a scalar' };
      shared ??= anchorInUse(at, node, 'self');
      blocks.push(block);
      at = block.inner;
      node = at.root;
      holder = null;
    }
    shared ??= anchorInUse(at, node, 'self');
    const next = memberAt(node, step);
    if (next.status !== 'member') return next;
    found = {
      status: 'found',
      tree: at,
      blocks: [...blocks],
      parent: next.parent,
      member: next.member,
      holder,
      shared,
    };
    node = next.member.value;
    holder = 'key' in next.member ? next.member : null;
  }
  return found;
}

type Member =
  | { readonly status: 'member'; readonly parent: TextMap | TextList; readonly member: MapEntry | ListItem }
  | { readonly status: 'absent' }
  | { readonly status: 'blocked'; readonly reason: string };

function memberAt(node: TextNode, step: PathStep): Member {
  if (isNull(node)) return { status: 'absent' };
  if (node.kind === 'alias') return blocked(`the path leads through the alias *${node.name}`);
  if (step.kind === 'key') {
    if (node.kind !== 'map') return blocked(`a list stands where the path has the key ${step.key}`);
    const entry = findEntry(node, step.key, false);
    if (entry === 'twice') return blocked(`the key ${step.key} stands there twice`);
    if (mergedHas(node, step.key, false))
      return blocked(`the key ${step.key} comes from an alias there (<<)`);
    return entry === undefined ? { status: 'absent' } : { status: 'member', parent: node, member: entry };
  }
  if (node.kind !== 'list') return blocked('a map stands where the path has an item of a list');
  const found =
    step.kind === 'index'
      ? node.members.slice(step.index, step.index + 1)
      : node.members.filter(({ value }) => isItem(value, step.key, step.value));
  const [first, ...others] = found;
  if (others.length > 0) return blocked(`${found.length} items match, not one`);
  return first === undefined ? { status: 'absent' } : { status: 'member', parent: node, member: first };
}

function blocked(reason: string): Member {
  return { status: 'blocked', reason };
}

function isItem(node: TextNode, key: string | null, value: string): boolean {
  if (key === null) return node.kind === 'scalar' && node.value === value;
  const entry = node.kind === 'map' ? findEntry(node, key, false) : undefined;
  return typeof entry === 'object' && entry.value.kind === 'scalar' && entry.value.value === value;
}
