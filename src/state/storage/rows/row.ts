// One row as the database gives it, and checked reading of its columns. A state file is not trusted: what does not
// fit is StoreError `corrupt`. The casts of this room's reading side are in this file.
import type { Digest } from '../../../content/content.ts';
import { StoreError } from '../../store-error.ts';

export type SqlValue = string | number | null;

export interface Row {
  /** The state, as the user named it. */
  readonly where: string;
  readonly table: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** A row out of what the driver returns. */
export function toRow(where: string, table: string, values: unknown): Row {
  if (typeof values !== 'object' || values === null) throw corrupt(where, `a row of ${table} is not a row`);
  return { where, table, values: values as Record<string, unknown> };
}

export function textOf(row: Row, column: string): string {
  const value = row.values[column];
  if (typeof value !== 'string') throw misfit(row, column);
  return value;
}

export function maybeTextOf(row: Row, column: string): string | null {
  return row.values[column] === null ? null : textOf(row, column);
}

export function wholeOf(row: Row, column: string): number {
  const value = row.values[column];
  if (!Number.isSafeInteger(value)) throw misfit(row, column);
  return value as number;
}

export function flagOf(row: Row, column: string): boolean {
  const value = wholeOf(row, column);
  if (value !== 0 && value !== 1) throw misfit(row, column);
  return value === 1;
}

export function oneOf<T extends string>(row: Row, column: string, allowed: readonly T[]): T {
  const value = textOf(row, column);
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw misfit(row, column);
  return found;
}

export function digestOf(row: Row, column: string): Digest {
  const value = textOf(row, column);
  if (!value.startsWith('sha256:')) throw misfit(row, column);
  return value as Digest;
}

/** The JSON object or list in a text column. */
export function jsonOf(row: Row, column: string): unknown {
  try {
    return JSON.parse(textOf(row, column));
  } catch {
    throw misfit(row, column);
  }
}

export function textListOf(row: Row, column: string): readonly string[] {
  const value = jsonOf(row, column);
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) throw misfit(row, column);
  return value;
}

export function textMapOf(row: Row, column: string): Readonly<Record<string, string>> {
  const value = jsonOf(row, column);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw misfit(row, column);
  if (!Object.values(value).every((item) => typeof item === 'string')) throw misfit(row, column);
  return value as Record<string, string>;
}

export function misfit(row: Row, column: string): StoreError {
  return corrupt(
    row.where,
    `column ${column} of table ${row.table} has a value that is not valid in a state`,
  );
}

function corrupt(where: string, message: string): StoreError {
  return new StoreError('corrupt', where, message, {
    hint: 'restore a backup: the newest file in the folder `backups` next to the state file, or a backup of the database',
  });
}
