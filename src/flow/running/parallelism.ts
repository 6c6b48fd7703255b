// How many changes to have under way at once: as many as the rate needs at the latency seen, and no more.
import type { RateLimits } from '../../model/settings.ts';
import type { RequestStats } from '../../palette/port.ts';

const MOST = 64;
/** Some changes wait for a clone to become visible: they must not hold the others back. */
const LEAST = 16;
/** Without a limit there is no rate to reach; this keeps a loopback server busy. */
const WITHOUT_LIMIT = 32;

export function parallelismFor(stats: RequestStats, limits: RateLimits): number {
  if (limits === 'off') return WITHOUT_LIMIT;
  const { rps } = limits['clusterprofiles'] ?? limits.default;
  const inFlight = ((stats.latencyMs ?? 200) / 1000) * rps;
  return Math.min(MOST, Math.max(LEAST, Math.ceil(inFlight * 2)));
}
