// A wire to a server that can be cut where it matters: what clients send is seen before it continues.
import { createConnection, createServer, type Socket } from 'node:net';

export interface TcpProxy {
  readonly port: number;
  /** Called with each chunk that a client sends; may cut the wire before or after the server got it. */
  onSend: (bytes: Buffer) => 'pass' | 'cut' | 'cut_after_answer';
  end(): Promise<void>;
}

export async function startTcpProxy(port: number): Promise<TcpProxy> {
  const open = new Set<Socket>();
  const proxy: TcpProxy = { port: 0, onSend: () => 'pass', end: async () => undefined };
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = createConnection({ port, host: '127.0.0.1', noDelay: true });
    for (const socket of [client, upstream]) {
      open.add(socket.on('error', () => undefined).on('close', () => open.delete(socket)));
    }
    let isDeaf = false;
    client.on('data', (bytes) => {
      const verdict = proxy.onSend(bytes);
      if (verdict === 'cut') return client.destroy();
      isDeaf ||= verdict === 'cut_after_answer';
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      if (isDeaf) client.destroy();
      else client.write(bytes);
    });
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  return Object.assign(proxy, {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    end: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}
