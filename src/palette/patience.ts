// How long to continue when Palette does not answer properly: requests of a kind go one at a time and further apart, and after a
// minute without one good answer nothing more is sent. Retries of a run are rationed by what was answered.
import type { Clock } from './clock.ts';

/** Troubles in a row after which requests go one at a time. */
const STRUGGLE = 5;
/** Time without one good answer after which nothing more is sent. */
const GIVE_UP_MS = 60_000;
const BASE_MS = 500;
const CAP_MS = 8000;

/** Retries of a run: so many to begin with, and a share of its good answers; saved up to a cap. */
const RETRIES_AT_FIRST = 50;
const RETRIES_PER_ANSWER = 0.5;
const MOST_RETRIES = 500;

/** Reads and writes are distinguished: a Palette that is read-only answers the ones and not the others. */
export type RequestKind = 'read' | 'write';

/**
 * alive: an answer of a server that works, a refusal included. trouble: none, or one that no working server gives.
 * neutral: it says nothing either way.
 */
export type Outcome = 'alive' | 'trouble' | 'neutral';

export interface Pass {
  done(outcome: Outcome, code: string): void;
}

/** Why nothing more is sent. */
export interface GivenUp {
  readonly forMs: number;
  /** Of the last trouble. */
  readonly code: string;
}

export interface Patience {
  /** Waits until a request of this kind may go. */
  enter(kind: RequestKind, signal?: AbortSignal): Promise<Pass | GivenUp>;
  /** Takes one retry from the ration; false: it is used up. */
  takeRetry(): boolean;
}

/** What people should know while they wait. */
export type Struggle =
  /** Requests go one at a time from here on. `code`: of the last trouble. */
  | { readonly state: 'struggling'; readonly code: string }
  | { readonly state: 'well again' }
  /** By a Retry-After. `isTooLong`: the run ends instead. */
  | {
      readonly state: 'asked to wait';
      readonly code: string;
      readonly forMs: number;
      readonly isTooLong: boolean;
    };

export function createPatience(
  clock: Clock,
  random: () => number,
  tell: (struggle: Struggle) => void = () => undefined,
): Patience {
  const gates = { read: new Gate(clock, random, tell), write: new Gate(clock, random, tell) };
  let retries = RETRIES_AT_FIRST;
  return {
    enter: async (kind, signal) => {
      const entered = await gates[kind].enter(signal);
      if (typeof entered !== 'function') return entered;
      return {
        done: (outcome, code) => {
          if (outcome === 'alive') retries = Math.min(MOST_RETRIES, retries + RETRIES_PER_ANSWER);
          entered(outcome, code);
        },
      };
    },
    takeRetry: () => {
      if (retries < 1) return false;
      retries--;
      return true;
    },
  };
}

type Leave = (outcome: Outcome, code: string) => void;

class Gate {
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #tell: (struggle: Struggle) => void;
  /** In a row. */
  #troubles = 0;
  #since = 0;
  #code = '';
  /** The one request that is out while it struggles, how many of those failed, and when the next may go. */
  #probe: Promise<void> | null = null;
  #failedProbes = 0;
  #shutUntil = 0;

  constructor(clock: Clock, random: () => number, tell: (struggle: Struggle) => void) {
    this.#clock = clock;
    this.#random = random;
    this.#tell = tell;
  }

  async enter(signal: AbortSignal | undefined): Promise<Leave | GivenUp> {
    for (;;) {
      if (this.#troubles < STRUGGLE) return (outcome, code) => this.#hear(outcome, code);
      const now = this.#clock.now();
      if (now - this.#since >= GIVE_UP_MS) return { forMs: now - this.#since, code: this.#code };
      if (this.#probe !== null) await this.#probe;
      else if (now < this.#shutUntil) await this.#clock.sleep(this.#shutUntil - now, signal);
      else return this.#startProbe();
    }
  }

  #startProbe(): Leave {
    let free = (): void => undefined;
    this.#probe = new Promise((resolve) => {
      free = resolve;
    });
    return (outcome, code) => {
      this.#failedProbes++;
      this.#hear(outcome, code);
      this.#probe = null;
      free();
    };
  }

  #hear(outcome: Outcome, code: string): void {
    if (outcome === 'neutral') return;
    if (outcome === 'alive') {
      if (this.#troubles >= STRUGGLE) this.#tell({ state: 'well again' });
      this.#troubles = 0;
      this.#failedProbes = 0;
      this.#shutUntil = 0;
      return;
    }
    const now = this.#clock.now();
    if (this.#troubles === 0) this.#since = now;
    this.#troubles++;
    this.#code = code;
    if (this.#troubles < STRUGGLE) return;
    if (this.#troubles === STRUGGLE) this.#tell({ state: 'struggling', code });
    const wait = Math.min(CAP_MS, BASE_MS * 2 ** this.#failedProbes);
    this.#shutUntil = now + Math.ceil(wait * (0.5 + this.#random() / 2));
  }
}
