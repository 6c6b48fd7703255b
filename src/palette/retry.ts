// Whether a request is sent again, and when. Decides only; send.ts does.
import { isOutage, isRefusalAs500, type PaletteError } from './palette-error.ts';

export interface RetryFacts {
  /** Sends so far, from 1. */
  readonly attempt: number;
  /** Sends allowed beyond the first. */
  readonly maxRetries: number;
  /** A read, or a question that changes nothing. */
  readonly isRead: boolean;
  /** A dry run: a 500 with Palette's own code is its answer. */
  readonly isQuestion?: boolean;
  readonly error: PaletteError;
  /** From the answer's Retry-After; null when there was none. */
  readonly retryAfterMs: number | null;
}

export type RetryDecision =
  | { readonly kind: 'give_up' }
  | { readonly kind: 'retry'; readonly afterMs: number };

const BASE_MS = 500;
const CAP_MS = 20_000;
/** A gateway that reloads its routes has them again within a moment; a wrong host never has. */
const OUTAGE_RETRIES = 2;
/** A plan can do without the answer to a question. */
const QUESTION_RETRIES = 2;

/** Writes only when the request certainly had no effect and the failure is transient; full jitter; Retry-After is obeyed. */
export function decideRetry(facts: RetryFacts, random: number): RetryDecision {
  if (facts.attempt > mostRetries(facts) || !mayPass(facts)) return { kind: 'give_up' };
  const jitter = random * Math.min(CAP_MS, BASE_MS * 2 ** facts.attempt);
  return { kind: 'retry', afterMs: Math.ceil(Math.max(facts.retryAfterMs ?? 0, jitter)) };
}

function mostRetries({ error, maxRetries, isQuestion = false }: RetryFacts): number {
  if (isOutage(error)) return Math.min(maxRetries, OUTAGE_RETRIES);
  const isFailedQuestion = isQuestion && error.kind === 'status' && error.status !== 429;
  return isFailedQuestion ? Math.min(maxRetries, QUESTION_RETRIES) : maxRetries;
}

function mayPass({ error, isRead, isQuestion = false }: RetryFacts): boolean {
  switch (error.kind) {
    case 'auth':
    case 'aborted':
    case 'given_up':
      return false;
    case 'status':
      return (isRead && isOutage(error)) || isPassingAnswer(error, isRead, isQuestion);
    case 'network':
    case 'timeout':
      return isPassingTrouble(error) && (isRead || error.effect === 'none');
    case 'decode':
      return isRead && error.code === 'Truncated';
  }
}

/** 500 carries Palette's own refusals as well as faults; a read is cheap to repeat (facts.md section 2). */
function isPassingAnswer(error: PaletteError, isRead: boolean, isQuestion: boolean): boolean {
  const status = error.status ?? 0;
  if (status === 429) return true;
  if (!isRead || (isQuestion && isRefusalAs500(error))) return false;
  return status >= 500 || status === 408;
}

/** A certificate that is not trusted and a host that does not exist do not fix themselves. */
function isPassingTrouble(error: PaletteError): boolean {
  return error.code !== 'TlsFailure' && error.code !== 'HostNotFound' && error.code !== 'Redirected';
}

const MAX_RETRY_AFTER_MS = 24 * 3600_000;

/** Seconds or an HTTP date, capped at a day; null when absent or senseless. Whether it is waited for is for `send` to say. */
export function parseRetryAfter(header: string | undefined, now: number): number | null {
  if (header === undefined) return null;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) && ms >= 0 ? Math.min(ms, MAX_RETRY_AFTER_MS) : null;
}
