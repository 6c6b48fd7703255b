// A recorded clone and its source as columns, both ways.
import { type Address, parseAddress } from '../../../model/address.ts';
import type { NaturalKey } from '../../../model/natural-key.ts';
import type { RecordedClone, RecordedSource } from '../../../model/recorded.ts';
import type { HistoryEntry } from '../../state.ts';
import { fromOverridesColumn, toOverridesColumn } from './overrides-column.ts';
import { fromRemarksColumn, toRemarksColumn } from './remarks-column.ts';
import {
  digestOf,
  flagOf,
  jsonOf,
  maybeTextOf,
  misfit,
  oneOf,
  type Row,
  type SqlValue,
  textMapOf,
  textOf,
  toRow,
  wholeOf,
} from './row.ts';

export type Columns = Readonly<Record<string, SqlValue>>;

const SCOPES = ['project', 'tenant'] as const;
const STATUSES = ['current', 'superseded', 'incomplete'] as const;
const PROVENANCES = ['created', 'inferred', 'adopted', 'imported'] as const;

export function toCloneColumns(clone: RecordedClone): Columns {
  return {
    address: clone.address,
    uid: clone.uid,
    ...toKeyColumns(clone.key),
    project_name: clone.projectName,
    status: clone.status,
    provenance: clone.provenance,
    ...toSourceColumns(clone.source),
    digest: clone.digest,
    shown: clone.shown,
    last_modified: clone.lastModified,
    is_protected: clone.isProtected ? 1 : 0,
    declared_version: clone.declaredVersion,
    labels: clone.labels === null ? null : JSON.stringify(clone.labels),
    description: clone.description,
    recorded_at: clone.recordedAt,
    revision: clone.revision,
    overrides: toOverridesColumn(clone.overrides),
    remarks: toRemarksColumn(clone.remarks),
  };
}

export function fromCloneRow(row: Row): RecordedClone {
  return {
    address: addressOf(row, 'address'),
    uid: textOf(row, 'uid'),
    key: fromKeyColumns(row),
    projectName: maybeTextOf(row, 'project_name'),
    status: oneOf(row, 'status', STATUSES),
    provenance: oneOf(row, 'provenance', PROVENANCES),
    source: fromSourceColumns(row),
    digest: digestOf(row, 'digest'),
    shown: digestOf(row, 'shown'),
    lastModified: textOf(row, 'last_modified'),
    isProtected: flagOf(row, 'is_protected'),
    declaredVersion: textOf(row, 'declared_version'),
    labels: row.values['labels'] === null ? null : textMapOf(row, 'labels'),
    description: maybeTextOf(row, 'description'),
    recordedAt: textOf(row, 'recorded_at'),
    revision: wholeOf(row, 'revision'),
    ...fromOverridesColumn(row),
    ...fromRemarksColumn(row),
  };
}

/** A change of a row: the row as it was before is kept as JSON of its columns. */
export function toHistoryColumns({ address, runId, at, before }: HistoryEntry): Columns {
  return {
    address,
    run_id: runId,
    at,
    row: before === null ? null : JSON.stringify(toCloneColumns(before)),
  };
}

export function fromHistoryRow(row: Row): HistoryEntry {
  return {
    address: addressOf(row, 'address'),
    runId: textOf(row, 'run_id'),
    at: textOf(row, 'at'),
    before: fromRowBefore(row),
  };
}

function fromRowBefore(row: Row): RecordedClone | null {
  const text = maybeTextOf(row, 'row');
  if (text === null) return null;
  const before = jsonOf(row, 'row');
  if (typeof before !== 'object' || before === null) throw misfit(row, 'row');
  // Written before these columns were there.
  return fromCloneRow(toRow(row.where, 'clone_history', { labels: null, description: null, ...before }));
}

export function toKeyColumns(key: NaturalKey): Columns {
  return { scope: key.scope, project_uid: key.projectUid, name: key.name, version: key.version };
}

export function fromKeyColumns(row: Row): NaturalKey {
  return {
    scope: oneOf(row, 'scope', SCOPES),
    projectUid: maybeTextOf(row, 'project_uid'),
    name: textOf(row, 'name'),
    version: textOf(row, 'version'),
  };
}

export function toSourceColumns(source: RecordedSource | null): Columns {
  return {
    source_uid: source?.uid ?? null,
    source_name: source?.name ?? null,
    source_version: source?.version ?? null,
    source_scope: source?.scope ?? null,
    source_project_uid: source?.projectUid ?? null,
    source_digest: source?.digest ?? null,
  };
}

export function fromSourceColumns(row: Row): RecordedSource {
  return {
    uid: textOf(row, 'source_uid'),
    name: textOf(row, 'source_name'),
    version: textOf(row, 'source_version'),
    scope: oneOf(row, 'source_scope', SCOPES),
    projectUid: maybeTextOf(row, 'source_project_uid'),
    digest: digestOf(row, 'source_digest'),
  };
}

export function addressOf(row: Row, column: string): Address {
  const text = textOf(row, column);
  if (parseAddress(text) === undefined) throw misfit(row, column);
  return text as Address;
}
