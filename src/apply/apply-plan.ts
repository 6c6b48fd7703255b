// Plan → calls: what is to be done, in which order, side by side; and the truth about how it ended.

import { assertNever } from '../model/invariant.ts';
import { PaletteError } from '../palette/palette-error.ts';
import { dependencies } from '../plan/depend.ts';
import type { ApplyResult, Change, Plan } from '../plan/plan.ts';
import { supersede } from '../plan/supersede.ts';
import type { Mutation, RunResult } from '../store/port.ts';
import { adoptClone } from './adopt-clone.ts';
import { deleteClone } from './delete-clone.ts';
import { type ApplyDeps, isoNow, refuse, type SagaResult, write } from './deps.ts';
import { GIVEN_UP, isOverQuota, toFailure, UNAUTHORIZED } from './failures.ts';
import { makeClone } from './make-clone.ts';
import { recreateClone } from './recreate-clone.ts';
import { doomedOf, putAside, replaceClone } from './replace-clone.ts';
import type { NewRow } from './rows.ts';
import { runSchedule, type ScheduleHooks, type ScheduleNode } from './schedule.ts';
import { forgetRow, moveRow, recordRow, reinstateRow, resumeOperation } from './state-changes.ts';
import { updateClone } from './update-clone.ts';
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
  const positions = new Map(work.map((change, index) => [change, index]));
  const hooks: ScheduleHooks<Change> = {
    isStopping: () => deps.isStopping() || run.isUnauthorized || run.isGivenUp,
    skip: (change, because) => {
      const result = {
        ...nameOf(change),
        status: 'skipped',
        because: `${because.address} did not succeed`,
      } as const;
      return finish(positions.get(change) ?? 0, result, deps.clock.now());
    },
    run: async (change, index) => {
      const startedAt = deps.clock.now();
      const { address, action, reason } = change;
      // Palette has no room for more: what makes nothing goes on.
      if (run.isOverQuota && isMaker(change)) return false;
      if (action === 'blocked') {
        await finish(index, blockedResult(change), startedAt);
        return false;
      }
      deps.emit({ event: 'change_started', address, action, reason, number: index + 1, total: work.length });
      // Should state fail under it, this change was begun: "not started" would not be true.
      const unsaved = new Set<string>();
      results[index] = brokenResult(change);
      const result = await runChange({ ...deps, unsaved }, change).catch((error: unknown) => {
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

function isMaker({ action }: Change): boolean {
  return action === 'create' || action === 'replace';
}

function toNodes(work: readonly Change[]): readonly ScheduleNode<Change>[] {
  const needs = dependencies(work);
  return work.map((value, index) => ({ value, needs: needs[index] ?? [] }));
}

async function runChange(deps: ApplyDeps, change: Change): Promise<SagaResult> {
  try {
    return await runAction(deps, change);
  } catch (error) {
    if (!(error instanceof PaletteError)) throw error;
    return toFailure(error, null);
  }
}

async function runAction(deps: ApplyDeps, change: Change): Promise<SagaResult> {
  switch (change.action) {
    case 'create':
      return makeClone(deps, change, 'create', (fresh) => putCreated(deps, change, fresh));
    case 'adopt':
      return adoptClone(deps, change);
    case 'forget':
      return forgetRow(deps, change);
    case 'resume':
      return resumeOperation(deps, change);
    case 'move':
      if (change.reason !== 'reinstated') return moveRow(deps, change);
      return runOnRow(deps, change);
    case 'update':
    case 'replace':
    case 'delete':
      return runOnRow(deps, change);
    case 'noop':
    case 'blocked':
      return refuse('NothingToDo', `${change.action} is not something to do`, null);
    default:
      return assertNever(change.action);
  }
}

/** Changes of an object that state owns. */
async function runOnRow(deps: ApplyDeps, change: Change): Promise<SagaResult> {
  const row = deps.rows.get(change.address);
  if (row === undefined)
    return refuse('NotRecorded', `${change.address} is not in state any more`, 'plan again');
  if (change.action === 'move') return reinstateRow(deps, change, row);
  if (change.records !== undefined) return recordRow(deps, change, row);
  if (change.action === 'update')
    return change.reason === 'metadata' ? updateClone(deps, change, row) : updateContent(deps, change, row);
  if (change.action === 'replace')
    return change.reason === 'target_changed'
      ? replaceClone(deps, change, row)
      : recreateClone(deps, change, row);
  if (row.uid !== change.uid)
    return refuse(
      'NotRecorded',
      `${change.address} is another object in state now (UID ${row.uid})`,
      'plan again',
    );
  return deleteClone(deps, doomedOf(deps, change, row));
}

/** A version beside the recorded object makes that one superseded; one that is gone just loses its row. */
function putCreated(deps: ApplyDeps, change: Change, fresh: NewRow): readonly Mutation[] {
  const row = deps.rows.get(change.address);
  if (row === undefined || change.reason === 'gone') return [{ kind: 'put_clone', clone: fresh }];
  return putAside(row, supersede(row, new Set(deps.rows.keys())), fresh);
}

function brokenResult(change: Change, uid?: string): ApplyResult {
  const message = 'the run broke off under it; the journal knows what was sent';
  const hint = 'the next run settles it';
  return {
    ...nameOf(change),
    status: 'failed',
    error: { code: 'BrokenOff', message, ref: null, hint },
    ...(uid === undefined
      ? {}
      : { uid, because: `Palette has it under UID ${uid}, but state could not take that down any more` }),
  };
}

/** Of a change that the plan blocks: it is skipped. */
export function blockedResult(change: Change): ApplyResult {
  const { blockedBy } = change;
  return {
    ...nameOf(change),
    status: 'skipped',
    because: `blocked: ${blockedBy ?? 'unknown'}`,
    ...(blockedBy === undefined ? {} : { blockedBy }),
  };
}

function nameOf(change: Change): Pick<ApplyResult, 'address' | 'action' | 'reason'> {
  const action = change.action === 'blocked' ? (change.wouldBe ?? change.action) : change.action;
  return { address: change.address, action, reason: change.reason };
}

function toResult(change: Change, result: SagaResult): ApplyResult {
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
