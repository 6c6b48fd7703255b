// What the server's buckets still hold, as far as it can be told from here, kept from one command to the next: an apply followed by a
// plan must not begin with a burst that is spent already. Server buckets fill up within seconds, and so does what is remembered.
import { limitOf, type RateLimits } from '../model/settings.ts';
import type { Buckets } from './buckets.ts';
import type { Clock } from './clock.ts';

/** By prefix: tokens that the server had left, and when (milliseconds since the epoch). */
export type RateLevels = Readonly<Record<string, { readonly tokens: number; readonly at: number }>>;

export interface Ledger extends Buckets {
  /** Of the prefixes that are not full; empty: nothing is worth keeping. */
  levels(): RateLevels;
}

/** Of a bucket that is as full as this nobody has to know. */
const FULL = 0.88;

/** `inner` is asked for the tokens that were spent before this run, and nothing is sent for them. */
export function withLedger(inner: Buckets, limits: RateLimits, clock: Clock, saved: RateLevels): Ledger {
  const levels = new Map<string, { tokens: number; at: number }>();
  if (limits === 'off') return { ...inner, levels: () => ({}) };
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
  return {
    take: async (prefix, signal) => {
      if (!levels.has(prefix)) begin(prefix);
      await inner.take(prefix, signal);
      refill(prefix).tokens -= 1;
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
