// `cloneform plan` and `cloneform drift`: what apply would do, what changed in Palette. They take no lock and write nothing.
import { driftNow, planNow } from '../../library/plan-now.ts';
import type { AskedPlan } from '../../library/plan-options.ts';
import type { FilterInput } from '../../model/clone-filter.ts';
import { withGroups } from '../../plan/groups.ts';
import type { Output } from '../../questions/answer.ts';
import { renderDriftText } from '../../render/drift-text.ts';
import { renderPlanText } from '../../render/plan-text.ts';
import type { Context } from '../context.ts';
import { openDriftRecord } from '../drift-record-file.ts';
import type { FAIL_ON, METRICS, POLICY, REPORT, SELECTION } from '../flags.ts';
import { givenFlags } from '../given-flags.ts';
import { openMetrics } from '../metrics-file.ts';
import type { Input } from '../params.ts';
import { readReports } from '../reports.ts';
import { checkPlanFile, savePlan } from '../save-plan.ts';

/** What `plan` and `drift` have in common. */
type LookInput = Input<typeof SELECTION & typeof FAIL_ON & typeof REPORT & typeof METRICS> & AskedPlan;

interface ShowInput extends LookInput, Input<typeof POLICY> {
  readonly out: string | undefined;
  readonly detailedExitcode: boolean;
}

/** Also what `apply -o` and `destroy -o` do. */
export async function plan(context: Context, input: ShowInput): Promise<Output> {
  const { deps, globals } = context;
  const { out: planFile = null } = input;
  if (planFile !== null) await checkPlanFile(context, planFile);
  // A saved plan was compared with the lock when it was made.
  const given = givenFlags(context, { ...input, locked: planFile === null && input.locked === true });
  const reports = await readReports(context, input.report, { planFile, given });
  const metrics = await openMetrics(context, input.metrics);
  const asked = { ...input, countBehind: input.metrics !== undefined };
  const { plan: made, settings, ...seen } = await planNow(deps, globals, asked);
  const isWanted = planFile !== null || globals.json;
  const document = isWanted ? await savePlan(context, made, settings, planFile) : made;
  await reports.write(document, 'plan');
  return {
    value: document,
    text: (style) => renderPlanText(made, style, { command: 'plan', planFile, given }),
    exitCode: await metrics.write({ command: 'plan', plan: made, ...seen }),
  };
}

export async function drift(
  context: Context,
  input: LookInput & Pick<FilterInput, 'addresses' | 'project'> & { readonly record: string | undefined },
): Promise<Output> {
  const { deps, globals } = context;
  const reports = await readReports(context, input.report);
  const metrics = await openMetrics(context, input.metrics);
  const record = await openDriftRecord(context, input);
  const asked = { ...input, countBehind: input.metrics !== undefined };
  const { plan: made, settings: _settings, ...seen } = await driftNow(deps, globals, asked);
  await reports.write(made, 'drift');
  await record(made, seen.exitCode);
  return {
    value: withGroups(made),
    text: (style) => renderDriftText(made, style),
    exitCode: await metrics.write({ command: 'drift', plan: made, ...seen }),
  };
}
