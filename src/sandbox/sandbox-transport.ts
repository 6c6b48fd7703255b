// The client's way to a sandbox in the same process: the request that would go over HTTP, handed over, and its answer under the faults.
import { assertNever } from '../model/invariant.ts';
import { type Clock, systemClock } from '../palette/clock.ts';
import {
  type Transport,
  TransportError,
  type TransportRequest,
  type TransportResponse,
} from '../palette/transport.ts';
import type { Delivery } from './deliver.ts';
import type { Sandbox } from './sandbox.ts';

/** The clock is the client's: what it waits for passes there. */
export function createSandboxTransport(sandbox: Sandbox, clock: Clock = systemClock()): Transport {
  let downUntil = Number.NEGATIVE_INFINITY;
  return {
    send: async (request) => {
      if (request.signal?.aborted === true) throw new TransportError('aborted', 'none', 'it was cut short');
      if (clock.now() < downUntil)
        throw new TransportError('refused', 'none', 'connection refused by the sandbox');
      const delivery = await sandbox.deliver(
        new Request(`http://sandbox.invalid${request.path}`, {
          method: request.method,
          headers: { ...request.headers },
          ...(request.body === undefined ? {} : { body: request.body }),
        }),
      );
      if (delivery.kind === 'refuse') downUntil = clock.now() + delivery.forMs;
      return receive(delivery, request, clock);
    },
    close: async () => sandbox.close(),
  };
}

/** What a client on a socket would make of it. */
async function receive(
  delivery: Delivery,
  request: TransportRequest,
  clock: Clock,
): Promise<TransportResponse> {
  switch (delivery.kind) {
    case 'answer':
      await pass(delivery.afterMs, request, clock);
      return toResponse(delivery.response);
    case 'trickle': {
      const answer = await toResponse(delivery.response);
      await pass(delivery.pauseMs * Buffer.byteLength(answer.body), request, clock);
      return answer;
    }
    case 'hang':
      await pass(delivery.forMs ?? Number.POSITIVE_INFINITY, request, clock);
      throw cut(request);
    case 'break_off':
    case 'reset':
    case 'close':
    case 'refuse':
      throw cut(request);
    default:
      return assertNever(delivery);
  }
}

/** The time passes, or as much of it as the client waits. */
async function pass(ms: number, request: TransportRequest, clock: Clock): Promise<void> {
  if (ms <= 0) return;
  try {
    await clock.sleep(Math.min(ms, request.timeoutMs), request.signal);
  } catch (error) {
    throw new TransportError('aborted', effectOf(request), 'it was cut short', error);
  }
  if (ms < request.timeoutMs) return;
  const message = `no response from the sandbox within ${request.timeoutMs / 1000} s`;
  throw new TransportError('timeout', effectOf(request), message);
}

async function toResponse(response: Response): Promise<TransportResponse> {
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.text(),
  };
}

function cut(request: TransportRequest): TransportError {
  return new TransportError('reset', effectOf(request), 'the connection was closed by the sandbox');
}

function effectOf(request: TransportRequest): 'none' | 'unknown' {
  return request.method === 'GET' ? 'none' : 'unknown';
}
