// What was last seen of each state at one place: lineage and serial. A state with a lower serial than was seen is an older one.
import type { OlderState, StateIdentity } from '../model/recorded.ts';

export interface Seen {
  readonly lineage: string;
  /** Of the newest state that was believed. */
  readonly serial: number;
  /** RFC 3339. */
  readonly at: string;
  /** Serial of an older state that continues being used without having been settled; null: none does. */
  readonly fork: number | null;
}

/** One of each lineage, the newest first. */
export type SeenBook = readonly Seen[];

/** States that stood at one place one after another; more are not worth remembering. */
const MOST = 8;

/** What was never seen is unknown, which is no reason to doubt it: null, as for a state that is not older. */
export function judgeAge(book: SeenBook, identity: StateIdentity | null): OlderState | null {
  if (identity === null) return null;
  const { serial } = identity;
  const seen = book.find(({ lineage }) => lineage === identity.lineage);
  if (seen === undefined || (serial >= seen.serial && serial !== seen.fork)) return null;
  return { serial, seenSerial: seen.serial, seenAt: seen.at };
}

/** `older`: it was found older and that is not settled, so what was seen stays what it was, however far this one has come. */
export function noteSeen(
  book: SeenBook,
  { lineage, serial }: StateIdentity,
  older: OlderState | null,
  now: string,
): SeenBook {
  const seen: Seen =
    older === null
      ? { lineage, serial, at: now, fork: null }
      : { lineage, serial: older.seenSerial, at: older.seenAt, fork: serial };
  return [seen, ...book.filter((other) => other.lineage !== lineage)].slice(0, MOST);
}

export function formatBook(book: SeenBook, savedAt: string): string {
  return `${JSON.stringify({ cloneform: 1, savedAt, seen: book })}\n`;
}

/** The one that was written last. Either may be a stranger's or torn: what does not read as a book says nothing. */
export function newestBook(texts: readonly (string | null)[]): SeenBook {
  const books = texts.flatMap((text) => parseBook(text) ?? []);
  return books.toSorted((one, other) => other.savedAt - one.savedAt)[0]?.book ?? [];
}

function parseBook(text: string | null): { readonly savedAt: number; readonly book: SeenBook } | null {
  if (text === null) return null;
  try {
    const { savedAt, seen }: { readonly savedAt?: unknown; readonly seen?: unknown } = JSON.parse(text);
    const time = Date.parse(String(savedAt));
    if (Number.isNaN(time) || !Array.isArray(seen)) return null;
    return { savedAt: time, book: seen.slice(0, MOST).filter(isSeen) };
  } catch {
    return null;
  }
}

function isSeen(value: unknown): value is Seen {
  if (typeof value !== 'object' || value === null) return false;
  const { lineage, serial, at, fork }: Partial<Record<keyof Seen, unknown>> = value;
  return (
    typeof lineage === 'string' &&
    Number.isSafeInteger(serial) &&
    typeof at === 'string' &&
    !Number.isNaN(Date.parse(at)) &&
    (fork === null || Number.isSafeInteger(fork))
  );
}
