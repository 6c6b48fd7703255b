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
import type { OpenEntry, RecordedClone } from '../model/recorded.ts';
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
  readonly entry: OpenEntry;
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
  if (input.recorded.openEntries.length === 0) return { ...NOTHING_OPEN, rows: input.recorded.clones };
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
  for (const entry of input.recorded.openEntries) {
    const resolved = resolve(planning, entry);
    if (resolved.verdict === 'in_doubt') {
      inDoubt.push({ entry, mayEnd: resolved.mayEnd });
      if (resolved.unproven !== null) diagnostics.push(unprovenWarning(entry, resolved.unproven));
      continue;
    }
    const { verdict, object } = resolved;
    // Also where no change of this plan continues with it.
    if (verdict === 'retry' && entry.kind !== 'update') inDoubt.push({ entry, mayEnd: true });
    const placed = object === null ? entry : { ...entry, address: placeOf(planning, entry, object) };
    changes.push(resumeChange(planning, placed, verdict, object));
    const planned = planning.contentWith(digestOf(entry));
    for (const mutation of recoveredRows(view, placed, verdict, object, planned) ?? [])
      keepUp(view, mutation, LOOK_AHEAD);
    if (!goesOnAsUpdate(entry, verdict)) continue;
    updates.add(placed.address);
    if (mayHaveDraft(entry)) drafts.add(placed.address);
  }
  const updating = new Map(
    input.recorded.openEntries.flatMap((open) => (open.kind === 'update' ? [[open.id, open]] : [])),
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
  updating: ReadonlyMap<string, OpenEntry>,
  rows: ReadonlyMap<string, RecordedClone>,
): Recovery['changes'][number] {
  if (isBlocked(change) || change.resume.verdict !== 'retry') return change;
  const entry = updating.get(change.resume.operation);
  const isLost = entry !== undefined && rows.get(entry.address)?.uid !== entry.uid;
  return isLost ? { ...change, resume: { ...change.resume, verdict: 'close' } } : change;
}

function goesOnAsUpdate({ kind }: OpenEntry, verdict: Verdict): boolean {
  return verdict === 'continue' || (kind === 'update' && verdict === 'retry');
}

function digestOf({ source, overrides }: OpenEntry): Digest | null {
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
  return [...rows].map((row) => ({ ...row, revision: revisions.get(row.uid) ?? 0 }));
}

/** What shows up after its clone moved on to another key is an older version of it. */
function placeOf(planning: PlanningContext, entry: OpenEntry, object: ObservedObject): Address {
  const { address } = entry;
  const row = planning.recorded.get(address);
  if (entry.kind === 'update' || row === undefined || isWanted(planning, entry)) return address;
  const late = { ...row, uid: object.uid, key: object.key };
  return supersede(late, planning.recorded).address;
}

/** What it is and how to get rid of the doubt; where a declaration wants its place, the block there says the same. */
function unprovenWarning({ address, key }: OpenEntry, { uid }: ObservedObject): Diagnostic {
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

function resolve(planning: PlanningContext, entry: OpenEntry): Resolved {
  switch (entry.kind) {
    case 'create':
    case 'replace':
    case 'recreate': {
      const resolution = resolveInDoubt(planning, entry);
      return resolution.verdict === 'in_doubt' ? resolution : { object: null, ...resolution };
    }
    case 'delete': {
      const read = entry.uid === null ? undefined : planning.object(entry.uid);
      if (read?.status === 'unreadable') return { verdict: 'in_doubt', mayEnd: false, unproven: null };
      return { verdict: read?.status === 'gone' ? 'confirm_deleted' : 'close', object: null };
    }
    case 'update':
      return resolveUpdate(planning, entry);
    default:
      return assertNever(entry.kind);
  }
}

function resolveUpdate(planning: PlanningContext, entry: OpenEntry): Resolved {
  const close: Resolved = { verdict: 'close', object: null };
  const { source, uid, address } = entry;
  const row = planning.recorded.get(address);
  if (source === null || uid === null || row?.uid !== uid) return close;
  const read = planning.object(uid);
  if (read?.status === 'gone') return close;
  if (read?.status !== 'present') return { verdict: 'wait', object: null };
  const { object } = read;
  if (hasWanted(entry, object)) return { verdict: 'finish', object };
  const isUntouched = hasRecordedContent(row, object.digest) && !object.hasDraft;
  return isUntouched || !planning.declared.has(address) ? close : { verdict: 'retry', object: null };
}

function resumeChange(
  planning: PlanningContext,
  entry: OpenEntry,
  verdict: Verdict,
  object: ObservedObject | null,
): Resume | Blocked<Resume> {
  const row = planning.recorded.get(entry.address);
  const source = entry.source;
  return decided<Resume>(
    {
      kind: 'resume',
      reason: 'interrupted',
      address: entry.address,
      clone: clonePlanned(planning, entry.key, entry.projectName),
      source:
        source !== null
          ? { ...source, project: planning.projectName(source.projectUid) }
          : row !== undefined
            ? sourceRecorded(planning, row)
            : UNKNOWN_SOURCE,
      needs: [],
      recorded: null,
      protect: entry.isProtected,
      seen: object === null ? null : seenOf(object),
      resume: { operation: entry.id, verdict, source },
      uid: object?.uid ?? null,
      declaredVersion: entry.declaredVersion,
    },
    verdict === 'wait' ? [waitingFor(planning, entry)] : [],
  );
}

function waitingFor(planning: PlanningContext, { uid, key }: OpenEntry): Blocker {
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
