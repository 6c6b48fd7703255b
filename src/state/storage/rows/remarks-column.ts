// The remarks of a recorded clone as the JSON of one column, both ways.
import type { RecordedClone, Remarks } from '../../../model/recorded.ts';
import { digestIn, mapIn } from './json-column.ts';
import { jsonOf, misfit, type Row } from './row.ts';

const COLUMN = 'remarks';

/** null where there is nothing to remark. */
export function toRemarksColumn(remarks: Remarks | undefined): string | null {
  return remarks === undefined || Object.keys(remarks).length === 0 ? null : JSON.stringify(remarks);
}

/** Rows of an older format lack the column. Members that a newer edition may have added are left out. */
export function fromRemarksColumn(row: Row): Pick<RecordedClone, 'remarks'> {
  if ((row.values[COLUMN] ?? null) === null) return {};
  const { rewritten, accepted, found, description, held } = mapIn(row, COLUMN, jsonOf(row, COLUMN));
  const remarks: Remarks = {
    ...(rewritten === undefined ? {} : { rewritten: rewrittenIn(row, rewritten) }),
    ...(accepted === undefined ? {} : { accepted: digestIn(row, COLUMN, accepted) }),
    ...(found === undefined ? {} : { found: digestIn(row, COLUMN, found) }),
    ...(description === undefined ? {} : { description: descriptionIn(row, description) }),
    ...(held === true ? { held } : {}),
  };
  return Object.keys(remarks).length === 0 ? {} : { remarks };
}

function rewrittenIn(row: Row, value: unknown): NonNullable<Remarks['rewritten']> {
  const { of, digest } = mapIn(row, COLUMN, value);
  return { of: digestIn(row, COLUMN, of), digest: digestIn(row, COLUMN, digest) };
}

function descriptionIn(row: Row, value: unknown): NonNullable<Remarks['description']> {
  const { of, shown } = mapIn(row, COLUMN, value);
  if (typeof of !== 'string' || typeof shown !== 'string') throw misfit(row, COLUMN);
  return { of, shown };
}
