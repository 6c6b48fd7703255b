// Where new keys of a block map stand: behind its last one.
import { column, isFirstOnLine, lineEnd, nextLine, type TextEdit } from './text-edit.ts';
import { lastLeaf, type TextMap, type TextTree } from './text-tree.ts';

export function insertionAfter(tree: TextTree, map: TextMap, lines: readonly string[]): TextEdit {
  const { text, lineEnd: eol } = tree;
  const last = map.members.at(-1);
  if (last === undefined) throw new Error('a map without keys has no last one');
  const leaf = lastLeaf(last.value);
  const isBlock = leaf.kind === 'scalar' && (leaf.style === 'literal' || leaf.style === 'folded');
  if (isBlock && leaf.end === text.length && !text.endsWith('\n')) return beforeLast(tree, map, lines);
  if (isBlock && leaf.keepsBlankLines) return at(leaf.end, lines.map((line) => line + eol).join(''));
  const end = isBlock ? leaf.contentEnd : lineEnd(text, last.end);
  return at(
    behindComments(text, end, column(text, map.members[0]?.start ?? 0)),
    lines.map((line) => eol + line).join(''),
  );
}

function at(start: number, text: string): TextEdit {
  return { start, end: start, text };
}

/** A block scalar that ends with the text would gain a line break by a key behind it. */
function beforeLast(tree: TextTree, map: TextMap, lines: readonly string[]): TextEdit {
  const { text, lineEnd: eol } = tree;
  const start = map.members.at(-1)?.start ?? 0;
  const indent = ' '.repeat(column(text, map.members[0]?.start ?? 0));
  const [first = '', ...rest] = lines;
  const isOwn = isFirstOnLine(text, start);
  const body = [first.trimStart(), ...rest].join(eol);
  return at(start, `${body}${eol}${isOwn ? text.slice(start - column(text, start), start) : indent}`);
}

/** Comments right below that are indented deeper belong to the last key. */
function behindComments(text: string, from: number, indent: number): number {
  let end = from;
  for (let next = nextLine(text, end); next < text.length; next = nextLine(text, end)) {
    const line = /^ *#/.exec(text.slice(next, next + 400));
    if (line === null || line[0].length - 1 <= indent) break;
    end = lineEnd(text, next);
  }
  return end;
}
