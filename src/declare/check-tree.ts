// What a syntax tree must not hold, found in one pass: keys that are none, keys twice, halves of characters, aliases that multiply.
// After it, turning the tree into values cannot fail.
import { isAlias, isMap, isPair, isScalar, isSeq, type Node, type Scalar } from 'yaml';
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
    'its aliases cannot be followed: they multiply too far',
    file.placeAt(0),
    'write out what they stand for, or use defaults',
  );
}

function weigh(walk: Walk, node: unknown): Weight {
  if (isAlias(node)) return weighAlias(walk, node);
  if (!isMap(node) && !isSeq(node)) return isScalar(node) ? weighScalar(walk, node) : sum([]);
  if (node.anchor !== undefined) walk.anchors.set(node.anchor, null);
  const weight = sum(
    isMap(node) ? weighPairs(walk, node.items) : node.items.map((item) => weigh(walk, item)),
  );
  if (node.anchor !== undefined) walk.anchors.set(node.anchor, weight);
  return weight;
}

function sum(parts: readonly Weight[]): Weight {
  let [nodes, characters, depth] = [1, 0, 0];
  for (const part of parts) {
    nodes += part.nodes;
    characters += part.characters;
    depth = Math.max(depth, part.depth);
  }
  return { nodes, characters, depth: depth + 1 };
}

function weighAlias(walk: Walk, node: Node & { readonly source: string }): Weight {
  const { file, faults, anchors } = walk;
  const weight = anchors.get(node.source);
  if (weight !== undefined && weight !== null) {
    walk.added += weight.nodes;
    return weight;
  }
  const what = weight === null ? 'contains itself' : 'stands for nothing above it';
  faults.add(
    'declare/alias',
    `the alias *${node.source} ${what}: its aliases cannot be followed`,
    file.placeAt(node.range?.[0] ?? 0),
    'a value that begins with * has to be quoted: "*"',
  );
  return sum([]);
}

function weighScalar({ file, faults, anchors }: Walk, node: Scalar): Weight {
  const { value } = node;
  const weight = { nodes: 1, characters: typeof value === 'string' ? value.length : 8, depth: 0 };
  if (node.anchor !== undefined) anchors.set(node.anchor, weight);
  const place = (): ReturnType<SourceFile['placeAt']> => file.placeAt(node.range?.[0] ?? 0);
  if (typeof value === 'string' && /\p{Cs}/u.test(value))
    faults.add(
      'declare/half-character',
      'this text has half of a surrogate pair in it',
      place(),
      'take it out',
    );
  if (typeof value === 'number' && !Number.isFinite(value))
    faults.add('declare/bad-value', 'this number is none', place(), 'write a number, or quote it');
  return weight;
}

/** Duplicate keys would silently win over each other; some names would reach into JavaScript itself. */
function weighPairs(walk: Walk, pairs: readonly unknown[]): readonly Weight[] {
  const { file, faults } = walk;
  const first = new Map<string, number>();
  return pairs.flatMap((pair) => {
    if (!isPair(pair)) return [];
    const { key } = pair;
    const weights = [weigh(walk, key), weigh(walk, pair.value)];
    if (!isScalar(key) || key.value === null) {
      const range = isScalar(key) || isMap(key) || isSeq(key) || isAlias(key) ? key.range : null;
      faults.add(
        'declare/bad-key',
        'a key must be a plain text',
        file.placeAt(range?.[0] ?? 0),
        'write its name',
      );
      return weights;
    }
    const text = typeof key.value === 'string' ? key.value : JSON.stringify(key.value);
    const offset = key.range?.[0] ?? 0;
    if (FORBIDDEN_KEYS.has(text))
      faults.add(
        'declare/forbidden-key',
        `${text} cannot be a key`,
        file.placeAt(offset),
        'take another name',
      );
    const before = first.get(text);
    if (before === undefined) first.set(text, offset);
    else
      faults.add(
        'declare/duplicate-key',
        `the key ${JSON.stringify(text)} is there twice`,
        file.placeAt(offset),
        `the first is in line ${file.placeAt(before).line}; keep one of them`,
      );
    return weights;
  });
}
