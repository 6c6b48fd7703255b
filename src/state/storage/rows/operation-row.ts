// A journal entry as columns, both ways.
import type { OpenOperation } from '../../../model/recorded.ts';
import type { OperationEnd, StoredOperation } from '../../state.ts';
import {
  addressOf,
  type Columns,
  fromKeyColumns,
  fromSourceColumns,
  toKeyColumns,
  toSourceColumns,
} from './clone-row.ts';
import { fromOverridesColumn, toOverridesColumn } from './overrides-column.ts';
import { flagOf, maybeTextOf, oneOf, type Row, textListOf, textMapOf, textOf, wholeOf } from './row.ts';

const OUTCOMES = ['done', 'refused', 'abandoned'] as const;
const KINDS = ['create', 'update', 'replace', 'recreate', 'delete'] as const;
const STEPS = [
  'intent',
  'clone',
  'cloned',
  'variables',
  'draft',
  'publish',
  'surplus',
  'metadata',
  'delete',
  'deleted',
] as const;

/** An entry, open or closed. */
export function toStoredOperationColumns({ operation, epoch, end }: StoredOperation): Columns {
  return { ...toOperationColumns(operation, epoch), ...toEndColumns(end) };
}

export function toEndColumns(end: OperationEnd | null): Columns {
  return {
    outcome: end?.outcome ?? null,
    error: end?.error ?? null,
    closed_at: end?.closedAt ?? null,
  };
}

export function toOperationColumns(operation: OpenOperation, epoch: number): Columns {
  return {
    id: operation.id,
    run_id: operation.runId,
    epoch,
    address: operation.address,
    kind: operation.kind,
    step: operation.step,
    ...toKeyColumns(operation.key),
    project_name: operation.projectName,
    uid: operation.uid,
    ...toSourceColumns(operation.source),
    overrides: toOverridesColumn(operation.overrides),
    uids_before: JSON.stringify(operation.uidsBefore),
    server_date_before: operation.serverDateBefore,
    labels: operation.labels === null ? null : JSON.stringify(operation.labels),
    description: operation.description,
    is_protected: operation.isProtected ? 1 : 0,
    declared_version: operation.declaredVersion,
    opened_at: operation.openedAt,
  };
}

/** An entry, open or closed. */
export function fromStoredOperationRow(row: Row): StoredOperation {
  const end =
    maybeTextOf(row, 'outcome') === null
      ? null
      : {
          outcome: oneOf(row, 'outcome', OUTCOMES),
          error: maybeTextOf(row, 'error'),
          closedAt: textOf(row, 'closed_at'),
        };
  return { operation: fromOperationRow(row), epoch: wholeOf(row, 'epoch'), end };
}

export function fromOperationRow(row: Row): OpenOperation {
  return {
    id: textOf(row, 'id'),
    runId: textOf(row, 'run_id'),
    address: addressOf(row, 'address'),
    kind: oneOf(row, 'kind', KINDS),
    step: oneOf(row, 'step', STEPS),
    key: fromKeyColumns(row),
    projectName: maybeTextOf(row, 'project_name'),
    uid: maybeTextOf(row, 'uid'),
    source: row.values['source_uid'] === null ? null : fromSourceColumns(row),
    ...fromOverridesColumn(row),
    uidsBefore: textListOf(row, 'uids_before'),
    serverDateBefore: maybeTextOf(row, 'server_date_before'),
    labels: row.values['labels'] === null ? null : textMapOf(row, 'labels'),
    description: maybeTextOf(row, 'description'),
    isProtected: flagOf(row, 'is_protected'),
    declaredVersion: textOf(row, 'declared_version'),
    openedAt: textOf(row, 'opened_at'),
  };
}
