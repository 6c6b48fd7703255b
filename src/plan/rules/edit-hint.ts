// What can be done about a manual edit of a clone: the ways out, as commands.
import type { RecordedClone } from '../../model/recorded.ts';
import type { Drift } from '../plan.ts';
import { type CloneContext, isReverted } from './clone-context.ts';

/** Edits of a clone with what can be done about them; other drift as it is. */
export function withEditHint(
  context: Pick<CloneContext, 'planning' | 'desired'>,
  row: RecordedClone,
  drift: Drift,
): Drift {
  // What did not turn out as planned is nobody's edit: its change says what comes next.
  if (drift.kind !== 'clone_edited' || row.status === 'incomplete' || isReverted(context)) return drift;
  return { ...drift, hint: editHint(context.desired) };
}

/** How an edit is kept, and how it is discarded. Keeping it as the baseline alone is for snapshots: a mirror is always as declared. */
export function editHint({ address, content }: CloneContext['desired']): string {
  const write = `cloneform accept '${address}' --as-override writes the edit into the declarations`;
  return content === 'mirror'
    ? `${write}, cloneform apply discards it`
    : `${write}, cloneform accept '${address}' makes it the baseline, cloneform revert '${address}' discards it`;
}
