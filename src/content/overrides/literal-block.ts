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
  if (head === 0 || head > node.contentEnd) return undefined;
  // Its last line end belongs to the text, unless the header says no (`-`), or the text ends before it.
  const isEnded = node.value.endsWith('\n') && tree.text.includes('\n', node.contentEnd);
  const last = isEnded ? nextLine(tree.text, node.contentEnd) : node.contentEnd;
  const end = node.keepsBlankLines ? node.end : last;
  const raw = tree.text.slice(head, end).split('\n');
  const indent = indentOf(raw, node.value);
  if (indent === null) return undefined;
  const lines = raw.map((line) => line.replace(/\r$/, '').slice(indent));
  const result = readTree(lines.join('\n'));
  if (result.status === 'unreadable' || result.tree.root.kind !== 'map') return undefined;
  const inner = result.tree;
  const place = placing(raw, lines, indent, head);
  return { inner, place, outside: outsideOf(tree, inner.text, indent, place) };
}

/** New lines get the margin of the block. Lines that go are taken with their margin, so that no line of blanks is left. */
function outsideOf(
  tree: TextTree,
  inner: string,
  indent: number,
  place: (offset: number) => number,
): (edit: TextEdit) => TextEdit {
  const margin = ' '.repeat(indent);
  const indented = (text: string): string =>
    text.replaceAll(/\n(?=[^\n])/g, `\n${margin}`).replaceAll('\n', tree.lineEnd);
  const isLineStart = (at: number): boolean => at === 0 || inner[at - 1] === '\n';
  return ({ start, end, text }) => {
    const isLast = end === inner.length && !isLineStart(end);
    const isWhole = isLineStart(start) && (isLast || isLineStart(end)) && end > start;
    if (!isWhole) {
      const isBroken = text.endsWith('\n') && end < inner.length && inner[end] !== '\n';
      // A line without text has no margin yet, neither has the end of the block.
      const begin = place(start);
      const lacks = isLineStart(start) && /^[^\n]/.test(text) ? indent - column(tree.text, begin) : 0;
      const first = ' '.repeat(Math.max(0, lacks));
      return { start: begin, end: place(end), text: first + indented(text) + (isBroken ? margin : '') };
    }
    const from = lineStart(tree.text, place(start));
    const until = isLast ? place(end) : lineStart(tree.text, place(end));
    if (text !== '') return { start: from, end: until, text: `${margin}${indented(text)}` };
    return { start: from, end: isLast ? nextLine(tree.text, until) : until, text };
  };
}

/** The first line with content tells how far the block is indented, whether by itself or by an indicator. */
function indentOf(raw: readonly string[], value: string): number | null {
  const lines = value.split('\n');
  const first = lines.findIndex((line) => line.trim() !== '');
  const line = raw[first]?.replace(/\r$/, '');
  if (first === -1 || line === undefined || !line.endsWith(lines[first] ?? '')) return null;
  return line.length - (lines[first]?.length ?? 0);
}

function placing(
  raw: readonly string[],
  lines: readonly string[],
  indent: number,
  head: number,
): (offset: number) => number {
  const starts: { readonly inner: number; readonly outer: number }[] = [];
  let [inner, outer] = [0, head];
  for (const [index, line] of lines.entries()) {
    starts.push({ inner, outer: outer + Math.min(indent, raw[index]?.replace(/\r$/, '').length ?? 0) });
    inner += line.length + 1;
    outer += (raw[index]?.length ?? 0) + 1;
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
