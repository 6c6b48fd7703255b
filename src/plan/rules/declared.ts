// The rules for a clone that is declared. One row of the design's table, one branch here or in the file it calls.
import type { DesiredClone } from '../../model/desired.ts';
import { invariant } from '../../model/invariant.ts';
import { keyId, type NaturalKey } from '../../model/natural-key.ts';
import type { ObservedObject } from '../../model/observed.ts';
import type { RecordedClone } from '../../model/recorded.ts';
import { isBlocked, isMaking, isUpdating, type PlannedChange } from '../change.ts';
import { toSource } from '../links.ts';
import { recordChanges } from '../noted-row.ts';
import type { Blocker, Drift } from '../plan.ts';
import type { Source, Upstream } from '../source.ts';
import { stillDeclares } from '../still-declares.ts';
import { supersede } from '../supersede.ts';
import type { World } from '../world.ts';
import { acceptedEdit, lostEdit } from './accepted-edit.ts';
import { planAdoption } from './adopting.ts';
import { projectBlockers, sourceBlockers } from './blockers.ts';
import { contentChanges, planContent } from './content-change.ts';
import { contentReason } from './content-reason.ts';
import { declaredMembers, keyOf, withMembers } from './draft.ts';
import { findDrift } from './find-drift.ts';
import { planInPlace, planUnreadable } from './in-place.ts';
import { needsOf, planCreate, planReplace, planVersion } from './making.ts';
import { planReinstated, reinstatable } from './reinstating.ts';
import { recordOnly, withRecords } from './state-only.ts';
import { type Case, isSamePlace, makeCase, sourceOf } from './the-case.ts';

export interface Decision {
  /** In the order in which they are done; more than one where state changes first. */
  readonly changes: readonly PlannedChange[];
  readonly drift: readonly Drift[];
  /** What a chain can copy once this is done. */
  readonly upstream: Upstream;
  /** The rows that will be superseded once this is done. */
  readonly superseded: readonly RecordedClone[];
  /** The source that the clone will have. */
  readonly source: Source | null;
}

export function decideDeclared(
  world: World,
  desired: DesiredClone,
  row: RecordedClone | undefined,
): Decision {
  const it = makeCase(world, desired, row);
  if (row === undefined) return decideAbsent(it, 'new', []);
  const read = world.object(row.uid);
  if (read === undefined || read.status === 'unreadable') {
    const failure = read?.failure ?? { code: 'NotRead', message: 'it was not read' };
    const detail = `${failure.code}: ${failure.message}`;
    return finish(it, [planUnreadable(it, row, failure)], { missing: { unreadable: true, detail } });
  }
  if (read.status === 'present') return decidePresent(it, row, read.object);
  const detail = `${row.key.name} ${row.key.version} (UID ${row.uid}) is no longer in Palette`;
  return decideAbsent(it, 'gone', [{ address: desired.address, kind: 'gone', detail }]);
}

/** Not there: taken over where something is at its place and may be, else made. */
function decideAbsent(it: Case, reason: 'new' | 'gone', drift: readonly Drift[]): Decision {
  const adoption = planAdoption(it);
  if (adoption === null) return finish(it, [planCreate(it, reason, lostEdit(it))], { drift });
  const { change, row, object } = adoption;
  if (row === null || object === null) return finish(it, [change], { drift });
  const next = decidePresent(makeCase(it.world, it.desired, row), row, object);
  return { ...next, changes: [change, ...next.changes.filter(isWork).map(asSecond)], drift };
}

function decidePresent(it: Case, row: RecordedClone, object: ObservedObject, mayReinstate = true): Decision {
  const { world, desired } = it;
  const missing = projectBlockers(world, desired);
  if (missing.length > 0) return finish(it, [planInPlace(it, row, object, missing)], { row, object });
  const key = it.key ?? row.key;
  if (isDeclaredAsRenamed(row, object, key)) return decideRenamed(it, row, object, mayReinstate);
  if (!isSamePlace(key, row.key)) {
    if (mayReinstate && returnsTo(it, row)) return decideVersion(it, row, object, true);
    const drift = findDrift(it, row, object);
    return finish(it, [planReplace(it, row, object, key)], { row, object, drift });
  }
  if (key.version !== row.key.version) return decideVersion(it, row, object, mayReinstate);
  const drift = findDrift(it, row, object);
  const obstacles = sourceObstacles(it, row);
  if (obstacles.length > 0)
    return finish(it, [planInPlace(it, row, object, obstacles)], { row, object, drift });
  const reason = contentReason(it, row, object);
  const change = reason === null ? planInPlace(it, row, object) : planContent(it, row, object, reason);
  return finish(it, [change], { row, object, drift });
}

/** Somebody renamed or re-versioned our object in Palette, and the declaration now says so, too. */
function isDeclaredAsRenamed(row: RecordedClone, object: ObservedObject, wanted: NaturalKey): boolean {
  if (keyId(object.key) === keyId(row.key) || keyId(row.key) === keyId(wanted)) return false;
  const isWanted = isSamePlace(object.key, wanted);
  return isWanted && (object.key.version === wanted.version || !isSamePlace(row.key, wanted));
}

/** State takes over what the object is called; a change that makes another object then finds the row up to date. */
function decideRenamed(
  it: Case,
  row: RecordedClone,
  object: ObservedObject,
  mayReinstate: boolean,
): Decision {
  const renamed = { ...row, key: object.key };
  const next = decidePresent(makeCase(it.world, it.desired, renamed), renamed, object, mayReinstate);
  const [first] = next.changes;
  if (first === undefined || first.kind === 'noop' || isBlocked(first) || isUpdating(first)) return next;
  const noop = planInPlace({ ...it, row: renamed }, renamed, object);
  invariant(!isBlocked(noop), 'nothing stands in the way of a name that it has already');
  const records = recordChanges(row, renamed);
  return { ...next, changes: [recordOnly(noop, records, object), ...next.changes.map(asSecond)] };
}

/** Its superseded version still stands where the clone is to be: that one is current again, and none is made or blocked by it. */
function returnsTo(it: Case, row: RecordedClone): boolean {
  return acceptedEdit(it, row).length === 0 && reinstatable(it, row) !== null;
}

/**
 * What keeps an existing clone from following its declaration. A clone whose source was deleted stays as it is; where the
 * declaration itself asks for something that does not exist, "nothing to do" would hide the mistake.
 */
function sourceObstacles({ world, desired, choice }: Case, row: RecordedClone): readonly Blocker[] {
  if (choice.status === 'resolved' || choice.status === 'needs_read') return [];
  const mustFollow = desired.content === 'mirror' && choice.status !== 'missing';
  return mustFollow || !stillDeclares(world, desired, row) ? sourceBlockers(choice) : [];
}

/** Another version is wanted: one of its superseded ones again, or a new one. */
function decideVersion(
  it: Case,
  row: RecordedClone,
  object: ObservedObject,
  mayReinstate: boolean,
): Decision {
  const drift = findDrift(it, row, object);
  const older = mayReinstate ? reinstatable(it, row) : null;
  if (older === null) {
    const change = planVersion(it, 'new_version', {
      content: contentChanges(it, object),
      blockers: acceptedEdit(it, row),
    });
    return finish(it, [change], { row, object, drift });
  }
  if (older.status === 'unreadable')
    return finish(it, [planUnreadable(it, row, older.failure)], { row, object, drift });
  const moved: RecordedClone = {
    ...older.row,
    address: row.address,
    status: 'current',
    isProtected: it.desired.protect,
    declaredVersion: declaredMembers(it.desired).declaredVersion,
  };
  const next = decidePresent(makeCase(it.world, it.desired, moved), moved, older.object, false);
  const aside = supersede(row, takenBeside(it, row));
  const superseded = [...next.superseded, aside];
  return {
    ...next,
    changes: [planReinstated(it, older.row), ...next.changes.filter(isWork).map(asSecond)],
    drift: [...drift, ...next.drift],
    superseded,
    upstream: {
      ...next.upstream,
      older: superseded
        .filter((other) => staysBeside(other, next.changes.at(-1)))
        .flatMap((other) => olderSource(it, other)),
    },
  };
}

function isWork(change: PlannedChange): boolean {
  return change.kind !== 'noop';
}

/** It follows a change that writes the row, whose revision is not known yet. */
function asSecond(change: PlannedChange): PlannedChange {
  return withMembers(change, { recorded: null });
}

/** Shared: most clones have nothing of the kind. */
const NONE: readonly never[] = [];

interface Facts {
  readonly drift?: readonly Drift[];
  readonly row?: RecordedClone;
  readonly object?: ObservedObject;
  readonly missing?: Upstream['missing'];
}

function finish(it: Case, decided: readonly PlannedChange[], facts: Facts): Decision {
  const { address } = it.desired;
  const changes = recorded(it, decided, facts);
  const last = changes.at(-1);
  // One that was taken up again is still among them.
  const rows = it.world.superseded.get(address)?.filter((other) => other.uid !== facts.row?.uid) ?? NONE;
  const aside =
    last?.kind === 'create_version' && facts.row !== undefined
      ? [supersede(facts.row, takenBeside(it, facts.row))]
      : NONE;
  const superseded = aside.length === 0 ? rows : [...rows, ...aside];
  return {
    changes,
    drift: facts.drift ?? NONE,
    superseded,
    source: sourceOf(it),
    upstream: {
      current: last === undefined ? null : currentAfter(it, last, facts),
      older:
        superseded.length === 0
          ? NONE
          : superseded.filter((row) => staysBeside(row, last)).flatMap((row) => olderSource(it, row)),
      missing: facts.missing ?? missingOf(last),
    },
  };
}

/** Compared with the row as state has it, or where an earlier change of this plan makes it, as that leaves it. */
function recorded(
  it: Case,
  changes: readonly PlannedChange[],
  { row, object }: Facts,
): readonly PlannedChange[] {
  const [change] = changes;
  if (change === undefined || changes.length > 1 || row === undefined || object === undefined) return changes;
  const now = it.world.recorded.get(it.desired.address);
  return withRecords(change, now?.uid === row.uid ? now : row, object, needsOf(it));
}

/** Addresses of other objects than this one: its own older address does not count. */
function takenBeside(it: Case, row: RecordedClone): ReadonlySet<string> {
  const others = [...(it.world.superseded.get(it.desired.address) ?? [])].filter(
    (other) => other.uid !== row.uid,
  );
  return new Set(others.map((other) => other.address));
}

/** Versions under another name or in another place are deleted once the clone has its new place. */
function staysBeside(row: RecordedClone, last: PlannedChange | undefined): boolean {
  if (last === undefined || isBlocked(last)) return true;
  return isSamePlace(row.key, keyOf(last.clone));
}

/** What is there once the change is done; for a blocked one, what is there now. */
function currentAfter(it: Case, change: PlannedChange, facts: Facts): Source | null {
  const clone = it.desired.address;
  const source = sourceOf(it);
  const now = facts.object === undefined ? null : toSource(facts.object, clone);
  if (isBlocked(change)) return now;
  const key = keyOf(change.clone);
  const pending = { key, hasDraft: false, clone, isPending: true };
  if (source !== null && isMaking(change)) return { ...source, ...pending, uid: null };
  if (source !== null && change.kind === 'update_content') return { ...source, ...pending, uid: change.uid };
  return now === null ? null : { ...now, key };
}

function missingOf(change: PlannedChange | undefined): Upstream['missing'] {
  if (change === undefined || !isBlocked(change)) return null;
  const [{ by, detail }] = change.blockers;
  return { unreadable: by === 'unreadable', detail };
}

function olderSource(it: Case, row: RecordedClone): readonly Source[] {
  const read = it.world.object(row.uid);
  if (read?.status !== 'present') return [];
  const source = toSource(read.object, it.desired.address);
  return source === null ? [] : [{ ...source, key: row.key }];
}
