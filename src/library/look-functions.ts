// The functions that only look: plan, drift and render.
import type {
  DriftOptions,
  PlanDocument,
  PlanOptions,
  RenderDocument,
  RenderOptions,
} from '../../types/index.js';
import { EXIT } from '../flow/user-error.ts';
import { withGroups } from '../plan/groups.ts';
import { renderClone } from '../questions/render/answer.ts';
import { asFunction } from './as-function.ts';
import { driftNow, planNow } from './plan-now.ts';
import { refusedPlan } from './refusals.ts';

export function planFunction(options: PlanOptions): Promise<{ readonly plan: PlanDocument }> {
  return asFunction('plan', options, async ({ deps, common, published }) => {
    const { checkOutput } = await import('../flow/output-file.ts');
    const { toSavedPlan, writePlanFile } = await import('../flow/saved/plan-file.ts');
    if (options.out !== undefined) await checkOutput(deps, options.out, { existing: 'replace' });
    const { failOn = [], policy = [] } = options;
    const asked = {
      ...options,
      failOn: new Set(failOn),
      policy,
      detailedExitcode: false,
      countBehind: false,
    };
    const { plan: made, settings, exitCode } = await planNow(deps, common, asked);
    const saved = toSavedPlan(deps, made, settings);
    if (options.out !== undefined) await writePlanFile(deps, options.out, saved);
    const plan = published(saved);
    if (exitCode !== EXIT.ok) throw refusedPlan(plan, exitCode);
    return { plan };
  });
}

export function driftFunction(options: DriftOptions): Promise<{ readonly plan: PlanDocument }> {
  return asFunction('drift', options, async ({ deps, common, published }) => {
    const { failOn = [], addresses = [], project = [] } = options;
    const asked = { ...options, failOn: new Set(failOn), addresses, project, countBehind: false };
    const { plan: made, exitCode } = await driftNow(deps, common, asked);
    const plan = published(withGroups(made));
    if (exitCode !== EXIT.ok && exitCode !== EXIT.changes) throw refusedPlan(plan, exitCode);
    return { plan };
  });
}

export function renderFunction(options: RenderOptions): Promise<{ readonly content: RenderDocument }> {
  return asFunction('render', options, async ({ deps, common, published }) => {
    const { address, pack, showSecrets = false } = options;
    return { content: published(await renderClone(deps, common, { address, pack, showSecrets })) };
  });
}
