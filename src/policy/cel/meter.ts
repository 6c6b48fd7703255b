// How much work an expression may do. Every step that can be repeated costs something; what costs too much ends with an error, which
// denies. Steps are counted and not timed, so that the same plan has the same outcome on every machine.

/** One evaluation: a second at the worst. Rules over plans of ten thousand changes need a fifth. */
export const MOST_STEPS = 500_000;
/** All evaluations of one plan. */
const MOST_STEPS_IN_ALL = 30_000_000;

export class TooCostly extends Error {}

export class Meter {
  #left = 0;
  #leftInAll: number;

  constructor(inAll: number = MOST_STEPS_IN_ALL) {
    this.#leftInAll = inAll;
  }

  /** Before an evaluation. */
  begin(): void {
    this.#left = MOST_STEPS;
  }

  spend(steps: number): void {
    this.#left -= steps;
    this.#leftInAll -= steps;
    if (this.isSpent) throw new TooCostly('it takes too many steps');
  }

  get isSpent(): boolean {
    return this.#left < 0 || this.#leftInAll < 0;
  }
}
