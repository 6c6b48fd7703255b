// Runs, their results and the lease as columns, both ways.

import type { LeaseInfo } from '../../lease.ts';
import type { RunRecord, RunResult } from '../../mutation.ts';
import type { NewRun, RunEnd } from '../../state.ts';
import type { Columns } from './clone-row.ts';
import { maybeTextOf, oneOf, type Row, textOf, wholeOf } from './row.ts';

const OUTCOMES = ['running', 'done', 'incomplete', 'interrupted'] as const;
const STATUSES = ['applied', 'failed', 'skipped', 'not_started'] as const;

export function toRunColumns(run: NewRun): Columns {
  return {
    id: run.id,
    command: run.command,
    user: run.user,
    host: run.host,
    started_at: run.startedAt,
    commit_id: run.commit,
    message: run.message,
    tool_version: run.toolVersion,
    plan_checksum: run.planChecksum,
    plan: run.plan ?? null,
  };
}

/** The id of a run, and what may still change of it. */
export function fromRunEndRow(row: Row): readonly [string, RunEnd] {
  const end = { outcome: oneOf(row, 'outcome', OUTCOMES), finishedAt: maybeTextOf(row, 'finished_at') };
  return [textOf(row, 'id'), end];
}

export function fromRunRow(row: Row, results: readonly RunResult[]): RunRecord {
  return {
    id: textOf(row, 'id'),
    command: textOf(row, 'command'),
    user: textOf(row, 'user'),
    host: textOf(row, 'host'),
    startedAt: textOf(row, 'started_at'),
    finishedAt: maybeTextOf(row, 'finished_at'),
    commit: maybeTextOf(row, 'commit_id'),
    message: maybeTextOf(row, 'message'),
    toolVersion: textOf(row, 'tool_version'),
    planChecksum: maybeTextOf(row, 'plan_checksum'),
    ...(typeof row.values['plan'] === 'string' ? { plan: row.values['plan'] } : {}),
    outcome: oneOf(row, 'outcome', OUTCOMES),
    results,
  };
}

export function toResultColumns(runId: string, result: RunResult): Columns {
  return {
    run_id: runId,
    address: result.address,
    action: result.action,
    reason: result.reason,
    status: result.status,
    uid: result.uid,
    error: result.error,
    at: result.at,
  };
}

export function fromResultRow(row: Row): RunResult {
  return {
    address: textOf(row, 'address'),
    action: textOf(row, 'action'),
    reason: textOf(row, 'reason'),
    status: oneOf(row, 'status', STATUSES),
    uid: maybeTextOf(row, 'uid'),
    error: maybeTextOf(row, 'error'),
    at: textOf(row, 'at'),
  };
}

export function toLeaseColumns(lease: LeaseInfo): Columns {
  return {
    epoch: lease.epoch,
    run_id: lease.holder.runId,
    user: lease.holder.user,
    host: lease.holder.host,
    pid: lease.holder.pid,
    command: lease.holder.command,
    acquired_at: lease.acquiredAt,
    heartbeat_at: lease.heartbeatAt,
    expires_at: lease.expiresAt,
  };
}

export function fromLeaseRow(row: Row): LeaseInfo {
  return {
    holder: {
      runId: textOf(row, 'run_id'),
      user: textOf(row, 'user'),
      host: textOf(row, 'host'),
      pid: wholeOf(row, 'pid'),
      command: textOf(row, 'command'),
    },
    epoch: wholeOf(row, 'epoch'),
    acquiredAt: textOf(row, 'acquired_at'),
    heartbeatAt: textOf(row, 'heartbeat_at'),
    expiresAt: textOf(row, 'expires_at'),
  };
}
