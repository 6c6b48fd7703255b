// Changes that make an object: a clone that is not there, another version of it, or the same in another place.

import type { PackChange } from '../../content/pack-change.ts';
import { invariant } from '../../model/invariant.ts';
import type { NaturalKey } from '../../model/natural-key.ts';
import type { ObservedObject } from '../../model/observed.ts';
import type { RecordedClone } from '../../model/recorded.ts';
import type { Blocker, Change, Reason } from '../plan.ts';
import { quotaBlockers } from '../quota.ts';
import { acceptedEdit } from './accepted-edit.ts';
import {
  keyBlockers,
  preflightBlockers,
  projectBlockers,
  removalBlockers,
  sourceBlockers,
} from './blockers.ts';
import {
  cloneDesired,
  clonePlanned,
  declaredMembers,
  factsOf,
  makeChange,
  observedPrecondition,
  recordedPrecondition,
  sourcePlanned,
  sourcePrecondition,
} from './draft.ts';
import { type Case, isProtectedNow, isToBeProtected, sourceOf } from './the-case.ts';

/** An object at `version`, which defaults to the declared one. A recorded row becomes superseded, unless it is gone. */
export function planCreate(
  it: Case,
  reason: Extract<
    Reason,
    'new' | 'gone' | 'new_version' | 'clone_edited' | 'source_edited' | 'source_upgraded'
  >,
  more: {
    readonly version?: string;
    readonly content?: readonly PackChange[];
    readonly blockers?: readonly Blocker[];
  } = {},
): Change {
  const { world, desired, row, choice } = it;
  const version = more.version ?? it.version ?? desired.target.version;
  const key = it.key === null ? null : { ...it.key, version };
  return makeChange({
    action: 'create',
    reason,
    address: desired.address,
    clone: cloneDesired(world, desired, version),
    source: sourcePlanned(world, desired, choice),
    protect: isToBeProtected(desired, row),
    preconditions: {
      recorded: recordedPrecondition(row),
      observed: null,
      source: sourcePrecondition(choice),
    },
    blockers: [...createBlockers(it, key), ...(more.blockers ?? [])],
    more: {
      after: createdFacts(it, version),
      ...declaredMembers(desired),
      needs: needsOf(it),
      ...(more.content === undefined ? {} : { content: more.content }),
    },
  });
}

/** Another name, scope or project: the new one first, then the old one and its superseded versions go. */
export function planReplace(it: Case, row: RecordedClone, object: ObservedObject, key: NaturalKey): Change {
  const { world, desired, choice } = it;
  invariant(it.version !== null, 'a key has a version');
  const removal = {
    address: desired.address,
    isProtected: isProtectedNow(desired, row),
    inUse: object.inUse,
  };
  return makeChange({
    action: 'replace',
    reason: 'target_changed',
    address: desired.address,
    clone: cloneDesired(world, desired, it.version),
    source: sourcePlanned(world, desired, choice),
    protect: isToBeProtected(desired, row),
    preconditions: {
      recorded: recordedPrecondition(row),
      observed: observedPrecondition(object),
      source: sourcePrecondition(choice),
    },
    blockers: [...createBlockers(it, key), ...removalBlockers(world, removal), ...acceptedEdit(it, row)],
    more: {
      uid: row.uid,
      before: factsOf(object),
      after: createdFacts(it, it.version),
      inUse: object.inUse,
      replaces: { uid: row.uid, clone: clonePlanned(world, object.key, row.projectName) },
      ...declaredMembers(desired),
      needs: needsOf(it),
    },
  });
}

/** The same key, deleted and cloned again: the object loses its UID. */
export function planRecreate(
  it: Case,
  row: RecordedClone,
  object: ObservedObject,
  reason: Extract<Reason, 'clone_edited' | 'source_edited' | 'source_upgraded'>,
  more: { readonly content: readonly PackChange[]; readonly blockers: readonly Blocker[] },
): Change {
  const { world, desired, choice } = it;
  const removal = {
    address: desired.address,
    isProtected: isProtectedNow(desired, row),
    inUse: object.inUse,
  };
  return makeChange({
    action: 'replace',
    reason,
    address: desired.address,
    clone: cloneDesired(world, desired, row.key.version),
    source: sourcePlanned(world, desired, choice),
    protect: isToBeProtected(desired, row),
    preconditions: {
      recorded: recordedPrecondition(row),
      observed: observedPrecondition(object),
      source: sourcePrecondition(choice),
    },
    blockers: [
      ...sourceBlockers(choice),
      ...keyBlockers(world, desired, row.key, row.uid),
      ...quotaBlockers(world.observed, desired.address, true),
      ...removalBlockers(world, removal),
      ...more.blockers,
    ],
    more: {
      uid: row.uid,
      before: factsOf(object),
      after: createdFacts(it, row.key.version),
      inUse: object.inUse,
      content: more.content,
      replaces: { uid: row.uid, clone: clonePlanned(world, object.key, row.projectName) },
      ...declaredMembers(desired),
      needs: needsOf(it),
    },
  });
}

/** What stands before making an object at a key, whether as a create or as the first half of a replace. */
function createBlockers(it: Case, key: NaturalKey | null): readonly Blocker[] {
  const { world, desired, choice } = it;
  return [
    ...projectBlockers(world, desired),
    ...sourceBlockers(choice),
    ...(key === null ? [] : keyBlockers(world, desired, key, null)),
    ...preflightBlockers(world, desired.address, key),
    ...quotaBlockers(world.observed, desired.address),
  ];
}

function createdFacts(it: Case, version: string): Change['after'] & object {
  const { target } = it.desired;
  return { name: target.name, version, labels: target.labels, description: target.description };
}

/** A source that this plan makes or changes must come first. */
export function needsOf(it: Case): Change['needs'] {
  const source = sourceOf(it);
  return source?.isPending === true && source.clone !== null ? [source.clone] : [];
}
