// Two texts: by key where both are YAML, by lines where they are not, and in a word where only their form differs.

import { formDifference, haveOtherComments } from './compare-form.ts';
import { compareTrees } from './compare-tree.ts';
import { lineDiff, lineEnds } from './line-diff.ts';
import { COMMENTS_CHANGED, type Edit } from './pack-change.ts';
import {
  emptyMap,
  type ListNode,
  type MapNode,
  Numbers,
  type ValueNode,
  valuesTrees,
} from './values-tree.ts';
import { readYaml } from './yaml-text.ts';

export interface ValuesDifference {
  /** `values`: Helm reads something else. Otherwise what differs in form alone: comments, formatting, line ends. */
  readonly change: string;
  readonly edits: readonly Edit[];
}

/** How deep text within text is compared by key. */
const MOST_NESTED = 3;

const OTHER_COMMENTS: Edit = { path: '', kind: 'note', note: COMMENTS_CHANGED };

/** null where they are equal; white space at the ends does not count (state/FORMAT.md). */
export function compareValues(before: string, after: string): ValuesDifference | null {
  const [from, to] = [before.trim(), after.trim()];
  if (from === to) return null;
  const { left, right } = readBoth(from, to);
  if (isSame(left, right)) return { change: formDifference(from, to), edits: byLines(from, to, '') };
  const [was, is] = [structureOf(left), structureOf(right)];
  if (was === undefined || is === undefined) return { change: 'values', edits: byLines(from, to, '') };
  const ends = lineEnds(from, to);
  return {
    change: 'values',
    edits: [
      ...(ends === null ? [] : [{ path: '', kind: 'note', note: ends } as const]),
      ...compareTrees(was, is, '', (a, b, path) => compareInside(a, b, path, MOST_NESTED)),
      ...(haveOtherComments(from, to) ? [OTHER_COMMENTS] : []),
    ],
  };
}

/** What of the form differs where both texts mean the same; null where they do not, or where that cannot be told. */
export function sameInOtherForm(before: string, after: string): string | null {
  const { left, right } = readBoth(before, after);
  return isSame(left, right) ? formDifference(before, after) : null;
}

/** A manifest or another text that people read by lines. */
export function compareLines(before: string, after: string): readonly Edit[] {
  return byLines(before, after, '');
}

/** A text at a path: on into its keys where both sides are one mapping, else its lines. */
function compareInside(before: string, after: string, path: string, nested: number): readonly Edit[] {
  if (nested === 0) return byLines(before, after, path);
  const { left, right } = readBoth(before, after);
  const [was, is] = [structureOf(left), structureOf(right)];
  if (was?.kind !== 'map' || is?.kind !== 'map' || was.entries.size === 0 || is.entries.size === 0)
    return byLines(before, after, path);
  if (was.id === is.id) return byLines(before, after, path, `only ${formDifference(before, after)}`);
  return [
    ...compareTrees(was, is, path, (a, b, at) => compareInside(a, b, at, nested - 1)),
    ...(haveOtherComments(before, after) ? [{ ...OTHER_COMMENTS, path }] : []),
  ];
}

function byLines(before: string, after: string, path: string, why?: string): readonly Edit[] {
  const { lines, note } = lineDiff(before, after);
  if (lines.length === 0) return [{ path, kind: 'note', note: note ?? 'text changed' }];
  const said = [why, note].filter((word) => word !== undefined && word !== null).join('; ');
  return [{ path, kind: 'text', lines, ...(said === '' ? {} : { note: said }) }];
}

interface Both {
  readonly left: readonly ValueNode[] | undefined;
  readonly right: readonly ValueNode[] | undefined;
}

function readBoth(before: string, after: string): Both {
  const numbers = new Numbers();
  const read = (text: string): readonly ValueNode[] | undefined => {
    const yaml = readYaml(text);
    const trees = yaml === undefined ? undefined : valuesTrees(yaml, numbers);
    return trees?.map((tree) => orEmpty(tree, numbers));
  };
  const left = read(before);
  return { left, right: left === undefined ? undefined : read(after) };
}

/** A document of comments alone, or of nothing, is a mapping without keys to Helm. */
function orEmpty(tree: ValueNode, numbers: Numbers): ValueNode {
  return tree.id === numbers.of('null') ? emptyMap(numbers) : tree;
}

function isSame(left: Both['left'], right: Both['right']): boolean {
  return (
    left !== undefined &&
    left.length === right?.length &&
    left.every(({ id }, index) => id === right[index]?.id)
  );
}

/** The one document of a text that has keys or items to be compared by. */
function structureOf(trees: Both['left']): MapNode | ListNode | undefined {
  const [tree] = trees ?? [];
  return trees?.length === 1 && tree?.kind !== 'scalar' ? tree : undefined;
}
