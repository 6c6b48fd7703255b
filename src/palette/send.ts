// One request to its decoded answer: bucket, transport, errors, retries. Every call of the client goes through here.

import {
  errorFromAnswer,
  errorFromTransport,
  givenUp,
  outcomeOf,
  undecodable,
  waitTooLong,
  withoutRetry,
} from './answer-error.ts';
import { type Buckets, bucketPrefix } from './buckets.ts';
import { type CircuitBreaker, type ConnectionNotice, createCircuitBreaker } from './circuit-breaker.ts';
import type { Clock } from './clock.ts';
import { PaletteError } from './palette-error.ts';
import type { RequestStats } from './port.ts';
import type { Redact } from './redact.ts';
import { decideRetry, parseRetryAfter } from './retry.ts';
import { ShapeError } from './shape.ts';
import {
  type Transport,
  TransportError,
  type TransportRequest,
  type TransportResponse,
} from './transport.ts';

export interface Call<T> {
  readonly method: TransportRequest['method'];
  readonly path: string;
  readonly projectUid: string | null;
  readonly body?: unknown;
  /** Reads are retried after any transient failure, writes only when they certainly had no effect. */
  readonly isRead: boolean;
  /** A dry run, whose refusal may come as a 500 with Palette's code. */
  readonly isQuestion?: boolean;
  /** What a run can do without: sent once, and its failure says nothing of the rest of Palette. */
  readonly isOptional?: boolean;
  /** Gets the parsed body; undefined when the answer is empty. Throws ShapeError. */
  readonly decode: (body: unknown) => T;
}

export interface SendDeps {
  readonly transport: Transport;
  readonly buckets: Buckets;
  readonly clock: Clock;
  readonly random: () => number;
  readonly headers: () => Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly retries: number;
  /** Takes the key out of what a server echoes. */
  readonly redact: Redact;
  readonly signal?: AbortSignal;
  readonly trace?: (line: TraceLine) => void;
  readonly onNotice?: (notice: ConnectionNotice) => void;
}

/** One line per attempt; never headers or bodies. */
export interface TraceLine {
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly projectUid: string | null;
  readonly attempt: number;
  readonly status: number | string;
  readonly ms: number;
}

/** `auditUid`: the entry of Palette's audit that the answer names; null: it names none (facts.md section 10, row 28). */
export interface Sent<T> {
  readonly value: T;
  readonly serverDate: string | null;
  readonly auditUid: string | null;
}

export interface Sender {
  send<T>(call: Call<T>): Promise<Sent<T>>;
  readonly stats: () => RequestStats;
  /** See PaletteClient. */
  readonly guardWrites: (check: () => Promise<void>) => void;
  /**
   * Nothing more is sent: reads that are out are canceled, waits end, and every later call fails with this reason. A write that is
   * out is left alone, because its answer says whether it took effect.
   */
  readonly stop: (reason: PaletteError) => void;
}

const LATENCIES_KEPT = 64;
/** A wait that is shorter than this needs no words. */
const WORTH_TELLING_MS = 3000;
/** Of one request, from its first send; a longer Retry-After ends the run, which would otherwise hold its lock for nothing. */
const LONGEST_WAIT_MS = 60_000;

export function createSender(deps: SendDeps): Sender {
  const tally = newTally();
  const breaker = createCircuitBreaker(deps.clock, deps.random, deps.onNotice);
  const guard: Guard = { check: async () => undefined };
  const stopped = new AbortController();
  const signals = deps.signal === undefined ? [stopped.signal] : [deps.signal, stopped.signal];
  const sending: Sending = {
    ...deps,
    breaker,
    guard,
    stopped: stopped.signal,
    waiting: AbortSignal.any(signals),
  };
  const stop = (reason: PaletteError): void => stopped.abort(reason);
  const tellWait = waitTeller(deps);
  return {
    guardWrites: (check) => {
      guard.check = check;
    },
    send: async (call) => {
      const startedAt = deps.clock.now();
      for (let attempt = 1; ; attempt++) {
        const ended = await attemptOnce(sending, tally, call, attempt);
        if (!call.isRead && (!('error' in ended) || ended.error.effect === 'unknown')) tally.written++;
        if (!('error' in ended)) return ended;
        const { error, retryAfterMs } = ended;
        if (call.isOptional === true) throw error;
        if (error.kind === 'auth' && call.isRead) stop(error);
        const { isRead, isQuestion = false } = call;
        const facts = { attempt, maxRetries: deps.retries, isRead, isQuestion, error, retryAfterMs };
        const decision = decideRetry(facts, deps.random());
        if (decision.kind === 'give_up') throw error;
        if (retryAfterMs !== null && deps.clock.now() + retryAfterMs - startedAt > LONGEST_WAIT_MS) {
          tellWait(error.code, retryAfterMs, true);
          const ending = waitTooLong(error, retryAfterMs);
          stop(ending);
          throw ending;
        }
        if (!breaker.takeRetry()) throw withoutRetry(error);
        tally.retries++;
        if (retryAfterMs !== null) tellWait(error.code, decision.afterMs, false);
        await deps.clock.sleep(decision.afterMs, sending.waiting);
      }
    },
    stats: () => statsOf(tally),
    stop,
  };
}

/** Says that Palette asks for a wait: once for all requests that wait for the same moment. */
function waitTeller({
  clock,
  onNotice,
}: SendDeps): (code: string, forMs: number, isTooLong: boolean) => void {
  let toldUntil = 0;
  return (code, forMs, isTooLong) => {
    const until = clock.now() + forMs;
    if (forMs < WORTH_TELLING_MS || until <= toldUntil + WORTH_TELLING_MS) return;
    toldUntil = until;
    onNotice?.({ state: 'asked to wait', code, forMs, isTooLong });
  };
}

interface Tally {
  readonly sent: Map<string, number>;
  readonly latencies: number[];
  retries: number;
  written: number;
  throttled: number;
  serverDate: string | null;
}

function newTally(): Tally {
  return { sent: new Map(), latencies: [], retries: 0, written: 0, throttled: 0, serverDate: null };
}

function statsOf(tally: Tally): RequestStats {
  return {
    sent: Object.fromEntries(tally.sent),
    total: [...tally.sent.values()].reduce((sum, n) => sum + n, 0),
    retries: tally.retries,
    written: tally.written,
    throttled: tally.throttled,
    latencyMs: median(tally.latencies),
    serverDate: tally.serverDate,
  };
}

interface Guard {
  check: () => Promise<void>;
}

interface Sending extends SendDeps {
  readonly guard: Guard;
  readonly breaker: CircuitBreaker;
  /** Its reason is a PaletteError. */
  readonly stopped: AbortSignal;
  /** Either of `stopped` and `signal`. */
  readonly waiting: AbortSignal;
}

async function attemptOnce<T>(
  deps: Sending,
  tally: Tally,
  call: Call<T>,
  attempt: number,
): Promise<Attempt<T>> {
  deps.stopped.throwIfAborted();
  const permit = await deps.breaker.enter(call.isRead ? 'read' : 'write', deps.waiting);
  if (!('report' in permit)) return { error: givenUp(call, permit), retryAfterMs: null };
  const ended = await answerOf(deps, tally, call, attempt).catch((error: unknown) => {
    if (error instanceof PaletteError) return { error: whyStopped(deps, error), retryAfterMs: null };
    permit.report('neutral', '');
    throw error;
  });
  // A check that fails at its work says nothing of the rest of Palette: it must not end a run that can do without it.
  const isFailedQuestion =
    call.isQuestion === true &&
    'error' in ended &&
    ended.error.kind === 'status' &&
    (ended.error.status ?? 0) >= 500;
  if (isFailedQuestion || (call.isOptional === true && 'error' in ended)) permit.report('neutral', '');
  else if ('error' in ended) permit.report(outcomeOf(ended.error), ended.error.code);
  else permit.report('success', '');
  return ended;
}

/** A read that was canceled because of another one's answer fails with that one's reason. */
function whyStopped({ stopped }: Sending, error: PaletteError): PaletteError {
  const reason: unknown = stopped.reason;
  return error.kind === 'aborted' && reason instanceof PaletteError ? reason : error;
}

async function answerOf<T>(deps: Sending, tally: Tally, call: Call<T>, attempt: number): Promise<Attempt<T>> {
  const { response, sentAt } = await sendOnce(deps, tally, call, attempt);
  const serverDate = parseDate(response.headers['date']);
  // A date is by the clock of the server, which may not be ours.
  const now = serverDate === null ? deps.clock.now() : Date.parse(serverDate);
  const retryAfterMs = parseRetryAfter(response.headers['retry-after'], now);
  if (response.status === 429) {
    tally.throttled++;
    deps.buckets.throttled(bucketPrefix(call.path), { retryAfterMs, sentAt });
  }
  if (response.status < 200 || response.status >= 300) {
    // Before anything of it is cut: half a key is not known for one.
    const safe = { ...response, body: deps.redact(response.body) };
    return { error: errorFromAnswer(call, safe, call.isRead), retryAfterMs };
  }
  const auditUid = response.headers['audituid'] ?? null;
  return { value: decodeAnswer(call, response, deps.redact), serverDate, auditUid };
}

async function sendOnce(
  deps: Sending,
  tally: Tally,
  call: Call<unknown>,
  attempt: number,
): Promise<{ readonly response: TransportResponse; readonly sentAt: number }> {
  const prefix = bucketPrefix(call.path);
  await deps.buckets.take(prefix, deps.waiting);
  if (!call.isRead) await deps.guard.check();
  deps.stopped.throwIfAborted();
  tally.sent.set(prefix, (tally.sent.get(prefix) ?? 0) + 1);
  const startedAt = deps.clock.now();
  const tell = (status: number | string): void => {
    const { method, path, projectUid } = call;
    const ms = deps.clock.now() - startedAt;
    deps.trace?.({ at: new Date(startedAt).toISOString(), method, path, projectUid, attempt, status, ms });
  };
  try {
    const response = await deps.transport.send(toRequest(deps, call));
    tally.latencies.push(deps.clock.now() - startedAt);
    if (tally.latencies.length > LATENCIES_KEPT) tally.latencies.shift();
    tally.serverDate = parseDate(response.headers['date']) ?? tally.serverDate;
    tell(response.status);
    return { response, sentAt: startedAt };
  } catch (error) {
    const wrapped =
      error instanceof TransportError
        ? error
        : new TransportError('other', 'unknown', 'sending failed', error);
    tell(wrapped.kind);
    throw errorFromTransport(call, wrapped, call.isRead);
  }
}

type Attempt<T> = Sent<T> | { readonly error: PaletteError; readonly retryAfterMs: number | null };

function toRequest(deps: Sending, call: Call<unknown>): TransportRequest {
  const signal = call.isRead ? deps.waiting : deps.signal;
  return {
    method: call.method,
    path: call.path,
    headers: {
      ...deps.headers(),
      accept: 'application/json',
      ...(call.projectUid === null ? {} : { ProjectUid: call.projectUid }),
      ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    timeoutMs: deps.timeoutMs,
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    ...(signal === undefined ? {} : { signal }),
  };
}

function decodeAnswer<T>(call: Call<T>, response: TransportResponse, redact: Redact): T {
  let body: unknown;
  try {
    body = response.body.trim() === '' ? undefined : JSON.parse(response.body);
  } catch {
    throw undecodable(call, call.isRead, 'it is not JSON', response.body);
  }
  try {
    return call.decode(body);
  } catch (error) {
    if (error instanceof ShapeError)
      throw undecodable(call, call.isRead, redact(error.message), response.body);
    throw error;
  }
}

/** RFC 3339 of an HTTP date; null when absent or senseless. */
function parseDate(header: string | undefined): string | null {
  const ms = header === undefined ? Number.NaN : Date.parse(header);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}

function median(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
}
