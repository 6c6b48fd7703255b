// How packs differ, laid out in two columns: what there is on the left, what there will be on the right. Raw.
import { at, textHead } from '../content/edit-lines.ts';
import type { Edit, PackChange } from '../content/pack-change.ts';

export interface DiffRow {
  /** `same`: an unchanged line of a text, on both sides; `note`: one line across both. */
  readonly kind: 'add' | 'remove' | 'change' | 'same' | 'note';
  /** null: there is nothing on this side. */
  readonly left: string | null;
  readonly right: string | null;
}

interface PartView {
  /** e.g. `values`, `manifest hello changed`; null where the rows say it all. */
  readonly what: string | null;
  readonly rows: readonly DiffRow[];
}

export interface PackView {
  readonly name: string;
  readonly parts: readonly PartView[];
}

/** One entry per pack, in the order in which they come. */
export function toPackViews(content: readonly PackChange[]): readonly PackView[] {
  const packs = new Map<string, PartView[]>();
  for (const change of content) {
    const parts = packs.get(change.pack);
    if (parts === undefined) packs.set(change.pack, [toPart(change)]);
    else parts.push(toPart(change));
  }
  return [...packs].map(([name, parts]) => ({ name, parts }));
}

function toPart({ change, from, to, diff, edits }: PackChange): PartView {
  if (edits !== undefined) return { what: change, rows: edits.flatMap(editRows) };
  // A plan of an earlier edition has lines only.
  if (diff !== undefined) return { what: change, rows: lineRows(diff.replace(/\n$/, '').split('\n')) };
  if (from === null && to === null) return { what: null, rows: [note(change)] };
  if (from === null) return { what: null, rows: [{ kind: 'add', left: null, right: `${change} ${to}` }] };
  if (to === null) return { what: null, rows: [{ kind: 'remove', left: `${change} ${from}`, right: null }] };
  return { what: null, rows: [{ kind: 'change', left: `${change} ${from}`, right: `${change} ${to}` }] };
}

function editRows(edit: Edit): readonly DiffRow[] {
  switch (edit.kind) {
    case 'added':
      return [{ kind: 'add', left: null, right: at(edit, edit.to) }];
    case 'removed':
      return [{ kind: 'remove', left: at(edit, edit.from), right: null }];
    case 'changed':
      return edit.from === undefined
        ? [{ kind: 'change', left: edit.path, right: at(edit, edit.note) }]
        : [{ kind: 'change', left: at(edit, edit.from), right: at(edit, edit.to) }];
    case 'note':
      return [note(at(edit, edit.note))];
    case 'text':
      return [...textHead(edit).map(note), ...lineRows(edit.lines ?? [])];
  }
}

/** Lines behind a sign and a blank: what went stands beside what came in its place. */
function lineRows(lines: readonly string[]): readonly DiffRow[] {
  const rows: DiffRow[] = [];
  let gone: string[] = [];
  let come: string[] = [];
  const flush = (): void => {
    for (let index = 0; index < Math.max(gone.length, come.length); index++) {
      const [left, right] = [gone[index] ?? null, come[index] ?? null];
      rows.push({ kind: left === null ? 'add' : right === null ? 'remove' : 'change', left, right });
    }
    gone = [];
    come = [];
  };
  for (const line of lines) {
    const [sign, text] = [line.slice(0, 2), line.slice(2)];
    if (sign === '- ') {
      if (come.length > 0) flush();
      gone.push(text);
    } else if (sign === '+ ') {
      come.push(text);
    } else {
      flush();
      rows.push(
        sign === '  ' ? { kind: 'same', left: text, right: text } : note(sign === '~ ' ? text : line),
      );
    }
  }
  flush();
  return rows;
}

function note(text: string): DiffRow {
  return { kind: 'note', left: text, right: null };
}
