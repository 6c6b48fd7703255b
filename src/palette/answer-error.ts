// An answer that is not a success, or no answer at all → PaletteError. The only place that reads error bodies.
import { STATUS_CODES } from 'node:http';
import { maskSentence } from '../content/secret-text.ts';
import type { GivenUp, Outcome } from './circuit-breaker.ts';
import { isOutage, isRefusalAs500, PaletteError } from './palette-error.ts';
import { type TransportError, type TransportRequest, type TransportResponse } from './transport.ts';

interface Asked {
  readonly method: TransportRequest['method'];
  readonly path: string;
}

/** Bodies are `{code, message, ref, details}`, or anything at all (facts.md section 4). */
export function errorFromAnswer(asked: Asked, response: TransportResponse, isRead: boolean): PaletteError {
  const { status } = response;
  const body = parseBody(response.body);
  const code = body?.code ?? codeOfStatus(status);
  const hasOwnBody = body !== null;
  const message = body?.message ?? (excerpt(response.body) || (STATUS_CODES[status] ?? `status ${status}`));
  const { method, path } = asked;
  return new PaletteError({
    kind: status === 401 ? 'auth' : 'status',
    status,
    code: status === 429 ? 'TooManyRequests' : code,
    hasOwnBody,
    ref: body?.ref ?? null,
    method,
    path: pathOnly(path),
    effect: isRead || isRefusal({ status, code, hasOwnBody }) ? 'none' : 'unknown',
    message: status === 401 ? `Palette does not accept the API key: ${message}` : message,
    hint: status === 404 && body === null ? NO_ROUTE : hintOf(status),
  });
}

/**
 * A 4xx is a refusal, but a 408 may follow a commit, and so may any 5xx: a gateway cannot prove that nothing happened. Nor can one
 * that answers 404 in words of its own (facts.md section 10, row 12).
 */
function isRefusal(answer: Pick<PaletteError, 'status' | 'hasOwnBody' | 'code'>): boolean {
  const status = answer.status ?? 0;
  if (isRefusalAs500(answer)) return true;
  return status >= 400 && status < 500 && status !== 408 && (status !== 404 || answer.hasOwnBody);
}

const NO_ROUTE =
  'this response does not come from Palette itself: a gateway in front of it may have no route yet; try again later, or check PALETTE_HOST';

export function errorFromTransport(asked: Asked, error: TransportError, isRead: boolean): PaletteError {
  const words = {
    refused: { kind: 'network', code: 'ConnectionRefused', hint: 'check PALETTE_HOST and the network' },
    dns: { kind: 'network', code: 'HostNotFound', hint: 'check PALETTE_HOST and the network' },
    tls: {
      kind: 'network',
      code: 'TlsFailure',
      hint: 'for a private CA, use palette.caFile or PALETTE_CA_FILE',
    },
    reset: { kind: 'network', code: 'ConnectionReset', hint: null },
    other: { kind: 'network', code: 'NetworkFailure', hint: null },
    redirect: {
      kind: 'network',
      code: 'Redirected',
      hint: 'check PALETTE_HOST: it must be the API host itself',
    },
    timeout: { kind: 'timeout', code: 'Timeout', hint: 'to wait longer, raise palette.requestTimeout' },
    aborted: { kind: 'aborted', code: 'Aborted', hint: null },
    truncated: { kind: 'decode', code: 'Truncated', hint: null },
    too_large: { kind: 'decode', code: 'TooLarge', hint: null },
  } as const satisfies Record<TransportError['kind'], object>;
  const { kind, code, hint } = words[error.kind];
  return new PaletteError(
    {
      kind,
      code,
      method: asked.method,
      path: pathOnly(asked.path),
      effect: isRead ? 'none' : error.effect,
      message: error.message,
      hint,
    },
    error,
  );
}

/**
 * An answer that is a success by its status, but cannot be understood. Of one that is empty, or begins like JSON and is none, it is
 * taken that something on the way cut it short.
 */
export function undecodable(asked: Asked, isRead: boolean, what: string, body: string): PaletteError {
  const isPage = /^\s*</.test(body);
  const isCut = body.trim() === '' || (/^\s*[[{]/.test(body) && !isJson(body));
  return new PaletteError({
    kind: 'decode',
    code: isPage ? 'NotJson' : isCut ? 'Truncated' : 'UnexpectedAnswer',
    method: asked.method,
    path: pathOnly(asked.path),
    effect: isRead ? 'none' : 'unknown',
    message: isPage
      ? 'Palette responded with a web page instead of JSON'
      : `the response of Palette is not valid: ${what}`,
    hint: isPage ? 'check PALETTE_HOST: a console, a proxy or a login page may be responding' : null,
  });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

interface ErrorBody {
  readonly code: string;
  readonly message: string;
  readonly ref: string | null;
}

function parseBody(text: string): ErrorBody | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const code = errorCodeOf(value);
  if (code === null || typeof value !== 'object' || value === null) return null;
  const message =
    'message' in value && typeof value.message === 'string' && value.message !== '' ? value.message : code;
  const ref = 'ref' in value && typeof value.ref === 'string' && value.ref !== '' ? value.ref : null;
  return {
    code: code.slice(0, 200),
    message: maskSentence(message.slice(0, 1000)),
    ref: ref?.slice(0, 200) ?? null,
  };
}

/** The code of a parsed error body; some validation errors carry a number (facts.md section 10, row 11). null: it has none. */
export function errorCodeOf(body: unknown): string | null {
  const code = typeof body === 'object' && body !== null && 'code' in body ? body.code : null;
  if (typeof code === 'number' && Number.isFinite(code)) return String(code);
  return typeof code === 'string' && code !== '' ? code : null;
}

function excerpt(body: string): string {
  return /^\s*</.test(body) ? 'a web page instead of an API response' : body.trim().slice(0, 200);
}

function codeOfStatus(status: number): string {
  return (STATUS_CODES[status] ?? `Status${status}`).replaceAll(/[^A-Za-z0-9]/g, '');
}

function hintOf(status: number): string | null {
  if (status === 401) return 'set PALETTE_API_KEY to a key that is valid for this host';
  if (status === 403) return 'the key may lack permissions in this scope, or a ProjectUid may be wrong';
  if (status === 429)
    return 'another tool may be using this rate limit; palette.rateLimits sets the share of cloneform';
  return null;
}

function pathOnly(path: string): string {
  return path.split('?')[0] ?? path;
}

/** Nothing was sent: Palette has not given one good answer for too long. */
export function givenUp(asked: Asked, { forMs, code }: GivenUp): PaletteError {
  return new PaletteError({
    kind: 'given_up',
    code: 'GivenUp',
    method: asked.method,
    path: pathOnly(asked.path),
    effect: 'none',
    message: `Palette has not responded for ${Math.round(forMs / 1000)} s (last error: ${code}), so nothing more is sent`,
    hint: 'when Palette responds again, run the same command: it continues where this run stopped',
  });
}

/** Nothing more is sent: Palette asks for a wait that is longer than a run waits. */
export function waitTooLong(error: PaletteError, retryAfterMs: number): PaletteError {
  const message = `Palette asks to wait ${Math.ceil(retryAfterMs / 1000)} s (${error.code}), which is longer than the one minute that a run waits, so nothing more is sent`;
  const hint = 'run the same command after that time: it continues where this run stopped';
  return new PaletteError(
    { ...errorDetails(error), kind: 'given_up', code: 'GivenUp', message, hint },
    error,
  );
}

/** Nothing is sent any more, because the command has ended. */
export function afterEnd(): PaletteError {
  return new PaletteError({
    kind: 'aborted',
    code: 'Aborted',
    method: 'GET',
    path: '/',
    effect: 'none',
    message: 'the command has ended',
  });
}

/** A failure that would have been retried if the retry budget of the run were not used up. */
export function withoutRetry(error: PaletteError): PaletteError {
  const message = `${error.message} (not retried: too many requests of this run failed)`;
  return new PaletteError({ ...errorDetails(error), message }, error);
}

/** The facts of an error, to make another one of them. */
export function errorDetails(error: PaletteError): ConstructorParameters<typeof PaletteError>[0] {
  const { kind, status, code, hasOwnBody, ref, method, path, effect, message, hint } = error;
  return { kind, status, code, hasOwnBody, ref, method, path, effect, message, hint };
}

/** What an error says about the health of Palette. A 500 with a code of Palette's is an answer like any other. */
export function outcomeOf(error: PaletteError): Outcome {
  switch (error.kind) {
    case 'auth':
      return 'success';
    case 'status':
      return outcomeOfStatus(error);
    case 'network':
    case 'timeout':
      return 'failure';
    case 'decode':
      return error.code === 'NotJson' || error.code === 'Truncated' ? 'failure' : 'neutral';
    case 'aborted':
    case 'given_up':
      return 'neutral';
  }
}

function outcomeOfStatus(error: PaletteError): Outcome {
  const status = error.status ?? 0;
  if (isOutage(error)) return 'neutral';
  if (status === 500) return isRefusalAs500(error) ? 'neutral' : 'failure';
  return status > 500 || status === 429 || status === 408 ? 'failure' : 'success';
}
