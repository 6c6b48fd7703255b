// How much of a profile's values a difference shows: `--diff values`, `keys` or `none`.
import { editLines } from './edit-lines.ts';
import { COMMENTS_CHANGED, type DiffDetail, type Edit, type PackChange } from './pack-change.ts';

/** The same differences with no more than was asked for. What differs beside values (tags, layers, order of packs) stays. */
export function withDetail(changes: readonly PackChange[], detail: DiffDetail): readonly PackChange[] {
  return detail === 'values' ? changes : changes.map((change) => reduced(change, detail));
}

function reduced(change: PackChange, detail: 'keys' | 'none'): PackChange {
  const { diff: _, edits, ...rest } = change;
  if (detail === 'none' || edits === undefined) return rest;
  const left = edits.map(keyOnly);
  return { ...rest, diff: editLines(left), edits: left };
}

/** What a note may say: the others tell of values, such as the order of items by their names. */
const KEPT = /^(?:line (?:ends|break at the end): [\w ]+ → [\w ]+|… \d+ more)$/;

/** Items of lists are known by a value: it goes, too. */
function keyOnly(edit: Edit): Edit {
  const path = edit.path.replace(/\[([\w/-]*)=(?:"(?:[^"\\]|\\.)*"|[\w/-]*)\]/g, '[$1=*]');
  const { kind, note = '' } = edit;
  const by = edit.by === undefined ? {} : { by: edit.by };
  if (kind === 'note')
    return { path, kind, ...by, note: note === COMMENTS_CHANGED || KEPT.test(note) ? note : 'changed' };
  if (kind === 'text') return { path, kind: 'changed', hidden: true, note: 'text changed', ...by };
  return { path, kind, hidden: true, ...by, ...(kind === 'changed' ? { note: 'changed' } : {}) };
}

/** Stands for a value where a plan shows none. */
export const HIDDEN_VALUE = '(hidden)';
