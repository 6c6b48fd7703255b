// What a text means to Helm, as a value that can be changed by overrides and compared: what an edit must have made of the text.
import { plainScalar, textScalar } from '../plain-scalar.ts';
import { literalBlock } from './literal-block.ts';
import type { OverrideScalar, OverrideValue } from './overrides.ts';
import { isNull, type ListItem, type MapEntry, type TextNode, type TextTree } from './text-tree.ts';
import { keyMeaning } from './tree-builder.ts';

/** A scalar is its meaning; `block` is a literal block that holds a mapping. */
export type Meaning =
  | string
  | readonly Meaning[]
  | { readonly isBlock: boolean; readonly entries: ReadonlyMap<string, Meaning> };

export class MeaningTooLarge extends Error {}

/** Aliases count as often as they are used. */
const MOST_NODES = 200_000;
/** Aliases within what an alias stands for, as deep as a text may nest (deep-nesting.ts). */
const MOST_ALIASES = 64;

export interface HowToRead {
  /** A literal block that holds a mapping counts as that mapping. */
  readonly opensBlocks: boolean;
  /** Members that are left out. */
  readonly without?: ReadonlySet<MapEntry | ListItem>;
}

export function meaningOf(tree: TextTree, node: TextNode, how: HowToRead): Meaning {
  return new Reader(how).read(tree, node);
}

class Reader {
  readonly #how: HowToRead;
  #left = MOST_NODES;
  #aliases = 0;

  constructor(how: HowToRead) {
    this.#how = how;
  }

  read(tree: TextTree, node: TextNode): Meaning {
    this.#left--;
    if (this.#left < 0) throw tooLarge();
    switch (node.kind) {
      case 'empty':
        return 'null';
      case 'alias':
        return node.target === null ? `*${node.name}` : this.#behindAlias(tree, node.target);
      case 'scalar': {
        if (isNull(node)) return 'null';
        const block = this.#how.opensBlocks ? literalBlock(tree, node) : undefined;
        if (block === undefined) return node.meaning;
        const inner = this.read(block.inner, block.inner.root);
        return isMapMeaning(inner) ? { ...inner, isBlock: true } : node.meaning;
      }
      case 'list':
        return node.members
          .filter((item) => !this.#isLeftOut(item))
          .map(({ value }) => this.read(tree, value));
      case 'map':
        return this.#map(
          tree,
          node.members.filter((entry) => !this.#isLeftOut(entry)),
        );
    }
  }

  #behindAlias(tree: TextTree, target: TextNode): Meaning {
    this.#aliases++;
    if (this.#aliases > MOST_ALIASES) throw tooLarge();
    const meaning = this.read(tree, target);
    this.#aliases--;
    return meaning;
  }

  #isLeftOut(member: MapEntry | ListItem): boolean {
    return this.#how.without?.has(member) === true;
  }

  /** What `<<` brings is overridden by the map's own keys. */
  #map(tree: TextTree, members: readonly MapEntry[]): Meaning {
    const entries = new Map<string, Meaning>();
    for (const { isMerge, meaning, value } of members)
      if (!isMerge) entries.set(meaning, this.read(tree, value));
    for (const { isMerge, value } of members) {
      if (!isMerge) continue;
      const brought = this.read(tree, value);
      for (const map of Array.isArray(brought) ? (brought as readonly Meaning[]) : [brought])
        if (isMapMeaning(map))
          for (const [key, of] of map.entries) if (!entries.has(key)) entries.set(key, of);
    }
    return { isBlock: false, entries };
  }
}

function tooLarge(): MeaningTooLarge {
  return new MeaningTooLarge('aliases expand to too much');
}

type MapMeaning = Extract<Meaning, { readonly isBlock: boolean }>;

function isMapMeaning(meaning: Meaning | undefined): meaning is MapMeaning {
  return typeof meaning === 'object' && 'entries' in meaning && meaning.entries instanceof Map;
}

/** What a value of an override makes of the meaning at its place. */
export function withValue(before: Meaning | undefined, value: OverrideValue): Meaning {
  if (value.kind === 'scalar') return scalarMeaning(value);
  if (value.kind === 'list') return value.items.map((item) => withValue(undefined, item));
  const map: MapMeaning = isMapMeaning(before) ? before : { isBlock: false, entries: new Map() };
  const entries = new Map(map.entries);
  for (const entry of value.entries) {
    const meaning = keyMeaning(entry.key, entry.isQuoted === true);
    const key = !entries.has(meaning) && entries.has(entry.key) ? entry.key : meaning;
    entries.set(key, withValue(entries.get(key), entry.value));
  }
  return { isBlock: map.isBlock, entries };
}

function scalarMeaning({ style, source, value }: OverrideScalar): string {
  return style === 'plain' ? plainScalar(source).meaning : textScalar(value).meaning;
}

/** Equal for equal meanings, and for no others. */
export function canonical(meaning: Meaning): string {
  if (typeof meaning === 'string') return JSON.stringify(meaning);
  if (!isMapMeaning(meaning)) return `[${meaning.map(canonical).join(',')}]`;
  const entries = [...meaning.entries].map(([key, value]) => `${JSON.stringify(key)}:${canonical(value)}`);
  return `${meaning.isBlock ? '|' : ''}{${entries.sort().join(',')}}`;
}
