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
  type CloneContext,
  isProtectedNow,
  isToBeProtected,
  sourceBefore,
  sourceOf,
} from './clone-context.ts';
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
import { overrideBlockers, renderingMembers } from './wanted.ts';

/** A clone that is not there; what was recorded of it is gone. */
export function planCreate(
  context: CloneContext,
  reason: Create['reason'],
  blockers: readonly Blocker[],
): Create | Blocked {
  const version = context.version ?? context.desired.target.version;
  return decided<Create>({ kind: 'create', reason, ...makingOf(context, version) }, [
    ...createBlockers(context, context.key),
    ...blockers,
  ]);
}

/** An object at `version` beside the recorded one, which becomes superseded. */
export function planVersion(
  context: CloneContext,
  reason: CreateVersion['reason'],
  more: {
    readonly version?: string;
    readonly content: readonly PackChange[];
    readonly blockers: readonly Blocker[];
  },
): CreateVersion | Blocked {
  const version = more.version ?? context.version ?? context.desired.target.version;
  const key = context.key === null ? null : { ...context.key, version };
  return decided<CreateVersion>(
    {
      kind: 'create_version',
      reason,
      ...makingOf(context, version),
      content: more.content,
      ...contentBefore(context),
      ...sourceBefore(context),
    },
    [...createBlockers(context, key), ...more.blockers],
  );
}

function contentBefore({ planning, row }: CloneContext): Pick<CreateVersion, 'contentBefore'> {
  const read = row === undefined ? undefined : planning.object(row.uid);
  const digest = read?.status === 'present' ? read.object.digest : null;
  return digest === null ? {} : { contentBefore: digest };
}

/** Another name, scope or project: the new one first, then the old one and its superseded versions go. */
export function planReplace(
  context: CloneContext,
  row: RecordedClone,
  object: ObservedObject,
  key: NaturalKey,
): Replace | Blocked {
  invariant(context.version !== null, 'a key has a version');
  return decided<Replace>(
    {
      kind: 'replace',
      reason: 'target_changed',
      ...makingOf(context, context.version),
      ...replacing(context, row, object),
    },
    [
      ...createBlockers(context, key),
      ...replaceBlockers(context, row, object),
      ...acceptedEdit(context, row),
    ],
  );
}

/** The same key, deleted and cloned again: the object loses its UID. */
export function planRecreate(
  context: CloneContext,
  row: RecordedClone,
  object: ObservedObject,
  reason: Recreate['reason'],
  more: { readonly content: readonly PackChange[]; readonly blockers: readonly Blocker[] },
): Recreate | Blocked {
  const { planning, desired, choice } = context;
  return decided<Recreate>(
    {
      kind: 'recreate',
      reason,
      ...makingOf(context, row.key.version),
      ...replacing(context, row, object),
      content: more.content,
      ...sourceBefore(context),
    },
    [
      ...sourceBlockers(choice),
      ...overrideBlockers(context, row),
      ...keyBlockers(planning, desired, row.key, row.uid),
      ...quotaBlockers(planning.observed, desired.address, true),
      ...replaceBlockers(context, row, object),
      ...more.blockers,
    ],
  );
}

/** What all changes have that make an object. */
function makingOf(context: CloneContext, version: string) {
  const { planning, desired, row, choice } = context;
  const { name, labels, description } = desired.target;
  return {
    address: desired.address,
    clone: cloneDesired(planning, desired, version),
    source: sourcePlanned(planning, desired, choice),
    needs: needsOf(context),
    recorded: recordedPrecondition(row),
    protect: isToBeProtected(desired, row),
    copies: copiedOf(choice),
    after: { name, version, labels, description } satisfies CloneFacts,
    ...declaredMembers(desired),
    ...renderingMembers(context, row),
  };
}

/** And those that let go of one. */
function replacing({ planning }: CloneContext, row: RecordedClone, object: ObservedObject) {
  return {
    recorded: recordedPrecondition(row),
    uid: row.uid,
    seen: seenOf(object),
    before: factsOf(object),
    inUse: object.inUse,
    replaces: { uid: row.uid, clone: clonePlanned(planning, object.key, row.projectName) },
  };
}

function replaceBlockers(
  { planning, desired }: CloneContext,
  row: RecordedClone,
  { inUse }: ObservedObject,
): readonly Blocker[] {
  const { address } = desired;
  return removalBlockers(planning, { address, isProtected: isProtectedNow(desired, row), inUse });
}

/** What stands before making an object at a key, whether as a create or as the first half of a replace. */
function createBlockers(context: CloneContext, key: NaturalKey | null): readonly Blocker[] {
  const { planning, desired, choice } = context;
  return [
    ...projectBlockers(planning, desired),
    ...sourceBlockers(choice),
    ...overrideBlockers(context, context.row),
    ...(key === null ? [] : keyBlockers(planning, desired, key, null)),
    ...preflightBlockers(planning, desired.address, key),
    ...quotaBlockers(planning.observed, desired.address),
  ];
}

/** A source that this plan makes or changes must come first. */
export function needsOf(context: CloneContext): readonly Address[] {
  const source = sourceOf(context);
  return source?.isPending === true && source.clone !== null ? [source.clone] : [];
}
