// What a saved plan says that no planner would have said, judged by state and, where they are at hand, by the declarations. Whoever can
// change a plan file can compute its integrity hash, so what guards a clone is never taken from the file: protection and guards are
// decided here again, and the members that name one object must name the same one.
import type { DesiredClone, Guards } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { RecordedClone } from '../model/recorded.ts';
import { isRemoving, isUpdating, type Kind } from './change.ts';
import { draftOf, findMissing, isWork, kindOf } from './document.ts';
import { findMassDelete } from './guards.ts';
import type { ChangeEntry, Plan } from './plan.ts';
import { baseAddress } from './supersede.ts';

/** What the declarations say now; null: there are none in the folder of the run. */
export interface Declared {
  readonly clones: readonly Pick<DesiredClone, 'address' | 'protect' | 'overrides'>[];
  readonly guards: Guards;
}

/** Empty: protection, guards and identities hold. Each diagnostic is a reason to apply nothing (exit 6). */
export function findForged(
  plan: Pick<Plan, 'changes' | 'options'>,
  rows: readonly RecordedClone[],
  declared: Declared | null,
): readonly Diagnostic[] {
  const byUid = new Map(rows.map((row) => [row.uid, row]));
  const byAddress = new Map(rows.map((row) => [row.address as string, row]));
  const isDeclaredProtected = new Set(
    (declared?.clones ?? []).flatMap(({ address, protect }) => (protect ? [address as string] : [])),
  );
  const touched = new Set<string>();
  return [
    ...findIncomplete(plan),
    ...plan.changes.filter(isWork).flatMap((change) => {
      const row = doomedRow(change, byUid, byAddress);
      const isProtected =
        row !== undefined && (row.isProtected || isDeclaredProtected.has(baseAddress(row.address)));
      const whats = [
        ...identityFaults(change),
        ...addressFaults(change, byUid, touched),
        ...(isProtected
          ? [`it deletes ${row.key.name} ${row.key.version} (UID ${row.uid}), which is protected`]
          : []),
      ];
      touched.add(change.address);
      return whats.map((what) => forged(`${change.address}: ${what}`));
    }),
    ...guardFaults(plan, rows, declared),
  ];
}

/** Entries that do not say all that carrying them out takes. Nothing else can be told of a plan that has one. */
export function findIncomplete(plan: Pick<Plan, 'changes'>): readonly Diagnostic[] {
  return plan.changes.flatMap((entry) => {
    const missing = entry.action === 'blocked' ? null : findMissing(draftOf(entry));
    if (missing === null) return [];
    const what = MISSING[missing] ?? `it does not say its ${missing}`;
    return [forged(`${entry.address}: ${what}`)];
  });
}

const MISSING: Readonly<Record<string, string>> = {
  uid: 'it does not name its object',
  seen: 'it does not say how its object was seen',
  copies: 'it does not say what it copies',
};

function forged(message: string): Diagnostic {
  return {
    code: 'plan/forged',
    severity: 'error',
    message,
    hint: 'the plan file was changed after cloneform wrote it: make a new plan and review it',
  };
}

/** The recorded object that a change takes away: of a delete and of a replace. */
function doomedRow(
  change: ChangeEntry,
  byUid: ReadonlyMap<string, RecordedClone>,
  byAddress: ReadonlyMap<string, RecordedClone>,
): RecordedClone | undefined {
  if (!isRemoving({ kind: kindOf(change) })) return undefined;
  // What state has at the address is what a delete would send, whatever UID the file names.
  const uid = change.replaces?.uid ?? change.uid ?? '';
  return byAddress.get(change.address) ?? byUid.get(uid);
}

function identityFaults(change: ChangeEntry): readonly string[] {
  const { uid, replaces, source, preconditions } = change;
  const kind = kindOf(change);
  const faults: string[] = [];
  // These touch one object that is there.
  if (isBound(kind) || kind === 'adopt') faults.push(...objectFaults(replaces?.uid ?? uid, preconditions));
  const copied = preconditions.source?.uid ?? null;
  if (copied !== null && source.uid !== null && copied !== source.uid)
    faults.push(`it copies UID ${source.uid}, but its precondition names UID ${copied}`);
  return faults;
}

function objectFaults(
  uid: string | undefined,
  { observed, recorded }: ChangeEntry['preconditions'],
): readonly string[] {
  if (uid === undefined) return [];
  return [observed, recorded].flatMap((known) =>
    known === null || known.uid === uid
      ? []
      : [`it changes UID ${uid}, but its precondition names UID ${known.uid}`],
  );
}

/** State names the object by the address that the plan has for it; what an earlier change of the plan moved has another one by then. */
function addressFaults(
  change: ChangeEntry,
  byUid: ReadonlyMap<string, RecordedClone>,
  touched: ReadonlySet<string>,
): readonly string[] {
  const { address, preconditions } = change;
  const row = preconditions.recorded === null ? undefined : byUid.get(preconditions.recorded.uid);
  if (!isBound(kindOf(change)) || row === undefined || row.address === address || touched.has(address))
    return [];
  return [`state has UID ${row.uid} at ${row.address}`];
}

/** It changes or takes away what state has at its address. */
function isBound(kind: Kind): boolean {
  return isRemoving({ kind }) || isUpdating({ kind });
}

/** The waiver `--dangerous-allow-mass-delete` is part of the plan, and shown with it; the guards themselves are not. */
function guardFaults(
  plan: Pick<Plan, 'changes' | 'options'>,
  recorded: readonly RecordedClone[],
  declared: Declared | null,
): readonly Diagnostic[] {
  if (declared === null || plan.options.allowMassDelete) return [];
  const limit = findMassDelete(plan.changes.filter(isWork).map(draftOf), recorded, declared.guards);
  return limit === null ? [] : [forged(`it deletes more than the declarations allow: ${limit}`)];
}
