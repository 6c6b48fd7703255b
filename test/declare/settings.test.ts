// What the root file says of the run: each setting, what it is by default, and what the environment overrides.
import { describe, expect, test } from 'vitest';
import { good, read } from '../support/declared.ts';

const files = (text: string): Readonly<Record<string, string>> => ({
  'cloneform.yaml': `cloneform: 1\n${text}\n`,
});
const DEFAULT = { rps: 10, burst: 50 };
const CLUSTERPROFILES = { rps: 50, burst: 250 };

describe('palette', () => {
  const NONE = {
    host: null,
    sandbox: null,
    caFile: null,
    requestTimeoutMs: 30_000,
    retries: 5,
    rateLimits: { default: DEFAULT, clusterprofiles: CLUSTERPROFILES },
  };
  test.each<[string, object]>([
    ['', {}],
    ['host: h.example', { host: 'h.example' }],
    ['sandbox: s.yaml', { sandbox: '/p/s.yaml' }],
    ['caFile: x/ca.pem', { caFile: '/p/x/ca.pem' }],
    ['consoleUrl: "https://c.example"', { consoleUrl: 'https://c.example' }],
    ['auditNotes: true', { auditNotes: true }],
    ['auditNotes: false', {}],
    ['retries: 0', { retries: 0 }],
    ['requestTimeout: 45s', { requestTimeoutMs: 45_000 }],
    ['requestTimeout: 500ms', { requestTimeoutMs: 500 }],
    ['requestTimeout: 2m', { requestTimeoutMs: 120_000 }],
    ['requestTimeout: 1.5s', { requestTimeoutMs: 1500 }],
    ['rateLimits: off', { rateLimits: 'off' }],
    [
      'rateLimits: { default: { rps: 1, burst: 2 } }',
      { rateLimits: { default: { rps: 1, burst: 2 }, clusterprofiles: CLUSTERPROFILES } },
    ],
    [
      'rateLimits: { clusterprofiles: { rps: 0.5, burst: 1 }, projects: { rps: 3, burst: 4 } }',
      {
        rateLimits: {
          default: DEFAULT,
          clusterprofiles: { rps: 0.5, burst: 1 },
          projects: { rps: 3, burst: 4 },
        },
      },
    ],
  ])('%s', async (member, expected) => {
    const { settings } = await good(files(`palette: { ${member} }`));
    expect(settings.palette).toStrictEqual({ ...NONE, ...expected });
  });
});

describe('state', () => {
  test.each<[string, string | undefined, object]>([
    ['', undefined, { path: '/p/state/cloneform.db', url: null }],
    ['state: { path: x/s.db }', undefined, { path: '/p/x/s.db', url: null }],
    ['state: { path: x/s.db }', '', { path: '/p/x/s.db', url: null }],
    ['state: { path: x/s.db }', 'y.db', { path: '/p/y.db', url: null }],
    ['state: { path: x/s.db }', '/q/y.db', { path: '/q/y.db', url: null }],
    ['state: { path: x/s.db }', 'postgres://h/d', { path: null, url: 'postgres://h/d' }],
    ['state: { path: x/s.db }', 'postgresql://h/d', { path: null, url: 'postgresql://h/d' }],
    ['state: { path: x/s.db }', 'x-postgres://h', { path: '/p/x-postgres:/h', url: null }],
    ['state: { url: postgres://h/d }', undefined, { path: null, url: 'postgres://h/d' }],
    ['state: { url: postgres://h/d }', 'y.db', { path: '/p/y.db', url: null }],
  ])('%s, CLONEFORM_STATE=%s', async (text, override, expected) => {
    const env = override === undefined ? {} : { CLONEFORM_STATE: override };
    expect((await good(files(text), env)).settings.state).toStrictEqual(expected);
  });
});

test.each<[string, object]>([
  ['', {}],
  ['maxNewProjects: 0', { maxNewProjects: 0 }],
  ['maxDeletes: 7', { maxDeletes: 7 }],
  ['maxDeletePercent: 12.5', { maxDeletePercent: 12.5 }],
])('guards: { %s }', async (member, expected) => {
  const { desired } = await good(files(`guards: { ${member} }`));
  const defaults = { maxNewProjects: 10, maxDeletes: 20, maxDeletePercent: 30 };
  expect(desired.guards).toStrictEqual({ ...defaults, ...expected });
});

test.each<[string, string]>([
  [
    'palette: { host: h, sandbox: s.yaml }',
    'declare/host-and-sandbox 2:21 palette has both host and sandbox | keep one of them',
  ],
  [
    'state: { path: s.db, url: postgres://h/d }',
    'declare/path-and-url 2:22 state has both path and url | keep one of them',
  ],
])('%s is refused', async (text, fault) => {
  const result = await read(files(text));
  expect(
    (result.ok ? [] : result.diagnostics).map(
      ({ code, place, message, hint }) => `${code} ${place?.line}:${place?.column} ${message} | ${hint}`,
    ),
  ).toEqual([fault]);
});
