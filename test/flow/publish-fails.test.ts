// A publish that fails on content leaves a draft: the message says which pack and why, and the next run continues with it.
import { expect, test } from 'vitest';
import { createSandboxTransport } from '../../src/sandbox/sandbox-transport.ts';
import { aClone, aDesired } from '../support/a-world.ts';
import { aHouse } from '../support/histories.ts';
import { aClient, aSandbox, aSeed, call, fakeClock, seedVersion } from '../support/sandboxes.ts';

const WHY = 'Pack hello: pack.namespace is required';

test.each([
  ['names the pack', WHY, null, WHY, 0],
  [
    'names none: its check of packs is asked',
    'Validation failed',
    {
      packs: { results: [{ name: 'hello', errors: [{ code: 'X', message: 'pack.namespace is required' }] }] },
    },
    'Validation failed (pack hello: pack.namespace is required); the published content',
    1,
  ],
  [
    'names none, and the check finds nothing',
    'Validation failed',
    { packs: { results: [{ name: 'hello', errors: [] }] } },
    'Validation failed; the published content',
    1,
  ],
  [
    'names none, and the check is no help',
    'Validation failed',
    'no JSON',
    'Validation failed; the published',
    1,
  ],
] as const)(
  'a mirror whose publish is refused by a message that %s',
  async (_, message, check, told, asked) => {
    const clock = fakeClock();
    const sandbox = aSandbox(aSeed(seedVersion({ name: 'base', version: '1.0.0' })), {
      clock,
      faults: {
        seed: 1,
        rules: [
          {
            calls: ['publish'],
            turn: { kind: 'nth', calls: [1] },
            times: null,
            fault: {
              kind: 'status',
              status: 400,
              committed: false,
              body: 'palette',
              code: 'PackValuesInvalid',
              message,
            },
          },
        ],
      },
    });
    const checks: string[] = [];
    const inner = createSandboxTransport(sandbox, clock);
    const client = aClient(
      {
        send: async (request) => {
          if (!request.path.endsWith('/validate/packs')) return inner.send(request);
          checks.push(request.body ?? '');
          const body = typeof check === 'string' ? check : JSON.stringify(check);
          return { status: 200, headers: {}, body };
        },
        close: inner.close,
      },
      clock,
    );
    const house = aHouse(sandbox, clock, { client });
    const mirror = aDesired(aClone('edge', { content: 'mirror' }));
    expect((await house.apply(mirror)).exitCode).toBe(0);
    const base = sandbox.describe().profiles.find(({ name }) => name === 'base')?.uid ?? '';
    const template = { type: 'add-on', packs: [{ name: 'hello', values: 'changed: true' }] };
    await call(sandbox, 'PUT', `/v1/clusterprofiles/${base}`, {
      body: { metadata: { name: 'base' }, spec: { template } },
    });
    await call(sandbox, 'PATCH', `/v1/clusterprofiles/${base}/publish`, {});
    clock.advance(60_000);
    const failed = await house.apply(mirror);
    expect(failed.exitCode).toBe(4);
    expect(failed.applied.results).toMatchObject([
      {
        status: 'failed',
        error: { code: 'PackValuesInvalid', message },
        because: expect.stringContaining(told),
      },
    ]);
    expect(checks).toHaveLength(asked);
    for (const body of checks)
      expect(JSON.parse(body)).toMatchObject({ packs: [{ name: 'hello', values: 'changed: true' }] });
    expect((await house.store.readRecorded()).openEntries).toHaveLength(1);
    clock.advance(60_000);
    expect((await house.apply(mirror)).exitCode).toBe(0);
    expect((await house.store.readRecorded()).openEntries).toEqual([]);
    expect((await house.plan(mirror)).changes.map((change) => change.action)).toEqual(['noop']);
  },
);
