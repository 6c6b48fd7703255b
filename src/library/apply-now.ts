// Entry points of apply and destroy: plan or take a saved plan, and do it. Who asks, who follows the run and who reports its end is
// the business of whoever calls.
import type { CommonOptions, FlowDeps } from '../flow/deps.ts';
import { declaredHere, loadDeclarations } from '../flow/planning/declarations.ts';
import { desiredNow } from '../flow/planning/desired.ts';
import { type ApplyEnd, applyClones, type RunReporter } from '../flow/running/apply-clones.ts';
import { withClient } from '../flow/tenant/with-client.ts';
import { EXIT, type ExitCode } from '../flow/user-error.ts';
import type { Settings } from '../model/settings.ts';
import { showingPlan } from '../plan/make-plan.ts';
import type { SavedPlan } from '../plan/plan.ts';
import { readLockCheck } from './locked-sources.ts';
import { type AskedPlan, type Failure, failsOn, requireReading, toPlanOptions } from './plan-options.ts';
import { policiesFor } from './policies.ts';
import { type RunInput, readRunOptions } from './run-options.ts';

export interface ApplyNowInput extends AskedPlan, RunInput {
  readonly failOn: ReadonlySet<Failure>;
  /** Files of policies beside those of the declarations. */
  readonly policy: readonly string[];
  /** Exit 2 where something was changed. */
  readonly detailedExitcode: boolean;
}

export interface ApplyHost<T> {
  readonly command: 'apply' | 'destroy';
  /** Around the run: shows the plan, asks, follows. */
  withReporter(run: (reporter: RunReporter) => Promise<ApplyEnd>): Promise<ApplyEnd>;
  /** While the client is still open. */
  finish(end: ApplyEnd, settings: Settings): Promise<T>;
}

export interface AppliedNow<T> {
  readonly end: ApplyEnd;
  readonly finished: T;
}

/** What is declared now. Fails with UserError for options that contradict each other, and for declarations with errors. */
export async function applyNow<T>(
  deps: FlowDeps,
  common: CommonOptions,
  input: ApplyNowInput,
  host: ApplyHost<T>,
): Promise<AppliedNow<T>> {
  const { command } = host;
  const options = toPlanOptions(input);
  requireReading(options.refresh, command);
  const run = await readRunOptions(deps, input, command);
  const { settings, declared } = await loadDeclarations(deps, common);
  const policies = await policiesFor(deps, command, declared, input.policy);
  const refuse = await readLockCheck(deps, common, input.locked);
  return withClient(deps, common, settings, async (client) => {
    const desired = options.destroy ? declared.desired : await desiredNow(client, declared, deps.reading);
    const { rateLimits, auditNotes = false } = settings.palette;
    const request = { ...run, client, rateLimits, auditNotes, desired, options, policies, refuse };
    const end = await host.withReporter((reporter) =>
      applyClones(deps, settings, common.lockTimeoutMs, request, reporter),
    );
    return { end, finished: await host.finish(end, settings) };
  });
}

/** A saved plan. Fails with UserError, exit 6, where it is not for this Palette or this state, or is stale. */
export async function applySavedNow<T>(
  deps: FlowDeps,
  common: CommonOptions,
  { saved, ...input }: ApplyNowInput & { readonly saved: SavedPlan },
  host: ApplyHost<T>,
): Promise<AppliedNow<T>> {
  const run = await readRunOptions(deps, input, host.command);
  const plan = showingPlan(saved, input.diff ?? 'values');
  requireReading(plan.options.refresh, host.command);
  const [{ settingsOf }, { applyPlanFile }] = await Promise.all([
    import('../flow/saved/plan-file.ts'),
    import('../flow/saved/apply-plan-file.ts'),
  ]);
  const settings = await settingsOf(deps, plan);
  const { declared, issues } = await declaredHere(deps, common);
  const policies = await policiesFor(deps, host.command, declared, input.policy);
  return withClient(deps, common, settings, async (client) => {
    const { rateLimits, auditNotes = false } = settings.palette;
    const request = { ...run, client, rateLimits, auditNotes, plan, declared, issues, policies };
    const end = await host.withReporter((reporter) =>
      applyPlanFile(deps, settings, common.lockTimeoutMs, request, reporter),
    );
    return { end, finished: await host.finish(end, settings) };
  });
}

/** A run that went well may still have skipped what was blocked, or say that it changed something. */
export function applyExit(
  { applied, stopped, exitCode }: ApplyEnd,
  { failOn, detailedExitcode }: Pick<ApplyNowInput, 'failOn' | 'detailedExitcode'>,
  reported: ExitCode = exitCode,
): ExitCode {
  if (reported !== EXIT.ok) return reported;
  if (failsOn(applied, failOn)) return EXIT.blocked;
  return detailedExitcode && stopped === null ? EXIT.changes : EXIT.ok;
}
