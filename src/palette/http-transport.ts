// HTTP in earnest, over undici: kept connections, proxy, private CA, deadlines, and no redirect followed.
import { rootCertificates } from 'node:tls';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, type ZlibOptions } from 'node:zlib';
import type * as Undici from 'undici';
import type { Dispatcher } from 'undici';
import { isLoopback } from './host.ts';
import {
  type Transport,
  TransportError,
  type TransportRequest,
  type TransportResponse,
} from './transport.ts';

export interface HttpTransportOptions {
  readonly baseUrl: URL;
  /** PEM of a private CA; it is added to the public ones. */
  readonly caPem?: string;
  readonly proxy?: { readonly httpsProxy?: string; readonly httpProxy?: string; readonly noProxy?: string };
  readonly maxResponseBytes?: number;
}

const MAX_RESPONSE_BYTES = 64 * 1024 * 1024;
const MAX_CONNECTIONS = 64;

/** undici is loaded here, when something is to be sent, and not at start. */
export async function createHttpTransport(options: HttpTransportOptions): Promise<Transport> {
  const undici = await import('undici');
  const dispatcher = makeDispatcher(undici, options);
  const origin = options.baseUrl.origin;
  const maxBytes = options.maxResponseBytes ?? MAX_RESPONSE_BYTES;
  return {
    send: async (request) => {
      const deadline = AbortSignal.timeout(request.timeoutMs);
      const signal = request.signal === undefined ? deadline : AbortSignal.any([deadline, request.signal]);
      try {
        const answer = await undici.request(`${origin}${request.path}`, {
          dispatcher,
          method: request.method,
          headers: { ...request.headers },
          signal,
          headersTimeout: 0,
          bodyTimeout: 0,
          ...(request.body === undefined ? {} : { body: request.body }),
        });
        return await readAnswer(answer, request, maxBytes);
      } catch (error) {
        throw toTransportError(error, request, deadline, options.baseUrl.host);
      }
    },
    close: () => dispatcher.destroy(),
  };
}

function makeDispatcher(undici: typeof Undici, options: HttpTransportOptions): Dispatcher {
  const { baseUrl, proxy, caPem } = options;
  // Said outright: node would let NODE_TLS_REJECT_UNAUTHORIZED=0 switch it off.
  const tls = {
    rejectUnauthorized: true,
    ...(caPem === undefined ? {} : { ca: [...rootCertificates, caPem] }),
  };
  const common = { connections: MAX_CONNECTIONS, connect: { ...tls, timeout: 10_000 }, pipelining: 1 };
  const wantsProxy = proxy?.httpsProxy !== undefined || proxy?.httpProxy !== undefined;
  if (!wantsProxy || isLoopback(baseUrl.hostname)) return new undici.Agent(common);
  return new undici.EnvHttpProxyAgent({ ...common, ...proxy, requestTls: tls });
}

async function readAnswer(
  answer: Dispatcher.ResponseData,
  request: TransportRequest,
  maxBytes: number,
): Promise<TransportResponse> {
  const { statusCode, body } = answer;
  if (statusCode >= 300 && statusCode < 400) {
    await body.dump();
    throw new TransportError(
      'redirect',
      effectOf(request),
      `Palette responded with a redirect (${statusCode}), which is not followed`,
    );
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    const piece: Buffer = chunk;
    bytes += piece.length;
    if (bytes > maxBytes) {
      body.destroy();
      throw new TransportError(
        'too_large',
        effectOf(request),
        `the response is larger than ${maxBytes} bytes`,
      );
    }
    chunks.push(piece);
  }
  const headers = flatHeaders(answer.headers);
  const bytesOfBody = await decoded(Buffer.concat(chunks), headers['content-encoding'], request, maxBytes);
  return { status: statusCode, headers, body: bytesOfBody.toString('utf8') };
}

const DECODERS: Readonly<Record<string, (bytes: Buffer, options: ZlibOptions) => Promise<Buffer>>> = {
  gzip: promisify<Buffer, ZlibOptions, Buffer>(gunzip),
  'x-gzip': promisify<Buffer, ZlibOptions, Buffer>(gunzip),
  deflate: promisify<Buffer, ZlibOptions, Buffer>(inflate),
  br: promisify<Buffer, ZlibOptions, Buffer>(brotliDecompress),
};

/** Nobody asks for compression here; some proxies compress all the same. */
async function decoded(
  bytes: Buffer,
  encodings: string | undefined,
  request: TransportRequest,
  maxBytes: number,
): Promise<Buffer> {
  // They were applied in the order of the header.
  const names = (encodings ?? '').split(',').map((name) => name.trim().toLowerCase());
  let body = bytes;
  for (const name of names.toReversed()) {
    const decode = Object.hasOwn(DECODERS, name) ? DECODERS[name] : undefined;
    if (decode === undefined || body.length === 0) continue;
    try {
      body = await decode(body, { maxOutputLength: maxBytes });
    } catch (error) {
      const isLarge = error instanceof RangeError;
      const message = isLarge
        ? `the response is larger than ${maxBytes} bytes`
        : `the response is declared as ${name}, but cannot be decoded`;
      throw new TransportError(isLarge ? 'too_large' : 'truncated', effectOf(request), message, error);
    }
  }
  return body;
}

function flatHeaders(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flat;
}

function effectOf(request: TransportRequest): 'none' | 'unknown' {
  return request.method === 'GET' ? 'none' : 'unknown';
}

/** undici wraps what happened in `cause`; the innermost code says it. */
function toTransportError(
  error: unknown,
  request: TransportRequest,
  deadline: AbortSignal,
  host: string,
): TransportError {
  if (error instanceof TransportError) return error;
  if (deadline.aborted) {
    return new TransportError(
      'timeout',
      effectOf(request),
      `no response from ${host} within ${request.timeoutMs / 1000} s`,
      error,
    );
  }
  if (request.signal?.aborted === true)
    return new TransportError('aborted', effectOf(request), 'it was cut short', error);
  const code = innermostCode(error);
  const known = TROUBLES.find((trouble) => trouble.codes.test(code));
  if (known === undefined) {
    return new TransportError(
      'other',
      effectOf(request),
      `the connection to ${host} failed (${code || 'unknown'})`,
      error,
    );
  }
  const effect = known.isBeforeSend ? 'none' : effectOf(request);
  return new TransportError(known.kind, effect, `${known.words} ${host} (${code})`, error);
}

interface Trouble {
  readonly codes: RegExp;
  readonly kind: TransportError['kind'];
  readonly words: string;
  readonly isBeforeSend: boolean;
}

const TROUBLES: readonly Trouble[] = [
  {
    codes: /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/,
    kind: 'refused',
    words: 'connection refused by',
    isBeforeSend: true,
  },
  {
    codes: /^(ENOTFOUND|EAI_AGAIN|EAI_NODATA)$/,
    kind: 'dns',
    words: 'host not found:',
    isBeforeSend: true,
  },
  {
    codes: /^UND_ERR_CONNECT_TIMEOUT$|^ETIMEDOUT$/,
    kind: 'refused',
    words: 'no connection to',
    isBeforeSend: true,
  },
  {
    codes: /CERT|^ERR_TLS|^ERR_SSL|^EPROTO$|^UNABLE_TO|^SELF_SIGNED|^DEPTH_ZERO|^HOSTNAME_MISMATCH$/,
    kind: 'tls',
    words: 'TLS failed with',
    isBeforeSend: true,
  },
  {
    codes: /^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/,
    kind: 'reset',
    words: 'the connection was closed by',
    isBeforeSend: false,
  },
  {
    codes: /^UND_ERR_(RES|REQ)_CONTENT_LENGTH_MISMATCH$|^UND_ERR_ABORTED$|^ERR_STREAM_PREMATURE_CLOSE$|^HPE_/,
    kind: 'truncated',
    words: 'the response was cut short by',
    isBeforeSend: false,
  },
];

function innermostCode(error: unknown): string {
  let code = '';
  for (let inner: unknown = error; inner instanceof Error; inner = innerOf(inner)) {
    if ('code' in inner && typeof inner.code === 'string') code = inner.code;
  }
  return code;
}

function innerOf(error: Error): unknown {
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors[0];
  return error.cause;
}
