// A circuit breaker for each kind of request, and the retry budget of a run. After several failures in a row, requests of that kind go
// one at a time and further apart; after a minute without a success, none is sent any more.
import type { Clock } from './clock.ts';

/** Failures in a row that open the circuit: from then on requests go one at a time. */
const FAILURES_TO_OPEN = 5;
/** Time without a success after which nothing more is sent. */
const GIVE_UP_MS = 60_000;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 8000;

/** The retry budget of a run: an amount to begin with, and a share of its successes, up to a maximum. */
const RETRIES_AT_FIRST = 50;
const RETRIES_PER_SUCCESS = 0.5;
const MOST_RETRIES = 500;

/** Reads and writes have a circuit each: a Palette that is read-only answers reads and refuses writes. */
export type RequestKind = 'read' | 'write';

/**
 * success: a server that works answered, be it with a refusal. failure: no answer, or one that only a broken server gives.
 * neutral: the answer says nothing about the server.
 */
export type Outcome = 'success' | 'failure' | 'neutral';

/** Permission to send one request. */
export interface Permit {
  /** To be called once, when the request has ended. `code`: of its error; empty after a success. */
  report(outcome: Outcome, code: string): void;
}

/** Nothing more is sent. */
export interface GivenUp {
  /** Time since the first failure, in milliseconds. */
  readonly forMs: number;
  /** Of the last failure. */
  readonly code: string;
}

export interface CircuitBreaker {
  /** Waits until a request of this kind may be sent. */
  enter(kind: RequestKind, signal?: AbortSignal): Promise<Permit | GivenUp>;
  /** Takes one retry from the budget; false: the budget is used up. */
  takeRetry(): boolean;
}

/** What people should know while they wait. */
export type ConnectionNotice =
  /** Requests go one at a time from here on. `code`: of the last failure. */
  | { readonly state: 'not responding'; readonly code: string }
  | { readonly state: 'recovered' }
  /** By a Retry-After. `isTooLong`: the run ends instead of waiting. */
  | {
      readonly state: 'asked to wait';
      readonly code: string;
      readonly forMs: number;
      readonly isTooLong: boolean;
    };

export function createCircuitBreaker(
  clock: Clock,
  random: () => number,
  onNotice: (notice: ConnectionNotice) => void = () => undefined,
): CircuitBreaker {
  const circuits = {
    read: new Circuit(clock, random, onNotice),
    write: new Circuit(clock, random, onNotice),
  };
  let retries = RETRIES_AT_FIRST;
  return {
    enter: async (kind, signal) => {
      const permit = await circuits[kind].enter(signal);
      if (!('report' in permit)) return permit;
      return {
        report: (outcome, code) => {
          if (outcome === 'success') retries = Math.min(MOST_RETRIES, retries + RETRIES_PER_SUCCESS);
          permit.report(outcome, code);
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

class Circuit {
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #onNotice: (notice: ConnectionNotice) => void;
  #failuresInARow = 0;
  #firstFailureAt = 0;
  #lastCode = '';
  /** The one request that is under way while the circuit is open, how many of those failed, and when the next may be sent. */
  #probe: Promise<void> | null = null;
  #failedProbes = 0;
  #nextProbeAt = 0;

  constructor(clock: Clock, random: () => number, onNotice: (notice: ConnectionNotice) => void) {
    this.#clock = clock;
    this.#random = random;
    this.#onNotice = onNotice;
  }

  async enter(signal: AbortSignal | undefined): Promise<Permit | GivenUp> {
    for (;;) {
      if (!this.#isOpen()) return { report: (outcome, code) => this.#record(outcome, code) };
      const now = this.#clock.now();
      const forMs = now - this.#firstFailureAt;
      if (forMs >= GIVE_UP_MS) return { forMs, code: this.#lastCode };
      if (this.#probe !== null) await this.#probe;
      else if (now < this.#nextProbeAt) await this.#clock.sleep(this.#nextProbeAt - now, signal);
      else return this.#startProbe();
    }
  }

  #isOpen(): boolean {
    return this.#failuresInARow >= FAILURES_TO_OPEN;
  }

  #startProbe(): Permit {
    let end = (): void => undefined;
    this.#probe = new Promise((resolve) => {
      end = resolve;
    });
    return {
      report: (outcome, code) => {
        this.#failedProbes++;
        this.#record(outcome, code);
        this.#probe = null;
        end();
      },
    };
  }

  #record(outcome: Outcome, code: string): void {
    if (outcome === 'success') this.#close();
    if (outcome === 'failure') this.#countFailure(code);
  }

  #close(): void {
    if (this.#isOpen()) this.#onNotice({ state: 'recovered' });
    this.#failuresInARow = 0;
    this.#failedProbes = 0;
    this.#nextProbeAt = 0;
  }

  #countFailure(code: string): void {
    const now = this.#clock.now();
    if (this.#failuresInARow === 0) this.#firstFailureAt = now;
    this.#failuresInARow++;
    this.#lastCode = code;
    if (!this.#isOpen()) return;
    if (this.#failuresInARow === FAILURES_TO_OPEN) this.#onNotice({ state: 'not responding', code });
    const delayMs = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.#failedProbes);
    this.#nextProbeAt = now + Math.ceil(delayMs * (0.5 + this.#random() / 2));
  }
}
