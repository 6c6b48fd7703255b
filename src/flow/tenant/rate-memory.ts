// How much of a host's rate limits this machine has used just now, kept in the user's cache folder from command to command.
import type { RateLevels } from '../../palette/rate-ledger.ts';
import type { FlowDeps } from '../deps.ts';
import { openUserCache } from '../user-cache.ts';

export interface RateMemory {
  readonly saved: RateLevels;
  keep(levels: RateLevels): void;
}

/** `nameOf`: a file name for a host. */
export function openRateMemory(
  { env, cwd }: Pick<FlowDeps, 'env' | 'cwd'>,
  host: string,
  nameOf: (host: string) => string,
): RateMemory {
  const cache = openUserCache(env, [cwd]);
  const name = `rates-${nameOf(host)}`;
  return {
    saved: parseLevels(cache.read(name)),
    keep: (levels) => {
      if (Object.keys(levels).length > 0) cache.write(name, JSON.stringify(levels));
    },
  };
}

/** What does not read as levels says nothing. */
function parseLevels(text: string | null): RateLevels {
  if (text === null || text.length > 10_000) return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return {};
    return Object.fromEntries(
      Object.entries(value).flatMap(([prefix, level]: [string, unknown]) =>
        isLevel(level) ? [[prefix, { tokens: level.tokens, at: level.at }]] : [],
      ),
    );
  } catch {
    return {};
  }
}

function isLevel(value: unknown): value is RateLevels[string] {
  return (
    typeof value === 'object' &&
    value !== null &&
    'tokens' in value &&
    'at' in value &&
    Number.isFinite(value.tokens) &&
    Number.isFinite(value.at)
  );
}
