// Who did it: which object a drift is about, and which entry of Palette's audit explains it.
import type { ScopeRef } from '../model/natural-key.ts';
import type { Recorded, RecordedClone } from '../model/recorded.ts';
import type { ChangeEntry, Drift, Plan } from './plan.ts';

/** An entry of an audit: `at` is RFC 3339. */
interface AuditedChange {
  readonly at: string;
  readonly action: string;
  readonly actor: string;
}

export interface DriftedObject {
  readonly uid: string;
  readonly scope: Pick<ScopeRef, 'projectUid'>;
  /** `since`: nothing that was done before is what drifted, milliseconds since the epoch. */
  readonly drift: readonly { readonly drift: Drift; readonly since: number }[];
}

/** Each object that a drift is about, once. What has no recorded object is left out. */
export function driftedObjects(
  { drift, changes }: Pick<Plan, 'drift' | 'changes'>,
  recorded: Pick<Recorded, 'clones'>,
): readonly DriftedObject[] {
  const rows = rowsOf(changes, recorded);
  const seen = new Map(changes.map(({ preconditions: { observed } }) => [observed?.uid, observed]));
  const found = new Map<string, DriftedObject>();
  for (const one of drift) {
    const row = rows.get(one.address);
    if (row === undefined) continue;
    const isSource = one.kind === 'source_edited' || one.kind === 'source_gone';
    const { uid } = isSource ? row.source : row;
    const since = sinceOf(row, isSource ? undefined : seen.get(uid)?.lastModified);
    const scope = isSource ? row.source : row.key;
    const others = found.get(uid)?.drift ?? [];
    found.set(uid, { uid, scope, drift: [...others, { drift: one, since }] });
  }
  return [...found.values()];
}

/** A clone that moves is recorded under its old address. */
function rowsOf(
  changes: readonly ChangeEntry[],
  { clones }: Pick<Recorded, 'clones'>,
): ReadonlyMap<string, RecordedClone> {
  const byAddress = new Map<string, RecordedClone>(clones.map((row) => [row.address, row]));
  const moved = changes.flatMap(({ address, movedFrom }) => {
    const row = movedFrom === undefined ? undefined : byAddress.get(movedFrom);
    return row === undefined ? [] : [[address, row] as const];
  });
  return new Map([...byAddress, ...moved]);
}

/** So far may the audit's time of a change be from the time that the object has of it. */
const APART_MS = 60_000;

/** After what state recorded; and where the object says when it was changed, about then. */
function sinceOf({ lastModified }: RecordedClone, seen: string | undefined): number {
  const recordedAt = Date.parse(lastModified);
  const seenAt = seen === undefined ? Number.NaN : Date.parse(seen);
  return seenAt > recordedAt ? Math.max(recordedAt, seenAt - APART_MS) : recordedAt;
}

const EDITS: ReadonlySet<string> = new Set(['update', 'publish', 'action']);

/** The newest entry that can be what drifted: a delete where the object is gone, else a change since then. */
export function explaining<T extends AuditedChange>(
  { drift: { kind }, since }: DriftedObject['drift'][number],
  entries: readonly T[],
): T | undefined {
  const isGone = kind === 'gone' || kind === 'source_gone';
  return entries
    .filter(({ action, at }) => (isGone ? action === 'delete' : EDITS.has(action) && Date.parse(at) > since))
    .toSorted((one, other) => Date.parse(other.at) - Date.parse(one.at))[0];
}

export function withAuthors(plan: Plan, authors: ReadonlyMap<Drift, AuditedChange>): Plan {
  if (authors.size === 0) return plan;
  const drift = plan.drift.map((one) => {
    const author = authors.get(one);
    return author === undefined ? one : { ...one, changedBy: author.actor, changedAt: author.at };
  });
  return { ...plan, drift };
}
