// What becomes of the journal entries that an earlier run left open. Decides only: apply writes it down.
//
//   create, replace,       object there, by its UID → finish · at the key and provably ours → take_over
//   recreate               with overrides that are not applied yet → continue, as an update · key free → retry while it is still wanted, the entry stays open: a list may show it late
//                          could not be read → wait while it is wanted · all else → in doubt, silently (in-doubt.ts)
//   delete                 object gone → confirm_deleted · there → close (the ordinary delete follows) · unreadable → in doubt, silently
//   update of content      as its source → finish · begun → retry, the entry stays open: what differs there is ours · else close
//   update of labels, …    close: the ordinary comparison sees what is missing

import type { Digest } from '../content/content.ts';
import type { Address } from '../model/address.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { assertNever } from '../model/invariant.ts';
import type { ObservedObject } from '../model/observed.ts';
import type { OpenOperation, RecordedClone } from '../model/recorded.ts';
import { hasRecordedContent } from '../model/remarks.ts';
import { keepUp, viewOf } from '../state/view.ts';
import { type Blocked, isBlocked, type Resume, type Verdict } from './change.ts';
import { hasWanted, isWanted, resolveInDoubt } from './in-doubt.ts';
import type { Blocker } from './plan.ts';
import {
  makePlanningContext,
  type PlanInput,
  type PlanningContext,
  type Unfinished,
} from './planning-context.ts';
import { mayHaveDraft, recoveredRows } from './recovered-rows.ts';
import { importHint } from './rules/blockers.ts';
import { clonePlanned, decided, seenOf, sourceRecorded } from './rules/draft.ts';
import { supersede } from './supersede.ts';

export interface Recovery {
  /** The recorded rows as they will be once the journal is recovered. */
  readonly rows: readonly RecordedClone[];
  readonly changes: readonly (Resume | Blocked<Resume>)[];
  readonly unfinished: Unfinished;
  /** Entries with nothing to do: what they asked for may still appear. */
  readonly inDoubt: readonly InDoubt[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface InDoubt {
  readonly operation: OpenOperation;
  /** It ends with the time in which late answers are possible; else it lasts until its key can be explained. */
  readonly mayEnd: boolean;
}

const NOTHING_OPEN = {
  changes: [],
  unfinished: { updates: new Set(), drafts: new Set() },
  inDoubt: [],
  diagnostics: [],
} as const satisfies Omit<Recovery, 'rows'>;

export function recoverJournal(input: PlanInput): Recovery {
  if (input.recorded.openOperations.length === 0) return { ...NOTHING_OPEN, rows: input.recorded.clones };
  // Rows as recovery leaves them: what shows up for one entry is known when the next is judged.
  const view = viewOf(input.recorded, LOOK_AHEAD.runId);
  const planning: PlanningContext = {
    ...makePlanningContext(input, input.recorded.clones),
    recorded: view.clones,
    recordedByUid: view.byUid,
  };
  const changes: Recovery['changes'][number][] = [];
  const updates = new Set<string>();
  const drafts = new Set<string>();
  const inDoubt: InDoubt[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const operation of input.recorded.openOperations) {
    const resolved = resolve(planning, operation);
    if (resolved.verdict === 'in_doubt') {
      inDoubt.push({ operation, mayEnd: resolved.mayEnd });
      if (resolved.unproven !== null) diagnostics.push(unprovenWarning(operation, resolved.unproven));
      continue;
    }
    const { verdict, object } = resolved;
    // Also where no change of this plan continues with it.
    if (verdict === 'retry' && operation.kind !== 'update') inDoubt.push({ operation, mayEnd: true });
    const placed =
      object === null ? operation : { ...operation, address: placeOf(planning, operation, object) };
    changes.push(resumeChange(planning, placed, verdict, object));
    const planned = planning.contentWith(digestOf(operation));
    for (const mutation of recoveredRows(view, placed, verdict, object, planned) ?? [])
      keepUp(view, mutation, LOOK_AHEAD);
    if (!goesOnAsUpdate(operation, verdict)) continue;
    updates.add(placed.address);
    if (mayHaveDraft(operation)) drafts.add(placed.address);
  }
  const updating = new Map(
    input.recorded.openOperations.flatMap((open) => (open.kind === 'update' ? [[open.id, open]] : [])),
  );
  return {
    rows: withRevisionsOf(input.recorded.clones, view.clones.values()),
    changes: changes.map((change) => withoutLostUpdate(change, updating, view.clones)),
    unfinished: { updates, drafts },
    inDoubt,
    diagnostics,
  };
}

/** An entry that was recovered later may have put the clone of an update aside: nothing continues with that one. */
function withoutLostUpdate(
  change: Recovery['changes'][number],
  updating: ReadonlyMap<string, OpenOperation>,
  rows: ReadonlyMap<string, RecordedClone>,
): Recovery['changes'][number] {
  if (isBlocked(change) || change.resume.verdict !== 'retry') return change;
  const operation = updating.get(change.resume.operation);
  const isLost = operation !== undefined && rows.get(operation.address)?.uid !== operation.uid;
  return isLost ? { ...change, resume: { ...change.resume, verdict: 'close' } } : change;
}

function goesOnAsUpdate({ kind }: OpenOperation, verdict: Verdict): boolean {
  return verdict === 'continue' || (kind === 'update' && verdict === 'retry');
}

function digestOf({ source, overrides }: OpenOperation): Digest | null {
  return overrides?.wanted ?? source?.digest ?? null;
}

/** Nothing of it is written: the planner only looks ahead. */
const LOOK_AHEAD = { where: 'state', runId: '', epoch: 0, now: '' } as const;

/** Preconditions name the revision that state has now, not the one that the recovery will give. */
function withRevisionsOf(
  recorded: readonly RecordedClone[],
  rows: Iterable<RecordedClone>,
): readonly RecordedClone[] {
  const revisions = new Map(recorded.map(({ uid, revision }) => [uid, revision]));
  return [...rows].map((row) => {
    const revision = revisions.get(row.uid) ?? 0;
    return row.revision === revision ? row : { ...row, revision };
  });
}

/** What shows up after its clone moved on to another key is an older version of it. */
function placeOf(planning: PlanningContext, operation: OpenOperation, object: ObservedObject): Address {
  const { address } = operation;
  const row = planning.recorded.get(address);
  if (operation.kind === 'update' || row === undefined || isWanted(planning, operation)) return address;
  const late = { ...row, uid: object.uid, key: object.key };
  return supersede(late, planning.recorded).address;
}

/** What it is and how to get rid of the doubt; where a declaration wants its place, the block there says the same. */
function unprovenWarning({ address, key }: OpenOperation, { uid }: ObservedObject): Diagnostic {
  return {
    code: 'plan/unproven',
    severity: 'warning',
    message: `${key.name} ${key.version} (UID ${uid}) may be the object that an interrupted run created for ${address}, but that cannot be proven`,
    hint: `check it; if it is not needed, delete it in Palette; ${importHint(address, uid)}`,
  };
}

type Resolved =
  | { readonly verdict: Verdict; readonly object: ObservedObject | null }
  | Extract<ReturnType<typeof resolveInDoubt>, { verdict: 'in_doubt' }>;

function resolve(planning: PlanningContext, operation: OpenOperation): Resolved {
  switch (operation.kind) {
    case 'create':
    case 'replace':
    case 'recreate': {
      const resolution = resolveInDoubt(planning, operation);
      return resolution.verdict === 'in_doubt' ? resolution : { object: null, ...resolution };
    }
    case 'delete': {
      const read = operation.uid === null ? undefined : planning.object(operation.uid);
      if (read?.status === 'unreadable') return { verdict: 'in_doubt', mayEnd: false, unproven: null };
      return { verdict: read?.status === 'gone' ? 'confirm_deleted' : 'close', object: null };
    }
    case 'update':
      return resolveUpdate(planning, operation);
    default:
      return assertNever(operation.kind);
  }
}

function resolveUpdate(planning: PlanningContext, operation: OpenOperation): Resolved {
  const close: Resolved = { verdict: 'close', object: null };
  const { source, uid, address } = operation;
  const row = planning.recorded.get(address);
  if (source === null || uid === null || row?.uid !== uid) return close;
  const read = planning.object(uid);
  if (read?.status === 'gone') return close;
  if (read?.status !== 'present') return { verdict: 'wait', object: null };
  const { object } = read;
  if (hasWanted(operation, object)) return { verdict: 'finish', object };
  const isUntouched = hasRecordedContent(row, object.digest) && !object.hasDraft;
  return isUntouched || !planning.declared.has(address) ? close : { verdict: 'retry', object: null };
}

function resumeChange(
  planning: PlanningContext,
  operation: OpenOperation,
  verdict: Verdict,
  object: ObservedObject | null,
): Resume | Blocked<Resume> {
  const row = planning.recorded.get(operation.address);
  const source = operation.source;
  return decided<Resume>(
    {
      kind: 'resume',
      reason: 'interrupted',
      address: operation.address,
      clone: clonePlanned(planning, operation.key, operation.projectName),
      source:
        source !== null
          ? { ...source, project: planning.projectName(source.projectUid) }
          : row !== undefined
            ? sourceRecorded(planning, row)
            : UNKNOWN_SOURCE,
      needs: [],
      recorded: null,
      protect: operation.isProtected,
      seen: object === null ? null : seenOf(object),
      resume: { operation: operation.id, verdict, source },
      uid: object?.uid ?? null,
      declaredVersion: operation.declaredVersion,
    },
    verdict === 'wait' ? [waitingFor(planning, operation)] : [],
  );
}

function waitingFor(planning: PlanningContext, { uid, key }: OpenOperation): Blocker {
  const at = uid ?? planning.uidAt(key);
  const read = at === undefined ? undefined : planning.object(at);
  const why = read?.status === 'unreadable' ? `: ${read.failure.code}: ${read.failure.message}` : '';
  return {
    by: 'unreadable',
    detail: `the result of an interrupted run could not be read${why}`,
    hint: 'try again; nothing is sent twice before the result is known',
  };
}

const UNKNOWN_SOURCE = {
  uid: null,
  name: '',
  version: null,
  digest: null,
  scope: 'tenant',
  project: null,
  projectUid: null,
} as const;
