// One call as it is answered, whatever the status: for looking at what Palette does, never for doing the tool's work.
import { errorCodeOf } from './answer-error.ts';
import { type Buckets, bucketPrefix } from './buckets.ts';
import type { Secret } from './secret.ts';
import type { Transport, TransportRequest, TransportResponse } from './transport.ts';

export interface RawCall {
  readonly method: TransportRequest['method'];
  readonly path: string;
  /** null: no `ProjectUid` header. */
  readonly projectUid: string | null;
  readonly body?: unknown;
}

export interface RawAnswer {
  readonly status: number;
  /** Palette's error code, as text; null where there is none. */
  readonly code: string | null;
  /** `other`: a body that is not JSON, such as a web page or the text of a gateway. */
  readonly form: 'json' | 'empty' | 'other';
  /** Parsed; undefined where it is empty or not JSON. */
  readonly body: unknown;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface RawCaller {
  /** Kept within the rate limits, sent once. Rejects with TransportError. */
  call(call: RawCall): Promise<RawAnswer>;
  /** The same without waiting for the rate limits. */
  rush(call: RawCall): Promise<RawAnswer>;
}

export interface RawCallerDeps {
  readonly transport: Transport;
  readonly apiKey: Secret;
  readonly buckets: Buckets;
  readonly timeoutMs: number;
}

export function createRawCaller(deps: RawCallerDeps): RawCaller {
  const rush = async (call: RawCall): Promise<RawAnswer> =>
    toAnswer(await deps.transport.send(toRequest(deps, call)));
  return {
    rush,
    call: async (call) => {
      await deps.buckets.take(bucketPrefix(call.path));
      return rush(call);
    },
  };
}

function toRequest({ apiKey, timeoutMs }: RawCallerDeps, call: RawCall): TransportRequest {
  return {
    method: call.method,
    path: call.path,
    headers: {
      ApiKey: apiKey.reveal(),
      'user-agent': 'cloneform',
      accept: 'application/json',
      ...(call.projectUid === null ? {} : { ProjectUid: call.projectUid }),
      ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    timeoutMs,
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
  };
}

function toAnswer({ status, headers, body: text }: TransportResponse): RawAnswer {
  const isEmpty = text.trim() === '';
  const body = isEmpty ? undefined : parse(text);
  const form = isEmpty ? 'empty' : body === undefined ? 'other' : 'json';
  return { status, code: errorCodeOf(body), form, body, headers };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
