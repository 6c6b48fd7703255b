// Use case: what would be done. The same function feeds plan, apply, destroy and every other view of the difference.

import { sha256 } from '../inventory/digest.ts';
import type { Desired } from '../model/desired.ts';
import type { Recorded } from '../model/recorded.ts';
import type { RateLimits } from '../model/settings.ts';
import type { PaletteClient } from '../palette/port.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { Plan, PlanOptions } from '../plan/plan.ts';
import type { FlowDeps } from './deps.ts';
import { observe } from './observe.ts';
import { askPreflight } from './preflight.ts';
import { EXIT, Refusal, refusal } from './refusal.ts';

export interface PlanRequest {
  readonly client: PaletteClient;
  readonly desired: Desired;
  readonly recorded: Recorded;
  readonly rateLimits: RateLimits;
  readonly options: PlanOptions;
}

/** Fails with Refusal where there is nothing to plan: another tenant's state, no declarations at all, what is not done yet. */
export async function planClones(deps: FlowDeps, request: PlanRequest): Promise<Plan> {
  const { client, recorded, rateLimits, options } = request;
  const desired = options.destroy ? nothingOf(request.desired) : request.desired;
  const observed = await observe({ client, desired, recorded, options });
  refuseOtherTenant(recorded, observed.tenantUid);
  const input = { desired, recorded, observed, options, rateLimits };
  const stamp = { tool: deps.tool, createdAt: new Date(deps.clock.now()).toISOString(), hash: sha256 };
  const plan = makePlan(input, stamp);
  const errors = plan.diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  if (errors.length > 0) throw new Refusal(EXIT.error, errors);
  if (!options.preflight) return plan;
  const preflight = await askPreflight(client, plan);
  return preflight.size === 0 ? plan : makePlan({ ...input, observed: { ...observed, preflight } }, stamp);
}

/** Destroy is a plan of nothing desired; what names objects to take over or let go is not followed. */
function nothingOf(desired: Desired): Desired {
  return { ...desired, clones: [], moved: [], removed: [], imports: [] };
}

function refuseOtherTenant(recorded: Recorded, tenantUid: string): void {
  const bound = recorded.identity?.tenantUid ?? null;
  if (bound === null || bound === tenantUid) return;
  throw refusal(
    EXIT.error,
    'store/other-tenant',
    `this state belongs to tenant ${bound}, but the API key belongs to tenant ${tenantUid}`,
    'use the key or the host of that tenant, or another state (state.path, CLONEFORM_STATE)',
  );
}
