// Progress of reading on standard error: on a terminal one line that is rewritten, elsewhere a line now and then.
import type { ReadingCounts, ReadingReport } from '../flow/reading-progress.ts';
import { renderReading } from '../render/reading-text.ts';

/** A read that ends sooner says nothing. */
const FIRST_MS = 1000;
const TERMINAL_EVERY_MS = 250;
const LOG_EVERY_MS = 10_000;
/** Rates are taken over so long: a burst at the start says little of the rest. */
const WINDOW_MS = 3000;
/** Back to the first column, and the rest of the line is erased. */
const ERASE = '\r\u001b[K';

export interface ReadingLine {
  readonly report: ReadingReport;
  /** Before anything else is written. */
  readonly erase: () => void;
}

export interface ReadingLineDeps {
  readonly isTerminal: boolean;
  readonly width: number;
  readonly now: () => number;
  readonly write: (text: string) => void;
}

export function createReadingLine({ isTerminal, width, now, write }: ReadingLineDeps): ReadingLine {
  let counts: ReadingCounts | null = null;
  let timer: NodeJS.Timeout | undefined;
  let isShown = false;
  let saidAt = Number.NEGATIVE_INFINITY;
  const rate = createRate(now);
  const erase = (): void => {
    if (isShown) write(ERASE);
    isShown = false;
  };
  const show = (): void => {
    if (counts === null) return;
    const secondsLeft = rate(counts);
    if (now() - saidAt < (isTerminal ? 0 : LOG_EVERY_MS)) return;
    saidAt = now();
    const text = renderReading(counts, { secondsLeft }, isTerminal ? width - 1 : Number.POSITIVE_INFINITY);
    write(isTerminal ? `${ERASE}${text}` : `${text}\n`);
    isShown = isTerminal;
  };
  const begin = (): void => {
    show();
    timer = setInterval(show, TERMINAL_EVERY_MS).unref();
  };
  return {
    erase,
    report: (next) => {
      if (next === null) {
        clearTimeout(timer);
        timer = undefined;
        erase();
      } else timer ??= setTimeout(begin, FIRST_MS).unref();
      counts = next;
    },
  };
}

/** Seconds left by what was read of late: lists and objects have limits of their own, so the slowest part counts. */
function createRate(now: () => number): (counts: ReadingCounts) => number | null {
  let samples: { readonly at: number; readonly done: Readonly<Record<string, number>> }[] = [];
  return (counts) => {
    const done = Object.fromEntries(Object.entries(counts).map(([part, count]) => [part, count.done]));
    samples = [...samples.filter(({ at }) => at >= now() - WINDOW_MS), { at: now(), done }];
    const [first] = samples;
    const seconds = first === undefined ? 0 : (now() - first.at) / 1000;
    if (first === undefined || seconds < 0.5) return null;
    const left = Object.entries(counts).map(([part, count]) => {
      const perSecond = (count.done - (first.done[part] ?? 0)) / seconds;
      return count.done === count.total ? 0 : (count.total - count.done) / perSecond;
    });
    const most = Math.max(...left);
    return Number.isFinite(most) ? Math.max(1, Math.ceil(most)) : null;
  };
}
