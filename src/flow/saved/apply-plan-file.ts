// Use case: apply a saved plan. What it rests on is read again, all of it before the first write; what guards clones is taken from
// state and from the declarations, never from the plan.
import type { Recorded } from '../../model/recorded.ts';
import type { Settings } from '../../model/settings.ts';
import type { PaletteClient } from '../../palette/port.ts';
import { findForged, findIncomplete } from '../../plan/forged.ts';
import { findAgeFaults } from '../../plan/guards.ts';
import type { ChangeEntry, Plan, SavedPlan } from '../../plan/plan.ts';
import { policyWords, withFormerDenials, withoutPolicies } from '../../plan/policy-blocks.ts';
import type { FlowDeps } from '../deps.ts';
import type { DeclaredHere } from '../planning/declarations.ts';
import type { PolicyJudge } from '../planning/policies.ts';
import {
  type ApplyEnd,
  type RunReporter,
  type RunRequest,
  runIfApproved,
  trustStateIfSettled,
} from '../running/run-plan.ts';
import { overridesOf } from '../running/wanted-content.ts';
import { withLock, withReader } from '../state/open-state.ts';
import { EXIT, userError } from '../user-error.ts';
import { checkPlan, UNCHECKED } from './check-plan.ts';
import { findOtherOverrides } from './other-overrides.ts';
import { findOtherProjects, readSelection } from './other-projects.ts';

/** Fails with UserError, exit 6, where the plan is for another Palette or another state. */
export async function applyPlanFile(
  deps: FlowDeps,
  settings: Settings,
  lockTimeoutMs: number,
  {
    plan: saved,
    declared: selectable,
    issues,
    ...request
  }: RunRequest & DeclaredHere & { readonly plan: SavedPlan },
  reporter: RunReporter,
): Promise<ApplyEnd> {
  // What makes it a file is no part of what became of it.
  const { settings: _settings, seal: _seal, ...judged } = saved;
  refuseMissingPolicies(judged, request.policies ?? null);
  // What policies said then is asked again below, under the lock.
  const plan = withoutPolicies(judged);
  await refuseOtherPalette(request.client, plan);
  // Before the lock, which would make a state where there is none.
  refuseOtherState(plan, await withReader(deps, settings, (reader) => reader.readRecorded()));
  return withLock(deps, settings, request.command, lockTimeoutMs, async (locked) => {
    const recorded = await locked.store.readRecorded();
    refuseOtherState(plan, recorded);
    const { projects, declared } = await readSelection(request.client, plan, selectable);
    const forged = findForged(plan, recorded.clones, declared);
    const isReadable = findIncomplete(plan).length === 0;
    const checked = isReadable ? await checkPlan(request.client, plan, recorded) : UNCHECKED;
    const { outlines, knownUids } = checked;
    const faults = [
      ...forged,
      ...checked.faults,
      ...findAgeFaults(plan, recorded),
      ...findOtherOverrides(plan, declared, issues),
      ...findOtherProjects(plan.selectors ?? [], projects),
    ];
    const now = judgedNow(plan, judged, request);
    if (faults.length === 0) reporter.showPlan(now);
    const notes = asRecorded(plan.changes, recorded);
    const overrides = overridesOf(declared?.clones ?? []);
    const made = { plan: now, outlines, knownUids, inDoubt: [], recorded, overrides, faults, notes };
    const end = await runIfApproved(deps, request, reporter, made, locked);
    await trustStateIfSettled(plan, end, locked);
    return end;
  });
}

/** By the policies of this run; with what those of the plan denied, where they are others now. */
function judgedNow(plan: Plan, saved: Plan, { policies, rateLimits }: RunRequest): Plan {
  if (policies === null || policies === undefined) return plan;
  return withFormerDenials(policies.judge(plan, rateLimits), saved.policies, rateLimits);
}

/** Policies that judged the plan judge it again: who applies cannot leave one out. */
function refuseMissingPolicies({ policies }: Plan, judge: PolicyJudge | null): void {
  const known = new Set(judge?.ids);
  const missing = (policies?.policies ?? []).filter(({ id }) => !known.has(id));
  const [first] = missing;
  if (first === undefined) return;
  const names = missing.map(policyWords).join(', ');
  throw userError(
    EXIT.stale,
    'plan/policy-missing',
    `this plan was judged by policies that this run does not have: ${names}`,
    `run this with the same policies: --policy FILE, or in the folder of the declarations; or make a new plan`,
  );
}

async function refuseOtherPalette(client: PaletteClient, plan: Plan): Promise<void> {
  if (client.host !== plan.host)
    throw userError(
      EXIT.stale,
      'plan/other-host',
      `this plan is for the Palette host ${plan.host}, but this run uses ${client.host}`,
      'set PALETTE_HOST to the host of the plan, or make a new plan',
    );
  const { tenantUid } = await client.whoAmI();
  if (tenantUid === plan.tenantUid) return;
  throw userError(
    EXIT.stale,
    'plan/other-tenant',
    `this plan is for tenant ${plan.tenantUid}, but the API key belongs to tenant ${tenantUid}`,
    'use a key of that tenant, or make a new plan with this one',
  );
}

/** A plan made without state fits any state that has no rows for its changes: its preconditions tell. */
function refuseOtherState({ state, tenantUid }: Plan, { identity }: Recorded): void {
  const bound = identity?.tenantUid ?? tenantUid;
  if ((state.lineage === null || state.lineage === identity?.lineage) && bound === tenantUid) return;
  throw userError(
    EXIT.stale,
    'plan/other-state',
    identity === null
      ? `the state that this plan was made with was not found here (lineage ${state.lineage ?? '?'})`
      : `this plan was made with another state (lineage ${state.lineage ?? 'none'}, here ${identity.lineage})`,
    'set CLONEFORM_STATE to that state, or make a new plan',
  );
}

/** Another run that wrote a row knows better than a plan that is older. */
function asRecorded(changes: readonly ChangeEntry[], { clones }: Recorded): readonly ChangeEntry[] {
  const revisions = new Map(clones.map(({ uid, revision }) => [uid, revision]));
  return changes.filter(({ preconditions: { recorded } }) => {
    return recorded !== null && revisions.get(recorded.uid) === recorded.revision;
  });
}
