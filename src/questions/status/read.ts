// Use case: where each clone stands. Takes no lock and writes nothing.

import type { FlowDeps } from '../../flow/deps.ts';
import { observe } from '../../flow/planning/observe.ts';
import { knownRequest, type PlanRequest, refuseOtherTenant } from '../../flow/planning/plan-clones.ts';
import { sha256 } from '../../inventory/digest.ts';
import { makePlan } from '../../plan/make-plan.ts';
import { findStatus, type Status } from './judge.ts';

export async function takeStatus(
  deps: FlowDeps,
  request: PlanRequest,
  withUnmanaged: boolean,
): Promise<Status> {
  const observed = await observe(request);
  refuseOtherTenant(request.recorded, observed.tenantUid);
  const input = { ...knownRequest(request, observed), observed };
  // What a plan would refuse to do is no reason not to show where things stand.
  const createdAt = new Date(deps.clock.now()).toISOString();
  const plan = makePlan(input, { tool: deps.tool, createdAt, hash: sha256 });
  return findStatus(input, plan, withUnmanaged);
}
