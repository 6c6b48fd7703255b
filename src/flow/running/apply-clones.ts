// Use case: do it. Lock, plan, ask, apply, and tell how it ended. Destroy is the same with nothing desired.

import type { Desired } from '../../model/desired.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Settings } from '../../model/settings.ts';
import type { ChangeEntry, Plan, PlanOptions } from '../../plan/plan.ts';
import { summarize } from '../../plan/summary.ts';
import type { FlowDeps } from '../deps.ts';
import { lastRunOf } from '../planning/approved-joins.ts';
import { nameAuthors } from '../planning/name-authors.ts';
import { planClones } from '../planning/plan-clones.ts';
import { type Locked, withLock } from '../state/open-state.ts';
import {
  type ApplyEnd,
  type RunReporter,
  type RunRequest,
  runIfApproved,
  trustStateIfSettled,
} from './run-plan.ts';
import { overridesOf } from './wanted-content.ts';

export type { ApplyEnd, RunReporter } from './run-plan.ts';

export interface ApplyRequest extends RunRequest {
  readonly desired: Desired;
  readonly options: PlanOptions;
  /** Throws UserError for a plan that must not be applied, whatever else it is. */
  readonly refuse?: ((plan: Plan) => void) | undefined;
  /** Leaves the rest of the plan alone. */
  readonly only?: (change: ChangeEntry) => boolean;
  /** What the plan has to say beside what planning found. */
  readonly diagnostics?: readonly Diagnostic[];
}

/** Under the lock from the first read to the last write. */
export function applyClones(
  deps: FlowDeps,
  settings: Settings,
  lockTimeoutMs: number,
  request: ApplyRequest,
  reporter: RunReporter,
): Promise<ApplyEnd> {
  return withLock(deps, settings, request.command, lockTimeoutMs, (locked) =>
    runApply(deps, request, reporter, locked),
  );
}

/** The same with a lock that is held already. */
export async function runApply(
  deps: FlowDeps,
  request: ApplyRequest,
  reporter: RunReporter,
  locked: Locked,
): Promise<ApplyEnd> {
  const { client, desired, options, rateLimits } = request;
  const state = await locked.store.readRecorded();
  const lastRun = lastRunOf(locked.store);
  const { policies } = request;
  const inputs = { client, desired, recorded: state, rateLimits, options, lastRun, policies };
  const planned = await planClones(deps, inputs);
  request.refuse?.(planned.plan);
  // Whoever approves here sees who is overruled, as in `plan`: one request for each object that drifted, in a rate limit of its own.
  const named = await nameAuthors(client, planned.plan, state);
  const told = withDiagnostics(named, request.diagnostics ?? []);
  const asked = request.only === undefined ? told : narrowed(told, request.only);
  const plan = request.policies?.judge(asked, rateLimits) ?? asked;
  reporter.showPlan(plan);
  const made = {
    ...planned,
    plan,
    overrides: overridesOf(desired.clones),
    faults: [],
    notes: plan.changes,
  };
  const end = await runIfApproved(deps, request, reporter, made, locked);
  if (request.only === undefined) await trustStateIfSettled(plan, end, locked);
  return end;
}

function withDiagnostics(plan: Plan, more: readonly Diagnostic[]): Plan {
  return more.length === 0 ? plan : { ...plan, diagnostics: [...plan.diagnostics, ...more] };
}

function narrowed(plan: Plan, only: (change: ChangeEntry) => boolean): Plan {
  const changes = plan.changes.filter(only);
  return { ...plan, changes, summary: summarize(changes, plan.drift) };
}
