// What the document of an apply says of the run itself.
import type { AppliedRun } from '../../plan/plan.ts';
import type { FlowDeps } from '../deps.ts';

export function runFacts(
  { clock }: Pick<FlowDeps, 'clock'>,
  id: string,
  startedAt: number,
  isUndoable: boolean,
): AppliedRun {
  const now = clock.now();
  return {
    id,
    startedAt: new Date(startedAt).toISOString(),
    finishedAt: new Date(now).toISOString(),
    elapsedMs: Math.max(0, Math.round(now - startedAt)),
    undo: isUndoable ? `cloneform rollback --undo ${id}` : null,
  };
}
