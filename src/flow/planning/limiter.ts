// So many at once and no more, for work that is ordered here and there.

export type Limiter = <T>(work: () => Promise<T>) => Promise<T>;

/** In order of arrival. */
export function createLimiter(most: number): Limiter {
  const waiting: (() => void)[] = [];
  let next = 0;
  let free = most;
  const leave = (): void => {
    const follower = waiting[next];
    if (follower === undefined) {
      free++;
      return;
    }
    next++;
    follower();
  };
  return async (work) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      leave();
    }
  };
}
