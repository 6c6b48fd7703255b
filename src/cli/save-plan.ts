// `-o FILE`: the plan as a document that `apply FILE` takes.
import type { Settings } from '../model/settings.ts';
import type { Plan, SavedPlan } from '../plan/plan.ts';
import type { Context } from './context.ts';

/** Before the work whose outcome is to go there. */
export async function checkPlanFile({ deps }: Context, file: string): Promise<void> {
  const { checkOutput } = await import('../flow/output-file.ts');
  await checkOutput(deps, file, { existing: 'replace' });
}

/** `file`: null where it is only to be printed. */
export async function savePlan(
  { deps }: Context,
  made: Plan,
  settings: Settings,
  file: string | null,
): Promise<SavedPlan> {
  const { toSavedPlan, writePlanFile } = await import('../flow/saved/plan-file.ts');
  const saved = toSavedPlan(deps, made, settings);
  if (file !== null) await writePlanFile(deps, file, saved);
  return saved;
}
