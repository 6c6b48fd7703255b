// How packs differ, laid out in two columns: what there is on the left, what there will be on the right. Raw.
import type { PackChange } from '../content/pack-change.ts';

export interface DiffRow {
  readonly kind: 'add' | 'remove' | 'change' | 'note';
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

function toPart({ change, from, to, diff }: PackChange): PartView {
  if (diff !== undefined) return { what: change, rows: toRows(diff.replace(/\n$/, '').split('\n')) };
  if (from === null && to === null) return { what: null, rows: [note(change)] };
  if (from === null) return { what: null, rows: [{ kind: 'add', left: null, right: `${change} ${to}` }] };
  if (to === null) return { what: null, rows: [{ kind: 'remove', left: `${change} ${from}`, right: null }] };
  return { what: null, rows: [{ kind: 'change', left: `${change} ${from}`, right: `${change} ${to}` }] };
}

/** Lines as the planner writes them: `~ key: 1 → 2`, or what went behind `-` and what came behind `+`. */
function toRows(lines: readonly string[]): readonly DiffRow[] {
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
      rows.push(sign === '~ ' ? keyRow(text) : note(line));
    }
  }
  flush();
  return rows;
}

/** `key: 1 → 2`. Keys and values may hold anything: where it is not plain what is what, the line stays one. */
function keyRow(text: string): DiffRow {
  const arrows = text.split(' → ');
  const [before, after] = arrows;
  if (arrows.length !== 2 || before === undefined || after === undefined) return note(text);
  for (let colon = before.indexOf(': '); colon >= 0; colon = before.indexOf(': ', colon + 1)) {
    if (!isValue(before.slice(colon + 2))) continue;
    return { kind: 'change', left: before, right: `${before.slice(0, colon)}: ${after}` };
  }
  return note(text);
}

/** JSON, or the beginning of a long one. */
function isValue(text: string): boolean {
  if (text.endsWith('…')) return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function note(text: string): DiffRow {
  return { kind: 'note', left: text, right: null };
}
