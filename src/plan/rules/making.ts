// Changes that make an object: a clone that is not there, another version of it, or the same in another place.

import type { PackChange } from '../../content/pack-change.ts';
import type { Address } from '../../model/address.ts';
import { invariant } from '../../model/invariant.ts';
import type { NaturalKey } from '../../model/natural-key.ts';
import type { ObservedObject } from '../../model/observed.ts';
import type { RecordedClone } from '../../model/recorded.ts';
import type { Blocked, Create, CreateVersion, Recreate, Replace } from '../change.ts';
import type { Blocker, CloneFacts } from '../plan.ts';
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
  copiedOf,
  decided,
  declaredMembers,
  factsOf,
  recordedPrecondition,
  seenOf,
  sourcePlanned,
} from './draft.ts';
import { type Case, isProtectedNow, isToBeProtected, sourceOf } from './the-case.ts';

/** A clone that is not there; what was recorded of it is gone. */
export function planCreate(
  it: Case,
  reason: Create['reason'],
  blockers: readonly Blocker[],
): Create | Blocked {
  const version = it.version ?? it.desired.target.version;
  return decided<Create>({ kind: 'create', reason, ...makingOf(it, version) }, [
    ...createBlockers(it, it.key),
    ...blockers,
  ]);
}

/** An object at `version` beside the recorded one, which becomes superseded. */
export function planVersion(
  it: Case,
  reason: CreateVersion['reason'],
  more: {
    readonly version?: string;
    readonly content: readonly PackChange[];
    readonly blockers: readonly Blocker[];
  },
): CreateVersion | Blocked {
  const version = more.version ?? it.version ?? it.desired.target.version;
  const key = it.key === null ? null : { ...it.key, version };
  return decided<CreateVersion>(
    { kind: 'create_version', reason, ...makingOf(it, version), content: more.content },
    [...createBlockers(it, key), ...more.blockers],
  );
}

/** Another name, scope or project: the new one first, then the old one and its superseded versions go. */
export function planReplace(
  it: Case,
  row: RecordedClone,
  object: ObservedObject,
  key: NaturalKey,
): Replace | Blocked {
  invariant(it.version !== null, 'a key has a version');
  return decided<Replace>(
    { kind: 'replace', reason: 'target_changed', ...makingOf(it, it.version), ...replacing(it, row, object) },
    [...createBlockers(it, key), ...replaceBlockers(it, row, object), ...acceptedEdit(it, row)],
  );
}

/** The same key, deleted and cloned again: the object loses its UID. */
export function planRecreate(
  it: Case,
  row: RecordedClone,
  object: ObservedObject,
  reason: Recreate['reason'],
  more: { readonly content: readonly PackChange[]; readonly blockers: readonly Blocker[] },
): Recreate | Blocked {
  const { world, desired, choice } = it;
  return decided<Recreate>(
    {
      kind: 'recreate',
      reason,
      ...makingOf(it, row.key.version),
      ...replacing(it, row, object),
      content: more.content,
    },
    [
      ...sourceBlockers(choice),
      ...keyBlockers(world, desired, row.key, row.uid),
      ...quotaBlockers(world.observed, desired.address, true),
      ...replaceBlockers(it, row, object),
      ...more.blockers,
    ],
  );
}

/** What all changes have that make an object. */
function makingOf(it: Case, version: string) {
  const { world, desired, row, choice } = it;
  const { name, labels, description } = desired.target;
  return {
    address: desired.address,
    clone: cloneDesired(world, desired, version),
    source: sourcePlanned(world, desired, choice),
    needs: needsOf(it),
    recorded: recordedPrecondition(row),
    protect: isToBeProtected(desired, row),
    copies: copiedOf(choice),
    after: { name, version, labels, description } satisfies CloneFacts,
    ...declaredMembers(desired),
  };
}

/** And those that let go of one. */
function replacing({ world }: Case, row: RecordedClone, object: ObservedObject) {
  return {
    recorded: recordedPrecondition(row),
    uid: row.uid,
    seen: seenOf(object),
    before: factsOf(object),
    inUse: object.inUse,
    replaces: { uid: row.uid, clone: clonePlanned(world, object.key, row.projectName) },
  };
}

function replaceBlockers(
  { world, desired }: Case,
  row: RecordedClone,
  { inUse }: ObservedObject,
): readonly Blocker[] {
  const { address } = desired;
  return removalBlockers(world, { address, isProtected: isProtectedNow(desired, row), inUse });
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

/** A source that this plan makes or changes must come first. */
export function needsOf(it: Case): readonly Address[] {
  const source = sourceOf(it);
  return source?.isPending === true && source.clone !== null ? [source.clone] : [];
}
