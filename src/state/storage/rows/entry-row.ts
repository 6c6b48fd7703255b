// A journal entry as columns, both ways.
import type { OpenEntry } from '../../../model/recorded.ts';
import type { EntryEnd, StoredEntry } from '../../state.ts';
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
export function toStoredEntryColumns({ entry, epoch, end }: StoredEntry): Columns {
  return { ...toEntryColumns(entry, epoch), ...toEndColumns(end) };
}

export function toEndColumns(end: EntryEnd | null): Columns {
  return {
    outcome: end?.outcome ?? null,
    error: end?.error ?? null,
    closed_at: end?.closedAt ?? null,
  };
}

export function toEntryColumns(entry: OpenEntry, epoch: number): Columns {
  return {
    id: entry.id,
    run_id: entry.runId,
    epoch,
    address: entry.address,
    kind: entry.kind,
    step: entry.step,
    ...toKeyColumns(entry.key),
    project_name: entry.projectName,
    uid: entry.uid,
    ...toSourceColumns(entry.source),
    overrides: toOverridesColumn(entry.overrides),
    uids_before: JSON.stringify(entry.uidsBefore),
    server_date_before: entry.serverDateBefore,
    labels: entry.labels === null ? null : JSON.stringify(entry.labels),
    description: entry.description,
    is_protected: entry.isProtected ? 1 : 0,
    declared_version: entry.declaredVersion,
    opened_at: entry.openedAt,
  };
}

/** An entry, open or closed. */
export function fromStoredEntryRow(row: Row): StoredEntry {
  const end =
    maybeTextOf(row, 'outcome') === null
      ? null
      : {
          outcome: oneOf(row, 'outcome', OUTCOMES),
          error: maybeTextOf(row, 'error'),
          closedAt: textOf(row, 'closed_at'),
        };
  return { entry: fromEntryRow(row), epoch: wholeOf(row, 'epoch'), end };
}

export function fromEntryRow(row: Row): OpenEntry {
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
