// State rows made from what a change did.
import type { ObservedObject } from '../model/observed.ts';
import type { OpenEntry, Provenance, RecordedClone, Remarks } from '../model/recorded.ts';
import { withRemarks } from '../model/remarks.ts';
import type { Adopt, Making, UpdateContent, UpdateMetadata } from '../plan/change.ts';
import { managedAsSet } from '../plan/noted-row.ts';
import { keyOf } from '../plan/rules/draft.ts';
import { rewrittenDescription } from '../plan/rules/metadata.ts';
import { type ApplyDeps, isoNow } from './deps.ts';
import { type ContentGoal, goalOf, withOverrides } from './goal.ts';
import { sourceOf } from './source-of.ts';

export type NewRow = Omit<RecordedClone, 'revision'>;

/** The row of an object that is taken over: as it is, whatever its source has. */
export function adoptedRow(
  deps: ApplyDeps,
  change: Adopt,
  object: ObservedObject,
  provenance: Provenance,
): NewRow {
  const goal = goalOf(deps, change);
  const row = plannedRow(deps, change, object, provenance, goal);
  const { shown, lastModified, digest } = object;
  return {
    // Of one that differs, nobody knows what overrides made: they are applied next.
    ...(digest === goal.digest ? row : withOverrides(row, { digest: row.digest })),
    digest: digest ?? row.digest,
    shown,
    lastModified,
    ...managedAsSet(change.manages, object),
  };
}

/** A clone as it was read back. */
export interface MadeObject {
  readonly status: 'as_planned' | 'differs';
  readonly object: ObservedObject;
  readonly remarks: Remarks;
}

/** The row of a clone that was made: as planned. One that came out otherwise is incomplete, and is read again by the next plan. */
export function madeRow(
  deps: ApplyDeps,
  change: Making,
  back: MadeObject,
  provenance: Provenance,
  goal: ContentGoal,
): NewRow {
  const { object } = back;
  const row = plannedRow(deps, change, object, provenance, goal);
  const remarks = { ...row.remarks, ...back.remarks };
  if (back.status === 'differs') return withRemarks({ ...row, status: 'incomplete' }, remarks);
  const { shown, lastModified } = object;
  return withRemarks({ ...row, shown, lastModified }, remarks);
}

/** Without a timestamp it is read whole by the next plan. */
function plannedRow(
  deps: ApplyDeps,
  change: Making | Adopt,
  object: ObservedObject,
  provenance: Provenance,
  goal: ContentGoal,
): NewRow {
  const source = sourceOf(deps, change);
  const { labels, description } = change.manages;
  const isHeld = deps.state.clones.get(change.address)?.remarks?.held === true;
  return {
    address: change.address,
    uid: object.uid,
    key: object.key,
    projectName: change.clone.project,
    status: 'current',
    provenance,
    source,
    digest: goal.digest,
    shown: object.shown,
    lastModified: '',
    isProtected: change.protect,
    declaredVersion: change.declaredVersion,
    labels,
    description,
    recordedAt: isoNow(deps),
    ...(goal.overrides === undefined ? {} : { overrides: goal.overrides }),
    ...(isHeld ? { remarks: { held: true } } : {}),
  };
}

export function newEntry(
  deps: ApplyDeps,
  change: Making | UpdateContent | UpdateMetadata,
  kind: OpenEntry['kind'],
  uid: string | null,
  goal?: ContentGoal,
): OpenEntry {
  return {
    id: deps.newId(),
    runId: deps.runId,
    address: change.address,
    kind,
    step: 'intent',
    key: keyOf(change.clone),
    projectName: change.clone.project,
    uid,
    source: change.kind === 'update_metadata' ? null : sourceOf(deps, change),
    ...(goal?.overrides === undefined ? {} : { overrides: goal.overrides }),
    uidsBefore: [],
    serverDateBefore: deps.client.stats().serverDate,
    labels: change.manages.labels,
    description: change.manages.description,
    isProtected: change.protect,
    declaredVersion: change.declaredVersion,
    openedAt: isoNow(deps),
  };
}

/** The row with a remark on what Palette made of the declared description, where it shows another text for it. */
export function withDescription<T extends Pick<RecordedClone, 'remarks'>>(
  { manages }: Pick<UpdateContent, 'manages'>,
  row: T,
  object: Pick<ObservedObject, 'description'>,
): T {
  const { description: _old, ...rest } = row.remarks ?? {};
  const made = rewrittenDescription(manages.description, object.description);
  return withRemarks(row, made === null ? rest : { ...rest, description: made });
}
