// The replace saga: the new clone first; then the old one and its superseded versions. What cannot be deleted stays superseded.
import type { RecordedClone } from '../model/recorded.ts';
import type { Change } from '../plan/plan.ts';
import { baseAddress, supersede } from '../plan/supersede.ts';
import type { Mutation } from '../store/port.ts';
import { deleteClone } from './delete-clone.ts';
import { type ApplyDeps, isoNow, type SagaResult } from './deps.ts';
import { makeClone } from './make-clone.ts';
import type { NewRow } from './rows.ts';

export async function replaceClone(deps: ApplyDeps, change: Change, row: RecordedClone): Promise<SagaResult> {
  const old = supersede(row, new Set(deps.rows.keys()));
  const made = await makeClone(deps, change, 'replace', (fresh) => putAside(row, old, fresh));
  if (made.status === 'failed') return made;
  const left: string[] = [];
  for (const doomed of supersededOf(deps, change.address)) {
    const gone = await deleteClone(deps, {
      address: doomed.address,
      uid: doomed.uid,
      scope: doomed.key,
      seen: doomed.uid === old.uid ? change.preconditions.observed : null,
      operation: deleteOperation(deps, doomed),
    });
    if (gone.status === 'failed') left.push(`${doomed.address} (${gone.error.message})`);
  }
  return left.length === 0
    ? made
    : { ...made, because: `still there, to be deleted by a later run: ${left.join('; ')}` };
}

/** The old row has to leave its address before the new one takes it: UIDs and addresses are unique. */
export function putAside(row: RecordedClone, old: RecordedClone, fresh: NewRow): readonly Mutation[] {
  return [
    { kind: 'move_clone', from: row.address, to: old.address },
    { kind: 'put_clone', clone: old },
    { kind: 'put_clone', clone: fresh },
  ];
}

function supersededOf(deps: ApplyDeps, address: string): readonly RecordedClone[] {
  return [...deps.rows.values()].filter(
    (row) => row.status === 'superseded' && baseAddress(row.address) === address,
  );
}

export function deleteOperation(
  deps: ApplyDeps,
  row: RecordedClone,
): Parameters<typeof deleteClone>[1]['operation'] {
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
