// Plan → calls: what is to be done, in which order, side by side; and the truth about how it ended.

import { assertNever } from '../model/invariant.ts';
import type { RecordedClone } from '../model/recorded.ts';
import { PaletteError } from '../palette/palette-error.ts';
import { type Change, type Delete, isMaking } from '../plan/change.ts';
import { dependencies } from '../plan/depend.ts';
import { intendedAction, kindOf, readChange } from '../plan/document.ts';
import type { ApplyResult, ChangeEntry, Plan } from '../plan/plan.ts';
import { putAside, supersede } from '../plan/supersede.ts';
import type { RunResult } from '../state/mutation.ts';
import { adoptClone } from './adopt-clone.ts';
import { deleteClone } from './delete-clone.ts';
import { type ApplyDeps, isoNow, refuse, type SagaResult, write } from './deps.ts';
import { GIVEN_UP, isOverQuota, toFailure, UNAUTHORIZED } from './failures.ts';
import { makeClone } from './make-clone.ts';
import { recreateClone } from './recreate-clone.ts';
import { doomedOf, replaceClone } from './replace-clone.ts';
import { runSchedule, type ScheduleHooks, type ScheduleNode } from './schedule.ts';
import { forgetRow, moveRow, recordRow, reinstateRow, resumeEntry } from './state-changes.ts';
import { updateMetadata } from './update-clone.ts';
import { updateContent } from './update-content.ts';

export interface ApplyOutcome {
  /** One per change that is work, in the order of the plan. */
  readonly results: readonly ApplyResult[];
  /** The key stopped being accepted in the middle of the run. */
  readonly isUnauthorized: boolean;
  /** What stopped the run from outside of Palette, e.g. a StoreError; null when nothing did. */
  readonly broken: { readonly error: unknown } | null;
}

/** Applies the work of a plan; blocked changes are skipped (whoever calls has checked that they may be). */
export async function applyPlan(deps: ApplyDeps, plan: Plan, parallelism: number): Promise<ApplyOutcome> {
  const work = plan.changes.filter((change) => change.action !== 'noop');
  const results: (ApplyResult | undefined)[] = work.map(() => undefined);
  const run = { done: 0, isUnauthorized: false, isGivenUp: false, isOverQuota: false };
  const finish = async (index: number, result: ApplyResult, startedAt: number): Promise<void> => {
    results[index] = result;
    await write(deps, { kind: 'record_result', runId: deps.runId, result: toRunResult(deps, result) });
    run.done++;
    deps.emit(finishedEvent(result, deps.clock.now() - startedAt, run.done, work.length));
  };
  const hooks: ScheduleHooks<ChangeEntry> = {
    isStopping: () => deps.isStopping() || run.isUnauthorized || run.isGivenUp,
    skip: (change, because, index) => {
      const result = {
        ...nameOf(change),
        status: 'skipped',
        because: `${because.address} did not succeed`,
      } as const;
      return finish(index, result, deps.clock.now());
    },
    run: async (change, index) => {
      const startedAt = deps.clock.now();
      const { address, action, reason } = change;
      // Palette has no room for more: changes that create nothing continue.
      if (run.isOverQuota && isMaker(change)) return false;
      if (action === 'blocked') {
        await finish(index, blockedResult(change), startedAt);
        return false;
      }
      deps.emit({ event: 'change_started', address, action, reason, number: index + 1, total: work.length });
      // Should state fail under it, this change was begun: "not started" would not be true.
      const unsaved = new Set<string>();
      results[index] = brokenResult(change);
      const result = await runChange({ ...deps, unsaved }, readChange(change)).catch((error: unknown) => {
        results[index] = brokenResult(change, [...unsaved][0]);
        throw error;
      });
      if (result.status === 'failed' && result.error.code === UNAUTHORIZED) run.isUnauthorized = true;
      if (result.status === 'failed' && result.error.code === GIVEN_UP) run.isGivenUp = true;
      if (result.status === 'failed' && isMaker(change) && isOverQuota(result.error)) run.isOverQuota = true;
      await finish(index, toResult(change, result), startedAt);
      return result.status === 'applied';
    },
  };
  const all = (): readonly ApplyResult[] =>
    work.map((change, index) => results[index] ?? { ...nameOf(change), status: 'not_started' });
  const broken = await runSchedule(toNodes(work), parallelism, hooks)
    .then(() => recordNotStarted(deps, all()))
    .then(
      () => null,
      (error: unknown) => ({ error }),
    );
  return {
    results: all(),
    isUnauthorized: run.isUnauthorized,
    broken,
  };
}

function isMaker(entry: ChangeEntry): boolean {
  return isMaking({ kind: kindOf(entry) });
}

function toNodes(work: readonly ChangeEntry[]): readonly ScheduleNode<ChangeEntry>[] {
  const needs = dependencies(work);
  return work.map((value, index) => ({ value, needs: needs[index] ?? [] }));
}

async function runChange(deps: ApplyDeps, change: Change): Promise<SagaResult> {
  try {
    return await carryOut(deps, change);
  } catch (error) {
    if (!(error instanceof PaletteError)) throw error;
    return toFailure(error, null);
  }
}

/** Each kind of change has its saga. */
async function carryOut(deps: ApplyDeps, change: Change): Promise<SagaResult> {
  switch (change.kind) {
    case 'create':
      return makeClone(deps, change, 'create', (clone) => [{ kind: 'put_clone', clone }]);
    case 'create_version':
      // The recorded object becomes superseded.
      return onRow(deps, change, (row) =>
        makeClone(deps, change, 'create', (fresh) => putAside(row, supersede(row, deps.state.clones), fresh)),
      );
    case 'adopt':
      return adoptClone(deps, change);
    case 'update_content':
      return onRow(deps, change, (row) => updateContent(deps, change, row));
    case 'update_metadata':
      return onRow(deps, change, (row) => updateMetadata(deps, change, row));
    case 'record':
      return onRow(deps, change, (row) => recordRow(deps, change, row));
    case 'replace':
      return onRow(deps, change, (row) => replaceClone(deps, change, row));
    case 'recreate':
      return onRow(deps, change, (row) => recreateClone(deps, change, row));
    case 'delete':
      return onRow(deps, change, (row) => deleteRecorded(deps, change, row));
    case 'forget_gone':
    case 'let_go':
      return forgetRow(deps, change);
    case 'move':
      return moveRow(deps, change);
    case 'reinstate':
      return onRow(deps, change, (row) => reinstateRow(deps, change, row));
    case 'resume':
      return resumeEntry(deps, change);
    case 'noop':
      return { status: 'applied', uid: change.uid };
    default:
      return assertNever(change);
  }
}

/** Changes of an object that state owns. */
async function onRow(
  deps: ApplyDeps,
  { address }: Change,
  run: (row: RecordedClone) => Promise<SagaResult>,
): Promise<SagaResult> {
  const row = deps.state.clones.get(address);
  return row === undefined
    ? refuse('NotRecorded', `${address} is no longer in state`, 'make a new plan')
    : run(row);
}

async function deleteRecorded(deps: ApplyDeps, change: Delete, row: RecordedClone): Promise<SagaResult> {
  if (row.uid === change.uid) return deleteClone(deps, doomedOf(deps, change, row));
  const message = `${change.address} is now another object in state (UID ${row.uid})`;
  return refuse('NotRecorded', message, 'make a new plan');
}

function brokenResult(change: ChangeEntry, uid?: string): ApplyResult {
  const message = 'the run failed during this change; the journal records what was sent';
  const hint = 'the next run recovers it';
  return {
    ...nameOf(change),
    status: 'failed',
    error: { code: 'BrokenOff', message, ref: null, hint },
    ...(uid === undefined
      ? {}
      : { uid, because: `it exists in Palette with UID ${uid}, but state could no longer record that` }),
  };
}

/** Of a change that the plan blocks: it is skipped. */
export function blockedResult(change: ChangeEntry): ApplyResult {
  const { blockedBy } = change;
  return {
    ...nameOf(change),
    status: 'skipped',
    because: `blocked: ${blockedBy ?? 'unknown'}`,
    ...(blockedBy === undefined ? {} : { blockedBy }),
  };
}

export function nameOf(entry: ChangeEntry): Pick<ApplyResult, 'address' | 'action' | 'reason'> {
  const { address, reason } = entry;
  return { address, action: intendedAction(entry), reason };
}

function toResult(change: ChangeEntry, result: SagaResult): ApplyResult {
  return {
    ...nameOf(change),
    status: result.status,
    ...(result.uid === null ? {} : { uid: result.uid }),
    ...(result.status === 'failed' ? { error: result.error } : {}),
    ...(result.because === undefined ? {} : { because: result.because }),
  };
}

/** So that the history has one result for each change. */
async function recordNotStarted(deps: ApplyDeps, results: readonly ApplyResult[]): Promise<void> {
  const rest = results.filter(({ status }) => status === 'not_started');
  if (rest.length === 0) return;
  await write(
    deps,
    ...rest.map(
      (result) => ({ kind: 'record_result', runId: deps.runId, result: toRunResult(deps, result) }) as const,
    ),
  );
}

function toRunResult(deps: ApplyDeps, result: ApplyResult): RunResult {
  const { address, action, reason, status } = result;
  return {
    address,
    action,
    reason,
    status,
    uid: result.uid ?? null,
    error: result.error === undefined ? null : `${result.error.code}: ${result.error.message}`,
    at: isoNow(deps),
  };
}

function finishedEvent(
  result: ApplyResult,
  elapsedMs: number,
  done: number,
  total: number,
): Parameters<ApplyDeps['emit']>[0] {
  return {
    event: 'change_finished',
    address: result.address,
    action: result.action,
    status: result.status,
    uid: result.uid ?? null,
    error: result.error ?? null,
    because: result.because ?? null,
    elapsedMs,
    done,
    total,
  };
}
