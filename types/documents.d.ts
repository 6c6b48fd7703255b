// The documents as the sources know them. In the package, the same names come from the released schemas (scripts/library-types.mjs);
// test/library holds that both agree.
import type { RunEvent as EventOfRun } from '../src/library/event-lines.ts';
import type { StateListRow } from '../src/render/state-text.ts';
import type { AppliedPlan, Plan } from '../src/plan/plan.ts';
import type { RenderedClone } from '../src/questions/render/judge.ts';

export type PlanDocument = Plan;
export type ApplyDocument = AppliedPlan & { readonly clones?: readonly StateListRow[] };
export type RenderDocument = RenderedClone;
export type RunEvent = EventOfRun;
