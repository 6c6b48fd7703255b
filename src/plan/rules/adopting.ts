// Taking over an existing object: `adopt: true` where its content is the source's, `imports` where somebody names it.

import { compareContent } from '../../content/compare-content.ts';
import type { Digest } from '../../content/content.ts';
import { memoizeWeak } from '../../content/memoize.ts';
import type { PackChange } from '../../content/pack-change.ts';
import type { Desired, ImportBlock } from '../../model/desired.ts';
import type { NaturalKey } from '../../model/natural-key.ts';
import type { ObjectRead, ObservedObject } from '../../model/observed.ts';
import type { RecordedClone } from '../../model/recorded.ts';
import { type Adopt, type Blocked, isBlocked } from '../change.ts';
import { managedAsSet } from '../noted-row.ts';
import type { Blocker } from '../plan.ts';
import type { Source } from '../source.ts';
import { importHint, importOf, keyTaken, projectBlockers, sourceBlockers, unreadable } from './blockers.ts';
import { type CloneContext, isToBeProtected, sourceOf } from './clone-context.ts';
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
import { needsOf } from './making.ts';
import { overrideBlockers, renderingMembers, wantedContent, wantedDigest } from './wanted.ts';

export interface Adoption {
  readonly change: Adopt | Blocked;
  /** The row that it leaves, for what is to be done next; null while it is blocked. */
  readonly row: RecordedClone | null;
  readonly object: ObservedObject | null;
}

/** null: nothing is there to be taken over. */
export function planAdoption(context: CloneContext): Adoption | null {
  const block = importFor(context);
  const uid =
    block?.uid ?? (context.desired.adopt && context.key !== null ? heldAt(context, context.key) : undefined);
  if (uid === undefined) return null;
  const holder = context.planning.recordedByUid.get(uid);
  if (holder !== undefined && holder.address !== context.desired.address) {
    return blocked(context, block, [takenBy(context, block, holder, uid)]);
  }
  if (context.key === null) {
    const blockers = [
      ...projectBlockers(context.planning, context.desired),
      ...sourceBlockers(context.choice),
    ];
    return blocked(context, block, blockers);
  }
  const read = context.planning.whole(uid, context.key);
  return read?.status === 'present'
    ? judge(context, block, read.object, context.key)
    : blocked(context, block, [notRead(read)]);
}

function heldAt({ planning }: CloneContext, key: NaturalKey): string | undefined {
  const at = planning.keyAt(key);
  return at.status === 'held' ? at.uid : undefined;
}

function importFor(context: CloneContext): ImportBlock | undefined {
  return importsByTarget(context.planning.input.desired).get(context.desired.address);
}

const importsByTarget = memoizeWeak(
  (desired: Desired): ReadonlyMap<string, ImportBlock> =>
    new Map(desired.imports.toReversed().map((block) => [block.to, block])),
);

function judge(
  context: CloneContext,
  block: ImportBlock | undefined,
  object: ObservedObject,
  key: NaturalKey,
): Adoption {
  const source = sourceOf(context);
  const wanted = wantedDigest(context, undefined);
  const content = differences(context, wanted, object);
  const blockers = [
    ...projectBlockers(context.planning, context.desired),
    ...sourceBlockers(context.choice),
    ...(block === undefined ? foreignBlockers(context, object) : []),
    ...overrideBlockers(context),
    ...(block === undefined && source !== null && wanted !== null
      ? contentBlockers(context, { source, wanted }, object)
      : []),
  ];
  const change = decided<Adopt>(
    {
      ...adopting(context, block),
      clone: clonePlanned(
        context.planning,
        { ...key, version: object.key.version },
        context.desired.target.project,
      ),
      needs: needsOf(context),
      protect: isToBeProtected(context.desired, context.row),
      uid: object.uid,
      seen: seenOf(object),
      copies: copiedOf(context.choice),
      before: factsOf(object),
      inUse: object.inUse,
      ...(content.length === 0 ? {} : { content }),
      ...(object.digest === wanted ? renderingMembers(context) : {}),
    },
    blockers,
  );
  const row = isBlocked(change) || source === null ? null : adoptedRow(context, block, source, object);
  return {
    change,
    object,
    row: row === null ? null : { ...row, ...managedAsSet(context.desired.target, object) },
  };
}

function adopting(context: CloneContext, block: ImportBlock | undefined) {
  return {
    kind: 'adopt',
    reason: block === undefined ? 'equal_content' : 'imports_block',
    address: context.desired.address,
    source: sourcePlanned(context.planning, context.desired, context.choice),
    recorded: recordedPrecondition(context.row),
    ...declaredMembers(context.desired),
  } as const;
}

function differences(
  context: CloneContext,
  wanted: Digest | null,
  object: ObservedObject,
): readonly PackChange[] {
  if (object.digest === wanted) return [];
  const from = wantedContent(context);
  const to = context.planning.contentOf(object);
  return from === null || to === null ? [] : compareContent(from, to);
}

function contentBlockers(
  context: CloneContext,
  { source, wanted }: { readonly source: Source; readonly wanted: Digest },
  object: ObservedObject,
): readonly Blocker[] {
  const { name, version } = object.key;
  const wayOut = importOf(context.desired.address, object.uid);
  if (!object.isPublished)
    return [
      { by: 'content_differs', detail: `${name} ${version} (UID ${object.uid}) is not published`, ...wayOut },
    ];
  if (object.digest === wanted) return [];
  const overridden = context.desired.overrides === undefined ? '' : ' with the declared overrides';
  const detail = `${name} ${version} (UID ${object.uid}) already exists with different content than ${source.key.name} ${source.key.version}${overridden}`;
  return [{ by: 'content_differs', detail, ...wayOut }];
}

/** Two states that change one clone undo each other's work: taking it over has to be said by its UID. */
function foreignBlockers(context: CloneContext, object: ObservedObject): readonly Blocker[] {
  const { stamp } = object;
  if (stamp === undefined || stamp.lineage === context.planning.input.recorded.identity?.lineage) return [];
  const { name, version } = object.key;
  const detail = `${name} ${version} (UID ${object.uid}) belongs to another state according to its stamp (${stamp.lineage})`;
  return [{ by: 'exists_unmanaged', detail, hint: importHint(context.desired.address, object.uid) }];
}

function adoptedRow(
  context: CloneContext,
  block: ImportBlock | undefined,
  source: Source,
  object: ObservedObject,
): RecordedClone {
  return {
    address: context.desired.address,
    uid: object.uid,
    key: object.key,
    projectName: context.desired.target.project,
    status: 'current',
    provenance: block === undefined ? 'adopted' : 'imported',
    source: {
      uid: source.uid ?? '',
      name: source.key.name,
      version: source.key.version,
      scope: source.key.scope,
      projectUid: source.key.projectUid,
      digest: source.digest,
    },
    digest: object.digest ?? source.digest,
    shown: object.shown,
    lastModified: object.lastModified,
    isProtected: context.desired.protect,
    declaredVersion: context.desired.target.version,
    labels: null,
    description: null,
    ...adoptedOverrides(context, object),
    recordedAt: '',
    revision: 0,
  };
}

/** What overrides made of the source is recorded where the object has it already. */
function adoptedOverrides(context: CloneContext, object: ObservedObject): Pick<RecordedClone, 'overrides'> {
  const { rendering } = renderingMembers(context);
  if (rendering === undefined || rendering.wanted !== object.digest) return {};
  const { shown: _shown, ...overrides } = rendering;
  return { overrides };
}

/** An object that is not known well enough to be taken over. */
function blocked(
  context: CloneContext,
  block: ImportBlock | undefined,
  blockers: readonly Blocker[],
): Adoption {
  const change = decided<Adopt>(
    {
      ...adopting(context, block),
      clone: cloneDesired(
        context.planning,
        context.desired,
        context.version ?? context.desired.target.version,
      ),
      needs: [],
      protect: context.desired.protect,
      uid: null,
      seen: null,
      copies: null,
      before: null,
      inUse: null,
    },
    blockers,
  );
  return { change, row: null, object: null };
}

function takenBy(
  context: CloneContext,
  block: ImportBlock | undefined,
  holder: RecordedClone,
  uid: string,
): Blocker {
  if (context.key !== null && block === undefined) return keyTaken(context.key, holder);
  return {
    by: 'key_taken',
    detail: `the object ${uid} is recorded as ${holder.address}`,
    hint: `to give it a new address, use moved: [ { from: '${holder.address}', to: '${context.desired.address}' } ]`,
  };
}

function notRead(read: ObjectRead | undefined): Blocker {
  const failure =
    read?.status === 'unreadable'
      ? read.failure
      : { code: 'NotFound', message: 'Palette has no such object here' };
  return unreadable('the object to adopt', failure);
}
