// Members of a map or a list, taken out of the text. What loses all of them stays as `{}` or `[]`.
import { isFirstOnLine, lineEnd, lineStart, nextLine, removeLines, type TextEdit } from './text-edit.ts';
import {
  contentEnd,
  type ListItem,
  type MapEntry,
  type TextList,
  type TextMap,
  type TextTree,
} from './text-tree.ts';

type Member = MapEntry | ListItem;

/** `holder` is the entry of a map whose value the parent is. */
export function removeMembers(
  tree: TextTree,
  parent: TextMap | TextList,
  removed: ReadonlySet<Member>,
  holder: MapEntry | null,
): readonly TextEdit[] {
  if (parent.isFlow) return fromFlow(parent, removed);
  const kept = parent.members.find((member) => !removed.has(member));
  return kept === undefined ? emptied(tree, parent, holder) : fromBlock(tree, parent, removed, kept);
}

function fromFlow(parent: TextMap | TextList, removed: ReadonlySet<Member>): readonly TextEdit[] {
  const members: readonly Member[] = parent.members;
  const first = members.findIndex((member) => !removed.has(member));
  if (first === -1) return [{ start: parent.body + 1, end: parent.end - 1, text: '' }];
  return members.flatMap((member, index) => {
    if (!removed.has(member)) return [];
    const range =
      index < first
        ? { start: member.start, end: members[index + 1]?.start ?? member.end }
        : { start: members[index - 1]?.end ?? member.start, end: member.end };
    return [{ ...range, text: '' }];
  });
}

function memberEnd({ value, end }: Member): number {
  return value.end === end ? contentEnd(value) : end;
}

function fromBlock(
  tree: TextTree,
  parent: TextMap | TextList,
  removed: ReadonlySet<Member>,
  kept: Member,
): readonly TextEdit[] {
  const { text } = tree;
  const members: readonly Member[] = parent.members;
  const head = members.slice(0, members.indexOf(kept));
  const first = members[0];
  const isCompact = first !== undefined && head.length > 0 && !isFirstOnLine(text, first.start);
  const edits = members
    .slice(isCompact ? head.length : 0)
    .filter((member) => removed.has(member))
    .map((member) => removeLines(text, member.start, memberEnd(member)));
  return isCompact ? [...compactHead(text, head, kept), ...edits] : edits;
}

/** `- a: 1` and below it `b: 2`: the first key that is kept moves up to the dash, unless comments stand between. */
function compactHead(text: string, head: readonly Member[], kept: Member): readonly TextEdit[] {
  const [first, ...others] = head;
  if (first === undefined) return [];
  const between = head.map((member, index) =>
    text.slice(lineEnd(text, memberEnd(member)), head[index + 1]?.start ?? kept.start),
  );
  if (between.every((gap) => gap.trim() === '')) return [{ start: first.start, end: kept.start, text: '' }];
  const blanks = / *$/.exec(text.slice(lineStart(text, first.start), first.start))?.[0].length ?? 0;
  return [
    { start: first.start - blanks, end: lineEnd(text, memberEnd(first)), text: '' },
    ...others.map((member) => ({
      start: lineStart(text, member.start),
      end: nextLine(text, memberEnd(member)),
      text: '',
    })),
  ];
}

function emptied(tree: TextTree, parent: TextMap | TextList, holder: MapEntry | null): readonly TextEdit[] {
  const { text } = tree;
  const members: readonly Member[] = parent.members;
  const empty = parent.kind === 'map' ? '{}' : '[]';
  const lines = (member: Member) => removeLines(text, member.start, memberEnd(member));
  const [first, ...others] = members;
  if (first === undefined) return [];
  if (holder !== null && text.slice(holder.colon, first.start).includes('\n')) {
    const at = parent.start < parent.body ? propsEnd(text, parent) : holder.colon;
    return [{ start: at, end: at, text: ` ${empty}` }, ...members.map(lines)];
  }
  const end = lineEnd(text, memberEnd(first));
  return [{ start: first.start, end, text: empty }, ...others.map(lines)];
}

/** An anchor and a tag in front of the map keep their place. */
function propsEnd(text: string, parent: TextMap | TextList): number {
  const props = text.slice(parent.start, parent.body);
  return parent.start + (/^\S+(?:[ \t]+[&!]\S*)*/.exec(props)?.[0].length ?? 0);
}
