// What has become of an object that is deleted, let go of or moved to another address: whoever reviews the plan must see the object
// as it is now, beside what was recorded of it.
import type { ObservedObject } from '../../model/observed.ts';
import type { RecordedClone } from '../../model/recorded.ts';
import { intended, isLeaving, isMoving, type Leaving, type PlannedChange } from '../change.ts';
import type { CloneFacts, Drift } from '../plan.ts';
import type { PlanningContext } from '../planning-context.ts';
import { factsOf, seenOf } from './draft.ts';
import { findDriftOfLeaving } from './find-drift.ts';
import { sameLabels } from './metadata.ts';

export interface Shown {
  readonly change: PlannedChange;
  readonly drift: readonly Drift[];
}

/** Shared: most changes have nothing of the kind. */
const NONE: readonly never[] = [];

/** Any other change comes back as it is. `rows`: by UID, those of `removed` blocks included. */
export function withPresent(
  planning: PlanningContext,
  rows: ReadonlyMap<string, RecordedClone>,
  planned: PlannedChange,
): Shown {
  const change = intended(planned);
  const row = isLeaving(change) ? rows.get(change.uid ?? '') : undefined;
  const read = row === undefined ? undefined : planning.object(row.uid);
  if (!isLeaving(change) || row === undefined || read?.status !== 'present')
    return { change: planned, drift: NONE };
  const { object } = read;
  // A move is followed by the decision about its clone, and a version put aside in this run has its drift under its old address.
  const drift =
    isMoving(change) || row.address !== change.address ? NONE : findDriftOfLeaving(planning, row, object);
  const content = drift.find(({ kind }) => kind === 'clone_edited')?.content ?? [];
  const recordedAs = recordedFacts(row, object);
  const { name, version } = object.key;
  const shown = {
    ...change,
    clone: { ...change.clone, name, version },
    before: factsOf(object),
    ...(recordedAs === null ? {} : { recordedAs }),
    ...(content.length === 0 ? {} : { content }),
    seen: seenOf(object),
  };
  return { change: planned.kind === 'blocked' ? { ...planned, change: shown } : (shown as Leaving), drift };
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
