// Edits as lines of text: `~ a.b: 1 → 2`, `+ a.c: 3`, `- a.d: 4`, and the lines of a text below `~ a.e: …`.
import type { Edit } from './pack-change.ts';

const MOST_LINES = 80;

export function editLines(edits: readonly Edit[]): string {
  const lines = edits.flatMap(linesOf);
  if (lines.length <= MOST_LINES) return lines.join('\n');
  return [...lines.slice(0, MOST_LINES), `… ${lines.length - MOST_LINES} more`].join('\n');
}

function linesOf(edit: Edit): readonly string[] {
  switch (edit.kind) {
    case 'added':
      return [`+ ${at(edit, edit.to)}`];
    case 'removed':
      return [`- ${at(edit, edit.from)}`];
    case 'changed':
      return [`~ ${at(edit, edit.from === undefined ? edit.note : `${edit.from} → ${edit.to ?? ''}`)}`];
    case 'note':
      return [`~ ${at(edit, edit.note)}`];
    case 'text':
      return [...textHead(edit).map((head) => `~ ${head}`), ...(edit.lines ?? [])];
  }
}

/** What stands above the lines of a text; nothing where they are all that differs. */
export function textHead(edit: Edit): readonly string[] {
  const isPlain = edit.path === '' && edit.note === undefined && edit.by === undefined;
  return isPlain ? [] : [at(edit, edit.note ?? 'text changed')];
}

/** `path: words`, or the one of them that there is. */
export function at({ path, by }: Edit, words: string | undefined): string {
  const text = path === '' ? (words ?? 'changed') : words === undefined ? path : `${path}: ${words}`;
  return by === 'override' ? `${text} (override)` : text;
}
