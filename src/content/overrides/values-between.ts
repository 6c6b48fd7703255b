// What `values` and `unset` would have to say so that one text becomes another one: by the trees of both.
import { formatPath, type PathStep } from '../parse-path.ts';
import { literalBlock } from './literal-block.ts';
import { canonical, MeaningTooLarge, meaningOf } from './meaning.ts';
import type { OverrideMap, OverrideValue } from './overrides.ts';
import { readTree } from './read-tree.ts';
import type { MapEntry, TextMap, TextNode, TextTree } from './text-tree.ts';

export interface ValuesBetween {
  readonly values: OverrideMap | null;
  readonly unset: readonly string[];
  /** A list is replaced of which most stays: what the source changes in it later would be lost. */
  readonly replacesList: boolean;
}

/** null where values cannot say it. */
export function valuesBetween(before: string, after: string): ValuesBetween | null {
  const [from, to] = [readTree(before), readTree(after)];
  if (from.status === 'unreadable' || to.status === 'unreadable') return null;
  try {
    return new Comparison().of(from.tree, to.tree);
  } catch (error) {
    if (error instanceof NotExpressible || error instanceof MeaningTooLarge) return null;
    throw error;
  }
}

class NotExpressible extends Error {}

class Comparison {
  readonly #unset: string[] = [];
  #replacesList = false;

  of(from: TextTree, to: TextTree): ValuesBetween {
    if (to.root.kind !== 'map') throw new NotExpressible();
    const { root } = from;
    const entries =
      root.kind === 'map' ? this.#entries(from, root, to, to.root, []) : mapOf(to, to.root).entries;
    const values: OverrideMap | null = entries.length === 0 ? null : { kind: 'map', entries };
    return { values, unset: this.#unset, replacesList: this.#replacesList };
  }

  #entries(
    from: TextTree,
    before: TextMap,
    to: TextTree,
    after: TextMap,
    above: readonly PathStep[],
  ): OverrideMap['entries'] {
    const had = byMeaning(before);
    const has = byMeaning(after);
    for (const [same, { key }] of had)
      if (!has.has(same)) this.#unset.push(formatPath([...above, { kind: 'key', key }]));
    return [...has].flatMap(([same, entry]) => {
      const old = had.get(same);
      const steps: readonly PathStep[] = [...above, { kind: 'key', key: entry.key }];
      const value =
        old === undefined ? valueOf(to, entry.value) : this.#value(from, old.value, to, entry.value, steps);
      return value === null ? [] : [{ key: entry.key, ...(entry.isQuoted ? { isQuoted: true } : {}), value }];
    });
  }

  /** null: nothing to set. */
  #value(
    from: TextTree,
    before: TextNode,
    to: TextTree,
    after: TextNode,
    steps: readonly PathStep[],
  ): OverrideValue | null {
    if (sourceOf(from, before) === sourceOf(to, after)) return null;
    const [old, now] = [opened(from, before), opened(to, after)];
    if (old !== null && now !== null && old.isBlock === now.isBlock) {
      const entries = this.#entries(old.tree, old.map, now.tree, now.map, steps);
      return entries.length === 0 ? null : { kind: 'map', entries };
    }
    if (before.kind === 'list' && after.kind === 'list') {
      const had = new Set(before.members.map(({ value }) => meaning(from, value)));
      if (after.members.some(({ value }) => had.has(meaning(to, value)))) this.#replacesList = true;
    }
    return valueOf(to, after);
  }
}

function meaning(tree: TextTree, node: TextNode): string {
  return canonical(meaningOf(tree, node, { opensBlocks: false }));
}

function sourceOf({ text }: TextTree, node: TextNode): string {
  return text.slice(node.start, node.end);
}

/** A map, or the mapping that a literal block holds. */
function opened(
  tree: TextTree,
  node: TextNode,
): { readonly tree: TextTree; readonly map: TextMap; readonly isBlock: boolean } | null {
  if (node.kind === 'map') return { tree, map: node, isBlock: false };
  const block = node.kind === 'scalar' ? literalBlock(tree, node) : undefined;
  const root = block?.inner.root;
  return block !== undefined && root?.kind === 'map' ? { tree: block.inner, map: root, isBlock: true } : null;
}

function byMeaning(map: TextMap): ReadonlyMap<string, MapEntry> {
  const entries = new Map(map.members.map((entry) => [entry.meaning, entry]));
  if (entries.size < map.members.length || map.members.some(({ isMerge }) => isMerge))
    throw new NotExpressible();
  return entries;
}

/** What an override would have to hold to write this. */
function valueOf(tree: TextTree, node: TextNode): OverrideValue {
  if (node.anchor !== null || node.tag !== null) throw new NotExpressible();
  switch (node.kind) {
    case 'map':
      return mapOf(tree, node);
    case 'list':
      return { kind: 'list', items: node.members.map(({ value }) => valueOf(tree, value)) };
    case 'scalar': {
      if (node.style === 'folded') throw new NotExpressible();
      if (node.style === 'literal')
        return { kind: 'scalar', style: 'text', source: node.value, value: node.value };
      const source = tree.text.slice(node.body, node.end);
      return {
        kind: 'scalar',
        style: node.style,
        source,
        value: node.style === 'plain' ? source : node.value,
      };
    }
    case 'alias':
    case 'empty':
      throw new NotExpressible();
  }
}

function mapOf(tree: TextTree, map: TextMap): OverrideMap {
  return {
    kind: 'map',
    entries: [...byMeaning(map).values()].map(({ key, isQuoted, value }) => ({
      key,
      ...(isQuoted ? { isQuoted: true } : {}),
      value: valueOf(tree, value),
    })),
  };
}
