// What the server's buckets still hold, as far as it can be told from here, kept from one command to the next: an apply followed by a
// plan must not begin with a burst that is spent already. Server buckets fill up within seconds, and so does what is remembered.
import { limitOf, type RateLimits } from '../model/settings.ts';
import type { Buckets } from './buckets.ts';
import type { Clock } from './clock.ts';

/** By prefix: tokens that the server had left, and when (milliseconds since the epoch). */
export type RateLevels = Readonly<Record<string, { readonly tokens: number; readonly at: number }>>;

export interface Ledger extends Buckets {
  /** The request that a token was taken for has ended, one way or the other. */
  answered(prefix: string): void;
  /** Of the prefixes that are not full; empty: nothing is worth keeping. */
  levels(): RateLevels;
}

/** Of a bucket that is as full as this nobody has to know. */
const FULL = 0.88;

/**
 * `inner` is asked for the tokens that were spent before this run, and nothing is sent for them.
 *
 * What is under way counts as not yet arrived: when the server will take its tokens is not known before the answer, and a bucket that
 * is full until then gains nothing meanwhile. So a burst that was held up on the way cannot meet the one behind it.
 */
export function withLedger(inner: Buckets, limits: RateLimits, clock: Clock, saved: RateLevels): Ledger {
  const levels = new Map<string, { tokens: number; at: number }>();
  if (limits === 'off') return { ...inner, answered: () => undefined, levels: () => ({}) };
  const refill = (prefix: string): { tokens: number; at: number } => {
    const { rps, burst } = limitOf(limits, prefix);
    const level = levels.get(prefix) ?? { tokens: burst, at: clock.now() };
    const seconds = Math.max(0, clock.now() - level.at) / 1000;
    level.tokens = Math.min(burst, level.tokens + seconds * rps);
    level.at = clock.now();
    levels.set(prefix, level);
    return level;
  };
  const begin = (prefix: string): void => {
    const before = Object.hasOwn(saved, prefix) ? saved[prefix] : undefined;
    const { burst } = limitOf(limits, prefix);
    const isSane =
      before !== undefined && before.at <= clock.now() && before.tokens >= 0 && before.tokens <= burst;
    if (isSane) levels.set(prefix, { ...before });
    const spent = Math.floor(burst - refill(prefix).tokens);
    // They are there at the start, and the line is in order: those who wait do so behind them.
    for (let i = 0; i < spent; i++) inner.take(prefix).catch(() => undefined);
  };
  const flights = new Flights();
  const pass = async (prefix: string, signal: AbortSignal | undefined): Promise<void> => {
    for (;;) {
      signal?.throwIfAborted();
      const { tokens } = refill(prefix);
      const missing = 1 + flights.count(prefix) - tokens;
      if (missing <= 0) break;
      const { rps, burst } = limitOf(limits, prefix);
      await (tokens >= burst
        ? flights.landing(prefix)
        : clock.sleep(Math.ceil((1000 * missing) / rps), signal));
    }
    flights.begin(prefix);
  };
  return {
    take: async (prefix, signal) => {
      if (!levels.has(prefix)) begin(prefix);
      await inner.take(prefix, signal);
      await flights.inLine(prefix, () => pass(prefix, signal));
    },
    answered: (prefix) => {
      const level = refill(prefix);
      level.tokens = Math.max(0, level.tokens - 1);
      flights.end(prefix);
    },
    throttled: (prefix, ...facts) => {
      refill(prefix).tokens = 0;
      inner.throttled(prefix, ...facts);
    },
    levels: () => {
      const all = [...levels.keys()].map((prefix) => [prefix, { ...refill(prefix) }] as const);
      return Object.fromEntries(
        all.filter(([prefix, { tokens }]) => tokens < limitOf(limits, prefix).burst * FULL),
      );
    },
  };
}

/** Requests under way, by prefix, and those who wait for one of them to end. */
class Flights {
  readonly #counts = new Map<string, number>();
  readonly #landings = new Map<string, (() => void)[]>();
  readonly #lines = new Map<string, Promise<void>>();

  count(prefix: string): number {
    return this.#counts.get(prefix) ?? 0;
  }

  begin(prefix: string): void {
    this.#counts.set(prefix, this.count(prefix) + 1);
  }

  end(prefix: string): void {
    this.#counts.set(prefix, Math.max(0, this.count(prefix) - 1));
    for (const landed of this.#landings.get(prefix)?.splice(0) ?? []) landed();
  }

  landing(prefix: string): Promise<void> {
    return new Promise((resolve) => {
      const waiting = this.#landings.get(prefix);
      if (waiting === undefined) this.#landings.set(prefix, [resolve]);
      else waiting.push(resolve);
    });
  }

  /** One after the other, in order of arrival. */
  inLine(prefix: string, work: () => Promise<void>): Promise<void> {
    const turn = (this.#lines.get(prefix) ?? Promise.resolve()).then(work);
    this.#lines.set(
      prefix,
      turn.catch(() => undefined),
    );
    return turn;
  }
}
