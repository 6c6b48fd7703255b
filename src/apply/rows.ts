// State rows made from what a change did.
import { invariant } from '../model/invariant.ts';
import type { ObservedObject } from '../model/observed.ts';
import type { OpenOperation, Provenance, RecordedClone, RecordedSource } from '../model/recorded.ts';
import { managedAsSet } from '../plan/noted-row.ts';
import type { Change } from '../plan/plan.ts';
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
  return {
    uid,
    name: source.name,
    version: source.version,
    scope: source.scope,
    projectUid: source.projectUid,
    digest: known.digest,
  };
}

/** UID of what an earlier change of this run made for a chain; null: it did not. */
export function madeUid(deps: Pick<ApplyDeps, 'rows'>, { source }: Change): string | null {
  const row = source.clone === undefined ? undefined : deps.rows.get(source.clone);
  return row !== undefined && row.key.version === source.version ? row.uid : null;
}

/** A clone that shows what its source showed has its source's digest: a clone copies all of it (facts.md section 2). */
export function newRow(
  deps: ApplyDeps,
  change: Change,
  object: ObservedObject,
  provenance: Provenance,
): NewRow {
  const source = sourceOf(deps, change);
  return {
    address: change.address,
    uid: object.uid,
    key: object.key,
    projectName: change.clone.project,
    status: 'current',
    provenance,
    source,
    digest: object.digest ?? source.digest,
    shown: object.shown,
    lastModified: object.lastModified,
    isProtected: change.protect,
    declaredVersion: change.declaredVersion ?? change.clone.version,
    ...managedAsSet(change, object),
    recordedAt: isoNow(deps),
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
