// A 500 with a code of Palette's own is a no: sent once, looked up once, and named; without one, what happened is open.
import { expect, test } from 'vitest';
import type { TransportRequest } from '../../src/palette/transport.ts';
import { createSandboxTransport } from '../../src/sandbox/sandbox-transport.ts';
import { aClone, aDesired } from '../support/a-world.ts';
import { aHouse, type House } from '../support/histories.ts';
import { aClient, aSandbox, aSeed, clientOf, fakeClock, seedVersion } from '../support/sandboxes.ts';

const desired = aDesired(aClone('edge'));

interface Scene {
  readonly house: House;
  /** Requests that Palette got, as method and last part of the path. */
  readonly heard: string[];
  heal(): void;
}

/** Calls that `isHit` picks are answered with a 500 and this body, before or after they took effect. */
function aScene(isHit: (request: TransportRequest) => boolean, body: string, isCommitted = false): Scene {
  const clock = fakeClock();
  const sandbox = aSandbox(aSeed(seedVersion({ name: 'base', version: '1.0.0' })), { clock });
  const house = aHouse(sandbox, clock);
  const inner = createSandboxTransport(sandbox);
  const heard: string[] = [];
  house.client = aClient(
    {
      send: async (request) => {
        clock.advance(100);
        heard.push(`${request.method} ${request.path.split('?')[0]?.split('/').at(-1) ?? ''}`);
        if (!isHit(request)) return inner.send(request);
        if (isCommitted) await inner.send(request);
        return { status: 500, headers: {}, body };
      },
      close: inner.close,
    },
    clock,
  );
  return { house, heard, heal: () => void (house.client = clientOf(sandbox, clock)) };
}

const isClone = (request: TransportRequest): boolean => request.path.endsWith('/clone');
const count = (heard: readonly string[], what: string): number =>
  heard.filter((item) => item === what).length;
const REFUSED = '{"code":"CloudTypeNotAllowed","message":"not here"}';

test.each([
  ['a code', REFUSED, 'CloudTypeNotAllowed'],
  ['a number', '{"code":608,"message":"not here"}', '608'],
])(
  'a clone refused with a 500 and %s is sent once, looked up once, and leaves nothing open',
  async (_, body, code) => {
    const { house, heard, heal } = aScene(isClone, body);
    const end = await house.apply(desired);
    expect(end.exitCode).toBe(4);
    const [result] = end.applied.results;
    expect(result).toMatchObject({ status: 'failed', error: { code, message: 'not here' } });
    expect(result?.because).toBeUndefined();
    expect(count(heard, 'POST clone')).toBe(1);
    expect(heard.slice(heard.indexOf('POST clone') + 1)).toEqual(['POST clusterprofiles']);
    expect((await house.store.readRecorded()).openEntries).toEqual([]);
    heal();
    expect((await house.apply(desired)).exitCode).toBe(0);
  },
);

test('a clone that is there although it was refused with a 500 is taken for what it is', async () => {
  const { house } = aScene(isClone, REFUSED, true);
  expect((await house.apply(desired)).exitCode).toBe(0);
  expect((await house.store.readRecorded()).clones.map((row) => row.address)).toEqual(['edge']);
});

test('a 500 of Palette whose code says nothing is not sent again, and stays open', async () => {
  const { house, heard, heal } = aScene(isClone, '{"code":"InternalServerError","message":"oops"}');
  const [result] = (await house.apply(desired)).applied.results;
  expect(result?.because).toContain('the response (status 500) does not say whether edge 1.0.0 was created');
  expect(count(heard, 'POST clone')).toBe(1);
  expect((await house.store.readRecorded()).openEntries).toHaveLength(1);
  heal();
  expect((await house.apply(desired)).exitCode).toBe(0);
});

test('a 500 without Palette’s body is in doubt: looked up, then sent again', async () => {
  const { house, heard } = aScene(isClone, 'upstream connect error');
  const [result] = (await house.apply(desired)).applied.results;
  expect(result?.because).toContain('the next run checks before it sends anything again');
  expect(count(heard, 'POST clone')).toBe(3);
});

test.each([false, true])(
  'a delete refused with a 500 is sent once, and looked at (it took effect: %s)',
  async (isCommitted) => {
    const isDelete = (request: TransportRequest): boolean => request.method === 'DELETE';
    const { house, heard } = aScene(isDelete, REFUSED, isCommitted);
    await house.apply(desired);
    const end = await house.apply(aDesired(aClone('other')));
    expect(heard.filter((item) => item.startsWith('DELETE'))).toHaveLength(1);
    const deleted = end.applied.results.find((result) => result.address === 'edge');
    expect(deleted?.status).toBe(isCommitted ? 'applied' : 'failed');
    expect((await house.store.readRecorded()).openEntries).toEqual([]);
  },
);
