// What has become of an object that is deleted, let go of or moved to another address: whoever reviews the plan must see the object
// as it is now, beside what was recorded of it.
import type { ObservedObject } from '../../model/observed.ts';
import type { RecordedClone } from '../../model/recorded.ts';
import type { Change, CloneFacts, Drift } from '../plan.ts';
import type { World } from '../world.ts';
import { factsOf, intended, observedPrecondition } from './draft.ts';
import { findDriftOfLeaving } from './find-drift.ts';
import { sameLabels } from './metadata.ts';

export interface Leaving {
  readonly change: Change;
  readonly drift: readonly Drift[];
}

/** Shared: most changes have nothing of the kind. */
const NONE: readonly never[] = [];

/** Any other change comes back as it is. `rows`: by UID, those of `removed` blocks included. */
export function withPresent(world: World, rows: ReadonlyMap<string, RecordedClone>, change: Change): Leaving {
  const action = intended(change);
  const row = change.uid === undefined ? undefined : rows.get(change.uid);
  const isLeaving = action === 'delete' || action === 'forget' || action === 'move';
  const read = isLeaving && row !== undefined ? world.object(row.uid) : undefined;
  if (row === undefined || read?.status !== 'present') return { change, drift: NONE };
  const { object } = read;
  // A move is followed by the decision about its clone, and a version put aside in this run has its drift under its old address.
  const isTold = action === 'move' || row.address !== change.address;
  const drift = isTold ? NONE : findDriftOfLeaving(world, row, object);
  const content = drift.find(({ kind }) => kind === 'clone_edited')?.content ?? [];
  const recordedAs = recordedFacts(row, object);
  const { name, version } = object.key;
  return {
    change: {
      ...change,
      clone: { ...change.clone, name, version },
      before: factsOf(object),
      ...(recordedAs === null ? {} : { recordedAs }),
      ...(content.length === 0 ? {} : { content }),
      preconditions: { ...change.preconditions, observed: observedPrecondition(object) },
    },
    drift,
  };
}

/** null: the object is called, labelled and described as it was recorded. Labels that were not set are compared with none. */
function recordedFacts(row: RecordedClone, object: ObservedObject): CloneFacts | null {
  const { name, version } = row.key;
  const isRenamed = name !== object.key.name || version !== object.key.version;
  const isRelabelled = !sameLabels(row.labels ?? {}, object.labels);
  const isDescribed = row.description !== null && row.description.trim() !== object.description.trim();
  return isRenamed || isRelabelled || isDescribed
    ? { name, version, labels: row.labels, description: row.description }
    : null;
}
