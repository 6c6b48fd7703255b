// Use case: back to what a run left, or to what was there before it. An ordinary plan whose declarations are the rows of then.

import type { Desired } from '../../model/desired.ts';
import type { Settings } from '../../model/settings.ts';
import type { Plan } from '../../plan/plan.ts';
import type { FlowDeps } from '../deps.ts';
import { nameAuthors } from '../planning/name-authors.ts';
import { planClones } from '../planning/plan-clones.ts';
import { withLock, withReader } from '../state/open-state.ts';
import { type ApplyRequest, runApply } from './apply-clones.ts';
import { type RollbackAim, readGoal } from './rollback-goal.ts';
import type { ApplyEnd, RunReporter } from './run-plan.ts';

export interface RollbackRequest extends Omit<ApplyRequest, 'desired'> {
  readonly aim: RollbackAim;
  /** The declarations of today: guards, and how each clone is to be changed. */
  readonly declared: Desired;
}

/** Fails with a user error for a run that is not known, and where there is nothing to go back to. */
export function rollbackClones(
  deps: FlowDeps,
  settings: Settings,
  lockTimeoutMs: number,
  request: RollbackRequest,
  reporter: RunReporter,
): Promise<ApplyEnd> {
  const { aim, declared, ...rest } = request;
  return withLock(deps, settings, 'rollback', lockTimeoutMs, async (locked) => {
    const ask = { aim, declared, options: rest.options };
    const { desired, options, message, diagnostics } = await readGoal(locked.store, request.client, ask);
    const run = { ...rest, options, message: rest.message ?? message, desired, diagnostics };
    return runApply(deps, run, reporter, locked);
  });
}

/** The same plan, only looked at: takes no lock and writes nothing. Fails as `rollbackClones` does. */
export function planRollback(
  deps: FlowDeps,
  settings: Settings,
  request: Pick<RollbackRequest, 'client' | 'rateLimits' | 'options' | 'aim' | 'declared' | 'policies'>,
): Promise<Plan> {
  const { client, rateLimits, aim, declared } = request;
  return withReader(deps, settings, async (reader) => {
    const goal = await readGoal(reader, client, { aim, declared, options: request.options });
    const { desired, options, diagnostics } = goal;
    const recorded = await reader.readRecorded();
    const { policies } = request;
    const { plan } = await planClones(deps, { client, desired, recorded, rateLimits, options, policies });
    const named = await nameAuthors(client, plan, recorded);
    const told = { ...named, diagnostics: [...named.diagnostics, ...diagnostics] };
    return request.policies?.judge(told, rateLimits) ?? told;
  });
}
