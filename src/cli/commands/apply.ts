// `cloneform apply` and `cloneform destroy`: plan or read a saved plan, ask, do, report.
import { declaredHere, loadDeclarations } from '../../flow/planning/declarations.ts';
import { desiredNow } from '../../flow/planning/desired.ts';
import { type ApplyEnd, applyClones } from '../../flow/running/apply-clones.ts';
import { withClient } from '../../flow/tenant/with-client.ts';
import { EXIT, type ExitCode, userError } from '../../flow/user-error.ts';
import type { Settings } from '../../model/settings.ts';
import { showingPlan } from '../../plan/make-plan.ts';
import type { Output } from '../../questions/answer.ts';
import type { StateListRow } from '../../render/state-text.ts';
import type { Context } from '../context.ts';
import type { APPLYING, DANGER, METRICS, OUTCOME, PLANNING, POLICY, REPORT } from '../flags.ts';
import { openMetrics } from '../metrics-file.ts';
import type { Input } from '../params.ts';
import { failsOn, requireReading, toPlanOptions } from '../plan-options.ts';
import { policiesFor } from '../policies.ts';
import { refuseRunFlags } from '../refuse-ignored.ts';
import { reportEnd } from '../report-end.ts';
import { type Reports, readReports } from '../reports.ts';
import { readRunOptions } from '../run-options.ts';
import { withReporter } from '../run-reporter.ts';

type ApplyInput = Input<
  typeof PLANNING &
    typeof APPLYING &
    typeof OUTCOME &
    typeof REPORT &
    typeof POLICY &
    typeof DANGER &
    typeof METRICS
> & {
  readonly destroy: boolean;
};

export function apply(
  context: Context,
  input: ApplyInput & { readonly planfile: string | undefined },
): Promise<Output | ExitCode> {
  const { planfile } = input;
  return planfile === undefined ? applyPlan(context, input, 'apply') : applyFile(context, planfile, input);
}

/** What only creates or changes clones has no meaning here. */
const NOT_OF_DESTROY = {
  destroy: true,
  upgrade: [],
  keepOverrides: [],
  discardAccepted: false,
  preflight: false,
  verify: undefined,
} as const;

export function destroy(
  context: Context,
  input: Omit<ApplyInput, keyof typeof NOT_OF_DESTROY>,
): Promise<Output | ExitCode> {
  return applyPlan(context, { ...input, ...NOT_OF_DESTROY }, 'destroy');
}

async function applyPlan(
  context: Context,
  input: ApplyInput,
  command: 'apply' | 'destroy',
): Promise<Output | ExitCode> {
  const { deps, globals } = context;
  if (input.out !== undefined) {
    refuseRunFlags(input);
    return (await import('./plan.ts')).plan(context, input);
  }
  const options = toPlanOptions(input);
  requireReading(options.refresh, command);
  const run = await readRunOptions(context, input, command);
  const reports = await readReports(context, input.report);
  const metrics = await openMetrics(context, input.metrics);
  const { settings, declared } = await loadDeclarations(deps, globals);
  const policies = await policiesFor(context, command, declared, input.policy);
  const { end: ended, code } = await withClient(deps, globals, settings, async (client) => {
    const desired = input.destroy ? declared.desired : await desiredNow(client, declared);
    const facts = { command, planFile: null, exitCode: exitCodeWith(input) };
    const end = await withReporter(context, input, facts, (reporter) => {
      const { rateLimits } = settings.palette;
      const request = { ...run, client, rateLimits, desired, options, policies };
      return applyClones(deps, settings, globals.lockTimeoutMs, request, reporter);
    });
    return { end, code: await finish(context, reports, end, { ...facts, settings }) };
  });
  return metrics.write({ command, plan: ended.applied, exitCode: code });
}

async function applyFile(context: Context, planFile: string, input: ApplyInput): Promise<ExitCode> {
  const { deps, globals } = context;
  const extra = planningFlag(input);
  if (extra !== undefined) {
    throw userError(
      EXIT.usage,
      'cli/usage',
      `${extra} cannot be combined with a saved plan: ${planFile} already fixes what is done`,
      `make a new plan with it: cloneform plan ${extra} … -o FILE`,
    );
  }
  const run = await readRunOptions(context, input, 'apply');
  const { readSavedPlan, settingsOf } = await import('../../flow/saved/plan-file.ts');
  const reports = await readReports(context, input.report);
  const metrics = await openMetrics(context, input.metrics);
  const plan = showingPlan(await readSavedPlan(deps, planFile), input.diff ?? 'values');
  requireReading(plan.options.refresh, 'apply');
  const settings = await settingsOf(deps, plan);
  const declared = await declaredHere(deps, globals);
  const policies = await policiesFor(context, 'apply', declared, input.policy);
  const { applyPlanFile } = await import('../../flow/saved/apply-plan-file.ts');
  const { end: ended, code } = await withClient(deps, globals, settings, async (client) => {
    const facts = { command: 'apply', planFile, exitCode: exitCodeWith(input) } as const;
    const end = await withReporter(context, input, facts, (reporter) => {
      const { rateLimits } = settings.palette;
      const request = { ...run, client, rateLimits, plan, declared, policies };
      return applyPlanFile(deps, settings, globals.lockTimeoutMs, request, reporter);
    });
    return { end, code: await finish(context, reports, end, { ...facts, settings }) };
  });
  return metrics.write({ command: 'apply', plan: ended.applied, exitCode: code });
}

/** A flag that says what to plan: a saved plan has said it. */
function planningFlag(input: ApplyInput): string | undefined {
  const given = {
    '--target': input.target.length > 0,
    '--exclude': input.exclude.length > 0,
    '--upgrade': input.upgrade.length > 0,
    '--refresh': input.refresh !== undefined,
    '--destroy': input.destroy,
    '--discard-accepted': input.discardAccepted,
    '--keep-overrides': input.keepOverrides.length > 0,
    '-o': input.out !== undefined,
    '--dangerous-allow-mass-delete': input.dangerousAllowMassDelete,
    '--dangerous-delete-in-use': input.dangerousDeleteInUse,
  };
  return Object.entries(given).find(([, isGiven]) => isGiven)?.[0];
}

const DONE: ReadonlySet<ExitCode> = new Set([EXIT.ok, EXIT.changes]);

interface ApplyFacts {
  readonly command: 'apply' | 'destroy';
  /** null: it was planned in this run. */
  readonly planFile: string | null;
  /** `reported`: the code that the report of the end came to, where that may be another one. */
  readonly exitCode: (end: ApplyEnd, reported?: ExitCode) => ExitCode;
}

/** Says how a run ended, and writes its reports. */
async function finish(
  context: Context,
  reports: Reports,
  end: ApplyEnd,
  { command, planFile, exitCode, settings }: ApplyFacts & { readonly settings: Settings },
): Promise<ExitCode> {
  const clones = context.globals.json ? await clonesAfter(context, settings) : {};
  const code = exitCode(end, reportEnd(context, end, command, planFile !== null, clones));
  return (await reports.tryWrite(end.applied, command)) || !DONE.has(code) ? code : EXIT.error;
}

/** What state has now; nothing where it cannot be read: the run itself is reported all the same. */
async function clonesAfter(
  { deps }: Context,
  settings: Settings,
): Promise<{ readonly clones?: readonly StateListRow[] }> {
  try {
    return { clones: await (await import('./show.ts')).listedRows(deps, settings) };
  } catch {
    return {};
  }
}

/** A run that went well may still have skipped what was blocked, or say that it changed something. */
function exitCodeWith({ failOn, detailedExitcode }: ApplyInput): ApplyFacts['exitCode'] {
  return ({ applied, stopped, exitCode }, reported = exitCode) => {
    if (reported !== EXIT.ok) return reported;
    if (failsOn(applied, failOn)) return EXIT.blocked;
    return detailedExitcode && stopped === null ? EXIT.changes : EXIT.ok;
  };
}
