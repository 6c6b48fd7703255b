// The text that a literal block (`config: |`) holds, and where its characters stand in the text around it.

import { memoizeWeak } from '../memoize.ts';
import { readTree } from './read-tree.ts';
import { column, lineStart, nextLine, type TextEdit } from './text-edit.ts';
import type { TextScalar, TextTree } from './text-tree.ts';

export interface LiteralBlock {
  readonly inner: TextTree;
  /** An edit of the inner text as one of the text around it. */
  readonly outside: (edit: TextEdit) => TextEdit;
  readonly place: (offset: number) => number;
}

/** undefined where it holds no mapping. Of one node always the same block, so that its members can be told by identity. */
export function literalBlock(tree: TextTree, node: TextScalar): LiteralBlock | undefined {
  return blocksOf(tree)(node);
}

const blocksOf = memoizeWeak((tree: TextTree) => memoizeWeak((node: TextScalar) => read(tree, node)));

function read(tree: TextTree, node: TextScalar): LiteralBlock | undefined {
  if (node.style !== 'literal' || node.tag !== null) return undefined;
  const head = tree.text.indexOf('\n', node.body) + 1;
  // Its last line end belongs to the text, unless the header says no (`-`).
  const last = node.value.endsWith('\n') ? nextLine(tree.text, node.contentEnd) : node.contentEnd;
  const raw = tree.text.slice(head, node.keepsBlankLines ? node.end : last).split('\n');
  const indent = indentOf(raw, node.value);
  if (indent === null) return undefined;
  const lines = raw.map((line): Line => {
    const bare = line.replace('\r', '');
    const text = bare.slice(indent);
    return { text, margin: bare.length - text.length, length: line.length };
  });
  const result = readTree(lines.map(({ text }) => text).join('\n'));
  if (result.status === 'unreadable' || result.tree.root.kind !== 'map') return undefined;
  const inner = result.tree;
  const place = placing(lines, head);
  return { inner, place, outside: outsideOf(tree, inner.text, indent, place) };
}

interface Line {
  /** Without margin and line end. */
  readonly text: string;
  /** Of a line without text it may be less than that of the others. */
  readonly margin: number;
  /** In the text around it, without the line break, with a carriage return. */
  readonly length: number;
}

/** New lines get the margin of the block. Lines that go are taken with their margin, so that no line of blanks is left. */
function outsideOf(
  { text: around, lineEnd: eol }: TextTree,
  inner: string,
  indent: number,
  place: (offset: number) => number,
): (edit: TextEdit) => TextEdit {
  const margin = ' '.repeat(indent);
  const isLineStart = (at: number): boolean => at === 0 || inner[at - 1] === '\n';
  return ({ start, end, text }) => {
    const [from, to] = [place(start), place(end)];
    if (text === '' && isLineStart(start) && (isLineStart(end) || end === inner.length))
      return {
        start: lineStart(around, from),
        end: isLineStart(end) ? lineStart(around, to) : nextLine(around, to),
        text,
      };
    // A line without text has no margin yet, neither has the end of the block.
    const lacking = ' '.repeat(Math.max(0, indent - column(around, from)));
    const indented = text.replaceAll(/\n(?=[^\n])/g, `\n${margin}`).replaceAll('\n', eol);
    const next = text.endsWith('\n') && end < inner.length ? margin : '';
    return { start: from, end: to, text: lacking + indented + next };
  };
}

/** The first line with content tells how far the block is indented, whether by itself or by an indicator. null: there is none. */
function indentOf(raw: readonly string[], value: string): number | null {
  const lines = value.split('\n');
  const first = lines.findIndex((line) => line !== '');
  const [outer, inner] = [raw[first], lines[first]];
  return outer === undefined || inner === undefined ? null : outer.replace('\r', '').length - inner.length;
}

function placing(lines: readonly Line[], head: number): (offset: number) => number {
  const starts: { readonly inner: number; readonly outer: number }[] = [];
  let [inner, outer] = [0, head];
  for (const { text, margin, length } of lines) {
    starts.push({ inner, outer: outer + margin });
    inner += text.length + 1;
    outer += length + 1;
  }
  return (offset) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle]?.inner ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const line = starts[low];
    return line === undefined ? head : line.outer + offset - line.inner;
  };
}
