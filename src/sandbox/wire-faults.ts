// Faults on a real socket: what no Response can say.
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Delivery } from './deliver.ts';

/** Time goes by; false: the server is closed meanwhile. */
export type Passes = (ms: number) => Promise<boolean>;

/** RST where the platform has it for this kind of socket. */
export function reset(socket: Duplex): void {
  if ('resetAndDestroy' in socket) (socket as Socket).resetAndDestroy();
  else socket.destroy();
}

/** Resolves when the connection has ended, by whomever. */
export function closed(socket: Duplex): Promise<void> {
  return new Promise((resolve) => {
    if (socket.destroyed) resolve();
    else socket.once('close', () => resolve());
  });
}

/** Half of the body under a length that promises all of it; then the connection ends. */
export async function breakOff(outgoing: ServerResponse, response: Response): Promise<void> {
  const body = await head(outgoing, response);
  await new Promise<void>((resolve) => {
    outgoing.write(body.subarray(0, Math.floor(body.length / 2)), () => resolve());
  });
  outgoing.destroy();
}

/** Byte by byte, until it is done or the client has gone. */
export async function trickle(
  outgoing: ServerResponse,
  { response, pauseMs }: Extract<Delivery, { kind: 'trickle' }>,
  passes: Passes,
): Promise<void> {
  if (response.body === null) {
    outgoing.writeHead(response.status, Object.fromEntries(response.headers)).end();
    return;
  }
  const body = await head(outgoing, response);
  outgoing.flushHeaders();
  for (const byte of body) {
    if (!(await passes(pauseMs)) || outgoing.destroyed) return;
    outgoing.write(Buffer.from([byte]));
  }
  outgoing.end();
}

/** An answer without a body promises one all the same, so that there is something to break off. */
async function head(outgoing: ServerResponse, response: Response): Promise<Buffer> {
  const text = await response.text();
  const body = Buffer.from(text === '' ? '{}' : text);
  const status = response.status === 204 ? 200 : response.status;
  outgoing.writeHead(status, {
    ...Object.fromEntries(response.headers),
    'content-length': String(body.length),
  });
  return body;
}
