// State URLs: what they say, what is shown of them, who gets a password, and texts that PostgreSQL cannot hold.

import { describe, expect, test } from 'vitest';
import { decodeText, encodeText } from '../../src/state/storage/postgres/pg-text.ts';
import {
  mayUsePassword,
  parsePgUrl,
  showPgUrl,
  withoutPassword,
} from '../../src/state/storage/postgres/pg-url.ts';
import { StoreError } from '../../src/state/store-error.ts';
import { fc } from '../support/fast-check.ts';

const parse = (url: string, env: Record<string, string> = {}) => parsePgUrl(url, env, '/project');

describe('a state URL', () => {
  test('names server, user, database, workspace and schema', () => {
    const url =
      'postgres://a%40nn:p%2Fw@db.example:6432/st%20ate?workspace=edge&schema=team_a&sslrootcert=ca.pem';
    expect(parse(url)).toEqual({
      host: 'db.example',
      port: 6432,
      user: 'a@nn',
      password: 'p/w',
      database: 'st ate',
      tls: { caFile: '/project/ca.pem', certFile: null, keyFile: null },
      options: undefined,
      schema: 'team_a',
      workspace: 'edge',
      shown: 'postgres://a%40nn@db.example:6432/st%20ate?workspace=edge&schema=team_a',
    });
  });

  test('leaves to pg what it does not say', () => {
    expect(parse('postgresql://')).toMatchObject({
      host: 'localhost',
      user: undefined,
      database: undefined,
      workspace: 'default',
      schema: 'cloneform',
      tls: null,
    });
    expect(parse('postgres:///x', { PGHOST: 'db.example' })).toMatchObject({
      host: 'db.example',
      tls: { caFile: null },
    });
    expect(parse('postgres:///x?host=/run/postgresql')).toMatchObject({ host: '/run/postgresql', tls: null });
    expect(parse('postgres://[::1]:5433/x')).toMatchObject({ host: '::1', port: 5433, tls: null });
  });

  test.each([
    ['postgres://db.example/x', true],
    ['postgres://127.attacker.example/x', true],
    ['postgres://localhost.example/x', true],
    ['postgres://db.example/x?sslmode=require', true],
    ['postgres://db.example/x?sslmode=disable', false],
    ['postgres://127.0.0.1/x', false],
    ['postgres://127.0.0.1/x?sslmode=verify-full', true],
    ['postgres://localhost/x?sslrootcert=ca.pem', true],
  ])('%s has verified TLS: %s', (url, isVerified) => {
    expect(parse(url).tls !== null).toBe(isVerified);
  });

  test.each([
    'postgres://db.example/x?sslmode=prefer',
    'postgres://db.example/x?sslmode=no-verify',
    'postgres://db.example/x?worksapce=edge',
    'postgres://db.example/x?workspace=a%22b',
    'postgres://db.example/x?schema=a;b',
    'postgres://db.example/x?workspace=',
    'postgres://u:%zz@db.example/x',
    'postgres://u:secret@one,two:1/x',
    'mysql://db.example/x',
  ])('%s is refused, without its password', (url) => {
    const error = (() => {
      try {
        return parse(url);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(StoreError);
    expect(JSON.stringify(error) + String(error)).not.toContain('secret');
  });

  test('is shown without password and files; the one for YAML keeps all but the password', () => {
    const url = 'postgres://ann:secret@db.example/x?sslrootcert=/a/ca.pem&workspace=w';
    expect(showPgUrl(url)).toBe('postgres://ann@db.example/x?workspace=w');
    expect(withoutPassword(url)).toBe('postgres://ann@db.example/x?sslrootcert=/a/ca.pem&workspace=w');
    expect(showPgUrl('postgres://u:secret@one,two:1/x')).not.toContain('secret');
  });

  test.each<[string, Record<string, string>, boolean, boolean]>([
    ['postgres://ann@db.example/x', { PGPASSWORD: 'p' }, false, false],
    ['postgres://ann@db.example/x', { PGPASSWORD: 'p' }, true, true],
    ['postgres://ann@db.example/x', { PGPASSWORD: 'p', PGHOST: 'db.example' }, false, true],
    [
      'postgres://ann@db.example/x',
      { PGPASSWORD: 'p', CLONEFORM_ALLOWED_HOSTS: 'a, DB.example' },
      false,
      true,
    ],
    ['postgres://ann@db.example/x', { PGPASSFILE: '/f' }, false, true],
    ['postgres://ann:own@db.example/x', { PGPASSWORD: 'p' }, false, true],
    ['postgres://ann@127.0.0.1/x', { PGPASSWORD: 'p' }, false, true],
    // The host of the environment by another way.
    ['postgres://ann@db.example:6543/x', { PGPASSWORD: 'p', PGHOST: 'db.example' }, false, false],
    [
      'postgres://ann@db.example:6543/x',
      { PGPASSWORD: 'p', PGHOST: 'db.example', PGPORT: '6543' },
      false,
      true,
    ],
    ['postgres://ann@db.example:5432/x', { PGPASSWORD: 'p', PGHOST: 'db.example' }, false, true],
    ['postgres://ann@db.example/x?sslmode=disable', { PGPASSWORD: 'p', PGHOST: 'db.example' }, false, false],
    [
      'postgres://ann@db.example/x?sslmode=disable',
      { PGPASSWORD: 'p', PGHOST: 'db.example', PGSSLMODE: 'disable' },
      false,
      true,
    ],
    ['postgres://ann@db.example/x?sslmode=disable', { PGPASSWORD: 'p' }, true, true],
    [
      'postgres://ann@db.example/x?sslrootcert=own.pem',
      { PGPASSWORD: 'p', PGHOST: 'db.example' },
      false,
      false,
    ],
    [
      'postgres://ann@db.example/x?sslrootcert=/etc/ca.pem',
      { PGPASSWORD: 'p', PGHOST: 'db.example', PGSSLROOTCERT: '/etc/ca.pem' },
      false,
      true,
    ],
    [
      'postgres://ann@db.example:1/x',
      { PGPASSWORD: 'p', CLONEFORM_ALLOWED_HOSTS: 'db.example' },
      false,
      false,
    ],
    [
      'postgres://ann@db.example:1/x',
      { PGPASSWORD: 'p', CLONEFORM_ALLOWED_HOSTS: 'db.example:1' },
      false,
      true,
    ],
    ['postgres:///x?host=db.example', { PGPASSWORD: 'p', PGHOST: 'other' }, false, false],
  ])('%s with %o, URL from the environment %s: the password may go there %s', (url, env, isFromEnv, may) => {
    expect(mayUsePassword(parse(url, env), env, isFromEnv, '/project')).toBe(may);
  });
});

test('every text comes back as it was, and none holds NUL on the way', () => {
  const text = fc.string({ unit: fc.constantFrom('\0', '\u{E000}', '0', 'E', 'x', '\u{1F600}') });
  fc.assert(
    fc.property(text, (given) => {
      const kept = encodeText(given);
      expect(kept).not.toContain('\0');
      expect(decodeText(kept)).toBe(given);
    }),
    { seed: 7, numRuns: 2_000 },
  );
});
