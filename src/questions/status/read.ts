// Use case: where each clone stands. Takes no lock and writes nothing.

import type { FlowDeps } from '../../flow/deps.ts';
import { type PlanRequest, readAndDecide, refuseOtherTenant } from '../../flow/planning/read-and-decide.ts';
import { refuseEmptySelection } from '../../flow/planning/selection.ts';
import { sha256 } from '../../inventory/digest.ts';
import { planOf } from '../../plan/make-plan.ts';
import { findStatus, type StatusOptions } from './judge.ts';
import type { Status } from './status.ts';

/** Fails with UserError where an address or a project selects nothing. */
export async function takeStatus(
  deps: FlowDeps,
  request: PlanRequest,
  options: StatusOptions,
): Promise<Status> {
  const decided = await readAndDecide({
    report: deps.reading,
    ...request,
    list: options.withUnmanaged ? ['sources', 'places'] : ['sources'],
  });
  refuseOtherTenant(decided);
  refuseEmptySelection(decided);
  // What a plan would refuse to do is no reason not to show where things stand.
  const createdAt = new Date(deps.clock.now()).toISOString();
  const plan = planOf(decided, { tool: deps.tool, createdAt, hash: sha256 });
  return findStatus(decided, plan, options);
}
