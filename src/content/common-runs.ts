// What two sequences have in common, in bounded time: Myers' algorithm, and where that takes too long, items that occur once.
import { diffArrays } from 'diff';

/** Index in the first, index in the second; both ascend. */
export type Pair = readonly [number, number];

/** Edits that one stretch may take before it is cut at items that occur once on each side. */
const MOST_EDITS = 250;
const MOST_CUTS = 8;

/** Pairs of equal items, as many as can be found within bounds. */
export function commonItems<T extends number | string>(a: readonly T[], b: readonly T[]): readonly Pair[] {
  const pairs: Pair[] = [];
  collect(a, b, 0, 0, MOST_CUTS, pairs);
  return pairs;
}

function collect<T extends number | string>(
  a: readonly T[],
  b: readonly T[],
  inA: number,
  inB: number,
  cuts: number,
  pairs: Pair[],
): void {
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  for (let index = 0; index < start; index++) pairs.push([inA + index, inB + index]);
  const left = a.slice(start, a.length - end);
  const right = b.slice(start, b.length - end);
  if (left.length > 0 && right.length > 0) middle(left, right, inA + start, inB + start, cuts, pairs);
  for (let index = end; index > 0; index--) pairs.push([inA + a.length - index, inB + b.length - index]);
}

function middle<T extends number | string>(
  a: readonly T[],
  b: readonly T[],
  inA: number,
  inB: number,
  cuts: number,
  pairs: Pair[],
): void {
  const parts = diffArrays([...a], [...b], { maxEditLength: MOST_EDITS });
  if (parts !== undefined) {
    let [left, right] = [inA, inB];
    for (const { added, removed, value } of parts) {
      if (!added && !removed) for (let n = 0; n < value.length; n++) pairs.push([left + n, right + n]);
      if (!added) left += value.length;
      if (!removed) right += value.length;
    }
    return;
  }
  const cutAt = cuts === 0 ? [] : anchors(a, b);
  if (cutAt.length === 0) return;
  let [left, right] = [0, 0];
  for (const [x, y] of [...cutAt, [a.length, b.length] as const]) {
    collect(a.slice(left, x), b.slice(right, y), inA + left, inB + right, cuts - 1, pairs);
    if (x < a.length) pairs.push([inA + x, inB + y]);
    [left, right] = [x + 1, y + 1];
  }
}

/** Items that occur once on each side, the longest ascending run of them. */
function anchors<T extends number | string>(a: readonly T[], b: readonly T[]): readonly Pair[] {
  const inB = once(b);
  const pairs = [...once(a)].flatMap(([item, x]): Pair[] => {
    const y = inB.get(item);
    return y === undefined ? [] : [[x, y]];
  });
  const tails: number[] = [];
  const before: number[] = [];
  for (const [index, [, y]] of pairs.entries()) {
    let [low, high] = [0, tails.length];
    while (low < high) {
      const mid = (low + high) >> 1;
      if ((pairs[tails[mid] ?? 0]?.[1] ?? 0) < y) low = mid + 1;
      else high = mid;
    }
    before[index] = tails[low - 1] ?? -1;
    tails[low] = index;
  }
  const run: Pair[] = [];
  for (let at = tails.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) {
    const pair = pairs[at];
    if (pair !== undefined) run.push(pair);
  }
  return run.reverse();
}

function once<T>(items: readonly T[]): ReadonlyMap<T, number> {
  const found = new Map<T, number>();
  const twice = new Set<T>();
  for (const [index, item] of items.entries()) {
    if (found.has(item)) twice.add(item);
    found.set(item, index);
  }
  for (const item of twice) found.delete(item);
  return found;
}
