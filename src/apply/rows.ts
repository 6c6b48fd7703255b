// State rows made from what a change did.
import { invariant } from '../model/invariant.ts';
import type { ObservedObject } from '../model/observed.ts';
import type { OpenOperation, Provenance, RecordedClone, RecordedSource } from '../model/recorded.ts';
import type { Change } from '../plan/plan.ts';
import { type ApplyDeps, isoNow } from './deps.ts';
import { keyOf } from './scopes.ts';

export type NewRow = Omit<RecordedClone, 'revision'>;

export function sourceOf(change: Change): RecordedSource {
  const { source } = change;
  const known = change.preconditions.source;
  invariant(known !== null && source.version !== null, `${change.address} has no source to clone from`);
  return {
    uid: known.uid,
    name: source.name,
    version: source.version,
    scope: source.scope,
    projectUid: source.projectUid,
    digest: known.digest,
  };
}

/** A clone that shows what its source showed has its source's digest: a clone copies all of it (facts.md section 2). */
export function newRow(
  deps: ApplyDeps,
  change: Change,
  object: ObservedObject,
  provenance: Provenance,
): NewRow {
  const source = sourceOf(change);
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
    recordedAt: isoNow(deps),
  };
}

export function newOperation(
  deps: ApplyDeps,
  change: Change,
  kind: OpenOperation['kind'],
  uid: string | null,
): OpenOperation {
  const isMade = kind === 'create' || kind === 'replace';
  return {
    id: deps.newId(),
    runId: deps.runId,
    address: change.address,
    kind,
    step: 'intent',
    key: keyOf(change.clone),
    projectName: change.clone.project,
    uid,
    source: isMade ? sourceOf(change) : null,
    uidsBefore: [],
    serverDateBefore: deps.client.stats().serverDate,
    labels: change.after?.labels ?? null,
    description: change.after?.description ?? null,
    isProtected: change.protect,
    declaredVersion: change.declaredVersion ?? change.clone.version,
    openedAt: isoNow(deps),
  };
}
