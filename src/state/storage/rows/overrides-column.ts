// What overrides made of a clone, as the JSON of one column, both ways. The rows of clones and the journal have it alike.
import type { RecordedOverrides } from '../../../model/recorded.ts';
import { digestIn, mapIn } from './json-column.ts';
import { jsonOf, misfit, type Row } from './row.ts';

const COLUMN = 'overrides';

/** null: an exact copy of its source. */
export function toOverridesColumn(overrides: RecordedOverrides | undefined): string | null {
  if (overrides === undefined) return null;
  const { format, digest, source, wanted, places } = overrides;
  return JSON.stringify({ format, digest, source, wanted, places });
}

/** Rows of an older format lack the column. Members that a newer edition may have added are left out. */
export function fromOverridesColumn(row: Row): { readonly overrides?: RecordedOverrides } {
  if ((row.values[COLUMN] ?? null) === null) return {};
  const { format, digest, source, wanted, places } = mapIn(row, COLUMN, jsonOf(row, COLUMN));
  if (typeof format !== 'number' || !Number.isSafeInteger(format) || format < 1) throw misfit(row, COLUMN);
  return {
    overrides: {
      format,
      digest: digestIn(row, COLUMN, digest),
      source: digestIn(row, COLUMN, source),
      wanted: digestIn(row, COLUMN, wanted),
      places: hashesIn(row, places),
    },
  };
}

function hashesIn(row: Row, value: unknown): RecordedOverrides['places'] {
  const hashes = mapIn(row, COLUMN, value);
  if (!Object.values(hashes).every((hash) => typeof hash === 'string')) throw misfit(row, COLUMN);
  return hashes as RecordedOverrides['places'];
}
