// The sandbox's own transport, which asks only what can have another answer than the last time: what a read says changes with
// writes, that of one object with writes to it. Every history reads the same few objects over and over.
import type { Transport, TransportRequest, TransportResponse } from '../../../src/palette/transport.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { createSandboxTransport } from '../../../src/sandbox/sandbox-transport.ts';

export interface QuickTransport extends Transport {
  /** Somebody else wrote. */
  readonly forget: () => void;
}

/** `areListsTimed`: what lists show changes with the clock too. */
export function quickTransport(
  sandbox: Sandbox,
  clock: { now(): number },
  areListsTimed: boolean,
): QuickTransport {
  const inner = createSandboxTransport(sandbox);
  const objects = new Map<string, Map<string, TransportResponse>>();
  const lists = new Map<string, TransportResponse>();
  const shelfFor = (path: string): Map<string, TransportResponse> => {
    const uid = /^\/v1\/clusterprofiles\/([0-9a-f]{24})(?!\/clone)/.exec(path)?.[1];
    if (uid === undefined) return lists;
    const shelf = objects.get(uid) ?? new Map<string, TransportResponse>();
    objects.set(uid, shelf);
    return shelf;
  };
  const ask = async (request: TransportRequest): Promise<TransportResponse> => {
    const { method, path, headers, body = '' } = request;
    const time = areListsTimed && path.startsWith('/v1/dashboard/') ? clock.now() : '';
    const question = `${method} ${path} ${headers['ProjectUid'] ?? ''} ${body} ${time}`;
    const shelf = shelfFor(path);
    const known = shelf.get(question);
    if (known !== undefined)
      return { ...known, headers: { ...known.headers, date: new Date(clock.now()).toUTCString() } };
    const answer = await inner.send(request);
    shelf.set(question, answer);
    return answer;
  };
  return {
    close: inner.close,
    forget: () => {
      objects.clear();
      lists.clear();
    },
    send: async (request) => {
      const { method, path } = request;
      if (method === 'GET' || path.startsWith('/v1/dashboard/') || path.endsWith('/validate'))
        return ask(request);
      shelfFor(path).clear();
      lists.clear();
      return inner.send(request);
    },
  };
}
