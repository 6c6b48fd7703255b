// How much room the tenant's quota of cluster profiles leaves, for plans that make some.
import type { Observed, ProfileQuota } from '../../model/observed.ts';
import { endsRun, PaletteError } from '../../palette/palette-error.ts';
import type { PaletteReader } from '../../palette/port.ts';
import type { Plan } from '../../plan/plan.ts';
import { quotaNeeds } from '../../plan/quota.ts';

/** One request, and none for a plan that makes nothing. undefined: Palette did not say; the plan is then silent about it. */
export async function readQuota(
  client: PaletteReader,
  observed: Observed,
  plan: Plan,
  known: number,
): Promise<ProfileQuota | undefined> {
  if (quotaNeeds(plan.changes).made === 0) return undefined;
  try {
    const limit = await client.readProfileLimit(observed.tenantUid);
    return limit === null ? undefined : { limit, known };
  } catch (error) {
    if (error instanceof PaletteError && !endsRun(error)) return undefined;
    throw error;
  }
}
