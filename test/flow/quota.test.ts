// A tenant's quota of cluster profiles, versions counted: said before, met once, and nothing else is held up by it.
import { expect, test } from 'vitest';
import { createSandboxTransport } from '../../src/sandbox/sandbox-transport.ts';
import { aClone, aDesired } from '../support/a-world.ts';
import { aHouse, type House } from '../support/histories.ts';
import { aClient, aSandbox, aSeed, fakeClock, seedVersion } from '../support/sandboxes.ts';

interface Scene {
  readonly house: House;
  readonly sent: string[];
}

function aScene(profileLimit: number | null, refuseLimits = false): Scene {
  const clock = fakeClock();
  const seed = aSeed(
    seedVersion({ name: 'base', version: '1.0.0' }),
    seedVersion({ name: 'base', version: '1.1.0' }),
  );
  const sandbox = aSandbox({ ...seed, profileLimit }, { clock });
  const house = aHouse(sandbox, clock);
  const inner = createSandboxTransport(sandbox, clock);
  const sent: string[] = [];
  house.client = aClient(
    {
      send: async (request) => {
        sent.push(`${request.method} ${request.path.split('?')[0]?.split('/').at(-1)}`);
        if (refuseLimits && request.path.endsWith('/resourceLimits'))
          return { status: 403, headers: {}, body: '{"code":"OperationForbidden","message":"no"}' };
        return inner.send(request);
      },
      close: inner.close,
    },
    clock,
  );
  return { house, sent };
}

const five = aDesired(...['a', 'b', 'c', 'd', 'e'].map((id) => aClone(id, { target: { name: id } })));
const count = (sent: readonly string[], what: string): number => sent.filter((item) => item === what).length;

test('a plan that would pass it warns with the numbers, for one request', async () => {
  const { house, sent } = aScene(4);
  const plan = await house.plan(five);
  expect(plan.diagnostics.map(({ code, severity, message }) => [code, severity, message])).toEqual([
    [
      'plan/quota',
      'warning',
      'the tenant may have 4 cluster profiles, versions counted; at least 2 are there, and this plan makes 5',
    ],
  ]);
  expect(count(sent, 'GET resourceLimits')).toBe(1);
});

test.each([
  ['there is room', 7, false],
  ['Palette names no limit', null, false],
  ['the limit cannot be read', 2, true],
])('nothing is said where %s', async (_, limit, refuseLimits) => {
  const plan = await aScene(limit, refuseLimits).house.plan(five);
  expect(plan.diagnostics.filter(({ code }) => code === 'plan/quota')).toEqual([]);
});

test('a plan that makes nothing does not ask', async () => {
  const { house, sent } = aScene(7);
  await house.apply(five);
  sent.length = 0;
  expect((await house.plan(five)).changes.every((change) => change.action === 'noop')).toBe(true);
  expect(count(sent, 'GET resourceLimits')).toBe(0);
});

test('the first refusal for it ends what makes objects, and only that; the next run goes on', async () => {
  const { house, sent } = aScene(4);
  // One that goes: deleting is not held up.
  await house.apply(aDesired(aClone('old', { target: { name: 'old' } })));
  sent.length = 0;
  const end = await house.apply(five, { parallelism: 1 });
  const makers = end.applied.results.filter((result) => result.action === 'create');
  expect(makers.map(({ status }) => status)).toEqual([
    'applied',
    'failed',
    'not_started',
    'not_started',
    'not_started',
  ]);
  expect(makers[1]?.error).toMatchObject({
    code: 'ResourceLimitExceeded',
    hint: expect.stringContaining('lower retain, or ask for a higher limit'),
  });
  expect(end.applied.results.find((result) => result.action === 'delete')?.status).toBe('applied');
  expect(end.exitCode).toBe(4);
  expect(count(sent, 'POST clone')).toBe(2);
  expect((await house.store.readRecorded()).openOperations).toEqual([]);
});
