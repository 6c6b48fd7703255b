// All decisions of a plan, in the order in which they depend on each other. Asks the world for what it needs to have read.
import { compareText } from '../content/compare.ts';
import type { Address } from '../model/address.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { keyId } from '../model/natural-key.ts';
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
import { guardMassDelete, guardNothingDeclared, guardOlderState, noteOlderState } from './guards.ts';
import { checkImports } from './imports.ts';
import { inChainOrder } from './links.ts';
import { orderChanges } from './order.ts';
import type { Drift } from './plan.ts';
import { type Rearranged, rearrange } from './rearrange.ts';
import { type Decision, decideDeclared } from './rules/declared.ts';
import { keyOf } from './rules/draft.ts';
import { withPresent } from './rules/leaving.ts';
import { decideSuperseded } from './rules/superseded.ts';
import { isSamePlace } from './rules/the-case.ts';
import { decideUndeclared } from './rules/undeclared.ts';
import { checkGlobs, examined, type FormerNames, formerNames, isSelected, selectChanges } from './select.ts';
import { type Settled, settleJournal, type Watched } from './settle.ts';
import { blockSharedKeys } from './shared-keys.ts';
import type { Source } from './source.ts';
import { baseAddress } from './supersede.ts';
import { makeWorld, type PlanInput, type Want, type World } from './world.ts';

/** What was decided from what was read so far. */
export interface Decided {
  readonly world: World;
  /** In the order of work. */
  readonly changes: readonly PlannedChange[];
  readonly drift: readonly Drift[];
  readonly diagnostics: readonly Diagnostic[];
  /** What each declared clone copies, by address. */
  readonly sources: ReadonlyMap<string, Source>;
  /** What copies content, whether a guard over the whole plan blocks it or not. */
  readonly copying: readonly Copying[];
  /** Open journal entries with nothing to do. */
  readonly watched: readonly Watched[];
  /** What has to be read before all can be decided; empty: nothing. */
  readonly wants: readonly Want[];
}

export function decideAll(input: PlanInput): Decided {
  const prepared = prepare(input);
  const { settled, rearranged, world, scope } = prepared;
  const decisions = new Map<string, Decision>();
  for (const desired of inChainOrder(world)) {
    if (scope !== null && !scope.has(desired.address)) continue;
    const decision = decideDeclared(world, desired, world.recorded.get(desired.address));
    world.upstreams.set(desired.address, decision.upstream);
    decisions.set(desired.address, decision);
  }
  const aside = decideAside(world, decisions, scope);
  const { changes, drift } = gather(prepared, decisions, aside.changes);
  return {
    world,
    changes: orderChanges(world, guardOlderState(world, guardMassDelete(world, changes))),
    drift: drift.toSorted((a, b) => compareText(a.address, b.address)),
    diagnostics: [
      ...guardNothingDeclared(world),
      ...noteOlderState(world),
      ...checkGlobs(world),
      ...checkImports(world),
      ...settled.diagnostics,
      ...rearranged.diagnostics,
      ...aside.diagnostics,
    ],
    sources: new Map(
      [...decisions].flatMap(([address, { source }]) =>
        source === null ? [] : [[address, source] as const],
      ),
    ),
    copying: changes.filter(isCopying),
    watched: settled.watched,
    wants: [...world.wants.values()],
  };
}

/** The sources that declared clones will copy, as far as lists tell: what can be read before anything is decided. */
export function findSources(input: PlanInput): readonly Want[] {
  const { world, scope } = prepare(input);
  for (const desired of input.desired.clones) {
    const isOfProfile = desired.source.kind === 'profile' && (scope?.has(desired.address) ?? true);
    if (isOfProfile) chooseSource(world, desired, world.recorded.get(desired.address));
  }
  return [...world.wants.values()];
}

/** The rows that `--target` and `--exclude` leave to be read: those that the plan moves count by either address. */
export function examinedRows(input: PlanInput): readonly RecordedClone[] {
  const { clones } = input.recorded;
  const { target, exclude } = input.options;
  if (target.length === 0 && exclude.length === 0) return clones;
  const { world, scope } = prepare(input);
  return clones.filter(
    ({ uid, address }) => scope?.has(world.recordedByUid.get(uid)?.address ?? address) ?? true,
  );
}

interface Prepared {
  readonly settled: Settled;
  readonly rearranged: Rearranged;
  readonly former: FormerNames;
  readonly world: World;
  /** Addresses that are examined; null: all. */
  readonly scope: ReadonlySet<string> | null;
}

/** State as the journal and the blocks of the declarations leave it: what the rules look at. */
function prepare(input: PlanInput): Prepared {
  const settled = settleJournal(input);
  const rearranged = rearrange(input, settled.rows);
  const former = formerNames(rearranged.changes);
  const world = makeWorld(input, rearranged.rows, settled.unfinished, former);
  return { settled, rearranged, former, world, scope: examined(world) };
}

/** All that was decided, as far as it is selected and worth telling. */
function gather(
  { settled, rearranged, former, world }: Prepared,
  decisions: ReadonlyMap<string, Decision>,
  aside: readonly PlannedChange[],
): { readonly changes: readonly PlannedChange[]; readonly drift: readonly Drift[] } {
  const { options } = world;
  const declared = [...decisions.values()].flatMap(({ changes }) => changes);
  const resumed = settled.changes.flatMap((change) => resumedAs(change, declared));
  const all = [...resumed, ...rearranged.changes, ...blockSharedKeys(declared), ...aside];
  // Rows of `removed` blocks count, too.
  const rows =
    rearranged.rows === settled.rows
      ? world.recordedByUid
      : new Map(settled.rows.map((row) => [row.uid, row]));
  const told = withoutSilent(all).map((change) => withPresent(world, rows, change));
  const drift = [...decisions.values(), ...told].flatMap((one) => one.drift);
  return {
    changes: selectChanges(
      options,
      former,
      told.map(({ change }) => change),
    ),
    drift: drift.filter(({ address }) => isSelected(options, former, address)),
  };
}

/** What only got another address has nothing more to be told of it. */
function withoutSilent(changes: readonly PlannedChange[]): readonly PlannedChange[] {
  const moved = new Set(changes.flatMap((change) => (isMoving(change) ? [change.address] : [])));
  return changes.filter((change) => change.kind !== 'noop' || !moved.has(change.address));
}

/**
 * What was interrupted goes on only if the plan still has it. Else the entry of an update is closed; that of a clone is kept,
 * without a word, as it may still arrive.
 */
function resumedAs(
  change: Resume | Blocked<Resume>,
  declared: readonly PlannedChange[],
): readonly PlannedChange[] {
  if (isBlocked(change) || change.resume.verdict !== 'retry') return [change];
  const own = declared.map(intended).filter(({ address }) => address === change.address);
  if (change.uid === null) {
    const key = keyId(keyOf(change.clone));
    return own.some((other) => isMaking(other) && keyId(keyOf(other.clone)) === key) ? [change] : [];
  }
  const goesOn = own.some(({ kind }) => kind === 'update_content');
  return goesOn ? [change] : [{ ...change, resume: { ...change.resume, verdict: 'close' } }];
}

/** Rows that no declaration has as its current clone. */
function decideAside(
  world: World,
  decisions: ReadonlyMap<string, Decision>,
  scope: ReadonlySet<string> | null,
): { readonly changes: readonly PlannedChange[]; readonly diagnostics: readonly Diagnostic[] } {
  const changes: PlannedChange[] = [];
  const diagnostics: Diagnostic[] = [];
  const sources = usedSources(world, decisions);
  const leaving = leavingSources(world, decisions);
  for (const [address, decision] of decisions) {
    if (decision.superseded.length === 0) continue;
    const desired = world.declared.get(address);
    const last = decision.changes.at(-1);
    if (desired === undefined) continue;
    const place = last === undefined ? undefined : intended(last).clone;
    const isWaiting = last !== undefined && isBlocked(last);
    const isHere = (row: RecordedClone): boolean =>
      place === undefined ||
      isWaiting ||
      (place.projectUid === null && place.scope === 'project') ||
      isSamePlace(row.key, keyOf(place));
    const aside = decideSuperseded(world, {
      desired,
      here: decision.superseded.filter(isHere),
      elsewhere: decision.superseded.filter((row) => !isHere(row)),
      usedSources: sources,
      leaving,
      isWaiting,
    });
    changes.push(...aside.changes);
    diagnostics.push(...aside.diagnostics);
  }
  for (const row of world.recorded.values()) {
    const isOurs = world.declared.has(row.address) || world.declared.has(baseAddress(row.address));
    if (isOurs || (scope !== null && !scope.has(row.address))) continue;
    changes.push(decideUndeclared(world, row, 'not_declared'));
  }
  return { changes, diagnostics };
}

/** What is blocked keeps the source that it has. */
function usedSources(world: World, decisions: ReadonlyMap<string, Decision>): ReadonlySet<string> {
  const used = new Set<string>();
  for (const [address, { changes, source }] of decisions) {
    const row = world.recorded.get(address);
    if (row !== undefined && changes.some(isBlocked)) used.add(row.source.uid);
    if (source !== null && source.uid !== null) used.add(source.uid);
  }
  return used;
}

/** Clones that leave the source that state recorded, by that source's UID. */
function leavingSources(
  world: World,
  decisions: ReadonlyMap<string, Decision>,
): ReadonlyMap<string, readonly Address[]> {
  const leaving = new Map<string, Address[]>();
  for (const [address, { changes, source }] of decisions) {
    const row = world.recorded.get(address);
    const [first] = changes;
    if (row === undefined || first === undefined || row.source.uid === source?.uid) continue;
    const others = leaving.get(row.source.uid);
    if (others === undefined) leaving.set(row.source.uid, [plannedAddress(first)]);
    else others.push(plannedAddress(first));
  }
  return leaving;
}
