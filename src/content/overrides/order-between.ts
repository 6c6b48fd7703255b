// Which packs have to be moved, and where new ones go, so that one order becomes another one.
import { commonItems } from '../common-runs.ts';
import type { PackPosition } from './overrides.ts';

/** Positions by pack. New packs that simply come last have none. */
export function orderBetween(
  before: readonly string[],
  after: readonly string[],
): ReadonlyMap<string, PackPosition> {
  const stay = new Set(
    commonItems(
      before.filter((key) => after.includes(key)),
      after,
    ).map(([, index]) => after[index] ?? ''),
  );
  const had = new Set(before);
  let lasting = after.length;
  while (lasting > 0 && !had.has(after[lasting - 1] ?? '')) lasting--;
  const first = after.find((key) => stay.has(key));
  const positions = new Map<string, PackPosition>();
  for (const [index, key] of after.slice(0, lasting).entries()) {
    if (stay.has(key)) continue;
    const previous = after[index - 1];
    if (previous !== undefined) positions.set(key, { after: previous });
    else if (first !== undefined) positions.set(key, { before: first });
  }
  return positions;
}
