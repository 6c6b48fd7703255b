// `cloneform plan` and `cloneform drift`: what apply would do, what changed in Palette. They take no lock and write nothing.
import { loadDeclarations } from '../../flow/planning/declarations.ts';
import { planRecorded } from '../../flow/planning/plan-recorded.ts';
import { EXIT, type ExitCode } from '../../flow/refusal.ts';
import { withReader } from '../../flow/state/open-state.ts';
import { withRunning } from '../../flow/state/running.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Recorded } from '../../model/recorded.ts';
import type { Settings } from '../../model/settings.ts';
import { refuseDriftWithoutState } from '../../plan/guards.ts';
import type { Plan, PlanOptions } from '../../plan/plan.ts';
import { hasUnread, renderDriftText } from '../../render/drift-text.ts';
import { renderPlanText } from '../../render/plan-text.ts';
import type { Context } from '../context.ts';
import { text } from '../globals.ts';
import { failsOn, readFailOn, readPlanOptions } from '../plan-options.ts';
import { readReports } from '../reports.ts';
import { checkPlanFile, savePlan } from '../save-plan.ts';

type Flags = Readonly<Record<string, unknown>>;

export function plan(context: Context, _args: readonly string[], flags: Flags): Promise<ExitCode> {
  return showPlan(context, flags, false);
}

/** Also what `apply -o` and `destroy -o` do. */
export async function showPlan(context: Context, flags: Flags, destroy: boolean): Promise<ExitCode> {
  const failures = readFailOn(flags);
  const planFile = text(flags['out']) ?? null;
  if (planFile !== null) await checkPlanFile(context, planFile);
  const reports = await readReports(context, flags);
  const { plan: made, settings, recorded } = await makePlan(context, readPlanOptions(flags, destroy));
  const isWanted = planFile !== null || context.globals.json;
  const document = isWanted ? await savePlan(context, made, settings, planFile) : made;
  await reports.write(document, 'plan');
  context.answer(document, () => renderPlanText(made, context.style, { command: 'plan', planFile }));
  // Who asks for a failure on drift must not take "nobody can tell" for "none".
  if (failures.has('drift') && refuseDriftWithoutState(recorded, made.changes) !== null) return EXIT.error;
  if (failsOn(made, failures)) return EXIT.blocked;
  if ((failures.has('drift') || failures.has('unmanaged')) && hasUnread(made)) return EXIT.error;
  const hasChanges = made.changes.some((change) => change.action !== 'noop');
  return flags['detailedExitcode'] === true && hasChanges ? EXIT.changes : EXIT.ok;
}

/** Exit 2 where anything drifted; 1 where there is nothing recorded to compare with, and where something could not be read. */
export async function drift(context: Context, _args: readonly string[], flags: Flags): Promise<ExitCode> {
  const failures = readFailOn(flags);
  const reports = await readReports(context, flags);
  const options = { ...readPlanOptions(flags, false), preflight: false };
  const { plan: found, recorded } = await makePlan(context, options);
  const refused = refuseDriftWithoutState(recorded, found.changes);
  const made = refused === null ? found : withDiagnostic(found, refused);
  await reports.write(made, 'drift');
  context.answer(made, () => renderDriftText(made, context.style));
  if (refused !== null) return EXIT.error;
  if (failsOn(made, failures)) return EXIT.blocked;
  if (made.drift.length > 0) return EXIT.changes;
  // Nobody can tell whether what was not read has drifted.
  return hasUnread(made) ? EXIT.error : EXIT.ok;
}

/** In the place of the plan's own of the same code. */
function withDiagnostic(made: Plan, diagnostic: Diagnostic): Plan {
  const others = made.diagnostics.filter(({ code }) => code !== diagnostic.code);
  return { ...made, diagnostics: [...others, diagnostic] };
}

async function makePlan(
  context: Context,
  options: PlanOptions,
): Promise<{ readonly plan: Plan; readonly settings: Settings; readonly recorded: Recorded }> {
  const { deps, globals } = context;
  const { settings, desired } = await loadDeclarations(deps, globals);
  const { rateLimits } = settings.palette;
  const readRecorded = () =>
    withReader(deps, settings, async (reader) =>
      withRunning(deps, settings, reader, await reader.readRecorded()),
    );
  if (options.refresh === 'none') {
    const recorded = await readRecorded();
    const made = planRecorded(deps, { desired, recorded, rateLimits, options });
    return { plan: made, settings, recorded };
  }
  // Loaded here: without network nothing of it is wanted.
  const [{ connect }, { planClones }] = await Promise.all([
    import('../../flow/tenant/connect.ts'),
    import('../../flow/planning/plan-clones.ts'),
  ]);
  const client = await connect(deps, globals, settings);
  try {
    const recorded = await readRecorded();
    const request = { client, desired, rateLimits, options };
    const { plan: made } = await planClones(deps, { ...request, recorded });
    if (!made.changes.some((change) => change.blockers?.includes('exists_unmanaged')))
      return { plan: made, settings, recorded };
    // A run that began, or went on, while Palette was read may have made what now looks like somebody else's.
    const now = await readRecorded();
    const isMoving = now.running !== undefined || now.identity?.serial !== recorded.identity?.serial;
    return {
      plan: isMoving ? (await planClones(deps, { ...request, recorded: now })).plan : made,
      settings,
      recorded: now,
    };
  } finally {
    context.cost(client.stats());
    await client.close();
  }
}
