// Guards over the whole plan: too many deletes at once, and a declaration of nothing.
import { formatAddress, parseAddress } from '../model/address.ts';
import type { Guards } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { EntryKind, Recorded, RecordedClone } from '../model/recorded.ts';
import { joinKey } from './approved-joins.ts';
import { type Draft, intended, isRemoving, type PlannedChange, plannedAddress } from './change.ts';
import { kindOf } from './document.ts';
import type { ChangeEntry, Plan } from './plan.ts';
import type { PlannedSelector } from './planned-selector.ts';
import type { PlanningContext } from './planning-context.ts';
import { removedBy } from './refactoring.ts';
import { blockChange } from './rules/draft.ts';
import { selectorOf } from './selection.ts';

/** Below this many clones a percentage says nothing. */
const PERCENT_FROM = 10;

/** Too many deletes block every delete, those of replaces too; retention does not count. */
export function guardMassDelete(
  planning: PlanningContext,
  changes: readonly PlannedChange[],
): readonly PlannedChange[] {
  const { desired, recorded } = planning.input;
  const detail = findMassDelete(changes.map(intended), recorded.clones, desired.guards);
  if (planning.options.allowMassDelete || detail === null) return changes;
  const blocker = {
    by: 'mass_delete',
    detail,
    hint: 'if you intend this, use apply --dangerous-allow-mass-delete or raise the guard in the root file',
  } as const;
  return changes.map((change) => (takesAway(intended(change)) ? blockChange(change, blocker) : change));
}

/**
 * How the deletes of a plan exceed the guards; null: they do not.
 *
 * Superseded versions are objects that can be deleted, but they do not make a clone set large: a replace that was interrupted
 * leaves some behind, and the rest of it must be no more blocked than its beginning was.
 */
export function findMassDelete(
  changes: readonly Draft[],
  recorded: readonly RecordedClone[],
  { maxDeletes, maxDeletePercent }: Pick<Guards, 'maxDeletes' | 'maxDeletePercent'>,
): string | null {
  const deletes = changes.filter(takesAway).length;
  const total = recorded.length;
  const clones = recorded.filter(({ status }) => status !== 'superseded').length;
  const percent = (100 * deletes) / total;
  const isTooMany = deletes > maxDeletes;
  if (!isTooMany && !(clones >= PERCENT_FROM && percent > maxDeletePercent)) return null;
  const limit = isTooMany
    ? `guards.maxDeletes is ${maxDeletes}`
    : `${percent.toFixed(0)} % of ${total} recorded clones; guards.maxDeletePercent is ${maxDeletePercent}`;
  return `${deletes} deletes in one run: ${limit}`;
}

/**
 * Too many projects that join a declaration at once block all of them: a tag that was set by mistake reaches far. Those that the run
 * before was approved for, and did not get to, do not count: they are no news.
 */
export function guardNewProjects(
  planning: PlanningContext,
  selectors: readonly PlannedSelector[],
  changes: readonly PlannedChange[],
): readonly PlannedChange[] {
  if (selectors.length === 0) return changes;
  const { approvedJoins, desired } = planning.input;
  const { maxNewProjects } = desired.guards;
  const ids = new Set([...planning.recorded.values()].map(({ address }) => parseAddress(address)?.id ?? ''));
  const joining = new Map<string, string>();
  for (const { id, joined } of selectors) {
    if (!ids.has(id)) continue;
    for (const { name, uid } of joined)
      if (approvedJoins?.has(joinKey(id, uid)) !== true) joining.set(formatAddress(id, name), id);
  }
  const counts = new Map<string, number>();
  for (const address of new Set(changes.map(plannedAddress))) {
    const id = joining.get(address);
    if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return changes.map((change) => {
    const { address, kind } = intended(change);
    const id = kind === 'resume' ? undefined : joining.get(address);
    const count = id === undefined ? 0 : (counts.get(id) ?? 0);
    if (count <= maxNewProjects) return change;
    return blockChange(change, {
      by: 'new_projects',
      detail: `${count} projects join ${id} in one run: guards.maxNewProjects is ${maxNewProjects}`,
      hint: 'if you intend this, raise the guard in the root file, or use --target for some of them at a time',
    });
  });
}

/** Rows of an older state may be of objects that were let go since: nothing is deleted on their word alone, retention included. */
export function guardOlderState(
  planning: PlanningContext,
  changes: readonly PlannedChange[],
): readonly PlannedChange[] {
  const { older } = planning.input.recorded;
  if (older === undefined || planning.options.allowMassDelete) return changes;
  const blocker = {
    by: 'mass_delete',
    detail: `the state is older (serial ${older.serial}) than the one last used here (${older.seenSerial}): the clone may no longer be managed`,
    hint: `if it is still managed here, use apply --dangerous-allow-mass-delete; if not, use cloneform state rm or \`removed:\``,
  } as const;
  const resumed = new Set(
    planning.input.recorded.openEntries.flatMap(({ id, kind }) => (DELETING.has(kind) ? [id] : [])),
  );
  const isGoingOn = (change: Draft): boolean =>
    change.kind === 'resume' &&
    resumed.has(change.resume.operation) &&
    ['retry', 'finish', 'continue'].includes(change.resume.verdict);
  return changes.map((planned) => {
    const change = intended(planned);
    return isRemoving(change) || isGoingOn(change) ? blockChange(planned, blocker) : planned;
  });
}

const DELETING: ReadonlySet<EntryKind> = new Set(['delete', 'replace', 'recreate']);

/** A saved plan knew nothing of the age of the state that it is now applied to. */
export function findAgeFaults(
  plan: Pick<Plan, 'changes' | 'options'>,
  { older }: Recorded,
): readonly Diagnostic[] {
  if (
    older === undefined ||
    plan.options.allowMassDelete ||
    !plan.changes.some((entry) => isRemoving({ kind: kindOf(entry) }))
  )
    return [];
  return [
    {
      code: 'plan/state-older',
      severity: 'error',
      message: `this plan deletes, but the state is older (serial ${older.serial}) than the one last used here (serial ${older.seenSerial}, seen ${older.seenAt})`,
      hint: 'restore the newer state, or make a new plan: it shows which changes depend on the older state',
    },
  ];
}

/** An older state is said plainly, whatever else the plan shows. */
export function noteOlderState(planning: PlanningContext): readonly Diagnostic[] {
  const { older } = planning.input.recorded;
  if (older === undefined) return [];
  return [
    {
      code: 'plan/state-older',
      severity: 'warning',
      message: `the state is older than the one last used here: its serial is ${older.serial}, but ${older.seenSerial} was seen at ${older.seenAt}`,
      hint: 'restore a newer state if you have one; otherwise apply everything: clones made since are shown as exists_unmanaged with their import lines (or adopted with `adopt: true`), and deletes are blocked until you allow them',
    },
  ];
}

/** What `retain` lets go was kept only for a while. */
function takesAway(change: Draft): boolean {
  return isRemoving(change) && change.reason !== 'retention';
}

/** Palette has an object at the clone's name and version, and state does not know it. */
export function standsUnrecorded(entry: ChangeEntry): boolean {
  return entry.action === 'adopt' || isTaken(entry);
}

function isTaken({ blockers = [] }: ChangeEntry): boolean {
  return blockers.includes('exists_unmanaged');
}

/** Objects at declared keys and no state at all: more likely a state that was lost than a hundred namesakes. */
export function noteStateAbsent(
  planning: PlanningContext,
  changes: readonly ChangeEntry[],
): readonly Diagnostic[] {
  const taken = changes.filter(isTaken);
  if (planning.input.recorded.identity !== null || taken.length === 0) return [];
  return [
    stateAbsent(
      'warning',
      `there is no state, but ${taken.length} of the declared names and versions exist in Palette`,
    ),
  ];
}

/** Drift is judged against what is recorded: null where that can be done, or where there is nothing that could have drifted. */
export function refuseDriftWithoutState(
  recorded: Pick<PlanningContext['input']['recorded'], 'identity' | 'clones'>,
  changes: readonly ChangeEntry[],
): Diagnostic | null {
  const standing = changes.filter(standsUnrecorded).length;
  if (recorded.clones.length > 0 || standing === 0) return null;
  const what = recorded.identity === null ? 'there is no state' : 'the state records no clone';
  const where = `${standing} of the declared names and versions exist in Palette`;
  return stateAbsent('error', `${what}, but ${where}: drift cannot be determined`);
}

function stateAbsent(severity: Diagnostic['severity'], message: string): Diagnostic {
  return {
    code: 'plan/state-absent',
    severity,
    message,
    hint: 'if an earlier run created them, its state is elsewhere: on ephemeral runners, keep it on a volume (CLONEFORM_STATE); if it is lost, find them again with cloneform import --all --match GLOB --write FILE',
  };
}

/** An emptied file must not read as "delete everything". */
export function guardNothingDeclared(planning: PlanningContext): readonly Diagnostic[] {
  const { desired, recorded } = planning.input;
  const isAsked = planning.options.destroy || planning.options.rollback?.kind === 'undo';
  const isRemoved = removedBy(desired);
  // What becomes of the clones of a selector that selects nothing, it says itself; a `removed` block deletes nothing.
  const others = recorded.clones.filter((row) => selectorOf(desired, row) === undefined && !isRemoved(row));
  if (isAsked || desired.clones.length > 0 || others.length === 0) return [];
  return [
    {
      code: 'plan/nothing-declared',
      severity: 'error',
      message: `no clones are declared, but ${others.length} ${others.length === 1 ? 'is' : 'are'} recorded`,
      hint: 'to delete them all, use cloneform destroy; to keep them in Palette and stop managing them, use cloneform state rm',
    },
  ];
}
