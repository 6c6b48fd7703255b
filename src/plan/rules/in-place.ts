// A clone that stays the object it is: nothing to do, or its name, version, labels and description put right.
import type { NaturalKey } from '../../model/natural-key.ts';
import type { ObservedObject } from '../../model/observed.ts';
import type { RecordedClone } from '../../model/recorded.ts';
import type { Blocker, Change } from '../plan.ts';
import { keyBlockers, unreadable } from './blockers.ts';
import {
  clonePlanned,
  declaredMembers,
  factsOf,
  makeChange,
  observedPrecondition,
  recordedPrecondition,
  sourcePlanned,
  sourceRecorded,
} from './draft.ts';
import { sameFacts, wantedFacts } from './metadata.ts';
import { type Case, isToBeProtected } from './the-case.ts';

/** `update · metadata` or nothing. A clone renamed in Palette is named back where its key is still free. */
export function planInPlace(
  it: Case,
  row: RecordedClone,
  object: ObservedObject,
  obstacles: readonly Blocker[] = [],
): Change {
  const { world, desired, choice } = it;
  const before = factsOf(object);
  const after = wantedFacts(desired, row, object);
  const isSame = sameFacts(before, after);
  return makeChange({
    action: isSame ? 'noop' : 'update',
    reason: isSame ? 'unchanged' : 'metadata',
    address: desired.address,
    clone: clonePlanned(world, row.key, row.projectName),
    source: choice.status === 'resolved' ? sourcePlanned(world, desired, choice) : sourceRecorded(world, row),
    protect: isToBeProtected(desired, row),
    preconditions: {
      recorded: recordedPrecondition(row),
      observed: observedPrecondition(object),
      source: null,
    },
    blockers: [...obstacles, ...renameBlockers(it, row.key, object)],
    more: {
      uid: row.uid,
      ...declaredMembers(desired),
      ...(isSame ? {} : { before, after }),
    },
  });
}

/** Naming it back needs its key to be free. */
export function renameBlockers(it: Case, key: NaturalKey, object: ObservedObject): readonly Blocker[] {
  const isRenamed = object.key.name !== key.name || object.key.version !== key.version;
  return isRenamed ? keyBlockers(it.world, it.desired, key, object.uid) : [];
}

/** The clone was not read: nothing is decided about it. */
export function planUnreadable(
  it: Case,
  row: RecordedClone,
  failure: Parameters<typeof unreadable>[1],
): Change {
  const { world, desired } = it;
  return makeChange({
    action: 'noop',
    reason: 'unchanged',
    address: desired.address,
    clone: clonePlanned(world, row.key, row.projectName),
    source: sourceRecorded(world, row),
    protect: isToBeProtected(desired, row),
    preconditions: { recorded: recordedPrecondition(row), observed: null, source: null },
    blockers: [unreadable('the clone', failure)],
    more: { uid: row.uid, ...declaredMembers(desired) },
  });
}
