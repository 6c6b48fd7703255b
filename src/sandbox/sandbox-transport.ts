// The client's way to a sandbox in the same process: the request that would go over HTTP, handed over.
import { type Transport, TransportError } from '../palette/transport.ts';
import type { Sandbox } from './sandbox.ts';

export function createSandboxTransport(sandbox: Sandbox): Transport {
  return {
    send: async (request) => {
      if (request.signal?.aborted === true) throw new TransportError('aborted', 'none', 'it was cut short');
      const response = await sandbox.fetch(
        new Request(`http://sandbox.invalid${request.path}`, {
          method: request.method,
          headers: { ...request.headers },
          ...(request.body === undefined ? {} : { body: request.body }),
        }),
      );
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: await response.text(),
      };
    },
    close: async () => sandbox.close(),
  };
}
