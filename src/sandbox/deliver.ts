// One call under the faults that strike it → how its answer is to reach the client. Transports carry that out, in process or on a socket.
import { STATUS_CODES } from 'node:http';
import { assertNever } from '../model/invariant.ts';
import { ApiFailure, toErrorBody } from './failure.ts';
import type { Blow, Condition, DifferingPart } from './fault-rules.ts';

export type Delivery =
  | { readonly kind: 'answer'; readonly response: Response; readonly afterMs: number }
  /** Byte by byte. */
  | { readonly kind: 'trickle'; readonly response: Response; readonly pauseMs: number }
  /** The connection ends in the middle of the body. */
  | { readonly kind: 'break_off'; readonly response: Response }
  | { readonly kind: 'reset' | 'close' }
  | { readonly kind: 'hang'; readonly forMs: number | null }
  | { readonly kind: 'refuse'; readonly forMs: number };

/** What the handler knows about a call beside the request. */
export interface CallConditions {
  /** Objects younger than this are not there yet. */
  readonly lateMs?: number;
  /** What the call writes comes out otherwise in this. */
  readonly differ?: DifferingPart;
  /** What this key is not shown. */
  readonly hidden?: Pick<Extract<Condition, { kind: 'hidden' }>, 'names' | 'project'>;
}

export interface DeliverDeps {
  readonly handle: (request: Request, conditions: CallConditions) => Promise<Response>;
  readonly now: () => number;
  /** Whether answers have a Date at all. */
  readonly hasDate: boolean;
}

export async function deliver(
  deps: DeliverDeps,
  request: Request,
  blow: Blow | null,
  conditions: readonly Condition[],
): Promise<Delivery> {
  const late = conditions.find((condition) => condition.kind === 'late');
  const differ = conditions.find((condition) => condition.kind === 'differ');
  const hidden = conditions.find((condition) => condition.kind === 'hidden');
  const told = {
    ...(late === undefined ? {} : { lateMs: late.forMs }),
    ...(differ === undefined ? {} : { differ: differ.in }),
    ...(hidden === undefined ? {} : { hidden }),
  };
  const commit = (): Promise<Response> => deps.handle(request, told);
  const delivery = await strike(deps, blow, commit);
  if (!('response' in delivery)) return delivery;
  return { ...delivery, response: await withDate(deps, delivery.response, conditions) };
}

async function strike(
  deps: DeliverDeps,
  blow: Blow | null,
  commit: () => Promise<Response>,
): Promise<Delivery> {
  const answer = (response: Response, afterMs = 0): Delivery => ({ kind: 'answer', response, afterMs });
  if (blow === null) return answer(await commit());
  if ('committed' in blow && blow.committed) await commit();
  if ('committed' in blow || blow.kind === 'refuse' || blow.kind === 'throttle') return instead(deps, blow);
  switch (blow.kind) {
    case 'truncate':
      return { kind: 'break_off', response: await commit() };
    case 'malformed': {
      const response = await commit();
      const text = await response.text();
      return answer(likewise(response, text === '' ? '{' : text.slice(0, Math.ceil(text.length / 2))));
    }
    case 'empty':
      return answer(likewise(await commit(), null));
    case 'loseRows': {
      const response = await commit();
      return answer(likewise(response, withoutRows(await response.text(), blow.names)));
    }
    case 'slow':
      return { kind: 'trickle', response: await commit(), pauseMs: blow.pauseMs };
    case 'delay':
      return answer(await commit(), blow.forMs);
    default:
      return assertNever(blow);
  }
}

/** What comes in the place of the answer. */
function instead(
  deps: DeliverDeps,
  blow: Extract<Blow, { readonly committed: boolean } | { readonly kind: 'refuse' | 'throttle' }>,
): Delivery {
  const answer = (response: Response): Delivery => ({ kind: 'answer', response, afterMs: 0 });
  switch (blow.kind) {
    case 'refuse':
      return { kind: 'refuse', forMs: blow.forMs };
    case 'reset':
    case 'close':
      return { kind: blow.kind };
    case 'hang':
      return { kind: 'hang', forMs: blow.forMs };
    case 'throttle':
      return answer(throttled(deps, blow));
    case 'status':
      return answer(refusal(blow));
    case 'loginPage':
      return answer(page(200));
    default:
      return assertNever(blow);
  }
}

function withoutRows(body: string, names: readonly string[]): string {
  const list: { readonly items?: readonly { readonly metadata: { readonly name: string } }[] } =
    JSON.parse(body);
  return JSON.stringify({
    ...list,
    items: list.items?.filter(({ metadata }) => !names.includes(metadata.name)),
  });
}

/** Another body under the same status; 204 cannot have one, so it becomes a 200. */
function likewise(response: Response, body: string | null): Response {
  const status = body !== null && response.status === 204 ? 200 : response.status;
  return new Response(body, { status, headers: response.headers });
}

function throttled(deps: DeliverDeps, blow: Extract<Blow, { kind: 'throttle' }>): Response {
  const response = json(429, toErrorBody(new ApiFailure(429, 'TooManyRequests', 'Too Many Requests'), ''));
  const { retryAfterMs } = blow;
  if (retryAfterMs !== null) {
    const text =
      blow.as === 'seconds'
        ? String(Math.ceil(retryAfterMs / 1000))
        : new Date(Math.ceil((deps.now() + retryAfterMs) / 1000) * 1000).toUTCString();
    response.headers.set('Retry-After', text);
  }
  return response;
}

function refusal(blow: Extract<Blow, { kind: 'status' }>): Response {
  const { status, code, message = 'a fault was injected' } = blow;
  if (blow.body === 'html') return page(status);
  if (blow.body === 'text') return plain(status);
  if (blow.body === 'empty') return new Response(null, { status });
  return json(status, toErrorBody(new ApiFailure(status, code, message), 'ref-fault'));
}

function plain(status: number): Response {
  const body = status === 404 ? '404 page not found' : `${status} ${STATUS_CODES[status] ?? 'error'}`;
  return new Response(body, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } });
}

function json(status: number, body: object): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
}

const PAGE = '<!doctype html><html><head><title>Log in</title></head><body>Please log in.</body></html>';

function page(status: number): Response {
  return new Response(PAGE, { status, headers: { 'content-type': 'text/html; charset=utf-8' } });
}

/** Injected answers have a Date like any other. */
async function withDate(
  deps: DeliverDeps,
  response: Response,
  conditions: readonly Condition[],
): Promise<Response> {
  const skew = conditions.find((condition) => condition.kind === 'skew');
  const isBare = !deps.hasDate || conditions.some((condition) => condition.kind === 'noDate');
  if (!isBare && skew === undefined && response.headers.has('date')) return response;
  const headers = new Headers(response.headers);
  if (isBare) headers.delete('date');
  else headers.set('date', new Date(deps.now() + (skew?.byMs ?? 0)).toUTCString());
  const body = response.body === null ? null : await response.text();
  return new Response(body, { status: response.status, headers });
}
