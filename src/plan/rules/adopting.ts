// Taking an object over that is there already: `adopt: true` where its content is the source's, `imports` where somebody names it.

import { compareContent } from '../../content/compare-content.ts';
import type { PackChange } from '../../content/pack-change.ts';
import type { Desired, ImportBlock } from '../../model/desired.ts';
import type { NaturalKey } from '../../model/natural-key.ts';
import type { ObjectRead, ObservedObject } from '../../model/observed.ts';
import { perObject } from '../../model/once.ts';
import type { RecordedClone } from '../../model/recorded.ts';
import { type Adopt, type Blocked, isBlocked } from '../change.ts';
import { managedAsSet } from '../noted-row.ts';
import type { Blocker } from '../plan.ts';
import type { Source } from '../source.ts';
import { importHint, importOf, keyTaken, projectBlockers, sourceBlockers, unreadable } from './blockers.ts';
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
import { type Case, isToBeProtected, sourceOf } from './the-case.ts';

export interface Adoption {
  readonly change: Adopt | Blocked;
  /** The row that it leaves, for what is to be done next; null while it is blocked. */
  readonly row: RecordedClone | null;
  readonly object: ObservedObject | null;
}

/** null: nothing is there to be taken over. */
export function planAdoption(it: Case): Adoption | null {
  const block = importFor(it);
  const uid = block?.uid ?? (it.desired.adopt && it.key !== null ? it.world.uidAt(it.key) : undefined);
  if (uid === undefined) return null;
  const holder = it.world.recordedByUid.get(uid);
  if (holder !== undefined && holder.address !== it.desired.address) {
    return blocked(it, block, [takenBy(it, block, holder, uid)]);
  }
  if (it.key === null) {
    const blockers = [...projectBlockers(it.world, it.desired), ...sourceBlockers(it.choice)];
    return blocked(it, block, blockers);
  }
  const read = it.world.whole(uid, it.key);
  return read?.status === 'present'
    ? judge(it, block, read.object, it.key)
    : blocked(it, block, [notRead(read)]);
}

function importFor(it: Case): ImportBlock | undefined {
  return importsByTarget(it.world.input.desired).get(it.desired.address);
}

const importsByTarget = perObject(
  (desired: Desired): ReadonlyMap<string, ImportBlock> =>
    new Map(desired.imports.toReversed().map((block) => [block.to, block])),
);

function judge(it: Case, block: ImportBlock | undefined, object: ObservedObject, key: NaturalKey): Adoption {
  const source = sourceOf(it);
  const content = source === null ? [] : differences(it, source, object);
  const blockers = [
    ...projectBlockers(it.world, it.desired),
    ...sourceBlockers(it.choice),
    ...(block === undefined ? foreignBlockers(it, object) : []),
    ...(block === undefined && source !== null ? contentBlockers(it, source, object) : []),
  ];
  const change = decided<Adopt>(
    {
      ...adopting(it, block),
      clone: clonePlanned(it.world, { ...key, version: object.key.version }, it.desired.target.project),
      needs: needsOf(it),
      protect: isToBeProtected(it.desired, it.row),
      uid: object.uid,
      seen: seenOf(object),
      copies: copiedOf(it.choice),
      before: factsOf(object),
      inUse: object.inUse,
      ...(content.length === 0 ? {} : { content }),
    },
    blockers,
  );
  const row = isBlocked(change) || source === null ? null : adoptedRow(it, block, source, object);
  return {
    change,
    object,
    row: row === null ? null : { ...row, ...managedAsSet(it.desired.target, object) },
  };
}

function adopting(it: Case, block: ImportBlock | undefined) {
  return {
    kind: 'adopt',
    reason: block === undefined ? 'equal_content' : 'imports_block',
    address: it.desired.address,
    source: sourcePlanned(it.world, it.desired, it.choice),
    recorded: recordedPrecondition(it.row),
    ...declaredMembers(it.desired),
  } as const;
}

function differences(it: Case, source: Source, object: ObservedObject): readonly PackChange[] {
  if (object.digest === source.digest) return [];
  const from = source.content ?? it.world.contentWith(source.digest);
  const to = it.world.contentOf(object);
  return from === null || to === null ? [] : compareContent(from, to);
}

function contentBlockers(it: Case, source: Source, object: ObservedObject): readonly Blocker[] {
  const { name, version } = object.key;
  const wayOut = importOf(it.desired.address, object.uid);
  if (!object.isPublished)
    return [
      { by: 'content_differs', detail: `${name} ${version} (UID ${object.uid}) is not published`, ...wayOut },
    ];
  if (object.digest === source.digest) return [];
  const detail = `${name} ${version} (UID ${object.uid}) already exists with different content than ${source.key.name} ${source.key.version}`;
  return [{ by: 'content_differs', detail, ...wayOut }];
}

/** Two states that change one clone undo each other's work: taking it over has to be said by its UID. */
function foreignBlockers(it: Case, object: ObservedObject): readonly Blocker[] {
  const { stamp } = object;
  if (stamp === undefined || stamp.lineage === it.world.input.recorded.identity?.lineage) return [];
  const { name, version } = object.key;
  const detail = `${name} ${version} (UID ${object.uid}) belongs to another state according to its stamp (${stamp.lineage})`;
  return [{ by: 'exists_unmanaged', detail, hint: importHint(it.desired.address, object.uid) }];
}

function adoptedRow(
  it: Case,
  block: ImportBlock | undefined,
  source: Source,
  object: ObservedObject,
): RecordedClone {
  return {
    address: it.desired.address,
    uid: object.uid,
    key: object.key,
    projectName: it.desired.target.project,
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
    isProtected: it.desired.protect,
    declaredVersion: it.desired.target.version,
    labels: null,
    description: null,
    recordedAt: '',
    revision: 0,
  };
}

/** An object that is not known well enough to be taken over. */
function blocked(it: Case, block: ImportBlock | undefined, blockers: readonly Blocker[]): Adoption {
  const change = decided<Adopt>(
    {
      ...adopting(it, block),
      clone: cloneDesired(it.world, it.desired, it.version ?? it.desired.target.version),
      needs: [],
      protect: it.desired.protect,
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

function takenBy(it: Case, block: ImportBlock | undefined, holder: RecordedClone, uid: string): Blocker {
  if (it.key !== null && block === undefined) return keyTaken(it.key, holder);
  return {
    by: 'key_taken',
    detail: `the object ${uid} is recorded as ${holder.address}`,
    hint: `to give it a new address, use moved: [ { from: '${holder.address}', to: '${it.desired.address}' } ]`,
  };
}

function notRead(read: ObjectRead | undefined): Blocker {
  const failure =
    read?.status === 'unreadable'
      ? read.failure
      : { code: 'NotFound', message: 'Palette has no such object here' };
  return unreadable('the object to adopt', failure);
}
