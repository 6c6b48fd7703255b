// Changes of state alone: what apply would record although it sends nothing. They are changes like any other: shown, counted,
// approved, and part of the history.
import type { Address } from '../../model/address.ts';
import type { ObservedObject } from '../../model/observed.ts';
import type { RecordedClone } from '../../model/recorded.ts';
import type { Noop, PlannedChange, RecordOnly, UpdateMetadata } from '../change.ts';
import { notedRow, PENDING, recordChanges, sourceChanges } from '../noted-row.ts';
import type { RecordChange } from '../record-change.ts';
import { factsOf, seenOf } from './draft.ts';

/**
 * The decided change with what state records beside it. A no-op that would record something becomes a change of state; before a change
 * of labels or description, which records nothing of the source, the source gets an entry of its own. `needs`: what makes or
 * changes the source first.
 */
export function withRecords(
  change: PlannedChange,
  row: RecordedClone,
  object: ObservedObject,
  needs: readonly Address[] = [],
): readonly PlannedChange[] {
  if (change.kind !== 'noop' && change.kind !== 'update_metadata') return [change];
  const noted = notedRow(change, row, change.source.uid ?? (needs.length === 0 ? null : PENDING));
  const isNoop = change.kind === 'noop';
  const records = isNoop ? recordChanges(row, noted) : sourceChanges(row, noted);
  if (records.length === 0) return [change];
  const record = { ...recordOnly(change, records, object), needs };
  return isNoop ? [record] : [record, { ...change, recorded: null }];
}

/** Nothing is sent: before and after are what Palette has. */
export function recordOnly(
  { kind: _kind, ...change }: Noop | UpdateMetadata,
  records: readonly RecordChange[],
  object: ObservedObject,
): RecordOnly {
  const facts = factsOf(object);
  const reason = reasonOf(records);
  const { source } = change;
  const isOfSource = reason !== 'metadata' && source.digest !== null;
  return {
    ...change,
    kind: 'record',
    reason,
    before: facts,
    after: facts,
    records,
    seen: change.seen ?? seenOf(object),
    ...(isOfSource ? { copies: { uid: source.uid, digest: source.digest, shown: object.shown } } : {}),
  };
}

/** The first that applies is shown (docs/explanation/how-a-change-is-decided.md). */
const REASONS: readonly (readonly [RecordChange['what'], RecordOnly['reason']])[] = [
  ['source', 'source_upgraded'],
  ['sourceContent', 'source_edited'],
  ['overrides', 'overrides_changed'],
  ['content', 'clone_edited'],
];

function reasonOf(records: readonly RecordChange[]): RecordOnly['reason'] {
  const recorded = new Set(records.map(({ what }) => what));
  return REASONS.find(([what]) => recorded.has(what))?.[1] ?? 'metadata';
}
