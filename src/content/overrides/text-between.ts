// Overrides that make one text of another one, byte for byte: values and unset where they do, else replacements, else the whole text.
import { withoutPaths, withReplacements, withValues } from './edit-text.ts';
import type { OverrideFile, OverrideMap, Replacement } from './overrides.ts';
import { replacementsBetween } from './replacements-between.ts';
import { valuesBetween } from './values-between.ts';

export interface TextBetween {
  readonly file?: OverrideFile;
  readonly replace: readonly Replacement[];
  readonly unset: readonly string[];
  readonly values?: OverrideMap;
}

const NOTHING: TextBetween = { replace: [], unset: [] };

/** Blanks around a text are not part of it (state/FORMAT.md). null: they are the same text. */
export function valuesTextBetween(before: string, after: string, file: string): TextBetween | null {
  if (before.trim() === after.trim()) return null;
  const byValues = throughValues(before, after);
  const byLines = (): TextBetween | null => throughReplacements(before, after);
  const found = byValues?.isCoarse === true ? (byLines() ?? byValues.text) : (byValues?.text ?? byLines());
  return found ?? { ...NOTHING, file: { name: file, text: after } };
}

/** Of a manifest, which has no values. */
export function manifestTextBetween(before: string, after: string, file: string): TextBetween | null {
  if (before.trim() === after.trim()) return null;
  return throughReplacements(before, after) ?? { ...NOTHING, file: { name: file, text: after } };
}

function throughValues(
  before: string,
  after: string,
): { readonly text: TextBetween; readonly isCoarse: boolean } | null {
  const between = valuesBetween(before, after);
  if (between === null) return null;
  const { values, unset, replacesList } = between;
  const removed = withoutPaths(before, unset);
  const set = values === null ? removed : withValues(removed.text, values);
  if (removed.failures.length + set.failures.length > 0 || set.text.trim() !== after.trim()) return null;
  return { text: { ...NOTHING, unset, ...(values === null ? {} : { values }) }, isCoarse: replacesList };
}

function throughReplacements(before: string, after: string): TextBetween | null {
  const replace = replacementsBetween(before, sameMargins(before, after));
  if (replace === null) return null;
  const { text, failures } = withReplacements(before, replace);
  return failures.length === 0 && text.trim() === after.trim() ? { ...NOTHING, replace } : null;
}

/** The text with the blanks around it that the other one has: they need no replacement. */
function sameMargins(before: string, after: string): string {
  const [head] = /^\s*/.exec(before) ?? [''];
  const [tail] = /\s*$/.exec(before) ?? [''];
  return before.trim() === '' ? after : head + after.trim() + tail;
}
