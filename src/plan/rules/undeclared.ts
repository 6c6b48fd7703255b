// The rules for a recorded clone that nobody declares any more: deleted, forgotten, or moved to the address that has its place.
import type { Address } from '../../model/address.ts';
import type { RecordedClone } from '../../model/recorded.ts';
import type { Blocked, Delete, ForgetGone, LetGo, Move } from '../change.ts';
import type { PlanningContext } from '../planning-context.ts';
import { removalBlockers, unreadable } from './blockers.ts';
import { clonePlanned, decided, factsOf, recordedPrecondition, seenOf, sourceRecorded } from './draft.ts';

/** `reason` is that of the delete; what is gone is forgotten whatever the reason. */
export function decideUndeclared(
  planning: PlanningContext,
  row: RecordedClone,
  reason: Exclude<Delete['reason'], 'retention'>,
): Delete | ForgetGone | Blocked {
  const read = planning.object(row.uid);
  const common = rowMembers(planning, row);
  if (read?.status === 'gone') return { kind: 'forget_gone', reason: 'gone', ...common, seen: null };
  if (read?.status !== 'present') {
    const failure = read?.failure ?? { code: 'NotRead', message: 'it was not read' };
    const draft = { kind: 'delete', reason, ...common, seen: null } as const;
    return decided<Delete>(draft, [unreadable('the clone', failure)]);
  }
  const { inUse } = read.object;
  return decided<Delete>(
    { kind: 'delete', reason, ...common, seen: seenOf(read.object), before: factsOf(read.object), inUse },
    removalBlockers(planning, { address: row.address, isProtected: row.isProtected, inUse }),
  );
}

/** Protected ones too, as nothing happens to the object. */
export function decideLetGo(planning: PlanningContext, row: RecordedClone, reason: LetGo['reason']): LetGo {
  return { kind: 'let_go', reason, ...rowMembers(planning, row), seen: null };
}

/** The same object under a new address: state only, never a delete. */
export function decideMove(
  planning: PlanningContext,
  row: RecordedClone,
  to: Address,
  reason: Move['reason'],
): Move {
  const { address: movedFrom } = row;
  return { kind: 'move', reason, ...rowMembers(planning, row), address: to, seen: null, movedFrom };
}

/** What all changes have that are about a recorded object as it is. */
export function rowMembers(planning: PlanningContext, row: RecordedClone) {
  return {
    address: row.address,
    clone: clonePlanned(planning, row.key, row.projectName),
    source: sourceRecorded(planning, row),
    needs: [] as readonly Address[],
    recorded: recordedPrecondition(row),
    protect: row.isProtected,
    uid: row.uid,
  };
}
