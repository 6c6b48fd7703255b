// Use cases of the recorded state: list, show one, forget one.

import { byText } from '../../content/compare.ts';
import { type Address, formatAddress, parseAddress } from '../../model/address.ts';
import { nearest } from '../../model/nearest.ts';
import type { OpenEntry, Recorded, RecordedClone } from '../../model/recorded.ts';
import { withRemarks } from '../../model/remarks.ts';
import type { Settings } from '../../model/settings.ts';
import { baseAddress } from '../../plan/supersede.ts';
import type { FlowDeps } from '../deps.ts';
import { EXIT, userError } from '../user-error.ts';
import { withLock, withReader } from './open-state.ts';

/** Recorded clones and, as `incomplete`, what an interrupted run made but could not finish. */
export async function listState(deps: FlowDeps, settings: Settings): Promise<readonly RecordedClone[]> {
  return withReader(deps, settings, async (reader) => withIncomplete(await reader.readRecorded()));
}

export function withIncomplete(recorded: Recorded): readonly RecordedClone[] {
  const known = new Set(recorded.clones.map((row) => row.uid));
  const incomplete = recorded.openEntries.flatMap((entry) => incompleteRow(entry, known));
  return [...recorded.clones, ...incomplete].sort(byText((row) => row.address));
}

function incompleteRow(entry: OpenEntry, known: ReadonlySet<string>): readonly RecordedClone[] {
  const { uid, source, overrides } = entry;
  if (uid === null || source === null || known.has(uid)) return [];
  return [
    {
      address: entry.address,
      uid,
      key: entry.key,
      projectName: entry.projectName,
      status: 'incomplete',
      provenance: 'created',
      source,
      digest: overrides?.wanted ?? source.digest,
      shown: source.digest,
      lastModified: '',
      isProtected: entry.isProtected,
      declaredVersion: entry.declaredVersion,
      labels: null,
      description: null,
      recordedAt: entry.openedAt,
      ...(overrides === undefined ? {} : { overrides }),
      revision: 0,
    },
  ];
}

/** Fails with UserError, naming the nearest address. */
export function findRow(rows: readonly RecordedClone[], address: string): RecordedClone {
  const row = rows.find((item) => item.address === address);
  if (row !== undefined) return row;
  const guess = nearest(
    address,
    rows.map((item) => item.address),
  );
  throw userError(
    EXIT.error,
    'store/no-such-address',
    `${address} is not in state`,
    guess === undefined ? 'cloneform state list lists the addresses' : `did you mean ${guess}?`,
  );
}

/** A clone and its superseded versions: left alone they would be deleted as nobody's. */
function withVersions(clones: readonly RecordedClone[], address: string): readonly RecordedClone[] {
  const row = findRow(clones, address);
  return clones.filter((item) => item === row || baseAddress(item.address) === row.address);
}

export async function forgetClone(
  deps: FlowDeps,
  settings: Settings,
  address: string,
  lockTimeoutMs: number,
): Promise<readonly RecordedClone[]> {
  return withLock(deps, settings, 'state rm', lockTimeoutMs, async ({ store, lease }) => {
    const group = withVersions((await store.readRecorded()).clones, address);
    await store.write(
      lease,
      group.map((row) => ({ kind: 'remove_clone', address: row.address }) as const),
    );
    return group;
  });
}

/** A new address for a recorded clone and its superseded versions. `to` need not be declared yet. */
export async function renameClone(
  deps: FlowDeps,
  settings: Settings,
  from: string,
  to: string,
  lockTimeoutMs: number,
): Promise<readonly { readonly from: Address; readonly to: Address }[]> {
  const target = parseAddress(to);
  if (target === undefined || target.version !== null) {
    const hint = `use id or id["project"]; in a shell, put it in single quotes`;
    throw userError(EXIT.usage, 'cli/usage', `${JSON.stringify(to)} is not a valid address`, hint);
  }
  return withLock(deps, settings, 'state mv', lockTimeoutMs, async ({ store, lease }) => {
    const { clones } = await store.readRecorded();
    const group = withVersions(clones, from);
    const moves = group.map(({ address }) => ({
      from: address,
      to: formatAddress(target.id, target.project, parseAddress(address)?.version ?? null),
    }));
    const taken = clones.find(
      (item) => !group.includes(item) && moves.some((move) => move.to === item.address),
    );
    if (taken !== undefined) {
      throw userError(
        EXIT.error,
        'store/address-taken',
        `${taken.address} is already recorded`,
        `remove it from state first: cloneform state rm '${taken.address}'`,
      );
    }
    await store.write(
      lease,
      moves.map((move) => ({ kind: 'move_clone', ...move }) as const),
    );
    return moves;
  });
}

/** Marks a recorded clone and its superseded versions. It lasts until `state unprotect`, whatever the declaration says. */
export async function protectClone(
  deps: FlowDeps,
  settings: Settings,
  address: string,
  isProtected: boolean,
  lockTimeoutMs: number,
): Promise<readonly RecordedClone[]> {
  const command = isProtected ? 'state protect' : 'state unprotect';
  return withLock(deps, settings, command, lockTimeoutMs, async ({ store, lease }) => {
    const { clones } = await store.readRecorded();
    const group = withVersions(clones, address).map((item) => {
      const { held: _held, ...rest } = item.remarks ?? {};
      return withRemarks({ ...item, isProtected }, isProtected ? { ...rest, held: true } : rest);
    });
    await store.write(
      lease,
      group.map((clone) => ({ kind: 'put_clone', clone }) as const),
    );
    return group;
  });
}
