// What becomes of the journal entries that an earlier run left open. Decides only: apply writes it down.
//
//   create, no UID known   key free → retry while it is still wanted, the entry stays open: a list may show it late
//                          object there and provably ours → take_over · else → close (it is someone's)
//                          the list could not be read → wait
//   create, UID known      object there → finish · gone → close
//   delete                 object gone → confirm_deleted · there → close (the ordinary delete follows)
//   update                 close: the ordinary comparison sees what is missing

import { assertNever } from '../model/invariant.ts';
import type { ObservedObject } from '../model/observed.ts';
import type { OpenOperation, RecordedClone } from '../model/recorded.ts';
import { clonePlanned, makeChange, observedPrecondition, sourceRecorded } from './draft.ts';
import type { Change } from './plan.ts';
import { supersede } from './supersede.ts';
import { makeWorld, type PlanInput, type World } from './world.ts';

export type Verdict = NonNullable<Change['resume']>['verdict'];

export interface Settled {
  /** The recorded rows as they will be once the journal is settled. */
  readonly rows: readonly RecordedClone[];
  readonly changes: readonly Change[];
}

/** Server clocks are compared with this much slack, as their `Date` header has whole seconds. */
const SLACK_MS = 2000;

export function settleJournal(input: PlanInput): Settled {
  const rows = new Map<string, RecordedClone>(input.recorded.clones.map((row) => [row.address, row]));
  const changes: Change[] = [];
  for (const operation of input.recorded.openOperations) {
    const world = makeWorld(input, [...rows.values()]);
    const { verdict, object } = judge(world, operation);
    changes.push(resumeChange(world, operation, verdict, object));
    applyVerdict(rows, operation, verdict, object);
  }
  return { rows: [...rows.values()], changes };
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
    case 'update':
      return { verdict: 'close', object: null };
    default:
      return assertNever(operation.kind);
  }
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
  const wanted = world.declared.get(operation.address)?.target;
  if (wanted === undefined || isProjectGone) return 'close';
  const projectUid = wanted.project === null ? null : (world.observed.projects.get(wanted.project) ?? null);
  const isSamePlace = wanted.scope === key.scope && projectUid === key.projectUid && wanted.name === key.name;
  return isSamePlace && (wanted.version === key.version || wanted.version === 'source') ? 'retry' : 'close';
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
  const row = object === null ? null : settledRow(operation, verdict, object);
  if (row === null) return;
  const before = rows.get(row.address);
  if (before !== undefined && before.uid !== row.uid) {
    const old = supersede(before, new Set(rows.keys()));
    rows.set(old.address, old);
  }
  rows.set(row.address, row);
}

/** The row that a settled create leaves: what apply writes when it carries the verdict out. */
export function settledRow(
  operation: OpenOperation,
  verdict: Verdict,
  object: ObservedObject,
): RecordedClone | null {
  if (operation.source === null || (verdict !== 'finish' && verdict !== 'take_over')) return null;
  return {
    address: operation.address,
    uid: object.uid,
    key: object.key,
    projectName: operation.projectName,
    status: 'current',
    provenance: verdict === 'finish' ? 'created' : 'inferred',
    source: operation.source,
    digest: object.digest ?? operation.source.digest,
    shown: object.shown,
    lastModified: object.lastModified,
    isProtected: operation.isProtected,
    declaredVersion: operation.declaredVersion,
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
