// The remarks of a recorded clone as the JSON of one column, both ways.
import type { Digest } from '../../../content/content.ts';
import type { RecordedClone, Remarks } from '../../../model/recorded.ts';
import { jsonOf, misfit, type Row } from './row.ts';

const COLUMN = 'remarks';

/** null where there is nothing to remark. */
export function toRemarksColumn(remarks: Remarks | undefined): string | null {
  return remarks === undefined || Object.keys(remarks).length === 0 ? null : JSON.stringify(remarks);
}

/** Rows of an older format lack the column. Members that a newer edition may have added are left out. */
export function fromRemarksColumn(row: Row): Pick<RecordedClone, 'remarks'> {
  if ((row.values[COLUMN] ?? null) === null) return {};
  const { rewritten, accepted, found, description, held } = mapIn(row, jsonOf(row, COLUMN));
  const remarks: Remarks = {
    ...(rewritten === undefined ? {} : { rewritten: rewrittenIn(row, rewritten) }),
    ...(accepted === undefined ? {} : { accepted: digestIn(row, accepted) }),
    ...(found === undefined ? {} : { found: digestIn(row, found) }),
    ...(description === undefined ? {} : { description: descriptionIn(row, description) }),
    ...(held === true ? { held } : {}),
  };
  return Object.keys(remarks).length === 0 ? {} : { remarks };
}

function rewrittenIn(row: Row, value: unknown): NonNullable<Remarks['rewritten']> {
  const { of, digest } = mapIn(row, value);
  return { of: digestIn(row, of), digest: digestIn(row, digest) };
}

function descriptionIn(row: Row, value: unknown): NonNullable<Remarks['description']> {
  const { of, shown } = mapIn(row, value);
  if (typeof of !== 'string' || typeof shown !== 'string') throw misfit(row, COLUMN);
  return { of, shown };
}

function digestIn(row: Row, value: unknown): Digest {
  if (typeof value !== 'string' || !value.startsWith('sha256:')) throw misfit(row, COLUMN);
  return value as Digest;
}

function mapIn(row: Row, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw misfit(row, COLUMN);
  return value as Record<string, unknown>;
}
