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

export function textIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function itemsIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A success that Palette itself gave: a log-in page with status 200 is none. */
export function isYes({ status, form }: Pick<RawAnswer, 'status' | 'form'>): boolean {
  return status >= 200 && status < 300 && form !== 'other';
}

/** UID of the object that a create or clone made; '' where the answer does not prove that it made one. */
export function createdUid(answer: RawAnswer): string {
  return isYes(answer) ? textIn(read(answer.body, 'uid')) : '';
}

/** Palette's own word that an object does not exist. A bare 404 is an outage (facts.md section 10, 12). */
export function isNotFound({ status, code }: Pick<RawAnswer, 'status' | 'code'>): boolean {
  return status >= 400 && code === 'ResourceNotFound';
}

/** Statuses that are about the key, the load or the way to Palette, never about what was asked. */
const ABOUT_SOMETHING_ELSE = new Set([401, 403, 408, 425, 429, 502, 503, 504]);

/** Whether an answer can be a refusal of what was asked: it has an error code of Palette's, and the status fits. */
export function mayBeRefusal({ status, code }: Pick<RawAnswer, 'status' | 'code'>): boolean {
  return status >= 400 && code !== null && !ABOUT_SOMETHING_ELSE.has(status);
}

/** `409 ClusterProfileAlreadyExists`, for people. */
export function statusWords({ status, code, form }: Pick<RawAnswer, 'status' | 'code' | 'form'>): string {
  if (code !== null) return `${status} ${code}`;
  return form === 'other' ? `${status} with a body that is not JSON` : String(status);
}
