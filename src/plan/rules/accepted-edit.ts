// An accepted manual edit stands in the way of every change that would drop it.
import type { RecordedClone } from '../../model/recorded.ts';
import { hasAcceptedEdit } from '../../model/remarks.ts';
import type { Blocker } from '../plan.ts';
import type { CloneContext } from './clone-context.ts';

/** A rollback is not stopped: it says itself that it takes back what came later. */
export function acceptedEdit(
  { planning, desired }: Pick<CloneContext, 'planning' | 'desired'>,
  row: RecordedClone,
): readonly Blocker[] {
  if (!hasAcceptedEdit(row) || planning.options.discardAccepted === true || desired.recorded !== undefined)
    return [];
  const { key, source } = row;
  const { address } = desired;
  return [
    {
      by: 'accepted_edit',
      detail: 'a manual edit of this clone was accepted, and this change would overwrite it',
      hint: `to keep the edit, run cloneform accept '${address}' --as-override, or declare the name, version and source that the clone has (${key.name} ${key.version}, from ${source.name} ${source.version}); to overwrite it, use --discard-accepted`,
    },
  ];
}

/** A clone that is gone took its accepted edit along: made again, it is a copy of its source. */
export function lostEdit({ planning, desired, row }: CloneContext): readonly Blocker[] {
  if (row === undefined || acceptedEdit({ planning, desired }, row).length === 0) return [];
  return [
    {
      by: 'accepted_edit',
      detail:
        'it is gone, together with an accepted manual edit: created again, it would be a plain copy of its source',
      hint: 'to create it again without the edit, use --discard-accepted',
    },
  ];
}
