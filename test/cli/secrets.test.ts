// The whole job over HTTP with everything told and everything going wrong: no byte that is said or written holds the key, or the value
// of a sensitive variable.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../../src/palette/clock.ts';
import { type CliEnd, cli, tempDir } from '../support/cli.ts';
import { aSandbox, aSeed, seedVersion } from '../support/sandboxes.ts';
import { base } from '../support/scene.ts';

const KEY = 'Canary/Key+42="&\\Q7zR5tY1';
const VALUE = 's3cret-token';
const FORMS = [
  KEY,
  JSON.stringify(KEY).slice(1, -1),
  encodeURIComponent(KEY),
  Buffer.from(KEY).toString('base64').replace(/=+$/, '').slice(0, -1),
  'Q7zR5tY1',
  VALUE,
  Buffer.from(VALUE).toString('base64').slice(0, -2),
];

const YAML = `
cloneform: 1
palette: { requestTimeout: 30s, retries: 0, rateLimits: off }
clones:
  edge:
    source: { profile: base, version: 1.0.0 }
    target: { scope: project, project: edge-dev, name: copy, labels: { a: b } }
    content: mirror
  second: { source: { profile: base, version: 1.0.0 }, target: { scope: tenant, name: second } }
`;

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

async function listen(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

type Wrong = (request: IncomingMessage, response: ServerResponse) => boolean;

/** A sandbox on a socket; `wrong` may answer in its place. */
async function serve(wrong: () => Wrong): Promise<string> {
  const sandbox = aSandbox(aSeed(base('1.0.0'), seedVersion({ name: 'other', version: '1.0.0' })), {
    clock: systemClock(),
  });
  return listen(
    createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        if (wrong()(request, response)) return;
        const body = Buffer.concat(chunks).toString();
        const headers = Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
        );
        const asked = { method: request.method ?? 'GET', headers, ...(body === '' ? {} : { body }) };
        void sandbox.fetch(new Request(`http://sandbox${request.url}`, asked)).then(async (answer) => {
          response.writeHead(answer.status, Object.fromEntries(answer.headers));
          response.end(await answer.text());
        });
      });
    }),
  );
}

const right: Wrong = () => false;
const saying =
  (status: number, body: (request: IncomingMessage) => string, headers = {}): Wrong =>
  (request, response) => {
    response.writeHead(status, headers);
    response.end(body(request));
    return true;
  };
const echo = (request: IncomingMessage): string =>
  JSON.stringify({
    code: `Bad${String(request.headers['apikey'])}`,
    message: JSON.stringify(request.headers),
    ref: KEY,
  });
const onlyFor =
  (method: string, wrong: Wrong): Wrong =>
  (request, response) =>
    request.method === method && String(request.url).endsWith('/clone') && wrong(request, response);

const WRONGS: readonly (readonly [string, Wrong])[] = [
  ['401', saying(401, echo)],
  ['403', saying(403, (request) => `${String(request.headers['apikey'])} is not allowed`)],
  ['500 with the headers of the request', saying(500, echo)],
  [
    '500 with the key in its middle, to be cut',
    saying(500, () => `${'x'.repeat(190)}${KEY}${'y'.repeat(1000)}`),
  ],
  [
    '500 with a page',
    saying(500, () => `<html>${encodeURIComponent(KEY)} ${Buffer.from(KEY).toString('base64')}`),
  ],
  ['a clone in doubt', onlyFor('POST', saying(500, echo))],
  ['a redirect', saying(307, () => '', { location: `http://127.0.0.1:1/?${encodeURIComponent(KEY)}` })],
  ['what is not JSON', saying(200, () => `{"tenantUid": "${KEY}`)],
  [
    'another shape, named by the key',
    saying(200, () => JSON.stringify({ metadata: { labels: { [KEY]: 1 } } })),
  ],
  ['silence', () => true],
];

function everyByte(dir: string): readonly (readonly [string, string])[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(path.join(dir, name)).isFile())
    .map((name) => [name, readFileSync(path.join(dir, name), 'latin1')]);
}

test('no byte', async () => {
  let wrong = right;
  const host = await serve(() => wrong);
  const cwd = tempDir({ 'cloneform.yaml': YAML, 'key.txt': `${KEY}\n` });
  const cache = tempDir();
  const env = { PALETTE_HOST: host, XDG_CACHE_HOME: cache, CLONEFORM_STATE: 'state/cloneform.db' };
  const said: (readonly [string, string])[] = [];
  const say = async (what: string, args: readonly string[], more = {}): Promise<CliEnd> => {
    const end = await cli([...args, '--log-level', 'trace'], {
      cwd,
      env: { ...env, PALETTE_API_KEY: KEY, ...more },
    });
    said.push([what, end.out + end.err]);
    expect(end.err, what).not.toMatch(/^\s+at /m);
    return end;
  };
  expect((await say('plan', ['plan', '--report', 'html=plan.html', '--report', 'json=plan.json'])).code).toBe(
    0,
  );
  for (const [what, how] of WRONGS) {
    wrong = how;
    const end = await say(what, what === 'silence' ? ['plan'] : ['apply', '--auto-approve', '--json']);
    expect(end.code, what).not.toBe(0);
    expect(end.code, what).not.toBe(70);
    // It was there to be found.
    if (/^(401|403|500 with the)/.test(what)) expect(end.out, what).toContain('***');
  }
  wrong = right;
  const other = { PALETTE_HOST: host.replace('http:', 'https:') };
  expect((await say('TLS where there is none', ['plan'], other)).code).toBe(1);
  const done = await say('apply', ['apply', '--auto-approve', '--report', 'markdown=end.md']);
  expect([done.code, done.err]).toEqual([0, expect.anything()]);
  const byFile = await cli(['plan', '--json', '--api-key-file', 'key.txt', '--log-level', 'trace'], {
    cwd,
    env,
  });
  expect(byFile.code).toBe(0);
  expect(byFile.err).toContain('chmod 600');
  said.push(['by file', byFile.out + byFile.err]);
  for (const args of [['state', 'list', '--json'], ['show'], ['inventory', '--json'], ['drift', '--json']])
    await say(args.join(' '), args);
  const written = [...everyByte(cwd), ...everyByte(cache)].filter(([name]) => name !== 'key.txt');
  expect(written.map(([name]) => name)).toEqual(
    expect.arrayContaining(['plan.json', 'end.md', 'state/cloneform.db']),
  );
  for (const [what, text] of [...said, ...written])
    for (const form of FORMS) expect(text.includes(form), `${what} holds ${form}`).toBe(false);
  for (const name of ['plan.json', 'state/cloneform.db'])
    expect(statSync(path.join(cwd, name)).mode & 0o777, name).toBe(0o600);
  expect(statSync(path.join(cwd, 'state')).mode & 0o777).toBe(0o700);
});

test('a value of a profile that Palette quotes in a refusal is not shown, and the rest of the sentence is', async () => {
  const quoting = saying(400, () =>
    JSON.stringify({
      code: 'InvalidPackValues',
      message: 'pack db: adminPassword: "hunter2 and more" is too short; replicas: 3 is fine',
    }),
  );
  const host = await serve(() => onlyFor('POST', quoting));
  const cwd = tempDir({ 'cloneform.yaml': YAML });
  const env = { PALETTE_HOST: host, PALETTE_API_KEY: KEY };
  const end = await cli(['apply', '--auto-approve', '--report', 'html=end.html', '--json'], { cwd, env });
  expect(end.code).toBe(4);
  expect(end.out).toContain('replicas: 3 is fine');
  const history = await cli(['history', '--json'], { cwd, env });
  const bytes = [end.out, end.err, history.out, ...everyByte(cwd).map(([, text]) => text)].join('\n');
  expect(bytes).not.toContain('hunter2');
});

test('a key in YAML is found by its value, whatever it stands under', async () => {
  const yaml = `${YAML}  third: { source: { profile: base }, target: { scope: tenant, name: x, description: '${KEY.replace(/"/, '')}' } }\n`;
  const cwd = tempDir({ 'cloneform.yaml': yaml });
  const key = KEY.replace(/"/, '');
  for (const args of [['validate'], ['plan', '--json']]) {
    const end = await cli(args, { cwd, env: { PALETTE_API_KEY: key } });
    expect(end.code).toBe(1);
    expect(end.out + end.err).toContain('declare/secret-in-yaml');
    expect(end.out + end.err).not.toContain('Q7zR5tY1');
  }
});

test.each([
  ['a pipe', 'mkfifo'],
  ['a folder', 'mkdir'],
])('a key file that is %s', async (_what, command) => {
  const cwd = tempDir({ 'cloneform.yaml': YAML });
  const { spawnSync } = await import('node:child_process');
  spawnSync(command, [path.join(cwd, 'key')]);
  const end = await cli(['plan', '--api-key-file', 'key'], { cwd });
  expect([end.code, end.err]).toEqual([3, expect.stringContaining('it must be a file')]);
});

test('what would let strangers answer is refused, without a word of the proxy’s password', async () => {
  const cwd = tempDir({ 'cloneform.yaml': YAML });
  const env = { PALETTE_API_KEY: KEY, PALETTE_HOST: 'https://127.0.0.1:1' };
  const off = await cli(['plan'], { cwd, env: { ...env, NODE_TLS_REJECT_UNAUTHORIZED: '0' } });
  expect([off.code, off.err]).toEqual([1, expect.stringContaining('palette/tls-off')]);
  const proxy = await cli(['plan'], { cwd, env: { ...env, HTTPS_PROXY: 'user:pa55word@proxy' } });
  expect([proxy.code, proxy.err]).toEqual([1, expect.stringContaining('palette/bad-proxy')]);
  expect(proxy.err).not.toContain('pa55word');
  const user = await cli(['plan'], {
    cwd,
    env: { ...env, PALETTE_HOST: 'https://user:pa55word@127.0.0.1:1' },
  });
  expect([user.code, user.err]).toEqual([1, expect.stringContaining('is not a Palette host')]);
  expect(user.err).not.toContain('pa55word');
  const ca = await cli(['plan'], { cwd, env: { ...env, PALETTE_CA_FILE: 'cloneform.yaml' } });
  expect([ca.code, ca.err]).toEqual([1, expect.stringContaining('contains no certificate')]);
});
