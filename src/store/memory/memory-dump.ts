// The tables of the in-memory store as one value, and back.
import { keyId } from '../../model/natural-key.ts';
import { type StateDump, sortedDump, toDumpedOperation, toStoredOperation } from '../dump.ts';
import { type MemoryState, takesKey } from './memory-state.ts';

export function dumpMemory(state: MemoryState): StateDump {
  const { lineage, serial, tenant, createdAt } = state;
  return sortedDump({
    identity: { lineage, serial, tenantUid: tenant?.uid ?? null, host: tenant?.host ?? null, createdAt },
    clones: [...state.clones.values()],
    outlines: [...state.outlines].map(([digest, parts]) => ({ digest, parts })),
    operations: [...state.operations.values()].map(toDumpedOperation),
    runs: [...state.runs.values()].map(({ record, historyStart }) => ({ ...record, historyStart })),
    history: [...state.history],
  });
}

export function replaceMemory(state: MemoryState, dump: StateDump): void {
  const { identity } = dump;
  for (const map of [state.clones, state.uids, state.openKeys, state.operations, state.outlines, state.runs])
    map.clear();
  state.lineage = identity.lineage;
  state.createdAt = identity.createdAt;
  state.serial = identity.serial;
  state.movedTo = null;
  state.tenant = identity.tenantUid === null ? null : { uid: identity.tenantUid, host: identity.host ?? '' };
  for (const clone of dump.clones) {
    state.clones.set(clone.address, clone);
    state.uids.set(clone.uid, clone.address);
  }
  for (const { digest, parts } of dump.outlines) state.outlines.set(digest, parts);
  for (const dumped of dump.operations) {
    const stored = toStoredOperation(dumped);
    state.operations.set(dumped.id, stored);
    if (stored.end === null && takesKey(stored.operation)) state.openKeys.set(keyId(dumped.key), dumped.id);
  }
  for (const { historyStart, ...record } of dump.runs) state.runs.set(record.id, { record, historyStart });
  state.history.splice(0, state.history.length, ...dump.history);
}
