// What a syntax tree must not hold, found in one pass: keys that are none, keys twice, halves of characters, aliases that multiply.
// After it, turning the tree into values cannot fail.
import { isAlias, isMap, isNode, isScalar, isSeq, type Node, type Pair, type Scalar } from 'yaml';
import type { Faults } from './faults.ts';
import { writtenKey } from './overrides/kept-values.ts';
import { isOverride, type Position, positionBelow } from './overrides/position.ts';
import type { SourceFile } from './source-file.ts';

/** Nodes that aliases may add, characters that a file may come to with them, and levels that it may nest to. */
const MAX_ADDED_NODES = 200_000;
const MAX_CHARACTERS = 32 * 1024 * 1024;
const MAX_DEPTH = 64;

export const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** What a node comes to with its aliases followed. */
interface Weight {
  readonly nodes: number;
  readonly characters: number;
  readonly depth: number;
  /** It has a key or a number that only `values` of an override may have. */
  readonly isFree: boolean;
}

type Sum = { -readonly [K in keyof Weight]: Weight[K] };

/** Of what is not there, or cannot be followed. */
const NOTHING: Weight = { nodes: 1, characters: 0, depth: 1, isFree: false };

interface Walk {
  readonly file: SourceFile;
  readonly faults: Faults;
  /** As in YAML, the last one of a name above an alias is meant; null while it is still being read. */
  readonly anchors: Map<string, Weight | null>;
  /** Nodes that aliases have added so far. */
  added: number;
}

/** `position`: `file` for a file of declarations, `values` for a value of an override. `above`: the levels that it stands below. */
export function checkTree(file: SourceFile, position: Position, faults: Faults, above = 0): void {
  const walk: Walk = { file, faults, anchors: new Map(), added: 0 };
  const { characters, depth } = weigh(walk, file.root, position);
  if (walk.added <= MAX_ADDED_NODES && characters <= MAX_CHARACTERS && depth + above <= MAX_DEPTH) return;
  faults.add(
    'declare/alias',
    'too many alias expansions',
    file.placeAt(0),
    'write out the values instead of aliases, or use defaults',
  );
}

function weigh(walk: Walk, node: unknown, position: Position): Weight {
  if (isAlias(node)) return weighAlias(walk, node, position);
  if (!isMap(node) && !isSeq(node)) return isScalar(node) ? weighScalar(walk, node, position) : NOTHING;
  if (node.anchor !== undefined) walk.anchors.set(node.anchor, null);
  checkTag(walk, node, position);
  const weight = { nodes: 1, characters: 0, depth: 1, isFree: false };
  if (isMap(node)) weighPairs(walk, node.items, position, weight);
  else
    for (const [index, item] of node.items.entries())
      add(weight, weigh(walk, item, positionBelow(position, index)));
  if (node.anchor !== undefined) walk.anchors.set(node.anchor, weight);
  return weight;
}

/** Adds up in place: a file has a hundred thousand nodes. */
function add(all: Sum, part: Weight): void {
  all.nodes += part.nodes;
  all.characters += part.characters;
  all.depth = Math.max(all.depth, part.depth + 1);
  all.isFree ||= part.isFree;
}

function weighAlias(walk: Walk, node: Node & { readonly source: string }, position: Position): Weight {
  const weight = walk.anchors.get(node.source);
  if (weight !== undefined && weight !== null) {
    walk.added += weight.nodes;
    if (weight.isFree && !mayBeFree(position))
      fault(
        walk,
        'alias',
        `the alias *${node.source} has a key or a number that only values of an override can have`,
        node,
        'write the value out',
      );
    return weight;
  }
  const what = weight === null ? 'contains itself' : 'refers to no anchor before it';
  fault(walk, 'alias', `the alias *${node.source} ${what}`, node, 'quote a value that starts with *: "*"');
  return NOTHING;
}

/** An alias for a declaration, a layer or a pack leads to values that stand below it. */
function mayBeFree(position: Position): boolean {
  return position !== 'elsewhere' && position !== 'inside';
}

function weighScalar(walk: Walk, node: Scalar, position: Position): Weight {
  const { value } = node;
  const isNumber = typeof value !== 'number' || Number.isFinite(value);
  const isFree = position === 'values' && !isNumber;
  const weight = { nodes: 1, characters: typeof value === 'string' ? value.length : 8, depth: 0, isFree };
  if (node.anchor !== undefined) walk.anchors.set(node.anchor, weight);
  if (typeof value === 'string' && !value.isWellFormed())
    fault(walk, 'half-character', 'this string contains half of a surrogate pair', node, 'remove it');
  if (!isNumber && position !== 'values')
    fault(walk, 'bad-value', 'this is not a number', node, 'write a number, or quote it');
  checkTag(walk, node, position);
  return weight;
}

/** What a tag makes of a value would be lost on the way into a pack. */
function checkTag(walk: Walk, node: Node & { readonly tag?: string }, position: Position): void {
  if (node.tag === undefined || !isOverride(position)) return;
  fault(walk, 'tag', `an override cannot have a tag such as ${node.tag}`, node, 'quote text instead');
}

/** Duplicate keys would silently win over each other; some names would reach into JavaScript itself. */
function weighPairs(walk: Walk, pairs: readonly Pair[], position: Position, all: Sum): void {
  const first = new Map<string, number>();
  for (const pair of pairs) {
    const below = positionBelow(position, isScalar(pair.key) ? String(pair.key.value) : '');
    add(all, weigh(walk, pair.key, 'elsewhere'));
    add(all, weigh(walk, pair.value, below));
    if (checkKey(walk, pair.key, position, first)) all.isFree = true;
    if (isOverride(position)) checkPair(walk, pair);
  }
}

/** A key without a value would be null, which removes things: it has to be written. */
function checkPair(walk: Walk, { key, value }: Pair): void {
  if (!isScalar(key)) return;
  if (key.value === '<<')
    fault(
      walk,
      'merge-key',
      'an override cannot have the merge key <<',
      key,
      'write the values out, or use an alias',
    );
  const isEmpty = value === null || (isScalar(value) && value.range?.[0] === value.range?.[1]);
  if (isEmpty)
    fault(
      walk,
      'empty-value',
      `${JSON.stringify(writtenKey(key))} has no value`,
      key,
      'add a value: "" for an empty text, {} for a map, null for null',
    );
}

/** `first`: the keys before it, with their offsets. true: the key has a name that only `values` may have. */
function checkKey(walk: Walk, key: unknown, position: Position, first: Map<string, number>): boolean {
  if (!isScalar(key) || key.value === null) {
    fault(walk, 'bad-key', 'a key must be a plain string', isNode(key) ? key : null, 'use a plain name');
    return false;
  }
  const text =
    position === 'values'
      ? writtenKey(key)
      : typeof key.value === 'string'
        ? key.value
        : JSON.stringify(key.value);
  const isFree = FORBIDDEN_KEYS.has(text);
  if (isFree && position !== 'values')
    fault(walk, 'forbidden-key', `${text} cannot be a key`, key, 'use another name');
  const before = first.get(text);
  if (before === undefined) first.set(text, key.range?.[0] ?? 0);
  else
    fault(
      walk,
      'duplicate-key',
      `the key ${JSON.stringify(text)} occurs twice`,
      key,
      `the first is on line ${walk.file.placeAt(before).line}; keep one of them`,
    );
  return isFree;
}

function fault({ file, faults }: Walk, name: string, message: string, at: Node | null, hint: string): void {
  faults.add(`declare/${name}`, message, file.placeAt(at?.range?.[0] ?? 0), hint);
}
