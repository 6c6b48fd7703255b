// Diagnostics under way: collected by stage, told all at once, sorted by place.
import { compareDiagnostics, type Diagnostic, type Place } from '../model/diagnostic.ts';
import { maskUrlPasswords } from './url-password.ts';

/** More than anybody reads; a file can be made to have one in every column. */
const MAX_TOLD = 1000;
/** Characters of one message or hint: names and values in it come from the file and may be megabytes long. */
const MAX_MESSAGE = 2000;

export class Faults {
  readonly #found: Diagnostic[] = [];

  add(code: `declare/${string}`, message: string, place: Place | null, hint?: string): void {
    this.#found.push({
      code,
      severity: 'error',
      message: shorten(maskUrlPasswords(message)),
      ...(place === null ? {} : { place }),
      ...(hint === undefined ? {} : { hint: shorten(hint) }),
    });
  }

  addAll(other: Faults, isMeant: (fault: Diagnostic) => boolean = () => true): void {
    this.#found.push(...other.#found.filter(isMeant));
  }

  get count(): number {
    return this.#found.length;
  }

  get isEmpty(): boolean {
    return this.#found.length === 0;
  }

  /** Sorted by place; the same fault at the same place once. */
  list(): readonly Diagnostic[] {
    const seen = new Set<string>();
    const sorted = this.#found
      .filter((fault) => {
        const id = JSON.stringify([fault.code, fault.message, fault.place]);
        return !seen.has(id) && Boolean(seen.add(id));
      })
      .sort(compareDiagnostics);
    const untold = sorted.length - MAX_TOLD;
    if (untold <= 0) return sorted;
    const more = {
      code: 'declare/more',
      severity: 'error',
      message: `there are ${untold} more errors`,
    } as const;
    return [...sorted.slice(0, MAX_TOLD), { ...more, hint: 'fix these first' }];
  }
}

function shorten(text: string): string {
  return text.length > MAX_MESSAGE ? `${text.slice(0, MAX_MESSAGE)}…` : text;
}
