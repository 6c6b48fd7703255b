// A PostgreSQL server of one test file: Debian's, on a free port of loopback, with password and TLS, and its disk in earnest.
import { execFile, execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

export const PG_PASSWORD = 'pg-password-of-the-tests';

export interface PgServer {
  readonly port: number;
  /** Authority of the server's certificate, which is for `localhost`. */
  readonly caFile: string;
  /** A Unix socket that asks for no password. */
  readonly socketPath: string;
  readonly url: (query?: string) => string;
  /** kill -9 of the postmaster: what a power cut of the database would be, as far as clients see. */
  crash(): Promise<void>;
  start(): Promise<void>;
  end(): Promise<void>;
}

const run = promisify(execFile);
const START_SECONDS = 20;

/** null, with a message, where PostgreSQL cannot be had. */
export async function startPostgres(): Promise<PgServer | null> {
  const bin = findBinaries();
  const user = process.getuid?.() === 0 ? 'postgres' : null;
  if (bin === null || (user !== null && !hasUser(user))) {
    console.log('PostgreSQL is not installed (Debian: apt-get install postgresql): its tests are skipped');
    return null;
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'cloneform-pg-'));
  const data = path.join(folder, 'data');
  mkdirSync(data);
  const caFile = makeCertificate(folder);
  chmodSync(folder, 0o755);
  if (user !== null) own(user, [data, path.join(folder, 'server.key'), path.join(folder, 'server.crt')]);
  writeFileSync(path.join(folder, 'password'), PG_PASSWORD);
  const call = (name: string, ...args: string[]): Promise<unknown> => {
    const command = path.join(bin, name);
    return user === null ? run(command, args) : run('runuser', ['-u', user, '--', command, ...args]);
  };
  await call(
    'initdb',
    '-D',
    data,
    '-U',
    'ann',
    '--no-sync',
    '--auth-host=scram-sha-256',
    '--auth-local=trust',
    `--pwfile=${path.join(folder, 'password')}`,
  );
  const port = await freePort();
  writeFileSync(path.join(data, 'postgresql.auto.conf'), settings(folder, data, port));
  const start = async (): Promise<void> => {
    // After a crash the last children of the old server may still hold its memory.
    for (let tries = 0; ; tries++) {
      try {
        await call(
          'pg_ctl',
          '-D',
          data,
          '-w',
          '-t',
          String(START_SECONDS),
          '-l',
          path.join(data, 'log'),
          'start',
        );
        return;
      } catch (error) {
        if (tries === 20) throw error;
        await wait(100);
      }
    }
  };
  await start();
  return {
    port,
    caFile,
    socketPath: path.join(data, `.s.PGSQL.${port}`),
    url: (query = '') =>
      `postgres://ann:${PG_PASSWORD}@127.0.0.1:${port}/postgres${query === '' ? '' : `?${query}`}`,
    crash: async () => {
      const pid = Number(readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
      process.kill(pid, 'SIGKILL');
      while (isAlive(pid)) await wait(10);
    },
    start,
    end: async () => {
      await call('pg_ctl', '-D', data, '-m', 'immediate', 'stop').catch(() => undefined);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function settings(folder: string, data: string, port: number): string {
  return Object.entries({
    port,
    listen_addresses: "'127.0.0.1'",
    unix_socket_directories: `'${data}'`,
    shared_buffers: '16MB',
    max_connections: 60,
    ssl: 'on',
    ssl_cert_file: `'${path.join(folder, 'server.crt')}'`,
    ssl_key_file: `'${path.join(folder, 'server.key')}'`,
  })
    .map(([name, value]) => `${name} = ${value}\n`)
    .join('');
}

function findBinaries(): string | null {
  const base = '/usr/lib/postgresql';
  const versions = readdirOrNone(base).sort((a, b) => Number(b) - Number(a));
  const folders = [
    ...versions.map((version) => path.join(base, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(':'),
  ];
  return (
    folders.find((folder) => ['initdb', 'pg_ctl'].every((name) => readdirOrNone(folder).includes(name))) ??
    null
  );
}

function readdirOrNone(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function hasUser(name: string): boolean {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .some((line) => line.startsWith(`${name}:`));
}

function own(user: string, files: readonly string[]): void {
  const [uid, gid] = ['-u', '-g'].map((flag) =>
    Number(execFileSync('id', [flag, user], { encoding: 'utf8' })),
  );
  for (const file of files) chownSync(file, uid ?? 0, gid ?? 0);
}

/** A certificate for localhost, by itself as its authority. */
function makeCertificate(folder: string): string {
  const [key, certificate] = ['server.key', 'server.crt'].map((name) => path.join(folder, name));
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const files = ['-keyout', key ?? '', '-out', certificate ?? ''];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', '-x509', ...kind, ...files, ...subject], { stdio: 'ignore' });
  chmodSync(key ?? '', 0o600);
  return certificate ?? '';
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
