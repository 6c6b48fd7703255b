// `cloneform plan`: shows what apply would do. Takes no lock, writes nothing.
import { connect } from '../../flow/connect.ts';
import { loadDeclarations } from '../../flow/declarations.ts';
import { withReader } from '../../flow/open-state.ts';
import { planClones } from '../../flow/plan-clones.ts';
import { EXIT, type ExitCode } from '../../flow/refusal.ts';
import type { Plan } from '../../plan/plan.ts';
import { renderPlanText } from '../../render/plan-text.ts';
import type { Context } from '../context.ts';
import { readPlanOptions } from '../plan-options.ts';

export async function plan(
  context: Context,
  _args: readonly string[],
  flags: Readonly<Record<string, unknown>>,
): Promise<ExitCode> {
  const made = await makePlan(context, flags);
  context.answer(made, () => renderPlanText(made, context.style, { command: 'plan' }));
  const hasChanges = made.changes.some((change) => change.action !== 'noop');
  return flags['detailedExitcode'] === true && hasChanges ? EXIT.changes : EXIT.ok;
}

async function makePlan(context: Context, flags: Readonly<Record<string, unknown>>): Promise<Plan> {
  const { deps, globals } = context;
  const { settings, desired } = await loadDeclarations(deps, globals);
  const client = await connect(deps, globals, settings);
  try {
    const recorded = await withReader(deps, settings, (reader) => reader.readRecorded());
    const { rateLimits } = settings.palette;
    const { plan: made } = await planClones(deps, {
      client,
      desired,
      recorded,
      rateLimits,
      options: readPlanOptions(flags, false),
    });
    return made;
  } finally {
    context.cost(client.stats());
    await client.close();
  }
}
