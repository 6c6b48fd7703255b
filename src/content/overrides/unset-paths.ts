// Paths to unset → edits of a text. All paths mean the text as it was before the first of them is unset.
import { parsePath } from '../parse-path.ts';
import type { LiteralBlock } from './literal-block.ts';
import { type Located, locate } from './locate.ts';
import { anchorInUse } from './obstacles.ts';
import { removeMembers } from './remove-members.ts';
import type { TextEdit } from './text-edit.ts';
import type { ListItem, MapEntry, TextList, TextMap, TextNode, TextTree } from './text-tree.ts';

export interface UnsetEdits {
  readonly edits: readonly TextEdit[];
  /** By the index of the path. */
  readonly failures: readonly { readonly index: number; readonly message: string }[];
  /** Indexes of paths that lead nowhere. */
  readonly absent: readonly number[];
  readonly removed: ReadonlySet<MapEntry | ListItem>;
}

type Found = Extract<Located, { readonly status: 'found' }>;

export function unsetPaths(tree: TextTree, paths: readonly string[]): UnsetEdits {
  const failures: { index: number; message: string }[] = [];
  const absent: number[] = [];
  const found: Found[] = [];
  for (const [index, path] of paths.entries()) {
    const parsed = parsePath(path);
    const located: Located =
      parsed.status === 'wrong' ? { status: 'blocked', reason: parsed.message } : locate(tree, parsed.steps);
    if (located.status === 'absent') absent.push(index);
    else if (located.status === 'blocked') failures.push({ index, message: `${path}: ${located.reason}` });
    else {
      const anchored = located.shared ?? anchorInUse(located.tree, located.member.value, 'deep');
      if (anchored === null) found.push(located);
      else failures.push({ index, message: `${path}: ${anchored}` });
    }
  }
  return { edits: removals(found), failures, absent, removed: new Set(found.map(({ member }) => member)) };
}

/** Members of one map or list go together; what stands in a member that goes is not looked at. */
function removals(found: readonly Found[]): readonly TextEdit[] {
  const byParent = new Map<
    TextMap | TextList,
    { readonly place: Found; readonly members: Set<MapEntry | ListItem> }
  >();
  for (const place of found) {
    const known = byParent.get(place.parent) ?? { place, members: new Set() };
    known.members.add(place.member);
    byParent.set(place.parent, known);
  }
  const ranges = found.map(({ blocks, member }) => rangeOf(blocks, member.value));
  // The value of an item in `[[1]]` begins where the item does: it is what holds the lists and maps within.
  const isInside = ({ blocks, parent }: Found): boolean => {
    const { start, end } = rangeOf(blocks, parent);
    return ranges.some((range) => range.start <= start && end <= range.end);
  };
  return [...byParent.values()]
    .filter(({ place }) => !isInside(place))
    .flatMap(({ place, members }) =>
      removeMembers(place.tree, place.parent, members, place.holder).map((edit) =>
        place.blocks.reduceRight((inner, block) => block.outside(inner), edit),
      ),
    );
}

function rangeOf(blocks: readonly LiteralBlock[], { start, end }: TextNode): { start: number; end: number } {
  const outside = (at: number): number => blocks.reduceRight((inner, block) => block.place(inner), at);
  return { start: outside(start), end: outside(end) };
}
