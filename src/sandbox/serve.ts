// The sandbox over HTTP: on loopback only, and for those who mean it.
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { ApiFailure, toErrorBody } from './failure.ts';
import type { Sandbox } from './sandbox.ts';

export interface SandboxServer {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Port 0 takes a free one. Pages of other sites are refused: by `Host`, against rebinding, and by `Origin`. */
export async function serveSandbox(
  sandbox: Sandbox,
  options: { readonly port: number },
): Promise<SandboxServer> {
  const bound = { port: options.port };
  const server = createAdaptorServer({
    fetch: (request: Request) => (isMeant(request, bound.port) ? sandbox.fetch(request) : refused()),
  }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  bound.port = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${bound.port}`,
    port: bound.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function isMeant(request: Request, port: number): boolean {
  const host = request.headers.get('host') ?? '';
  const names = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`);
  return names.includes(host.toLowerCase()) && request.headers.get('origin') === null;
}

function refused(): Response {
  const body = toErrorBody(new ApiFailure(403, 'Forbidden', 'this sandbox answers on loopback only'), '');
  return new Response(JSON.stringify(body), { status: 403, headers: { 'content-type': 'application/json' } });
}
