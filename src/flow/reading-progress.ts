// How far a read of Palette has come: what is read, how many of how many. Counts only; the shell knows the time and the terminal.
import pMap from 'p-map';

/** `profiles`: sources, and whatever else is read whole. `names`: natural keys that have to be free. */
export type ReadingPart = 'clones' | 'profiles' | 'lists' | 'names';

export type ReadingCounts = Readonly<Record<ReadingPart, { readonly done: number; readonly total: number }>>;

/** Called as a read continues, and once with null when it has ended, one way or the other. */
export type ReadingReport = (counts: ReadingCounts | null) => void;

export interface ReadingTally {
  /** So many more are to be read. */
  readonly expect: (part: ReadingPart, more: number) => void;
  /** Counts as done once it has ended. */
  readonly count: <T>(part: ReadingPart, read: Promise<T>) => Promise<T>;
}

export const UNCOUNTED: ReadingTally = { expect: () => undefined, count: (_, read) => read };

/** Reads each of the items, many at a time, and counts them. */
export async function readEach<T, R>(
  items: readonly T[],
  {
    tally,
    part,
    concurrency,
  }: { readonly tally: ReadingTally; readonly part: ReadingPart; readonly concurrency: number },
  read: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  tally.expect(part, items.length);
  return pMap(items, (item) => tally.count(part, read(item)), { concurrency });
}

export async function whileReading<T>(
  report: ReadingReport | undefined,
  work: (tally: ReadingTally) => Promise<T>,
): Promise<T> {
  if (report === undefined) return work(UNCOUNTED);
  const counts = {
    clones: { done: 0, total: 0 },
    profiles: { done: 0, total: 0 },
    lists: { done: 0, total: 0 },
    names: { done: 0, total: 0 },
  };
  report(counts);
  const count: ReadingTally['count'] = async (part, read) => {
    try {
      return await read;
    } finally {
      counts[part].done++;
      report(counts);
    }
  };
  try {
    return await work({
      count,
      expect: (part, more) => {
        counts[part].total += more;
      },
    });
  } finally {
    report(null);
  }
}
