// Faults on the way to the sandbox: alike in process and on a real socket, whenever it is their turn.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createHttpTransport } from '../../src/palette/http-transport.ts';
import { type Transport, TransportError, type TransportRequest } from '../../src/palette/transport.ts';
import {
  decideFaults,
  type FaultCount,
  type FaultPlan,
  type FaultRule,
} from '../../src/sandbox/fault-rules.ts';
import { readFaultPlan } from '../../src/sandbox/faults-file.ts';
import { OPERATIONS, type OperationName, operationOf } from '../../src/sandbox/operations.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { openSandbox } from '../../src/sandbox/sandbox.ts';
import { createSandboxTransport } from '../../src/sandbox/sandbox-transport.ts';
import { readSeed } from '../../src/sandbox/seed.ts';
import { ROOT, tempDir } from '../support/cli.ts';
import { aSandbox, aSeed, fakeClock, seededRandom, seedVersion } from '../support/sandboxes.ts';
import { serving, strikes } from '../support/serving.ts';

const seed = aSeed(seedVersion({ name: 'base', version: '1.0.0' }));
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

interface Way {
  readonly sandbox: Sandbox;
  readonly transport: Transport;
  /** Lets time go by where it is not the machine's. */
  readonly goOn: (ms: number) => void;
}

const WAYS: readonly [string, (faults: FaultPlan) => Promise<Way>][] = [
  [
    'in process',
    async (faults) => {
      const clock = fakeClock(Date.now());
      const sandbox = openSandbox({
        dbPath: ':memory:',
        seed,
        clock,
        random: seededRandom(),
        apiKey: null,
        faults,
      });
      return { sandbox, transport: createSandboxTransport(sandbox, clock), goOn: clock.advance };
    },
  ],
  [
    'on a socket',
    async (faults) => {
      const { sandbox, server } = await serving(seed, faults);
      const transport = await createHttpTransport({ baseUrl: new URL(server.url) });
      closers.push(() => transport.close());
      return { sandbox, transport, goOn: () => undefined };
    },
  ],
];

const isThere = (sandbox: Sandbox, name: string): boolean =>
  sandbox.describe().profiles.some((profile) => profile.name === name);

function cloneRequest(sandbox: Sandbox, timeoutMs = 60_000): TransportRequest {
  const uid = sandbox.describe().profiles[0]?.uid ?? '';
  return {
    method: 'POST',
    path: `/v1/clusterprofiles/${uid}/clone`,
    headers: { ApiKey: 'k', 'content-type': 'application/json' },
    body: JSON.stringify({ metadata: { name: 'copy', version: '1.0.0', target: { scope: 'tenant' } } }),
    timeoutMs,
  };
}

const getRequest = (where: string): TransportRequest => ({
  method: 'GET',
  path: where,
  headers: { ApiKey: 'k' },
  timeoutMs: 5000,
});

/** What a client sees of it, in a word. */
async function seen(transport: Transport, request: TransportRequest): Promise<string> {
  try {
    const { status, headers, body } = await transport.send(request);
    const shape = body === '' ? 'empty' : body.startsWith('<') ? 'page' : isJson(body) ? 'json' : 'broken';
    return `${status} ${shape}${headers['retry-after'] === undefined ? '' : ' retry-after'}`;
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    return `${error.kind} ${error.effect}`;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const status = { kind: 'status', status: 503, code: 'X', body: 'palette' } as const;
const BLOWS: readonly [FaultRule['fault'], string, boolean][] = [
  [{ kind: 'reset', committed: false }, 'reset unknown', false],
  [{ kind: 'reset', committed: true }, 'reset unknown', true],
  [{ kind: 'close', committed: false }, 'reset unknown', false],
  [{ kind: 'close', committed: true }, 'reset unknown', true],
  [{ kind: 'hang', committed: false, forMs: null }, 'timeout unknown', false],
  [{ kind: 'hang', committed: true, forMs: null }, 'timeout unknown', true],
  [{ kind: 'hang', committed: true, forMs: 20 }, 'reset unknown', true],
  [{ kind: 'throttle', retryAfterMs: null, as: 'seconds' }, '429 json', false],
  [{ kind: 'throttle', retryAfterMs: 2000, as: 'seconds' }, '429 json retry-after', false],
  [{ kind: 'throttle', retryAfterMs: 2000, as: 'date' }, '429 json retry-after', false],
  [{ ...status, committed: false }, '503 json', false],
  [{ ...status, committed: true }, '503 json', true],
  [{ ...status, committed: true, body: 'html' }, '503 page', true],
  [{ ...status, committed: true, body: 'empty' }, '503 empty', true],
  [{ ...status, status: 404, committed: true, body: 'text' }, '404 broken', true],
  [{ kind: 'loginPage', committed: false }, '200 page', false],
  [{ kind: 'loginPage', committed: true }, '200 page', true],
  [{ kind: 'truncate' }, 'reset unknown', true],
  [{ kind: 'malformed' }, '201 broken', true],
  [{ kind: 'empty' }, '201 empty', true],
  [{ kind: 'slow', pauseMs: 1 }, '201 json', true],
  [{ kind: 'slow', pauseMs: 100 }, 'timeout unknown', true],
  [{ kind: 'delay', forMs: 20 }, '201 json', true],
  [{ kind: 'delay', forMs: 60_000 }, 'timeout unknown', true],
  [{ kind: 'skew', byMs: 3_600_000 }, '201 json', true],
];

describe.each(WAYS)('%s', (_, open) => {
  test.each(BLOWS)('%j: %s, in effect %s', async (fault, expected, isMade) => {
    const { sandbox, transport } = await open({
      seed: 1,
      rules: [strikes(['clone'], fault, { turn: { kind: 'nth', calls: [1] } })],
    });
    const request = cloneRequest(sandbox);
    const timeoutMs = expected.startsWith('timeout') ? 300 : request.timeoutMs;
    expect(await seen(transport, { ...request, timeoutMs })).toBe(expected);
    // A busy machine may carry it out only after the client gave up.
    await expect.poll(() => isThere(sandbox, 'copy'), { timeout: 20_000 }).toBe(isMade);
    // The next call is as ever.
    expect(await seen(transport, request)).toBe(isMade ? '409 json' : '201 json');
    expect(sandbox.describe().faults).toMatchObject([{ seen: 2, struck: 1 }]);
  });

  test('refuse: cut, then nobody listens, then as ever', async () => {
    const { sandbox, transport, goOn } = await open({
      seed: 1,
      rules: [strikes(null, { kind: 'refuse', forMs: 250 }, { times: 1 })],
    });
    const request = { ...cloneRequest(sandbox), timeoutMs: 5000 };
    expect(await seen(transport, request)).toBe('reset unknown');
    expect(await seen(transport, request)).toBe('refused none');
    goOn(250);
    await expect.poll(() => seen(transport, getRequest('/v1/users/info')), { interval: 20 }).toBe('200 json');
    expect(isThere(sandbox, 'copy')).toBe(false);
  });

  test('late: neither listed nor found, but taken', async () => {
    const { sandbox, transport } = await open({
      seed: 1,
      rules: [strikes(['list', 'get'], { kind: 'late', forMs: 60_000 })],
    });
    const request = cloneRequest(sandbox);
    const { body } = await transport.send(request);
    const get = getRequest(`/v1/clusterprofiles/${JSON.parse(body).uid}`);
    expect(await seen(transport, get)).toBe('404 json');
    const list = await transport.send({ ...request, path: '/v1/dashboard/clusterprofiles', body: '{}' });
    expect(JSON.parse(list.body).items).toHaveLength(1);
    expect(await seen(transport, request)).toBe('409 json');
  });

  test.each([
    ['ahead', { kind: 'skew', byMs: 3_600_000 } as const, 3_600_000],
    ['behind', { kind: 'skew', byMs: -3_600_000 } as const, -3_600_000],
    ['absent', { kind: 'noDate' } as const, null],
  ])('the clock of answers: %s, on injected ones too', async (_name, fault, byMs) => {
    const { transport } = await open({
      seed: 1,
      rules: [
        strikes(null, fault),
        strikes(['users'], { kind: 'throttle', retryAfterMs: null, as: 'seconds' }),
      ],
    });
    for (const where of ['/v1/users/info', '/v1/dashboard/projects/metadata']) {
      const { headers } = await transport.send(getRequest(where));
      const offMs = headers['date'] === undefined ? null : Date.parse(headers['date']) - Date.now();
      if (byMs === null || offMs === null) expect(offMs).toBe(byMs);
      else expect(Math.abs(offMs - byMs)).toBeLessThan(30_000);
    }
  });
});

test('without a Date header means: on a socket too', async () => {
  const { server } = await serving(
    { ...seed, assumptions: { dateHeader: 'absent' } },
    { seed: 1, rules: [] },
  );
  const transport = await createHttpTransport({ baseUrl: new URL(server.url) });
  closers.push(() => transport.close());
  const answer = await transport.send({
    method: 'GET',
    path: '/v1/users/info',
    headers: { ApiKey: 'k' },
    timeoutMs: 5000,
  });
  expect(answer.status).toBe(200);
  expect(answer.headers['date']).toBeUndefined();
});

describe('turns', () => {
  /** Which of `n` calls are struck. */
  const struckOf = (rules: readonly FaultRule[], calls: readonly OperationName[], seedNumber = 1): string => {
    let counts: readonly FaultCount[] = [];
    return calls
      .map((operation) => {
        const struck = decideFaults({ seed: seedNumber, rules }, counts, operation);
        ({ counts } = struck);
        return struck.strikes.map(({ rule }) => rule).join('') || '.';
      })
      .join('');
  };
  const reset = { kind: 'reset', committed: false } as const;
  const clones = (n: number): readonly OperationName[] => Array.from({ length: n }, () => 'clone');

  test.each<[string, readonly FaultRule[], string]>([
    ['each', [strikes(['clone'], reset)], '00000000'],
    ['each, twice', [strikes(['clone'], reset, { times: 2 })], '00......'],
    ['nth', [strikes(['clone'], reset, { turn: { kind: 'nth', calls: [2, 5] } })], '.0..0...'],
    ['every', [strikes(['clone'], reset, { turn: { kind: 'every', n: 3 } })], '..0..0..'],
    ['every, once', [strikes(['clone'], reset, { turn: { kind: 'every', n: 3 }, times: 1 })], '..0.....'],
    [
      'the first of two, and the second counts along',
      [
        strikes(['clone'], reset, { turn: { kind: 'nth', calls: [1] } }),
        strikes(null, reset, { turn: { kind: 'nth', calls: [1, 3] } }),
      ],
      '0.1.....',
    ],
    [
      'a condition goes along',
      [strikes(['clone'], reset), strikes(null, { kind: 'noDate' })],
      '0101010101010101',
    ],
  ])('%s', (_, rules, expected) => {
    expect(struckOf(rules, clones(8))).toBe(expected);
  });

  test('calls of other names are not counted', () => {
    const rules = [strikes(['clone'], reset, { turn: { kind: 'nth', calls: [2] } })];
    expect(struckOf(rules, ['get', 'clone', 'get', 'list', 'clone'])).toBe('....0');
  });

  test('chance strikes alike for the same seed, about as often as was said', () => {
    const rules = [strikes(['clone'], reset, { turn: { kind: 'chance', probability: 0.25 } })];
    const first = struckOf(rules, clones(4000), 7);
    expect(struckOf(rules, clones(4000), 7)).toBe(first);
    expect(struckOf(rules, clones(4000), 8)).not.toBe(first);
    const share = first.split('').filter((mark) => mark === '0').length / 4000;
    expect(Math.abs(share - 0.25)).toBeLessThan(0.03);
  });
});

test('every call of the client has a name of its own', () => {
  const uid = '690b0c2d5e4f3a2b1c0d9e8f';
  const at = (rest: string): string => `/v1/clusterprofiles/${uid}${rest}`;
  const calls: readonly [string, string, OperationName][] = [
    ['POST', at('/clone'), 'clone'],
    ['POST', at('/clone/validate'), 'validate'],
    ['GET', at(''), 'get'],
    ['PUT', at(''), 'put'],
    ['DELETE', at(''), 'delete'],
    ['PATCH', at('/publish'), 'publish'],
    ['PATCH', at('/metadata'), 'patchMetadata'],
    ['GET', at('/variables'), 'getVariables'],
    ['PUT', at('/variables'), 'putVariables'],
    ['PATCH', at('/variables'), 'patchVariables'],
    ['DELETE', at('/variables'), 'deleteVariables'],
    ['GET', at('/packs/manifests'), 'manifests'],
    ['GET', at('/export'), 'export'],
    ['GET', '/v1/clusterprofiles/macros', 'macros'],
    ['POST', at('/validate/packs'), 'validatePacks'],
    ['GET', '/v1/registries/metadata', 'registries'],
    ['GET', '/v1/audits', 'audits'],
    ['PATCH', '/v1/audits/1/userMsg', 'noteAudit'],
    ['POST', '/v1/dashboard/clusterprofiles', 'list'],
    ['GET', '/v1/dashboard/projects/metadata', 'projects'],
    ['GET', '/v1/users/info', 'users'],
    ['POST', '/v1/clusterprofiles', 'other'],
  ];
  for (const [method, where, name] of calls)
    expect(`${method} ${where}: ${operationOf(method, where)}`).toBe(`${method} ${where}: ${name}`);
});

test('the schema knows the calls and faults that there are', () => {
  const schema = JSON.parse(readFileSync(path.join(ROOT, 'schemas/faults.v1.json'), 'utf8'));
  const { call, fault } = schema.$defs.rule.properties;
  for (const names of [call.anyOf[0].enum, call.anyOf[1].items.enum])
    expect(names).toEqual(['*', ...OPERATIONS]);
  expect(fault.enumDescriptions).toHaveLength(fault.enum.length);
});

describe('the file', () => {
  async function read(text: string): Promise<readonly string[] | FaultPlan> {
    const file = path.join(tempDir({ 'faults.yaml': text }), 'faults.yaml');
    const plan = await readFaultPlan(file, 'faults.yaml');
    if (plan.ok) return plan.value;
    return plan.faults
      .list()
      .map(({ place, message, hint }) => `${place?.line}:${place?.column} ${message} (${hint ?? ''})`);
  }

  test('each fault, with what goes with it', async () => {
    const plan = await read(`
faults: 1
seed: 7
rules:
  - { call: clone, nth: 2, fault: reset, committed: true }
  - { call: [get, list], every: 3, fault: hang, for: 1.5s }
  - { call: "*", probability: 0.1, times: 4, fault: status, status: 503, body: html }
  - { call: put, fault: throttle, retryAfter: 2m, retryAfterAs: date }
  - { call: users, nth: [1, 3], fault: skew, by: -1h }
`);
    expect(plan).toEqual({
      seed: 7,
      rules: [
        {
          calls: ['clone'],
          turn: { kind: 'nth', calls: [2] },
          times: null,
          fault: { kind: 'reset', committed: true },
        },
        {
          calls: ['get', 'list'],
          turn: { kind: 'every', n: 3 },
          times: null,
          fault: { kind: 'hang', committed: false, forMs: 1500 },
        },
        {
          calls: null,
          turn: { kind: 'chance', probability: 0.1 },
          times: 4,
          fault: { kind: 'status', status: 503, committed: false, body: 'html', code: 'InternalServerError' },
        },
        {
          calls: ['put'],
          turn: { kind: 'each' },
          times: null,
          fault: { kind: 'throttle', retryAfterMs: 120_000, as: 'date' },
        },
        {
          calls: ['users'],
          turn: { kind: 'nth', calls: [1, 3] },
          times: null,
          fault: { kind: 'skew', byMs: -3_600_000 },
        },
      ],
    });
  });

  test('what is wrong is reported with its place, and all at once', async () => {
    expect(
      await read(`faults: 1
rules:
  - { call: clome, fault: reset }
  - { call: get, fault: rest, nth: 0 }
  - { call: get, fault: hang, for: 2 }
  - { call: get, falt: hang }
`),
    ).toEqual([
      expect.stringMatching(/^3:13 call must be "\*", a list, or one of clone, validate/),
      expect.stringMatching(/^4:25 fault must be refuse or reset.*did you mean "reset"/),
      expect.stringMatching(/^4:36 nth must be a number from 1/),
      expect.stringMatching(/^5:36 for must be a time such as 500ms or 2s/),
      '6:5 "fault" is missing (What goes wrong.)',
      expect.stringMatching(/^6:18 unknown key "falt" \(did you mean "fault"/),
    ]);
  });

  test('keys that do not go together', async () => {
    expect(
      await read(`faults: 1
rules:
  - { call: get, fault: truncate, committed: true }
  - { call: get, fault: status }
  - { call: get, fault: reset, nth: 1, every: 2 }
`),
    ).toEqual([
      '3:35 committed is not allowed with truncate (truncate has no members)',
      expect.stringMatching(/^4:\d+ status needs "status"/),
      expect.stringMatching(/^5:\d+ nth and every cannot be combined/),
    ]);
  });

  test('a seed names it; what is wrong in it is reported in its own name, and one that is not there', async () => {
    const dir = tempDir({ 'sandbox.yaml': 'sandbox: 1\nfaults: faults.yaml\n' });
    const missing = await readSeed(path.join(dir, 'sandbox.yaml'));
    expect(missing).toMatchObject({ ok: false, diagnostics: [{ code: 'declare/no-file' }] });
    writeFileSync(path.join(dir, 'faults.yaml'), 'faults: 1\nrules: []\n');
    expect(await readSeed(path.join(dir, 'sandbox.yaml'))).toMatchObject({
      ok: false,
      diagnostics: [{ place: { file: 'faults.yaml', line: 2 } }],
    });
  });
});

test('faults of a seed are counted on in the file of the sandbox, until other rules come', async () => {
  const clock = fakeClock();
  const dbPath = path.join(tempDir(), 's.db');
  const open = (faults: FaultPlan): Sandbox =>
    openSandbox({ dbPath, seed: { ...seed, faults }, clock, random: seededRandom(), apiKey: null });
  const rules = [
    strikes(['users'], { kind: 'loginPage', committed: false }, { turn: { kind: 'nth', calls: [2] } }),
  ];
  const ask = async (plan: FaultPlan): Promise<string> => {
    const transport = createSandboxTransport(open(plan), clock);
    const answer = await seen(transport, {
      method: 'GET',
      path: '/v1/users/info',
      headers: { ApiKey: 'k' },
      timeoutMs: 5,
    });
    await transport.close();
    return answer;
  };
  const plan = { seed: 1, rules };
  expect([await ask(plan), await ask(plan), await ask(plan)]).toEqual(['200 json', '200 page', '200 json']);
  const other = { seed: 2, rules };
  expect([await ask(other), await ask(other)]).toEqual(['200 json', '200 page']);
});

test('what asks the sandbox itself is never struck', async () => {
  const sandbox = aSandbox({ ...seed, faults: { seed: 1, rules: [strikes(null, { kind: 'empty' })] } });
  const response = await sandbox.fetch(
    new Request('http://sandbox/v1/users/info', { headers: { ApiKey: 'k' } }),
  );
  expect(await response.json()).toMatchObject({ orgName: 'acme' });
});

const listRequest: TransportRequest = {
  ...getRequest('/v1/dashboard/clusterprofiles?limit=50'),
  method: 'POST',
  headers: { ApiKey: 'k', 'content-type': 'application/json' },
  body: '{}',
};

test('a list that loses rows counts them all the same; from the second on', async () => {
  const rule = strikes(['list'], { kind: 'loseRows', names: ['base'] }, { turn: { kind: 'from', n: 2 } });
  const transport = createSandboxTransport(aSandbox(seed, { faults: { seed: 1, rules: [rule] } }));
  const counts: unknown[] = [];
  for (let n = 0; n < 3; n++) {
    const page = JSON.parse((await transport.send(listRequest)).body);
    counts.push([page.items.length, page.listmeta.count]);
  }
  expect(counts).toEqual([
    [1, 1],
    [0, 1],
    [0, 1],
  ]);
});

test.each(['404', '403'] as const)(
  'what is hidden is not listed, denied with %s, and its name is taken',
  async (hiddenByFilter) => {
    const faults = { seed: 1, rules: [strikes(null, { kind: 'hidden', names: ['base'], project: null })] };
    const sandbox = aSandbox(seed, { faults, assumptions: { hiddenByFilter } });
    const transport = createSandboxTransport(sandbox);
    const uid = sandbox.describe().profiles[0]?.uid ?? '';
    const page = JSON.parse((await transport.send(listRequest)).body);
    const name = await transport.send(
      getRequest('/v1/clusterprofiles/validate/name?name=base&version=1.0.0'),
    );
    const got = await transport.send(getRequest(`/v1/clusterprofiles/${uid}`));
    expect([page.items, page.listmeta.count, name.status, String(got.status)]).toEqual([
      [],
      0,
      409,
      hiddenByFilter,
    ]);
  },
);
