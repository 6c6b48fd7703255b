// Values inside a column of JSON, checked as they are read.
import type { Digest } from '../../../content/content.ts';
import { misfit, type Row } from './row.ts';

/** Fails with StoreError for what is no digest. */
export function digestIn(row: Row, column: string, value: unknown): Digest {
  if (typeof value !== 'string' || !value.startsWith('sha256:')) throw misfit(row, column);
  return value as Digest;
}

/** Fails with StoreError for what is no map. */
export function mapIn(row: Row, column: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw misfit(row, column);
  return value as Record<string, unknown>;
}
