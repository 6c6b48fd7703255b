// What ends all of a client's requests: a key that is refused, a wait that is too long, the end of the command.
import { expect, test } from 'vitest';
import type { ConnectionNotice } from '../../src/palette/circuit-breaker.ts';
import { createPaletteClient } from '../../src/palette/client.ts';
import type { PaletteError } from '../../src/palette/palette-error.ts';
import type { PaletteClient } from '../../src/palette/port.ts';
import { parseApiKey } from '../../src/palette/secret.ts';
import {
  TransportError,
  type TransportRequest,
  type TransportResponse,
} from '../../src/palette/transport.ts';
import { fakeClock, seededRandom } from '../support/sandboxes.ts';

const TENANT = { scope: 'tenant', projectUid: null } as const;
const CLONE = { name: 'n', version: '1.0.0', target: { scope: 'tenant' } } as const;

interface Scene {
  readonly client: PaletteClient;
  readonly clock: ReturnType<typeof fakeClock>;
  /** As method and path. */
  readonly sent: string[];
  readonly told: ConnectionNotice[];
}

type Answering = (request: TransportRequest) => Promise<TransportResponse>;

function aScene(answer: Answering): Scene {
  const clock = fakeClock();
  const sent: string[] = [];
  const told: ConnectionNotice[] = [];
  const key = parseApiKey('a-key-of-some-length');
  if ('problem' in key) throw new Error(key.problem);
  const client = createPaletteClient({
    transport: {
      send: async (request) => {
        sent.push(`${request.method} ${request.path.split('?')[0]}`);
        return answer(request);
      },
      close: async () => undefined,
    },
    apiKey: key,
    host: 'test',
    limits: 'off',
    requestTimeoutMs: 1000,
    retries: 5,
    clock,
    random: seededRandom(),
    onNotice: (notice) => told.push(notice),
  });
  return { client, clock, sent, told };
}

/** Never answered; rejects as a real transport does when its request is canceled. */
const unanswered: Answering = ({ signal }) =>
  new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(new TransportError('aborted', 'unknown', 'cut short')));
  });

const answered = (status: number, body: string, headers = {}): TransportResponse => ({
  status,
  headers,
  body,
});

async function failure(promise: Promise<unknown>): Promise<PaletteError> {
  return promise.then(
    () => expect.unreachable('it should have failed'),
    (error: PaletteError) => error,
  );
}

test.each([
  [401, '{"code":"Unauthorized","message":"no"}'],
  [403, '{"code":"Forbidden","message":"no"}'],
  [401, '<html>log in</html>'],
  [403, '<html>log in</html>'],
])('a refused key (%i, %s) cancels what is out, and nothing more is sent', async (status, body) => {
  const { client, sent } = aScene((request) =>
    request.path === '/v1/users/info' ? Promise.resolve(answered(status, body)) : unanswered(request),
  );
  const lists = [client.listProjects(), client.listProfiles(TENANT)].map(failure);
  expect(await failure(client.whoAmI())).toMatchObject({ kind: 'auth', status });
  // Each of them names the refusal, whichever is heard first.
  for (const error of await Promise.all(lists)) expect(error).toMatchObject({ kind: 'auth', status });
  expect(await failure(client.getProfile('u1', TENANT))).toMatchObject({ kind: 'auth', status });
  expect(sent).toHaveLength(3);
});

test('a refused key does not cancel a write that is out: its answer says whether it took effect', async () => {
  let arrive: (response: TransportResponse) => void = () => undefined;
  const { client } = aScene((request) => {
    if (request.method === 'GET') return Promise.resolve(answered(401, '{}'));
    return new Promise((resolve) => {
      arrive = resolve;
    });
  });
  const made = client.clone('u1', TENANT, CLONE);
  expect(await failure(client.getProfile('u1', TENANT))).toMatchObject({ kind: 'auth' });
  arrive(answered(201, '{"uid":"made"}'));
  expect((await made).value).toEqual({ uid: 'made' });
});

test('a write that is refused leaves the look behind it to be sent', async () => {
  const { client } = aScene(async (request) =>
    request.path.endsWith('/clone') ? answered(401, '{}') : answered(200, '{"items":[]}'),
  );
  expect(await failure(client.clone('u1', TENANT, CLONE))).toMatchObject({ kind: 'auth' });
  expect(await client.listProfiles(TENANT)).toEqual({ rows: [], missing: 0 });
});

test('behind the end of a command nothing is sent again', async () => {
  const { client, sent } = aScene(async (request) => {
    if (request.path !== '/v1/users/info') return answered(200, '{}');
    throw new TransportError('reset', 'unknown', 'cut');
  });
  const failing = failure(client.whoAmI());
  await client.close();
  expect(await failing).toMatchObject({ kind: 'aborted' });
  expect(await failure(client.listProjects())).toMatchObject({
    kind: 'aborted',
    message: 'the command has ended',
  });
  expect(sent.length).toBeLessThanOrEqual(1);
});

test('a Retry-After that is longer than a run waits ends it at once, and both numbers are said', async () => {
  const { client, clock, sent, told } = aScene(async () =>
    answered(429, '{"code":"TooManyRequests","message":"slow down"}', { 'retry-after': '600' }),
  );
  const before = clock.now();
  const error = await failure(client.whoAmI());
  expect(error).toMatchObject({ kind: 'given_up', code: 'GivenUp' });
  expect(error.message).toContain(
    'Palette asks to wait 600 s (TooManyRequests), which is longer than the one minute',
  );
  expect(told).toEqual([
    { state: 'asked to wait', code: 'TooManyRequests', forMs: 600_000, isTooLong: true },
  ]);
  expect(clock.now()).toBe(before);
  expect(await failure(client.listProjects())).toMatchObject({ kind: 'given_up' });
  expect(sent).toHaveLength(1);
});

test('a Retry-After of half a minute is said once and waited for, a minute in all', async () => {
  const { client, clock, told } = aScene(async () => answered(429, '{}', { 'retry-after': '25' }));
  const before = clock.now();
  const ends = await Promise.all([failure(client.whoAmI()), failure(client.listProjects())]);
  expect(ends.map((error) => error.kind)).toEqual(['given_up', 'given_up']);
  expect(clock.now() - before).toBeLessThanOrEqual(60_000);
  expect(told.filter((item) => item.state === 'asked to wait').map((item) => item.isTooLong)).toEqual([
    false,
    false,
    true,
  ]);
});

test('a check of clones that only fails ends no run: each question is sent three times, and other reads continue', async () => {
  const { client, clock, sent, told } = aScene(async ({ path }) =>
    path.endsWith('/clone/validate')
      ? answered(500, '{"code":"InternalServerError","message":"oops"}')
      : answered(200, '{"items":[]}'),
  );
  const before = clock.now();
  const ends = await Promise.all(
    Array.from({ length: 20 }, () => failure(client.validateClone('u1', TENANT, CLONE))),
  );
  expect(new Set(ends.map(({ kind, status }) => `${kind} ${status}`))).toEqual(new Set(['status 500']));
  expect(sent).toHaveLength(60);
  expect(clock.now() - before).toBeLessThan(60_000);
  expect(told).toEqual([]);
  expect(await client.listProjects()).toEqual([]);
});
