// A plan that is made: what keeps it from being done, whoever has to be asked, the run itself, and how it ended.

import { applyPlan, blockedResult, nameOf } from '../../apply/apply-plan.ts';
import { witnessesFor } from '../../apply/confirm-gone.ts';
import { type ApplyDeps, type Verification, write } from '../../apply/deps.ts';
import type { ApplyEvent } from '../../apply/events.ts';
import { isOver } from '../../apply/pending-create.ts';
import { noteOf } from '../../apply/state-changes.ts';
import type { Digest } from '../../content/content.ts';
import type { Outline } from '../../content/outline.ts';
import type { Registries } from '../../content/overrides/rendered.ts';
import { sha256 } from '../../inventory/digest.ts';
import type { DesiredOverrides } from '../../model/desired.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Recorded } from '../../model/recorded.ts';
import type { RateLimits } from '../../model/settings.ts';
import type { PaletteClient } from '../../palette/port.ts';
import { hasChecksum } from '../../plan/checksum.ts';
import { withDependents } from '../../plan/depend.ts';
import { planDifferences } from '../../plan/differences.ts';
import { hasWork, readChange } from '../../plan/document.ts';
import type { AppliedPlan, ApplyResult, ChangeEntry, Plan } from '../../plan/plan.ts';
import { denialsOf } from '../../plan/policy-blocks.ts';
import type { PolicyRef, PolicyReport } from '../../plan/policy-report.ts';
import type { InDoubt } from '../../plan/recover.ts';
import { viewOf } from '../../state/view.ts';
import type { FlowDeps } from '../deps.ts';
import type { PolicyJudge } from '../planning/policies.ts';
import { keepPlan } from '../saved/kept-plan.ts';
import type { Locked } from '../state/open-state.ts';
import { HISTORY_RUNS } from '../state/runs.ts';
import { EXIT, type ExitCode } from '../user-error.ts';
import { openAuditNotes } from './audit-notes.ts';
import { withPace } from './pace.ts';
import { parallelismFor } from './parallelism.ts';
import { runFacts } from './run-facts.ts';
import { createRenderWanted } from './wanted-content.ts';

export interface RunRequest {
  readonly client: PaletteClient;
  readonly rateLimits: RateLimits;
  readonly command: 'apply' | 'destroy' | 'import' | 'revert' | 'rollback' | 'state rebuild';
  readonly skipBlocked: boolean;
  /** What the plan must be; null: any. */
  readonly expect: Expected | null;
  /** What the plan must not have, lest nothing is done. */
  readonly failOn?: ReadonlySet<string>;
  /** Absent: there are no policies. */
  readonly policies?: PolicyJudge | null;
  /** null: what the rate needs. */
  readonly parallelism: number | null;
  readonly verify: Verification;
  readonly message: string | null;
  readonly commit: string | null;
  /** Each clone that is made gets a note in Palette's audit. */
  readonly auditNotes: boolean;
}

export interface Expected {
  readonly checksum: string;
  /** The plan that has it, where it is known: then it can be said what differs. */
  readonly plan: Plan | null;
}

/** Shows what a run does to whoever started it, and asks for approval. */
export interface RunReporter {
  readonly showPlan: (plan: Plan) => void;
  /** Asked only when there is something to do. */
  readonly approve: (plan: Plan) => Promise<Approval>;
  /** Nobody could be asked, and an expression of the declarations or of a policy file allows it. */
  readonly allowed: (by: PolicyRef) => void;
  readonly emit: (event: ApplyEvent) => void;
  readonly isStopping: () => boolean;
}

/** `leave`: yes, but for these changes and what hangs on them. */
export type Approval =
  | 'yes'
  | 'no'
  | 'interrupted'
  | 'nobody_to_ask'
  | { readonly leave: ReadonlySet<ChangeEntry> };

export interface ApplyEnd {
  readonly exitCode: ExitCode;
  readonly applied: AppliedPlan;
  /** Why nothing was done, when nothing was. */
  readonly stopped:
    | 'blocked'
    | 'declined'
    | 'unapproved'
    | 'checksum'
    | 'stale'
    | 'fail_on'
    | 'policy'
    | 'nothing_to_do'
    | null;
  /** The same in detail: what differs from the expected plan, what no longer holds. */
  readonly reasons: readonly Diagnostic[];
  /** What broke the run in its middle: state failed, or a fault of ours. */
  readonly broken: { readonly error: unknown } | null;
}

export interface MadePlan {
  readonly plan: Plan;
  /** Of the contents that were read, by digest. */
  readonly outlines: ReadonlyMap<Digest, Outline>;
  /** UIDs of all that was there: what a run makes is none of these. */
  readonly knownUids: ReadonlySet<string>;
  /** Journal entries that are kept without anything to do. */
  readonly inDoubt: readonly InDoubt[];
  readonly recorded: Recorded;
  /** What declarations change of their sources, by address. */
  readonly overrides: ReadonlyMap<string, DesiredOverrides>;
  /** Where planning looked registries up. */
  readonly registries?: Registries;
  /** Preconditions of a saved plan that do not hold. */
  readonly faults: readonly Diagnostic[];
  /** Changes whose no-ops may leave a note in state. */
  readonly notes: readonly ChangeEntry[];
}

/** Does it, unless something stands against it. The plan was shown already. */
export async function runIfApproved(
  deps: FlowDeps,
  request: RunRequest,
  reporter: RunReporter,
  made: MadePlan,
  locked: Locked,
): Promise<ApplyEnd> {
  const { plan } = made;
  request.client.guardWrites(locked.mayWrite);
  const stop = whyNot(request, made);
  if (stop !== null) return stop;
  if (!hasWork(plan.changes)) return runPlan(deps, request, reporter, made, new Set(), locked);
  const approval = await reporter.approve(plan);
  if (typeof approval === 'object') return runPlan(deps, request, reporter, made, approval.leave, locked);
  switch (approval) {
    case 'yes':
      return runPlan(deps, request, reporter, made, new Set(), locked);
    case 'no':
      return nothingDone(plan, EXIT.error, 'declined');
    case 'interrupted':
      return nothingDone(plan, EXIT.interrupted, 'declined');
    case 'nobody_to_ask': {
      const allowed = allowedByExpression(request, made);
      if (allowed === null) return nothingDone(plan, EXIT.usage, 'unapproved');
      reporter.allowed(allowed.policies.autoApproved);
      return runPlan(deps, request, reporter, { ...made, plan: allowed }, new Set(), locked);
    }
  }
}

/** The plan with the expression that allows it without a question; null: none does. Deleting everything is always asked about. */
function allowedByExpression(
  { command, policies, rateLimits }: RunRequest,
  { plan }: MadePlan,
): (Plan & { readonly policies: PolicyReport & { readonly autoApproved: PolicyRef } }) | null {
  const autoApproved = command === 'apply' ? policies?.approval(plan, rateLimits) : null;
  if (autoApproved === null || autoApproved === undefined) return null;
  const report = plan.policies ?? { policies: [], findings: [] };
  return { ...plan, policies: { ...report, autoApproved } };
}

/** All that is desired was compared with Palette and nothing is left to do: then state says what is, however old it was. */
export async function trustStateIfSettled(
  plan: Pick<Plan, 'complete' | 'summary'>,
  end: ApplyEnd,
  locked: Locked,
): Promise<void> {
  if (plan.complete && plan.summary.blocked === 0 && end.exitCode === EXIT.ok) await locked.trustState();
}

function whyNot(request: RunRequest, { plan, faults }: MadePlan): ApplyEnd | null {
  const { expect } = request;
  if (expect !== null && !hasChecksum(plan, expect.checksum, sha256)) {
    const reasons = expect.plan === null ? [] : planDifferences(expect.plan, plan);
    return nothingDone(plan, EXIT.stale, 'checksum', reasons);
  }
  if (faults.length > 0) return nothingDone(plan, EXIT.stale, 'stale', faults);
  if (denialsOf(plan).length > 0) {
    const reasons = plan.diagnostics.filter(({ code }) => code === 'plan/policy');
    return nothingDone(plan, EXIT.blocked, 'policy', reasons);
  }
  if (plan.summary.blocked > 0 && !request.skipBlocked) return nothingDone(plan, EXIT.blocked, 'blocked');
  const isUnwanted =
    (request.failOn?.has('drift') === true && plan.drift.length > 0) ||
    (request.failOn?.has('unmanaged') === true && plan.unmanaged.length > 0);
  return isUnwanted ? nothingDone(plan, EXIT.blocked, 'fail_on') : null;
}

function nothingDone(
  plan: Plan,
  exitCode: ExitCode,
  stopped: ApplyEnd['stopped'],
  reasons: readonly Diagnostic[] = [],
): ApplyEnd {
  return { exitCode, applied: withResults(plan, []), stopped, reasons, broken: null };
}

async function runPlan(
  deps: FlowDeps,
  request: RunRequest,
  reporter: RunReporter,
  made: MadePlan,
  leave: ReadonlySet<ChangeEntry>,
  locked: Locked,
): Promise<ApplyEnd> {
  const { plan, recorded } = made;
  const notes = openAuditNotes(deps, request, plan.checksum);
  const applyDeps = { ...toApplyDeps(deps, request, reporter, made, locked), ...notes.deps };
  const work = plan.changes.filter((change) => change.action !== 'noop');
  const left = withDependents(work, leave);
  const doing = plan.changes.filter((change) => !left.has(change));
  if (!hasWork(doing)) {
    if (left.size > 0) return nothingDone(plan, EXIT.error, 'declined');
    await writeNotes(applyDeps, { ...made, notes: [] });
    const skipped = work.filter(({ action }) => action === 'blocked').map(blockedResult);
    return { ...nothingDone(plan, EXIT.ok, 'nothing_to_do'), applied: withResults(plan, skipped) };
  }
  // What this run is about to change can be had back as it was.
  if (recorded.identity !== null) await locked.store.backup();
  const startedAt = deps.clock.now();
  await startRun(deps, request, left.size === 0 ? plan : { ...plan, changes: doing }, locked);
  reporter.emit({ event: 'run_started', runId: locked.runId, total: work.length - left.size });
  const parallelism = request.parallelism ?? parallelismFor(request.client.stats(), request.rateLimits);
  const ran = await applyPlan(applyDeps, { ...plan, changes: doing }, parallelism);
  const exitCode = exitCodeOf(ran, reporter.isStopping(), mayHaveWritten(applyDeps));
  if (ran.broken === null) {
    await writeNotes(applyDeps, made);
    await finishRun(deps, locked, exitCode);
  }
  const results = withResults(plan, inOrder(work, ran.results, left));
  const diagnostics = [...results.diagnostics, ...notes.end()];
  const applied = {
    ...results,
    diagnostics,
    run: runFacts(deps, locked.runId, startedAt, results.summary.applied > 0),
  };
  const { applied: done, failed, skipped, notStarted } = applied.summary;
  const { elapsedMs } = applied.run;
  reporter.emit({ event: 'run_finished', applied: done, failed, skipped, notStarted, elapsedMs });
  return { exitCode, applied, stopped: null, reasons: [], broken: ran.broken };
}

/** Results of what was done and of what was left, in the order of the plan. */
function inOrder(
  work: readonly ChangeEntry[],
  results: readonly ApplyResult[],
  left: ReadonlyMap<ChangeEntry, ChangeEntry>,
): readonly ApplyResult[] {
  const rest = results.values();
  return work.flatMap((change) => {
    const because = left.get(change);
    if (because !== undefined) return [leftResult(change, because)];
    const { value } = rest.next();
    return value === undefined ? [] : [value];
  });
}

function leftResult(change: ChangeEntry, because: ChangeEntry): ApplyResult {
  const what = because === change ? 'it' : because.address;
  return { ...nameOf(change), status: 'skipped', because: `${what} was not approved` };
}

function toApplyDeps(
  deps: FlowDeps,
  request: RunRequest,
  reporter: RunReporter,
  { plan, outlines, knownUids, recorded, overrides, registries }: MadePlan,
  locked: Locked,
): ApplyDeps {
  return {
    outlines: new Map(outlines),
    knownUids: new Set(knownUids),
    sources: new Map(),
    client: request.client,
    witnesses: witnessesFor(request.client),
    store: locked.store,
    lease: locked.lease,
    runId: locked.runId,
    recorded,
    state: viewOf(recorded, locked.runId),
    clock: deps.clock,
    newId: deps.newId,
    emit: withPace({
      emit: reporter.emit,
      stats: () => request.client.stats(),
      limits: request.rateLimits,
      clock: deps.clock,
    }),
    isStopping: reporter.isStopping,
    allowDeleteInUse: plan.options.allowDeleteInUse,
    verify: request.verify,
    renderWanted: createRenderWanted(request.client, overrides, registries),
    checksPacks: plan.options.preflight,
  };
}

async function startRun(deps: FlowDeps, request: RunRequest, plan: Plan, locked: Locked): Promise<void> {
  const { user, hostname } = deps.process;
  const kept = keepPlan(plan);
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
        ...(kept === undefined ? {} : { plan: kept }),
      },
    },
  ]);
}

async function finishRun(deps: FlowDeps, locked: Locked, exitCode: ExitCode): Promise<void> {
  const outcome =
    exitCode === EXIT.ok ? 'done' : exitCode === EXIT.interrupted ? 'interrupted' : 'incomplete';
  const finishedAt = new Date(deps.clock.now()).toISOString();
  await locked.store.write(locked.lease, [{ kind: 'finish_run', runId: locked.runId, outcome, finishedAt }]);
  await locked.store.trimHistory(locked.lease, HISTORY_RUNS);
}

/** Beside other work, no-ops leave notes: timestamps that moved over unchanged content. Watches that are over end. */
async function writeNotes(deps: ApplyDeps, { notes: changes, inDoubt }: MadePlan): Promise<void> {
  const notes = changes.flatMap((change) => {
    const row = deps.state.clones.get(change.address);
    if (change.action !== 'noop' || row === undefined) return [];
    const noop = readChange(change);
    return noop.kind === 'noop' ? (noteOf(noop, row) ?? []) : [];
  });
  const over = inDoubt.flatMap(({ entry, mayEnd }) =>
    mayEnd && deps.state.entries.has(entry.id) && isOver(entry, deps.clock.now())
      ? [{ kind: 'close_entry', id: entry.id, outcome: 'abandoned' } as const]
      : [],
  );
  if (notes.length + over.length > 0) await write(deps, ...notes, ...over);
}

function withResults(plan: Plan, results: readonly ApplyResult[]): AppliedPlan {
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

/** Palette took something, or may have: an entry that this run opened and that nobody could close yet. */
function mayHaveWritten({ client, state, runId }: ApplyDeps): boolean {
  const entries = [...state.entries.values()];
  return client.stats().written > 0 || entries.some(({ entry }) => entry.runId === runId);
}

/** Blocked changes that were skipped on purpose do not spoil a run, nor do those that were not approved. */
function exitCodeOf(
  { results, isUnauthorized, broken }: Awaited<ReturnType<typeof applyPlan>>,
  isInterrupted: boolean,
  hasWritten: boolean,
): ExitCode {
  if (broken !== null) return EXIT.incomplete;
  if (isInterrupted) return EXIT.interrupted;
  const isDone = (result: ApplyResult): boolean => result.status === 'applied';
  if (results.every((result) => isDone(result) || result.blockedBy !== undefined)) return EXIT.ok;
  return isUnauthorized && !hasWritten && !results.some(isDone) ? EXIT.auth : EXIT.incomplete;
}
