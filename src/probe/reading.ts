// Looking into answers whose shape is not certain.
import type { RawAnswer } from '../palette/raw-call.ts';

/** What lies at a path of members; undefined where there is nothing. */
export function read(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, key)
        ? (at as Readonly<Record<string | number, unknown>>)[key]
        : undefined,
    value,
  );
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function isYes({ status }: Pick<RawAnswer, 'status'>): boolean {
  return status >= 200 && status < 300;
}

/** `409 ClusterProfileAlreadyExists`, for people. */
export function statusWords({ status, code }: RawAnswer): string {
  return code === null ? String(status) : `${status} ${code}`;
}
