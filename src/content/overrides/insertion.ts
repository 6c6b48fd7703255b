// Where new keys of a block map stand: behind its last one.
import { column, lineEnd, nextLine, type TextEdit } from './text-edit.ts';
import { lastLeaf, type MapEntry, type TextTree } from './text-tree.ts';

export function insertionAfter(tree: TextTree, last: MapEntry, lines: readonly string[]): TextEdit {
  const { text, lineEnd: eol } = tree;
  const leaf = lastLeaf(last.value);
  const isBlock = leaf.kind === 'scalar' && (leaf.style === 'literal' || leaf.style === 'folded');
  if (isBlock && leaf.end === text.length && !text.endsWith('\n')) return before(tree, last, lines);
  if (isBlock && leaf.keepsBlankLines) return at(leaf.end, lines.map((line) => line + eol).join(''));
  const end = isBlock ? leaf.contentEnd : lineEnd(text, last.end);
  return at(behindComments(text, end, column(text, last.start)), lines.map((line) => eol + line).join(''));
}

function at(start: number, text: string): TextEdit {
  return { start, end: start, text };
}

/** A block scalar that ends with the text would gain a line break by a key behind it. */
function before({ text, lineEnd: eol }: TextTree, { start }: MapEntry, lines: readonly string[]): TextEdit {
  return at(start, lines.join(eol).trimStart() + eol + ' '.repeat(column(text, start)));
}

/** Comments right below that are indented deeper belong to the last key. */
function behindComments(text: string, from: number, indent: number): number {
  for (let end = from; ; ) {
    const next = nextLine(text, end);
    const line = text.slice(next, lineEnd(text, next));
    if (!/^ *#/.test(line) || line.indexOf('#') <= indent) return end;
    end = lineEnd(text, next);
  }
}
