// Counts of a plan.

import type { ChangeEntry, Drift, Summary } from './plan.ts';

export function summarize(changes: readonly ChangeEntry[], drift: readonly Drift[]): Summary {
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
