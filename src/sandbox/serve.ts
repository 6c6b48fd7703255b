// The sandbox over HTTP: on loopback only, and for those who mean it. Faults are what they are called: real resets, real silence.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { assertNever } from '../model/invariant.ts';
import { type Clock, systemClock } from '../palette/clock.ts';
import type { Delivery } from './deliver.ts';
import { ApiFailure, toErrorBody } from './failure.ts';
import type { Sandbox } from './sandbox.ts';
import { breakOff, closed, type Passes, reset, trickle } from './wire-faults.ts';

export interface SandboxServer {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** How often a port is tried for again. */
const RETRY_MS = 100;

/** Port 0 takes a free one. Pages of other sites are refused: by `Host`, against rebinding, and by `Origin`. */
export async function serveSandbox(
  sandbox: Sandbox,
  options: { readonly port: number; readonly clock?: Clock },
): Promise<SandboxServer> {
  const bound = { port: options.port };
  const closing = new AbortController();
  const clock = options.clock ?? systemClock();
  /** false: the server is closed meanwhile. */
  const passes: Passes = (ms) =>
    clock.sleep(ms, closing.signal).then(
      () => true,
      () => false,
    );
  const listen = (): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(bound.port, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  /** Nothing listens for a time; after that, as before. A port that somebody else took meanwhile is tried for again. */
  const goDown = async (forMs: number): Promise<void> => {
    server.close();
    server.closeAllConnections();
    for (let ms = forMs; !server.listening && (await passes(ms)); ms = RETRY_MS) {
      if (!server.listening) await listen().catch(() => undefined);
    }
  };
  const server = createAdaptorServer({
    fetch: async (request, bindings) => {
      if (!isMeant(request, bound.port)) return refused();
      const delivery = await sandbox.deliver(request);
      if (delivery.kind === 'refuse') void goDown(delivery.forMs);
      // It speaks HTTP/1 only, whatever the adaptor could.
      return hand(delivery, bindings as HttpBindings, passes);
    },
  }) as Server;
  // The sandbox says what time it is, or that there is no Date; node would add one of its own.
  server.prependListener('request', (_: IncomingMessage, response: ServerResponse) => {
    response.sendDate = false;
  });
  await listen();
  bound.port = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${bound.port}`,
    port: bound.port,
    close: () =>
      new Promise((resolve) => {
        closing.abort();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The answer to be sent, or the sign that the fault has seen to it. */
async function hand(
  delivery: Delivery,
  { incoming, outgoing }: HttpBindings,
  passes: Passes,
): Promise<Response> {
  const socket = incoming.socket;
  switch (delivery.kind) {
    case 'answer':
      if (delivery.afterMs > 0) await passes(delivery.afterMs);
      return delivery.response;
    case 'trickle':
      await trickle(outgoing, delivery, passes);
      return RESPONSE_ALREADY_SENT;
    case 'break_off':
      await breakOff(outgoing, delivery.response);
      return RESPONSE_ALREADY_SENT;
    case 'hang':
      if (delivery.forMs !== null) void passes(delivery.forMs).then(() => reset(socket));
      await closed(socket);
      return RESPONSE_ALREADY_SENT;
    case 'refuse':
    case 'reset':
      reset(socket);
      return RESPONSE_ALREADY_SENT;
    case 'close':
      socket.destroy();
      return RESPONSE_ALREADY_SENT;
    default:
      return assertNever(delivery);
  }
}

function isMeant(request: Request, port: number): boolean {
  const host = request.headers.get('host') ?? '';
  const names = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`);
  return names.includes(host.toLowerCase()) && request.headers.get('origin') === null;
}

function refused(): Response {
  const body = toErrorBody(new ApiFailure(403, 'Forbidden', 'this sandbox responds on loopback only'), '');
  return new Response(JSON.stringify(body), { status: 403, headers: { 'content-type': 'application/json' } });
}
