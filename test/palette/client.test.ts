// The client over a real connection: what it sends, what it makes of the answers.
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type RequestListener,
  type Server,
} from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { createHttpTransport } from '../../src/palette/http-transport.ts';
import type { PaletteError } from '../../src/palette/palette-error.ts';
import type { PaletteClient } from '../../src/palette/port.ts';
import type { Transport } from '../../src/palette/transport.ts';
import { aClient, fakeClock } from '../support/sandboxes.ts';

const TENANT = { scope: 'tenant', projectUid: null } as const;
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

async function against(answer: RequestListener): Promise<PaletteClient> {
  const port = await listen(createServer(answer));
  const client = aClient(await createHttpTransport({ baseUrl: new URL(`http://127.0.0.1:${port}`) }));
  closers.push(() => client.close());
  return client;
}

/** Answers in turn; the last one again and again. */
function inTurn(
  ...answers: readonly [number, unknown, Record<string, string>?][]
): RequestListener & { readonly heard: IncomingMessage[] } {
  const heard: IncomingMessage[] = [];
  const listener: RequestListener = (request, response) => {
    const [status, body, headers] = answers[Math.min(heard.length, answers.length - 1)] ?? [500, {}];
    heard.push(request);
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
  return Object.assign(listener, { heard });
}

/** The same without a socket. */
function inTurnTransport(...answers: readonly [number, Record<string, string>][]): Transport {
  let n = 0;
  return {
    send: async () => {
      const [status, headers] = answers[n++] ?? [500, {}];
      return { status, headers, body: JSON.stringify(USER) };
    },
    close: async () => undefined,
  };
}

async function failure(promise: Promise<unknown>): Promise<PaletteError> {
  return promise.then(
    () => expect.unreachable('it should have failed'),
    (error: PaletteError) => error,
  );
}

const USER = { tenantUid: 't', orgName: 'o' };

test('a read is repeated after a 500 and tells who asked', async () => {
  const server = inTurn(
    [500, { code: 'Oops', message: 'm' }],
    [429, {}, { 'retry-after': '1' }],
    [200, USER],
  );
  const client = await against(server);
  expect(await client.whoAmI()).toMatchObject(USER);
  expect(server.heard.map((request) => request.headers['apikey'])).toEqual([
    'test-key',
    'test-key',
    'test-key',
  ]);
  expect(client.stats()).toMatchObject({ total: 3, retries: 2, throttled: 1 });
});

test.each<[string, unknown, string, 'none' | 'unknown']>([
  ['a code of Palette’s', { code: 'QuotaExceeded', message: 'm' }, 'QuotaExceeded', 'none'],
  ['a code that is a number', { code: 608, message: 'm' }, '608', 'none'],
  [
    'a code that repeats the status',
    { code: 'InternalServerError', message: 'm' },
    'InternalServerError',
    'unknown',
  ],
  ['the status as a number', { code: 500, message: 'm' }, '500', 'unknown'],
  ['a JSON body that is not Palette’s', { error: 'upstream' }, 'InternalServerError', 'unknown'],
  ['an empty code', { code: '', message: 'm' }, 'InternalServerError', 'unknown'],
  ['text', 'upstream connect error', 'InternalServerError', 'unknown'],
])(
  'a clone answered with a 500 and %s is sent once; whether it had an effect',
  async (_, body, code, effect) => {
    const server = inTurn([500, body]);
    const client = await against(server);
    const error = await failure(
      client.clone('u1', TENANT, { name: 'n', version: '1.0.0', target: { scope: 'tenant' } }),
    );
    expect(error).toMatchObject({ kind: 'status', status: 500, code, effect });
    expect(server.heard).toHaveLength(1);
  },
);

test('a dry run is not repeated after a 500 with a code of Palette’s, and is after one without', async () => {
  const clone = { name: 'n', version: '1.0.0', target: { scope: 'tenant' } } as const;
  const refusing = inTurn([500, { code: 'QuotaExceeded', message: 'm' }]);
  const error = await failure((await against(refusing)).validateClone('u1', TENANT, clone));
  expect(error).toMatchObject({ code: 'QuotaExceeded', hasOwnBody: true });
  expect(refusing.heard).toHaveLength(1);
  const failing = inTurn([500, 'oops'], [204, '']);
  await (await against(failing)).validateClone('u1', TENANT, clone);
  expect(failing.heard).toHaveLength(2);
});

test.each<[string, (text: string) => Buffer]>([
  ['gzip', (text) => gzipSync(text)],
  ['deflate', (text) => deflateSync(text)],
  ['br', (text) => brotliCompressSync(text)],
  ['deflate, gzip', (text) => gzipSync(deflateSync(text))],
  ['identity', (text) => Buffer.from(text)],
])('an answer that is %s is decoded, an error too', async (encoding, encode) => {
  let asked = 0;
  const client = await against((_, response) => {
    const [status, body] = asked++ === 0 ? [200, USER] : [409, { code: 608, message: 'taken' }];
    response.writeHead(status, { 'content-type': 'application/json', 'content-encoding': encoding });
    response.end(encode(JSON.stringify(body)));
  });
  expect(await client.whoAmI()).toMatchObject(USER);
  expect(await failure(client.listProjects())).toMatchObject({ code: '608', message: 'taken' });
});

test('an answer whose compression is broken, or too large once undone, is no success', async () => {
  const broken = await against((_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' });
    response.end(gzipSync(JSON.stringify(USER)).subarray(0, 20));
  });
  expect(await failure(broken.listProjects())).toMatchObject({ kind: 'decode', code: 'Truncated' });
  const port = await listen(
    createServer((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      response.end(gzipSync('x'.repeat(100_000)));
    }),
  );
  const baseUrl = new URL(`http://127.0.0.1:${port}`);
  const large = aClient(await createHttpTransport({ baseUrl, maxResponseBytes: 10_000 }));
  closers.push(() => large.close());
  expect(await failure(large.listProjects())).toMatchObject({ kind: 'decode', code: 'TooLarge' });
});

test('a clone answered with a 429 is sent again: it had no effect', async () => {
  const server = inTurn([429, {}], [201, { uid: 'made' }]);
  const client = await against(server);
  const answer = await client.clone('u1', TENANT, {
    name: 'n',
    version: '1.0.0',
    target: { scope: 'tenant' },
  });
  expect(answer.value).toEqual({ uid: 'made' });
  expect(server.heard).toHaveLength(2);
});

test.each([
  ['seconds', '2', {}],
  [
    'a date of the server, whose clock is an hour ahead',
    new Date(3_602_000).toUTCString(),
    { date: new Date(3_600_000).toUTCString() },
  ],
])('Retry-After is obeyed: %s', async (_, value, more) => {
  const clock = fakeClock(0);
  const transport = inTurnTransport([429, { 'retry-after': value, ...more }], [200, {}]);
  await aClient(transport, clock).whoAmI();
  expect(clock.now()).toBeGreaterThanOrEqual(2000);
  expect(clock.now()).toBeLessThan(3000);
});

test('a clone whose connection is cut is in doubt', async () => {
  const client = await against((request) => void request.socket.destroy());
  const error = await failure(
    client.clone('u1', TENANT, { name: 'n', version: '1.0.0', target: { scope: 'tenant' } }),
  );
  expect(error).toMatchObject({ kind: 'network', effect: 'unknown' });
});

test.each([
  ['half of its JSON', '{"tenantUid":"t","org'],
  ['no body', ''],
])(
  'an answer that something on the way cut short, %s: a read is repeated, a clone is in doubt',
  async (_, body) => {
    const reading = inTurn([200, body], [200, USER]);
    expect(await (await against(reading)).whoAmI()).toMatchObject(USER);
    const cloning = inTurn([201, body], [201, { uid: 'made' }]);
    const client = await against(cloning);
    const error = await failure(
      client.clone('u1', TENANT, { name: 'n', version: '1.0.0', target: { scope: 'tenant' } }),
    );
    expect(error).toMatchObject({ kind: 'decode', code: 'Truncated', effect: 'unknown' });
    expect(cloning.heard).toHaveLength(1);
  },
);

test('a web page in place of an answer is not asked for again: the host is wrong, or wants a log-in', async () => {
  const server = inTurn([200, '<html>Log in</html>']);
  expect(await failure((await against(server)).whoAmI())).toMatchObject({ code: 'NotJson' });
  expect(server.heard).toHaveLength(1);
});

test.each([400, 403, 404, 500])('a key that Palette does not find (%i) is a refused key', async (status) => {
  const client = await against(
    inTurn([status, { code: 'ResourceNotFound', message: 'ApiKey test-key not found' }]),
  );
  const error = await failure(client.whoAmI());
  expect(error).toMatchObject({ kind: 'auth', hint: expect.stringContaining('PALETTE_API_KEY') });
  expect(error.message).not.toContain('test-key');
});

test('a 404 that Palette did not write is no refused key', async () => {
  const client = await against(inTurn([404, '404 page not found']));
  const error = await failure(client.whoAmI());
  expect(error).toMatchObject({ kind: 'status', hint: expect.stringContaining('PALETTE_HOST') });
});

test('a conflict is known by its code, whatever its status', async () => {
  for (const status of [400, 409, 422, 500]) {
    const client = await against(inTurn([status, { code: 'ClusterProfileAlreadyExists', message: 'taken' }]));
    const error = await failure(
      client.clone('u1', TENANT, { name: 'n', version: '1.0.0', target: { scope: 'tenant' } }),
    );
    expect(error).toMatchObject({ status, code: 'ClusterProfileAlreadyExists' });
  }
});

test('an answer of the wrong shape says which member is wrong', async () => {
  const client = await against(inTurn([200, { metadata: { uid: 'u', name: 3 }, spec: {} }]));
  expect(await failure(client.getProfile('u1', TENANT))).toMatchObject({
    kind: 'decode',
    message: expect.stringContaining('metadata.name'),
  });
});

test('a UID that is none never becomes part of a path', async () => {
  const server = inTurn([200, {}]);
  const client = await against(server);
  expect(await failure(client.getProfile('../../v1/users', TENANT))).toMatchObject({ code: 'BadUid' });
  expect(server.heard).toHaveLength(0);
});

test('pages are followed by their token, in the query', async () => {
  const row = (uid: string): object => ({ metadata: { uid, name: uid } });
  const server = inTurn(
    [200, { items: [row('a'), row('b')], listmeta: { continue: 'next token' } }],
    [200, { items: [row('b'), row('c')], listmeta: { continue: '' } }],
  );
  const client = await against(server);
  const { rows } = await client.listProfiles({ scope: 'project', projectUid: 'p1' });
  expect(rows.map((item) => item.metadata.uid)).toEqual(['a', 'b', 'c']);
  expect(server.heard[1]?.url).toContain('continue=next+token');
  expect(server.heard[0]?.headers['projectuid']).toBe('p1');
});

test('a filter that Palette refuses is left out: nothing relies on it', async () => {
  const server = inTurn(
    [400, { code: 'InvalidFilter', message: 'm' }],
    [200, { items: [{ metadata: { uid: 'a', name: 'a' } }] }],
  );
  const client = await against(server);
  expect((await client.listProfiles(TENANT)).rows).toHaveLength(1);
  expect(server.heard).toHaveLength(2);
});

test('a list that gives the same token again is a failure, not a loop', async () => {
  const client = await against(inTurn([200, { items: [], listmeta: { continue: 'again' } }]));
  expect(await failure(client.listProfiles(TENANT))).toMatchObject({ code: 'PaginationLoop' });
});

test('an answer without end is cut off', async () => {
  const port = await listen(
    createServer((_, response) => {
      response.writeHead(200);
      const pour = (): void => {
        while (response.write('x'.repeat(65_536)));
        response.once('drain', pour);
      };
      pour();
    }),
  );
  const transport = await createHttpTransport({
    baseUrl: new URL(`http://127.0.0.1:${port}`),
    maxResponseBytes: 1_000_000,
  });
  closers.push(() => transport.close());
  const sent = transport.send({ method: 'GET', path: '/', headers: {}, timeoutMs: 10_000 });
  await expect(sent).rejects.toMatchObject({ kind: 'too_large' });
});

test('a proxy is asked for what is not on loopback', async () => {
  const asked: string[] = [];
  const proxy = createServer();
  proxy.on('connect', (request, socket) => {
    asked.push(request.url ?? '');
    const target = connect(palette, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      target.pipe(socket);
      socket.pipe(target);
    });
    target.on('error', () => socket.destroy());
    socket.on('error', () => target.destroy());
    closers.push(async () => void target.destroy());
  });
  proxy.on('request', (request, response) => {
    asked.push(request.url ?? '');
    const onward = httpRequest(
      { port: palette, host: '127.0.0.1', path: '/', method: request.method ?? 'GET' },
      (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      },
    );
    onward.end();
  });
  const palette = await listen(createServer(inTurn([200, USER])));
  const proxyPort = await listen(proxy);
  const transport = await createHttpTransport({
    baseUrl: new URL('http://palette.invalid'),
    proxy: { httpProxy: `http://127.0.0.1:${proxyPort}`, noProxy: 'other.invalid' },
  });
  closers.push(() => transport.close());
  const answer = await transport.send({
    method: 'GET',
    path: '/v1/users/info',
    headers: {},
    timeoutMs: 5000,
  });
  expect(JSON.parse(answer.body)).toEqual(USER);
  expect(asked.join(' ')).toContain('palette.invalid');
});
