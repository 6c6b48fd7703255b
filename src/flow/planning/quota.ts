// How much room the tenant's quota of cluster profiles leaves, for plans that make some.

import pMap from 'p-map';
import { readScope } from '../../inventory/read-scope.ts';
import { type ScopeRef, scopeId } from '../../model/natural-key.ts';
import type { Observed, PreflightAnswer, ProfileQuota } from '../../model/observed.ts';
import { endsRun, PaletteError } from '../../palette/palette-error.ts';
import type { PaletteReader } from '../../palette/port.ts';
import { intended, type PlannedChange, plannedAddress } from '../../plan/change.ts';
import { asksForRoom, crowdedOut, mayBeCrowded } from '../../plan/quota.ts';

/** So many lists are within the burst that Palette allows: what is known is a lower bound anyway. */
const MOST_LISTS = 40;

/** One request, and none for a plan that makes nothing. undefined: Palette did not say; the plan is then silent about it. */
export async function readQuota(
  client: PaletteReader,
  observed: Observed,
  changes: readonly PlannedChange[],
): Promise<ProfileQuota | undefined> {
  if (!asksForRoom(changes)) return undefined;
  try {
    const limit = await client.readProfileLimit(observed.tenantUid);
    if (limit === null) return undefined;
    const scopes = await countScopes(client, observed, changes);
    return { limit, known: knownProfiles({ ...observed, scopes }) };
  } catch (error) {
    if (error instanceof PaletteError && !endsRun(error)) return undefined;
    throw error;
  }
}

/** Where a change may be blocked for want of room, the places of it and of its source are counted, too. */
async function countScopes(
  client: PaletteReader,
  { scopes, projects }: Observed,
  changes: readonly PlannedChange[],
): Promise<Observed['scopes']> {
  const known = new Set(projects.values());
  const places = mayBeCrowded(changes).flatMap((change): readonly ScopeRef[] => {
    const { source, clone } = intended(change);
    return [source, clone].map(({ scope, projectUid }) => ({ scope, projectUid }));
  });
  const missing = new Map(
    places
      .filter(({ scope, projectUid }) => scope === 'tenant' || known.has(projectUid ?? ''))
      .map((scope) => [scopeId(scope), scope] as const)
      .filter(([id]) => !scopes.has(id)),
  );
  const counted = await pMap(
    [...missing].slice(0, MOST_LISTS),
    async ([id, scope]) => [id, await readScope(client, scope)] as const,
  );
  return new Map([...scopes, ...counted]);
}

/** Of a list, the rows that Palette counts; beyond it, what was read in scopes that were not listed. System profiles stand in no list. */
function knownProfiles({ scopes, objects }: Pick<Observed, 'scopes' | 'objects'>): number {
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
