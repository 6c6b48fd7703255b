// How far a read of Palette has come, as one line.

export type PartsRead = Readonly<Record<string, { readonly done: number; readonly total: number }>>;

/** Seconds that the rest takes at the rate of late; null where nothing says so. */
export interface ReadingRate {
  readonly secondsLeft: number | null;
}

/** Without a line break; no wider than `width`. */
export function renderReading(parts: PartsRead, { secondsLeft }: ReadingRate, width: number): string {
  const counts = Object.entries(parts)
    .filter(([, { total }]) => total > 0)
    .map(([name, { done, total }]) => `${done} of ${total} ${name}`);
  const left = secondsLeft === null ? '' : `; about ${secondsLeft} s left`;
  const text =
    counts.length === 0 ? 'Reading from Palette' : `Reading from Palette: ${counts.join(', ')}${left}`;
  return text.slice(0, width);
}
