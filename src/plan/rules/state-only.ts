// Changes of state alone: what apply would record although it sends nothing. They are changes like any other: shown, counted,
// approved, and part of the history.
import type { ObservedObject } from '../../model/observed.ts';
import type { RecordedClone } from '../../model/recorded.ts';
import { notedRow, recordChanges, sourceChanges } from '../noted-row.ts';
import type { Change, Reason, RecordChange } from '../plan.ts';
import { factsOf } from './draft.ts';

/**
 * The decided change with what state records beside it. A no-op that would record something becomes an `update`; before a change
 * of labels or description, which records nothing of the source, the source gets an entry of its own.
 */
export function withRecords(change: Change, row: RecordedClone, object: ObservedObject): readonly Change[] {
  if (change.action === 'noop') {
    const records = recordChanges(row, notedRow(change, row));
    return records.length === 0 ? [change] : [recordOnly(change, records, object)];
  }
  if (change.action !== 'update' || change.reason !== 'metadata') return [change];
  const records = sourceChanges(row, notedRow(change, row));
  if (records.length === 0) return [change];
  return [
    recordOnly(change, records, object),
    { ...change, preconditions: { ...change.preconditions, recorded: null } },
  ];
}

/** Nothing is sent: before and after are what Palette has. */
export function recordOnly(change: Change, records: readonly RecordChange[], object: ObservedObject): Change {
  const facts = factsOf(object);
  const reason = reasonOf(records);
  const { source } = change;
  const isKnown = reason !== 'metadata' && source.uid !== null && source.digest !== null;
  return {
    ...change,
    action: 'update',
    reason,
    before: facts,
    after: facts,
    records,
    preconditions: {
      ...change.preconditions,
      source: isKnown ? { uid: source.uid, digest: source.digest, shown: object.shown } : null,
    },
  };
}

const REASONS: Partial<Record<RecordChange['what'], Reason>> = {
  source: 'source_upgraded',
  sourceContent: 'source_edited',
  content: 'clone_edited',
};

function reasonOf(records: readonly RecordChange[]): Reason {
  return records.map(({ what }) => REASONS[what]).find((reason) => reason !== undefined) ?? 'metadata';
}
