// The state as it was: what is recorded now, with later changes taken back.
import { byText } from '../content/compare.ts';
import type { RecordedClone } from '../model/recorded.ts';
import type { HistoryEntry } from './state.ts';

/**
 * The rows as they were before `later`, sorted by address. Of several changes of one address the first decides, so the others may be
 * left out. `later` is in the order in which the changes were made.
 */
export function rewind(
  clones: readonly RecordedClone[],
  later: readonly HistoryEntry[],
): readonly RecordedClone[] {
  const rows = new Map<string, RecordedClone>(clones.map((clone) => [clone.address, clone]));
  for (const { address, before } of later.toReversed()) {
    if (before === null) rows.delete(address);
    else rows.set(address, before);
  }
  return [...rows.values()].sort(byText((row) => row.address));
}
