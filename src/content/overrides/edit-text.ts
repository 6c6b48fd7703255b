// One text, edited: values set, paths unset, strings replaced. Every result is read again, and is what it must be or a failure.

import { maskText } from '../mask.ts';
import { below } from '../path.ts';
import { canonical, MeaningTooLarge, meaningOf, withValue } from './meaning.ts';
import type { OverrideMap, Replacement } from './overrides.ts';
import { readTree } from './read-tree.ts';
import { setValues } from './set-values.ts';
import { applyEdits, type TextEdit } from './text-edit.ts';
import type { TextTree } from './text-tree.ts';
import { unsetPaths } from './unset-paths.ts';

/** `path` leads to the member of the override: keys of values, an index of `unset` or `replace`. */
export interface TextFailure {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly hint: string | null;
}

export interface EditedText {
  readonly text: string;
  readonly failures: readonly TextFailure[];
  /** Indexes of paths to unset that lead nowhere. */
  readonly absent: readonly number[];
}

const BY_TEXT = 'Use replace, or give the whole text as a file.';

export function withValues(text: string, values: OverrideMap): EditedText {
  const edited = setIn(text, values);
  if (edited !== 'wrong') return edited;
  const causes = wrongKeys(values, (part) => setIn(text, part) === 'wrong');
  return wrong(
    text,
    causes.map((keys) => ({ path: keys, name: keys.reduce(below, '') })),
  );
}

function setIn(text: string, values: OverrideMap): EditedText | 'wrong' {
  const read = readTree(text);
  if (read.status === 'unreadable') return failed(text, read.reason);
  const { edits, failures } = setValues(read.tree, values);
  if (failures.length > 0)
    return {
      text,
      absent: [],
      failures: failures.map(({ keys, message }) => ({ path: keys, message, hint: BY_TEXT })),
    };
  const expected = (opensBlocks: boolean): string =>
    canonical(withValue(meaningOf(read.tree, read.tree.root, { opensBlocks }), values));
  // A text that is set may itself be a block that holds a mapping: then all blocks are compared as texts.
  return checked(read.tree, edits, [], [true, false], expected);
}

export function withoutPaths(text: string, paths: readonly string[]): EditedText {
  const edited = removedFrom(text, paths);
  if (edited !== 'wrong') return edited;
  return wrong(
    text,
    paths
      .map((name, index) => ({ path: [index], name }))
      .slice(0, MOST_TRIED)
      .filter(({ name }) => removedFrom(text, [name]) === 'wrong'),
  );
}

function removedFrom(text: string, paths: readonly string[]): EditedText | 'wrong' {
  const read = readTree(text);
  if (read.status === 'unreadable') return failed(text, read.reason);
  const { edits, failures, absent, removed } = unsetPaths(read.tree, paths);
  if (failures.length > 0)
    return {
      text,
      absent,
      failures: failures.map(({ index, message }) => ({ path: [index], message, hint: BY_TEXT })),
    };
  return checked(read.tree, edits, absent, [true], (opensBlocks) =>
    canonical(meaningOf(read.tree, read.tree.root, { opensBlocks, without: removed })),
  );
}

export function withReplacements(text: string, replacements: readonly Replacement[]): EditedText {
  const failures: TextFailure[] = [];
  let result = text;
  for (const [index, { find, with: to, count }] of replacements.entries()) {
    const parts = result.split(find);
    if (parts.length - 1 === count) result = parts.join(to);
    else
      failures.push({
        path: [index],
        message: `${quote(find)} occurs ${times(parts.length - 1)}, not ${times(count)}`,
        hint:
          parts.length === 1
            ? 'Compare it with the text of the source: blanks and line ends count.'
            : 'Set count, or find a longer text.',
      });
  }
  return { text: failures.length > 0 ? text : result, failures, absent: [] };
}

function checked(
  tree: TextTree,
  edits: readonly TextEdit[],
  absent: readonly number[],
  waysToRead: readonly boolean[],
  expected: (opensBlocks: boolean) => string,
): EditedText | 'wrong' {
  const { text } = tree;
  if (edits.length === 0) return { text, failures: [], absent };
  const result = applyEdits(text, edits);
  const read = readTree(result);
  try {
    const isRight =
      read.status === 'read' &&
      waysToRead.some(
        (opensBlocks) =>
          canonical(meaningOf(read.tree, read.tree.root, { opensBlocks })) === expected(opensBlocks),
      );
    if (isRight) return { text: result, failures: [], absent };
  } catch (error) {
    if (!(error instanceof MeaningTooLarge)) throw error;
    return failed(text, error.message);
  }
  return 'wrong';
}

/** Parts that are tried one by one once all of them together do not come out as they must. */
const MOST_TRIED = 40;

function wrong(
  text: string,
  causes: readonly { readonly path: TextFailure['path']; readonly name: string }[],
): EditedText {
  const message = 'an edit there would change other values of the text';
  if (causes.length === 0) return failed(text, message);
  return {
    text,
    absent: [],
    failures: causes.map(({ path, name }) => ({ path, message: `${name}: ${message}`, hint: BY_TEXT })),
  };
}

/** Keys that lead to the places that cannot be set even by themselves. None: only all of them together cannot. */
function wrongKeys(values: OverrideMap, isWrong: (part: OverrideMap) => boolean): readonly string[][] {
  let left = MOST_TRIED;
  const visit = ({ entries }: OverrideMap, within: (part: OverrideMap) => OverrideMap): readonly string[][] =>
    entries.flatMap((entry): readonly string[][] => {
      const { key, value } = entry;
      left--;
      if (left < 0 || !isWrong(within({ kind: 'map', entries: [entry] }))) return [];
      const deeper =
        value.kind === 'map'
          ? visit(value, (part) => within({ kind: 'map', entries: [{ ...entry, value: part }] }))
          : [];
      return deeper.length === 0 ? [[key]] : deeper.map((keys) => [key, ...keys]);
    });
  return visit(values, (part) => part);
}

function failed(text: string, message: string): EditedText {
  return { text, absent: [], failures: [{ path: [], message, hint: BY_TEXT }] };
}

/** As it may be shown. */
function quote(text: string): string {
  const shown = maskText(text);
  return JSON.stringify(shown.length > 80 ? `${shown.slice(0, 80)}…` : shown);
}

function times(count: number): string {
  return count === 0 ? 'nowhere' : count === 1 ? 'once' : `${count} times`;
}
