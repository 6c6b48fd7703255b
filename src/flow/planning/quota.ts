// How much room the tenant's quota of cluster profiles leaves, for plans that make some.

import { scopeId } from '../../model/natural-key.ts';
import type { Observed, PreflightAnswer, ProfileQuota } from '../../model/observed.ts';
import { endsRun, PaletteError } from '../../palette/palette-error.ts';
import type { PaletteReader } from '../../palette/port.ts';
import { type PlannedChange, plannedAddress } from '../../plan/change.ts';
import { asksForRoom, crowdedOut } from '../../plan/quota.ts';

/** One request, and none for a plan that makes nothing. undefined: Palette did not say; the plan is then silent about it. */
export async function readQuota(
  client: PaletteReader,
  observed: Observed,
  changes: readonly PlannedChange[],
): Promise<ProfileQuota | undefined> {
  if (!asksForRoom(changes)) return undefined;
  try {
    const limit = await client.readProfileLimit(observed.tenantUid);
    return limit === null ? undefined : { limit, known: knownProfiles(observed) };
  } catch (error) {
    if (error instanceof PaletteError && !endsRun(error)) return undefined;
    throw error;
  }
}

/** Of a list, the rows that Palette counts; beyond it, what was read in scopes that were not listed. System profiles stand in no list. */
function knownProfiles({ scopes, objects }: Observed): number {
  const listed = [...scopes.values()].map((read) =>
    read.status === 'listed' ? read.versions.length + (read.missing ?? 0) : 0,
  );
  const read = [...objects.values()].filter(
    (one) => one.status === 'present' && scopes.get(scopeId(one.object.key))?.status !== 'listed',
  );
  return listed.reduce((sum, count) => sum + count, read.length);
}

/** With the changes that have no room. What the preflight refuses makes nothing, so it takes none. */
export function withCrowded(
  quota: ProfileQuota,
  changes: readonly PlannedChange[],
  preflight: ReadonlyMap<string, PreflightAnswer>,
): ProfileQuota {
  const sent = changes.filter((change) => preflight.get(plannedAddress(change))?.status !== 'refused');
  return { ...quota, crowded: crowdedOut(sent, quota) };
}
