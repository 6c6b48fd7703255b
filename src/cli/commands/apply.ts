// `cloneform apply` and `cloneform destroy`: plan or read a saved plan, ask, do, report.
import type { ApplyEnd } from '../../flow/running/apply-clones.ts';
import { EXIT, type ExitCode, userError } from '../../flow/user-error.ts';
import {
  type AppliedNow,
  type ApplyHost,
  applyExit,
  applyNow,
  applySavedNow,
} from '../../library/apply-now.ts';
import type { Settings } from '../../model/settings.ts';
import type { Output } from '../../questions/answer.ts';
import type { Context } from '../context.ts';
import type { APPLYING, DANGER, LOCKED, METRICS, OUTCOME, PLANNING, POLICY, REPORT } from '../flags.ts';
import { openMetrics } from '../metrics-file.ts';
import type { Input } from '../params.ts';
import { refuseRunFlags } from '../refuse-ignored.ts';
import { reportEnd } from '../report-end.ts';
import { type Reports, readReports } from '../reports.ts';
import { withReporter } from '../run-reporter.ts';

type ApplyInput = Input<
  typeof PLANNING &
    typeof LOCKED &
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
  locked: false,
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
  if (input.out !== undefined) {
    refuseRunFlags(input);
    return (await import('./plan.ts')).plan(context, input);
  }
  return shown(context, input, command, null, (host) => applyNow(context.deps, context.globals, input, host));
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
  const { readSavedPlan } = await import('../../flow/saved/plan-file.ts');
  const saved = await readSavedPlan(deps, planFile);
  return shown(context, input, 'apply', planFile, (host) =>
    applySavedNow(deps, globals, { ...input, saved }, host),
  );
}

/** A run, shown on the terminal, in files and as metrics. `planFile`: null where it is planned in this run. */
async function shown(
  context: Context,
  input: ApplyInput,
  command: 'apply' | 'destroy',
  planFile: string | null,
  run: (host: ApplyHost<ExitCode>) => Promise<AppliedNow<ExitCode>>,
): Promise<ExitCode> {
  const reports = await readReports(context, input.report);
  const metrics = await openMetrics(context, input.metrics);
  const exitCode: ApplyFacts['exitCode'] = (end, reported) => applyExit(end, input, reported);
  const facts = { command, planFile, exitCode };
  const { end, finished } = await run({
    command,
    withReporter: (work) => withReporter(context, input, facts, work),
    finish: (ended, settings) => finish(context, reports, ended, { ...facts, settings }),
  });
  return metrics.write({ command, plan: end.applied, exitCode: finished });
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
    '--locked': input.locked,
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
  const reported = await reportEnd(context, settings, end, command, planFile !== null);
  const code = exitCode(end, reported);
  return (await reports.tryWrite(end.applied, command)) || !DONE.has(code) ? code : EXIT.error;
}
