// All decisions of a plan, in the order in which they depend on each other. The planning context gathers what has to be read.
import { compareText } from '../content/compare.ts';
import type { Address } from '../model/address.ts';
import type { DesiredClone } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { keyId, type NaturalKey, type ScopeRef } from '../model/natural-key.ts';
import type { RecordedClone } from '../model/recorded.ts';
import {
  type Blocked,
  type Copying,
  intended,
  isBlocked,
  isCopying,
  isMaking,
  isMoving,
  type PlannedChange,
  plannedAddress,
  type Resume,
} from './change.ts';
import { chooseSource } from './choose-source.ts';
import { noteDrafts } from './draft-notes.ts';
import {
  guardMassDelete,
  guardNewProjects,
  guardNothingDeclared,
  guardOlderState,
  noteOlderState,
} from './guards.ts';
import { checkImports } from './imports.ts';
import { inChainOrder } from './links.ts';
import { noteDisabled } from './notes.ts';
import { orderChanges } from './order.ts';
import { tellOverrides } from './override-notes.ts';
import type { Drift } from './plan.ts';
import type { PlannedSelector } from './planned-selector.ts';
import { makePlanningContext, type PlanInput, type PlanningContext, type Want } from './planning-context.ts';
import { type InDoubt, type Recovery, recoverJournal } from './recover.ts';
import { applyBlocks, type Refactored } from './refactoring.ts';
import { decideAway } from './rules/away.ts';
import { isSamePlace } from './rules/clone-context.ts';
import { type Decision, decideDeclared } from './rules/declared.ts';
import { keyOf } from './rules/draft.ts';
import { withPresent } from './rules/leaving.ts';
import { decideSuperseded } from './rules/superseded.ts';
import {
  checkGlobs,
  examined,
  type FormerNames,
  formerNames,
  isNarrowed,
  isSelected,
  projectsIn,
  selectChanges,
} from './select.ts';
import { isKeptUnread, plannedSelectors } from './selection.ts';
import { blockSharedKeys } from './shared-keys.ts';
import type { Source, Upstream } from './source.ts';
import { baseAddress } from './supersede.ts';

/** What was decided from what was read so far. */
export interface Decided {
  readonly planning: PlanningContext;
  /** Declarations that select their projects. */
  readonly selectors: readonly PlannedSelector[];
  /** In the order of work. */
  readonly changes: readonly PlannedChange[];
  readonly drift: readonly Drift[];
  readonly diagnostics: readonly Diagnostic[];
  /** What each declared clone copies, by address. */
  readonly sources: ReadonlyMap<string, Source>;
  /** What copies content, whether a guard over the whole plan blocks it or not. */
  readonly copying: readonly Copying[];
  /** Open journal entries with nothing to do. */
  readonly inDoubt: readonly InDoubt[];
  /** What has to be read before all can be decided; empty: nothing. */
  readonly wants: readonly Want[];
  /** Scopes that have to be listed, too. */
  readonly wantsLists: readonly ScopeRef[];
  /** Natural keys that somebody has to call free or taken, too. */
  readonly wantsKeys: readonly NaturalKey[];
  /** Sources that clones were made of before, to be shown beside a conflict. */
  readonly wantsFormerSources: readonly Want[];
  /** The UIDs of registries have to be looked up, too. */
  readonly wantsRegistries: boolean;
}

export function decideAll(input: PlanInput): Decided {
  const prepared = prepare(input);
  const { recovery, refactored, planning, scope } = prepared;
  const decisions = new Map<string, Decision>();
  for (const desired of inChainOrder(planning)) {
    if (scope !== null && !scope.has(desired.address)) continue;
    if (refactored.held.has(desired.address)) {
      planning.upstreams.set(desired.address, WAITING);
      continue;
    }
    const decision = decideDeclared(planning, desired, planning.recorded.get(desired.address));
    planning.upstreams.set(desired.address, decision.upstream);
    decisions.set(desired.address, decision);
  }
  const others = decideOthers(prepared, decisions);
  const { changes, drift } = gather(prepared, decisions, others.changes);
  const selectors = plannedSelectors(planning, refactored.held);
  const guarded = guardNewProjects(planning, selectors, guardMassDelete(planning, changes));
  return {
    planning,
    selectors,
    changes: orderChanges(planning, guardOlderState(planning, guarded)),
    drift: drift.toSorted((a, b) => compareText(a.address, b.address)),
    diagnostics: [
      ...guardNothingDeclared(planning),
      ...noteOlderState(planning),
      ...noteDisabled(selectors),
      ...checkGlobs(planning),
      ...checkImports(planning),
      ...recovery.diagnostics,
      ...refactored.diagnostics,
      ...others.diagnostics,
      ...noteDrafts(planning, guarded),
      ...tellOverrides([...decisions.values()].flatMap(({ notes }) => notes)),
    ],
    sources: new Map(
      [...decisions].flatMap(([address, { source }]) =>
        source === null ? [] : [[address, source] as const],
      ),
    ),
    copying: changes.filter(isCopying),
    inDoubt: recovery.inDoubt,
    wants: [...planning.wants.values()],
    wantsLists: [...planning.asks.lists.values()],
    wantsKeys: [...planning.asks.keys.values()],
    wantsFormerSources: [...planning.asks.formerSources.values()],
    wantsRegistries: planning.asks.registries,
  };
}

/** The sources that declared clones will copy, as far as state and lists tell: what can be read before anything is decided. */
export function findSources(input: PlanInput): Pick<Decided, 'wants' | 'wantsLists'> {
  const { planning, scope } = prepare(input);
  for (const desired of input.desired.clones) {
    if (scope !== null && !scope.has(desired.address)) continue;
    chooseSource(planning, desired, planning.recorded.get(desired.address));
  }
  return { wants: [...planning.wants.values()], wantsLists: [...planning.asks.lists.values()] };
}

/** What a selection leaves to be read: rows that the plan moves count by either address. */
export function examinedOf(input: PlanInput): {
  readonly rows: readonly RecordedClone[];
  readonly clones: readonly DesiredClone[];
} {
  const { recorded, desired, options } = input;
  const known = recorded.clones.filter((row) => !isKeptUnread(desired, row));
  if (!isNarrowed(options)) return { rows: known, clones: desired.clones };
  const { planning, scope } = prepare(input);
  const isExamined = (address: string): boolean => scope?.has(address) ?? true;
  return {
    rows: known.filter(({ uid, address }) => isExamined(planning.recordedByUid.get(uid)?.address ?? address)),
    clones: desired.clones.filter(({ address }) => isExamined(address)),
  };
}

/** A clone that may not move yet offers nothing to chains. */
const WAITING: Upstream = {
  current: null,
  older: [],
  missing: { unreadable: true, detail: 'its project was renamed, and its move is blocked' },
};

interface Prepared {
  readonly recovery: Recovery;
  readonly refactored: Refactored;
  readonly former: FormerNames;
  readonly planning: PlanningContext;
  /** Addresses that are examined; null: all. */
  readonly scope: ReadonlySet<string> | null;
}

/** State as the journal and the blocks of the declarations leave it: what the rules look at. */
function prepare(input: PlanInput): Prepared {
  const recovery = recoverJournal(input);
  const refactored = applyBlocks(input, recovery.rows);
  const former = formerNames(refactored.changes);
  const planning = makePlanningContext(input, refactored.rows, recovery.unfinished, former);
  return { recovery, refactored, former, planning, scope: examined(planning) };
}

/** All that was decided, as far as it is selected and worth telling. */
function gather(
  { recovery, refactored, former, planning }: Prepared,
  decisions: ReadonlyMap<string, Decision>,
  others: readonly PlannedChange[],
): { readonly changes: readonly PlannedChange[]; readonly drift: readonly Drift[] } {
  const { options } = planning;
  const declared = [...decisions.values()].flatMap(({ changes }) => changes);
  const resumed = recovery.changes.flatMap((change) => resumedAs(change, declared));
  const all = [...resumed, ...refactored.changes, ...blockSharedKeys(declared), ...others];
  // Rows of `removed` blocks count, too.
  const rows =
    refactored.rows === recovery.rows
      ? planning.recordedByUid
      : new Map(recovery.rows.map((row) => [row.uid, row]));
  const told = withoutSilent(all).map((change) => withPresent(planning, rows, change));
  const drift = [...decisions.values(), ...told].flatMap((one) => one.drift);
  const projectsOf = projectsIn(planning);
  return {
    changes: selectChanges(
      options,
      former,
      told.map(({ change }) => change),
      projectsOf,
    ),
    drift: drift.filter(({ address }) => isSelected(options, former, address, projectsOf)),
  };
}

/** What only got another address has nothing more to be told of it. */
function withoutSilent(changes: readonly PlannedChange[]): readonly PlannedChange[] {
  const moved = new Set(changes.flatMap((change) => (isMoving(change) ? [change.address] : [])));
  return changes.filter((change) => change.kind !== 'noop' || !moved.has(change.address));
}

/**
 * What was interrupted continues only if the plan still has it. Else the entry of an update is closed, and no new one is opened; that
 * of a clone is kept, without a word, as it may still arrive.
 */
function resumedAs(
  change: Resume | Blocked<Resume>,
  declared: readonly PlannedChange[],
): readonly PlannedChange[] {
  if (isBlocked(change)) return [change];
  const { verdict } = change.resume;
  const own = declared.map(intended).filter(({ address }) => address === change.address);
  // A clone that gets a new version instead is recorded as it is, and put aside.
  const isPutAside = own.length > 0 && !own.some(({ kind }) => kind === 'update_content');
  if (verdict === 'continue' && isPutAside)
    return [{ ...change, resume: { ...change.resume, verdict: 'take_over' } }];
  if (verdict !== 'retry') return [change];
  const key = keyId(keyOf(change.clone));
  return own.some((other) => isMaking(other) && keyId(keyOf(other.clone)) === key) ? [change] : [];
}

/** Rows that no declaration has as its current clone. */
function decideOthers(
  prepared: Prepared,
  decisions: ReadonlyMap<string, Decision>,
): { readonly changes: readonly PlannedChange[]; readonly diagnostics: readonly Diagnostic[] } {
  const {
    planning,
    scope,
    refactored: { held },
  } = prepared;
  const { changes, diagnostics } = decideOlderVersions(planning, decisions);
  const away: PlannedChange[] = [];
  for (const row of planning.recorded.values()) {
    const isOurs = planning.declared.has(row.address) || planning.declared.has(baseAddress(row.address));
    if (isOurs || held.has(baseAddress(row.address)) || (scope !== null && !scope.has(row.address))) continue;
    away.push(decideAway(planning, row));
  }
  return { changes: [...changes, ...away], diagnostics };
}

/** Versions that an address had before, and what is to become of each. */
function decideOlderVersions(
  planning: PlanningContext,
  decisions: ReadonlyMap<string, Decision>,
): { readonly changes: readonly PlannedChange[]; readonly diagnostics: readonly Diagnostic[] } {
  const withOlder = [...decisions].filter(([, { superseded }]) => superseded.length > 0);
  if (withOlder.length === 0) return { changes: [], diagnostics: [] };
  const sources = usedSources(planning, decisions);
  const leaving = leavingSources(planning, decisions);
  const decided = withOlder.flatMap(([address, decision]) => {
    const desired = planning.declared.get(address);
    if (desired === undefined) return [];
    const last = decision.changes.at(-1);
    const isWaiting = last !== undefined && isBlocked(last);
    const isHere = (row: RecordedClone): boolean =>
      last === undefined || isWaiting || isSamePlace(row.key, keyOf(intended(last).clone));
    return decideSuperseded(planning, {
      desired,
      here: decision.superseded.filter(isHere),
      elsewhere: decision.superseded.filter((row) => !isHere(row)),
      usedSources: sources,
      leaving,
      isWaiting,
    });
  });
  return {
    changes: decided.flatMap(({ changes }) => changes),
    diagnostics: decided.flatMap(({ diagnostics }) => diagnostics),
  };
}

/** What is blocked keeps the source that it has. */
function usedSources(
  planning: PlanningContext,
  decisions: ReadonlyMap<string, Decision>,
): ReadonlySet<string> {
  const used = new Set<string>();
  for (const [address, { changes, source }] of decisions) {
    const row = planning.recorded.get(address);
    if (row !== undefined && changes.some(isBlocked)) used.add(row.source.uid);
    if (source !== null && source.uid !== null) used.add(source.uid);
  }
  return used;
}

/** Clones that leave the source that state recorded, by that source's UID. */
function leavingSources(
  planning: PlanningContext,
  decisions: ReadonlyMap<string, Decision>,
): ReadonlyMap<string, readonly Address[]> {
  const leaving = new Map<string, Address[]>();
  for (const [address, { changes, source }] of decisions) {
    const row = planning.recorded.get(address);
    const [first] = changes;
    if (row === undefined || first === undefined || row.source.uid === source?.uid) continue;
    const others = leaving.get(row.source.uid);
    if (others === undefined) leaving.set(row.source.uid, [plannedAddress(first)]);
    else others.push(plannedAddress(first));
  }
  return leaving;
}
