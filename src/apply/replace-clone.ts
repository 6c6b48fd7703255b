// The replace saga: the new clone first, then the object that it replaces. What cannot be deleted stays superseded. Superseded
// versions are changes of their own (plan/rules/superseded.ts): nothing goes that the plan does not show.
import { readObject } from '../inventory/read-object.ts';
import type { OpenEntry, RecordedClone } from '../model/recorded.ts';
import type { Delete, Replace } from '../plan/change.ts';
import { putAside, supersede } from '../plan/supersede.ts';
import { type Doomed, deleteClone, refusalOf, wantedOf } from './delete-clone.ts';
import { type ApplyDeps, isoNow, refuse, type SagaResult } from './deps.ts';
import { makeClone } from './make-clone.ts';

export async function replaceClone(
  deps: ApplyDeps,
  change: Replace,
  row: RecordedClone,
): Promise<SagaResult> {
  const old = supersede(row, deps.state.clones);
  const doomed = doomedOf(deps, change, old);
  const refused = await whyNot(deps, doomed);
  if (refused !== null) return refused;
  const made = await makeClone(deps, change, 'replace', (fresh) => putAside(row, old, fresh));
  if (made.status === 'failed') return made;
  const gone = await deleteClone(deps, doomed);
  if (gone.status === 'applied') return made;
  const { code, message } = gone.error;
  // Kept on purpose, which the next plan shows; anything else is work that this run did not finish.
  if (KEPT.includes(code))
    return { ...made, because: `still exists, and a later run deletes it: ${old.address} (${message})` };
  return {
    ...gone,
    uid: made.uid,
    because: `the new clone is created and recorded; ${old.address} still exists`,
  };
}

const KEPT: readonly string[] = ['InUse', 'ChangedSincePlan'];

/** Looked at before anything is made: an object that changed since the plan is not replaced. One that is gone is. */
async function whyNot(deps: ApplyDeps, doomed: Doomed): Promise<SagaResult | null> {
  const { uid, scope } = doomed;
  const read = await readObject(deps.client, uid, scope, wantedOf(doomed));
  if (read.status === 'unreadable')
    return refuse(read.failure.code, read.failure.message, 'nothing was created or deleted', uid);
  return read.status === 'present' ? refusalOf(deps, doomed, read.object) : null;
}

/** The object of a row as the change shows it. */
export function doomedOf(deps: ApplyDeps, change: Replace | Delete, row: RecordedClone): Doomed {
  return {
    address: row.address,
    uid: row.uid,
    scope: row.key,
    seen: change.seen,
    named: change.before ?? null,
    entry: deleteEntry(deps, row),
    source: { uid: row.source.uid, scope: row.source },
  };
}

function deleteEntry(deps: ApplyDeps, row: RecordedClone): OpenEntry {
  return {
    id: deps.newId(),
    runId: deps.runId,
    address: row.address,
    kind: 'delete',
    step: 'intent',
    key: row.key,
    projectName: row.projectName,
    uid: row.uid,
    source: null,
    uidsBefore: [],
    serverDateBefore: deps.client.stats().serverDate,
    labels: null,
    description: null,
    isProtected: row.isProtected,
    declaredVersion: row.declaredVersion,
    openedAt: isoNow(deps),
  };
}
