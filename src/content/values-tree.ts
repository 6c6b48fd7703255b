// YAML as Helm reads it: a tree in which equal values have equal numbers, so that comparing two subtrees costs nothing.
import { maskText } from './mask.ts';
import { plainScalar, textScalar } from './plain-scalar.ts';
import { secretNodes } from './secret-nodes.ts';
import { hasMark } from './template-marks.ts';
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Scalar,
  scalarText,
  scalarValue,
  type YamlText,
} from './yaml-text.ts';

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly id: number;
  readonly size: 1;
  /** A string's text; anything else as it is spelled. */
  readonly text: string;
  readonly isString: boolean;
  readonly isSecret: boolean;
}

export interface ListNode {
  readonly kind: 'list';
  readonly id: number;
  readonly size: number;
  readonly items: readonly ValueNode[];
}

export interface MapNode {
  readonly kind: 'map';
  readonly id: number;
  readonly size: number;
  /** By what Helm reads the key as: `on` and `true` are one key. */
  readonly entries: ReadonlyMap<string, { readonly key: string; readonly value: ValueNode }>;
}

export type ValueNode = ScalarNode | ListNode | MapNode;

/** One number per value; shared by the trees that are compared. */
export class Numbers {
  readonly #ids = new Map<string, number>();

  of(value: string): number {
    const id = this.#ids.get(value) ?? this.#ids.size;
    this.#ids.set(value, id);
    return id;
  }
}

/** Aliases count as often as they are used: what they expand to beyond this is an attack or a mistake. */
const MOST_NODES = 200_000;

/** One tree per document; undefined where one cannot be built. */
export function valuesTrees(yaml: YamlText, numbers: Numbers): readonly ValueNode[] | undefined {
  const builder = new TreeBuilder(yaml, numbers);
  const trees: ValueNode[] = [];
  let size = 0;
  for (const { contents } of yaml.documents) {
    const tree = builder.document(contents);
    if (tree === undefined) return undefined;
    size += tree.size;
    trees.push(tree);
  }
  return size > MOST_NODES ? undefined : trees;
}

export function emptyMap(numbers: Numbers): MapNode {
  return { kind: 'map', id: numbers.of('{}'), size: 1, entries: new Map() };
}

class TreeBuilder {
  readonly #yaml: YamlText;
  readonly #numbers: Numbers;
  readonly #secrets: ReadonlySet<unknown>;
  #anchors = new Map<string, ValueNode>();

  constructor(yaml: YamlText, numbers: Numbers) {
    this.#yaml = yaml;
    this.#numbers = numbers;
    this.#secrets = secretNodes(yaml);
  }

  document(contents: unknown): ValueNode | undefined {
    this.#anchors = new Map();
    return this.#node(contents);
  }

  #node(node: unknown): ValueNode | undefined {
    if (isAlias(node)) return this.#anchors.get(node.source);
    const made = isMap(node)
      ? this.#map(node.items)
      : isSeq(node)
        ? this.#list(node.items)
        : isScalar(node)
          ? this.#scalar(node)
          : this.#empty();
    if (made === undefined || made.size > MOST_NODES) return undefined;
    const anchor = isMap(node) || isSeq(node) || isScalar(node) ? node.anchor : undefined;
    if (anchor !== undefined) this.#anchors.set(anchor, made);
    return made;
  }

  #list(nodes: readonly unknown[]): ListNode | undefined {
    const items: ValueNode[] = [];
    let size = 1;
    for (const node of nodes) {
      const item = this.#node(node);
      if (item === undefined) return undefined;
      size += item.size;
      items.push(item);
    }
    return { kind: 'list', id: this.#numbers.of(`[${items.map(({ id }) => id).join(',')}]`), size, items };
  }

  #map(pairs: readonly { readonly key: unknown; readonly value: unknown }[]): MapNode | undefined {
    const entries = new Map<string, { readonly key: string; readonly value: ValueNode }>();
    const merged: ValueNode[] = [];
    let size = 1;
    for (const { key, value } of pairs) {
      const node = this.#node(value);
      if (node === undefined) return undefined;
      size += node.size;
      if (isScalar(key) && key.type === Scalar.PLAIN && key.value === '<<') merged.push(node);
      else
        entries.set(keyMeaning(key, this.#yaml), {
          // A URL with a password may be a key, and so may `password=x`.
          key: maskText(this.#yaml.restore(scalarText(key) ?? '')),
          value: node,
        });
    }
    for (const map of merged.flatMap((node) => (node.kind === 'list' ? node.items : [node]))) {
      if (map.kind !== 'map') return undefined;
      for (const [key, entry] of map.entries) if (!entries.has(key)) entries.set(key, entry);
    }
    const sorted = [...entries].map(([key, { value }]) => `${JSON.stringify(key)}:${value.id}`).sort();
    return { kind: 'map', id: this.#numbers.of(`{${sorted.join(',')}}`), size, entries };
  }

  #scalar(node: Scalar): ScalarNode {
    const value = this.#yaml.restore(scalarValue(node));
    const isPlain = node.type === Scalar.PLAIN && node.tag === undefined;
    const isTemplate = isPlain && hasMark(scalarValue(node));
    const { type, meaning } = isPlain && !isTemplate ? plainScalar(value) : textScalar(value);
    const tag = node.tag === undefined || node.tag === 'tag:yaml.org,2002:str' ? '' : node.tag;
    return {
      kind: 'scalar',
      id: this.#numbers.of(`${tag}${isTemplate ? '{' : ''}${meaning}`),
      size: 1,
      text: type === 'null' && value === '' ? 'null' : `${tag === '' ? '' : `!<${tag}> `}${value}`,
      isString: type === 'string' && !isTemplate,
      isSecret: this.#secrets.has(node),
    };
  }

  #empty(): ScalarNode {
    const id = this.#numbers.of('null');
    return { kind: 'scalar', id, size: 1, text: 'null', isString: false, isSecret: false };
  }
}

/** Keys of JSON are texts: Helm turns a number or boolean into one. */
function keyMeaning(key: unknown, yaml: YamlText): string {
  const text = yaml.restore(scalarText(key) ?? '');
  if (!isScalar(key) || key.type !== Scalar.PLAIN) return text;
  const { type, meaning } = plainScalar(text);
  return type === 'string' ? text : meaning.replace(/^#/, '');
}
