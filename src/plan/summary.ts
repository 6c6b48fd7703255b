// Counts of a plan.

import type { Change, Drift, Summary } from './plan.ts';

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
