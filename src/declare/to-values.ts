// A checked syntax tree → plain values. The parser's own way looks each alias up by walking the whole file.
import { isAlias, isMap, isScalar, isSeq, type Node } from 'yaml';
import { type Kept, keepKey, keepScalar, keepValues } from './overrides/kept-values.ts';
import { type Position, positionBelow } from './overrides/position.ts';

/**
 * Aliases become the very value that they stand for; nobody writes into values. `values` of an override keep their spelling
 * (overrides/kept-values.ts). `position` is that of `root`: `elsewhere` for a file that has no overrides.
 */
export function toValues(root: Node | null, text: string, position: Position): unknown {
  return valueOf(aWalk(text), root, position);
}

/** A value of an override in its spelling (overrides/kept-values.ts). */
export function toKept(root: Node | null, text: string): Kept {
  return keptOf(aWalk(text), root);
}

interface Walk {
  readonly text: string;
  /** The last node of each name so far. */
  readonly anchors: Map<string, Node>;
  /** Nodes with anchors that were read: reading one again, in another way, does not make it the last of its name. */
  readonly met: Set<Node>;
  /** What each alias stands for: the same alias is met again where the node around it is read in a second way. */
  readonly targets: Map<Node, Node | undefined>;
  /** Values of nodes with anchors, by the way that they were read in. */
  readonly known: Map<string, Map<Node, unknown>>;
}

function aWalk(text: string): Walk {
  return { text, anchors: new Map(), met: new Set(), targets: new Map(), known: new Map() };
}

function valueOf(walk: Walk, node: unknown, position: Position): unknown {
  if (isAlias(node)) return ofAlias(walk, node, position, (target) => valueOf(walk, target, position));
  if (position === 'values' && isMap(node)) return keepValues(keptOf(walk, node));
  let value: unknown = null;
  if (isScalar(node)) value = node.value;
  else if (isSeq(node))
    value = node.items.map((item, index) => valueOf(walk, item, positionBelow(position, index)));
  else if (isMap(node))
    // Makes own members only, whatever a key is called.
    value = Object.fromEntries(
      node.items.map((pair) => {
        const key = isScalar(pair.key) ? String(pair.key.value) : '';
        return [key, valueOf(walk, pair.value, positionBelow(position, key))];
      }),
    );
  if (isScalar(node) || isSeq(node) || isMap(node)) remember(walk, node, position, value);
  return value;
}

function keptOf(walk: Walk, node: unknown): Kept {
  if (isAlias(node)) return ofAlias(walk, node, 'kept', (target) => keptOf(walk, target));
  // What is not there was refused before.
  let kept: Kept = [];
  if (isScalar(node)) kept = keepScalar(node, walk.text);
  else if (isSeq(node)) kept = ['l', ...node.items.map((item) => keptOf(walk, item))];
  else if (isMap(node))
    kept = ['m', ...node.items.flatMap(({ key, value }) => [keepKey(key), keptOf(walk, value)])];
  if (isScalar(node) || isSeq(node) || isMap(node)) remember(walk, node, 'kept', kept);
  return kept;
}

function remember(walk: Walk, node: Node & { readonly anchor?: string }, way: string, value: unknown): void {
  if (node.anchor === undefined) return;
  if (!walk.met.has(node)) walk.anchors.set(node.anchor, node);
  walk.met.add(node);
  const known = walk.known.get(way) ?? new Map<Node, unknown>();
  walk.known.set(way, known.set(node, value));
}

function ofAlias<T>(
  walk: Walk,
  alias: Node & { readonly source: string },
  way: string,
  read: (target: unknown) => T,
): T {
  const target = walk.targets.has(alias) ? walk.targets.get(alias) : walk.anchors.get(alias.source);
  walk.targets.set(alias, target);
  const known = walk.known.get(way);
  // The value was read in the same way, so it has the same type.
  return target !== undefined && known?.has(target) === true ? (known.get(target) as T) : read(target);
}
