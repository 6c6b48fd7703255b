// Fits items into a number of characters: each whole, or as one line, or counted among those that were left out.

export interface Item {
  /** What it counts as where it is left out. */
  readonly name: string;
  /** How many it counts for. */
  readonly count: number;
  /** One line. */
  readonly line: string;
  /** With all that there is to say; null where the line says it. */
  readonly full: string | null;
}

export interface Fitted {
  readonly texts: readonly string[];
  /** Items without their details. */
  readonly shortened: number;
  /** Items that are not there at all, in their order. */
  readonly left: readonly Item[];
  readonly used: number;
}

/** Every line goes before any details; of both, what comes first has them first. */
export function fitItems(items: readonly Item[], budget: number): Fitted {
  let shown = 0;
  let used = 0;
  for (const { line } of items) {
    if (used + line.length > budget) break;
    used += line.length;
    shown++;
  }
  let isTight = shown < items.length;
  let shortened = 0;
  const texts = items.slice(0, shown).map(({ line, full }) => {
    if (full === null) return line;
    const more = full.length - line.length;
    isTight ||= used + more > budget;
    if (isTight) {
      shortened++;
      return line;
    }
    used += more;
    return full;
  });
  return { texts, shortened, left: items.slice(shown), used };
}

/** Characters that nothing left out would take. */
export function wholeSize(items: readonly Item[]): number {
  return items.reduce((sum, { line, full }) => sum + (full ?? line).length, 0);
}
