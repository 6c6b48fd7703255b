// Use case: do it. Lock, plan, ask, apply, and tell how it ended. Destroy is the same with nothing desired.

import { applyPlan } from '../apply/apply-plan.ts';
import { type ApplyDeps, write } from '../apply/deps.ts';
import type { ApplyEvent } from '../apply/events.ts';
import { isOver } from '../apply/making-entry.ts';
import { noteOf } from '../apply/state-changes.ts';
import type { Desired } from '../model/desired.ts';
import type { Recorded } from '../model/recorded.ts';
import type { RateLimits, Settings } from '../model/settings.ts';
import type { PaletteClient } from '../palette/port.ts';
import type { AppliedPlan, ApplyResult, Change, Plan, PlanOptions } from '../plan/plan.ts';
import type { Watched } from '../plan/settle.ts';
import { hasWork, summarize } from '../plan/summary.ts';
import type { FlowDeps } from './deps.ts';
import { type Locked, withLock } from './open-state.ts';
import { parallelismFor } from './parallelism.ts';
import { type Planned, planClones } from './plan-clones.ts';
import { EXIT, type ExitCode } from './refusal.ts';

export interface ApplyRequest {
  readonly client: PaletteClient;
  readonly rateLimits: RateLimits;
  readonly desired: Desired;
  readonly options: PlanOptions;
  readonly command: 'apply' | 'destroy' | 'import';
  /** Leaves the rest of the plan alone. */
  readonly only?: (change: Change) => boolean;
  readonly skipBlocked: boolean;
  /** Checksum that the plan must have; null: any. */
  readonly expect: string | null;
  /** null: what the rate needs. */
  readonly parallelism: number | null;
  readonly verifyWhole: boolean;
  readonly message: string | null;
  readonly commit: string | null;
}

/** The talk with whoever runs it. */
export interface ApplyTalk {
  readonly showPlan: (plan: Plan) => void;
  /** Asked only when there is something to do. */
  readonly approve: (plan: Plan) => Promise<'yes' | 'no' | 'interrupted' | 'nobody_to_ask'>;
  readonly emit: (event: ApplyEvent) => void;
  readonly isStopping: () => boolean;
}

export interface ApplyEnd {
  readonly exitCode: ExitCode;
  readonly applied: AppliedPlan;
  /** Why nothing was done, when nothing was. */
  readonly stopped: 'blocked' | 'declined' | 'unapproved' | 'checksum' | 'nothing_to_do' | null;
  /** What broke the run in its middle: state failed, or a fault of ours. */
  readonly broken: { readonly error: unknown } | null;
}

/** Under the lock from the first read to the last write. */
export function applyClones(
  deps: FlowDeps,
  settings: Settings,
  lockTimeoutMs: number,
  request: ApplyRequest,
  talk: ApplyTalk,
): Promise<ApplyEnd> {
  return withLock(deps, settings, request.command, lockTimeoutMs, (locked) =>
    runApply(deps, request, talk, locked),
  );
}

/** The same with a lock that is held already. */
export async function runApply(
  deps: FlowDeps,
  request: ApplyRequest,
  talk: ApplyTalk,
  locked: Locked,
): Promise<ApplyEnd> {
  const recorded = await locked.store.readRecorded();
  const { client, desired, options, rateLimits } = request;
  const planned = await planClones(deps, { client, desired, recorded, rateLimits, options });
  const plan = request.only === undefined ? planned.plan : narrowed(planned.plan, request.only);
  talk.showPlan(plan);
  const stop = await whyNot(request, talk, plan);
  if (stop !== null) return stop;
  return runPlan(deps, request, talk, { ...planned, plan }, recorded, locked);
}

function narrowed(plan: Plan, only: (change: Change) => boolean): Plan {
  const changes = plan.changes.filter(only);
  return { ...plan, changes, summary: summarize(changes, plan.drift) };
}

async function whyNot(request: ApplyRequest, talk: ApplyTalk, plan: Plan): Promise<ApplyEnd | null> {
  const nothing = (exitCode: ExitCode, stopped: ApplyEnd['stopped']): ApplyEnd => ({
    exitCode,
    applied: withResults(plan, []),
    stopped,
    broken: null,
  });
  if (request.expect !== null && request.expect !== plan.checksum) return nothing(EXIT.stale, 'checksum');
  if (plan.summary.blocked > 0 && !request.skipBlocked) return nothing(EXIT.blocked, 'blocked');
  if (!hasWork(plan.changes)) return null;
  switch (await talk.approve(plan)) {
    case 'yes':
      return null;
    case 'no':
      return nothing(EXIT.error, 'declined');
    case 'interrupted':
      return nothing(EXIT.interrupted, 'declined');
    case 'nobody_to_ask':
      return nothing(EXIT.usage, 'unapproved');
  }
}

async function runPlan(
  deps: FlowDeps,
  request: ApplyRequest,
  talk: ApplyTalk,
  { plan, outlines, knownUids, watched }: Planned,
  recorded: Recorded,
  locked: Locked,
): Promise<ApplyEnd> {
  const applyDeps = {
    ...toApplyDeps(deps, request, talk, recorded, locked),
    outlines: new Map(outlines),
    knownUids: new Set(knownUids),
  };
  if (!hasWork(plan.changes)) {
    await writeNotes(applyDeps, plan, watched);
    return { exitCode: EXIT.ok, applied: withResults(plan, []), stopped: 'nothing_to_do', broken: null };
  }
  // What this run is about to change can be had back as it was.
  if (recorded.identity !== null) await locked.store.backup();
  const startedAt = deps.clock.now();
  await startRun(deps, request, plan, locked);
  const work = plan.changes.filter((change) => change.action !== 'noop').length;
  talk.emit({ event: 'run_started', runId: locked.runId, total: work });
  const parallelism = request.parallelism ?? parallelismFor(request.client.stats(), request.rateLimits);
  const { results, isUnauthorized, broken } = await applyPlan(applyDeps, plan, parallelism);
  const applied = withResults(plan, results);
  const exitCode = exitCodeOf(applied, isUnauthorized, talk.isStopping(), broken !== null);
  if (broken === null) {
    await writeNotes(applyDeps, plan, watched);
    await finishRun(deps, locked, exitCode);
  }
  const { applied: done, failed, skipped, notStarted } = applied.summary;
  talk.emit({
    event: 'run_finished',
    applied: done,
    failed,
    skipped,
    notStarted,
    elapsedMs: deps.clock.now() - startedAt,
  });
  return { exitCode, applied, stopped: null, broken };
}

function toApplyDeps(
  deps: FlowDeps,
  request: ApplyRequest,
  talk: ApplyTalk,
  recorded: Recorded,
  locked: Locked,
): Omit<ApplyDeps, 'outlines' | 'knownUids'> {
  return {
    sources: new Map(),
    journal: new Map(recorded.openOperations.map((operation) => [operation.id, operation])),
    client: request.client,
    store: locked.store,
    lease: locked.lease,
    runId: locked.runId,
    recorded,
    rows: new Map(recorded.clones.map((row) => [row.address, row])),
    clock: deps.clock,
    newId: deps.newId,
    emit: talk.emit,
    isStopping: talk.isStopping,
    allowDeleteInUse: request.options.allowDeleteInUse,
    verifyWhole: request.verifyWhole,
  };
}

async function startRun(deps: FlowDeps, request: ApplyRequest, plan: Plan, locked: Locked): Promise<void> {
  const { user, hostname } = deps.process;
  await locked.store.write(locked.lease, [
    { kind: 'bind', tenantUid: plan.tenantUid, host: plan.host },
    {
      kind: 'start_run',
      run: {
        id: locked.runId,
        command: request.command,
        user,
        host: hostname,
        startedAt: new Date(deps.clock.now()).toISOString(),
        commit: request.commit,
        message: request.message,
        toolVersion: deps.tool,
        planChecksum: plan.checksum,
      },
    },
  ]);
}

async function finishRun(deps: FlowDeps, locked: Locked, exitCode: ExitCode): Promise<void> {
  const outcome =
    exitCode === EXIT.ok ? 'done' : exitCode === EXIT.interrupted ? 'interrupted' : 'incomplete';
  const finishedAt = new Date(deps.clock.now()).toISOString();
  await locked.store.write(locked.lease, [{ kind: 'finish_run', runId: locked.runId, outcome, finishedAt }]);
}

/** No-ops leave notes too: protection as declared, timestamps that moved over unchanged content. Watches that are over end. */
async function writeNotes(deps: ApplyDeps, plan: Plan, watched: readonly Watched[]): Promise<void> {
  const notes = plan.changes.flatMap((change) => {
    const row = deps.rows.get(change.address);
    const note = change.action !== 'noop' || row === undefined ? null : noteOf(change, row);
    return note === null ? [] : [note];
  });
  const over = watched.flatMap(({ operation, mayEnd }) =>
    mayEnd && deps.journal.has(operation.id) && isOver(operation, deps.clock.now())
      ? [{ kind: 'close_operation', id: operation.id, outcome: 'abandoned' } as const]
      : [],
  );
  if (notes.length + over.length > 0) await write(deps, ...notes, ...over);
}

export function withResults(plan: Plan, results: readonly ApplyResult[]): AppliedPlan {
  const count = (status: ApplyResult['status']): number =>
    results.filter((result) => result.status === status).length;
  return {
    ...plan,
    results,
    summary: {
      ...plan.summary,
      applied: count('applied'),
      failed: count('failed'),
      skipped: count('skipped'),
      notStarted: count('not_started'),
    },
  };
}

/** Blocked changes that were skipped on purpose do not spoil a run. */
function exitCodeOf(
  applied: AppliedPlan,
  isUnauthorized: boolean,
  isInterrupted: boolean,
  isBroken: boolean,
): ExitCode {
  if (isBroken) return EXIT.incomplete;
  if (isInterrupted) return EXIT.interrupted;
  const isWhole = applied.results.every(
    (result) => result.status === 'applied' || result.blockedBy !== undefined,
  );
  if (isWhole) return EXIT.ok;
  return isUnauthorized && applied.summary.applied === 0 ? EXIT.auth : EXIT.incomplete;
}
