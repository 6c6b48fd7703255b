// A world that says no, through the real command: the key, the host, the answers, the state.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, test } from 'vitest';
import { type CliEnd, cli, tempDir } from '../support/cli.ts';

/** A busy machine may take seconds to answer; what waits for nobody shortens the time. */
const YAML = `
cloneform: 1
palette: { requestTimeout: 30s, retries: 0 }
clones:
  edge: { source: { profile: base }, target: { scope: tenant, name: copy } }
`;

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const KEY = 'the-key-nobody-may-see';

async function planAgainst(answer: RequestListener, yaml = YAML): Promise<CliEnd> {
  const port = await listen(createServer(answer));
  return plan({ PALETTE_HOST: `http://127.0.0.1:${port}` }, yaml);
}

async function plan(env: Readonly<Record<string, string>>, yaml = YAML): Promise<CliEnd> {
  const end = await cli(['plan'], {
    cwd: tempDir({ 'cloneform.yaml': yaml }),
    env: { PALETTE_API_KEY: KEY, ...env },
  });
  expect(end.err).not.toMatch(/^\s+at /m);
  expect(end.out + end.err).not.toContain(KEY);
  return { ...end, err: end.err.replaceAll(/\s+/g, ' ') };
}

const json =
  (status: number, body: unknown): RequestListener =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };

describe('the key', () => {
  test('none', async () => {
    const end = await cli(['plan'], { cwd: tempDir({ 'cloneform.yaml': YAML }) });
    expect(end.code).toBe(3);
    expect(end.err).toContain('PALETTE_API_KEY');
  });

  test.each([401, 403])('not accepted, with status %i', async (status) => {
    const end = await planAgainst(json(status, { code: 'InvalidApiKey', message: 'no', ref: 'r-1' }));
    expect(end.code).toBe(3);
    expect(end.err).toContain('set PALETTE_API_KEY');
    expect(end.err).toContain('r-1');
  });

  test('from a file, and from the older name; the first name wins', async () => {
    const heard: string[] = [];
    const port = await listen(
      createServer((request, response) => {
        heard.push(String(request.headers['apikey']));
        response.writeHead(500);
        response.end();
      }),
    );
    const cwd = tempDir({ 'cloneform.yaml': YAML, key: 'from-a-file\n' });
    const PALETTE_HOST = `http://127.0.0.1:${port}`;
    await cli(['plan', '--api-key-file', 'key'], { cwd, env: { PALETTE_HOST, PALETTE_API_KEY: 'new-name' } });
    await cli(['plan'], {
      cwd,
      env: { PALETTE_HOST, PALETTE_API_KEY: 'new-name', SPECTROCLOUD_APIKEY: 'old-name' },
    });
    await cli(['plan'], { cwd, env: { SPECTROCLOUD_HOST: PALETTE_HOST, SPECTROCLOUD_APIKEY: 'old-name' } });
    expect([...new Set(heard)]).toEqual(['from-a-file', 'new-name', 'old-name']);
    const missing = await cli(['plan', '--api-key-file', 'nowhere'], { cwd, env: { PALETTE_HOST } });
    expect(missing.code).toBe(3);
  });

  test('with a line break inside, which node would print', async () => {
    const end = await cli(['plan'], {
      cwd: tempDir({ 'cloneform.yaml': YAML }),
      env: { PALETTE_API_KEY: 'first\nsecondhalf' },
    });
    expect(end.code).toBe(3);
    expect(end.err).not.toContain('secondhalf');
  });

  test('is not carried to a host that only the YAML names', async () => {
    let asked = 0;
    const port = await listen(createServer((_, response) => response.end(String(asked++))));
    const yaml = YAML.replace('palette: {', `palette: { host: "http://127.0.0.1:${port}",`);
    const end = await plan({}, yaml);
    expect(end.code).toBe(3);
    expect(end.err).toContain('CLONEFORM_ALLOWED_HOSTS');
    expect(asked).toBe(0);
    expect((await plan({ CLONEFORM_ALLOWED_HOSTS: '127.0.0.1' }, yaml)).code).toBe(1);
    expect(asked).toBeGreaterThan(0);
  });

  test('is not carried along by a redirect', async () => {
    const heard: string[] = [];
    const thief = await listen(
      createServer((request, response) => {
        heard.push(String(request.headers['apikey']));
        response.end('{}');
      }),
    );
    for (const status of [301, 302, 303, 307, 308]) {
      const end = await planAgainst((_, response) => {
        response.writeHead(status, { location: `http://127.0.0.1:${thief}/` });
        response.end();
      });
      expect(end.code).toBe(1);
      expect(end.err).toContain('redirect');
    }
    expect(heard).toEqual([]);
  });
});

describe('the host', () => {
  test('nothing listens', async () => {
    const server = createServer();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    const end = await plan({ PALETTE_HOST: `http://127.0.0.1:${port}` });
    expect(end.code).toBe(1);
    expect(end.err).toContain('connection refused by 127.0.0.1');
  });

  test('http to anything but loopback', async () => {
    const end = await plan({ PALETTE_HOST: 'http://palette.example.com' });
    expect(end.code).toBe(1);
    expect(end.err).toContain('unencrypted');
  });

  test('a certificate that nobody vouches for, and the CA that does', async () => {
    const dir = tempDir();
    const made = spawnSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-days',
        '2',
        '-subj',
        '/CN=localhost',
        '-addext',
        'subjectAltName=DNS:localhost,IP:127.0.0.1',
        '-keyout',
        'key.pem',
        '-out',
        'cert.pem',
      ],
      { cwd: dir },
    );
    expect(made.status).toBe(0);
    const read = (name: string): string => readFileSync(path.join(dir, name), 'utf8');
    const server = createTlsServer(
      { key: read('key.pem'), cert: read('cert.pem') },
      json(500, { code: 'Reached', message: 'it was reached' }),
    );
    const port = await listen(server);
    const refused = await plan({ PALETTE_HOST: `https://127.0.0.1:${port}` });
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('TLS failed');
    expect(refused.err).toContain('PALETTE_CA_FILE');
    const trusted = await plan({
      PALETTE_HOST: `https://127.0.0.1:${port}`,
      PALETTE_CA_FILE: path.join(dir, 'cert.pem'),
    });
    expect(trusted.err).toContain('it was reached');
  });
});

describe('the answers', () => {
  test('a web page', async () => {
    const end = await planAgainst((_, response) => response.end('<!doctype html><title>Sign in</title>'));
    expect(end.code).toBe(1);
    expect(end.err).toContain('a web page instead of JSON');
    expect(end.err).toContain('check PALETTE_HOST');
  });

  test('500 with a code and a reference', async () => {
    const end = await planAgainst(json(500, { code: 'DatabaseDown', message: 'try later', ref: 'ref-77' }));
    expect(end.code).toBe(1);
    expect(end.err).toContain('try later (DatabaseDown)');
    expect(end.err).toContain('ref-77');
  });

  test('502 from a gateway, in HTML', async () => {
    const end = await planAgainst((_, response) => {
      response.writeHead(502, { 'content-type': 'text/html' });
      response.end('<html>Bad gateway</html>');
    });
    expect(end.code).toBe(1);
    expect(end.err).toContain('BadGateway');
  });

  test('429 again and again', async () => {
    const end = await planAgainst(json(429, { code: 'TooManyRequests', message: 'slow down' }));
    expect(end.code).toBe(1);
    expect(end.err).toContain('TooManyRequests');
  });

  test('cut short', async () => {
    const end = await planAgainst((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"tenantUid":');
      setImmediate(() => response.destroy());
    });
    expect(end.code).toBe(1);
    expect(end.err).toMatch(/connection\s+was\s+closed/);
  });

  test('none, for too long', async () => {
    const end = await planAgainst(() => undefined, YAML.replace('30s', '1s'));
    expect(end.code).toBe(1);
    expect(end.err).toContain('within 1 s');
  });

  test('escape sequences are not let through', async () => {
    const end = await planAgainst(json(500, { code: 'X', message: '\u001b[2J\u202Eevil' }));
    expect(end.err).not.toContain('\u001b[2J');
    expect(end.err).not.toContain('\u202E');
  });
});

describe('the state', () => {
  const SANDBOX = 'sandbox: 1\nprofiles: [{ name: base }]\n';
  const LOCAL = YAML.replace(
    'palette: { requestTimeout: 30s, retries: 0 }',
    'palette: { sandbox: sandbox.yaml }',
  );
  const project = (): string => {
    const cwd = tempDir({ 'cloneform.yaml': LOCAL, 'sandbox.yaml': SANDBOX });
    mkdirSync(path.join(cwd, 'state'));
    return cwd;
  };
  const statePath = (cwd: string): string => path.join(cwd, 'state', 'cloneform.db');

  test('is not SQLite', async () => {
    const cwd = project();
    writeFileSync(statePath(cwd), 'this is a letter to my aunt, not a database at all\n'.repeat(40));
    for (const args of [['plan'], ['apply', '--auto-approve'], ['state', 'list']]) {
      const end = await cli(args, { cwd });
      expect(end.code).toBe(1);
      expect(end.err).toContain('store/not-a-state');
    }
    expect(readFileSync(statePath(cwd), 'utf8')).toContain('my aunt');
  });

  test('is newer', async () => {
    const cwd = project();
    await cli(['apply', '--auto-approve'], { cwd });
    const db = new Database(statePath(cwd));
    db.exec('PRAGMA user_version = 9999; UPDATE meta SET needs_format = 9999');
    db.close();
    const end = await cli(['plan'], { cwd });
    expect(end.code).toBe(1);
    expect(end.err).toContain('store/newer');
  });

  test('belongs to another tenant', async () => {
    const cwd = project();
    await cli(['apply', '--auto-approve'], { cwd });
    // A sandbox whose file is gone starts as another tenant.
    for (const name of readdirSync(path.dirname(statePath(cwd))).filter((file) => file.startsWith('sandbox')))
      rmSync(path.join(path.dirname(statePath(cwd)), name));
    for (const args of [['plan'], ['apply', '--auto-approve']]) {
      const end = await cli(args, { cwd });
      expect(end.code).toBe(1);
      expect(end.err).toContain('belongs to tenant');
    }
  });

  test('is broken in the middle', async () => {
    const cwd = project();
    await cli(['apply', '--auto-approve'], { cwd });
    const bytes = readFileSync(statePath(cwd));
    bytes.fill(0x5a, 4096, 4096 * 6);
    writeFileSync(statePath(cwd), bytes);
    const end = await cli(['plan'], { cwd });
    expect(end.code).toBe(1);
    expect(end.err).toMatch(/store\/(corrupt|not-a-state)/);
  });

  test('cannot be written', async () => {
    const cwd = project();
    chmodSync(path.join(cwd, 'state'), 0o500);
    const env = { CLONEFORM_STATE: '/proc/cloneform.db' };
    const end = await cli(['apply', '--auto-approve'], { cwd, env });
    expect(end.code).toBe(1);
    expect(end.err).toMatch(/store\/(read-only|unavailable)/);
    expect(end.err).not.toMatch(/^\s+at /m);
  });

  test('is reached by a link: of a folder it is the state behind it, of a file it is refused', async () => {
    const cwd = project();
    mkdirSync(path.join(cwd, 'elsewhere'));
    symlinkSync(path.join(cwd, 'elsewhere'), path.join(cwd, 'linked'));
    const through = { cwd, env: { CLONEFORM_STATE: path.join(cwd, 'linked', 'cloneform.db') } };
    expect((await cli(['apply', '--auto-approve'], through)).code).toBe(0);
    const names = readdirSync(path.join(cwd, 'elsewhere'));
    expect(names).toEqual(expect.arrayContaining(['cloneform.db', 'cloneform.db.lock']));
    const straight = { cwd, env: { CLONEFORM_STATE: path.join(cwd, 'elsewhere', 'cloneform.db') } };
    expect((await cli(['plan', '--detailed-exitcode'], straight)).code).toBe(0);
    symlinkSync(path.join(cwd, 'elsewhere', 'cloneform.db'), path.join(cwd, 'a.db'));
    symlinkSync(path.join(cwd, 'nowhere.db'), path.join(cwd, 'dangling.db'));
    for (const file of ['a.db', 'dangling.db'])
      for (const command of [['plan'], ['apply', '--auto-approve']]) {
        const end = await cli(command, { cwd, env: { CLONEFORM_STATE: path.join(cwd, file) } });
        expect([end.code, end.err]).toEqual([1, expect.stringContaining('is a symbolic link')]);
      }
    expect(existsSync(path.join(cwd, 'nowhere.db'))).toBe(false);
  });

  test('is a device', async () => {
    const cwd = project();
    const end = await cli(['apply', '--auto-approve'], { cwd, env: { CLONEFORM_STATE: '/dev/full' } });
    expect(end.code).toBe(1);
    expect(end.err).toContain('store/not-a-state');
  });

  test('sits on a disk that is full: nothing is sent that could not be recorded', async (context) => {
    const cwd = project();
    const disk = path.join(cwd, 'disk');
    mkdirSync(disk);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]).status === 0;
    if (!mounted) context.skip('a small file system cannot be mounted here');
    try {
      const env = { CLONEFORM_STATE: path.join(disk, 'cloneform.db') };
      // The first run makes the file and fills it; then the disk has no room for one row more.
      expect((await cli(['apply', '--auto-approve'], { cwd, env })).code).toBe(0);
      spawnSync('dd', ['if=/dev/zero', `of=${path.join(disk, 'ballast')}`, 'bs=1k', 'count=4000']);
      writeFileSync(path.join(cwd, 'cloneform.yaml'), LOCAL.replace('name: copy', 'name: other'));
      const end = await cli(['apply', '--auto-approve'], { cwd, env });
      expect([1, 4]).toContain(end.code);
      expect(end.err).toContain('disk');
      expect(end.err).not.toMatch(/^\s+at /m);
      const left = await cli(['inventory', '--json'], { cwd });
      expect(JSON.parse(left.out).profiles.map((row: { name: string }) => row.name)).toEqual([
        'base',
        'copy',
      ]);
      spawnSync('rm', [path.join(disk, 'ballast')]);
      expect((await cli(['apply', '--auto-approve'], { cwd, env })).code).toBe(0);
    } finally {
      spawnSync('umount', [disk]);
    }
  });

  test('is locked by a run that lives', async () => {
    const cwd = project();
    await cli(['apply', '--auto-approve'], { cwd });
    const holder = new Database(`${statePath(cwd)}.lock`);
    holder.pragma('journal_mode = MEMORY');
    holder.exec('BEGIN EXCLUSIVE');
    const end = await cli(['apply', '--auto-approve'], { cwd });
    expect(end.code).toBe(7);
    expect(end.err).toContain('store/locked');
    expect((await cli(['plan'], { cwd })).code).toBe(0);
    holder.close();
    expect((await cli(['apply', '--auto-approve'], { cwd })).code).toBe(0);
  });

  test('reading commands make no file', async () => {
    const cwd = tempDir({ 'cloneform.yaml': LOCAL, 'sandbox.yaml': SANDBOX });
    for (const args of [['plan'], ['state', 'list'], ['show'], ['inventory']])
      expect((await cli(args, { cwd })).code).toBe(0);
    expect(existsSync(statePath(cwd))).toBe(false);
  });
});
