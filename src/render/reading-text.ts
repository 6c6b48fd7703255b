// How far a read of Palette, or an apply, has come, as one line.
import { safeText } from './safe-text.ts';

/** What a work has parts of, such as clones to read: how many of how many are done. */
export type PartsDone = Readonly<Record<string, { readonly done: number; readonly total: number }>>;

/** Seconds that the rest takes at the rate of late; null where nothing says so. */
export interface Rate {
  readonly secondsLeft: number | null;
}

/** Without a line break; no wider than `width`: what is read whole yields first. */
export function renderReading(parts: PartsDone, { secondsLeft }: Rate, width: number): string {
  const begun = Object.entries(parts).filter(([, { total }]) => total > 0);
  const left = secondsLeft === null ? '' : `; ${leftWords(secondsLeft)}`;
  const text = (shown: typeof begun): string => {
    const counts = shown.map(([name, { done, total }]) => `${done} of ${total} ${name}`);
    return `Reading from Palette${counts.length === 0 ? '' : `: ${counts.join(', ')}`}${left}`;
  };
  const whole = text(begun);
  const shown = whole.length <= width ? whole : text(begun.filter(([, { done, total }]) => done < total));
  return shown.slice(0, width);
}

export interface Applying {
  readonly done: number;
  readonly total: number;
  readonly failed: number;
  readonly inFlight: number;
  /** What holds the run, or what takes long; null: nothing to say. */
  readonly remark: string | null;
}

/** Without a line break; no wider than `width`. */
export function renderApplying(run: Applying, { secondsLeft }: Rate, width: number): string {
  const { done, total, failed, inFlight, remark } = run;
  const counts = [
    `${done} of ${total} done`,
    ...(failed === 0 ? [] : [`${failed} failed`]),
    `${inFlight} in flight`,
    ...(secondsLeft === null ? [] : [leftWords(secondsLeft)]),
  ];
  const line = (more: string | null): string =>
    safeText(`Applying: ${counts.join(', ')}${more === null ? '' : `; ${more}`}`);
  const whole = line(remark);
  return (whole.length <= width ? whole : line(remark?.split(', ')[0] ?? null)).slice(0, width);
}

function leftWords(secondsLeft: number): string {
  return secondsLeft < 120 ? `about ${secondsLeft} s left` : `about ${Math.round(secondsLeft / 60)} min left`;
}
