// Members of a map or a list, taken out of the text. What loses all of them stays as `{}` or `[]`.
import { isFirstOnLine, lineEnd, removeLines, type TextEdit } from './text-edit.ts';
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

function fromBlock(
  tree: TextTree,
  parent: TextMap | TextList,
  removed: ReadonlySet<Member>,
  kept: Member,
): readonly TextEdit[] {
  const { text } = tree;
  const members: readonly Member[] = parent.members;
  const isCompact = !isFirstOnLine(text, parent.body);
  const head = isCompact ? members.slice(0, members.indexOf(kept)) : [];
  const others = members.slice(head.length).filter((member) => removed.has(member));
  return [...compactHead(text, head, kept), ...others.map((member) => linesOf(text, member))];
}

function linesOf(text: string, { start, value }: Member): TextEdit {
  return removeLines(text, start, contentEnd(value));
}

/** `- a: 1` and below it `b: 2`: the first key that is kept moves up to the dash, unless comments stand between. */
function compactHead(text: string, head: readonly Member[], kept: Member): readonly TextEdit[] {
  const [first, ...others] = head;
  if (first === undefined) return [];
  const between = head.map(({ value }, index) =>
    text.slice(lineEnd(text, contentEnd(value)), head[index + 1]?.start ?? kept.start),
  );
  if (between.every((gap) => gap.trim() === '')) return [{ start: first.start, end: kept.start, text: '' }];
  const behindDash = text.slice(0, first.start).trimEnd().length;
  return [
    { start: behindDash, end: lineEnd(text, contentEnd(first.value)), text: '' },
    ...others.map((member) => linesOf(text, member)),
  ];
}

function emptied(tree: TextTree, parent: TextMap | TextList, holder: MapEntry | null): readonly TextEdit[] {
  const { text } = tree;
  const members: readonly Member[] = parent.members;
  const empty = parent.kind === 'map' ? '{}' : '[]';
  if (holder !== null && text.slice(holder.colon, parent.body).includes('\n')) {
    const at = parent.start < parent.body ? propsEnd(text, parent) : holder.colon;
    return [{ start: at, end: at, text: ` ${empty}` }, ...members.map((member) => linesOf(text, member))];
  }
  return members.map((member, index) =>
    index === 0
      ? { start: member.start, end: lineEnd(text, contentEnd(member.value)), text: empty }
      : linesOf(text, member),
  );
}

/** An anchor and a tag in front of the map keep their place. */
function propsEnd(text: string, parent: TextMap | TextList): number {
  const props = text.slice(parent.start, parent.body);
  return parent.start + (/^\S+(?:[ \t]+[&!]\S*)*/.exec(props)?.[0].length ?? 0);
}
