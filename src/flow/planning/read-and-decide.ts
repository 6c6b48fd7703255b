// Reading and deciding alternate until nothing is left to be read: after each round of reading, all is decided once, and the decision
// says what else has to be read. The last decision is what everything else is made of; nobody decides again.
import type { Desired } from '../../model/desired.ts';
import type { Observed } from '../../model/observed.ts';
import type { Recorded } from '../../model/recorded.ts';
import type { RateLimits } from '../../model/settings.ts';
import type { PaletteReader } from '../../palette/port.ts';
import { type Decided, decideAll } from '../../plan/decide.ts';
import { findMacroScopes } from '../../plan/make-plan.ts';
import type { PlanOptions } from '../../plan/plan.ts';
import type { PlanInput } from '../../plan/planning-context.ts';
import { type ReadingReport, type ReadingTally, whileReading } from '../reading-progress.ts';
import { EXIT, userError } from '../user-error.ts';
import { type LastRun, readApprovedJoins, wantsApprovedJoins } from './approved-joins.ts';
import { wantedWithKnownOrder, withKnownOrder } from './known-order.ts';
import {
  beginReading,
  readFormerSources,
  readMacros,
  readMore,
  readRegistries,
  toObserved,
} from './observe.ts';
import { type PolicyReads, readForPolicies } from './observe-for-policies.ts';
import { readKeys } from './observe-keys.ts';
import type { Listing } from './observe-lists.ts';
import { readStages } from './observe-stages.ts';
import { createRenderer } from './renderer.ts';

export interface PlanRequest {
  /** Planning cannot change anything. */
  readonly client: PaletteReader;
  readonly desired: Desired;
  readonly recorded: Recorded;
  readonly rateLimits: RateLimits;
  readonly options: PlanOptions;
  /** What is listed though no decision needs it. */
  readonly list?: readonly Listing[];
  readonly report?: ReadingReport | undefined;
  /** What will judge the plan: what they ask about is read, too. */
  readonly policies?: { readonly reads: PolicyReads } | null | undefined;
  /** Absent: where it matters, no run is taken to have been approved. */
  readonly lastRun?: LastRun;
}

/** `dryRun`: asks Palette about clones that would be made; null: nobody is to be asked. */
export async function readAndDecide(
  request: PlanRequest,
  dryRun: Pick<PaletteReader, 'validateClone'> | null = null,
): Promise<Decided> {
  return whileReading(request.report, (tally) => alternate({ ...request, tally }, dryRun));
}

async function alternate(
  request: PlanRequest & { readonly tally: ReadingTally },
  dryRun: Pick<PaletteReader, 'validateClone'> | null,
): Promise<Decided> {
  const { options, rateLimits } = request;
  const reading = await beginReading(request);
  const render = createRenderer();
  let approved: Pick<PlanInput, 'approvedJoins'> = {};
  for (;;) {
    const observed = toObserved(reading);
    const known = withKnownDigests(request, observed);
    const decided = decideAll({ ...known, observed, options, rateLimits, render, ...approved });
    if (request.lastRun !== undefined && wantsApprovedJoins(decided)) {
      approved = { approvedJoins: await readApprovedJoins(request.lastRun) };
      continue;
    }
    const more = [
      readMore(reading, decided),
      decided.wantsRegistries ? readRegistries(reading) : Promise.resolve(false),
      readFormerSources(reading, decided),
    ];
    if ((await Promise.all(more)).includes(true)) continue;
    if (await readKeys(reading, decided, dryRun)) continue;
    // They change no decision: hints look them up among what was observed.
    const { reads } = request.policies ?? {};
    const isAsked = reads?.hints === true;
    await Promise.all([
      readMacros(reading, findMacroScopes(decided)),
      options.preflight || isAsked ? readStages(reading, decided, !isAsked) : null,
    ]);
    if (reads !== undefined) await readForPolicies(reading, reads);
    return decided;
  }
}

/** What is recorded and wanted, with the digests that the contents read now have. */
function withKnownDigests(
  { desired, recorded: before }: PlanRequest,
  observed: Observed,
): Pick<PlanRequest, 'desired' | 'recorded'> {
  const recorded = withKnownOrder(before, observed);
  return { recorded, desired: wantedWithKnownOrder(desired, before, recorded) };
}

/** Fails with UserError for the state of another tenant. */
export function refuseOtherTenant({ planning: { input, observed } }: Decided): void {
  const { tenantUid } = observed;
  const bound = input.recorded.identity?.tenantUid ?? null;
  if (bound === null || bound === tenantUid) return;
  throw userError(
    EXIT.error,
    'store/other-tenant',
    `this state belongs to tenant ${bound}, but the API key belongs to tenant ${tenantUid}`,
    'use the key or the host of that tenant, or another state (state.path, CLONEFORM_STATE)',
  );
}
