// A pooler in transaction mode, as small as one can be: each client has two backends, and takes turns between them after each
// transaction. What a session keeps (settings, named statements, locks, temporary tables) is then on the wrong backend.
import { createConnection, createServer, type Socket } from 'node:net';

export interface Pooler {
  readonly port: number;
  /** How often a client was given another backend. */
  readonly switches: () => number;
  end(): Promise<void>;
}

const READY = 'Z'.charCodeAt(0);
const IDLE = 'I'.charCodeAt(0);

/** `socketPath`: where the server takes connections without a password. */
export async function startPooler(socketPath: string): Promise<Pooler> {
  let switches = 0;
  const open = new Set<Socket>();
  const server = createServer({ noDelay: true }, (client) => {
    const backends = [createConnection(socketPath), createConnection(socketPath)];
    for (const socket of [client, ...backends]) {
      open.add(socket.on('error', () => undefined).on('close', () => open.delete(socket)));
    }
    let current = 0;
    let isStarted = false;
    const ready = [false, false];
    const greeting: Buffer[] = [];
    backends.forEach((backend, index) => {
      const messages = splitMessages((message) => {
        const isReady = message[0] === READY;
        if (!isStarted) {
          if (index === 0) greeting.push(message);
          ready[index] ||= isReady;
          if (ready.includes(false)) return;
          isStarted = true;
          client.write(Buffer.concat(greeting));
          return;
        }
        if (isReady && message[5] === IDLE) {
          current = 1 - current;
          switches++;
        }
        client.write(message);
      });
      backend.on('data', messages).on('close', () => client.destroy());
    });
    // The first bytes of a client are its greeting, which both backends get.
    client.on('data', (bytes) => {
      for (const [index, backend] of backends.entries())
        if (!isStarted || index === current) backend.write(bytes);
    });
    client.on('close', () => backends.forEach((backend) => backend.destroy()));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    switches: () => switches,
    end: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Whole messages of a backend: one byte of type, four of length. */
function splitMessages(take: (message: Buffer) => void): (bytes: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    while (rest.length >= 5 && rest.length > rest.readUInt32BE(1)) {
      const end = 1 + rest.readUInt32BE(1);
      take(rest.subarray(0, end));
      rest = rest.subarray(end);
    }
  };
}
