// A text of YAML as a tree whose every node knows where it stands, so that an edit touches its own characters only.

/** Begin and end as offsets in the text; `start` is in front of an anchor or a tag. */
export interface Spot {
  readonly start: number;
  readonly end: number;
  /** Behind the anchor and the tag. */
  readonly body: number;
  readonly anchor: string | null;
  readonly tag: string | null;
}

export interface MapEntry {
  /** The first character of the key, or of what stands before it: `?`, an anchor. */
  readonly start: number;
  readonly end: number;
  readonly key: string;
  /** Equal for keys that Helm reads as one. */
  readonly meaning: string;
  readonly isQuoted: boolean;
  readonly isMerge: boolean;
  /** Behind the colon, or behind the key where no colon follows. */
  readonly colon: number;
  readonly hasColon: boolean;
  readonly value: TextNode;
}

export interface ListItem {
  readonly start: number;
  readonly end: number;
  readonly value: TextNode;
}

export interface TextMap extends Spot {
  readonly kind: 'map';
  readonly isFlow: boolean;
  readonly members: readonly MapEntry[];
}

export interface TextList extends Spot {
  readonly kind: 'list';
  readonly isFlow: boolean;
  readonly members: readonly ListItem[];
}

export interface TextScalar extends Spot {
  readonly kind: 'scalar';
  readonly style: 'plain' | 'quoted' | 'literal' | 'folded';
  /** As YAML reads it, with the expressions of templates. */
  readonly value: string;
  /** Equal exactly for what Helm reads as the same value. */
  readonly meaning: string;
  /** A block scalar's end without the blank lines below it, which it keeps (`+`) or not. */
  readonly contentEnd: number;
  readonly keepsBlankLines: boolean;
}

export interface TextAlias extends Spot {
  readonly kind: 'alias';
  readonly name: string;
  /** null: of an anchor that does not exist. */
  readonly target: TextNode | null;
}

/** Nothing: a key without a value, an item without one, a text of comments. */
export interface TextNothing extends Spot {
  readonly kind: 'empty';
}

export type TextNode = TextMap | TextList | TextScalar | TextAlias | TextNothing;

export interface TextTree {
  readonly text: string;
  readonly root: TextNode;
  /** How its lines end. */
  readonly lineEnd: '\n' | '\r\n';
  /** Nodes with an anchor that an alias uses. */
  readonly used: ReadonlySet<TextNode>;
  /** The first alias of an anchor that does not exist before it. */
  readonly lost: string | null;
}

/** Whether the node is nothing, or says that it is. */
export function isNull(node: TextNode): boolean {
  return (
    node.kind === 'empty' ||
    (node.kind === 'scalar' && node.style === 'plain' && node.tag === null && node.meaning === 'null')
  );
}

/** The node that the text of this one ends with. */
export function lastLeaf(node: TextNode): TextNode {
  if ((node.kind !== 'map' && node.kind !== 'list') || node.isFlow) return node;
  const last = node.members.at(-1);
  return last === undefined ? node : lastLeaf(last.value);
}

/** Behind its last character; the blank lines below a block scalar are none of it. */
export function contentEnd(node: TextNode): number {
  const leaf = lastLeaf(node);
  return leaf.kind === 'scalar' ? Math.min(leaf.contentEnd, node.end) : node.end;
}
