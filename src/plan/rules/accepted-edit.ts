// An accepted hand edit stands in the way of every change that would drop it.
import type { RecordedClone } from '../../model/recorded.ts';
import { hasAcceptedEdit } from '../../model/remarks.ts';
import type { Blocker } from '../plan.ts';
import type { Case } from './the-case.ts';

/** A rollback is not stopped: it says itself that it takes back what came later. */
export function acceptedEdit({ world, desired }: Case, row: RecordedClone): readonly Blocker[] {
  if (!hasAcceptedEdit(row) || world.options.discardAccepted === true || desired.recorded !== undefined)
    return [];
  const { key, source } = row;
  return [
    {
      by: 'accepted_edit',
      detail: 'a hand edit of it was accepted, and this change would drop that edit',
      hint: `to keep the edit: declare the name, version and source that it has (${key.name} ${key.version}, from ${source.name} ${source.version}); to drop it: --discard-accepted`,
    },
  ];
}
