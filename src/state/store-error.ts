// What a store can refuse, each with the case and its facts. Nobody reads the message to decide.
import type { LeaseInfo } from './lease.ts';

export type StoreErrorKind =
  | 'locked'
  | 'fenced'
  | 'other_tenant'
  | 'not_a_state'
  | 'newer'
  | 'corrupt'
  /** Deleted, or another file put in its place, while it was in use. */
  | 'replaced'
  | 'read_only'
  | 'disk_full'
  | 'unavailable'
  | 'unreachable'
  | 'denied'
  | 'tls'
  | 'conflict'
  | 'moved';

export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly kind: StoreErrorKind;
  /** Where the state is, as the user named it. */
  readonly where: string;
  /** What to do about it. */
  readonly hint: string | null;
  /** Set for `locked`. */
  readonly holder: LeaseInfo | null;

  constructor(
    kind: StoreErrorKind,
    where: string,
    message: string,
    more: { hint?: string; holder?: LeaseInfo; cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.kind = kind;
    this.where = where;
    this.hint = more.hint ?? null;
    this.holder = more.holder ?? null;
  }
}

/** The code that libraries put on their errors; null where there is none. */
export function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}
