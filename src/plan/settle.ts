// What becomes of the journal entries that an earlier run left open. Decides only: apply writes it down.
//
//   create, no UID known   key free → retry while it is still wanted, the entry stays open: a list may show it late
//                          object there and provably ours → take_over · else → close (it is someone's)
//                          the list could not be read → wait
//   create, UID known      object there → finish · gone → close
//   recreate               as create, once the old object is gone; while it is there → close (the ordinary rule follows)
//   delete                 object gone → confirm_deleted · there → close (the ordinary delete follows)
//   update of content      as its source → finish · begun → retry, the entry stays open: what differs there is ours · else close
//   update of labels, …    close: the ordinary comparison sees what is missing

import { assertNever } from '../model/invariant.ts';
import type { ObservedObject } from '../model/observed.ts';
import type { OpenOperation, RecordedClone } from '../model/recorded.ts';
import type { Change } from './plan.ts';
import { clonePlanned, makeChange, observedPrecondition, sourceRecorded } from './rules/draft.ts';
import { sameLabels } from './rules/metadata.ts';
import { countsVersions } from './rules/the-case.ts';
import { supersede } from './supersede.ts';
import { makeWorld, type PlanInput, type Unfinished, type World } from './world.ts';

export type Verdict = NonNullable<Change['resume']>['verdict'];

export interface Settled {
  /** The recorded rows as they will be once the journal is settled. */
  readonly rows: readonly RecordedClone[];
  readonly changes: readonly Change[];
  readonly unfinished: Unfinished;
}

/** Server clocks are compared with this much slack, as their `Date` header has whole seconds. */
const SLACK_MS = 2000;

export function settleJournal(input: PlanInput): Settled {
  const rows = new Map<string, RecordedClone>(input.recorded.clones.map((row) => [row.address, row]));
  const changes: Change[] = [];
  const updates = new Set<string>();
  const drafts = new Set<string>();
  for (const operation of input.recorded.openOperations) {
    const world = makeWorld(input, [...rows.values()]);
    const { verdict, object } = judge(world, operation);
    changes.push(resumeChange(world, operation, verdict, object));
    applyVerdict(rows, operation, verdict, object);
    if (operation.kind !== 'update' || verdict !== 'retry') continue;
    updates.add(operation.address);
    if (mayHaveDraft(operation)) drafts.add(operation.address);
  }
  return { rows: [...rows.values()], changes, unfinished: { updates, drafts } };
}

function mayHaveDraft({ step }: OpenOperation): boolean {
  return step === 'draft' || step === 'publish' || step === 'surplus' || step === 'metadata';
}

interface Judgement {
  readonly verdict: Verdict;
  readonly object: ObservedObject | null;
}

function judge(world: World, operation: OpenOperation): Judgement {
  switch (operation.kind) {
    case 'create':
    case 'replace':
      return judgeCreate(world, operation);
    case 'delete': {
      const read = operation.uid === null ? undefined : world.object(operation.uid);
      return { verdict: read?.status === 'gone' ? 'confirm_deleted' : 'close', object: null };
    }
    case 'recreate':
      return judgeRecreate(world, operation);
    case 'update':
      return judgeUpdate(world, operation);
    default:
      return assertNever(operation.kind);
  }
}

function judgeRecreate(world: World, operation: OpenOperation): Judgement {
  const old = world.recorded.get(operation.address)?.uid;
  const isOldThere = operation.uid === null && old !== undefined && world.uidAt(operation.key) === old;
  return isOldThere ? { verdict: 'close', object: null } : judgeCreate(world, operation);
}

function judgeUpdate(world: World, operation: OpenOperation): Judgement {
  const close: Judgement = { verdict: 'close', object: null };
  const { source, uid, address } = operation;
  const row = world.recorded.get(address);
  if (source === null || uid === null || row?.uid !== uid) return close;
  const read = world.object(uid);
  if (read?.status === 'gone') return close;
  if (read?.status !== 'present') return { verdict: 'wait', object: null };
  const { object } = read;
  if (object.digest === source.digest && object.isPublished && !object.hasDraft)
    return { verdict: 'finish', object };
  const isUntouched = object.digest === row.digest && !object.hasDraft;
  return isUntouched || !world.declared.has(address) ? close : { verdict: 'retry', object: null };
}

function judgeCreate(world: World, operation: OpenOperation): Judgement {
  const uid = operation.uid ?? world.uidAt(operation.key) ?? null;
  if (uid === null) return { verdict: absentVerdict(world, operation), object: null };
  const read = world.object(uid);
  if (read?.status === 'unreadable') return { verdict: 'wait', object: null };
  if (read?.status !== 'present') {
    return { verdict: operation.uid === null ? absentVerdict(world, operation) : 'close', object: null };
  }
  if (operation.uid !== null) return { verdict: 'finish', object: read.object };
  return isOurs(operation, read.object, world.observed.serverDate)
    ? { verdict: 'take_over', object: read.object }
    : { verdict: 'close', object: null };
}

/** A project that is gone took what was in it along; any other scope must have been listed before something is called absent. */
function absentVerdict(world: World, operation: OpenOperation): Verdict {
  const { key } = operation;
  const isListed = world.scope(key)?.status === 'listed';
  const isProjectGone = key.projectUid !== null && world.projectName(key.projectUid) === null;
  if (!isListed && !isProjectGone) return 'wait';
  const desired = world.declared.get(operation.address);
  if (desired === undefined || isProjectGone) return 'close';
  const wanted = desired.target;
  const projectUid = wanted.project === null ? null : (world.observed.projects.get(wanted.project) ?? null);
  const isSamePlace = wanted.scope === key.scope && projectUid === key.projectUid && wanted.name === key.name;
  const isAnyVersion = wanted.version === 'source' || countsVersions(desired);
  return isSamePlace && (isAnyVersion || wanted.version === key.version) ? 'retry' : 'close';
}

/** Absent before, the same content as the source, and made between the clocks of the intent and of this look-up. */
export function isOurs(
  operation: Pick<OpenOperation, 'serverDateBefore' | 'source' | 'uidsBefore'>,
  object: ObservedObject,
  serverDate: string | null,
): boolean {
  const { serverDateBefore, source, uidsBefore } = operation;
  if (serverDateBefore === null || serverDate === null || source === null) return false;
  if (uidsBefore.includes(object.uid) || object.digest !== source.digest) return false;
  const created = Date.parse(object.createdAt);
  return created >= Date.parse(serverDateBefore) - SLACK_MS && created <= Date.parse(serverDate) + SLACK_MS;
}

function applyVerdict(
  rows: Map<string, RecordedClone>,
  operation: OpenOperation,
  verdict: Verdict,
  object: ObservedObject | null,
): void {
  if (verdict === 'confirm_deleted') {
    rows.delete(operation.address);
    return;
  }
  const before = rows.get(operation.address);
  const row = object === null ? null : settledRow(operation, verdict, object, before);
  if (row === null) return;
  if (before !== undefined && leavesSuperseded(operation, before, row)) {
    const old = supersede(before, new Set(rows.keys()));
    rows.set(old.address, old);
  }
  rows.set(row.address, row);
}

/** Whether the row that was there is put aside for the settled one. What a recreate replaced is gone. */
export function leavesSuperseded(
  operation: OpenOperation,
  before: RecordedClone,
  row: RecordedClone,
): boolean {
  return operation.kind !== 'recreate' && before.uid !== row.uid;
}

/** The row that a settled entry leaves: what apply writes when it carries the verdict out. */
export function settledRow(
  operation: OpenOperation,
  verdict: Verdict,
  object: ObservedObject,
  before: RecordedClone | undefined,
): RecordedClone | null {
  const { source, labels, description } = operation;
  if (source === null || (verdict !== 'finish' && verdict !== 'take_over')) return null;
  const common = {
    uid: object.uid,
    key: object.key,
    source,
    digest: object.digest ?? source.digest,
    shown: object.shown,
    lastModified: object.lastModified,
    isProtected: operation.isProtected,
    declaredVersion: operation.declaredVersion,
    labels: labels !== null && sameLabels(labels, object.labels) ? labels : null,
    description: description?.trim() === object.description.trim() ? description : null,
  };
  if (operation.kind === 'update' && before !== undefined) return { ...before, ...common, key: before.key };
  return {
    ...common,
    address: operation.address,
    projectName: operation.projectName,
    status: 'current',
    provenance: verdict === 'finish' ? 'created' : 'inferred',
    recordedAt: operation.openedAt,
    revision: 0,
  };
}

function resumeChange(
  world: World,
  operation: OpenOperation,
  verdict: Verdict,
  object: ObservedObject | null,
): Change {
  const row = world.recorded.get(operation.address);
  const source = operation.source;
  return makeChange({
    action: 'resume',
    reason: 'interrupted',
    address: operation.address,
    clone: clonePlanned(world, operation.key, operation.projectName),
    source:
      source !== null
        ? { ...source, project: world.projectName(source.projectUid) }
        : row !== undefined
          ? sourceRecorded(world, row)
          : UNKNOWN_SOURCE,
    protect: operation.isProtected,
    preconditions: { recorded: null, observed: observedPrecondition(object), source: null },
    ...(verdict === 'wait' ? { blockers: [WAITING] } : {}),
    more: {
      resume: { operation: operation.id, verdict, source },
      ...(object === null ? {} : { uid: object.uid }),
      declaredVersion: operation.declaredVersion,
    },
  });
}

const WAITING = {
  by: 'unreadable',
  detail: 'what an interrupted run may have made could not be read',
  hint: 'try again; nothing is sent twice before it was read',
} as const;

const UNKNOWN_SOURCE = {
  uid: null,
  name: '',
  version: null,
  digest: null,
  scope: 'tenant',
  project: null,
  projectUid: null,
} as const;
