// The tenant's quota of cluster profiles: a plan that would pass it says so, with the numbers, and what certainly has no room is not sent.
import type { Address } from '../model/address.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Observed, ProfileQuota } from '../model/observed.ts';
import { intended, isMaking, type PlannedChange, plannedAddress } from './change.ts';
import type { Blocker } from './plan.ts';

export interface QuotaNeeds {
  /** Objects that the plan makes beside all that exist, a new version included. A recreate deletes first and needs no more room. */
  readonly made: number;
  /** Objects that the plan deletes, most of them after others were made. */
  readonly freed: number;
}

/** What a plan makes and frees; each version is an object of its own (facts.md section 10, row 17). */
export function quotaNeeds(changes: readonly Some[]): QuotaNeeds {
  const made = changes.filter((change) => isCreate(change) || change.kind === 'replace').length;
  const freed = changes.filter(({ kind }) => kind === 'delete' || kind === 'replace').length;
  return { made, freed };
}

/** Whether it takes room for a moment at least, or lets go of room that it needs again. */
export function asksForRoom(changes: readonly Some[]): boolean {
  return changes.some(isMaking);
}

type Some = Pick<PlannedChange, 'kind'>;

function isCreate({ kind }: Some): boolean {
  return kind === 'create' || kind === 'create_version';
}

/**
 * Changes that could succeed only if their old object went first, which no plan does unasked; and recreates whose clone could be refused
 * after the delete. `known` is a lower bound, so that what is found here is certain to be refused, as far as the limit is right.
 */
export function crowdedOut(
  changes: readonly PlannedChange[],
  { limit, known }: Pick<ProfileQuota, 'limit' | 'known'>,
): ReadonlySet<Address> {
  const created = changes.filter((change) => isCreate(change) && !takesTurns(changes, change)).length;
  const others = known + created;
  const crowded = changes.filter((change) =>
    takesTurns(changes, change) ? others >= limit : change.kind === 'recreate' && others > limit,
  );
  return new Set(crowded.map(plannedAddress));
}

/** Changes that the quota may block: for these it is worth knowing how much is there. */
export function mayBeCrowded(changes: readonly PlannedChange[]): readonly PlannedChange[] {
  return changes.filter((change) => change.kind === 'recreate' || takesTurns(changes, change));
}

function takesTurns(changes: readonly PlannedChange[], change: PlannedChange): boolean {
  return (
    change.kind === 'replace' || (isCreate(change) && isFollowedByDelete(changes, plannedAddress(change)))
  );
}

/** A new version whose predecessor, or another old version, goes once it is made. */
function isFollowedByDelete(changes: readonly PlannedChange[], address: Address): boolean {
  return changes.some((other) => other.kind === 'delete' && other.needs.includes(address));
}

export function quotaBlockers({ quota }: Observed, address: Address, isRecreate = false): readonly Blocker[] {
  if (quota?.crowded?.has(address) !== true) return [];
  const numbers = `the quota of the tenant is ${quota.limit} cluster profiles, including versions, and at least ${quota.known} exist`;
  return [
    {
      by: 'preflight',
      detail: isRecreate
        ? `${numbers}: after the delete, Palette could refuse to create the clone again`
        : `${numbers}: the new object is created before the old one is deleted, and the quota has no room for both`,
      hint: `free some quota first: delete unused versions, lower retain, or request a higher quota (apply --skip-blocked applies the rest of this plan, including its deletes); if the old object can be deleted first, run cloneform destroy --target '${address}', then apply; --no-preflight skips the check of the quota`,
    },
  ];
}

/** At most one warning. What is known of the tenant is a lower bound: scopes that the plan did not need were not listed. */
export function warnOfQuota({ quota }: Observed, changes: readonly PlannedChange[]): readonly Diagnostic[] {
  if (quota === undefined) return [];
  const { made, freed } = quotaNeeds(changes.map((change) => asMeant(change, quota)));
  const peak = quota.known + made;
  if (made === 0 || peak <= quota.limit) return [];
  const fitsInTheEnd = peak - freed <= quota.limit;
  const hint = fitsInTheEnd
    ? 'new objects are created before old ones are deleted: delete some first (apply with --target), or request a higher quota'
    : 'delete unused versions, lower retain, or request a higher quota';
  return [
    {
      code: 'plan/quota',
      severity: 'warning',
      message: `the quota of the tenant is ${quota.limit} cluster profiles, including versions; at least ${quota.known} exist, and this plan creates ${made}`,
      hint,
    },
  ];
}

/** What is blocked for want of room is counted as what it would be. */
function asMeant(change: PlannedChange, { crowded }: ProfileQuota): Some {
  return crowded?.has(plannedAddress(change)) === true ? intended(change) : change;
}
