// Changes of state alone: what apply would record although it sends nothing. They are changes like any other: shown, counted,
// approved, and part of the history.
import type { ObservedObject } from '../../model/observed.ts';
import type { RecordedClone } from '../../model/recorded.ts';
import { notedRow, PENDING, recordChanges, sourceChanges } from '../noted-row.ts';
import type { Change, Reason, RecordChange } from '../plan.ts';
import { factsOf } from './draft.ts';

/**
 * The decided change with what state records beside it. A no-op that would record something becomes an `update`; before a change
 * of labels or description, which records nothing of the source, the source gets an entry of its own. `needs`: what makes or
 * changes the source first.
 */
export function withRecords(
  change: Change,
  row: RecordedClone,
  object: ObservedObject,
  needs: Change['needs'] = [],
): readonly Change[] {
  const noted = notedRow(change, row, change.source.uid ?? (needs.length === 0 ? null : PENDING));
  if (change.action === 'noop') {
    const records = recordChanges(row, noted);
    return records.length === 0 ? [change] : [{ ...recordOnly(change, records, object), needs }];
  }
  if (change.action !== 'update' || change.reason !== 'metadata') return [change];
  const records = sourceChanges(row, noted);
  if (records.length === 0) return [change];
  return [
    { ...recordOnly(change, records, object), needs },
    { ...change, preconditions: { ...change.preconditions, recorded: null } },
  ];
}

/** Nothing is sent: before and after are what Palette has. */
export function recordOnly(change: Change, records: readonly RecordChange[], object: ObservedObject): Change {
  const facts = factsOf(object);
  const reason = reasonOf(records);
  const { source } = change;
  const isOfSource = reason !== 'metadata' && source.digest !== null;
  return {
    ...change,
    action: 'update',
    reason,
    before: facts,
    after: facts,
    records,
    preconditions: {
      ...change.preconditions,
      source: isOfSource ? { uid: source.uid, digest: source.digest, shown: object.shown } : null,
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
