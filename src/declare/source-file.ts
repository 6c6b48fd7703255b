// One YAML file as text, syntax tree and values, with the way from any value back to its line.
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import type { Place } from '../model/diagnostic.ts';
import { type Kept, writtenKey } from './overrides/kept-values.ts';
import type { Position } from './overrides/position.ts';
import { toKept, toValues } from './to-values.ts';
import { maskUrlPasswords } from './url-password.ts';

/** Keys and indexes from the root of a file to a value. */
export type DataPath = readonly (string | number)[];

const MAX_LINE_TEXT = 200;
/** A password that is cut in its middle is not known for one. */
const MAX_LINE_SEEN = 4096;

interface Tree {
  readonly text: string;
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
}

/** The tree is fifty times the text: it is made when it is asked for, and can be let go of. */
export class SourceFile {
  /** As the user would write it, relative to the root folder. */
  readonly name: string;
  readonly #bytes: Uint8Array;
  readonly #isQuoted: boolean;
  #tree: Tree | null = null;
  /** Pairs by key, made when a map is first searched: ten thousand clones in one map are looked up ten thousand times. */
  #pairs = new WeakMap<Node, ReadonlyMap<string, Pair>>();

  /** `bytes`: UTF-8. `isQuoted`: whether places in it show their line; see `isQuotable`. */
  constructor(name: string, bytes: Uint8Array, isQuoted = isQuotable(name)) {
    this.name = name;
    this.#bytes = bytes;
    this.#isQuoted = isQuoted;
  }

  get text(): string {
    return this.#tree?.text ?? decodeUtf8(this.#bytes);
  }

  contains(text: string): boolean {
    return Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.byteLength).includes(text);
  }

  /** What the parser has to complain of. */
  get problems(): Document.Parsed['errors'] {
    const { errors, warnings } = this.#parsed().document;
    return [...errors, ...warnings];
  }

  /** Plain values; of a file that `checkTree` let pass. `position`: `file` for a file of declarations. */
  values(position: Position = 'elsewhere'): unknown {
    return toValues(this.root, this.text, position);
  }

  /** In their spelling; of a value of an override that `checkTree` let pass. */
  keptValue(): Kept {
    return toKept(this.root, this.text);
  }

  get root(): Node | null {
    return this.#parsed().document.contents;
  }

  /** Gives the memory of the tree back; whoever asks for a place later has the text parsed once more. */
  release(): void {
    this.#tree = null;
    this.#pairs = new WeakMap();
  }

  #parsed(): Tree {
    this.#tree ??= parseTree(this.text);
    return this.#tree;
  }

  /** Place of the value; `key`: of its key, where it has one. Falls back to the nearest parent that is there. */
  place(path: DataPath, at: 'key' | 'value' = 'value'): Place {
    const found = this.#find(path);
    const node = at === 'key' ? (found?.key ?? found?.value) : (found?.value ?? found?.key);
    const start = node?.range?.[0];
    if (start !== undefined) return this.placeAt(start);
    return path.length === 0 ? this.placeAt(0) : this.place(path.slice(0, -1), 'key');
  }

  has(path: DataPath): boolean {
    return this.#find(path) !== undefined;
  }

  /** The node of a value, as it stands there: aliases are not followed. null: a key without a value; undefined: no such path. */
  nodeAt(path: DataPath): Node | null | undefined {
    return this.#find(path)?.value;
  }

  /** The plain value of a node without aliases. */
  valueOf(node: Node | null): unknown {
    return toValues(node, this.text, 'elsewhere');
  }

  /** The text of a scalar as written, quotes and all; null where there is none. */
  written(path: DataPath): string | null {
    const range = this.#find(path)?.value?.range;
    return range === undefined || range === null ? null : this.text.slice(range[0], range[1]);
  }

  placeAt(offset: number): Place {
    const { lines, text } = this.#parsed();
    const { line, col } = lines.linePos(Math.min(offset, text.length));
    const place = placeInText(
      this.name,
      text,
      Math.max(1, line),
      Math.max(1, col),
      lines.lineStarts[line - 1] ?? 0,
    );
    return this.#isQuoted ? place : { ...place, text: '' };
  }

  #find(path: DataPath): { readonly key: Node | null; readonly value: Node | null } | undefined {
    let current: { key: Node | null; value: Node | null } = { key: null, value: this.root };
    for (const step of path) {
      const next = this.#childOf(current.value, step);
      if (next === undefined) return undefined;
      current = next;
    }
    return current;
  }

  #childOf(node: Node | null, step: string | number): { key: Node | null; value: Node | null } | undefined {
    if (isSeq(node)) {
      const item: unknown = node.items[Number(step)];
      return item === undefined ? undefined : { key: null, value: asNode(item) };
    }
    if (!isMap(node)) return undefined;
    const known = this.#pairs.get(node) ?? indexPairs(node);
    this.#pairs.set(node, known);
    const pair = known.get(String(step));
    return pair === undefined ? undefined : { key: asNode(pair.key), value: asNode(pair.value) };
  }
}

function parseTree(text: string): Tree {
  const lines = new LineCounter();
  // Its own check of keys is quadratic; that of check-tree.ts is not.
  const options = { lineCounter: lines, uniqueKeys: false, version: '1.2', prettyErrors: false } as const;
  return { text, document: withoutStacks(() => parseDocument(text, options)), lines };
}

/** A hundred thousand faults are a hundred thousand errors of the parser, whose stacks nobody reads. */
function withoutStacks<T>(run: () => T): T {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return run();
  } finally {
    Error.stackTraceLimit = limit;
  }
}

/**
 * Whether lines of a file may be shown by its name alone. Declarations can name any file below their folder, and what is shown ends
 * up in logs and pull requests: of a file that is neither YAML nor JSON by its name, nothing is shown unless it has our format.
 */
export function isQuotable(name: string): boolean {
  return /\.(ya?ml|json)$/i.test(name);
}

/** Throws on what is not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}

function indexPairs(node: YAMLMap): ReadonlyMap<string, Pair> {
  const pairs = new Map<string, Pair>();
  for (const pair of node.items) {
    if (!isScalar(pair.key)) continue;
    pairs.set(String(pair.key.value), pair);
    // Below `values` of an override, keys are called as they are written.
    pairs.set(writtenKey(pair.key), pair);
  }
  return pairs;
}

function asNode(value: unknown): Node | null {
  return isMap(value) || isSeq(value) || isScalar(value) || isAlias(value) ? value : null;
}

export function placeInText(
  file: string,
  text: string,
  line: number,
  column: number,
  lineStart: number,
): Place {
  // Cut before it is looked at: a file may be one line of megabytes, with a fault in every column.
  const [whole = ''] = text.slice(lineStart, lineStart + MAX_LINE_SEEN).split('\n', 1);
  return { file, line, column, text: maskUrlPasswords(whole.replace(/\r$/, '')).slice(0, MAX_LINE_TEXT) };
}

/** Tells every key of a tree with the path of its map, which is the same array each time: not to be kept. Aliases are not followed. */
export function eachKey(root: Node | null, tell: (key: Scalar, path: DataPath) => void): void {
  const path: (string | number)[] = [];
  const below = (value: unknown, step: string | number): void => {
    if (!isMap(value) && !isSeq(value)) return;
    path.push(step);
    visit(value);
    path.pop();
  };
  const visit = (node: unknown): void => {
    if (isMap(node))
      for (const { key, value } of node.items) {
        if (!isScalar(key)) continue;
        tell(key, path);
        below(value, String(key.value));
      }
    else if (isSeq(node)) for (const [index, item] of node.items.entries()) below(item, index);
  };
  visit(root);
}
