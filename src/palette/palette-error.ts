// What Palette, or the way to it, said no with. Tagged where it is known; nobody reads the message to decide.

export type PaletteErrorKind =
  /** An HTTP answer that is not a success. */
  | 'status'
  /** 401, or 403 that a key check proves to be one: the key is not accepted. */
  | 'auth'
  | 'network'
  | 'timeout'
  /** An answer that cannot be understood: not JSON, truncated, wrong shape. */
  | 'decode'
  | 'aborted'
  /** Not sent: Palette has not answered properly for too long. */
  | 'given_up';

/** Whether it is about the run as a whole, and not about what was asked: then nothing is gained by asking for the rest. */
export function endsRun(error: PaletteError): boolean {
  return error.kind === 'auth' || error.kind === 'aborted' || error.kind === 'given_up';
}

/** Codes that say no more than the status 500 does. */
const EMPTY_CODE = /^(500|(internal|server|unknown|unexpected)*(error)?)$/i;

/**
 * Palette's own no, as a 500: "responds with an explicit error code" (facts.md section 10, row 18). Such an answer is as definite as
 * a 4xx. A 500 without Palette's error body, or with a code that repeats the status, leaves open what happened.
 */
export function isRefusalAs500(answer: Pick<PaletteError, 'status' | 'hasOwnBody' | 'code'>): boolean {
  return (
    answer.status === 500 && answer.hasOwnBody && !EMPTY_CODE.test(answer.code.replaceAll(/[^a-z0-9]/gi, ''))
  );
}

/** Palette's own word that it has no such object; its status is not documented (facts.md section 10, 2). */
const NO_SUCH_OBJECT = 'ResourceNotFound';

/** Whether Palette itself says that it has no such object. Any other 404 says nothing about the object. */
export function deniesObject(error: PaletteError): boolean {
  return error.kind === 'status' && error.hasOwnBody && error.code === NO_SUCH_OBJECT;
}

/** A 404 that Palette did not write: a gateway without a route to it (facts.md section 10, 12). */
export function isOutage(error: PaletteError): boolean {
  return error.kind === 'status' && error.status === 404 && !error.hasOwnBody;
}

/** A name and version that are taken: Palette's code for it, or one that says the same, or the status that usually carries it. */
export function isConflict(error: PaletteError): boolean {
  return error.status === 409 || /AlreadyExists|Duplicate|Conflict/i.test(error.code);
}

export class PaletteError extends Error {
  override readonly name = 'PaletteError';
  readonly kind: PaletteErrorKind;
  /** HTTP status; null where there was no answer. */
  readonly status: number | null;
  /** Palette's own `code`, e.g. ClusterProfileAlreadyExists; else one of ours, e.g. ConnectionRefused. */
  readonly code: string;
  /** Whether the answer had Palette's error body `{code, message}`: a proxy, a gateway or an ingress sends none. */
  readonly hasOwnBody: boolean;
  /** Palette's opaque support reference. */
  readonly ref: string | null;
  readonly method: string;
  readonly path: string;
  /** Whether the request may have taken effect. `none` is certain. */
  readonly effect: 'none' | 'unknown';
  /** What to do, where that can be said. */
  readonly hint: string | null;

  constructor(
    facts: {
      kind: PaletteErrorKind;
      status?: number | null;
      code: string;
      hasOwnBody?: boolean;
      ref?: string | null;
      method: string;
      path: string;
      effect: 'none' | 'unknown';
      message: string;
      hint?: string | null;
    },
    cause?: unknown,
  ) {
    super(facts.message, cause === undefined ? undefined : { cause });
    this.kind = facts.kind;
    this.status = facts.status ?? null;
    this.code = facts.code;
    this.hasOwnBody = facts.hasOwnBody ?? false;
    this.ref = facts.ref ?? null;
    this.method = facts.method;
    this.path = facts.path;
    this.effect = facts.effect;
    this.hint = facts.hint ?? null;
  }
}
