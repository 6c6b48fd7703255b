// Diagnostics under way: collected by stage, told all at once, sorted by place.
import { compareDiagnostics, type Diagnostic, type Place } from '../model/diagnostic.ts';
import { maskUrlPasswords } from './url-password.ts';

export class Faults {
  readonly #found: Diagnostic[] = [];

  add(code: `declare/${string}`, message: string, place: Place | null, hint?: string): void {
    this.#found.push({
      code,
      severity: 'error',
      message: maskUrlPasswords(message),
      ...(place === null ? {} : { place }),
      ...(hint === undefined ? {} : { hint }),
    });
  }

  addAll(other: Faults): void {
    this.#found.push(...other.#found);
  }

  get isEmpty(): boolean {
    return this.#found.length === 0;
  }

  /** Sorted by place; the same fault at the same place once. */
  list(): readonly Diagnostic[] {
    const seen = new Set<string>();
    return this.#found
      .filter((fault) => {
        const id = JSON.stringify([fault.code, fault.message, fault.place]);
        return !seen.has(id) && Boolean(seen.add(id));
      })
      .sort(compareDiagnostics);
  }
}
