// State rows made from what a change did.
import { invariant } from '../model/invariant.ts';
import type { ObservedObject } from '../model/observed.ts';
import type { OpenOperation, Provenance, RecordedClone, RecordedSource, Remarks } from '../model/recorded.ts';
import { expectedDigest, withRemarks } from '../model/remarks.ts';
import { managedAsSet } from '../plan/noted-row.ts';
import type { Change } from '../plan/plan.ts';
import { rewrittenDescription } from '../plan/rules/metadata.ts';
import { type ApplyDeps, isoNow } from './deps.ts';
import { keyOf } from './scopes.ts';

export type NewRow = Omit<RecordedClone, 'revision'>;

/** The source of a change; that of a chain is what an earlier change of this run made. */
export function sourceOf(deps: Pick<ApplyDeps, 'rows'>, change: Change): RecordedSource {
  const { source } = change;
  const known = change.preconditions.source;
  invariant(known !== null && source.version !== null, `${change.address} has no source to clone from`);
  const uid = known.uid ?? madeUid(deps, change);
  invariant(uid !== null, `${change.address} copies ${source.clone ?? source.name}, which is not made`);
  const link = source.clone === undefined ? undefined : deps.rows.get(source.clone);
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
export function madeUid(deps: Pick<ApplyDeps, 'rows'>, { source }: Change): string | null {
  const row = source.clone === undefined ? undefined : deps.rows.get(source.clone);
  return row !== undefined && row.key.version === source.version ? row.uid : null;
}

/** The row of an object that is taken over: as it is, whatever its source has. */
export function adoptedRow(
  deps: ApplyDeps,
  change: Change,
  object: ObservedObject,
  provenance: Provenance,
): NewRow {
  const row = plannedRow(deps, change, object, provenance);
  const { shown, lastModified, digest } = object;
  return { ...row, digest: digest ?? row.digest, shown, lastModified, ...managedAsSet(change, object) };
}

/** A clone as it was read back. */
export interface MadeObject {
  readonly status: 'as_planned' | 'differs';
  readonly object: ObservedObject;
  readonly remarks: Remarks;
}

/** The row of a clone that was made: as planned. One that came out otherwise is incomplete, and is read again by the next plan. */
export function madeRow(deps: ApplyDeps, change: Change, back: MadeObject, provenance: Provenance): NewRow {
  const { object } = back;
  const row = plannedRow(deps, change, object, provenance);
  const remarks = { ...row.remarks, ...back.remarks };
  if (back.status === 'differs') return withRemarks({ ...row, status: 'incomplete' }, remarks);
  const { shown, lastModified } = object;
  return withRemarks({ ...row, shown, lastModified }, remarks);
}

/** Without a timestamp it is read whole by the next plan. */
function plannedRow(deps: ApplyDeps, change: Change, object: ObservedObject, provenance: Provenance): NewRow {
  const source = sourceOf(deps, change);
  const { labels = null, description = null } = change.manages ?? {};
  const isHeld = deps.rows.get(change.address)?.remarks?.held === true;
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
    declaredVersion: change.declaredVersion ?? change.clone.version,
    labels,
    description,
    recordedAt: isoNow(deps),
    ...(isHeld ? { remarks: { held: true } } : {}),
  };
}

export function newOperation(
  deps: ApplyDeps,
  change: Change,
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
    source: change.preconditions.source === null ? null : sourceOf(deps, change),
    uidsBefore: [],
    serverDateBefore: deps.client.stats().serverDate,
    labels: change.after?.labels ?? null,
    description: change.after?.description ?? null,
    isProtected: change.protect,
    declaredVersion: change.declaredVersion ?? change.clone.version,
    openedAt: isoNow(deps),
  };
}

/** The row with a remark on what Palette made of the declared description, where it shows another text for it. */
export function withDescription<T extends Pick<RecordedClone, 'remarks'>>(
  change: Pick<Change, 'manages'>,
  row: T,
  object: Pick<ObservedObject, 'description'>,
): T {
  const { description: _old, ...rest } = row.remarks ?? {};
  const made = rewrittenDescription(change.manages?.description ?? null, object.description);
  return withRemarks(row, made === null ? rest : { ...rest, description: made });
}
