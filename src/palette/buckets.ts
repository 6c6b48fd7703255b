// Token buckets, one per API prefix: the run stays below Palette's limits, so that it sees no 429.
import { limitOf, type RateLimit, type RateLimits, USED_SHARE } from '../model/settings.ts';
import type { Clock } from './clock.ts';

/** The same after a 429: somebody else uses these limits too, or the way is longer than was thought. */
const WIDER_SHARE = { rate: 0.9, burst: 0.5 } as const;
/** A 429 narrows the rate by this factor, down to the floor; quiet widens it again, so much of the whole per second. */
const NARROW = 0.7;
const FLOOR = 0.1;
const GROW_PER_SECOND = 0.02;
/** Without a Retry-After nothing is sent for so long after a 429. */
const PAUSE_MS = 1000;

export interface Throttled {
  /** From the answer; null when it had none. */
  readonly retryAfterMs: number | null;
  /** When the request was sent that was answered so. */
  readonly sentAt: number;
}

export interface Buckets {
  /** Resolves when a request on this prefix may be sent. In order of arrival. */
  take(prefix: string, signal?: AbortSignal): Promise<void>;
  /** A 429 came back: nothing more is sent for a time, and slower after that. */
  throttled(prefix: string, facts: Throttled): void;
}

export function createBuckets(limits: RateLimits, clock: Clock): Buckets {
  const buckets = new Map<string, Bucket>();
  const bucketOf = (prefix: string): Bucket | null => {
    if (limits === 'off') return null;
    const known = buckets.get(prefix);
    if (known !== undefined) return known;
    const made = new Bucket(limitOf(limits, prefix), clock);
    buckets.set(prefix, made);
    return made;
  };
  return {
    take: (prefix, signal) => bucketOf(prefix)?.take(signal) ?? Promise.resolve(),
    throttled: (prefix, facts) => bucketOf(prefix)?.throttle(facts),
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
  #used: { readonly rate: number; readonly burst: number } = USED_SHARE;
  /** Of what is used, from the floor to 1. */
  #share = 1;
  #narrowedAt = Number.NEGATIVE_INFINITY;
  #pausedUntil = 0;
  #tail: Promise<void> = Promise.resolve();

  constructor(limit: RateLimit, clock: Clock) {
    this.#limit = limit;
    this.#clock = clock;
    this.#tokens = this.#most();
    this.#filledAt = clock.now();
  }

  /** One waiter sleeps at a time; the others stand in line behind it, so there is one timer per bucket. */
  take(signal?: AbortSignal): Promise<void> {
    const turn = this.#tail.then(() => this.#takeOne(signal));
    this.#tail = turn.catch(() => undefined);
    return turn;
  }

  /** Of several 429s to requests that were out at the same time, one narrows; each pauses. */
  throttle({ retryAfterMs, sentAt }: Throttled): void {
    this.#refill();
    const now = this.#clock.now();
    this.#tokens = 0;
    this.#pausedUntil = Math.max(this.#pausedUntil, now + (retryAfterMs ?? PAUSE_MS));
    if (sentAt < this.#narrowedAt) return;
    this.#narrowedAt = now;
    this.#used = WIDER_SHARE;
    this.#share = Math.max(FLOOR, this.#share * NARROW);
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
    const come = seconds * this.#ratePerSecond();
    this.#share = Math.min(1, this.#share + seconds * GROW_PER_SECOND);
    this.#tokens = Math.min(this.#most(), this.#tokens + come);
    this.#filledAt = now;
  }

  #most(): number {
    return Math.max(1, this.#limit.burst * this.#used.burst * this.#share);
  }

  #ratePerSecond(): number {
    return this.#limit.rps * this.#used.rate * this.#share;
  }
}
