// Use cases of the recorded state: list, show one, forget one.

import { byText } from '../model/compare.ts';
import { nearest } from '../model/nearest.ts';
import type { OpenOperation, Recorded, RecordedClone } from '../model/recorded.ts';
import type { Settings } from '../model/settings.ts';
import type { FlowDeps } from './deps.ts';
import { withLock, withReader } from './open-state.ts';
import { EXIT, refusal } from './refusal.ts';

/** Recorded clones and, as `incomplete`, what an interrupted run made but could not finish. */
export async function listState(deps: FlowDeps, settings: Settings): Promise<readonly RecordedClone[]> {
  return withReader(deps, settings, async (reader) => withIncomplete(await reader.readRecorded()));
}

export function withIncomplete(recorded: Recorded): readonly RecordedClone[] {
  const known = new Set(recorded.clones.map((row) => row.uid));
  const incomplete = recorded.openOperations.flatMap((operation) => incompleteRow(operation, known));
  return [...recorded.clones, ...incomplete].sort(byText((row) => row.address));
}

function incompleteRow(operation: OpenOperation, known: ReadonlySet<string>): readonly RecordedClone[] {
  const { uid, source } = operation;
  if (uid === null || source === null || known.has(uid)) return [];
  return [
    {
      address: operation.address,
      uid,
      key: operation.key,
      projectName: operation.projectName,
      status: 'incomplete',
      provenance: 'created',
      source,
      digest: source.digest,
      shown: source.digest,
      lastModified: '',
      isProtected: operation.isProtected,
      declaredVersion: operation.declaredVersion,
      labels: null,
      description: null,
      recordedAt: operation.openedAt,
      revision: 0,
    },
  ];
}

/** Fails with Refusal, naming the nearest address. */
export function findRow(rows: readonly RecordedClone[], address: string): RecordedClone {
  const row = rows.find((item) => item.address === address);
  if (row !== undefined) return row;
  const guess = nearest(
    address,
    rows.map((item) => item.address),
  );
  throw refusal(
    EXIT.error,
    'store/no-such-address',
    `${address} is not in state`,
    guess === undefined ? 'cloneform state list prints the addresses' : `did you mean ${guess}?`,
  );
}

export async function forgetClone(
  deps: FlowDeps,
  settings: Settings,
  address: string,
  lockTimeoutMs: number,
): Promise<RecordedClone> {
  return withLock(deps, settings, 'state rm', lockTimeoutMs, async ({ store, lease }) => {
    const { clones } = await store.readRecorded();
    const row = findRow(clones, address);
    await store.write(lease, [{ kind: 'remove_clone', address: row.address }]);
    return row;
  });
}
