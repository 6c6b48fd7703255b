// An accepted hand edit stands in the way of every change that would drop it.
import type { RecordedClone } from '../../model/recorded.ts';
import { hasAcceptedEdit } from '../../model/remarks.ts';
import type { Blocker } from '../plan.ts';
import type { Case } from './the-case.ts';

/** A rollback is not stopped: it says itself that it takes back what came later. */
export function acceptedEdit(
  { world, desired }: Pick<Case, 'world' | 'desired'>,
  row: RecordedClone,
): readonly Blocker[] {
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

/** A clone that is gone took its accepted edit along: made again, it is a copy of its source. */
export function lostEdit({ world, desired, row }: Case): readonly Blocker[] {
  if (row === undefined || acceptedEdit({ world, desired }, row).length === 0) return [];
  return [
    {
      by: 'accepted_edit',
      detail: 'it is gone, and with it a hand edit that was accepted: made again, it is a copy of its source',
      hint: 'to make it again without the edit: --discard-accepted',
    },
  ];
}
