// Token buckets, one per API prefix: the run stays below Palette's limits, so that it sees no 429.
import type { RateLimit, RateLimits } from '../model/settings.ts';
import type { Clock } from './clock.ts';

/** Shares of the server's rate and burst that are used; the rest absorbs jitter on the way (design: 96 % and 88 %). */
const RATE_SHARE = 0.96;
const BURST_SHARE = 0.88;
/** After a 429 the rate narrows by this factor, down to the floor, and grows back over the quiet time. */
const NARROW = 0.7;
const FLOOR = 0.1;
const GROW_PER_SECOND = 0.02;

export interface Buckets {
  /** Resolves when a request on this prefix may be sent. In order of arrival. */
  take(prefix: string, signal?: AbortSignal): Promise<void>;
  /** A 429 came back: nothing more is sent for `retryAfterMs` (null: as long as one second), and slower after that. */
  throttled(prefix: string, retryAfterMs: number | null): void;
}

export function createBuckets(limits: RateLimits, clock: Clock): Buckets {
  const buckets = new Map<string, Bucket>();
  const bucketOf = (prefix: string): Bucket | null => {
    if (limits === 'off') return null;
    const known = buckets.get(prefix);
    if (known !== undefined) return known;
    const made = new Bucket(limits[prefix] ?? limits.default, clock);
    buckets.set(prefix, made);
    return made;
  };
  return {
    take: (prefix, signal) => bucketOf(prefix)?.take(signal) ?? Promise.resolve(),
    throttled: (prefix, retryAfterMs) => bucketOf(prefix)?.throttle(retryAfterMs),
  };
}

/** First segment behind /v1: sub-resources count with their parent (facts.md section 3). */
export function bucketPrefix(path: string): string {
  return /^\/v\d+\/([^/?]+)/.exec(path)?.[1] ?? 'default';
}

class Bucket {
  readonly #limit: RateLimit;
  readonly #clock: Clock;
  #tokens: number;
  #filledAt: number;
  #share = 1;
  #pausedUntil = 0;
  #tail: Promise<void> = Promise.resolve();

  constructor(limit: RateLimit, clock: Clock) {
    this.#limit = limit;
    this.#clock = clock;
    this.#tokens = Math.max(1, limit.burst * BURST_SHARE);
    this.#filledAt = clock.now();
  }

  /** One waiter sleeps at a time; the others stand in line behind it, so there is one timer per bucket. */
  take(signal?: AbortSignal): Promise<void> {
    const turn = this.#tail.then(() => this.#takeOne(signal));
    this.#tail = turn.catch(() => undefined);
    return turn;
  }

  throttle(retryAfterMs: number | null): void {
    this.#refill();
    this.#tokens = 0;
    this.#share = Math.max(FLOOR, this.#share * NARROW);
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#clock.now() + (retryAfterMs ?? 1000));
  }

  async #takeOne(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    for (;;) {
      this.#refill();
      const wait = this.#waitMs();
      if (wait <= 0) break;
      await this.#clock.sleep(Math.ceil(wait), signal);
    }
    this.#tokens -= 1;
  }

  #waitMs(): number {
    const pause = this.#pausedUntil - this.#clock.now();
    const missing = 1 - this.#tokens;
    return Math.max(pause, missing <= 0 ? 0 : (missing * 1000) / this.#ratePerSecond());
  }

  #refill(): void {
    const now = this.#clock.now();
    const seconds = Math.max(0, now - Math.max(this.#filledAt, Math.min(this.#pausedUntil, now))) / 1000;
    const most = Math.max(1, this.#limit.burst * BURST_SHARE * this.#share);
    this.#tokens = Math.min(most, this.#tokens + seconds * this.#ratePerSecond());
    this.#share = Math.min(1, this.#share + seconds * GROW_PER_SECOND);
    this.#filledAt = now;
  }

  #ratePerSecond(): number {
    return this.#limit.rps * RATE_SHARE * this.#share;
  }
}
