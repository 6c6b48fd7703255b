// State rows made from what a change did.
import { invariant } from '../model/invariant.ts';
import type { ObservedObject } from '../model/observed.ts';
import type { OpenOperation, Provenance, RecordedClone, RecordedSource, Remarks } from '../model/recorded.ts';
import { expectedDigest, withRemarks } from '../model/remarks.ts';
import type { Adopt, Change, Making, UpdateContent, UpdateMetadata } from '../plan/change.ts';
import { managedAsSet } from '../plan/noted-row.ts';
import { keyOf } from '../plan/rules/draft.ts';
import { rewrittenDescription } from '../plan/rules/metadata.ts';
import { type ApplyDeps, isoNow } from './deps.ts';

/** It has a source whose content it copies, or has already. */
export type CopyingChange = Making | UpdateContent | Adopt;

export type NewRow = Omit<RecordedClone, 'revision'>;

/** The source of a change; that of a chain is what an earlier change of this run made. */
export function sourceOf(deps: Pick<ApplyDeps, 'state'>, change: CopyingChange): RecordedSource {
  const { source, copies: known } = change;
  invariant(source.version !== null, `${change.address} has no source to clone from`);
  const uid = known.uid ?? madeUid(deps, change);
  invariant(uid !== null, `${change.address} copies ${source.clone ?? source.name}, which does not exist`);
  const link = source.clone === undefined ? undefined : deps.state.clones.get(source.clone);
  return {
    uid,
    name: source.name,
    version: source.version,
    scope: source.scope,
    projectUid: source.projectUid,
    // Palette may have written the link of a chain with other text than was planned; that is what is copied then.
    digest: link?.uid === uid && link.digest === known.digest ? expectedDigest(link) : known.digest,
  };
}

/** UID of what an earlier change of this run made for a chain; null: it did not. */
export function madeUid(deps: Pick<ApplyDeps, 'state'>, { source }: Pick<Change, 'source'>): string | null {
  const row = source.clone === undefined ? undefined : deps.state.clones.get(source.clone);
  return row !== undefined && row.key.version === source.version ? row.uid : null;
}

/** The row of an object that is taken over: as it is, whatever its source has. */
export function adoptedRow(
  deps: ApplyDeps,
  change: Adopt,
  object: ObservedObject,
  provenance: Provenance,
): NewRow {
  const row = plannedRow(deps, change, object, provenance);
  const { shown, lastModified, digest } = object;
  return {
    ...row,
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
export function madeRow(deps: ApplyDeps, change: Making, back: MadeObject, provenance: Provenance): NewRow {
  const { object } = back;
  const row = plannedRow(deps, change, object, provenance);
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
    digest: source.digest,
    shown: object.shown,
    lastModified: '',
    isProtected: change.protect,
    declaredVersion: change.declaredVersion,
    labels,
    description,
    recordedAt: isoNow(deps),
    ...(isHeld ? { remarks: { held: true } } : {}),
  };
}

export function newOperation(
  deps: ApplyDeps,
  change: Making | UpdateContent | UpdateMetadata,
  kind: OpenOperation['kind'],
  uid: string | null,
): OpenOperation {
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
    uidsBefore: [],
    serverDateBefore: deps.client.stats().serverDate,
    labels: change.after.labels,
    description: change.after.description,
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
