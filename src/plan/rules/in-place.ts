// A clone that stays the object it is: nothing to do, or its name, version, labels and description corrected.
import type { NaturalKey } from '../../model/natural-key.ts';
import type { ObservedObject } from '../../model/observed.ts';
import type { RecordedClone } from '../../model/recorded.ts';
import type { Blocked, Noop, UpdateMetadata } from '../change.ts';
import type { Blocker } from '../plan.ts';
import { keyBlockers, unreadable } from './blockers.ts';
import { type CloneContext, isToBeProtected } from './clone-context.ts';
import {
  clonePlanned,
  decided,
  declaredMembers,
  factsOf,
  recordedPrecondition,
  seenOf,
  sourcePlanned,
  sourceRecorded,
} from './draft.ts';
import { sameFacts, wantedFacts } from './metadata.ts';
import { keptMembers } from './wanted.ts';

/** `update · metadata` or nothing. A clone renamed in Palette is named back where its key is still free. */
export function planInPlace(
  context: CloneContext,
  row: RecordedClone,
  object: ObservedObject,
  obstacles: readonly Blocker[] = [],
): UpdateMetadata | Noop | Blocked {
  const { planning, desired, choice } = context;
  const before = factsOf(object);
  const after = wantedFacts(desired, row, object);
  const common = {
    address: desired.address,
    clone: clonePlanned(planning, row.key, row.projectName),
    source:
      choice.status === 'resolved' ? sourcePlanned(planning, desired, choice) : sourceRecorded(planning, row),
    needs: [],
    recorded: recordedPrecondition(row),
    protect: isToBeProtected(desired, row),
    uid: row.uid,
    seen: seenOf(object),
    ...declaredMembers(desired),
    ...keptMembers(context, row, object),
  };
  const blockers = [...obstacles, ...renameBlockers(context, row.key, object)];
  return sameFacts(before, after)
    ? decided<Noop>({ kind: 'noop', reason: 'unchanged', ...common }, blockers)
    : decided<UpdateMetadata>(
        { kind: 'update_metadata', reason: 'metadata', ...common, before, after },
        blockers,
      );
}

/** Naming it back needs its key to be free. */
export function renameBlockers(
  context: CloneContext,
  key: NaturalKey,
  object: ObservedObject,
): readonly Blocker[] {
  const isRenamed = object.key.name !== key.name || object.key.version !== key.version;
  return isRenamed ? keyBlockers(context.planning, context.desired, key, object.uid) : [];
}

/** The clone was not read: nothing is decided about it. */
export function planUnreadable(
  context: CloneContext,
  row: RecordedClone,
  failure: Parameters<typeof unreadable>[1],
): Noop | Blocked {
  const { planning, desired } = context;
  return decided<Noop>(
    {
      kind: 'noop',
      reason: 'unchanged',
      address: desired.address,
      clone: clonePlanned(planning, row.key, row.projectName),
      source: sourceRecorded(planning, row),
      needs: [],
      recorded: recordedPrecondition(row),
      protect: isToBeProtected(desired, row),
      uid: row.uid,
      seen: null,
      ...declaredMembers(desired),
    },
    [unreadable('the clone', failure)],
  );
}
