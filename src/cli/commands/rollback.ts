// `cloneform rollback --to RUN` and `--undo RUN`: an ordinary plan back to what that run left, or to what was there before it.
import { loadDeclarations } from '../../flow/planning/declarations.ts';
import { desiredNow } from '../../flow/planning/desired.ts';
import { planRollback, rollbackClones } from '../../flow/running/rollback.ts';
import type { RollbackAim } from '../../flow/running/rollback-goal.ts';
import { withClient } from '../../flow/tenant/with-client.ts';
import { EXIT, type ExitCode, userError } from '../../flow/user-error.ts';
import { requireReading, toPlanOptions } from '../../library/plan-options.ts';
import { policiesFor } from '../../library/policies.ts';
import { readRunOptions } from '../../library/run-options.ts';
import type { PlanOptions } from '../../plan/plan.ts';
import { denialsOf } from '../../plan/policy-blocks.ts';
import type { Output } from '../../questions/answer.ts';
import { renderPlanText } from '../../render/plan-text.ts';
import type { Context } from '../context.ts';
import type { APPLYING, DANGER, POLICY, PREFLIGHT, REPORT, SELECTION } from '../flags.ts';
import { givenFlags } from '../given-flags.ts';
import type { Input } from '../params.ts';
import { refuseRunFlags } from '../refuse-ignored.ts';
import { reportEnd } from '../report-end.ts';
import { readReports } from '../reports.ts';
import { withReporter } from '../run-reporter.ts';
import { checkPlanFile, savePlan } from '../save-plan.ts';

interface RollbackInput
  extends Input<
    typeof SELECTION & typeof APPLYING & typeof REPORT & typeof POLICY & typeof DANGER & typeof PREFLIGHT
  > {
  /** The same as `to`. */
  readonly run: string | undefined;
  readonly to: string | undefined;
  readonly undo: string | undefined;
  readonly out: string | undefined;
}

export async function rollback(context: Context, input: RollbackInput): Promise<Output | ExitCode> {
  const { deps, globals } = context;
  const options = toPlanOptions(input);
  requireReading(options.refresh, 'rollback');
  const aim = readAim(input);
  if (input.out !== undefined) refuseRunFlags(input);
  if (input.out !== undefined) return saveRollback(context, aim, input.out, options, input);
  const run = await readRunOptions(deps, input, 'rollback');
  const reports = await readReports(context, input.report);
  const loaded = await loadDeclarations(deps, globals);
  const { settings } = loaded;
  const policies = await policiesFor(deps, 'rollback', loaded.declared, input.policy);
  return withClient(deps, globals, settings, async (client) => {
    const declared = await desiredNow(client, loaded.declared, deps.reading);
    const end = await withReporter(context, input, { command: 'rollback', planFile: null }, (reporter) => {
      const { rateLimits, auditNotes = false } = settings.palette;
      const request = { ...run, auditNotes, aim, client, rateLimits, declared, options, policies };
      return rollbackClones(deps, settings, globals.lockTimeoutMs, request, reporter);
    });
    const code = await reportEnd(context, settings, end, 'rollback');
    const isDone = code === EXIT.ok && end.stopped === null;
    if (isDone && !globals.json) context.note(`\n${NEXT}\n`);
    return (await reports.tryWrite(end.applied, 'apply')) || code !== EXIT.ok ? code : EXIT.error;
  });
}

/** Exactly one of --to, --undo and a run by itself, which means --to. */
function readAim({ run, to, undo }: RollbackInput): RollbackAim {
  const named = (kind: RollbackAim['kind'], wanted: string | undefined): readonly RollbackAim[] =>
    wanted === undefined ? [] : [{ kind, run: wanted }];
  const [aim, ...others] = [...named('to', to), ...named('undo', undo), ...named('plain', run)];
  if (aim !== undefined && others.length === 0) return aim;
  throw userError(
    EXIT.usage,
    'cli/usage',
    aim === undefined
      ? 'rollback needs the id of a run'
      : 'rollback accepts one run: with --to, with --undo, or as an argument',
    'cloneform rollback --undo RUN undoes a run, --to RUN returns to the result of a run; cloneform history lists the runs',
  );
}

/** The way back for review: `apply FILE` goes it. */
async function saveRollback(
  context: Context,
  aim: RollbackAim,
  planFile: string,
  options: PlanOptions,
  { report, policy }: Pick<RollbackInput, 'report' | 'policy'>,
): Promise<Output> {
  const { deps, globals } = context;
  await checkPlanFile(context, planFile);
  const next = { planFile, given: givenFlags(context, { policy }) };
  const reports = await readReports(context, report, next);
  const loaded = await loadDeclarations(deps, globals);
  const { settings } = loaded;
  const policies = await policiesFor(deps, 'rollback', loaded.declared, policy);
  return withClient(deps, globals, settings, async (client) => {
    const declared = await desiredNow(client, loaded.declared, deps.reading);
    const { rateLimits } = settings.palette;
    const plan = await planRollback(deps, settings, {
      client,
      rateLimits,
      options,
      aim,
      declared,
      policies,
    });
    const value = await savePlan(context, plan, settings, planFile);
    await reports.write(value, 'plan');
    return {
      value,
      text: (style) => renderPlanText(plan, style, next),
      ...(denialsOf(plan).length > 0 ? { exitCode: EXIT.blocked } : {}),
    };
  });
}

const NEXT = 'Next: revert the declarations too, or the next apply makes the same changes again.';
