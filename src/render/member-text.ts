// The members of a group below its line: the projects of four hundred creates in a few lines, of deletes every one.
import { parseAddress } from '../model/address.ts';
import type { MemberView } from './change-view.ts';
import { layoutColumns, type Style } from './style.ts';
import { layout, type Span } from './wrap.ts';

const MOST_LINES = 4;
/** So many deletes have a line each, with the UID of what goes. */
const MOST_IN_FULL = 20;
const INDENT = { first: 6, hang: 6 } as const;

type Member = Pick<MemberView, 'label' | 'uid'>;

/** What one cause blocks, by declaration: there are too many addresses for a few lines. */
export function labelsByDeclaration(members: readonly MemberView[]): readonly Member[] {
  const sizes = new Map<string, string[]>();
  for (const { address } of members) {
    const id = parseAddress(address)?.id ?? address;
    const addresses = sizes.get(id);
    if (addresses === undefined) sizes.set(id, [address]);
    else addresses.push(address);
  }
  return [...sizes].map(([id, [first = id, ...others]]) => ({
    label: others.length === 0 ? first : `${id} ×${others.length + 1}`,
    uid: null,
  }));
}

/** Wrapped in a pipe, too: one line of four hundred names helps nobody. `areAll`: each of them, however many they are. */
export function memberLines(members: readonly Member[], style: Style, areAll: boolean): readonly string[] {
  const narrow = { ...style, width: layoutColumns(style) };
  if (areAll && members.length <= MOST_IN_FULL)
    return members.flatMap(({ label, uid }) =>
      layout([{ text: label, keep: true }, ...(uid === null ? [] : [{ text: `  UID ${uid}` }])], narrow, {
        first: INDENT.first,
        hang: INDENT.hang + 2,
      }),
    );
  const lines = (count: number): readonly string[] => layout(listSpans(members, count), narrow, INDENT);
  if (areAll) return lines(members.length);
  // No more names than fit, each with its comma and space, are tried.
  let [fits, most] = [1, Math.min(members.length, Math.ceil((MOST_LINES * narrow.width) / 3))];
  while (fits < most) {
    const middle = Math.ceil((fits + most) / 2);
    if (lines(middle).length <= MOST_LINES) fits = middle;
    else most = middle - 1;
  }
  return lines(fits);
}

function listSpans(members: readonly Member[], count: number): readonly Span[] {
  const left = members.length - count;
  const names = members
    .slice(0, count)
    .flatMap(({ label }, index): readonly Span[] => [
      { text: index === 0 ? '' : ' ' },
      { text: label, keep: true },
      { text: index === count - 1 ? '' : ',' },
    ]);
  return left === 0 ? names : [...names, { text: ` and ${left} more; --verbose lists each` }];
}
