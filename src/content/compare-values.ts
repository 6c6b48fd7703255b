// Two texts of pack values: which keys differ where both are YAML, which lines where they are not.
import { diffLines } from 'diff';
import { parseDocument } from 'yaml';
import { findDeepNesting } from './deep-nesting.ts';

export interface ValuesDifference {
  /** `comments`: the same values, written otherwise. */
  readonly change: 'values' | 'comments';
  /** A line per difference: `~ a.b: 1 → 2`, `+ a.c: 3`, `- a.d: 4`; or lines of text behind `+` and `-`. */
  readonly diff: string;
}

/** Larger texts are not parsed: what differs is told by lines. */
const MOST_PARSED = 512 * 1024;
const MOST_LINES = 40;
const MOST_TEXT = 80;

/** null where they are equal; white space at the ends does not count (store/FORMAT.md). */
export function compareValues(before: string, after: string): ValuesDifference | null {
  const [from, to] = [before.trim(), after.trim()];
  if (from === to) return null;
  const [left, right] = [parseYaml(from), parseYaml(to)];
  if (left === undefined || right === undefined) return { change: 'values', diff: lineDiff(from, to) };
  const lines = keyDiff(left.value, right.value, '');
  if (lines.length === 0) return { change: 'comments', diff: lineDiff(from, to) };
  return { change: 'values', diff: capped(lines).join('\n') };
}

/** Values are Palette's text: hostile until parsed, and templates in them may keep them from being YAML at all. */
function parseYaml(text: string): { readonly value: unknown } | undefined {
  if (text.length > MOST_PARSED || findDeepNesting(text) !== null) return undefined;
  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: false });
  if (document.errors.length > 0) return undefined;
  try {
    return { value: document.toJS({ maxAliasCount: 100 }) };
  } catch {
    return undefined;
  }
}

function keyDiff(before: unknown, after: unknown, path: string): readonly string[] {
  if (Object.is(before, after)) return [];
  if (isList(before) && isList(after)) return listDiff(before, after, path);
  if (isMap(before) && isMap(after)) return mapDiff(before, after, path);
  return [`~ ${path || '(all)'}: ${shown(before)} → ${shown(after)}`];
}

function listDiff(before: readonly unknown[], after: readonly unknown[], path: string): readonly string[] {
  const lines: string[] = [];
  for (let index = 0; index < Math.max(before.length, after.length); index++) {
    const at = `${path}[${index}]`;
    if (index >= before.length) lines.push(`+ ${at}: ${shown(after[index])}`);
    else if (index >= after.length) lines.push(`- ${at}: ${shown(before[index])}`);
    else lines.push(...keyDiff(before[index], after[index], at));
  }
  return lines;
}

type Fields = Readonly<Record<string, unknown>>;

function mapDiff(before: Fields, after: Fields, path: string): readonly string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) => {
    const at = path === '' ? key : `${path}.${key}`;
    if (!Object.hasOwn(before, key)) return [`+ ${at}: ${shown(after[key])}`];
    if (!Object.hasOwn(after, key)) return [`- ${at}: ${shown(before[key])}`];
    return keyDiff(before[key], after[key], at);
  });
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isMap(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'null';
  return text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}…` : text;
}

/** Bounded: a text that was replaced as a whole costs seconds to compare and says nothing. */
export function lineDiff(before: string, after: string): string {
  const parts = diffLines(before, after, { maxEditLength: 500 });
  if (parts === undefined)
    return `${before.split('\n').length} lines replaced by ${after.split('\n').length}`;
  const lines = parts.flatMap((part) =>
    part.added || part.removed
      ? part.value
          .replace(/\n$/, '')
          .split('\n')
          .map((line) => `${part.added ? '+' : '-'} ${line}`)
      : [],
  );
  return capped(lines).join('\n');
}

function capped(lines: readonly string[]): readonly string[] {
  return lines.length <= MOST_LINES
    ? lines
    : [...lines.slice(0, MOST_LINES), `… ${lines.length - MOST_LINES} more`];
}
