// What becomes of the journal entries that an earlier run left open. Decides only: apply writes it down.
//
//   create, replace,       object there, by its UID → finish · at the key and provably ours → take_over
//   recreate               key free → retry while it is still wanted, the entry stays open: a list may show it late
//                          could not be read → wait while it is wanted · all else → watched silently (judge-making.ts)
//   delete                 object gone → confirm_deleted · there → close (the ordinary delete follows) · unreadable → watched silently
//   update of content      as its source → finish · begun → retry, the entry stays open: what differs there is ours · else close
//   update of labels, …    close: the ordinary comparison sees what is missing

import type { Content } from '../content/content.ts';
import { type Address, parseAddress } from '../model/address.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { assertNever } from '../model/invariant.ts';
import type { ObservedObject } from '../model/observed.ts';
import type { OpenOperation, RecordedClone } from '../model/recorded.ts';
import { hasRecordedContent, remarksBeyondContent, withRemarks } from '../model/remarks.ts';
import type { Blocked, Resume, Verdict } from './change.ts';
import { judgeContent } from './judge-content.ts';
import { isWanted, judgeMaking } from './judge-making.ts';
import { importHint } from './rules/blockers.ts';
import { clonePlanned, decided, seenOf, sourceRecorded } from './rules/draft.ts';
import { sameLabels } from './rules/metadata.ts';
import { supersede } from './supersede.ts';
import { makeWorld, type PlanInput, type Unfinished, type World } from './world.ts';

export interface Settled {
  /** The recorded rows as they will be once the journal is settled. */
  readonly rows: readonly RecordedClone[];
  readonly changes: readonly (Resume | Blocked<Resume>)[];
  readonly unfinished: Unfinished;
  /** Entries with nothing to do: what they asked for may still appear. */
  readonly watched: readonly Watched[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface Watched {
  readonly operation: OpenOperation;
  /** It ends with the time in which late answers are possible; else it lasts until its key can be explained. */
  readonly mayEnd: boolean;
}

const NOTHING_OPEN = {
  changes: [],
  unfinished: { updates: new Set(), drafts: new Set() },
  watched: [],
  diagnostics: [],
} as const satisfies Omit<Settled, 'rows'>;

export function settleJournal(input: PlanInput): Settled {
  if (input.recorded.openOperations.length === 0) return { ...NOTHING_OPEN, rows: input.recorded.clones };
  const rows = newRows(input.recorded.clones);
  const world: World = {
    ...makeWorld(input, input.recorded.clones),
    recorded: rows.byAddress,
    recordedByUid: rows.byUid,
  };
  const changes: Settled['changes'][number][] = [];
  const updates = new Set<string>();
  const drafts = new Set<string>();
  const watched: Watched[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const operation of input.recorded.openOperations) {
    const judgement = judge(world, operation);
    if (judgement.verdict === 'watch') {
      watched.push({ operation, mayEnd: judgement.mayEnd });
      if (judgement.unproven !== null) diagnostics.push(unprovenWarning(operation, judgement.unproven));
      continue;
    }
    const { verdict, object } = judgement;
    // Also where no change of this plan goes on with it.
    if (verdict === 'retry' && operation.kind !== 'update') watched.push({ operation, mayEnd: true });
    const placed = object === null ? operation : { ...operation, address: placeOf(world, operation, object) };
    changes.push(resumeChange(world, placed, verdict, object));
    applyVerdict(rows, placed, verdict, object, world.contentWith(operation.source?.digest ?? null));
    if (operation.kind !== 'update' || verdict !== 'retry') continue;
    updates.add(operation.address);
    if (mayHaveDraft(operation)) drafts.add(operation.address);
  }
  return {
    rows: [...rows.byAddress.values()],
    changes,
    unfinished: { updates, drafts },
    watched,
    diagnostics,
  };
}

/** What shows up after its clone moved on to another key is an older version of it. */
function placeOf(world: World, operation: OpenOperation, object: ObservedObject): Address {
  const { address } = operation;
  const row = world.recorded.get(address);
  if (operation.kind === 'update' || row === undefined || isWanted(world, operation)) return address;
  const late = { ...row, uid: object.uid, key: object.key };
  return supersede(late, new Set(world.recorded.keys())).address;
}

/** What it is and how to get rid of the doubt; where a declaration wants its place, the block there says the same. */
function unprovenWarning({ address, key }: OpenOperation, { uid }: ObservedObject): Diagnostic {
  return {
    code: 'plan/unproven',
    severity: 'warning',
    message: `${key.name} ${key.version} (UID ${uid}) may be what an interrupted run made for ${address}, but that cannot be proven`,
    hint: `look at it; then delete it in Palette, or ${importHint(address, uid)}`,
  };
}

function mayHaveDraft({ step }: OpenOperation): boolean {
  return step === 'draft' || step === 'publish' || step === 'surplus' || step === 'metadata';
}

type Judgement =
  | { readonly verdict: Verdict; readonly object: ObservedObject | null }
  | Extract<ReturnType<typeof judgeMaking>, { verdict: 'watch' }>;

function judge(world: World, operation: OpenOperation): Judgement {
  switch (operation.kind) {
    case 'create':
    case 'replace':
    case 'recreate': {
      const making = judgeMaking(world, operation);
      return making.verdict === 'watch' ? making : { object: null, ...making };
    }
    case 'delete': {
      const read = operation.uid === null ? undefined : world.object(operation.uid);
      if (read?.status === 'unreadable') return { verdict: 'watch', mayEnd: false, unproven: null };
      return { verdict: read?.status === 'gone' ? 'confirm_deleted' : 'close', object: null };
    }
    case 'update':
      return judgeUpdate(world, operation);
    default:
      return assertNever(operation.kind);
  }
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
  const isUntouched = hasRecordedContent(row, object.digest) && !object.hasDraft;
  return isUntouched || !world.declared.has(address) ? close : { verdict: 'retry', object: null };
}

/** Rows as settling leaves them: a journal of a thousand entries does not index ten thousand rows a thousand times. */
interface Rows {
  readonly byAddress: Map<string, RecordedClone>;
  readonly byUid: Map<string, RecordedClone>;
}

function newRows(clones: readonly RecordedClone[]): Rows {
  return {
    byAddress: new Map(clones.map((row) => [row.address, row])),
    byUid: new Map(clones.map((row) => [row.uid, row])),
  };
}

function dropRow({ byAddress, byUid }: Rows, row: RecordedClone): void {
  if (byAddress.get(row.address)?.uid === row.uid) byAddress.delete(row.address);
  byUid.delete(row.uid);
}

function putRow({ byAddress, byUid }: Rows, row: RecordedClone): void {
  byAddress.set(row.address, row);
  byUid.set(row.uid, row);
}

function applyVerdict(
  rows: Rows,
  operation: OpenOperation,
  verdict: Verdict,
  object: ObservedObject | null,
  planned: Content | null,
): void {
  if (verdict === 'confirm_deleted') {
    for (const row of deletedRows(rows.byAddress.values(), operation)) dropRow(rows, row);
    return;
  }
  const before = rows.byAddress.get(operation.address);
  const row = object === null ? null : settledRow(operation, verdict, object, before, planned);
  if (row === null) return;
  if (before !== undefined) dropRow(rows, before);
  if (before !== undefined && leavesSuperseded(operation, before, row))
    putRow(rows, supersede(before, new Set(rows.byAddress.keys())));
  putRow(rows, row);
}

/** The row may have got another address since. */
export function deletedRows(
  rows: Iterable<RecordedClone>,
  { uid }: Pick<OpenOperation, 'uid'>,
): readonly RecordedClone[] {
  return [...rows].filter((row) => row.uid === uid);
}

/** Whether the row that was there is put aside for the settled one. What a recreate replaced is gone. */
export function leavesSuperseded(
  operation: OpenOperation,
  before: RecordedClone,
  row: RecordedClone,
): boolean {
  return operation.kind !== 'recreate' && before.uid !== row.uid;
}

/**
 * The row that a settled entry leaves: what apply writes when it carries the verdict out. It says what was planned; an object that
 * has something else is incomplete. `planned`: the content of the source, where it is known.
 */
export function settledRow(
  operation: OpenOperation,
  verdict: Verdict,
  object: ObservedObject,
  before: RecordedClone | undefined,
  planned: Content | null,
): RecordedClone | null {
  const { source } = operation;
  if (source === null || (verdict !== 'finish' && verdict !== 'take_over')) return null;
  const { isSame, remarks } = judgeContent(source.digest, planned, object);
  const isAsPlanned = isSame && object.isPublished;
  const common = {
    uid: object.uid,
    key: object.key,
    source,
    digest: source.digest,
    shown: object.shown,
    lastModified: isAsPlanned ? object.lastModified : '',
    isProtected: operation.isProtected,
    declaredVersion: operation.declaredVersion,
    ...factsAsSet(operation, object),
  };
  if (operation.kind === 'update' && before !== undefined) {
    const updated: RecordedClone = { ...before, ...common, key: before.key, status: 'current' };
    return withRemarks(updated, { ...remarksBeyondContent(before), ...remarks });
  }
  const row: RecordedClone = {
    ...common,
    address: operation.address,
    projectName: operation.projectName,
    status: settledStatus(operation, isAsPlanned),
    provenance: verdict === 'finish' ? 'created' : 'inferred',
    recordedAt: operation.openedAt,
    revision: 0,
  };
  const held = before?.remarks?.held;
  return withRemarks(row, held === undefined ? remarks : { ...remarks, held });
}

function settledStatus({ address }: OpenOperation, isAsPlanned: boolean): RecordedClone['status'] {
  if (parseAddress(address)?.version !== null) return 'superseded';
  return isAsPlanned ? 'current' : 'incomplete';
}

/** What is managed and is as it was to be set. */
function factsAsSet(
  { labels, description }: OpenOperation,
  object: ObservedObject,
): Pick<RecordedClone, 'labels' | 'description'> {
  return {
    labels: labels !== null && sameLabels(labels, object.labels) ? labels : null,
    description: description?.trim() === object.description.trim() ? description : null,
  };
}

function resumeChange(
  world: World,
  operation: OpenOperation,
  verdict: Verdict,
  object: ObservedObject | null,
): Resume | Blocked<Resume> {
  const row = world.recorded.get(operation.address);
  const source = operation.source;
  return decided<Resume>(
    {
      kind: 'resume',
      reason: 'interrupted',
      address: operation.address,
      clone: clonePlanned(world, operation.key, operation.projectName),
      source:
        source !== null
          ? { ...source, project: world.projectName(source.projectUid) }
          : row !== undefined
            ? sourceRecorded(world, row)
            : UNKNOWN_SOURCE,
      needs: [],
      recorded: null,
      protect: operation.isProtected,
      seen: object === null ? null : seenOf(object),
      resume: { operation: operation.id, verdict, source },
      uid: object?.uid ?? null,
      declaredVersion: operation.declaredVersion,
    },
    verdict === 'wait' ? [WAITING] : [],
  );
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
