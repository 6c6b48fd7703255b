// A state URL taken apart: where the server is, how it is verified, which workspace; and how it is shown, without secrets.
import { resolve } from 'node:path';
import { StoreError } from '../../store-error.ts';

export interface PgTarget {
  /** A name, an address, or the folder of a Unix socket. */
  readonly host: string;
  readonly port: number | undefined;
  /** undefined: what pg takes from PGUSER, PGDATABASE, PGPASSWORD and PGPASSFILE. */
  readonly user: string | undefined;
  readonly database: string | undefined;
  readonly password: string | undefined;
  readonly tls: PgTls | null;
  /** Settings that the server takes at its start, e.g. the endpoint of a hosted one. */
  readonly options: string | undefined;
  readonly schema: string;
  readonly workspace: string;
  /** The URL for people: no password. */
  readonly shown: string;
}

/** Files, absolute; null: the authorities that Node trusts, no client certificate. */
export interface PgTls {
  readonly caFile: string | null;
  readonly certFile: string | null;
  readonly keyFile: string | null;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Names that end up in SQL as identifiers, and in messages. */
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_-]{0,62}$/;
const OURS = ['workspace', 'schema'] as const;
const TAKEN = ['host', 'sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'options', ...OURS];
/** Said by hosted services in the URLs they hand out; what they ask for holds anyway, or is no matter here. */
const IGNORED = ['application_name', 'channel_binding', 'connect_timeout', 'gssencmode', 'pgbouncer'];

/** Throws StoreError. Relative files start from `cwd`. */
export function parsePgUrl(text: string, env: Env, cwd: string): PgTarget {
  const url = toUrl(text);
  const shown = showPgUrl(text);
  const query = url.searchParams;
  for (const name of query.keys()) {
    if (TAKEN.includes(name) || IGNORED.includes(name)) continue;
    throw bad(
      shown,
      `${JSON.stringify(name)} is not a parameter of a state URL`,
      `known: ${TAKEN.join(', ')}`,
    );
  }
  const host =
    query.get('host') ||
    decode(url.hostname, shown).replace(/^\[(.*)\]$/, '$1') ||
    env['PGHOST'] ||
    'localhost';
  if (/[,\s]/.test(host))
    throw bad(shown, 'a state URL can contain only one server', 'use the primary server');
  const database = decode(url.pathname.slice(1), shown);
  return {
    host,
    port: url.port === '' ? undefined : Number(url.port),
    user: decode(url.username, shown) || undefined,
    database: database || undefined,
    password: decode(url.password, shown) || undefined,
    tls: toTls(query, host, env, cwd, shown),
    options: query.get('options') ?? undefined,
    schema: nameOf(query, 'schema', 'cloneform', shown),
    workspace: nameOf(query, 'workspace', 'default', shown),
    shown,
  };
}

/** Whether a location of a state is a URL of this kind and not a path. */
export function isPgUrl(text: string): boolean {
  return /^postgres(ql)?:\/\//.test(text);
}

/** Without password, and of the parameters only those that name the state: safe to print and to store. */
export function showPgUrl(text: string): string {
  if (!URL.canParse(text)) return 'postgres://…';
  const url = new URL(text);
  const user = url.username === '' ? '' : `${url.username}@`;
  const query = new URLSearchParams();
  for (const name of OURS) {
    const value = url.searchParams.get(name);
    if (value !== null) query.set(name, value);
  }
  return `postgres://${user}${url.host}${url.pathname}${query.size === 0 ? '' : `?${query.toString()}`}`;
}

/** The whole URL but for its password: what belongs into YAML. */
export function withoutPassword(text: string): string {
  if (!URL.canParse(text)) return 'postgres://…';
  const url = new URL(text);
  url.password = '';
  return url.href;
}

/**
 * Whether the password of the environment may go to this server. A file of passwords names its hosts itself; PGPASSWORD names none, and
 * a pull request that edits state.url must not carry it away: not to another host, not to another port of it, and not over a
 * connection that it has made weaker, or lets an authority of its own vouch for. This machine is trusted.
 */
export function mayUsePassword(target: PgTarget, env: Env, urlIsFromEnv: boolean, cwd: string): boolean {
  if (target.password !== undefined || (env['PGPASSWORD'] ?? '') === '' || urlIsFromEnv) return true;
  if (isLocal(target.host)) return true;
  return isPlaceOfEnv(target, env) && isTlsOfEnv(target.tls, env, cwd);
}

/** PGHOST with PGPORT, or an entry of CLONEFORM_ALLOWED_HOSTS: `HOST`, on the usual port, or `HOST:PORT`. */
function isPlaceOfEnv({ host, port }: PgTarget, env: Env): boolean {
  const usual = env['PGPORT'] || '5432';
  const wanted = String(port ?? usual);
  if (env['PGHOST'] === host && wanted === usual) return true;
  const allowed = (env['CLONEFORM_ALLOWED_HOSTS'] ?? '').split(',').map((item) => item.trim().toLowerCase());
  const name = host.toLowerCase();
  return allowed.includes(`${name}:${wanted}`) || (allowed.includes(name) && wanted === usual);
}

function isTlsOfEnv(tls: PgTls | null, env: Env, cwd: string): boolean {
  if (tls === null) return env['PGSSLMODE'] === 'disable';
  const own = env['PGSSLROOTCERT'] ?? '';
  return tls.caFile === (own === '' || own === 'system' ? null : resolve(cwd, own));
}

function toTls(query: URLSearchParams, host: string, env: Env, cwd: string, shown: string): PgTls | null {
  const file = (value: string | null | undefined): string | null =>
    value === null || value === undefined || value === '' || value === 'system' ? null : resolve(cwd, value);
  const files = {
    caFile: file(query.get('sslrootcert') ?? env['PGSSLROOTCERT']),
    certFile: file(query.get('sslcert')),
    keyFile: file(query.get('sslkey')),
  };
  const mode = query.get('sslmode');
  switch (mode) {
    case 'disable':
      return null;
    // What asks for less than a verified server gets one: it costs nothing where the certificate is right.
    case 'require':
    case 'verify-ca':
    case 'verify-full':
      return files;
    case null:
      return isLocal(host) && query.get('sslrootcert') === null ? null : files;
    default:
      throw bad(
        shown,
        `sslmode=${mode} is not one of disable, verify-full`,
        'use verify-full, with sslrootcert=FILE if needed',
      );
  }
}

function isLocal(host: string): boolean {
  return (
    host === 'localhost' ||
    host === '::1' ||
    host.startsWith('/') ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)
  );
}

function nameOf(
  query: URLSearchParams,
  name: (typeof OURS)[number],
  fallback: string,
  shown: string,
): string {
  const value = query.get(name) ?? fallback;
  if (NAME.test(value)) return value;
  throw bad(
    shown,
    `${JSON.stringify(value)} cannot be a ${name}`,
    'use letters, digits, _ and -, at most 63 characters',
  );
}

function toUrl(text: string): URL {
  if (isPgUrl(text) && URL.canParse(text)) return new URL(text);
  throw bad(
    'postgres://…',
    'the state URL is not valid',
    'use the form postgres://USER@HOST:5432/DATABASE?workspace=NAME and escape special characters as %XX',
  );
}

function decode(text: string, shown: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw bad(shown, 'the state URL has a % that is not an escape', 'write % itself as %25');
  }
}

function bad(where: string, message: string, hint: string): StoreError {
  return new StoreError('unavailable', where, message, { hint });
}
