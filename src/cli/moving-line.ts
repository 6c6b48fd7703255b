// Progress on standard error: on a terminal one line that is rewritten, elsewhere a line now and then.
import type { PartsDone, Rate } from '../render/reading-text.ts';

/** What ends sooner says nothing. */
const FIRST_MS = 1000;
const TERMINAL_EVERY_MS = 250;
const LOG_EVERY_MS = 10_000;
/** Rates are taken over so long: a burst at the start says little of the rest. */
const WINDOW_MS = 3000;
/** Back to the first column, and the rest of the line is erased. */
const ERASE = '\r\u001b[K';

/** What is under way. */
export interface Moving {
  /** Where it is another work than before, its first line does not wait for the time of the next one. */
  readonly work: string;
  readonly parts: PartsDone;
  /** One line without a line break, no wider than `width`. */
  readonly text: (rate: Rate, width: number) => string;
}

export interface MovingLine {
  /** Called as the work continues, and once with null when it has ended, one way or the other. */
  readonly report: (next: Moving | null) => void;
  /** Before anything else is written. */
  readonly erase: () => void;
}

export interface MovingLineDeps {
  readonly isTerminal: boolean;
  readonly width: number;
  readonly now: () => number;
  readonly write: (text: string) => void;
}

export function createMovingLine({ isTerminal, width, now, write }: MovingLineDeps): MovingLine {
  let moving: Moving | null = null;
  let timer: NodeJS.Timeout | undefined;
  let isShown = false;
  let said = { work: '', at: Number.NEGATIVE_INFINITY };
  let rate = createRate(now);
  const erase = (): void => {
    if (isShown) write(ERASE);
    isShown = false;
  };
  const show = (): void => {
    if (moving === null) return;
    const secondsLeft = rate(moving.parts);
    const isDue = said.work !== moving.work || now() - said.at >= LOG_EVERY_MS;
    if (!isTerminal && !isDue) return;
    said = { work: moving.work, at: now() };
    const text = moving.text({ secondsLeft }, isTerminal ? width - 1 : Number.POSITIVE_INFINITY);
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
        rate = createRate(now);
        erase();
      } else timer ??= setTimeout(begin, FIRST_MS).unref();
      moving = next;
    },
  };
}

/** Seconds left by what was done of late: lists and objects have limits of their own, so the slowest part counts. */
function createRate(now: () => number): (parts: PartsDone) => number | null {
  let samples: { readonly at: number; readonly done: Readonly<Record<string, number>> }[] = [];
  return (parts) => {
    const done = Object.fromEntries(Object.entries(parts).map(([part, count]) => [part, count.done]));
    samples = [...samples.filter(({ at }) => at >= now() - WINDOW_MS), { at: now(), done }];
    const [first] = samples;
    const seconds = first === undefined ? 0 : (now() - first.at) / 1000;
    if (first === undefined || seconds < 0.5) return null;
    const left = Object.entries(parts).map(([part, count]) => {
      const perSecond = (count.done - (first.done[part] ?? 0)) / seconds;
      return count.done === count.total ? 0 : (count.total - count.done) / perSecond;
    });
    const most = Math.max(...left);
    return Number.isFinite(most) ? Math.max(1, Math.ceil(most)) : null;
  };
}
