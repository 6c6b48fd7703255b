// Counts of a plan, and what it will cost.

import { assertNever } from '../model/invariant.ts';
import type { RateLimits } from '../model/settings.ts';
import type { Change, Drift, Plan, Summary } from './plan.ts';

export function summarize(changes: readonly Change[], drift: readonly Drift[]): Summary {
  const counts = {
    create: 0,
    adopt: 0,
    update: 0,
    replace: 0,
    delete: 0,
    forget: 0,
    move: 0,
    resume: 0,
    noop: 0,
    blocked: 0,
  };
  for (const change of changes) counts[change.action]++;
  return { ...counts, drift: drift.length };
}

/** Whether apply would do anything: no-ops are nothing, blocked changes are not done. */
export function hasWork(changes: readonly Change[]): boolean {
  return changes.some((change) => change.action !== 'noop' && change.action !== 'blocked');
}

/** Requests that apply will send, all of them on the clusterprofiles prefix, and the seconds its limit gives them. */
export function estimate(changes: readonly Change[], limits: RateLimits): Plan['estimate'] {
  const requests = changes.reduce((sum, change) => sum + requestsOf(change), 0);
  if (limits === 'off') return { requests, seconds: 0 };
  const { rps, burst } = limits['clusterprofiles'] ?? limits.default;
  return { requests, seconds: Math.ceil(Math.max(0, requests - burst) / rps) };
}

function requestsOf(change: Change): number {
  switch (change.action) {
    case 'create':
      return createRequests(change);
    case 'update':
      return change.reason === 'metadata' ? 2 : CONTENT_UPDATE;
    case 'delete':
      return 3;
    case 'replace':
      return createRequests(change) + 3;
    case 'adopt':
      return 3;
    case 'forget':
    case 'move':
    case 'resume':
    case 'noop':
    case 'blocked':
      return 0;
    default:
      return assertNever(change.action);
  }
}

/** Three to read the clone, draft and publish, three to read it back; sources are read once for all. */
const CONTENT_UPDATE = 8;

/** Clone and read back; labels or a description are one more. */
function createRequests(change: Change): number {
  return change.after?.labels != null || change.after?.description != null ? 3 : 2;
}
