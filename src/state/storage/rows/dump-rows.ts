// A whole state as rows of the tables that every database of ours has, both ways.

import { positionOf, type StateDump, sortedDump, toDumpedEntry, toStoredEntry } from '../../dump.ts';
import type { RunResult } from '../../mutation.ts';
import { type Columns, fromCloneRow, fromHistoryRow, toCloneColumns, toHistoryColumns } from './clone-row.ts';
import { fromStoredEntryRow, toStoredEntryColumns } from './entry-row.ts';
import { digestOf, maybeTextOf, type Row, textMapOf, textOf, wholeOf } from './row.ts';
import { fromResultRow, fromRunRow, toResultColumns, toRunColumns } from './run-row.ts';

export interface DumpRows {
  readonly meta: Row;
  readonly clones: readonly Row[];
  readonly outlines: readonly Row[];
  readonly operations: readonly Row[];
  readonly runs: readonly Row[];
  readonly results: readonly Row[];
  readonly history: readonly Row[];
}

/** Rows of the tables, each in the order of its numbers, as one value. */
export function assembleDump({ meta, ...rows }: DumpRows): StateDump {
  const results = new Map<string, RunResult[]>();
  for (const row of rows.results) {
    const id = textOf(row, 'run_id');
    const known = results.get(id);
    if (known === undefined) results.set(id, [fromResultRow(row)]);
    else known.push(fromResultRow(row));
  }
  const numbers = rows.history.map((row) => wholeOf(row, 'number'));
  return sortedDump({
    identity: {
      lineage: textOf(meta, 'lineage'),
      serial: wholeOf(meta, 'serial'),
      tenantUid: maybeTextOf(meta, 'tenant_uid'),
      host: maybeTextOf(meta, 'host'),
      createdAt: textOf(meta, 'created_at'),
    },
    clones: rows.clones.map(fromCloneRow),
    outlines: rows.outlines.map((row) => ({
      digest: digestOf(row, 'digest'),
      parts: textMapOf(row, 'parts'),
    })),
    operations: rows.operations.map((row) => toDumpedEntry(fromStoredEntryRow(row))),
    runs: rows.runs.map((row) => ({
      ...fromRunRow(row, results.get(textOf(row, 'id')) ?? []),
      historyStart: positionOf(wholeOf(row, 'history_start'), numbers),
    })),
    history: rows.history.map(fromHistoryRow),
  });
}

export interface DumpColumns {
  readonly clone: readonly Columns[];
  readonly outline: readonly Columns[];
  readonly operation: readonly Columns[];
  readonly run: readonly Columns[];
  readonly run_result: readonly Columns[];
  readonly clone_history: readonly Columns[];
}

/** The rows that hold a dump. Numbers start again. */
export function columnsOf(dump: StateDump): DumpColumns {
  return {
    clone: dump.clones.map(toCloneColumns),
    outline: dump.outlines.map(({ digest, parts }) => ({ digest, parts: JSON.stringify(parts) })),
    operation: dump.operations.map((dumped) => toStoredEntryColumns(toStoredEntry(dumped))),
    run: dump.runs.map((run) => ({
      ...toRunColumns(run),
      outcome: run.outcome,
      finished_at: run.finishedAt,
      history_start: run.historyStart,
    })),
    run_result: dump.runs.flatMap((run) => run.results.map((result) => toResultColumns(run.id, result))),
    clone_history: dump.history.map((entry, index) => ({ number: index + 1, ...toHistoryColumns(entry) })),
  };
}
