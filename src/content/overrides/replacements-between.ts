// What `replace` would have to say so that one text becomes another one: the lines that differ, with as much around them as
// makes them unique.
import { commonItems } from '../common-runs.ts';
import type { Replacement } from './overrides.ts';

/** More of them are harder to read than the whole text. */
const MOST = 20;
const MOST_CONTEXT = 8;
/** A text as short as this is replaced in parts, however much of it they are. */
const LITTLE = 200;

/** null where it takes too many, or lines cannot be told apart. */
export function replacementsBetween(before: string, after: string): readonly Replacement[] | null {
  const [from, to] = [linesOf(before), linesOf(after)];
  const hunks = hunksOf(from, to);
  if (hunks.length === 0 || hunks.length > MOST || hunks.some((hunk) => isAll(hunk, from))) return null;
  const found: Replacement[] = [];
  let text = before;
  for (const hunk of hunks) {
    const one = replacementOf(text, from, to, hunk);
    if (one === null) return null;
    found.push(one);
    text = text.replace(one.find, () => one.with);
  }
  const written = found.reduce((sum, one) => sum + one.find.length + one.with.length, 0);
  return text === after && written <= Math.max(after.length, LITTLE) ? found : null;
}

/** With their line ends. */
function linesOf(text: string): readonly string[] {
  return text.split(/(?<=\n)/);
}

interface Hunk {
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
}

/** No line stays: that is another text, not an edit of this one. */
function isAll({ from: [start, end] }: Hunk, lines: readonly string[]): boolean {
  return lines.length > 1 && start === 0 && end === lines.length;
}

function hunksOf(from: readonly string[], to: readonly string[]): readonly Hunk[] {
  const hunks: Hunk[] = [];
  let [left, right] = [0, 0];
  for (const [x, y] of [...commonItems(from, to), [from.length, to.length] as const]) {
    if (x > left || y > right) hunks.push({ from: [left, x], to: [right, y] });
    [left, right] = [x + 1, y + 1];
  }
  return hunks;
}

function replacementOf(
  text: string,
  from: readonly string[],
  to: readonly string[],
  { from: [start, end], to: [begin, stop] }: Hunk,
): Replacement | null {
  const [old, now] = [from.slice(start, end).join(''), to.slice(begin, stop).join('')];
  const [find, put] = [old.trim(), now.trim()];
  // One line against one line: without its margin, which YAML would show as an escape.
  if (
    end - start === 1 &&
    stop - begin === 1 &&
    old.replace(find, () => put) === now &&
    occursOnce(text, find)
  )
    return { find, with: put, count: 1 };
  for (let context = old === '' ? 1 : 0; context <= MOST_CONTEXT; context++) {
    const above = from.slice(Math.max(0, start - context), start).join('');
    if (occursOnce(text, above + old)) return { find: above + old, with: above + now, count: 1 };
    const below = from.slice(end, end + context).join('');
    if (occursOnce(text, old + below)) return { find: old + below, with: now + below, count: 1 };
  }
  return null;
}

function occursOnce(text: string, piece: string): boolean {
  const first = text.indexOf(piece);
  return piece !== '' && first !== -1 && text.indexOf(piece, first + 1) === -1;
}
