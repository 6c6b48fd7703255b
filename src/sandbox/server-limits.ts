// Palette's side of the rate limits: buckets by prefix that answer 429 when they are empty (facts.md section 3).
import type { RateLimits } from '../model/settings.ts';
import { ApiFailure } from './failure.ts';

export interface ServerLimits {
  /** Throws 429 when the prefix of this path is over its limit. */
  take(path: string): void;
}

export const DOCUMENTED_LIMITS: RateLimits = {
  default: { rps: 10, burst: 50 },
  clusterprofiles: { rps: 50, burst: 250 },
  spectroclusters: { rps: 50, burst: 250 },
};

export function createServerLimits(limits: RateLimits, now: () => number): ServerLimits {
  if (limits === 'off') return { take: () => undefined };
  const buckets = new Map<string, { tokens: number; at: number }>();
  return {
    take: (path) => {
      const prefix = path.split('/')[2] ?? '';
      const { rps, burst } = limits[prefix] ?? limits.default;
      const bucket = buckets.get(prefix) ?? { tokens: burst, at: now() };
      const time = now();
      bucket.tokens = Math.min(burst, bucket.tokens + ((time - bucket.at) / 1000) * rps);
      bucket.at = time;
      buckets.set(prefix, bucket);
      if (bucket.tokens < 1) throw new ApiFailure(429, 'TooManyRequests', `Too Many Requests, ${path}`);
      bucket.tokens -= 1;
    },
  };
}
