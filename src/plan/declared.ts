// The rules for a clone that is declared: made, put right, replaced, or left alone. Design: one row of the table, one branch.
import type { DesiredClone } from '../model/desired.ts';
import { invariant } from '../model/invariant.ts';
import type { NaturalKey } from '../model/natural-key.ts';
import type { ObservedObject } from '../model/observed.ts';
import type { RecordedClone } from '../model/recorded.ts';
import {
  keyBlockers,
  preflightBlockers,
  projectBlockers,
  removalBlockers,
  sourceBlockers,
  unreadable,
} from './blockers.ts';
import { chooseSource, type SourceChoice } from './choose-source.ts';
import { compareContent } from './compare-content.ts';
import {
  cloneDesired,
  clonePlanned,
  factsOf,
  makeChange,
  observedPrecondition,
  recordedPrecondition,
  sourcePlanned,
  sourcePrecondition,
  sourceRecorded,
} from './draft.ts';
import { sameFacts, wantedFacts } from './metadata.ts';
import { notYet, notYetBlockers } from './not-yet.ts';
import type { Blocker, Change, Drift } from './plan.ts';
import type { World } from './world.ts';

export interface Decision {
  readonly change: Change;
  readonly drift: readonly Drift[];
}

interface Case {
  readonly world: World;
  readonly desired: DesiredClone;
  readonly row: RecordedClone | undefined;
  readonly choice: SourceChoice;
  /** Target version with `source` resolved; null while the source is unknown. */
  readonly version: string | null;
  /** null while project or version is unknown. */
  readonly key: NaturalKey | null;
}

export function decideDeclared(
  world: World,
  desired: DesiredClone,
  row: RecordedClone | undefined,
): Decision {
  const choice = chooseSource(world, desired, row);
  const version = targetVersion(desired, choice, row);
  const key = targetKey(world, desired, version);
  const it: Case = { world, desired, row, choice, version, key };
  if (row === undefined) return { change: planCreate(it, 'new'), drift: [] };
  const read = world.object(row.uid);
  if (read === undefined || read.status === 'unreadable') {
    const failure = read?.failure ?? { code: 'NotRead', message: 'it was not read' };
    return { change: planUnreadable(it, row, unreadable('the clone', failure)), drift: [] };
  }
  if (read.status === 'gone') {
    return {
      change: planCreate(it, 'gone'),
      drift: [{ address: desired.address, kind: 'gone', detail: goneDetail(row) }],
    };
  }
  return { change: planPresent(it, row, read.object), drift: findDrift(it, row, read.object) };
}

function targetVersion(
  desired: DesiredClone,
  choice: SourceChoice,
  row: RecordedClone | undefined,
): string | null {
  if (desired.target.version !== 'source') return desired.target.version;
  return choice.status === 'resolved' ? choice.object.key.version : (row?.key.version ?? null);
}

function targetKey(world: World, desired: DesiredClone, version: string | null): NaturalKey | null {
  const { scope, project, name } = desired.target;
  if (version === null) return null;
  if (scope === 'tenant') return { scope, projectUid: null, name, version };
  const projectUid = project === null ? undefined : world.observed.projects.get(project);
  return projectUid === undefined ? null : { scope, projectUid, name, version };
}

function planCreate(it: Case, reason: 'new' | 'gone'): Change {
  const { world, desired, row, choice, key } = it;
  return makeChange({
    action: 'create',
    reason,
    address: desired.address,
    clone: cloneDesired(world, desired, it.version ?? desired.target.version),
    source: sourcePlanned(world, desired, choice),
    protect: desired.protect,
    preconditions: {
      recorded: recordedPrecondition(row),
      observed: null,
      source: sourcePrecondition(choice),
    },
    blockers: createBlockers(it, key, null),
    more: { after: createdFacts(it), declaredVersion: desired.target.version },
  });
}

/** What stands before making an object at a key, whether as a create or as the first half of a replace. */
function createBlockers(it: Case, key: NaturalKey | null, own: string | null): readonly Blocker[] {
  const { world, desired, choice } = it;
  return [
    ...notYetBlockers(desired),
    ...projectBlockers(world, desired),
    ...sourceBlockers(choice),
    ...(key === null ? [] : keyBlockers(world, desired, key, own)),
    ...preflightBlockers(world, desired.address),
  ];
}

function createdFacts(it: Case): Change['after'] & object {
  const { target } = it.desired;
  return {
    name: target.name,
    version: it.version ?? target.version,
    labels: target.labels,
    description: target.description,
  };
}

function planUnreadable(it: Case, row: RecordedClone, blocker: Blocker): Change {
  const { world, desired } = it;
  return makeChange({
    action: 'noop',
    reason: 'unchanged',
    address: desired.address,
    clone: clonePlanned(world, row.key, row.projectName),
    source: sourceRecorded(world, row),
    protect: desired.protect,
    preconditions: { recorded: recordedPrecondition(row), observed: null, source: null },
    blockers: [blocker],
    more: { uid: row.uid, declaredVersion: desired.target.version },
  });
}

function planPresent(it: Case, row: RecordedClone, object: ObservedObject): Change {
  const { world, desired, choice } = it;
  const missing = [...projectBlockers(world, desired)];
  if (missing.length > 0) return planInPlace(it, row, object, row.key, missing);
  const key = it.key ?? row.key;
  if (key.name !== row.key.name || key.scope !== row.key.scope || key.projectUid !== row.key.projectUid) {
    return planReplace(it, row, object, key);
  }
  const pending = [...notYetBlockers(desired)];
  if (key.version !== row.key.version)
    pending.push(notYet(`a changed target version (${row.key.version} → ${key.version})`));
  else if (choice.status === 'resolved' && choice.object.key.version !== row.source.version) {
    pending.push(notYet(`following the source from ${row.source.version} to ${choice.object.key.version}`));
  }
  return planInPlace(it, row, object, row.key, pending);
}

/** `update · metadata` or nothing. A clone renamed in Palette is named back where its key is still free. */
function planInPlace(
  it: Case,
  row: RecordedClone,
  object: ObservedObject,
  key: NaturalKey,
  pending: readonly Blocker[],
): Change {
  const { world, desired, choice } = it;
  const before = factsOf(object);
  const after = wantedFacts(desired, key, object);
  const isSame = sameFacts(before, after);
  const isRenamed = before.name !== after.name || before.version !== after.version;
  return makeChange({
    action: isSame ? 'noop' : 'update',
    reason: isSame ? 'unchanged' : 'metadata',
    address: desired.address,
    clone: clonePlanned(world, key, row.projectName),
    source: choice.status === 'resolved' ? sourcePlanned(world, desired, choice) : sourceRecorded(world, row),
    protect: desired.protect,
    preconditions: {
      recorded: recordedPrecondition(row),
      observed: observedPrecondition(object),
      source: null,
    },
    blockers: [...pending, ...(isRenamed ? keyBlockers(world, desired, key, row.uid) : [])],
    more: {
      uid: row.uid,
      declaredVersion: desired.target.version,
      ...(isSame ? {} : { before, after }),
    },
  });
}

function planReplace(it: Case, row: RecordedClone, object: ObservedObject, key: NaturalKey): Change {
  const { world, desired, choice } = it;
  invariant(it.version !== null, 'a key has a version');
  const removal = { address: desired.address, isProtected: desired.protect, inUse: object.inUse };
  return makeChange({
    action: 'replace',
    reason: 'target_changed',
    address: desired.address,
    clone: cloneDesired(world, desired, it.version),
    source: sourcePlanned(world, desired, choice),
    protect: desired.protect,
    preconditions: {
      recorded: recordedPrecondition(row),
      observed: observedPrecondition(object),
      source: sourcePrecondition(choice),
    },
    blockers: [...createBlockers(it, key, null), ...removalBlockers(world, removal)],
    more: {
      uid: row.uid,
      before: factsOf(object),
      after: createdFacts(it),
      inUse: object.inUse,
      replaces: { uid: row.uid, clone: clonePlanned(world, object.key, row.projectName) },
      declaredVersion: desired.target.version,
    },
  });
}

function findDrift(it: Case, row: RecordedClone, object: ObservedObject): readonly Drift[] {
  const { address } = it.desired;
  const drift: Drift[] = [];
  if (object.key.name !== row.key.name || object.key.version !== row.key.version) {
    const now = `${object.key.name} ${object.key.version}`;
    drift.push({
      address,
      kind: 'renamed',
      detail: `${row.key.name} ${row.key.version} is called ${now} in Palette`,
    });
  }
  if (object.digest !== null && object.digest !== row.digest) {
    drift.push({
      address,
      kind: 'clone_edited',
      detail: 'its content is not what was recorded',
      ...contentOf(it, object),
    });
  }
  if (it.choice.status === 'missing') drift.push({ address, kind: 'source_gone', detail: it.choice.detail });
  else if (sourceEdited(it.choice, row)) {
    const { name, version } = row.source;
    drift.push({
      address,
      kind: 'source_edited',
      detail: `${name} ${version} changed after it was cloned`,
      ...contentOf(it, object),
    });
  }
  if (!object.isPublished)
    drift.push({ address, kind: 'unpublished', detail: 'it has no published content' });
  return drift;
}

/** How the clone differs from its source, where both were read. What was recorded is a digest, so it cannot be compared with. */
function contentOf(it: Case, object: ObservedObject): Pick<Drift, 'content'> {
  const source = it.choice.status === 'resolved' ? it.choice.object.content : null;
  if (source === null || object.content === null) return {};
  return { content: compareContent(source, object.content) };
}

function sourceEdited(choice: SourceChoice, row: RecordedClone): boolean {
  return (
    choice.status === 'resolved' &&
    choice.object.key.version === row.source.version &&
    choice.object.digest !== null &&
    choice.object.digest !== row.source.digest
  );
}

function goneDetail(row: RecordedClone): string {
  return `${row.key.name} ${row.key.version} (UID ${row.uid}) is no longer in Palette`;
}
