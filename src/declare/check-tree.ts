// What a syntax tree must not hold, found in one pass: keys that are none, keys twice, halves of characters, aliases that multiply.
// After it, turning the tree into values cannot fail.
import { isAlias, isMap, isNode, isPair, isScalar, isSeq, type Node, type Scalar } from 'yaml';
import type { Faults } from './faults.ts';
import type { SourceFile } from './source-file.ts';

/** Nodes that aliases may add, characters that a file may come to with them, and levels that it may nest to. */
const MAX_ADDED_NODES = 200_000;
const MAX_CHARACTERS = 32 * 1024 * 1024;
const MAX_DEPTH = 64;

const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** What a node comes to with its aliases followed. */
interface Weight {
  readonly nodes: number;
  readonly characters: number;
  readonly depth: number;
}

type Sum = { -readonly [K in keyof Weight]: Weight[K] };

/** Of what is not there, or cannot be followed. */
const NOTHING: Weight = { nodes: 1, characters: 0, depth: 1 };

interface Walk {
  readonly file: SourceFile;
  readonly faults: Faults;
  /** As in YAML, the last one of a name above an alias is meant; null while it is still being read. */
  readonly anchors: Map<string, Weight | null>;
  /** Nodes that aliases have added so far. */
  added: number;
}

export function checkTree(file: SourceFile, faults: Faults): void {
  const walk: Walk = { file, faults, anchors: new Map(), added: 0 };
  const { characters, depth } = weigh(walk, file.root);
  if (walk.added <= MAX_ADDED_NODES && characters <= MAX_CHARACTERS && depth <= MAX_DEPTH) return;
  faults.add(
    'declare/alias',
    'too many alias expansions',
    file.placeAt(0),
    'write out the values instead of aliases, or use defaults',
  );
}

function weigh(walk: Walk, node: unknown): Weight {
  if (isAlias(node)) return weighAlias(walk, node);
  if (!isMap(node) && !isSeq(node)) return isScalar(node) ? weighScalar(walk, node) : NOTHING;
  if (node.anchor !== undefined) walk.anchors.set(node.anchor, null);
  const weight = { nodes: 1, characters: 0, depth: 1 };
  if (isMap(node)) weighPairs(walk, node.items, weight);
  else for (const item of node.items) add(weight, weigh(walk, item));
  if (node.anchor !== undefined) walk.anchors.set(node.anchor, weight);
  return weight;
}

/** Adds up in place: a file has a hundred thousand nodes. */
function add(all: Sum, part: Weight): void {
  all.nodes += part.nodes;
  all.characters += part.characters;
  all.depth = Math.max(all.depth, part.depth + 1);
}

function weighAlias(walk: Walk, node: Node & { readonly source: string }): Weight {
  const weight = walk.anchors.get(node.source);
  if (weight !== undefined && weight !== null) {
    walk.added += weight.nodes;
    return weight;
  }
  const what = weight === null ? 'contains itself' : 'refers to no anchor before it';
  fault(walk, 'alias', `the alias *${node.source} ${what}`, node, 'quote a value that starts with *: "*"');
  return NOTHING;
}

function weighScalar(walk: Walk, node: Scalar): Weight {
  const { value } = node;
  const weight = { nodes: 1, characters: typeof value === 'string' ? value.length : 8, depth: 0 };
  if (node.anchor !== undefined) walk.anchors.set(node.anchor, weight);
  if (typeof value === 'string' && !value.isWellFormed())
    fault(walk, 'half-character', 'this string contains half of a surrogate pair', node, 'remove it');
  if (typeof value === 'number' && !Number.isFinite(value))
    fault(walk, 'bad-value', 'this is not a number', node, 'write a number, or quote it');
  return weight;
}

/** Duplicate keys would silently win over each other; some names would reach into JavaScript itself. */
function weighPairs(walk: Walk, pairs: readonly unknown[], all: Sum): void {
  const first = new Map<string, number>();
  for (const pair of pairs) {
    if (!isPair(pair)) continue;
    add(all, weigh(walk, pair.key));
    add(all, weigh(walk, pair.value));
    checkKey(walk, pair.key, first);
  }
}

/** `first`: the keys before it, with their offsets. */
function checkKey(walk: Walk, key: unknown, first: Map<string, number>): void {
  if (!isScalar(key) || key.value === null) {
    fault(walk, 'bad-key', 'a key must be a plain string', isNode(key) ? key : null, 'use a plain name');
    return;
  }
  const text = typeof key.value === 'string' ? key.value : JSON.stringify(key.value);
  if (FORBIDDEN_KEYS.has(text))
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
}

function fault({ file, faults }: Walk, name: string, message: string, at: Node | null, hint: string): void {
  faults.add(`declare/${name}`, message, file.placeAt(at?.range?.[0] ?? 0), hint);
}
