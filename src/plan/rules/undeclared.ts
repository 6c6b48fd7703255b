// The rules for a recorded clone that nobody declares any more: deleted, forgotten, or moved to the address that has its place.
import type { Address } from '../../model/address.ts';
import type { RecordedClone } from '../../model/recorded.ts';
import type { Change, Reason } from '../plan.ts';
import type { World } from '../world.ts';
import { removalBlockers, unreadable } from './blockers.ts';
import {
  clonePlanned,
  factsOf,
  makeChange,
  observedPrecondition,
  recordedPrecondition,
  sourceRecorded,
} from './draft.ts';

/** `reason` is that of the delete; what is gone is forgotten whatever the reason. */
export function decideUndeclared(
  world: World,
  row: RecordedClone,
  reason: Extract<Reason, 'not_declared' | 'replaced'>,
): Change {
  const read = world.object(row.uid);
  const base = {
    address: row.address,
    clone: clonePlanned(world, row.key, row.projectName),
    source: sourceRecorded(world, row),
    protect: row.isProtected,
  };
  const recorded = recordedPrecondition(row);
  if (read?.status === 'gone') {
    return makeChange({
      ...base,
      action: 'forget',
      reason: 'gone',
      preconditions: { recorded, observed: null, source: null },
      more: { uid: row.uid },
    });
  }
  if (read?.status !== 'present') {
    const failure = read?.failure ?? { code: 'NotRead', message: 'it was not read' };
    return makeChange({
      ...base,
      action: 'delete',
      reason,
      preconditions: { recorded, observed: null, source: null },
      blockers: [unreadable('the clone', failure)],
      more: { uid: row.uid },
    });
  }
  return makeChange({
    ...base,
    action: 'delete',
    reason,
    preconditions: { recorded, observed: observedPrecondition(read.object), source: null },
    blockers: removalBlockers(world, {
      address: row.address,
      isProtected: row.isProtected,
      inUse: read.object.inUse,
    }),
    more: { uid: row.uid, before: factsOf(read.object), inUse: read.object.inUse },
  });
}

/** Let go of by a `removed` block: protected ones too, as nothing happens to the object. */
export function decideRemoved(world: World, row: RecordedClone): Change {
  return makeChange({
    action: 'forget',
    reason: 'removed_block',
    address: row.address,
    clone: clonePlanned(world, row.key, row.projectName),
    source: sourceRecorded(world, row),
    protect: row.isProtected,
    preconditions: { recorded: recordedPrecondition(row), observed: null, source: null },
    more: { uid: row.uid },
  });
}

/** The same object under a new address: state only, never a delete. */
export function decideMove(
  world: World,
  row: RecordedClone,
  to: Address,
  reason: Extract<Reason, 'same_object' | 'moved_block'>,
): Change {
  return makeChange({
    action: 'move',
    reason,
    address: to,
    clone: clonePlanned(world, row.key, row.projectName),
    source: sourceRecorded(world, row),
    protect: row.isProtected,
    preconditions: { recorded: recordedPrecondition(row), observed: null, source: null },
    more: { uid: row.uid, movedFrom: row.address },
  });
}
