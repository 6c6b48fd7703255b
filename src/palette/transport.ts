// The least that carries one request: HTTP in earnest, the embedded sandbox, or a test.

export interface TransportRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with query, beginning with a slash. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text. */
  readonly body?: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

export interface TransportResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What went wrong below HTTP, and whether the request may have reached the server. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly kind:
    | 'refused'
    | 'dns'
    | 'tls'
    | 'reset'
    | 'timeout'
    | 'aborted'
    | 'truncated'
    | 'too_large'
    | 'redirect'
    | 'other';
  /** `none`: certainly not sent. `unknown`: it may have taken effect. */
  readonly effect: 'none' | 'unknown';

  constructor(
    kind: TransportError['kind'],
    effect: TransportError['effect'],
    message: string,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
    this.effect = effect;
  }
}

export interface Transport {
  /** Rejects with TransportError only. Follows no redirect: a 3xx answer rejects with `redirect`. */
  send(request: TransportRequest): Promise<TransportResponse>;
  close(): Promise<void>;
}
