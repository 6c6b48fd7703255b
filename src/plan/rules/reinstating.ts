// A version set back: the superseded object that has it becomes the current one again. State only.
import type { ObservedObject, ReadFailure } from '../../model/observed.ts';
import type { RecordedClone } from '../../model/recorded.ts';
import type { Reinstate } from '../change.ts';
import { type CloneContext, isSamePlace, isToBeProtected } from './clone-context.ts';
import { clonePlanned, declaredMembers, recordedPrecondition, sourceRecorded } from './draft.ts';

export type Reinstatable =
  | { readonly status: 'present'; readonly row: RecordedClone; readonly object: ObservedObject }
  | { readonly status: 'unreadable'; readonly failure: ReadFailure };

/** The superseded version that is wanted again; null where there is none, or it is gone. */
export function reinstatable({ key, planning, desired }: CloneContext): Reinstatable | null {
  const row = (planning.superseded.get(desired.address) ?? []).find(
    (old) => key !== null && isSamePlace(old.key, key) && old.key.version === key.version,
  );
  if (row === undefined) return null;
  const read = planning.object(row.uid);
  if (read?.status === 'present') return { status: 'present', row, object: read.object };
  if (read?.status === 'gone') return null;
  return { status: 'unreadable', failure: read?.failure ?? { code: 'NotRead', message: 'it was not read' } };
}

export function planReinstated(context: CloneContext, row: RecordedClone): Reinstate {
  const { planning, desired } = context;
  return {
    kind: 'reinstate',
    reason: 'reinstated',
    address: desired.address,
    clone: clonePlanned(planning, row.key, row.projectName),
    source: sourceRecorded(planning, row),
    needs: [],
    recorded: recordedPrecondition(row),
    protect: isToBeProtected(desired, row),
    uid: row.uid,
    seen: null,
    movedFrom: row.address,
    ...declaredMembers(desired),
  };
}
