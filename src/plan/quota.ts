// The tenant's quota of cluster profiles: a plan that would pass it says so, with the numbers.
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Observed } from '../model/observed.ts';
import type { Change } from './plan.ts';

export interface QuotaNeeds {
  /** Objects that are made, a new version that stands beside the old one included. */
  readonly made: number;
  /** Of these, the ones whose predecessor goes in the same run, but after them. */
  readonly freed: number;
}

/** What a plan makes and frees; each version is an object of its own (facts.md section 10, row 17). */
export function quotaNeeds(changes: readonly Change[]): QuotaNeeds {
  const made = changes.filter(({ action }) => action === 'create' || action === 'replace').length;
  const freed = changes.filter(({ action }) => action === 'replace' || action === 'delete').length;
  return { made, freed };
}

/** At most one warning. What is known of the tenant is a lower bound: scopes that the plan did not need were not listed. */
export function warnOfQuota({ quota }: Observed, changes: readonly Change[]): readonly Diagnostic[] {
  if (quota === undefined) return [];
  const { made, freed } = quotaNeeds(changes);
  const peak = quota.known + made;
  if (made === 0 || peak <= quota.limit) return [];
  const fitsInTheEnd = peak - freed <= quota.limit;
  const hint = fitsInTheEnd
    ? 'new objects are made before old ones are deleted: delete some first (an apply with --target), or ask for a higher limit'
    : 'delete versions that nobody uses, lower retain, or ask for a higher limit';
  return [
    {
      code: 'plan/quota',
      severity: 'warning',
      message: `the tenant may have ${quota.limit} cluster profiles, versions counted; at least ${quota.known} are there, and this plan makes ${made}`,
      hint,
    },
  ];
}
