// Use case: the plan against what was recorded alone (`--refresh none`). No network, no key.
import type { Plan } from '../../plan/plan.ts';
import type { FlowDeps } from '../deps.ts';
import { observeRecorded } from './observe-recorded.ts';
import { planObserved } from './plan-clones.ts';
import type { PlanRequest } from './read-and-decide.ts';

export function planRecorded(deps: FlowDeps, request: Omit<PlanRequest, 'client'>): Plan {
  return planObserved(deps, request, observeRecorded(request.recorded));
}
