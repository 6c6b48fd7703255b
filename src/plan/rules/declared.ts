// The rules for a clone that is declared. One row of the design's table, one branch here or in the file it calls.
import type { DesiredClone } from '../../model/desired.ts';
import { invariant } from '../../model/invariant.ts';
import { keyId, type NaturalKey } from '../../model/natural-key.ts';
import type { ObservedObject } from '../../model/observed.ts';
import type { RecordedClone } from '../../model/recorded.ts';
import { intended, isBlocked, isCopying, isMaking, isUpdating, type PlannedChange } from '../change.ts';
import { toSource } from '../links.ts';
import { recordChanges } from '../noted-row.ts';
import { type NotedOverride, noteOverrides } from '../override-notes.ts';
import type { Blocker, Drift } from '../plan.ts';
import type { PlanningContext } from '../planning-context.ts';
import type { Source, Upstream } from '../source.ts';
import { stillDeclares } from '../still-declares.ts';
import { supersede } from '../supersede.ts';
import { acceptedEdit, lostEdit } from './accepted-edit.ts';
import { planAdoption } from './adopting.ts';
import { projectBlockers, sourceBlockers } from './blockers.ts';
import { type CloneContext, isSamePlace, makeCloneContext, sourceOf } from './clone-context.ts';
import { contentChanges, planContent } from './content-change.ts';
import { contentReason, isEditReverted } from './content-reason.ts';
import { declaredMembers, keyOf, withMembers } from './draft.ts';
import { findDrift } from './find-drift.ts';
import { planInPlace, planUnreadable } from './in-place.ts';
import { needsOf, planCreate, planReplace, planVersion } from './making.ts';
import { planReinstated, reinstatable } from './reinstating.ts';
import { recordOnly, withRecords } from './state-only.ts';
import { isLeftAlone, needsRendering, overrideBlockers, overridesChanged, wantedSource } from './wanted.ts';

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
  readonly notes: readonly NotedOverride[];
}

export function decideDeclared(
  planning: PlanningContext,
  desired: DesiredClone,
  row: RecordedClone | undefined,
): Decision {
  const context = makeCloneContext(planning, desired, row);
  if (row === undefined) return decideAbsent(context, 'new', []);
  const read = planning.object(row.uid);
  if (read === undefined || read.status === 'unreadable') {
    const failure = read?.failure ?? { code: 'NotRead', message: 'it was not read' };
    const detail = `${failure.code}: ${failure.message}`;
    return finish(context, planUnreadable(context, row, failure), {
      missing: { unreadable: true, detail },
    });
  }
  if (read.status === 'present') return decidePresent(context, row, read.object);
  const detail = `${row.key.name} ${row.key.version} (UID ${row.uid}) is no longer in Palette`;
  return decideAbsent(context, 'gone', [{ address: desired.address, kind: 'gone', detail }]);
}

/** Not there: taken over where something is at its place and may be, else made. */
function decideAbsent(context: CloneContext, reason: 'new' | 'gone', drift: readonly Drift[]): Decision {
  const adoption = planAdoption(context);
  if (adoption === null) return finish(context, planCreate(context, reason, lostEdit(context)), { drift });
  const { change, row, object } = adoption;
  if (row === null || object === null) return finish(context, change, { drift });
  const next = decidePresent(makeCloneContext(context.planning, context.desired, row), row, object);
  return { ...next, changes: [change, ...next.changes.filter(isWork).map(asSecond)], drift };
}

function decidePresent(
  context: CloneContext,
  row: RecordedClone,
  object: ObservedObject,
  mayReinstate = true,
): Decision {
  const { planning, desired } = context;
  const missing = projectBlockers(planning, desired);
  if (missing.length > 0) return finish(context, planInPlace(context, row, object, missing), { row, object });
  const key = context.key ?? row.key;
  if (isDeclaredAsRenamed(row, object, key)) return decideRenamed(context, row, object, mayReinstate);
  if (!isSamePlace(key, row.key)) {
    if (mayReinstate && returnsTo(context, row)) return decideVersion(context, row, object, true);
    const drift = findDrift(context, row, object);
    return finish(context, planReplace(context, row, object, key), { row, object, drift });
  }
  if (key.version !== row.key.version) return decideVersion(context, row, object, mayReinstate);
  const drift = findDrift(context, row, object);
  const obstacles = sourceObstacles(context, row, object);
  if (obstacles.length > 0)
    return finish(context, planInPlace(context, row, object, obstacles), { row, object, drift });
  const reason = contentReason(context, row, object);
  const change =
    reason === null
      ? planInPlace(context, row, object, overrideObstacles(context, row))
      : planContent(context, row, object, reason);
  return finish(context, change, { row, object, drift });
}

/** Somebody renamed or re-versioned our object in Palette, and the declaration now says so, too. */
function isDeclaredAsRenamed(row: RecordedClone, object: ObservedObject, wanted: NaturalKey): boolean {
  if (keyId(row.key) === keyId(wanted)) return false;
  const isWanted = isSamePlace(object.key, wanted);
  return isWanted && (object.key.version === wanted.version || !isSamePlace(row.key, wanted));
}

/** State takes over what the object is called; a change that makes another object then finds the row up to date. */
function decideRenamed(
  context: CloneContext,
  row: RecordedClone,
  object: ObservedObject,
  mayReinstate: boolean,
): Decision {
  const renamed = { ...row, key: object.key };
  const next = decidePresent(
    makeCloneContext(context.planning, context.desired, renamed),
    renamed,
    object,
    mayReinstate,
  );
  const [first] = next.changes;
  if (first === undefined || first.kind === 'noop' || isBlocked(first) || isUpdating(first)) return next;
  const noop = planInPlace({ ...context, row: renamed }, renamed, object);
  invariant(!isBlocked(noop), 'nothing stands in the way of a name that it has already');
  const records = recordChanges(row, renamed);
  return { ...next, changes: [recordOnly(noop, records, object), ...next.changes.map(asSecond)] };
}

/** Its superseded version still stands where the clone is to be: that one is current again, and none is made or blocked by it. */
function returnsTo(context: CloneContext, row: RecordedClone): boolean {
  return acceptedEdit(context, row).length === 0 && reinstatable(context) !== null;
}

/**
 * What keeps an existing clone from following its declaration. A clone whose source was deleted stays as it is; where the
 * declaration itself asks for something that does not exist, "nothing to do" would hide the mistake.
 */
function sourceObstacles(
  context: CloneContext,
  row: RecordedClone,
  object: ObservedObject,
): readonly Blocker[] {
  const { planning, desired, choice } = context;
  if (choice.status === 'needs_read') return [];
  const isMirror = desired.content === 'mirror' && choice.status !== 'missing';
  const mustFollow = isMirror || isEditReverted(context, row, object) || overridesChanged(desired, row);
  return mustFollow || !stillDeclares(planning, desired, row) ? sourceBlockers(choice) : [];
}

/** A clone whose overrides cannot be rendered does not have what is declared, whatever it has. */
function overrideObstacles(context: CloneContext, row: RecordedClone): readonly Blocker[] {
  if (isLeftAlone(context, row) || !needsRendering(context, row)) return [];
  return overrideBlockers(context, row);
}

/** Another version is wanted: one of its superseded ones again, or a new one. */
function decideVersion(
  context: CloneContext,
  row: RecordedClone,
  object: ObservedObject,
  mayReinstate: boolean,
): Decision {
  const drift = findDrift(context, row, object);
  const older = mayReinstate ? reinstatable(context) : null;
  if (older === null) {
    const change = planVersion(context, 'new_version', {
      content: contentChanges(context, object),
      blockers: acceptedEdit(context, row),
    });
    return finish(context, change, { row, object, drift });
  }
  if (older.status === 'unreadable')
    return finish(context, planUnreadable(context, row, older.failure), { row, object, drift });
  const moved: RecordedClone = {
    ...older.row,
    address: row.address,
    status: 'current',
    isProtected: context.desired.protect,
    declaredVersion: declaredMembers(context.desired).declaredVersion,
  };
  const next = decidePresent(
    makeCloneContext(context.planning, context.desired, moved),
    moved,
    older.object,
    false,
  );
  const aside = supersede(row, takenBeside(context, row));
  const reinstated = planReinstated(context, older.row);
  const superseded = [...next.superseded, aside];
  return {
    ...next,
    changes: [reinstated, ...next.changes.filter(isWork).map(asSecond)],
    drift: [...drift, ...next.drift],
    superseded,
    upstream: {
      ...next.upstream,
      older: olderSources(context, superseded, next.changes.at(-1) ?? reinstated),
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

function finish(context: CloneContext, decided: PlannedChange, facts: Facts): Decision {
  const changes = recorded(context, decided, facts);
  const last = changes.at(-1) ?? decided;
  const rows = besides(context, facts.row);
  const aside =
    last.kind === 'create_version' && facts.row !== undefined
      ? [supersede(facts.row, takenBeside(context, facts.row))]
      : NONE;
  const superseded = [...rows, ...aside];
  return {
    changes,
    drift: facts.drift ?? NONE,
    superseded,
    source: isCopying(intended(last)) ? wantedSource(context) : sourceOf(context),
    notes: isRendered(last) ? noteOverrides(context, facts.row) : NONE,
    upstream: {
      current: currentAfter(context, last, facts),
      older: olderSources(context, superseded, last),
      missing: facts.missing ?? missingOf(last),
    },
  };
}

/** Its content was rendered in this plan. */
function isRendered(change: PlannedChange): boolean {
  const planned = intended(change);
  return 'rendering' in planned && planned.rendering !== undefined;
}

/** Compared with the row as state has it, or where an earlier change of this plan makes it, as that leaves it. */
function recorded(
  context: CloneContext,
  change: PlannedChange,
  { row, object }: Facts,
): readonly PlannedChange[] {
  if (row === undefined || object === undefined) return [change];
  const now = context.planning.recorded.get(context.desired.address);
  return withRecords(change, now?.uid === row.uid ? now : row, object, needsOf(context));
}

/** Addresses of other objects than this one: its own older address does not count. */
function takenBeside(context: CloneContext, row: RecordedClone): ReadonlySet<string> {
  return new Set(besides(context, row).map((other) => other.address));
}

/** Superseded versions of the clone that are other objects: one that was taken up again is still among them. */
function besides(
  { planning, desired }: CloneContext,
  row: RecordedClone | undefined,
): readonly RecordedClone[] {
  return planning.superseded.get(desired.address)?.filter((other) => other.uid !== row?.uid) ?? NONE;
}

/** Versions under another name or in another place are deleted once the clone has its new place. */
function staysBeside(row: RecordedClone, last: PlannedChange): boolean {
  return isBlocked(last) || isSamePlace(row.key, keyOf(last.clone));
}

/** What exists once the change is done; for a blocked one, what exists now. */
function currentAfter(context: CloneContext, change: PlannedChange, facts: Facts): Source | null {
  const clone = context.desired.address;
  const now = facts.object === undefined ? null : toSource(facts.object, clone);
  if (isBlocked(change)) return now;
  const source = isCopying(change) ? wantedSource(context) : null;
  const key = keyOf(change.clone);
  const pending = { key, hasDraft: false, clone, isPending: true };
  if (source !== null && isMaking(change)) return { ...source, ...pending, uid: null };
  if (source !== null && change.kind === 'update_content') return { ...source, ...pending, uid: change.uid };
  return now === null ? null : { ...now, key };
}

function missingOf(change: PlannedChange): Upstream['missing'] {
  if (!isBlocked(change)) return null;
  const [{ by, detail }] = change.blockers;
  return { unreadable: by === 'unreadable', detail };
}

function olderSources(
  context: CloneContext,
  superseded: readonly RecordedClone[],
  last: PlannedChange,
): readonly Source[] {
  return superseded.filter((row) => staysBeside(row, last)).flatMap((row) => olderSource(context, row));
}

function olderSource(context: CloneContext, row: RecordedClone): readonly Source[] {
  const read = context.planning.object(row.uid);
  if (read?.status !== 'present') return [];
  const source = toSource(read.object, context.desired.address);
  return source === null ? [] : [{ ...source, key: row.key }];
}
